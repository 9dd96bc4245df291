"""A small decoder that adds, with a scratch pad and without, and what its answers are worth.

It is stopped early, on purpose: one that is always right has nothing to vote on. How probable
each answer is can be worked out, since few tokens are written, so that what sampling would
give is known exactly, at every temperature.
"""

import numpy as np

from .. import checks
from ..mechanisms.attention.attention import log_softmax
from ..mechanisms.networks.transformer import new_model
from ..training import next_word, primitives
from ..training.descent import train

PLUS, EQUALS, END = 10, 11, 12
SIZE = 13  # of the vocabulary
ASKED = 6  # tokens of a problem: two digits, +, two digits, =
WIDTH, HEADS, LAYERS, SPREAD = 32, 2, 2, 0.1
BATCH, STEP_SIZE, SEED = 128, 0.004, 0


def pose(n, rng):
    """Problems such as 47 + 38: int array, shape (n, 2)."""
    return rng.integers(100, size=(n, 2))


def sums(problems):
    """What is right: the last two digits of the sum; int array, shape (n,)."""
    return np.sum(problems, axis=1) % 100


def carries(problems):
    """1 where the units come to ten or more: int array, shape (n,)."""
    return np.sum(np.asarray(problems) % 10, axis=1) // 10


def written(problems, *, pad):
    """Problems with their solutions, a row each.

    Without a pad a solution is tens, units, end; with one it is units, carry, tens, end.
    """
    a, b = np.asarray(problems).T
    tens, units = np.divmod(sums(problems), 10)
    asked = [a // 10, a % 10, PLUS + 0 * a, b // 10, b % 10, EQUALS + 0 * a]
    solved = [units, carries(problems), tens] if pad else [tens, units]
    return np.stack([*asked, *solved, END + 0 * a], axis=1)


def learn(*, pad, steps, seed=SEED, watch=None, every=50):
    """Train from nothing; only the solution's tokens count. Gives p, losses, what was watched."""
    rng = np.random.default_rng(seed)
    length = ASKED + (4 if pad else 3)
    p = new_model(
        rng, vocab_size=SIZE, positions=length, d=WIDTH, layers=LAYERS, spread=SPREAD
    )
    asked = np.tile(np.arange(length) >= ASKED, (BATCH, 1))

    def loss(p, ids):
        return next_word.next_word_loss(
            p, ids, asked, heads=HEADS, activation=primitives.gelu_tanh
        )

    batches = ((written(pose(BATCH, rng), pad=pad),) for _ in range(steps))
    return train(loss, p, batches, step_size=STEP_SIZE, watch=watch, every=every)


def said(p, problems, *, pad):
    """The scores of each digit after each beginning of a solution.

    Returns
    -------
    list of arrays, shape (n, 13), (n, 10, 13) and with a pad (n, 10, 10, 13)
        The last axis is the vocabulary, digits first; the others are the digits before it.
    """
    rows = written(problems, pad=pad)[:, :ASKED]
    found, n = [], len(rows)
    for place in range(3 if pad else 2):
        x = next_word.read(p, rows, heads=HEADS, activation=primitives.gelu_tanh)
        scores = next_word.next_word_scores(p, x[:, -1])
        found.append(scores.reshape(n, *[10] * place, SIZE))
        digits = np.tile(np.arange(10), len(rows))[:, None]
        rows = np.append(np.repeat(rows, 10, axis=0), digits, axis=1)
    return found


def solutions(scores, *, temperature=1.0):
    """How probable each solution is, for each problem, at a temperature above 0.

    Returns
    -------
    array, shape (n, 10, 10) or (n, 10, 10, 10)
        By tens and units, or by units, carry and tens. What is missing to 1 has something
        else than a digit in it.
    """
    temperature = checks.number("temperature", temperature, above=0)
    logs = [log_softmax(s / temperature)[..., :10] for s in scores]
    total = logs[0]
    for log in logs[1:]:
        total = total[..., None] + log
    return np.exp(total)


def chances(found, *, pad):
    """How probable each of the answers 0 to 99 is: array, shape (n, 100)."""
    if pad:
        found = found.sum(axis=2).swapaxes(1, 2)  # by tens and units
    return found.reshape(len(found), 100)


def voted(chances, right, k, rng, *, times=20):
    """How often the most frequent of k answers is right, over `times` draws of each problem.

    Ties go by lot, and what is no answer has no vote; if there is no other, nothing is right.
    """
    none = np.maximum(1 - chances.sum(axis=1, keepdims=True), 0)
    shares = np.append(chances, none, axis=1)
    shares = np.repeat(shares / shares.sum(axis=1, keepdims=True), times, axis=0)
    votes = rng.multinomial(k, shares)[:, :-1]
    first = (votes + 0.5 * rng.random(votes.shape)).argmax(axis=1)
    return np.mean((first == np.repeat(right, times)) & votes.any(axis=1))
