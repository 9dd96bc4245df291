"""The machines of Foundations: attention, its heads, a block, and three masks.

Each has a run, which computes the arrays with the book's functions, and a drawing, which only
places them. The weights are random: what a word looks at means nothing yet.
"""

import numpy as np

from ...mechanisms.attention import attention as att
from ...mechanisms.networks import transformer
from ...mechanisms.networks.norm import layer_norm
from .drawing import Machine, shape_of, walk

SPREAD = 0.6  # of random weights; small ones would give shares that are all alike


def vectors(words, d, rng):
    """A vector for each different word plus one for its place, random: shape (n, d)."""
    kinds = sorted(set(words))
    table, places = rng.normal(size=(len(kinds), d)), rng.normal(size=(len(words), d))
    return table[[kinds.index(w) for w in words]] + 0.5 * places


# --- attention ------------------------------------------------------------------------


def attention_run(words, d=8, e=4, seed=5):
    """All arrays of one attention over `words`: X, Q, K, V, scores, shares, out."""
    rng = np.random.default_rng(seed)
    x = vectors(words, d, rng)
    q, k, v = (x @ rng.normal(0, SPREAD, (d, e)) for _ in range(3))
    out, shares = att.attention(q, k, v)
    scores = q @ k.T / np.sqrt(e)
    return {
        "X": x,
        "Q": q,
        "K": k,
        "V": v,
        "scores": scores,
        "shares": shares,
        "out": out,
    }


def attention(words, follow, step=0, **sizes):
    """Draw attention, one word followed; `step` 1 to 4 shows how far one has come."""
    r = attention_run(words, **sizes)
    word, row = words[follow], {"follow": follow}
    m = Machine(f"Attention over {' '.join(words)!r}, {word!r} followed", 552, step)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.stage(1).box("query", 48, 120)
    m.box("key", 135, 120)
    m.box("value", 222, 120)
    m.stage(2).box("compare", 91, 220, "fixed", text="compare  QKᵀ/√d", wide=150)
    m.stage(3).box("softmax", 91, 312, "fixed", wide=150)
    m.stage(4).box("mix", 155, 404, "fixed", text="mix the values", wide=170)
    m.box("out", 155, 482, "data", text="one vector a word")

    m.stage(1).wire("words", "query", bend=90)
    m.wire("words", "value", bend=90)
    m.wire("words", "key", "X", r["X"], at=(135, 56), cells=row)
    m.stage(2).wire("query", "compare", "Q", r["Q"], into=-43, cells=row)
    m.wire("key", "compare", "K", r["K"], into=44, cells={})
    m.stage(3).wire("compare", "softmax", "scores", r["scores"], cells=row)
    m.stage(4).wire("softmax", "mix", "shares", r["shares"], into=-64, cells=row)
    m.wire("value", "mix", "V", r["V"], into=67, at=(222, 242), cells={}, side="left")
    m.wire("mix", "out", "", r["out"], cells=row)

    name = ["shares", "Q", "scores", "shares", "out"][step]
    above = words if name in ("scores", "shares") else None
    m.stage(0).row(f"{word}: {name}", r[name][follow], above, 1 + (name == "shares"))
    return m.picture(f"The outlined row is <em>{word}</em>.")


def attention_walk(words, follow, **sizes):
    """Attention in four steps that a reader walks."""
    steps = "ask and be found", "compare", "make shares", "mix"
    title = "Attention: one word asks, all answer, and the answers are mixed"
    return walk(lambda step: attention(words, follow, step, **sizes), title, *steps)


# --- heads ----------------------------------------------------------------------------


def multi_head_run(words, heads=2, d=8, seed=5):
    """X, what each head is given and finds, and what is made of it."""
    rng = np.random.default_rng(seed)
    x, p = (
        vectors(words, d, rng),
        transformer.new_block(rng, d=d, spread=SPREAD)["attention"],
    )
    out, shares = att.multi_head_attention(x, x, p, heads=heads)
    q, k, v = (
        att.split_heads(att.linear(x, p[n]), heads) for n in ("query", "key", "value")
    )
    mixed, _ = att.attention(q, k, v)
    return {"X": x, "Q": q, "shares": shares, "mixed": mixed,
            "joined": att.merge_heads(mixed), "out": out}  # fmt: skip


def multi_head(words, follow, **sizes):
    """Draw two heads or more side by side; each has features of its own."""
    r = multi_head_run(words, **sizes)
    heads, row = len(r["Q"]), {"follow": follow}
    m = Machine(f"Attention with {heads} heads over {' '.join(words)!r}", 432)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.box("maps", 135, 118, text="query, key, value", wide=150)
    m.wire("words", "maps", "X", r["X"], cells=row)
    m.box("join", 135, 312, "fixed", text="side by side", wide=200)
    m.box("output", 135, 392, wide=150)
    for k in range(heads):
        x, name = 270 * (k + 0.5) / heads, f"head {k + 1}"
        m.box(name, x, 206, "fixed", wide=min(100, 250 / heads))
        off = 100 * (k - (heads - 1) / 2) / heads
        m.wire("maps", name, "Q", r["Q"][k], out=off, bend=146, at=(x, 174), cells=row)
        m.wire(name, "join", "", r["mixed"][k], into=0.6 * (x - 135), bend=293,
               at=(x, 250), cells=row)  # fmt: skip
        m.cells(x - 42, 250, r["shares"][k], **row)
        shape = shape_of(r["shares"][k])
        m.text(x - 62, 279, f"shares {shape}", ha="left", style="italic")
        m.say(
            f"{name.capitalize()} has shares of its own, {shape.replace('×', ' by ')}."
        )
    m.wire("join", "output", "", r["joined"], cells=row)
    m.box("out", 135, 424, "data", text="one vector a word").wire("output", "out")
    return m.picture(f"The outlined row is <em>{words[follow]}</em>.")


# --- block ----------------------------------------------------------------------------


def blocks_run(words, heads=2, d=4, seed=5):
    """What flows through one block with norms after, and one with norms before: two lists.

    Each has what goes into its six parts, one after the other, and what comes out at the top.
    """
    rng = np.random.default_rng(seed)
    x, p = vectors(words, d, rng), transformer.new_block(rng, d=d, spread=SPREAD)

    def norm(x, name):
        return layer_norm(x, p[name], eps=transformer.BERT_EPS)

    def look(x):
        return att.multi_head_attention(x, x, p["attention"], heads=heads)[0]

    def think(x):
        return transformer.feed_forward(
            x, p["feed_forward"], activation=transformer.gelu
        )

    mixed = look(x)
    stream = norm(x + mixed, "attention_norm")
    inner = think(stream)
    out = norm(stream + inner, "feed_forward_norm")
    after = [x, mixed, x + mixed, stream, inner, stream + inner, out]
    y = norm(x, "attention_norm")
    mixed = look(y)
    stream = x + mixed
    z = norm(stream, "feed_forward_norm")
    inner = think(z)
    before = [x, y, mixed, stream, z, inner, stream + inner]
    return after, before


def blocks(words, follow, **sizes):
    """Draw a Transformer block twice: its norms after the additions, and before the layers."""
    after, before = blocks_run(words, **sizes)
    m = Machine(f"A Transformer block over {' '.join(words)!r}, two ways", 496)
    _block(
        m, 56, after, "attention + norm feed-forward + norm", ((0, 2), (3, 5)), follow
    )
    _block(
        m, 192, before, "norm attention + norm feed-forward +", ((0, 3), (3, 6)), follow
    )
    m.text(56, 486, "norm after: BERT", 10, "ink", weight="bold")
    m.text(192, 486, "norm before: GPT-2", 10, "ink", weight="bold")
    return m.picture(f"Each strip is the row of <em>{words[follow]}</em> in an array.")


def _block(m, x, run, parts, residuals, follow):
    """One column of boxes; a residual leaves above part number k, 0 for the words."""
    last, names = f"words {x}", []
    m.box(last, x, 12, "data", text=f"{len(run[0])} words")
    for k, part in enumerate(parts.split(), 1):
        plus = part == "+"
        text = "layer norm" if part == "norm" else part
        names.append(f"{part} {k} at {x}")
        m.box(names[-1], x, 10 + 61 * k, "fixed" if plus else "trained", text=text,
              said="addition" if plus else text, wide=24 if plus else 90)  # fmt: skip
        m.wire(last, names[-1], "", run[k - 1], cells={"follow": follow, "only": True})
        last = names[-1]
    m.box(f"out {x}", x, 456, "data", text="to the next block")
    m.wire(last, f"out {x}", "", run[-1], cells={"follow": follow, "only": True})
    for low, high in residuals:
        start = names[low - 1] if low else f"words {x}"
        m.tap(start, names[high - 1], 29 + 61 * low, x=x + 64)


# --- masks ----------------------------------------------------------------------------


def masks_run(words, translation, d=8, seed=5):
    """Who looks at whom in an encoder, a decoder and across: shares of attention, each > 0."""
    rng = np.random.default_rng(seed)
    x, y = vectors(words, d, rng), vectors(translation, d, rng)
    later = att.causal_mask(len(words))
    _, everybody = att.attention(x, x, x)
    _, before = att.attention(x, x, x, mask=later)
    _, own = att.attention(y, y, y, mask=att.causal_mask(len(translation)))
    _, across = att.attention(y, x, x)
    return {name: shares > 0 for name, shares in
            (("all", everybody), ("before", before), ("own", own), ("across", across))}  # fmt: skip


def masks(words, translation, **sizes):
    """Draw an encoder, a decoder and both together; they differ in who may look at whom."""
    r = masks_run(words, translation, **sizes)
    said = f"{' '.join(words)!r} and {' '.join(translation)!r}"
    m = Machine(f"Who may look at whom, over {said}", 308)
    for name, x, y, text, given, mask in (
        ("encoder", 32, 138, "encoder", words, "all"),
        ("decoder", 97, 138, "decoder", words, "before"),
        ("reader", 167, 138, "encoder", words, "all"),
        ("writer", 236, 220, "decoder", translation, "own"),
    ):
        what = "vectors" if text == "encoder" else "next word"
        m.box(f"{name}'s words", x, 12, "data", text=f"{len(given)} words")
        m.box(name, x, y, text=text, wide=58)
        m.wire(f"{name}'s words", name, "", r[mask], at=(x, 82), cells={}, side="below")
        if name != "reader":
            m.box(f"{name}'s result", x, y + 46, "data", text=what).wire(
                name, f"{name}'s result"
            )
    m.sideways(
        "reader", "writer", "", r["across"], at=(167, 188), cells={}, side="below"
    )
    m.text(32, 298, "encoder", 10, "ink", weight="bold")
    m.text(97, 298, "decoder", 10, "ink", weight="bold")
    m.text(201, 298, "encoder-decoder", 10, "ink", weight="bold")
    for name, mask in (("An encoder", "all"), ("A decoder", "before")):
        m.say(f"{name} has {r[mask].sum()} of {r[mask].size} looks.")
    return m.picture(
        "A row is the word that looks, a column the one that is looked at."
    )
