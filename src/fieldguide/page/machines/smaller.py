"""The machines of *Smaller and faster*: ALBERT's one block, DistilBERT's teacher."""

import numpy as np

from ...mechanisms.networks import sharing, transformer
from ...mechanisms.networks.norm import layer_norm
from ...mechanisms.objectives import distillation
from .drawing import Machine, shape_of

SPREAD = 0.5  # of random weights


def albert_run(words, e=2, d=6, layers=3, heads=2, seed=4):
    """The same sentence through ALBERT and through as many blocks of their own.

    stored: how many numbers are kept, of the narrow and the wide table, and of the blocks.
    """
    rng = np.random.default_rng(seed)
    known = sorted(set(words))
    ids, segments = np.array([known.index(w) for w in words]), np.zeros(len(words), int)
    p = sharing.new_albert(
        rng, vocab_size=len(known), positions=len(words), e=e, d=d, spread=SPREAD
    )
    wide = transformer.new_model(
        rng,
        vocab_size=len(known),
        positions=len(words),
        d=d,
        layers=layers,
        spread=SPREAD,
    )
    narrow = p["token_table"][ids]
    x = sharing.factorized_embeddings(ids, segments, p)
    after = [
        sharing.repeat_block(x, p["block"], layers=k + 1, heads=heads)
        for k in range(layers)
    ]
    own = [
        layer_norm(transformer.embed(ids, wide), wide["norm"], eps=transformer.BERT_EPS)
    ]
    for block in wide["blocks"]:
        own.append(transformer.post_norm_block(own[-1], block, heads=heads))
    return {
        "narrow": narrow, "x": x, "after": after, "own": own, "layers": layers,
        "albert": sharing.albert(ids, segments, p, layers=layers, heads=heads),
        "tables": (wide["token_table"], p["token_table"], p["widen"]["weight"]),
        "stored": (transformer.size(wide["blocks"]), transformer.size(p["block"])),
    }  # fmt: skip


def albert(words, follow, **sizes):
    """Draw a stack of different blocks, and beside it one block that is used as often."""
    r = albert_run(words, **sizes)
    layers, row = r["layers"], {"cells": {"follow": follow, "only": True}}
    wide, narrow, widen = (shape_of(table) for table in r["tables"])
    top = 176 + 68 * layers
    m = Machine(
        f"BERT's way and ALBERT's, {layers} layers, over {' '.join(words)!r}", top
    )
    m.box("words", 135, 12, "data", text=" ".join(words))
    m.box("wide", 62, 74, text=f"table {wide}", wide=104)
    m.wire("words", "wide", bend=42)
    last = "wide"
    for k in range(layers):
        m.box(f"own {k}", 62, 142 + 68 * k, text=f"block {k + 1}", wide=104)
        m.wire(last, f"own {k}", "", r["own"][k], **row)
        last = f"own {k}"
    m.box("bert", 62, top - 32, "data", text=f"BERT's way\n{r['stored'][0]} numbers")
    m.wire(last, "bert", "", r["own"][-1], **row)
    m.box("narrow", 196, 74, text=f"table {narrow}", wide=104)
    m.wire("words", "narrow", bend=42)
    m.box("widen", 196, 142, text=f"widen {widen}", wide=104)
    m.wire("narrow", "widen", "", r["narrow"], **row)
    m.box("block", 196, 210, text="block", wide=104)
    m.wire("widen", "block", "", r["x"], **row)
    m.tap("block", "block", 210 + 23 * layers + 16, x=262)
    m.box("albert", 196, top - 32, "data", text=f"ALBERT\n{r['stored'][1]} numbers")
    m.wire("block", "albert")
    for k, array in enumerate(r["after"]):
        y = 236 + 23 * k
        m.cells(196, y, array, follow, only=True)
        m.text(160, y, f"{k + 1}.")
    m.say(f"The block of ALBERT gets its own result again, {layers} times in all.")
    return m.picture(f"Each strip is the row of <em>{words[follow]}</em>.")


def distilbert_run(words, hide, d=6, layers=4, student=2, heads=2, seed=4):
    """A sentence with a hidden word before teacher and student, and the three losses."""
    rng = np.random.default_rng(seed)
    known = sorted({*words, "[MASK]"})
    ids = np.array([known.index(w) for w in words])
    hidden = np.arange(len(ids)) == hide
    seen = np.where(hidden, known.index("[MASK]"), ids)
    labels = np.where(hidden, ids, distillation.IGNORE)
    old = transformer.new_model(
        rng,
        vocab_size=len(known),
        positions=len(ids),
        d=d,
        layers=layers,
        spread=SPREAD,
    )
    new = distillation.start_student(old, layers=student)
    states = [transformer.encoder(seen, p, heads=heads) for p in (old, new)]
    logits = [h @ old["token_table"].T for h in states]
    losses = distillation.distillation_loss(*logits[::-1], labels, *states[::-1])
    return {"tokens": [known[k] for k in seen], "states": states, "logits": logits,
            "layers": (layers, student), "losses": losses,
            "kept": distillation.starting_layers(teacher_layers=layers, student_layers=student)}  # fmt: skip


def distilbert(words, hide, **sizes):
    """Draw teacher and student on one sentence, and three losses between them."""
    r = distilbert_run(words, hide, **sizes)
    (t, s), (a, b), losses = r["states"], r["logits"], r["losses"]
    row = {"cells": {"follow": hide, "only": True}, "side": "below"}
    kept = " and ".join(str(k + 1) for k in r["kept"])
    m = Machine("DistilBERT, with a word hidden", 380)
    m.box("words", 135, 12, "data", text=" ".join(r["tokens"]))
    m.box("teacher", 56, 86, "frozen", wide=86, times=r["layers"][0])
    m.box("student", 204, 86, wide=86, times=r["layers"][1])
    m.wire("words", "teacher", bend=42).wire("words", "student", bend=42)
    m.sideways("teacher", "student", f"layers {kept}", at=(95, 68), dashed=True)
    for name, x, y, text, wide in (
        ("ce", 133, 196, "same opinion?", 96),
        ("mlm", 190, 262, "right word?", 86),
        ("cos", 135, 320, "same direction?", 112),
    ):
        m.box(name, x, y, "loss", text=text, wide=wide)
    m.sideways("teacher", "ce", "logits", a, out=20, at=(76, 146), **row)
    m.wire("student", "mlm", "logits", b, out=-14, at=(190, 146), **row)
    m.tap("student", "ce", 196, out=-14)
    m.sideways("teacher", "cos", "", t, out=-28, at=(28, 262), **row)
    m.sideways("student", "cos", "", s, out=38, at=(242, 220), **row)
    parts = [f"{w:g} × {losses[k]:.2f}" for k, w in distillation.LOSS_WEIGHTS.items()]
    total = f"{' + '.join(parts)} = {losses['total']:.2f} nats"
    m.text(135, 370, total, color="ink", weight="bold")
    m.say(
        f"All losses, same opinion, right word and same direction, weighed and added: {total}."
    )
    return m.picture("Each strip is the row of <em>[MASK]</em>.")
