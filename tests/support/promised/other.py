"""What the tasks of Thought and action promise their functions, drawn at random."""

import numpy as np

MARKS = ["-", "*", "9.", "10.", "100."]
WORDS = ["a", "the", "fog", "gull", "bread", "lighthouse"]
LIMIT = 0.005  # meters, within which a foot stands on the ground
HEIGHTS = [
    -0.04,
    -LIMIT - 0.0004,
    -LIMIT,
    0.0,
    LIMIT - 0.001,
    LIMIT,
    LIMIT + 0.0004,
    0.3,
]


def search_blocks(rng):
    base, leaf = rng.integers([2, 1], [5, 6]).tolist()
    products = int(rng.integers(base**2, base**3 + 1))
    return leaf * base ** int(rng.integers(0, 4)), base, products, leaf


def _levels(rng, least):
    """An outline's levels: each at most one deeper than the one before."""
    levels = [0] * int(rng.integers(least, 9))
    for k in range(1, len(levels)):
        levels[k] = max(0, levels[k - 1] + int(rng.choice([1, 1, 0, -1, -2])))
    return levels


def chatbcg_spaces(rng):
    levels = _levels(rng, 0)
    return levels, rng.choice(MARKS, len(levels)).tolist()


def chatbcg_size(rng):
    slides = [
        [" ".join(rng.choice(WORDS, rng.integers(1, 6))) for _ in range(texts)]
        for texts in rng.integers(0, 4, rng.integers(1, 4))
    ]
    wide, tall, most = rng.integers([1, 1, 1], [90, 150, 31]).tolist()
    return slides, wide, tall, most


def chatbcg_pages(rng):
    return _levels(rng, 1), int(rng.integers(1, 6))


def gato_bins(rng):
    """The ends of bins are hit exactly, in numbers that a computer holds exactly."""
    bins, low, first = rng.integers([1, -4, 0], [7, 5, 100]).tolist()
    width = float(rng.choice([0.5, 1, 2]))
    quarters = rng.integers(-5, 4 * bins + 6, rng.integers(0, 8))
    values = [None if rng.random() < 0.2 else low + k * width / 4 for k in quarters]
    return values, low, low + bins * width, bins, first


def gato_read(rng):
    words = rng.choice(WORDS, rng.integers(0, 4)).tolist()
    bins = int(rng.integers(1, 7))
    row = rng.integers(0, len(words) + 1 + bins, rng.integers(0, 7)).tolist()
    return row, words, bins, float(rng.choice([1.0, 2.5, 4.0]))


def gato_asked(rng):
    n, seen, done = rng.integers([0, 0, 0], [13, 4, 4]).tolist()
    return n, seen, done, int(rng.integers(0, seen + 1 + done))


def gato_prompt(rng):
    moment, past = rng.integers([1, 0], [5, 6]).tolist()
    row = rng.integers(0, 20, moment * past).tolist()
    prompt, now = (
        rng.integers(0, 20, rng.integers(least, 4)).tolist() for least in (0, 1)
    )
    room = int(rng.integers(0, len(row) + moment + 1))
    return prompt, row, now, moment, len(prompt) + len(now) + room


def physdiff_ground(rng):
    return (rng.choice(HEIGHTS, rng.integers(1, 5, 2)),)


def physdiff_skate(rng):
    t = rng.integers(2, 6)
    return rng.integers(-2, 3, (t, 2, 2)) / 8, rng.choice(HEIGHTS, (t, 2))


def physdiff_walk(rng):
    n, d = rng.integers(1, 5, 2)
    sigmas = -np.sort(-rng.choice(np.arange(8) / 2, n + 1, replace=False))
    x, guesses = rng.integers(-4, 5, d), rng.integers(-3, 4, (n, d))
    return (
        x.astype(float),
        guesses.astype(float),
        sigmas.tolist(),
        int(rng.integers(n + 1)),
    )


STRASSEN = [
    [[1, 0, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1],
     [1, 1, 0, 0], [-1, 0, 1, 0], [0, 1, 0, -1]],
    [[1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, -1], [-1, 0, 1, 0],
     [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]],
    [[1, 0, 0, 1], [0, 0, 1, -1], [0, 1, 0, 1], [1, 0, 1, 0],
     [-1, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]],
]  # fmt: skip


def _rule(rng, n, m, p):
    """A rule that is right, its multiplications in any order and with other signs."""
    i, j, k = np.indices((n, m, p)).reshape(3, -1)
    places = (n * m, i * m + j), (m * p, j * p + k), (n * p, i * p + k)
    rule = [np.eye(size, dtype=int)[at] for size, at in places]
    if (n, m, p) == (2, 2, 2) and rng.random() < 0.7:
        rule = [np.array(x) for x in STRASSEN]
    order = rng.permutation(len(rule[0]))
    a, b = rng.choice([-1, 1], (2, len(order), 1))
    return [x[order] * sign for x, sign in zip(rule, (a, b, a * b), strict=True)]


def alphatensor_turned(rng):
    """Some rules are right; the others have a few entries that are not."""
    n, some = rng.integers(1, 4), rng.choice([0, 0.03, 0.2])
    u, v, w = _rule(rng, n, n, n)
    w = w.reshape(-1, n, n).swapaxes(1, 2).reshape(len(w), -1)
    rule = [
        x + (rng.random(x.shape) < some) * rng.choice([-2, -1, 1, 3]) for x in (u, v, w)
    ]
    return *rule, int(n), int(rng.choice([2, 3, 4, 97]))


def alphatensor_mirror(rng):
    n, m, p = [2, 2, 2] if rng.random() < 0.2 else rng.integers(1, 4, 3).tolist()
    return *_rule(rng, n, m, p), n, m, p


def alphatensor_cuts(rng):
    known = {}
    for _ in range(rng.integers(4)):
        size = tuple(sorted(rng.integers(1, 5, 3).tolist()))
        if size not in map(tuple, map(sorted, known)):
            rank = int(np.prod(size) * rng.uniform(0.6, 1.2)) + 1
            known[tuple(rng.permutation(size).tolist())] = rank
    sizes = np.array([*known, rng.integers(1, 6, 3)])
    size = sizes[rng.integers(len(sizes))] + rng.choice([0, 0, 1, 2], 3)
    return *rng.permutation(size).tolist(), known


def alphatensor_visits(rng):
    moves = int(rng.integers(1, 6))
    visits = rng.integers(0, 5, moves) * rng.choice([1, 10])
    visits[rng.integers(moves)] += 1 + visits.max() * rng.integers(0, 2)
    usual = int(rng.choice([2, 3, 10, 200, max(2, visits.sum())]))
    return visits, rng.integers(-6, 4, moves) / 4, usual


SAME = "the multiplications of a rule stand in any order"
KNOWN = {
    "alphatensor-mirror": {
        "line 5: def turn(x, rows, columns): | first x[::-1]": SAME,
        "line 7: return x.swapaxes(1, 2).reshape(len(x), -1) | last X[::-1]": SAME,
    },
}
