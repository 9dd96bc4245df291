"""Checks of notebooks/senses/03-soundtrack.ipynb."""

import numpy as np

from ...mechanisms.search.film import changes, intervals
from ...page.check import close, listed, start


def ex_shares(answer):
    """Exercise ex-shares: the change from (0.5, 0.5, 0) to (0.25, 0.25, 0.5), to the mirrored
    picture, and the largest that there can be."""
    report = start("ex-shares", answer)
    given = report.expect_keys(answer, ["next", "mirror", "most"], 4)
    if given is None:
        return report
    wanted = changes([[0.5, 0.5, 0], [0.25, 0.25, 0.5]])[1]
    report.mark(
        "the next picture", 2, close(given["next"], wanted),
        "Take the differences of all three shades, without their signs, and add them up.",
    )  # fmt: skip
    report.mark(
        "the mirror", 1, close(given["mirror"], 0.0),
        "Which pixels are brighter or darker than before?",
    )  # fmt: skip
    report.mark(
        "the largest change", 1, close(given["most"], 2.0),
        "Let everything be black, and then white: what does each shade lose or gain?",
    )  # fmt: skip
    return report


def ex_alone(answer):
    """Exercise ex-alone: shares of names whose cosines are 0.4 or -0.4, times 100, when it is
    asked about one of them or two."""
    report = start("ex-alone", answer)
    wanted = {
        "alone": (1.0, "Shares add up to 1, and there is nobody else."),
        "beside the ship": (0.5, "Two that fit equally well: who gets more?"),
        "beside the fog": (1.0, "How much is left with a lead of 0.8, times 100?"),
        "boat beside fog": (0.5, "Neither fits. But what do their shares add up to?"),
    }
    given = report.expect_keys(answer, wanted, 4)
    if given is None:
        return report
    for name, (share, hint) in wanted.items():
        report.mark(name, 1, close(given[name], share, 1e-3), hint)
    return report


def ex_intervals(function):
    """Exercise ex-intervals: `function(scores, threshold)` -> pairs (first inside, first
    outside)."""
    report = start("ex-intervals", function)
    cases = {
        "two intervals": ([0, 5, 7, 0, 6, 6, 0], 4, "What happens between the two?"),
        "up to the ends": (
            [5, 0, 5],
            4,
            "What stands before the first and after the last?",
        ),
        "above, and not at": (
            [4, 4.5, 4],
            4,
            "Equal to the threshold is not above it.",
        ),
        "none": ([1, 2, 1], 4, "A list of none is a list."),
    }
    for part, (scores, threshold, hint) in cases.items():
        got, stops = report.call(function, np.array(scores, float), threshold)
        wanted = intervals(scores, threshold=threshold)
        pairs = listed(got)
        right = pairs is not None and len(pairs) == len(wanted)
        right = right and (not len(wanted) or close(pairs, wanted))
        report.mark(part, 1, right, stops or hint)
    return report


def ex_pan(function):
    """Exercise ex-pan: `function(position)` -> factors for left and right whose squares add up
    to 1."""
    report = start("ex-pan", function)
    got, stop = {}, ""
    for position in (-1.0, -0.6, 0.0, 0.25, 1.0):
        found, stopped = report.call(function, position)
        pair = listed(found)
        fits = pair is not None and close(pair, [0, 0], np.inf)
        got[position] = np.array(pair, float) if fits else None
        stop = stop or stopped
    pairs = [*got.values()]
    whole = all(pair is not None and (pair > -1e-9).all() for pair in pairs)
    report.mark(
        "all the way left and right", 1,
        whole and close(pairs[0], [1, 0], 1e-6) and close(pairs[-1], [0, 1], 1e-6),
        stop or "At the ends one ear gets the sound as it is, and the other nothing.",
    )  # fmt: skip
    power = [float((pair**2).sum()) if whole else 0 for pair in pairs]
    report.mark(
        "the middle", 1, whole and close(power[2], 1) and close(pairs[2][0], pairs[2][1]),
        stop or "Two equal factors whose squares add up to 1: what are they?",
    )  # fmt: skip
    report.mark(
        "everywhere", 2, whole and close(power, np.ones(5))
        and bool((np.diff([pair[1] for pair in pairs]) > 1e-6).all()),
        stop or "The squares must add up to 1 between the ends and the middle, too, and the "
        "right ear must get more the further right it is.",
    )  # fmt: skip
    return report


def ex_loop(answer):
    """Exercise ex-loop: what the prototype's loop makes of two intervals, 2 to 4 and 7 to 8."""
    report = start("ex-loop", answer)
    given = report.expect_keys(answer, ["first ends", "second ends", "too many"], 4)
    if given is None:
        return report
    seen, pictures = {2, 3, 4, 7, 8}, 10
    heard = [range(k, min(k + len(seen), pictures)) for k in (2, 7)]
    report.mark(
        "the first interval", 1, close(given["first ends"], heard[0].stop),
        "It begins at picture 2 and has a second for each picture in the whole list.",
    )  # fmt: skip
    report.mark(
        "the second interval", 1, close(given["second ends"], heard[1].stop),
        "It is as long as the first one, if the scene has room for it.",
    )  # fmt: skip
    report.mark(
        "seconds too many", 2, close(given["too many"], len({*heard[0], *heard[1]} - seen)),
        "Mark the ten seconds: seen, heard. Count those that are only heard.",
    )  # fmt: skip
    return report
