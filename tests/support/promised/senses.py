"""What the tasks of Space, motion and sound promise their functions, drawn at random."""

import numpy as np
from promised.draws import one_of, whole


def sounds_folded(rng):
    """Often a multiple of a quarter of the rate, and halves of rates that are odd."""
    rate = one_of(rng, (1, 3, 8, 2.5, 4000, 22050))
    part = one_of(
        rng, (whole(rng, 1, 29) / 4, rng.uniform(0.01, 9), rng.uniform(0, 999))
    )
    return part * rate, rate


def soundify_scenes(rng):
    """In quarters, so that a change can be exactly the threshold."""
    n, shades = whole(rng, 1, 6), whole(rng, 1, 4)
    shares = rng.multinomial(4, np.full(shades, 1 / shades), n) / 4
    return np.repeat(shares, rng.integers(1, 3, n), 0), whole(rng, 1, 5) / 2


def soundify_heard(rng):
    n = whole(rng, 1, 13)
    scores = rng.choice([-1, 0, 1, 2], n, p=[0.2, 0.2, 0.3, 0.3]).tolist()
    return scores, one_of(rng, (0, 1, -0.5)), whole(rng, 0, 3)


def soundify_wander(rng):
    sound = rng.normal(0, 2, whole(rng, 2, 6))
    sound = one_of(rng, (sound, sound, np.round(sound)))
    start, stop = rng.choice([-1, -0.5, 0, 0.25, 1], 2).tolist()
    return sound, start, stop


def dreamfusion_behind(rng):
    n = whole(rng, 1, 4)
    density = rng.choice([0, 0.3, 1, 4, 50], n)
    lengths = rng.choice([0.1, 0.5, 1, 2], n)
    return density, rng.uniform(0, 1, (n, 3)), lengths, rng.uniform(0, 1, 3)


def dreamfusion_guided(rng):
    """Painters who are not straight lines, and who look at more than one pixel."""
    shape = one_of(rng, ((1,), (3,), (2, 3), (2, 2, 3)))
    x, noise, bend, tint = rng.normal(size=(4, *shape))

    def told(spoiled):
        return np.tanh(spoiled * bend) + spoiled.mean()

    def untold(spoiled):
        return spoiled**2 / 4 - tint

    alpha_bar = one_of(rng, (0.01, 0.25, 0.5, 0.75, 0.99))
    return x, noise, told, untold, alpha_bar, one_of(rng, (0, 0.5, 1.0, 7.5, 100))


def magic3d_shared(rng):
    """As many rows as corners, one fewer, one more."""
    cells = one_of(rng, (1, 2, 3, 4, 6))  # from 6 on z, too, needs more than 32 bits
    corners = (cells + 1) ** 3
    rows = one_of(
        rng, (1, whole(rng, 2, corners - 1), corners - 1, corners, corners + 1)
    )
    return cells, rows


def magic3d_cut(rng):
    corners = np.zeros((4, 3))
    while abs(np.linalg.det(corners[1:] - corners[0])) < 0.5:
        corners = rng.integers(-3, 4, (4, 3)).astype(float)
    return corners, rng.choice([-3.0, -1, -0.5, 0.5, 1, 2], 4)


def audiolm_enough(rng):
    """In halves, so that what is left can be the limit exactly; no two codes equally near."""
    while True:
        n, q, k, d = one_of(rng, (1, 2, 4)), *rng.integers(1, [4, 5, 4]).tolist()
        x = rng.integers(-6, 7, (n, d)) / 2
        codebooks = rng.integers(-4, 5, (q, k, d)) / 2
        sizes = _left_over(x, codebooks)
        if sizes:
            limit = one_of(rng, (*sizes, min(sizes), 0.75 * min(sizes), 0.9 * sizes[0]))
            return x, codebooks, float(limit)


def _left_over(x, codebooks):
    """The mean squared length before all stages and after each; none if two codes tie."""
    left, sizes = x, [(x**2).sum(-1).mean()]
    for book in codebooks:
        far = ((left[:, None] - book) ** 2).sum(-1)
        if ((far == far.min(1, keepdims=True)).sum(1) > 1).any():
            return []
        left = left - book[far.argmin(1)]
        sizes.append((left**2).sum(-1).mean())
    return sizes


def audiolm_apart(rng):
    words, coarse, size = whole(rng, 1, 5), whole(rng, 1, 3), whole(rng, 1, 5)
    semantic = rng.integers(0, words, whole(rng, 0, 4)).tolist()
    count = whole(rng, 0, 4 * coarse - 1)
    codes = rng.integers(0, size, count).tolist()
    return (
        semantic + [words + k % coarse * size + c for k, c in enumerate(codes)],
        words,
        coarse,
        size,
    )


def jukebox_windows(rng):
    context = whole(rng, 1, 7)
    return context + whole(rng, 0, 15), context, whole(rng, 1, context)


def jukebox_dead(rng):
    """In halves and quarters, so that an average can be the least that lives."""
    batches, k = whole(rng, 0, 6), whole(rng, 1, 4)
    choices = rng.choice([0, 0, 1, 2, 4, 8], (batches, k))
    count = rng.choice([0.5, 1.0, 2, 4, 8], k)
    return choices, count, one_of(rng, (0.25, 0.5, 0.75)), one_of(rng, (0.5, 1.0, 2.0))


def brain_top(rng):
    """Small whole numbers, so that many scores are equal."""
    n, m = whole(rng, 1, 5), whole(rng, 1, 5)
    scores = one_of(rng, (rng.integers(-2, 2, (n, m)) / 2, rng.normal(size=(n, m))))
    return scores, rng.integers(0, m, n), whole(rng, 1, m)


def brain_loss(rng):
    n, d = whole(rng, 1, 4), whole(rng, 1, 3)
    guesses = rng.normal(size=(n, d)) * one_of(rng, (0, 1, 3, 4000))
    size = one_of(rng, (1e-15, 0.1, 1, 50))
    candidates = rng.normal(size=(n + whole(rng, 0, 3), d)) * size
    return guesses, candidates


def brain_merge(rng):
    t, s, c = rng.integers(1, 5, 3)
    x, scores = (
        rng.normal(size=(t, s)),
        rng.normal(size=(c, s)) * one_of(rng, (0, 1, 3000)),
    )
    works = rng.random(s) < one_of(rng, (0.3, 0.7, 1))
    works[rng.integers(s)] = True
    x[:, ~works] = one_of(rng, (np.nan, np.inf, -np.inf, 1e9, 0, 5))
    return x, scores, works


def phenaki_token(rng):
    side, span = whole(rng, 1, 3), whole(rng, 1, 3)
    height, width = side * whole(rng, 1, 4), side * whole(rng, 1, 4)
    frame = whole(rng, 0, 8)
    return (
        frame,
        whole(rng, 0, height - 1),
        whole(rng, 0, width - 1),
        height,
        width,
        side,
        span,
    )


def phenaki_span(rng):
    """Films that just fit with tubes of some length, or just do not."""
    frames = 1 + one_of(rng, (0, 1, 2, 4, 6, 7, 12))
    side, squares = whole(rng, 1, 4), whole(rng, 1, 3)
    spans = [s for s in range(1, frames) if (frames - 1) % s == 0] or [1]
    tokens = squares**2 * (1 + (frames - 1) // one_of(rng, (*spans,)))
    most = one_of(rng, (tokens, tokens - 1, tokens + 1, squares**2, whole(rng, 1, 59)))
    return frames, side * squares, side, max(1, most)


def phenaki_changed(rng):
    moments, span = whole(rng, 0, 4), whole(rng, 1, 3)
    chance = one_of(rng, (0, 0.1, 0.2, 0.6))
    return (rng.random(1 + moments * span) < chance).tolist(), span


def phenaki_prompt(rng):
    window = whole(rng, 1, 6)
    return whole(rng, 1, 25), window, whole(rng, 0, window - 1)


def whisper_edges(rng):
    low = one_of(rng, (0, 20.0, 300.0, 2000.0))
    return low, low + one_of(rng, (1.0, 100.0, 700.0, 8000.0)), whole(rng, 1, 6)


def whisper_spans(rng):
    labels = rng.integers(0, one_of(rng, (2, 3, 30)), whole(rng, 0, 6))
    return (np.repeat(labels, rng.integers(1, 4, len(labels))).tolist(),)


def whisper_pieces(rng):
    """Whole pieces, some without a text, and often one that has no end."""
    first, interval = whole(rng, 3, 8), one_of(rng, (0.02, 0.5, 1))
    times = first + np.sort(rng.integers(0, 20, whole(rng, 0, 7)))
    tokens = []
    for k, time in enumerate(times.tolist()):
        tokens.append(time)
        if k % 2 == 0:
            tokens += rng.integers(0, first, whole(rng, 0, 3)).tolist()
    return tokens, first, interval


def whisper_costs(rng):
    words = ["a", "b", "A", "ab", "ba"][: whole(rng, 2, 5)]
    known, said = (rng.choice(words, whole(rng, 0, 5)).tolist() for _ in "12")
    said = one_of(rng, (said, rng.permutation(known).tolist()))
    return known, said, *rng.choice([1, 2, 3, 5, 0.5], 3).tolist()


KNOWN = {
    "soundify-scenes": {
        "line 6: list(zip(starts, [*starts[1:], len(shares)], strict=True)) | argument 0": (
            "a zip: the text asks for a list"
        ),
    },
}
