"""The machines of *Where am I?*: GPT-NeoX's turned hands in a parallel block, BLOOM's slopes."""

from functools import partial

import numpy as np

from ...mechanisms.attention.attention import (
    attend,
    causal_mask,
    linear,
    merge_heads,
    split_heads,
)
from ...mechanisms.attention.rotary import rotate_halves
from ...mechanisms.attention.slopes import alibi_bias, alibi_slopes
from ...mechanisms.networks import placed
from ...mechanisms.networks.norm import layer_norm
from ...mechanisms.networks.transformer import feed_forward, gelu_tanh
from .drawing import Machine, number

SPREAD = 0.6  # of random weights


def _words(words):
    known = sorted(set(words))
    return np.array([known.index(w) for w in words]), len(known)


def gpt_neox_run(words, d=8, seed=1):
    """Words through one block of GPT-NeoX with one head, half of whose features are turned."""
    ids, v = _words(words)
    rng, n = np.random.default_rng(seed), len(words)
    p = placed.new_gpt_neox(rng, vocab_size=v, d=d, layers=1, spread=SPREAD)
    (block,) = p["blocks"]
    x = p["token_table"][ids]
    y = layer_norm(x, block["attention_norm"])
    turn = partial(rotate_halves, place=np.arange(n), turned=d // 2)
    how = {"heads": 1, "turn": turn, "mask": causal_mask(n)}
    mixed, shares = placed.placed_attention(y, block["attention"], **how)
    query = linear(y, block["attention"]["query"])
    inner = feed_forward(
        layer_norm(x, block["feed_forward_norm"]),
        block["feed_forward"],
        activation=gelu_tanh,
    )
    return {
        "x": x, "query": query, "turned": turn(query), "shares": shares[0],
        "mixed": mixed, "inner": inner, "out": placed.parallel_block(x, block, **how),
    }  # fmt: skip


def gpt_neox(words, follow, **sizes):
    """Draw GPT-NeoX's block: queries and keys are turned, and two layers read one stream."""
    r = gpt_neox_run(words, **sizes)
    strip = {"follow": follow, "only": True}
    m = Machine("A block of GPT-NeoX", 560)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.box("table", 135, 62, text="token table", wide=100).wire("words", "table")
    m.box("ask", 76, 152, text="norm, then query,\nkey, value", wide=116)
    m.box("think", 212, 300, text="another norm,\nsmall network", wide=100)
    m.wire(
        "table", "ask", "x", r["x"], bend=92, cells=strip, at=(76, 114), side="right"
    )
    m.wire("table", "think", bend=92)
    m.box("turn", 76, 232, "fixed", text="turn by place", wide=104)
    m.wire("ask", "turn", "", r["query"], cells=strip)
    m.box("look", 76, 356, "fixed", text="scores, shares", wide=110)
    m.wire("turn", "look", "turned", r["turned"], cells={"follow": follow},
           at=(76, 296), side="below")  # fmt: skip
    m.box("add", 135, 478, "fixed", text="+", said="addition", wide=24)
    m.wire("look", "add", "mixed", r["mixed"], into=-7, bend=448, at=(76, 412), cells=strip,
           side="below")  # fmt: skip
    m.wire("think", "add", "", r["inner"], into=7, bend=448, at=(212, 380), cells=strip)
    m.tap("table", "add", 80, x=8)
    m.box("out", 135, 536, "data", text="to the next block")
    m.wire("add", "out", "", r["out"], cells=strip)
    return m.picture(
        f"The strips are the row of <em>{words[follow]}</em>. Of the query's features half are "
        "turned; the values, which are mixed, are not."
    )


def bloom_run(words, d=16, heads=8, seed=1):
    """Words through BLOOM's first norm and the attention of its first block."""
    ids, v = _words(words)
    rng, n = np.random.default_rng(seed), len(words)
    p = placed.new_bloom(rng, vocab_size=v, d=d, layers=1, spread=SPREAD)
    (block,) = p["blocks"]
    rows = p["token_table"][ids]
    x = layer_norm(rows, p["token_norm"])
    y, parts = layer_norm(x, block["attention_norm"]), block["attention"]
    q, k, values = (
        split_heads(linear(y, parts[name]), heads) for name in ("query", "key", "value")
    )
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d // heads)
    slopes = alibi_slopes(heads)
    bias, mask = alibi_bias(slopes, n=n), causal_mask(n)
    mixed, shares = attend(scores + bias, values, mask=np.stack([mask] * heads))
    return {
        "rows": rows, "x": x, "scores": np.where(mask, scores[0], 0), "slope": slopes[0],
        "bias": bias[0], "shares": shares[0], "mixed": merge_heads(mixed),
    }  # fmt: skip


def bloom(words, **sizes):
    """Draw BLOOM's way to the shares of its first head: distance is taken off the scores."""
    r = bloom_run(words, **sizes)
    m = Machine("BLOOM: a norm after the table, and a slope", 520)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.box("table", 68, 66, text="token table", wide=100)
    m.box("norm", 68, 116, wide=70).wire("table", "norm")
    m.box("ask", 68, 176, text="norm, then\nquery, key", wide=90)
    m.wire("norm", "ask", "x", r["x"])
    m.box("places", 204, 116, "fixed", text="how far apart?", wide=100)
    m.wire("words", "table", bend=38).wire("words", "places", bend=38)
    m.box("slope", 204, 176, "fixed", text=f"times −{number(r['slope'], 1)}", wide=100,
          said=f"times minus {number(r['slope'], 1)}")  # fmt: skip
    m.wire("places", "slope")
    m.box("add", 135, 322, "fixed", text="+", said="addition", wide=24)
    m.wire("ask", "add", "scores", r["scores"], into=-7, bend=296, at=(68, 236), cells={},
           side="below")  # fmt: skip
    m.wire("slope", "add", "bias", r["bias"], into=7, bend=296, at=(204, 236), cells={},
           side="below")  # fmt: skip
    m.box("look", 135, 372, "fixed", text="softmax", wide=80).wire("add", "look")
    m.box("mix", 135, 478, text="mix the values", wide=100)
    m.wire("look", "mix", "shares", r["shares"], cells={}, at=(135, 424))
    return m.picture(
        "Rows look, columns are looked at; what is ahead is hidden. This is the steepest of "
        "eight heads: each word of distance takes a half off the score."
    )
