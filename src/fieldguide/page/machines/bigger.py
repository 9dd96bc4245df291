"""The machines of *Bigger for less*: GLaM's experts, and PaLM's block with one key for all."""

from functools import partial

import numpy as np

from ...mechanisms.attention.attention import causal_mask
from ...mechanisms.attention.rotary import rotate
from ...mechanisms.networks import experts, lean
from ...mechanisms.networks.encoder_decoder import relu_layer
from ...mechanisms.networks.norm import layer_norm
from .drawing import Machine

SPREAD = 0.6  # of random weights


def _words(words):
    known = sorted(set(words))
    return np.array([known.index(w) for w in words]), len(known)


def glam_run(words, d=8, number=4, capacity=4, seed=8):
    """Words through one layer of experts with random weights, behind table and norm."""
    ids, v = _words(words)
    rng = np.random.default_rng(seed)
    sizes = {"vocab_size": v, "d": d, "heads": 1, "layers": 2, "experts": number}
    p = experts.new_glam(rng, **sizes, inner=2 * d, spread=SPREAD)
    x, block = p["token_table"][ids], p["blocks"][1]
    y = layer_norm(x, block["feed_forward_norm"])
    layer = block["feed_forward"]
    out, routed = experts.mixture(y, layer, capacity=capacity)
    answers = []
    for k, network in enumerate(layer["experts"]):
        served = ((routed["choices"] == k) & routed["kept"]).any(-1)
        answers.append(relu_layer(y, network) * served[:, None])
    return routed | {"x": x, "y": y, "answers": answers, "out": out, "sum": x + out}


def glam(words, follow, **sizes):
    """Draw GLaM's layer: the router scores all experts, the best two answer."""
    r = glam_run(words, **sizes)
    strip, small = {"follow": follow, "only": True}, {"follow": follow, "only": True}
    small |= {"size": 4}
    m = Machine("A layer of experts in GLaM", 560)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.box("norm", 135, 100, wide=60)
    m.wire("words", "norm", "x", r["x"], cells=strip, at=(135, 62))
    m.box("router", 62, 200, wide=70)
    m.wire("norm", "router", "", r["y"], bend=144, at=(62, 172), cells=strip,
           side="below")  # fmt: skip
    m.box("best", 62, 318, "fixed", text="best two", wide=70)
    m.wire("router", "best", "shares", r["shares"], at=(62, 262), cells={"follow": follow},
           side="below")  # fmt: skip
    m.box("sum", 172, 420, "fixed", text="add up by weight", wide=112)
    m.wire("best", "sum", "weights", r["weights"][follow], into=-44, bend=380,
           at=(62, 352))  # fmt: skip
    number = len(r["answers"])
    for k, answer in enumerate(r["answers"]):
        name, x = f"expert {k}", 132 + k * 120 / (number - 1)
        asked = k in r["choices"][follow]
        m.box(name, x, 240, text=f"N{k}", said=name, wide=30)
        m.wire("norm", name, bend=144, dashed=not asked)
        if asked:
            m.wire(name, "sum", "", answer, into=(x - 172) / 2, bend=380, at=(x, 300),
                   cells=small, side="below")  # fmt: skip
    m.box("add", 135, 490, "fixed", text="+", said="addition", wide=24)
    m.wire("sum", "add", "", r["out"], into=6, bend=448, at=(172, 462))
    m.tap("words", "add", 36, x=8)
    m.box("out", 135, 546, "data", text="to the next block")
    m.wire("add", "out", "", r["sum"], cells=strip)
    chosen = " and ".join(f"N{k}" for k in sorted(r["choices"][follow]))
    return m.picture(
        f"The strips are the row of <em>{words[follow]}</em>, which goes to {chosen}; dashed: "
        "not asked. Attention is left out."
    )


def palm_run(words, d=8, heads=2, head_size=4, seed=4):
    """Words through one block of PaLM with random weights."""
    ids, v = _words(words)
    rng, n = np.random.default_rng(seed), len(words)
    sizes = {"vocab_size": v, "d": d, "heads": heads, "head_size": head_size}
    p = lean.new_palm(rng, **sizes, layers=1, inner=2 * d, spread=SPREAD)
    x, (block,) = p["token_table"][ids], p["blocks"]
    y = layer_norm(x, {"gain": block["norm"]["gain"], "bias": 0.0})
    how = {"turn": partial(rotate, place=np.arange(n)), "mask": causal_mask(n)}
    how |= {"heads": heads}
    parts = block["attention"]
    mixed, shares = lean.grouped_attention(y, parts, groups=1, **how)
    return {
        "x": x, "y": y, "queries": y @ parts["query"],
        "key": y @ parts["key"], "value": y @ parts["value"], "shares": shares,
        "mixed": mixed, "inner": lean.swiglu_layer(y, block["feed_forward"]),
        "out": lean.palm_block(x, block, **how),
    }  # fmt: skip


def palm(words, follow, **sizes):
    """Draw PaLM's block: one norm, two layers that read it at once, one key for all heads."""
    r = palm_run(words, **sizes)
    strip = {"follow": follow, "only": True}
    m = Machine("A block of PaLM", 520)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.box("table", 135, 62, text="token table", wide=100).wire("words", "table")
    m.box("norm", 135, 112, wide=60).wire("table", "norm")
    m.box("ask", 50, 208, text="queries", wide=64)
    m.box("shared", 134, 208, text="one key,\none value", wide=76)
    m.box("gated", 224, 208, text="network\nwith a gate", wide=82)
    m.wire("norm", "ask", bend=140).wire("norm", "gated", bend=140)
    m.wire("norm", "shared", "", r["y"], bend=140, at=(134, 168), cells=strip,
           side="below")  # fmt: skip
    m.box("look", 92, 304, "fixed", text="turn, compare, mix", wide=124)
    m.wire("ask", "look", "", r["queries"], into=-32, bend=264, at=(50, 242),
           side="right")  # fmt: skip
    m.wire(
        "shared", "look", "", r["key"], into=32, bend=264, at=(134, 246), side="right"
    )
    m.box("join", 92, 360, text="output", wide=64)
    m.wire("look", "join", "", None)
    m.box("add", 135, 446, "fixed", text="+", said="addition", wide=24)
    m.wire("join", "add", "", r["mixed"], into=-7, bend=418, at=(92, 394), cells=strip,
           side="right")  # fmt: skip
    m.wire("gated", "add", "", r["inner"], into=7, bend=418, at=(224, 330), cells=strip,
           side="below")  # fmt: skip
    m.tap("table", "add", 84, x=8)
    m.box("out", 135, 506, "data", text="to the next block")
    m.wire("add", "out", "", r["out"], cells=strip)
    return m.picture(
        f"The strips are the row of <em>{words[follow]}</em>. The queries are as wide as all "
        f"{len(r['shares'])} heads together, key and value as one of them."
    )
