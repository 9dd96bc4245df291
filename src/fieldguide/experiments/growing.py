"""Self-Instruct's loop in the harbor: a small decoder writes questions, a filter keeps the new.

The teacher has learned from questions about the log, slips and all, and writes with a
temperature of 1. It is too small to learn from examples that stand in front of it, so a
request shows it none; everything behind the request is the loop as it was.
"""

from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from ..harbor import questions
from ..mechanisms.measures import overlap
from ..mechanisms.networks import transformer
from ..mechanisms.objectives import bootstrap
from ..mechanisms.sampling import choosing, writing
from ..training import descent, next_word, primitives
from .kept import kept

WIDTH, HEADS, SPREAD = 32, 4, 0.1
STEPS, BATCH, STEP_SIZE = 200, 64, 0.008
ROUNDS, REQUEST = 12, 40  # how often the teacher is asked, and for how many at once
SEEDS = (  # what people wrote: three of each kind
    "who lights the lamp in the tower at dusk",
    "who sells the bread in the street at noon",
    "who mends the net on the quay at dawn",
    "the captain does what on the mast at noon",
    "the cat does what in the street at dawn",
    "the keeper does what by the bell at dusk",
    "the fisher pulls the fish where at dawn",
    "the baker lights the oven where at dusk",
    "the child reads the chart where at noon",
    "the gull steals the fish on the rocks when",
    "the keeper climbs the tower in the tower when",
    "the captain turns the ship in the fog when",
)
HOW = {"heads": HEADS, "activation": primitives.gelu_tanh}


class Round(NamedTuple):
    """What came of one request."""

    kept: list  # of pairs (question, answer)
    reasons: dict  # of reason to how many were dropped for it


@kept
def teacher(seed, *, steps=STEPS):
    """A decoder that has learned to write questions about the town, and its losses."""
    rng = np.random.default_rng(seed)
    p = transformer.new_model(
        rng,
        vocab_size=len(questions.VOCABULARY),
        positions=15,
        d=WIDTH,
        layers=1,
        spread=SPREAD,
    )
    rows = (
        (ids := questions.questions(rng, size=BATCH), asked(ids)) for _ in range(steps)
    )
    loss = partial(next_word.next_word_loss, **HOW)
    p, losses, _ = descent.train(loss, p, rows, step_size=STEP_SIZE)
    return p, losses


def asked(ids):
    """All tokens of a row but the first and what fills it up."""
    mask = ids != questions.PAD
    mask[:, 0] = False
    return mask


def write(p, rng, *, size, temperature=1.0):
    """What the teacher writes when it is asked for so many: rows of ids."""
    begin = np.full((size, 1), questions.START)
    draw = partial(choosing.sample_tokens, rng=rng, temperature=temperature)
    return writing.write_on(begin, p, lambda z, _: draw(z), tokens=14, **HOW)


@lru_cache(200_000)
def alike(first, second):
    """ROUGE-L's f of two questions."""
    words = map(overlap.rouge_words, (first, second))
    return overlap.rouge_l(*words).f


def refuse(pair):
    """Why a pair (question, answer) is dropped unseen: it could not be read, or Alpaca's rules."""
    return "no question" if pair is None else bootstrap.why_refused(pair[0])


def ask(p, rng, *, rounds=ROUNDS, request=REQUEST):
    """What comes of so many requests, one after the other: lists of pairs, or None."""
    return [
        [questions.read(row) for row in write(p, rng, size=request)]
        for _ in range(rounds)
    ]


def sift_rounds(pairs, *, most):
    """Rounds out of what was written: each is compared with the seeds and all kept before."""
    pool, found = [(question, "") for question in SEEDS], []
    for written in pairs:
        kept, reasons = bootstrap.sift(
            written,
            pool,
            lambda a, b: alike(a[0], b[0]),
            most_alike=most,
            refuse=refuse,
        )
        pool += kept
        found.append(Round(kept, reasons))
    return found


def wrong(pairs):
    """How many of these answers the town would not give."""
    return sum(not questions.is_true(*pair) for pair in pairs)
