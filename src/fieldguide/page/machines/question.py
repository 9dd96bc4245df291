"""The machine of *What an encoder is for*: one vector is read, and makes a class."""

import numpy as np

from ...mechanisms.attention.attention import linear
from ...mechanisms.networks import transformer
from ...mechanisms.objectives.finetuning import class_scores, new_classifier
from ...training.losses import cross_entropy
from .drawing import Machine


def finetune_run(words, right, d=8, layers=2, heads=2, classes=2, seed=3):
    """A text through an encoder and a new head with random weights, to the loss.

    `words` is a list; `right` the number of the class that the text has.
    """
    rng = np.random.default_rng(seed)
    tokens = ["[CLS]", *words, "[SEP]"]
    known = sorted(set(tokens))
    ids = np.array([known.index(t) for t in tokens])
    p = transformer.new_model(
        rng, vocab_size=len(known), positions=len(ids), d=d, layers=layers, spread=0.6
    )
    head = new_classifier(rng, d=d, classes=classes)
    out = transformer.encoder(ids, p, heads=heads)
    logits = class_scores(out[None], head)
    return {
        "tokens": tokens, "layers": layers, "x": transformer.embed(ids, p), "out": out,
        "at cls": out[:1], "pooled": np.tanh(linear(out[:1], head["pooler"])),
        "logits": logits, "loss": cross_entropy(logits, np.array([right])),
    }  # fmt: skip


def finetune(words, right, **sizes):
    """Draw fine-tuning: of all vectors that leave the encoder, the head reads that of [CLS]."""
    r = finetune_run(words, right, **sizes)
    first = {"follow": 0}
    m = Machine("Fine-tuning, from a text to a class", 446)
    m.box("text", 135, 14, "data", text=" ".join(r["tokens"]))
    m.box("tables", 135, 64, wide=150)
    m.wire("text", "tables")
    m.box("encoder", 135, 172, wide=150, times=r["layers"])
    m.wire("tables", "encoder", "", r["x"], cells=first)
    m.box("pooler", 135, 276, wide=150, text="new: mix, tanh")
    m.wire("encoder", "pooler", "", r["out"], cells=first)
    m.box("output", 135, 332, wide=150, text="new: classes")
    m.wire("pooler", "output", "[CLS]", r["pooled"], cells=first | {"only": True})
    m.box("loss", 135, 388, "loss", text="which class?", wide=110)
    m.wire("output", "loss", "logits", r["logits"])
    m.box("nats", 135, 432, "data", text=f"{r['loss']:.2f} nats")
    m.wire("loss", "nats")
    m.say(f"Of {len(r['out'])} vectors the pooler reads the first, that of [CLS].")
    return m.picture(
        "The outlined row is that of <em>[CLS]</em>, the only one that is read."
    )
