"""The machines of *Predict the next token*: GPT-2 with its cache, CTRL with its penalty."""

import numpy as np

from ...mechanisms.attention import attention as att
from ...mechanisms.networks import cache, transformer
from ...mechanisms.networks.norm import layer_norm
from ...mechanisms.sampling import penalty
from .drawing import Machine, number

SPREAD = 0.6  # of random weights


def gpt_2_run(words, d=8, heads=2, blocks=3, seed=4):
    """All but the last of `words` have been read; the last goes through the first block."""
    rng = np.random.default_rng(seed)
    known = sorted(set(words))
    ids = np.array([known.index(w) for w in words])
    p = transformer.new_model(
        rng,
        vocab_size=len(known),
        positions=len(words),
        d=d,
        layers=blocks,
        spread=SPREAD,
    )
    _, old = cache.read_on(ids[:-1], p, heads=heads)
    logits, new = cache.read_on(ids[-1:], p, heads=heads, cache=old)
    block = p["blocks"][0]
    x = p["token_table"][ids[-1:]] + p["position_table"][len(words) - 1 :]
    y = layer_norm(x, block["attention_norm"])
    mixed, _ = cache.cached_attention(y, block["attention"], heads=heads, kept=old[0])
    out, _ = cache.cached_block(x, block, heads=heads, kept=old[0])
    return {
        "words": words, "blocks": blocks, "x": x, "y": y, "mixed": mixed, "out": out,
        # side by side, as the features of all heads are
        "old keys": _beside(old[0]["key"]), "new key": _beside(new[0]["key"])[-1:],
        "keys": _beside(new[0]["key"]), "values": _beside(new[0]["value"]),
        "logits": logits, "next": known[int(logits[0].argmax())],
    }  # fmt: skip


def _beside(array):
    """(heads, m, e) as (m, heads e)."""
    return np.concatenate(list(array), axis=-1)


def gpt_2(words, **sizes):
    """Draw GPT-2 at work: one new word asks, and the keys of all others have been kept."""
    r = gpt_2_run(words, **sizes)
    row = {"follow": 0, "only": True}
    last = {"follow": len(words) - 1}
    m = Machine(f"GPT-2 reads {words[-1]!r} after {' '.join(words[:-1])!r}", 560)
    m.box("read", 66, 14, "data", text=f"read: {' '.join(words[:-1])}", wide=130)
    m.box("new", 212, 14, "data", text=f"new: {words[-1]}")
    m.box("table", 212, 74, text="tables", wide=80)
    m.wire("new", "table")
    m.box("three", 212, 148, text="norm, then query,\nkey, value", wide=110)
    m.wire("table", "three", "x", r["x"], cells=row, side="left")
    m.box("kept", 66, 204, "fixed", text="kept keys, values", wide=124)
    m.wire("read", "kept", "keys", r["old keys"], at=(66, 110), cells={}, side="below")
    m.sideways("three", "kept", "new key", r["new key"], at=(134, 216))
    m.box("look", 135, 302, "fixed", text="look at all that was kept", wide=180)
    m.wire("kept", "look", "keys", r["keys"], into=-69, at=(66, 250), cells=last)
    m.wire("three", "look", "query", out=30, into=60, at=(195, 262))
    m.box("small", 135, 374, text="output, norm,\nsmall network", wide=110)
    m.wire("look", "small")
    m.box("more", 135, 440, wide=120, text="next block", times=r["blocks"] - 1)
    m.wire("small", "more", "", r["out"], cells=row)
    m.box("scores", 135, 500, text="norm, table again", wide=130)
    m.wire("more", "scores")
    m.box("next", 135, 546, "data", text="the next word's scores")
    m.wire("scores", "next", "", r["logits"])
    return m.picture("One new word goes up; what the others need has been kept.")


def ctrl_run(code, words, kinds, d=8, heads=2, seed=51):
    """A code and `words` through a small decoder, and the penalty on its scores.

    `kinds` are all words of the vocabulary, the code among them. With these weights the
    best word has been written, and the code's score is below zero.
    """
    rng = np.random.default_rng(seed)
    ids = np.array([kinds.index(w) for w in (code, *words)])
    p = transformer.new_model(
        rng,
        vocab_size=len(kinds),
        positions=len(ids),
        d=d,
        layers=1,
        spread=SPREAD,
    )
    x = transformer.embed(ids, p)
    logits = transformer.decoder(ids, p, heads=heads)[-1:]
    seen = penalty.written(ids, vocab_size=len(kinds))
    punished = penalty.penalize(logits, ids[None])
    return {
        "x": x, "logits": logits, "written": seen[None], "punished": punished,
        "next": kinds[int(punished[0].argmax())],
    }  # fmt: skip


def ctrl(code, words, kinds, **sizes):
    """Draw CTRL: a code in front steers, and what has been written is held back."""
    r = ctrl_run(code, words, kinds, **sizes)
    theta = penalty.THETA
    m = Machine(f"CTRL writes on after {' '.join((code, *words))!r}", 470)
    m.box("text", 105, 14, "data", text=f"code {code}, then: {' '.join(words)}")
    m.box("tables", 160, 66, wide=80)
    m.wire("text", "tables", out=55)
    m.box("decoder", 160, 138, wide=120)
    first = {"follow": 0}
    m.wire("tables", "decoder", "", r["x"], cells=first)
    # between the cells of the numbers, which stand on the arrow
    m.numbers(135, 206, r["logits"][0], kinds, wide=40)
    m.box(
        "divide", 135, 290, "fixed", text=f"divide what is written by {theta}", wide=260
    )
    m.wire("decoder", "divide", "scores", r["logits"], out=-5, into=20, at=(155, 248))
    m.wire("text", "divide", "written", r["written"], out=-85, into=-115, at=(20, 100),
           cells={})  # fmt: skip
    m.numbers(135, 348, r["punished"][0], kinds, wide=40)
    m.box("choose", 135, 412, "fixed", text="take the highest", wide=150)
    m.wire("divide", "choose", "scores", r["punished"], out=20, into=20, at=(155, 322))
    m.box("next", 135, 456, "data", text=f"next: {r['next']}")
    m.wire("choose", "next")
    for name, key in (("Scores", "logits"), ("After the division", "punished")):
        told = zip(kinds, r[key][0], strict=True)
        m.say(f"{name}: {', '.join(f'{w} {number(x)}' for w, x in told)}.")
    return m.picture(
        "The outlined row is the code's. Numbers: the score of each word, before and after."
    )


# --- inside ---------------------------------------------------------------------------

NARROW = 5  # points of a cell: 32 features beside each other


def inside_run(words, ids, p, heads):
    """What the last word of `words` becomes in a decoder of one block, step by step."""
    (block,) = p["blocks"]
    x = transformer.embed(ids, p)
    y = layer_norm(x, block["attention_norm"], eps=transformer.GPT2_EPS)
    mask = att.causal_mask(len(ids))
    mixed, shares = att.multi_head_attention(
        y, y, block["attention"], heads=heads, mask=mask
    )
    out = transformer.pre_norm_block(x, block, heads=heads, mask=mask)
    logits = transformer.decoder(ids, p, heads=heads)[-1]
    return {
        "words": words, "x": x, "y": y, "mixed": mixed, "seen": x + mixed, "out": out,
        "shares": shares[:, -1], "p": att.softmax(logits),
    }  # fmt: skip


def inside(words, ids, p, known, depth, heads=4, most=4):
    """Draw a decoder of one block at work, more or less unfolded; the last word is followed.

    Parameters
    ----------
    words : list of str
    ids : int array, shape (n,)
    p : dict
        Of a trained decoder with one block.
    known : list of str
        The vocabulary.
    depth : str
        One of `DEPTHS`.
    heads : int
    most : int
        How many of the words that may come next are shown, the most probable first.
    """
    r = inside_run(words, ids, p, heads)
    row = {"follow": -1, "only": True, "size": NARROW}
    m = Machine(f"A trained decoder reads {' '.join(words)!r}, {depth}", 550)
    m.box("read", 135, 14, "data", text=" ".join(words))
    last, y = _INSIDE[depth](m, r, row)
    best = np.argsort(-r["p"], kind="stable")[:most]
    m.box("scores", 135, y, text="norm, table again, softmax", wide=180)
    m.wire(last, "scores", "", r["out"][[-1]], cells=row)
    m.numbers(135, y + 48, r["p"][best], [known[k] for k in best], wide=64, digits=2)
    m.box("next", 135, y + 88, "data", text="what may come next")
    told = ", ".join(f"{known[k]} {number(r['p'][k], 2)}" for k in best)
    m.say(f"Next comes, with what probability: {told}.")
    return m.picture(f"The outlined row is that of <em>{words[-1]}</em>.")


def _tables(m):
    m.box("tables", 135, 62, text="its row, and its place's", wide=170)
    m.wire("read", "tables")


def _whole(m, r, row):
    """The block as one box."""
    _tables(m)
    m.box(
        "block", 135, 254, text="block:\nattention,\nsmall network", wide=130, tall=70
    )
    m.wire("tables", "block", "x", r["x"], cells=row, side="below")
    return "block", 446


def _block(m, r, row):
    """What is in the block: two additions to a stream."""
    _tables(m)
    m.box("norm", 160, 132, wide=70)
    m.wire("tables", "norm", out=25)
    m.box("attention", 160, 176, wide=90)
    m.wire("norm", "attention")
    m.box("add", 135, 238, "fixed", wide=60)
    m.wire("attention", "add", "", r["mixed"][[-1]], out=-25, cells=row)
    m.tap("tables", "add", 90, x=14, out=25)
    m.box("norm again", 160, 296, text="norm", wide=70)
    m.wire("add", "norm again", out=25)
    m.box("small network", 160, 340, wide=110)
    m.wire("norm again", "small network")
    m.box("add again", 135, 390, "fixed", text="add", wide=60)
    m.wire("small network", "add again", out=-25)
    m.tap("add", "add again", 262, x=14, out=25)
    return "add again", 446


def _attention(m, r, row):
    """What is in attention: how much of each word each head takes."""
    m.box("ask", 135, 68, text="norm; a query, a key, a value for each head", wide=262)
    m.wire("read", "ask", "x", r["x"])
    n = len(r["words"])
    for k, shares in enumerate(r["shares"]):
        y = 240 - 36 * k
        m.text(28, y, f"head {k + 1}")
        m.numbers(157, y, shares, r["words"] if not k else None, 220 / n, digits=2)
        told = zip(r["words"], shares, strict=True)
        m.say(
            f"Head {k + 1} takes {', '.join(f'{number(x, 2)} of {w}' for w, x in told)}."
        )
    m.box("mix", 135, 316, text="mix the values; output; add", wide=262)
    m.wire("ask", "mix", out=-127, into=-127)
    m.box("rest", 135, 380, text="norm, small network, add", wide=180)
    m.wire("mix", "rest", "", r["seen"][[-1]], cells=row)
    return "rest", 446


_INSIDE = {"the whole": _whole, "the block": _block, "the attention": _attention}
DEPTHS = tuple(_INSIDE)  # how far `inside` is unfolded
