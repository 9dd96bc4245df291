"""The machines of *Order and memory*: Transformer-XL's segments and XLNet's two streams."""

import numpy as np

from ...mechanisms.networks import recurrence
from ...mechanisms.objectives import permutation
from ...training.losses import cross_entropy
from .drawing import Machine, walk
from .transformers import vectors


def transformer_xl_run(words, segment, d=6, layers=2, seed=2):
    """Two segments of `segment` words, read one after the other; states[s][l] of each layer.

    kept[l] is what layer l remembers when it reads the second.
    """
    rng = np.random.default_rng(seed)
    x = vectors(words, d, rng)
    weights = [recurrence.new_relative_block(rng, d=d) for _ in range(layers)]

    def layer(w):
        return lambda h, seen, mask: recurrence.relative_block(h, seen, w, mask=mask)

    parts = [x[:segment], x[segment:]]
    states = recurrence.read_segments(parts, [layer(w) for w in weights], most=segment)
    kept = [recurrence.remember(h[:0], h, most=segment) for h in states[0][:-1]]
    return {"states": states, "kept": kept,
            "reach": recurrence.reach(layers=layers, segment=segment, memory=segment)}  # fmt: skip


def transformer_xl(words, segment, step=0, **sizes):
    """Draw Transformer-XL with two segments; `step` 1 to 3 shows how far one has come."""
    r = transformer_xl_run(words, segment, **sizes)
    old, new = r["states"]
    layers = len(r["kept"])
    title = f"Transformer-XL reads {' '.join(words)!r} in two segments"
    m = Machine(title, 94 + 120 * layers, step)
    m.stage(1).box("old 0", 50, 18, "data", text=_fold(words[:segment]))
    m.stage(3).box("new 0", 222, 18, "data", text=_fold(words[segment:]))
    for k in range(1, layers + 1):
        y = 120 * k
        m.stage(1).box(f"old {k}", 50, y, text=f"layer {k}", wide=84)
        m.wire(f"old {k - 1}", f"old {k}", "", old[k - 1], at=(50, y - 46), side="left",
               cells={})  # fmt: skip
        m.stage(3).box(f"new {k}", 222, y, text=f"layer {k}", wide=84)
        m.wire(f"new {k - 1}", f"new {k}", "", new[k - 1], at=(222, y - 46), cells={})
        m.stage(2).box(f"kept {k}", 136, y - 78, "frozen", text="kept", wide=50)
        m.tap(f"old {k - 1}", f"kept {k}", y - 78)
        m.stage(3).sideways(f"kept {k}", f"new {k}", "", r["kept"][k - 1], at=(136, y - 36),
                            cells={}, side="left")  # fmt: skip
    m.stage(1).box("old out", 50, 120 * layers + 56, "data", text="forgotten")
    m.wire(f"old {layers}", "old out", "", old[-1])
    m.stage(3).box("new out", 222, 120 * layers + 56, "data", text="next word")
    m.wire(f"new {layers}", "new out", "", new[-1])
    m.say(
        f"The last layer knows of {r['reach']} words before its segment, if there are so many."
    )
    return m.picture(
        f"{layers} layers and segments of {segment} words: {r['reach']} words back."
    )


def transformer_xl_walk(words, segment, **sizes):
    """Transformer-XL in three steps that a reader walks."""
    steps = (
        "read the first segment",
        "keep what each layer was given",
        "read the second",
    )
    title = (
        "Transformer-XL: each layer remembers what it was given for the last segment"
    )
    return walk(
        lambda step: transformer_xl(words, segment, step, **sizes), title, *steps
    )


def _fold(words):
    """Words on two lines."""
    half = (len(words) + 1) // 2
    return " ".join(words[:half]) + "\n" + " ".join(words[half:])


# --- two streams ----------------------------------------------------------------------


def xlnet_run(words, order, d=6, seed=2):
    """One layer of both streams, when words become known in this order."""
    rng = np.random.default_rng(seed)
    h = vectors(words, d, rng)
    g = np.tile(rng.normal(size=d), (len(words), 1))
    content, query = permutation.factorization_masks(order)
    w = recurrence.new_relative_block(rng, d=d)
    new_h, new_g = permutation.two_stream(h, g, content, query, w)
    asked = order[-1]
    logits = new_g[[asked]] @ h.T  # the vectors of the sentence stand for a vocabulary
    return {"h": h, "g": g, "content mask": content, "query mask": query, "new h": new_h,
            "new g": new_g, "asked": asked, "time": np.argsort(order), "logits": logits,
            "loss": cross_entropy(logits, [asked])}  # fmt: skip


def xlnet(words, order, step=0, **sizes):
    """Draw one layer of XLNet's two streams; `step` 1 to 4 shows how far one has come."""
    r = xlnet_run(words, order, **sizes)
    asked = r["asked"]
    known = ", ".join(f"{words[k]} {r['time'][k] + 1}" for k in order)
    m = Machine(
        f"XLNet reads {' '.join(words)!r}, known in the order {known}", 446, step
    )
    m.sentence("words", 12, words, bold=[asked], above=[f"{t + 1}." for t in r["time"]])
    row = {"follow": asked}
    m.stage(2).box("table", 96, 78, text="word table", wide=72)
    m.stage(3).box("one", 178, 78, text="one vector", wide=72)
    m.stage(2).wire("words", "table", out=-39).box(
        "content", 96, 204, text="content\nstream", wide=72
    )
    m.wire("table", "content", "h", r["h"], cells=row, side="left", at=(96, 124))
    m.stage(3).box("query", 178, 204, text="query\nstream", wide=72)
    m.wire("one", "query", "g", r["g"], cells=row, at=(178, 124))
    m.tap("table", "query", 164, into=-18)
    for name, x, stream in (
        ("content mask", 26, "content"),
        ("query mask", 244, "query"),
    ):
        m.stage(1).box(name, x, 204, "data", text="", said=name, wide=44)
        m.sideways(name, stream, "", r[name], at=(x, 204), cells=row, side="below")
        m.text(x, 236, "mask")
    m.stage(2).box("next", 84, 318, "data", text="to the\nnext layer")
    m.wire(
        "content", "next", "", r["new h"], out=-12, cells=row, at=(84, 262), side="left"
    )
    m.stage(3).box("head", 192, 322, text="word table", wide=80)
    m.wire("query", "head", "", r["new g"], out=14, cells=row, at=(192, 262))
    m.stage(4).box("loss", 192, 384, "loss", text="which word?", wide=100)
    m.wire("head", "loss", "logits", r["logits"], side="right")
    m.box("nats", 192, 430, "data", text=f"{r['loss']:.2f} nats").wire("loss", "nats")
    return m.picture(
        f"The outlined row is <em>{words[asked]}</em>, the last to become known."
    )


def xlnet_walk(words, order, **sizes):
    """XLNet's two streams in four steps that a reader walks."""
    steps = "draw an order", "read with the words", "read without one's own", "guess"
    title = "XLNet: one stream knows the words, the other only their places"
    return walk(lambda step: xlnet(words, order, step, **sizes), title, *steps)
