"""The machines of *Hide a word*: BERT, and RoBERTa beside it."""

import numpy as np

from ...mechanisms.attention.attention import linear
from ...mechanisms.networks import embeddings, transformer
from ...mechanisms.networks.norm import new_norm
from ...mechanisms.objectives import detection, masking
from ...mechanisms.tokens import sentences
from ...training.losses import cross_entropy
from .drawing import Machine

SPREAD = 0.4  # of random weights


def bert_run(first, second, hide, d=8, layers=2, heads=2, seed=3):
    """A pair of texts with one word hidden, through BERT with random weights.

    `first` and `second` are lists of words; word number `hide` of the first is hidden.
    """
    rng = np.random.default_rng(seed)
    tokens, segments = sentences.pack(sentences.Pair(first, second, True))
    known = sorted({*tokens, "[MASK]"})
    ids = np.array([known.index(t) for t in tokens])
    chosen = np.arange(len(ids)) == hide + 1  # [CLS] stands in front
    seen = np.where(chosen, known.index("[MASK]"), ids)
    rows = {"token_table": len(known), "position_table": len(ids), "segment_table": 2}
    tables = {name: rng.normal(size=(n, d)) for name, n in rows.items()}
    p = detection.new_electra(
        rng,
        vocab_size=len(known),
        positions=len(ids),
        e=d,
        widths=(d, d),
        layers=layers,
    )["generator"]
    x = embeddings.bert_embeddings(seen, segments, tables | {"norm": new_norm(d)})
    out = transformer.post_norm_blocks(x, p["blocks"], heads=heads)
    logits = detection.token_scores(out[chosen], tables, p["head"])
    pair = {"weight": rng.normal(0, SPREAD, (d, 2)), "bias": np.zeros(2)}
    verdict = linear(out[:1], pair)
    return {
        "tokens": [known[k] for k in seen], "layers": layers, "hidden": hide + 1,
        "token": tables["token_table"][seen], "place": tables["position_table"],
        "segment": tables["segment_table"][segments],
        "x": x, "out": out, "at mask": out[chosen], "at cls": out[:1],
        "logits": logits, "verdict": verdict,
        "word loss": cross_entropy(logits, ids[chosen]),
        "pair loss": cross_entropy(verdict, np.array([0])),
    }  # fmt: skip


def bert(first, second, hide, **sizes):
    """Draw BERT: three vectors a token are added, and two heads ask two questions."""
    r = bert_run(first, second, hide, **sizes)
    end = r["tokens"].index("[SEP]") + 1
    text = " ".join(r["tokens"][:end]) + "\n" + " ".join(r["tokens"][end:])
    strip = {"follow": r["hidden"], "only": True}
    m = Machine("BERT, with a word hidden", 462)
    m.box("row", 135, 20, "data", text=text)
    m.box("add", 135, 160, "fixed", text="add, then norm", wide=220)
    for name, x in (("token", 47), ("place", 135), ("segment", 223)):
        m.box(name, x, 86, text=f"{name} table", wide=82)
        m.wire("row", name, bend=58)
        m.wire(name, "add", "", r[name], into=x - 135, cells=strip, side="below")
    m.box("encoder", 120, 232, wide=150, times=r["layers"])
    m.wire("add", "encoder", "", r["x"], out=-15, cells=strip)
    m.box("word", 62, 324, text="word head", wide=90).box(
        "pair", 206, 324, text="pair head", wide=90
    )
    first = {"cells": {"follow": 0, "only": True}, "side": "below", "bend": 258}
    m.wire("encoder", "word", "[MASK]", r["at mask"], out=-50, at=(62, 291), **first)
    m.wire("encoder", "pair", "[CLS]", r["at cls"], out=50, at=(206, 291), **first)
    m.box("word loss", 62, 396, "loss", text="which word?", wide=104)
    m.box("pair loss", 206, 396, "loss", text="does it follow?", wide=104)
    m.wire("word", "word loss", "logits", r["logits"])
    m.wire("pair", "pair loss", "logits", r["verdict"])
    for name, x in (("word loss", 62), ("pair loss", 206)):
        m.box(f"{name} in nats", x, 444, "data", text=f"{r[name]:.2f} nats")
        m.wire(name, f"{name} in nats")
    return m.picture(
        "Each strip is the row of <em>[MASK]</em>, and of <em>[CLS]</em> on the right."
    )


def roberta_run(words, epochs=8, copies=2, seed=3):
    """The masks that a sentence shows in each epoch: made once, and made anew."""
    candidates = np.ones(len(words), bool)
    static = masking.static_masks(
        candidates, np.random.default_rng(seed), epochs=epochs, copies=copies
    )
    fresh = masking.dynamic_masks(
        candidates, np.random.default_rng(seed), epochs=epochs
    )
    return {"prepared": static[:copies], "static": static, "fresh": fresh}


def roberta(words, **sizes):
    """Draw how a sentence is hidden in each epoch: BERT's way and RoBERTa's."""
    r = roberta_run(words, **sizes)
    copies, epochs = len(r["prepared"]), len(r["fresh"])
    m = Machine(f"Masks over {' '.join(words)!r}", 330)
    m.box("text", 135, 12, "data", text=" ".join(words))
    m.box("once", 66, 66, "fixed", text="hide, before training", wide=126)
    m.box("again", 66, 134, "fixed", text="repeat", wide=126)
    m.box("anew", 204, 134, "fixed", text="hide, at each reading", wide=126)
    m.wire("text", "once", bend=38).wire("text", "anew", bend=38)
    m.wire("once", "again", f"{copies} masks", r["prepared"], cells={})
    for source, x, name, who in (
        ("again", 66, "static", "BERT"),
        ("anew", 204, "fresh", "RoBERTa"),
    ):
        m.box(who, x, 282, wide=100)
        m.wire(source, who, "", r[name], cells={}, side="below")
        share = r[name].any(0).sum()
        m.box(
            f"{who} asked", x, 320, "data", text=f"{share} of {len(words)} words asked"
        )
        m.wire(who, f"{who} asked")
    return m.picture(
        f"A row is one of {epochs} epochs, a column a word; filled means hidden."
    )
