"""The machines of *Meaning across languages*: XLM's row of two texts, LaBSE's two encoders."""

import numpy as np

from ...mechanisms.networks import transformer
from ...mechanisms.networks.norm import new_norm
from ...mechanisms.objectives import contrast, detection, languages
from ...training.losses import cross_entropy
from .drawing import Machine, number
from .transformers import SPREAD

SEPARATOR = "</s>"


def xlm_run(source, target, hide, d=6, layers=2, heads=2, seed=3):
    """A sentence and its translation in one row, one word of the first hidden."""
    rng = np.random.default_rng(seed)
    texts = [[SEPARATOR, *words, SEPARATOR] for words in (source, target)]
    known = sorted({*texts[0], *texts[1], "[MASK]"})
    ids = [np.array([known.index(w) for w in text]) for text in texts]
    row = languages.concatenate_translations(*ids, source_language=0, target_language=1)
    chosen = np.arange(len(row.ids)) == hide + 1  # a separator stands in front
    seen = row._replace(ids=np.where(chosen, known.index("[MASK]"), row.ids))
    rows = {
        "token_table": len(known),
        "position_table": max(map(len, ids)),
        "language_table": 2,
    }
    tables = {name: rng.normal(size=(n, d)) for name, n in rows.items()}
    x = languages.xlm_embeddings(seen, tables | {"norm": new_norm(d)})
    p = detection.new_electra(
        rng, vocab_size=len(known), positions=1, e=d, widths=(d, d), layers=layers
    )["generator"]
    out = transformer.post_norm_blocks(x, p["blocks"], heads=heads)
    logits = detection.token_scores(out[chosen], tables, p["head"])
    return {
        "tokens": [known[k] for k in seen.ids], "row": row, "hidden": hide + 1, "layers": layers,
        "token": tables["token_table"][seen.ids], "place": tables["position_table"][row.positions],
        "language": tables["language_table"][row.languages], "x": x, "out": out[chosen], "logits": logits,
        "loss": cross_entropy(logits, row.ids[chosen]),
    }  # fmt: skip


def xlm(source, target, hide, **sizes):
    """Draw XLM: a sentence and its translation in one row, whose places start again."""
    r = xlm_run(source, target, hide, **sizes)
    strip = {"follow": r["hidden"], "only": True}
    m = Machine("XLM reads a sentence and its translation, a word hidden", 484)
    m.box(
        "row",
        135,
        46,
        "data",
        text="",
        said=f"the row {' '.join(r['tokens'])!r}",
        tall=84,
    )
    places = r["row"].positions
    for y, language in ((62, 0), (22, 1)):
        mine = np.flatnonzero(r["row"].languages == language)
        for k in mine:
            x = 90 + 41 * places[k]
            m.text(x, y + 12, r["tokens"][k], 10, "ink", parse_math=False,
                   weight="bold" if k == r["hidden"] else "normal")  # fmt: skip
            m.text(x, y - 3, str(places[k]))
        m.text(4, y - 3, "place", ha="left").text(
            4, y + 12, f"language {language}", ha="left"
        )
    m.box("add", 135, 216, "fixed", text="add, then norm", wide=240)
    for name, x in (("token", 47), ("place", 135), ("language", 223)):
        m.box(name, x, 140, text=f"{name} table", wide=84)
        m.wire("row", name, bend=108)
        m.wire(name, "add", "", r[name], into=x - 135, cells=strip, side="below")
    m.box("encoder", 135, 284, wide=150, times=r["layers"])
    m.wire("add", "encoder", "x", r["x"], cells=strip)
    m.box("head", 135, 356, text="word head", wide=100)
    m.wire("encoder", "head", "[MASK]", r["out"], cells={"follow": 0, "only": True})
    m.box("loss", 135, 420, "loss", text="which word?", wide=100)
    m.wire("head", "loss", "logits", r["logits"])
    m.box("nats", 135, 470, "data", text=f"{r['loss']:.2f} nats").wire("loss", "nats")
    return m.picture("Each strip is the row of <em>[MASK]</em>.")


def labse_run(
    pairs, d=6, layers=2, heads=2, margin=contrast.MARGIN, scale=10.0, seed=3
):
    """Sentences and their translations through one encoder, and who is nearest to whom."""
    rng = np.random.default_rng(seed)
    known = sorted({w for pair in pairs for text in pair for w in text.split()})
    longest = max(len(text.split()) for pair in pairs for text in pair)
    p = transformer.new_model(
        rng,
        vocab_size=len(known) + 1,
        positions=longest + 1,
        d=d,
        layers=layers,
        spread=SPREAD,
    )

    def vector(text):
        ids = np.array(
            [len(known), *(known.index(w) for w in text.split())]
        )  # [CLS] first
        return transformer.encoder(ids, p, heads=heads)[0]

    x, y = (np.array([vector(pair[k]) for pair in pairs]) for k in (0, 1))
    cosines = contrast.cosines(x, y)
    return {"x": x, "y": y, "layers": layers, "cosines": cosines,
            "harder": cosines - margin * np.eye(len(pairs)), "margin": margin,
            "loss": contrast.additive_margin_loss(x, y, margin=margin, scale=scale)}  # fmt: skip


def labse(pairs, **sizes):
    """Draw LaBSE: one encoder used twice, cosines of all pairs, and a margin."""
    r = labse_run(pairs, **sizes)
    m = Machine("LaBSE over pairs of sentences and translations", 446)
    m.box("source", 66, 24, "data", text="\n".join(pair[0] for pair in pairs))
    m.box("target", 204, 24, "data", text="\n".join(pair[1] for pair in pairs))
    for name, x, to in (("left", 60, "source"), ("right", 206, "target")):
        m.box(name, x, 104, text="encoder", wide=88, times=r["layers"])
        m.wire(to, name, into=66 - x if name == "left" else 204 - x)
    m.sideways("left", "right", "same", at=(112, 92), dashed=True)
    m.box("compare", 135, 204, "fixed", text="cosine of every pair", wide=240)
    m.wire("left", "compare", "", r["x"], into=-75, cells={})
    m.wire("right", "compare", "", r["y"], into=71, cells={}, side="left")
    m.box(
        "margin",
        135,
        256,
        "fixed",
        text=f"take {r['margin']} off the diagonal",
        wide=170,
    )
    m.wire("compare", "margin", "cosines", r["cosines"])
    for k, line in enumerate(r["harder"]):
        m.numbers(135, 336 - 16 * k, line, wide=44, digits=2)
    m.box(
        "table",
        135,
        320,
        "data",
        text="",
        said="a table of all pairs",
        wide=132,
        tall=48,
    )
    m.wire("margin", "table")
    m.box("loss", 135, 386, "loss", text="which is mine, both ways?", wide=170).wire(
        "table", "loss"
    )
    m.box("nats", 135, 432, "data", text=f"{r['loss']:.2f} nats").wire("loss", "nats")
    own = [number(value, 2) for value in np.diag(r["cosines"])]
    m.say(f"The cosines of the pairs are {', '.join(own)}, before the margin.")
    return m.picture(
        "A row is an English sentence, a column a German one; pairs are on the diagonal."
    )
