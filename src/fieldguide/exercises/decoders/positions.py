"""Checks of notebooks/decoders/03-positions.ipynb."""

import numpy as np

from ...mechanisms.attention import positions, slopes
from ...mechanisms.attention.rotary import rotate_halves
from ...page.check import close, listed, start


def ex_buckets(answer):
    """Exercise ex-buckets: the encoder's buckets of offsets -5, +5, -100 and -1000."""
    report = start("ex-buckets", answer)
    given = report.expect(answer, 4, "four numbers", 4)
    if given is None:
        return report
    wanted = positions.relative_position_bucket(np.array([-5, 5, -100, -1000]))
    hints = (
        "Up to a distance of 7 each has a bucket of its own, and bucket 0 is the word itself.",
        "The other half of the buckets looks ahead.",
        "The last bucket of a side begins before a distance of 100.",
        "What is far away still has a bucket.",
    )
    for offset, got, want, hint in zip(
        (-5, 5, -100, -1000), given, wanted, hints, strict=True
    ):
        report.mark(f"offset {offset}", 1, close(got, want), hint)
    return report


def ex_hands(answer):
    """Exercise ex-hands: (1, 2, 3, 4) after a quarter turn of its first two features, and
    the score of (1, 0) at place 7 with (0, 1) at place 7."""
    report = start("ex-hands", answer)
    given = report.expect_keys(answer, ["row", "score"], 4)
    if given is None:
        return report
    turned = listed(given["row"]) or []
    report.mark(
        "what is not turned", 1, len(turned) == 4 and close(turned[2:], [3, 4]),
        "Two of the four features are turned, the first two.",
    )  # fmt: skip
    report.mark(
        "the turned pair", 2, len(turned) == 4 and close(turned[:2], [-2, 1]),
        "A quarter turn takes (a, b) to (-b, a).",
    )  # fmt: skip
    report.mark(
        "score", 1, close(given["score"], 0),
        "Both hands are turned by the same angle. What becomes of the angle between them?",
    )  # fmt: skip
    return report


def ex_rotate(function):
    """Exercise ex-rotate: `function(x, place, turned)` turns the first features in halves."""
    report = start("ex-rotate", function)
    x = np.random.default_rng(3).normal(size=(4, 8))
    cases = {
        "all features": (np.arange(4), 8),
        "a quarter of them": (np.arange(4), 2),
        "half of them": (np.arange(4), 4),
        "places that do not begin at 0": (np.arange(4) + 30, 8),
    }
    for part, (place, turned) in cases.items():
        wanted = rotate_halves(x, place, turned=turned)
        got, hint = report.call(function, x, place, turned)
        hint = hint or (
            "Feature i goes with feature i + turned / 2, and the speeds are those of a "
            "width of `turned`."
        )
        report.mark(part, 1, close(got, wanted, 1e-9), hint)
    return report


def ex_fused(answer):
    """Exercise ex-fused: width 4, two heads; the columns of the second head's key, and of
    the first head's value."""
    report = start("ex-fused", answer)
    given = report.expect(answer, 2, "two lists of columns", 4)
    if given is None:
        return report
    for part, got, want in zip(
        ("the second head's key", "the first head's value"),
        given,
        ([8, 9], [4, 5]),
        strict=True,
    ):
        report.mark(
            part, 2, close(got, want),
            "A head has two features here, and its query, key and value stand together.",
        )  # fmt: skip
    return report


def ex_fold(function):
    """Exercise ex-fold: `function(gain, bias, weight, shift)` -> (weight, shift) so that a
    norm without gain and bias, and this, give what they gave."""
    report = start("ex-fold", function)
    rng = np.random.default_rng(5)
    gain, bias = rng.normal(1, 0.5, 3), rng.normal(size=3)
    weight, shift = rng.normal(size=(3, 4)), rng.normal(size=4)
    y = rng.normal(size=(6, 3))
    cases = {
        "a gain alone": (gain, np.zeros(3)),
        "a bias alone": (np.ones(3), bias),
        "both": (gain, bias),
    }
    for part, (g, b) in cases.items():
        wanted = (y * g + b) @ weight + shift
        got, hint = report.call(function, g, b, weight, shift)
        out = None
        if isinstance(got, (tuple, list)) and len(got) == 2:
            new, moved = got
            if close(new, weight, np.inf) and close(
                moved, shift, np.inf
            ):  # their shapes
                out = y @ np.asarray(new, float) + np.asarray(moved, float)
        hint = (
            hint
            or "Write (y * gain + bias) W + shift out, and collect what stands at y."
        )
        report.mark(part, 1 + (part == "both"), close(out, wanted, 1e-9), hint)
    return report


def ex_slopes(answer):
    """Exercise ex-slopes: what the six slopes of six heads are, as powers of 2."""
    report = start("ex-slopes", answer)
    given = report.expect(answer, 6, "six exponents", 4)
    if given is None:
        return report
    wanted = np.log2(slopes.alibi_slopes(6))
    report.mark(
        "the first four", 2, close(list(given[:4]) if report.answered else None, wanted[:4]),
        "They are those of four heads: equal steps down to the gentlest.",
    )  # fmt: skip
    report.mark(
        "the other two", 2, close(list(given[4:]) if report.answered else None, wanted[4:]),
        "They come from eight heads, and lie between those that are there.",
    )  # fmt: skip
    return report


def ex_bias(function):
    """Exercise ex-bias: `function(slope, n)` -> (n, n), what ALiBi adds to one head's scores;
    what stands ahead does not count."""
    report = start("ex-bias", function)
    seen = np.tri(5, dtype=bool)
    wanted = np.where(seen, slopes.alibi_bias([0.25], n=5)[0], 0)
    got, hint = report.call(function, 0.25, 5)
    fits = close(got, wanted, np.inf)  # -inf ahead is a number, too
    got = np.where(seen, np.asarray(got, float), 0) if fits else None
    near = None if got is None else np.diagonal(got)
    report.mark(
        "a word and itself", 1, close(near, np.zeros(5)),
        hint or "At a distance of 0 nothing is lost.",
    )  # fmt: skip
    report.mark(
        "far words lose", 1, got is not None and bool((np.diff(got[4]) > 0).all()),
        hint or "In a row, scores must rise toward the word that looks.",
    )  # fmt: skip
    report.mark(
        "by slope times distance", 2, close(got, wanted),
        hint or "Rows are words that look, columns words that are looked at.",
    )  # fmt: skip
    return report
