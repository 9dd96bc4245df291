"""Checks of notebooks/pictures/04-codes.ipynb."""

import numpy as np

from ...mechanisms.attention.grids import row_mask
from ...mechanisms.codes.nearest import COMMITMENT, nearest_code
from ...mechanisms.objectives.streams import stream_loss
from ...mechanisms.sampling.parallel import hidden_counts, least_sure
from ...page.check import close, listed, start

BOOK = np.array([(0.1, 0.1), (0.9, 0.9), (0.1, 0.9)])  # dark, bright, an edge
TILES = np.array([(0.2, 0.3), (0.4, 0.9), (0.8, 0.6)])


def ex_nearest(answer):
    """Exercise ex-nearest: codes of three tiles of two pixels, and the mean squared error."""
    report = start("ex-nearest", answer)
    given = report.expect_keys(answer, ["codes", "error"], 4)
    if given is None:
        return report
    wanted = nearest_code(TILES, BOOK)
    report.mark(
        "codes", 3, close(listed(given["codes"]), wanted),
        "Take the differences pixel by pixel, square them, and add them up for each code.",
    )  # fmt: skip
    report.mark(
        "error", 1, close(given["error"], ((TILES - BOOK[wanted]) ** 2).mean(), 1e-6),
        "The mean is over all six pixels.",
    )  # fmt: skip
    return report


def ex_pull(function):
    """Exercise ex-pull: `function(x, e)` -> slopes of the loss by the code, and by the vector."""
    report = start("ex-pull", function)
    rng = np.random.default_rng(4)
    x, e = rng.normal(size=(2, 5, 3))
    got, hint = report.call(function, x, e)
    by_code, by_x = (
        got if isinstance(got, tuple | list) and len(got) == 2 else (None, None)
    )
    toward = 2 * (e - x) / x.size
    report.mark(
        "the code is drawn to its vectors", 2, close(by_code, toward, 1e-9),
        hint or "The slope of a mean of squares: twice the difference, over how many there are.",
    )  # fmt: skip
    report.mark(
        "the vector to its code, less hard", 2, close(by_x, -COMMITMENT * toward, 1e-9),
        hint or "Beta weighs the term in which the vector moves.",
    )  # fmt: skip
    return report


def ex_row(function):
    """Exercise ex-row: `function(place, side)` -> the places that row attention sees, in
    their order."""
    report = start("ex-row", function)
    cases = {
        "in the middle": (9, 4),
        "at the beginning of a row": (8, 4),
        "near the top": (2, 4),
        "a larger picture": (700, 32),
    }
    for part, (place, side) in cases.items():
        got, hint = report.call(function, place, side)
        wanted = np.flatnonzero(row_mask(side)[place])
        found = listed(got)
        report.mark(
            part, 1, found is not None and close(found, wanted),
            hint or "Count back, piece by piece, until the one right above, edge or no edge.",
        )  # fmt: skip
    return report


def ex_stream(function):
    """Exercise ex-stream: `function(surprise, is_picture)` -> DALL·E's loss."""
    report = start("ex-stream", function)
    rng = np.random.default_rng(6)
    surprise = rng.gamma(2, size=(3, 10))
    cases = {
        "as many words as codes": (surprise, np.arange(10) >= 5),
        "few words": (surprise, np.arange(10) >= 2),
        "few codes, in between": (surprise, np.isin(np.arange(10), (3, 4))),
    }
    for part, (s, is_picture) in cases.items():
        got, hint = report.call(function, s, is_picture)
        report.mark(
            part, 1 + (part == "few words"),
            close(got, stream_loss(s, is_picture), 1e-9),
            hint or "First a mean for each kind, then the weights; codes count for more.",
        )  # fmt: skip
    return report


def ex_counts(function):
    """Exercise ex-counts: `function(n, steps)` -> how many are hidden after each step."""
    report = start("ex-counts", function)
    cases = {
        "sixteen in four steps": (16, 4),
        "Muse's first pass": (256, 24),
        "one step": (16, 1),
        "more steps than codes": (5, 6),
    }
    for part, (n, steps) in cases.items():
        got, hint = report.call(function, n, steps)
        report.mark(
            part, 1, close(listed(got), hidden_counts(n, steps=steps)),
            hint or "A quarter cosine of the share of the steps, rounded down; each step "
            "settles one at least, and before the last one is left.",
        )  # fmt: skip
    return report


def ex_keep(function):
    """Exercise ex-keep: `function(ids, drawn, sure, count)` -> one row after one step; -1 is
    hidden."""
    report = start("ex-keep", function)
    rng = np.random.default_rng(8)
    ids = np.array([-1, 3, -1, -1, 7, -1, -1, 2])
    drawn = np.array([5, 9, 6, 1, 9, 4, 0, 9])
    sure = np.log(rng.random(8))
    sure[[1, 4, 7]] = np.log([0.01, 0.9, 0.02])

    def wanted(count):
        again = least_sure(np.where(ids == -1, sure, np.inf)[None], count=count)[0]
        return np.where(again, -1, np.where(ids == -1, drawn, ids))

    got, hint = report.call(function, ids, drawn, sure, 3)
    fits = close(got, ids, np.inf)  # the shape
    found = np.asarray(got, float) if fits else np.full(8, np.nan)
    report.mark(
        "what is settled stays", 2, bool((found[ids != -1] == ids[ids != -1]).all()),
        hint or "A known code is no guess: nothing must hide or change it, unsure as it looks.",
    )  # fmt: skip
    report.mark(
        "the least sure are hidden again", 1, close(got, wanted(3)),
        hint or "Of the guesses, three with the smallest log-probability.",
    )  # fmt: skip
    got, hint = report.call(function, ids, drawn, sure, 0)
    report.mark(
        "the last step leaves nothing", 1, close(got, wanted(0)),
        hint or "With a count of 0 all guesses stay.",
    )  # fmt: skip
    return report


def ex_against(answer):
    """Exercise ex-against: scores (2, 1, 0) with a caption, (0, 1, 2) with the negative one,
    weight 2."""
    report = start("ex-against", answer)
    given = report.expect(answer, 3, "three scores", 4)
    if given is None:
        return report
    wanted, other = np.array([2.0, 1.0, 0.0]), np.array([0.0, 1.0, 2.0])
    right = 3 * wanted - 2 * other
    report.mark(
        "where both agree", 1, close(given[1], right[1]),
        "What both say alike stays as it is: 3 - 2 = 1.",
    )  # fmt: skip
    report.mark(
        "where they differ", 3, close([given[0], given[2]], right[[0, 2]]),
        "Three times what the caption says, less twice what the other says.",
    )  # fmt: skip
    return report
