"""The machine of *Pieces of words*: from a text to one vector a token."""

from collections import Counter

import numpy as np

from ...mechanisms.tokens import tokenizers
from .drawing import Machine


def pieces_run(text, texts, d=8, seed=5):
    """A text cut as byte-pair encoding has learned it from `texts`, numbered, and looked up."""
    words = (word for line in texts for word in tokenizers.split_words(line))
    spelled = Counter(tokenizers.spell_bytes(word.encode()) for word in words)
    merges = tokenizers.train_bpe(spelled, 10_000)
    vocabulary = [*tokenizers.ALPHABET, *map("".join, merges)]
    tokens = tokenizers.encode_bytes(text, merges)
    ids = np.array([vocabulary.index(token) for token in tokens])
    table = np.random.default_rng(seed).normal(size=(len(vocabulary), d))
    return {"tokens": tokens, "ids": ids, "table": table, "X": table[ids]}


def pieces(text, texts, **sizes):
    """Draw the way of a text into a network: cut, number, look up."""
    r = pieces_run(text, texts, **sizes)
    m = Machine(f"From the text {text!r} to vectors", 372)
    m.box("text", 135, 14, "data", text=text)
    m.box("cut", 135, 66, "fixed", text="cut into pieces", wide=150)
    m.wire("text", "cut")
    m.sentence("tokens", 116, r["tokens"])
    m.wire("cut", "tokens")
    m.box("number", 135, 164, "fixed", text="number", wide=150)
    m.wire("tokens", "number")
    m.sentence("ids", 214, list(map(str, r["ids"])))
    m.wire("number", "ids")
    rows, wide = r["table"].shape
    m.box("table", 135, 262, text=f"table  {rows}×{wide}", wide=150)
    m.wire("ids", "table")
    m.box("out", 135, 356, "data", text="one vector a token")
    m.wire("table", "out", "X", r["X"], cells={})
    return m.picture()
