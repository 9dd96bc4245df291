"""The machine of *Learn from every token*: ELECTRA's generator and judge."""

import numpy as np

from ...mechanisms.objectives import detection
from ...mechanisms.sampling import choosing
from ...training.losses import cross_entropy
from .drawing import Machine, walk


def electra_run(words, hide, widths=(4, 8), layers=(1, 2), seed=3):
    """A sentence with hidden words, what the generator writes there, what the judge thinks."""
    rng = np.random.default_rng(seed)
    known = sorted({*words, "[MASK]"})
    ids = np.array([known.index(w) for w in words])
    chosen = np.isin(np.arange(len(ids)), hide)
    masked = np.where(chosen, known.index("[MASK]"), ids)
    p = detection.new_electra(
        rng,
        vocab_size=len(known),
        positions=len(ids),
        e=widths[1],
        widths=widths,
        layers=max(layers),
    )
    tables, generator, judge = p["tables"], p["generator"], p["discriminator"]
    generator = generator | {"blocks": generator["blocks"][: layers[0]]}
    narrow = detection.encode(masked, tables, generator, heads=2)
    logits = detection.token_scores(narrow[chosen], tables, generator["head"])
    samples = choosing.sample_tokens(logits, rng)
    corrupted, replaced = detection.replace_tokens(ids, chosen, samples)
    wide = detection.encode(corrupted, tables, judge, heads=2)
    scores = detection.replaced_scores(wide, judge["head"])
    return {
        "masked": [known[k] for k in masked], "corrupted": [known[k] for k in corrupted],
        "logits": logits, "scores": scores, "replaced": replaced, "layers": layers,
         "mlm": cross_entropy(logits, ids[chosen]),
        "disc": detection.detection_loss(scores, replaced),
    }  # fmt: skip


def electra(words, hide, step=0, **sizes):
    """Draw ELECTRA's two networks; `step` 1 to 4 shows how far one has come."""
    r = electra_run(words, hide, **sizes)
    changed = np.flatnonzero(r["replaced"])
    m = Machine(f"ELECTRA over {' '.join(words)!r}", 516, step)
    m.sentence("text", 12, words)
    m.stage(1).box("hide", 135, 52, "fixed", text="hide some", wide=100).wire(
        "text", "hide"
    )
    m.sentence("masked", 92, r["masked"], bold=hide)
    m.wire("hide", "masked")
    m.stage(2).box("generator", 80, 150, wide=92, times=r["layers"][0]).wire(
        "masked", "generator", out=-55
    )
    m.box("which", 206, 208, "loss", text="which word?", wide=92)
    m.box("draw", 80, 240, "fixed", text="draw words", wide=92)
    m.wire(
        "generator", "draw", "logits", r["logits"], cells={}, at=(80, 196), side="left"
    )
    m.tap("generator", "which", 208)
    m.stage(3).sentence("filled", 284, r["corrupted"], bold=changed)
    m.wire("draw", "filled", out=0, into=-55)
    m.stage(4).box("judge", 135, 342, wide=170, times=r["layers"][1]).wire(
        "filled", "judge"
    )
    m.numbers(135, 410, 1 / (1 + np.exp(-r["scores"])), wide=260 / len(words), digits=2)
    m.box(
        "verdict",
        135,
        410,
        "data",
        text="",
        said="a probability of 'replaced' for each word",
        wide=260,
        tall=16,
    )
    m.wire("judge", "verdict", "scores", r["scores"])
    m.box("replaced", 135, 460, "loss", text="replaced?", wide=92).wire(
        "verdict", "replaced"
    )
    for name, x, y, loss in (
        ("which", 206, 250, "mlm"),
        ("replaced", 135, 502, "disc"),
    ):
        m.stage(2 if name == "which" else 4).box(
            loss, x, y, "data", text=f"{r[loss]:.2f} nats"
        )
        m.wire(name, loss)
    return m.picture(
        "Bold at the bottom: hidden. Bold above: not the word that stood there."
    )


def electra_walk(words, hide, **sizes):
    """ELECTRA in four steps that a reader walks."""
    steps = "hide some words", "guess them", "fill them in", "judge every word"
    title = "ELECTRA: one network fills in, the other judges every word"
    return walk(lambda step: electra(words, hide, step, **sizes), title, *steps)
