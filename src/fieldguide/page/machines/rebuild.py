"""The machines of *Corrupt and rebuild*: T5's gaps, BART's noises, mT5's gate and tables."""

import numpy as np

from ...mechanisms.attention.attention import causal_mask
from ...mechanisms.networks import encoder_decoder as nets
from ...mechanisms.networks.transformer import embed, encoder, gelu_tanh
from ...mechanisms.objectives import noises, spans
from ...training.losses import cross_entropy
from .drawing import Machine

SENTINELS = "<Z>", "<Y>", "<X>"  # the first has the largest number
START = "<s>"


def t5_run(words, hide, d=8, layers=2, heads=2, seed=3):
    """A text with runs cut out, through T5 with random weights.

    `hide` has the numbers of the words that are cut out.
    """
    rng = np.random.default_rng(seed)
    known = [START, *dict.fromkeys(words), *SENTINELS]
    ids = np.array([known.index(w) for w in words])
    inputs, targets = spans.corrupt_spans(
        ids,
        np.isin(np.arange(len(ids)), hide),
        first_sentinel=len(known) - 1,
        sentinels=len(SENTINELS),
    )
    p = nets.new_t5(rng, vocab_size=len(known), d=d, heads=heads, layers=layers)
    before = np.append(0, targets[:-1])
    memory = nets.t5_stack(inputs, p["token_table"], p["encoder"], heads=heads)
    states = nets.t5_stack(
        before, p["token_table"], p["decoder"], heads=heads, memory=memory
    )
    logits = nets.t5(inputs, before, p, heads=heads)
    return {
        "inputs": [known[k] for k in inputs], "targets": [known[k] for k in targets],
        "before": [known[k] for k in before], "layers": layers,
        "x": p["token_table"][inputs], "y": p["token_table"][before],
        "memory": memory, "states": states, "logits": logits,
        "loss": cross_entropy(logits, targets),
    }  # fmt: skip


def t5(words, hide, **sizes):
    """Draw T5: runs are cut out, the encoder reads the rest, the decoder writes the runs."""
    r = t5_run(words, hide, **sizes)
    m = Machine("T5, with runs of words cut out", 482)
    m.box("text", 135, 14, "data", text=" ".join(words))
    m.box("cut", 135, 62, "fixed", text="cut out runs", wide=110)
    m.wire("text", "cut")
    m.box("read", 68, 118, "data", text=_two_lines(r["inputs"]), tall=34)
    m.box("told", 204, 118, "data", text=_two_lines(r["before"]), tall=34,
          said="the target so far")  # fmt: skip
    for name, x in (("read", 68), ("told", 204)):
        m.wire("cut", name, bend=87, out=(x - 135) / 3)
    m.box("encoder", 68, 222, wide=84, times=r["layers"])
    m.box("decoder", 204, 318, wide=84, times=r["layers"])
    m.wire("read", "encoder", "", r["x"], cells={}, at=(68, 172), side="below")
    m.wire("told", "decoder", "", r["y"], cells={}, at=(204, 190), side="below")
    m.sideways("encoder", "decoder", "memory", r["memory"], at=(68, 280), cells={})
    m.box("loss", 204, 418, "loss", text="next token?", wide=96)
    m.wire("decoder", "loss", "logits", r["logits"], at=(196, 372), side="left")
    m.box("nats", 204, 466, "data", text=f"{r['loss']:.2f} nats a token").wire(
        "loss", "nats"
    )
    return m.picture(
        f"Read: {len(r['inputs'])} tokens. To write: "
        f"<em>{_shown(r['targets'])}</em>, {len(r['targets'])} tokens."
    )


def bart_run(words, starts, lengths, d=8, heads=2, seed=3):
    """A text with spans infilled, through one block of BART's encoder and of its decoder."""
    rng = np.random.default_rng(seed)
    known = [START, *dict.fromkeys(words), "[MASK]"]
    ids = np.array([known.index(w) for w in words])
    damaged = noises.infill(ids, starts, lengths, mask_id=len(known) - 1)
    p = nets.new_bart(
        rng, vocab_size=len(known), positions=len(ids), d=d, layers=1, spread=0.6
    )
    before = np.append(0, ids[:-1])
    table, rule = {"token_table": p["token_table"]}, {"heads": heads, "eps": 1e-5}
    memory = encoder(damaged, table | p["encoder"], **rule)
    (block,) = p["decoder"]["blocks"]
    y = embed(before, table | p["decoder"])
    _, shares = nets.cross_block(
        y, memory, block, heads=heads, mask=causal_mask(len(ids))
    )
    logits = nets.bart(damaged, before, p, heads=heads)
    return {
        "damaged": [known[k] for k in damaged], "memory": memory, "y": y,
        "shares": shares.mean(0), "logits": logits, "loss": cross_entropy(logits, ids),
    }  # fmt: skip


def bart(words, starts, lengths, **sizes):
    """Draw BART: a damaged text is read, and all of it is written again."""
    r = bart_run(words, starts, lengths, **sizes)
    m = Machine("BART, with a span behind one mask", 470)
    m.box("text", 135, 14, "data", text=" ".join(words))
    m.box("damage", 68, 62, "fixed", wide=84)
    m.wire("text", "damage", bend=36)
    m.box("read", 68, 112, "data", text=_two_lines(r["damaged"]), tall=34,
          said="the damaged text")  # fmt: skip
    m.wire("damage", "read")
    m.box("encoder", 68, 164, wide=84).wire("read", "encoder")
    m.box("look", 204, 268, text="look across", wide=92)
    m.box("writer", 204, 112, text="what is written", wide=112)
    m.wire("text", "writer", bend=36)
    m.wire("writer", "look", "", r["y"], cells={}, at=(204, 190), side="below")
    m.sideways("encoder", "look", "memory", r["memory"], at=(68, 222), cells={})
    m.box("loss", 204, 394, "loss", text="the whole text?", wide=112)
    m.wire("look", "loss", "shares", r["shares"], at=(204, 334), cells={}, side="below")
    m.box("nats", 204, 446, "data", text=f"{r['loss']:.2f} nats a token").wire(
        "loss", "nats"
    )
    return m.picture(
        f"A row of the shares is a word that is written, a column one of the "
        f"{len(r['damaged'])} tokens that are read. All {len(words)} words are asked for."
    )


def mt5_run(words, d=4, f=6, seed=3):
    """Words through mT5's two tables, and between them one gated layer."""
    rng = np.random.default_rng(seed)
    known = sorted(set(words))
    p = nets.new_mt5(
        rng, vocab_size=len(known), d=d, heads=1, layers=1, inner=f, buckets=4
    )
    x = p["token_table"][[known.index(w) for w in words]]
    layer = p["encoder"]["blocks"][0]["feed_forward"]
    gate, up = x @ layer["gate"], x @ layer["up"]
    opened = gelu_tanh(gate)
    out = nets.geglu_layer(x, layer)
    return {
        "x": x, "gate": gate, "opened": opened, "up": up, "product": opened * up,
        "out": out, "logits": (x + out) @ p["output_table"].T,
    }  # fmt: skip


def mt5(words, follow, **sizes):
    """Draw what mT5 changed in T5: the gate of the small network, and a second table."""
    r = mt5_run(words, **sizes)
    strip = {"follow": follow, "only": True}
    m = Machine("mT5: a gate, and a table for each end", 508)
    m.box("words", 135, 14, "data", text=" ".join(words))
    m.box("table", 135, 62, text="token table", wide=100).wire("words", "table")
    m.box("gate", 68, 148, wide=70).box("up", 204, 148, wide=70)
    for name, x in (("gate", 68), ("up", 204)):
        m.wire("table", name, "" if x > 135 else "x", r["x"] if x < 135 else None,
               bend=92, cells=strip, at=(68, 112), side="right")  # fmt: skip
    m.box("bend", 68, 214, "fixed", text="GELU", wide=70)
    m.wire("gate", "bend", "", r["gate"], cells=strip)
    m.box("times", 135, 284, "fixed", text="multiply", wide=90)
    m.wire("bend", "times", "", r["opened"], into=-30, bend=262, at=(68, 246),
           cells=strip)  # fmt: skip
    m.wire("up", "times", "", r["up"], into=30, bend=262, at=(204, 214), cells=strip)
    m.box("down", 135, 350, wide=90)
    m.wire("times", "down", "", r["product"], cells=strip)
    m.box("add", 135, 408, "fixed", text="+", said="addition", wide=24)
    m.box("scores", 135, 456, text="output table", wide=100)
    m.wire("down", "add", "", r["out"], cells=strip)
    m.tap("table", "add", 80, x=256).wire("add", "scores")
    m.box(
        "next",
        135,
        496,
        "data",
        text=f"a score for each of {r['logits'].shape[1]} tokens",
    )
    m.wire("scores", "next")
    return m.picture(
        f"Each strip is the row of <em>{words[follow]}</em>. Attention is left out."
    )


def _shown(tokens):
    return " ".join(tokens).replace("<", "&lt;").replace(">", "&gt;")


def _two_lines(tokens):
    half = (len(tokens) + 1) // 2
    return " ".join(tokens[:half]) + "\n" + " ".join(tokens[half:])
