"""What the tasks of Words from pictures promise their functions, drawn at random."""

import numpy as np
from promised.draws import some, whole


def patches_turn(rng):
    height, width = rng.integers(1, 40, 2).tolist()
    return height, width, whole(rng, 1, 12), whole(rng, 0, 3), whole(rng, 1, 4)


def coca_cut(rng):
    side, rows, columns, colors = rng.integers(1, 4, 4).tolist()
    return rng.normal(size=(rows * side, columns * side, colors)), side


def coca_loss(rng):
    n, d, m, v = whole(rng, 1, 4), whole(rng, 1, 3), whole(rng, 1, 4), whole(rng, 2, 4)
    pictures, texts = rng.normal(size=(2, n, d)) * rng.choice([1e-9, 1, 1], (2, n, 1))
    log_p = np.log(rng.dirichlet(np.ones(v), (n, m)))
    ends = rng.integers(1, m + 1, (n, 1))
    ids = np.where(np.arange(m) < ends, rng.integers(v, size=(n, m)), -1)
    if rng.random() < 0.3:  # a word that did not come was impossible
        log_p = np.where(np.arange(v) == (ids[..., None] + 1) % v, -np.inf, log_p)
        log_p -= np.log(np.exp(log_p).sum(-1, keepdims=True))
    return pictures, texts, rng.choice([1.0, 3.0, 2000.0]).item(), log_p, ids


def visualgpt_lost(rng):
    scores = rng.choice([0, 0, 0.5, 1, 3], rng.integers(1, 4, whole(rng, 1, 3)))
    threshold = rng.choice([0, 0.1, 0.3, 0.5, 0.6]).item()
    return scores * rng.choice([-1, 1], scores.shape), threshold


def visualgpt_slope(rng):
    shape = rng.integers(1, 5, whole(rng, 1, 2))
    score = rng.choice([0.25, 0.5, 1, 3], shape) * rng.choice([-1, 1], shape)
    found, x, pull = rng.integers(-2, 3, (3, *shape)).astype(float)
    return score, found, x, pull, rng.choice([0, 0.1, 0.3, 0.5, 0.6, 0.8]).item()


def flamingo_next(rng):
    return rng.random(whole(rng, 1, 7)) < rng.choice([0, 0.4, 1]), whole(rng, 0, 1) == 1


def flamingo_size(rng):
    return tuple(rng.integers(1, [12, 15, 6, 6]).tolist())


def blip2_padding(rng):
    n = whole(rng, 1, 5)
    return whole(rng, 0, 4), n, whole(rng, 0, n)


def blip2_hard(rng):
    b = whole(rng, 2, 5)
    size, least = rng.choice([[1, 0], [1, 1e-3], [1, 0.2], [900, 0.2]]).tolist()
    scores = size * (rng.integers(-3, 4, (b, b)) + 0.5)
    shift = rng.choice([0.0, 0, 2000, -2000], (b, 1))  # another one for each row
    sure = rng.choice([0, 0, 22]) * np.eye(b)  # of the right text
    return scores + shift + sure, least


def palme_places(rng):
    entries = ["at", "dusk", "1", "4", 1, 2, 7]
    return (some(rng, entries, 0, 6),)


def palme_loss(rng):
    n, v = whole(rng, 2, 6), whole(rng, 2, 4)
    logits = rng.normal(size=(n, v)) * rng.choice([1, 1, 1, 2000])
    logits += rng.choice([0, 0, 1500, -1500], (n, 1))
    ids, start = rng.integers(-1, v, n), whole(rng, 1, n - 1)
    ids[start] = whole(rng, 0, v - 1)
    return logits, ids, start


def gpt4_passed(rng):
    samples = whole(rng, 1, 6)
    passed = rng.integers(0, samples + 1, rng.integers(1, 5, 2))
    return np.maximum(passed, rng.choice([0, 1], passed.shape, p=[0.3, 0.7])), samples


def gpt4_three(rng):
    first, second = rng.integers(1, 9, 2) / 4  # so equal drops are equal floats
    last = whole(rng, 0, 8) / 4
    return [last + first + second, last + second, last], whole(rng, 0, 6)
