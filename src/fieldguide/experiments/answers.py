"""Tune a decoder to answer, with the loss on the answer alone and on everything.

It has learned the keeper's log first, and knows nothing of questions. Then it is shown
questions about lines, in the turns of a chat, twice for as many steps: from the same
weights, on the same rows, with nothing changed but which tokens the loss asks for.
"""

from functools import lru_cache, partial

import numpy as np

from ..harbor import logbook, questions
from ..mechanisms.networks import transformer
from ..training import descent, next_word, primitives

WIDTH, HEADS, LAYERS, SPREAD = 32, 4, 2, 0.1
BASE_STEPS, TUNE_STEPS, BATCH, STEP_SIZE = 150, 120, 64, 0.005
KNOWN = 3500  # lines to learn from; those behind them are for the test
HOW = {"heads": HEADS, "activation": primitives.gelu_tanh}
loss = partial(next_word.next_word_loss, **HOW)


@lru_cache(1)
def lines():
    """Four thousand lines of the log; the last five hundred are never learned from.

    Not to be changed.
    """
    drawn, _ = logbook.write(4000, np.random.default_rng(0))
    drawn.flags.writeable = False
    return drawn


def base(seed, *, steps=BASE_STEPS):
    """A decoder that has learned the log, in single precision, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p = transformer.new_model(
        rng,
        vocab_size=len(questions.VOCABULARY),
        positions=questions.ROW,
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )
    log = lines()[:KNOWN]
    batches = (
        questions.plain(log[rng.integers(KNOWN, size=BATCH)]) for _ in range(steps)
    )
    p, losses, _ = descent.train(loss, p, batches, step_size=STEP_SIZE)
    return p, losses


def batches(asked, rng, *, steps):
    """Rows of questions, all kinds alike, with the mask of one loss."""
    log, kinds = lines()[:KNOWN], [*questions.PARTS]
    for _ in range(steps):
        drawn = log[rng.integers(KNOWN, size=BATCH)]
        row, answers, everything = questions.exchanges(
            [kinds[k % len(kinds)] for k in range(BATCH)], drawn
        )
        yield row, answers if asked == "answers" else everything


def tune(p, asked, *, seed, steps=TUNE_STEPS, watch=None, every=20):
    """Parameters after tuning with the loss on "answers" or on "everything".

    The two see the same rows in the same order. Returns what `descent.train` does.
    """
    if asked not in ("answers", "everything"):
        raise ValueError(f"asked must be answers or everything, got {asked!r}")
    rng = np.random.default_rng(seed)
    return descent.train(
        loss,
        p,
        batches(asked, rng, steps=steps),
        step_size=STEP_SIZE,
        watch=watch,
        every=every,
    )


def right(p, kind, *, size=200):
    """How many of so many new questions of a kind are answered rightly, word by word.

    An answer is right if each of its words, and the mark that ends it, is the likeliest
    behind those before it: what one gets by always writing the likeliest word.
    """
    ids, answers = _asked(kind, size)
    said = transformer.decoder(ids[:, :-1], p, **HOW).argmax(-1)
    return int(((said == ids[:, 1:]) | ~answers[:, 1:]).all(1).sum())


@lru_cache
def _asked(kind, size):
    """New questions of a kind, and which words are answers; not to be changed."""
    new = lines()[KNOWN : KNOWN + size]
    ids, answers, _ = questions.exchanges([kind] * size, new)
    ids.flags.writeable = answers.flags.writeable = False
    return ids, answers
