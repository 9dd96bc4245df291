"""What the tasks of Pictures from words promise their functions, drawn at random."""

import numpy as np


def noise_half(rng):
    n = rng.integers(0, 9)
    exact = rng.choice([0.0, 0.499, 0.5, 0.75, 1.0], n)
    drawn = rng.uniform(0, rng.choice([0.1, 0.4, 0.9]), n)
    return ([exact, drawn][rng.integers(2)].tolist(),)


def noise_back(rng):
    shape = tuple(rng.integers(1, 4, rng.integers(1, 4)))
    x, guess = rng.normal(size=(2, *shape))
    betas = rng.uniform(0.01, 0.9, rng.integers(1, 7)).tolist()
    t = rng.choice([0, len(betas) - 1, rng.integers(len(betas))])
    return x, guess, betas, int(t)


def noise_hidden(rng):
    m, d = rng.integers(1, 6), rng.integers(1, 6)
    known, left = rng.normal(size=(m, d)), float(rng.choice([0.0, 0.2, 0.6, 0.95]))
    x = left**0.5 * known[0] + rng.normal(size=d) * (1 - left) ** 0.5
    x += rng.choice([0, 0, 500])
    seen = rng.random(d) < rng.choice([0.0, 0.5, 1.0])
    return np.where(seen, x, rng.choice([np.nan, 9.0, np.inf])), known, seen, left


def glide_scale(rng):
    shape = tuple(rng.integers(1, 4, rng.integers(1, 4)))
    untold, added = rng.normal(size=(2, *shape))
    if rng.random() < 0.3:  # differences that add up to 0
        added = rng.permutation(np.linspace(-1, 1, added.size)).reshape(shape)
    added *= rng.random(shape) < rng.choice([0.0, 0.5, 1.0, 1.0])
    guided = untold + rng.choice([-2, 0, 0.5, 1, 7.5]) * added
    guided += rng.choice([0.001, 1]) * rng.normal(size=shape)
    faint = rng.choice([1, 1, 1e-9])
    return faint * (untold + added), faint * untold, faint * guided


def glide_hole(rng):
    h, w, d = rng.integers(1, 5, 3)
    x, picture = rng.normal(size=(2, h, w, 3))
    picture[rng.random((h, w)) < rng.choice([0.0, 0.5])] = 0  # black
    visible = rng.random((h, w)) < rng.choice([0.0, 0.5, 1.0])
    picture[~visible] = rng.choice([np.nan, 7.0])
    return x, picture, visible, rng.normal(size=(3, d))


def imagen_tame(rng):
    n, h, w, c = rng.integers(1, 4, 4)
    loud = rng.choice([0.3, 1, 5, 30], (n, 1, 1, 1))
    percentile, most = rng.choice([0, 50, 80, 99.5, 100]), rng.choice([1, 1.5, 4, 100])
    return rng.normal(size=(n, h, w, c)) * loud, float(percentile), float(most)


def imagen_rest(rng):
    k, h, w, c = rng.integers(1, 4, 4)
    off = rng.choice([0, 0, 0, 1], 2)
    large = rng.normal(0, 9, (h * k + off[0], w * k + off[1], c))
    return large if rng.random() < 0.7 else large.astype(int), int(k)


def latent_lost(rng):
    m, n = rng.integers(1, 7, 2)
    x = rng.normal(size=(m, n)) * rng.choice([0.1, 1, 5], n) + rng.normal(size=n) * 3
    return x, int(rng.integers(n + 1))


def latent_apart(rng):
    d = rng.integers(1, 5)
    means, logs = rng.normal(size=(2, 2, d)) * rng.choice([0.3, 2])
    return means[0], logs[0], means[1], logs[1]


def latent_words(rng):
    n, m, d = rng.integers(1, 6, 3)
    places, words = rng.normal(size=(n, d)), rng.normal(size=(m, d))
    seen = rng.random(m) < rng.choice([0.0, 0.5, 1.0])
    return places * rng.choice([1, 1, 1e4, 1e12], (n, 1)), words, seen


def dalle2_arc(rng):
    d = rng.integers(2, 7)
    a, b = rng.normal(size=(2, d)) * rng.choice([1e-9, 0.1, 1, 20], (2, 1))
    if rng.random() < 0.5:
        b = a * rng.choice([1, 3, 7]) + rng.choice([0, 0, 0.01]) * b
    return a, b, rng.choice([0, 1, 0.5, rng.random()], rng.integers(1, 5))


def dalle2_buckets(rng):
    n, d, k = rng.integers(2, 8), rng.integers(1, 4), rng.integers(1, 8)
    if rng.random() < 0.5:
        return rng.normal(size=(n, d)) * rng.choice([0.01, 1, 9], d) + 2, int(k)
    x = rng.integers(0, 9, (n, d)) * 1.0  # on the edges of 1, 2, 4 or 8 buckets
    x[rng.permutation(n)[:2]] = [[0] * d, [8] * d]
    x = x * rng.choice([1, -0.5, 16]) + rng.integers(-3, 4)
    return x, int(rng.choice([1, 2, 4, 8]))


def codes_laid(rng):
    n, k, d = rng.integers(1, 6, 3)
    tiles, book = (rng.integers(-2, 3, (rows, d)) * 1.0 for rows in (n, k))
    alive = rng.random(k) < rng.choice([0.3, 0.7, 1])
    alive[rng.integers(k)] = True
    size = rng.choice([1, 1, 1e8])
    return tiles * size, book * size, alive


def codes_split(rng):
    words, places, codes = (int(rng.integers(1, 5)) for _ in range(3))
    n = words + places
    full = rng.choice([0, *rng.integers(0, places + 1, 2)])  # often no word at all
    text = [*rng.integers(words, size=full), *range(words + full, n)]
    row = [*map(int, text), *map(int, rng.integers(n, n + 4, codes))]
    a, b = rng.integers(places, size=2)
    tokens = [rng.integers(words), words + b, rng.integers(n, n + 4), row[b]]
    if rng.random() < 0.7:  # one token may be out of place, anywhere
        row[rng.choice([a, rng.integers(len(row))])] = int(rng.choice(tokens))
    elif rng.random() < 0.3:
        row[a], row[b] = row[b], row[a]
    if rng.random() < 0.1:  # empty places that begin to count too early
        row[:places] = [0, *range(words, n - 1)]
    if rng.random() < 0.1 and places > 2:  # or leave one out
        row[:places] = [0, words, *range(words + 2, n)]
    return row, words, places


def codes_pairs(rng):
    words, side = rng.integers(0, 7), rng.choice([*range(1, 8), 1000])
    return int(words), int(side), str(rng.choice(["all", "row", "column"]))


def muse_again(rng):
    n, v = rng.choice([*range(1, 12), 40]), rng.integers(2, 5)
    rows = rng.normal(0, rng.choice([0.5, 3, 8, 900]), (n, v)) + rng.normal(
        0, 9, (n, 1)
    )
    drawn, noise = rng.integers(v, size=n), rng.gumbel(size=n)
    drawn = rng.choice([drawn, rows.argmax(1), rows.argmin(1)])
    twin = rng.integers(min(n, 4), size=n) if rng.random() < 0.4 else np.arange(n)
    heat, known = rng.choice([0.0, 0.0, 0.5, 3.0]), rng.random(n) < rng.choice([0, 0.4])
    noise = noise[twin] if heat else noise  # equal rows are equally sure
    most = (~known).sum()
    count = int(rng.choice([most, *rng.integers(most + 1, size=4)]))
    return known, rows[twin], drawn[twin], noise, float(heat), count


def muse_steps(rng):
    """If n is odd, no cosine makes n times it a whole number: no last digit decides."""
    if rng.random() < 0.1:
        return 19, 2  # thirteen steps: 13 / 13 of a quarter turn has a cosine below 0
    n = int(rng.choice([1, 2, 4, *(2 * rng.integers(1, [5, 10, 10, 70]) + 1)]))
    least = 1 if n < 20 else n // 8
    return n, int(rng.choice([least, n, rng.integers(least, n + 1)]))


def muse_chance(rng):
    n = rng.integers(1, rng.choice([5, 300]))
    return int(n), int(rng.choice([1, n, rng.integers(1, n + 1)]))


KNOWN = {
    "dalle2-buckets": {
        "line 6: (words + 0.5) / k | a little more": (
            "only where the middle is 0 does `alike` see the difference, of 1e-12"
        ),
    },
}
