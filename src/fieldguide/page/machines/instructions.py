"""The machines of *What the loss sees*: Koala's mask over a chat, Flan-T5's mixture of tasks."""

import numpy as np

from ...mechanisms.networks import encoder_decoder as nets
from ...mechanisms.networks import transformer
from ...mechanisms.objectives import chats, instructions
from ...training.losses import cross_entropy
from .drawing import Machine, number

SPREAD = 0.5  # of random weights


def koala_run(turns, d=8, seed=1):
    """A conversation laid out by Koala's template, through a small decoder, to its loss."""
    tokens, writers = chats.lay_out(turns, chats.KOALA, str.split)
    asked = chats.ask_answers(writers, [role for role, _ in turns])
    known = sorted(set(tokens))
    ids = np.array([known.index(token) for token in tokens])
    p = transformer.new_model(
        np.random.default_rng(seed),
        vocab_size=len(known),
        positions=len(ids),
        d=d,
        layers=1,
        spread=SPREAD,
    )
    logits = transformer.decoder(ids, p, heads=2)
    return {
        "x": p["token_table"][ids], "writers": writers, "logits": logits, "asked": asked,
        "loss": chats.answer_loss(logits[None], ids[None], asked[None]),
    }  # fmt: skip


def koala(turns, **sizes):
    """Draw what Koala learns from: the row of a whole chat, and the mask laid over the loss."""
    r = koala_run(turns, **sizes)
    m = Machine("Koala: the loss on the assistant's turns", 448)
    m.box("turns", 135, 14, "data", text="turns of a user and of an assistant")
    m.box("template", 135, 68, "fixed", text="template, tokens", wide=120)
    m.wire("turns", "template")
    m.box("decoder", 76, 190, wide=90)
    m.wire("template", "decoder", "x", r["x"], bend=96, at=(76, 132))
    m.box("who", 204, 190, "fixed", text="who has to\nwrite it?", wide=90)
    m.wire(
        "template", "who", "writers", r["writers"], bend=96, at=(204, 132), side="left"
    )
    m.box("loss", 135, 396, "loss", text="mean surprise", wide=110)
    m.wire("decoder", "loss", "logits", r["logits"], into=-16, bend=340, at=(76, 296))
    m.wire("who", "loss", "asked", r["asked"], into=16, bend=340, at=(183, 270), cells={},
           side="below")  # fmt: skip
    m.box("out", 135, 438, "data", text=f"{number(r['loss'], 2)} nats")
    m.wire("loss", "out")
    return m.picture(
        f"Of {len(r['asked'])} tokens {r['asked'].sum()} are asked for, the full cells: what "
        "the assistant says, and the mark that ends each of its turns. All are read."
    )


def flan_t5_run(sizes, fields, patterns, cap=30_000, d=8, seed=1):
    """One example of a mixture: its task drawn, its template filled, read and written by T5."""
    rates = instructions.mixing_rates(sizes, cap=cap)
    source, target = instructions.pose(fields, patterns)
    known = sorted({*source.split(), *target.split()})
    read, written = (
        np.array([known.index(word) for word in text.split()])
        for text in (source, target)
    )
    net = {"d": d, "heads": 2, "layers": 1, "buckets": 8}
    p = nets.new_mt5(np.random.default_rng(seed), vocab_size=len(known), **net)
    memory = nets.t5_stack(
        read, p["token_table"], p["encoder"], heads=2, layer=nets.geglu_layer
    )
    logits = nets.mt5(read, np.append(0, written[:-1]), p, heads=2)  # T5 1.1, as mT5 is
    return {
        "sizes": np.asarray(sizes), "rates": rates, "source": read, "target": written,
        "memory": memory, "logits": logits, "loss": cross_entropy(logits, written),
    }  # fmt: skip


def flan_t5(sizes, fields, patterns, **options):
    """Draw Flan-T5's way from data sets to a loss: cap, draw, put into words, T5."""
    r = flan_t5_run(sizes, fields, patterns, **options)
    m = Machine("Flan-T5: many tasks, put into words", 544)
    m.box("sets", 135, 14, "data", text="data sets and their templates")
    m.box("mix", 135, 66, "fixed", text="cap, then shares", wide=110)
    m.wire("sets", "mix", "sizes", r["sizes"])
    m.box("pose", 135, 150, "fixed", text="draw a task, fill a template", wide=176)
    m.wire("mix", "pose", "rates", r["rates"])
    m.box("encoder", 68, 262, wide=86)
    m.wire("pose", "encoder", "source", r["source"], bend=182, at=(68, 216))
    m.box("decoder", 202, 374, wide=86)
    m.wire(
        "pose", "decoder", "target", r["target"], bend=182, at=(202, 216), side="left"
    )
    m.sideways("encoder", "decoder", "memory", r["memory"], at=(68, 332), cells={},
               side="below")  # fmt: skip
    m.box("loss", 202, 480, "loss", text="mean surprise", wide=110)
    m.wire("decoder", "loss", "logits", r["logits"], at=(202, 430), side="left")
    m.box("out", 202, 528, "data", text=f"{number(r['loss'], 2)} nats")
    m.wire("loss", "out")
    return m.picture(
        "Only the decoder is asked for words, so no mask is needed: what has been read is on "
        "the other side."
    )
