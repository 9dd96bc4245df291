"""Checks of notebooks/senses/04-sound-tokens.ipynb."""

import numpy as np

from ...mechanisms.codes.nearest import move_codes, restarted_codes
from ...mechanisms.codes.rates import bit_rate, context_seconds, token_rate
from ...mechanisms.codes.residual import flatten_codes, quantize_residual
from ...page.check import close, start


def ex_phone(answer):
    """Exercise ex-phone: 24,000 numbers a second, hops of 320, codebooks of 1,024: moments a
    second, bits a second with 8 stages, and how many stages 1,500 bits pay for."""
    report = start("ex-phone", answer)
    given = report.expect_keys(answer, ["moments", "bits", "stages"], 5)
    if given is None:
        return report
    moments = token_rate(24_000, hop=320)
    bits = bit_rate(24_000, hop=320, size=1024, stages=8)
    report.mark(
        "moments", 1, close(given["moments"], moments),
        "How many hops fit into a second?",
    )  # fmt: skip
    report.mark(
        "bits", 2, close(given["bits"], bits),
        "Each token of a codebook of 1,024 takes 10 bits, and there are eight a moment.",
    )  # fmt: skip
    report.mark(
        "stages", 2, close(given["stages"], 1500 / (bits / 8)),
        "What does one stage cost a second?",
    )  # fmt: skip
    return report


BOOKS = np.array([[[0.0, 0], [4, 0], [4, 4]], [[0.0, 0], [1, 0], [0, 1]]])


def ex_stages(function):
    """Exercise ex-stages: `function(x, codebooks)` -> ids (n, q), residual quantization."""
    report = start("ex-stages", function)
    rng = np.random.default_rng(8)
    x, books = rng.normal(size=(30, 4)), rng.normal(size=(4, 6, 4))
    got, stops = report.call(function, np.array([[3.2, 0.9], [4.9, 4.2]]), BOOKS)
    report.mark(
        "two moments by hand", 1, close(got, [[1, 2], [2, 1]]),
        stops or "From the first, (-0.8, 0.9) is left over; what is nearest to that?",
    )  # fmt: skip
    got, stops = report.call(function, x, books)
    right = quantize_residual(x, books)
    fits = close(got, right, np.inf)
    first = fits and close(np.asarray(got)[:, 0], right[:, 0])
    report.mark(
        "the first stage", 1, first, stops or "It gets the moments as they are.",
    )  # fmt: skip
    later = fits and close(got, right)
    report.mark(
        "each later stage gets what is left over", 3, later,
        stops or "Take the code away that was chosen before the next one is looked for; do "
        "not change the moments themselves, and go on from what the last stage left.",
    )  # fmt: skip
    return report


def ex_tokens(function):
    """Exercise ex-tokens: `function(ids, size)` -> tokens in a row, moment by moment."""
    report = start("ex-tokens", function)
    got, stops = report.call(function, np.array([[3, 7], [3, 0]]), 10)
    fits = close(got, np.zeros(4), np.inf)
    report.mark(
        "tokens of their own for each stage", 1,
        fits and sorted(np.asarray(got).tolist()) == [3, 3, 10, 17],
        stops or "3 of the first stage is another code than 3 of the second.",
    )  # fmt: skip
    ids = np.random.default_rng(9).integers(0, 8, (5, 3))
    got, stops = report.call(function, ids, 8)
    right = flatten_codes(ids, size=8)
    report.mark(
        "moment by moment", 2, close(got, right),
        stops or "All stages of a moment stand together: the second moment begins after the "
        "last stage of the first.",
    )  # fmt: skip
    got, stops = report.call(function, ids[:, :1], 20)
    report.mark(
        "a single stage", 1, close(got, ids[:, 0]),
        stops or "The first stage keeps its numbers.",
    )  # fmt: skip
    return report


def ex_song(answer):
    """Exercise ex-song: 48,000 numbers a second, hops of 6, 24 and 96, a context of 4,096:
    seconds at the slowest level, tokens of the fastest for one of the slowest, and of all three
    levels in a minute."""
    report = start("ex-song", answer)
    given = report.expect_keys(answer, ["seconds", "below", "minute"], 4)
    if given is None:
        return report
    seconds = context_seconds(4096, 48_000, hop=96)
    minute = round(60 * sum(token_rate(48_000, hop=hop) for hop in (6, 24, 96)))
    report.mark(
        "seconds", 1, close(given["seconds"], seconds, 1e-3),
        "Each token stands for a hop, and a hop for 96 of 48,000 numbers.",
    )  # fmt: skip
    report.mark(
        "below", 1, close(given["below"], 16),
        "How many of the short hops fit into the long one?",
    )  # fmt: skip
    report.mark(
        "minute", 2, close(given["minute"], minute),
        "All three levels are written, each at its own rate.",
    )  # fmt: skip
    return report


def ex_thrown(function):
    """Exercise ex-thrown: `function(x, ids, count, total, thrown)` -> (count, total, codes)
    after a batch, with Jukebox's averages (0.9) and restarts (1.0)."""
    report = start("ex-thrown", function)
    rng = np.random.default_rng(10)
    x, ids = rng.normal(size=(40, 3)), rng.integers(0, 3, 40)
    count = np.array([5.0, 0.2, 2.0, 1.05, 1.2])
    total = rng.normal(size=(5, 3)) * count[:, None]
    thrown = x[np.random.default_rng(5).permutation(40)[:5]]
    moved = move_codes(x, ids, {"count": count, "total": total}, decay=0.9)
    codes = restarted_codes(moved, x, np.random.default_rng(5))
    got, stops = report.call(
        function, x.copy(), ids.copy(), count.copy(), total.copy(), thrown.copy()
    )
    parts = got if isinstance(got, tuple | list) and len(got) == 3 else (None,) * 3
    report.mark(
        "counts and sums are averages", 2,
        close(parts[0], moved["count"]) and close(parts[1], moved["total"]),
        stops or "Nine tenths of what was, one tenth of what the batch has: how many chose "
        "each code, and their sum.",
    )  # fmt: skip
    alive = moved["count"] >= 1
    fits = close(parts[2], codes, np.inf)
    mine = np.asarray(parts[2]) if fits else None
    report.mark(
        "living codes stand in the middle", 1, fits and close(mine[alive], codes[alive]),
        stops or "The sum over the count, both after this batch.",
    )  # fmt: skip
    report.mark(
        "dead ones are thrown", 2, fits and close(mine[~alive], codes[~alive]),
        stops or "Hold the new count against 1; code k goes to row k of `thrown`, and the "
        "averages stay as they are.",
    )  # fmt: skip
    return report
