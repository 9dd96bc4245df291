"""Checks of notebooks/captions/01-frozen.ipynb."""

import numpy as np

from ...mechanisms.networks import gated
from ...page.check import close, listed, start

SHARES = (0.9, 0.8, 0.75, 0.5, 0.25, 0.2, 0.05)  # what the logistic function gave
PAGE = {"words": 256, "films": 5, "frames": 8, "tokens": 100, "latents": 64}


def ex_gates(answer):
    """Exercise ex-gates: both gates of seven features whose share is given, threshold 0.2."""
    report = start("ex-gates", answer)
    given = report.expect(answer, 2, "two lists of seven numbers", 6)
    if given is None:
        return report
    shares = np.array(SHARES)
    seen, said = (np.where(s > gated.THRESHOLD, s, 0) for s in (shares, 1 - shares))
    got = [listed(g) or [] for g in given]
    hints = (
        "A gate that is not above the threshold is 0; the others are as they were.",
        "The second gate is what the first share leaves, and is shut by the same rule.",
    )
    for part, row, want, hint in zip(
        ("of what is seen", "of what was said"), got, (seen, said), hints, strict=True
    ):
        fits = len(row) == len(want)
        middle = slice(2, 5)
        report.mark(
            f"{part}, both open",
            1,
            fits and close(row[middle], want[middle], 1e-6),
            hint,
        )
        report.mark(f"{part}, all seven", 2, fits and close(row, want, 1e-6), hint)
    return report


def ex_pass_gates(function):
    """Exercise ex-pass-gates: `function(x, found, scores, threshold)` -> what leaves the gates."""
    report = start("ex-pass-gates", function)
    x, found = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0])
    cases = {
        "both gates open": (np.array([0.0, 0.5, -1.0]), 0.2),
        "one of them shut": (np.array([3.0, -3.0, 2.0]), 0.2),
        "a score just below the threshold, a gate above it": (
            np.array([0.1, 0.15, -0.1]),
            0.2,
        ),
        "another threshold": (np.array([2.0, -1.0, 0.3]), 0.4),
    }
    for part, (scores, threshold) in cases.items():
        seen, said = gated.resurrecting_gates(scores, threshold=threshold)
        got, hint = report.call(function, x, found, scores, threshold)
        hint = hint or (
            "The threshold is for the gates, and what is shut is not made up for by the other."
        )
        report.mark(part, 1, close(got, seen * found + said * x, 1e-9), hint)
    return report


def ex_open(function):
    """Exercise ex-open: `function(x, found, gate)` -> the stream after a look."""
    report = start("ex-open", function)
    x, found = np.array([[1.0, -2.0, 3.0]]), np.array([[4.0, 5.0, -6.0]])
    cases = {
        "shut: nothing has changed": (0.0, 1),
        "a little open": (0.1, 1),
        "wide open: all that is seen, and no more": (20.0, 1),
        "the other way": (-0.7, 1),
    }
    for part, (gate, points) in cases.items():
        got, hint = report.call(function, x, found, gate)
        hint = hint or (
            "The stream itself is never made smaller, and what is added is added with a weight "
            "between -1 and 1."
        )
        report.mark(part, points, close(got, x + np.tanh(gate) * found, 1e-9), hint)
    return report


def ex_sight(function):
    """Exercise ex-sight: `function(starts, pictures, each)` -> where each word may look."""
    report = start("ex-sight", function)
    cases = {
        "one picture, and all words after it": ([1, 0, 0], 1, 2),
        "words before the first picture": ([0, 0, 1, 0], 1, 3),
        "two pictures": ([0, 1, 0, 1, 0], 2, 2),
        "a picture that is not there": ([1, 0, 1, 0], 1, 2),
    }
    for part, (starts, pictures, each) in cases.items():
        starts = np.array(starts, bool)
        wanted = gated.picture_mask(starts, images=pictures, each=each)
        got, hint = report.call(function, starts, pictures, each)
        hint = hint or (
            "Count the pictures up to each word. It sees the last of them, and no other."
        )
        try:
            got = np.asarray(got, float)
        except (TypeError, ValueError):
            got = None
        report.mark(part, 1, close(got, wanted.astype(float)), hint)
    return report


def ex_cost(answer):
    """Exercise ex-cost: scores of one head, for `PAGE`: a look with the resampler and without,
    and a layer of the resampler for one film."""
    report = start("ex-cost", answer)
    given = report.expect(answer, 3, "three numbers", 5)
    if given is None:
        return report
    film = PAGE["frames"] * PAGE["tokens"]
    wanted = {
        "a look, with the resampler": (
            PAGE["words"] * PAGE["films"] * PAGE["latents"],
            1,
            "Each word has a score for each token of each film.",
        ),
        "a look, without it": (
            PAGE["words"] * PAGE["films"] * film,
            2,
            "Without it a film has all tokens of all its frames.",
        ),
        "a layer of the resampler": (
            PAGE["latents"] * (film + PAGE["latents"]),
            2,
            "At what do the latents look, besides the tokens of the film?",
        ),
    }
    for (part, (want, points, hint)), got in zip(wanted.items(), given, strict=True):
        report.mark(part, points, close(got, want), hint)
    return report
