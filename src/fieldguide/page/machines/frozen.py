"""The machines of *Teach a frozen reader to see*: VisualGPT's two gates, Flamingo's shut ones."""

import numpy as np

from ...mechanisms.attention.attention import (
    causal_mask,
    multi_head_attention,
    new_linear,
)
from ...mechanisms.networks import gated, patches, resampler, transformer
from ...mechanisms.networks.norm import layer_norm, new_norm
from .drawing import Machine, number

SPREAD = 0.6  # of random weights
SIDE = 4  # pixels of a patch


def _reader(words, d, rng):
    """The words in a new decoder of one block: its parameters, ids and stream."""
    known = sorted(set(words))
    ids = np.array([known.index(word) for word in words])
    p = transformer.new_model(
        rng, vocab_size=len(known), positions=len(words), d=d, layers=1, spread=SPREAD
    )
    return p, ids, transformer.embed(ids, p)


def _seen(picture, d, rng):
    """What a new eye makes of a picture: (16, d)."""
    cut = patches.cut_patches(picture, side=SIDE)
    m, r = cut.shape
    eye = patches.new_eye(rng, d=d, positions=m, r=r, layers=1, spread=SPREAD)
    return patches.eye(cut, eye, heads=1)


def visualgpt_run(words, picture, d=8, seed=1):
    """Words of a caption through VisualGPT's two attentions and gates, one head and level."""
    rng = np.random.default_rng(seed)
    p, _, x = _reader(words, d, rng)
    (block,) = p["blocks"]
    tokens = _seen(picture, d, rng)
    y = layer_norm(x, block["attention_norm"])
    mask = causal_mask(len(words))
    own, _ = multi_head_attention(y, y, block["attention"], heads=1, mask=mask)
    said = x + own
    look = {
        "norm": new_norm(d),
        "attention": transformer.new_block(rng, d=d, spread=SPREAD)["attention"],
        "gates": [new_linear(rng, d=2 * d, e=d, spread=SPREAD)],
    }
    out, gate = gated.balanced_look(said, [tokens], look, heads=1)
    given = layer_norm(tokens, look["norm"])
    found, _ = multi_head_attention(
        layer_norm(said, look["norm"]), given, look["attention"], heads=1
    )
    weight = look["gates"][0]["weight"]
    _, other = gated.resurrecting_gates(said @ weight[:d] + found @ weight[d:])
    return {
        "x": x, "said": said, "tokens": tokens, "found": found, "seen_gate": gate,
        "said_gate": other, "out": out,
    }  # fmt: skip


def visualgpt(words, picture, follow, **sizes):
    """Draw VisualGPT's block: what is seen and what was said meet at two gates."""
    r = visualgpt_run(words, picture, **sizes)
    strip = {"follow": follow, "only": True}
    m = Machine("VisualGPT's attention to a picture", 516)
    m.box("words", 76, 14, "data", text=" ".join(words[:4]) + " ...")
    m.box("picture", 206, 14, "data", text="a picture")
    m.box("own", 76, 74, text="table, own\nattention, +", wide=104)
    m.wire("words", "own")
    m.box("eye", 206, 74, text="eye", wide=70).wire("picture", "eye")
    m.box("look", 206, 196, text="attention to\nthe picture", wide=104)
    m.wire("eye", "look", "", r["tokens"], at=(206, 140))
    m.wire("own", "look", into=-36, bend=162, out=30)
    m.box("gates", 76, 262, text="two gates\na feature", wide=90)
    m.wire("own", "gates", "said", r["said"], cells=strip, at=(76, 196), side="below")
    m.sideways("look", "gates", "", out=-34)
    m.box("old", 76, 360, "fixed", text="times the\nwords' gate", wide=96)
    m.box("new", 206, 360, "fixed", text="times the\npicture's gate", wide=104)
    m.wire("gates", "old", "", r["said_gate"], cells=strip, at=(76, 308), side="below")
    m.wire("look", "new", "seen", r["found"], cells=strip, at=(206, 262), side="below")
    m.wire("gates", "new", out=30, into=-30, bend=330)
    m.box("add", 140, 432, "fixed", text="+", said="addition", wide=24)
    m.wire("old", "add", into=-7, bend=406).wire("new", "add", into=7, bend=406)
    m.box("out", 140, 496, "data", text="to the small network")
    m.wire("add", "out", "", r["out"], cells=strip, at=(140, 464))
    shut = int((r["said_gate"][follow] == 0).sum())
    return m.picture(
        f"The strips are the row of <em>{words[follow]}</em>. Of the words' gates "
        f"{number(shut, 0)} are shut, and what they would have let pass is lost."
    )


def flamingo_run(words, picture, d=8, latents=3, seed=2):
    """Words of a caption through a look whose gates are half open, and a frozen block."""
    rng = np.random.default_rng(seed)
    p, _, x = _reader(words, d, rng)
    tokens = _seen(picture, d, rng)
    small = resampler.new_resampler(rng, d=d, r=latents, layers=1, t=1, spread=SPREAD)
    memory = resampler.resample(tokens[None], small, heads=1)
    look = gated.new_gated_look(rng, d=d, c=d, spread=SPREAD)
    look |= {f"{part}_gate": np.array([0.5]) for part in ("attention", "feed_forward")}
    y = layer_norm(x, look["attention_norm"])
    found, _ = multi_head_attention(y, memory, look["attention"], heads=1)
    first = x + np.tanh(look["attention_gate"]) * found
    inner = transformer.feed_forward(
        layer_norm(first, look["feed_forward_norm"]), look["feed_forward"],
        activation=gated.squared_relu,
    )  # fmt: skip
    y, _ = gated.gated_look(x, memory, look, heads=1)
    out = transformer.pre_norm_block(
        y, p["blocks"][0], heads=1, mask=causal_mask(len(words))
    )
    return {
        "x": x, "tokens": tokens, "memory": memory, "found": found, "inner": inner, "y": y,
        "out": out, "gate": np.tanh(0.5),
    }  # fmt: skip


def flamingo(words, picture, follow, **sizes):
    """Draw Flamingo: a frozen eye, a frozen reader, and between them what is trained."""
    r = flamingo_run(words, picture, **sizes)
    strip = {"follow": follow, "only": True}
    m = Machine("Flamingo's look before a frozen block", 590)
    m.box("words", 66, 14, "data", text=" ".join(words[:4]) + " ...")
    m.box("picture", 206, 14, "data", text="a picture")
    m.box("table", 66, 64, "frozen", text="token table", wide=92).wire("words", "table")
    m.box("eye", 206, 64, "frozen", text="eye", wide=70).wire("picture", "eye")
    m.box("resampler", 206, 138, wide=90).wire("eye", "resampler", "", r["tokens"])
    m.box("look", 206, 222, text="attention to\nthe picture", wide=104)
    m.wire("resampler", "look", "", r["memory"])
    m.box("gate", 206, 290, text="times tanh α", wide=96)
    m.wire("look", "gate", "", r["found"])
    m.box("first", 66, 330, "fixed", text="+", said="first addition", wide=24)
    m.wire("table", "first", "x", r["x"], cells=strip, at=(66, 130), side="below")
    m.tap("table", "look", 172, into=-40)
    m.sideways("gate", "first")
    m.box("network", 206, 384, text="small network,\ntimes tanh β", wide=108)
    m.tap("first", "network", 356, into=-40)
    m.box("second", 66, 430, "fixed", text="+", said="second addition", wide=24)
    m.wire("first", "second").sideways("network", "second")
    m.box("block", 66, 508, "frozen", text="block of\nthe reader", wide=96)
    m.wire("second", "block", "", r["y"], cells=strip, at=(66, 466))
    m.box("out", 66, 574, "data", text="to the next look").wire("block", "out")
    return m.picture(
        f"The strips are the row of <em>{words[follow]}</em>. With both gates at 0 nothing "
        "comes from the right, and the reader is what it was."
    )
