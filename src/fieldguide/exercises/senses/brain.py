"""Checks of notebooks/senses/06-brain.ipynb."""

import numpy as np

from ...mechanisms.measures.ranks import top_k_accuracy
from ...mechanisms.objectives.contrast import candidate_scores
from ...page.check import close, start

SHARES = np.array([0.5, 0.3, 0.2])  # of three sensors
PAIRWISE = 0.999  # how often the right one beats a stranger


def ex_broken_sensor(answer):
    """Exercise ex-broken-sensor: shares of three sensors after the second has broken."""
    report = start("ex-broken-sensor", answer)
    given = report.expect(answer, 3, "three shares, in the order of the sensors", 4)
    if given is None:
        return report
    rest = SHARES * [1, 0, 1] / SHARES[[0, 2]].sum()
    report.mark(
        "a broken sensor gives nothing", 1, close(given[1], 0) if report.answered else False,
        "What does the softmax make of a score of minus infinity?",
    )  # fmt: skip
    found = [close(got, wanted, 0.005) for got, wanted in zip(given, rest, strict=True)]
    report.mark(
        "the others share everything", 2, found[0] and found[2],
        "A channel is a weighted mean: what must its weights add up to?",
    )  # fmt: skip
    report.mark(
        "and keep their proportion", 1,
        found[0] or _proportion(given),
        "The scores of the sensors that work have not changed.",
    )  # fmt: skip
    return report


def _proportion(given):
    """Whether first and third still are as 5 to 2, and not zero."""
    if not all(close(x, 0, np.inf) for x in given):
        return False
    first, _, third = (float(np.asarray(x)) for x in given)
    return third != 0 and close(first / third, 2.5, 0.02)


def ex_one_sided(function):
    """Exercise ex-one-sided: `function(guesses, candidates)` -> scores (n, m)."""
    report = start("ex-one-sided", function)
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    wanted = candidate_scores(x, y)
    got, stops = report.call(function, x, y)
    report.mark(
        "all scores", 2, close(got, wanted),
        stops or "A row a guess, a column a candidate. Whose lengths are taken out?",
    )  # fmt: skip
    longer, stops = report.call(function, x, 7 * y)
    report.mark(
        "a longer candidate fits no better", 1, close(longer, wanted),
        stops or "Each candidate is divided by its own length, along its features.",
    )  # fmt: skip
    sure, stops = report.call(function, 3 * x, y)
    report.mark(
        "a longer guess is surer", 1, close(sure, 3 * wanted),
        stops or "What would be lost if guesses were divided by their lengths, too?",
    )  # fmt: skip
    return report


def ex_among_the_best(function):
    """Exercise ex-among-the-best: `function(scores, right, k)` -> share of the right ones."""
    report = start("ex-among-the-best", function)
    scores = np.array(
        [[0.1, 0.9, 0.5, 0.3], [0.8, 0.2, 0.1, 0.7], [0.4, 0.6, 0.2, 0.9]]
    )
    right = np.array([1, 3, 2])
    got, stops = report.call(function, scores, right, 1)
    report.mark(
        "the best alone", 1, close(got, top_k_accuracy(scores, right, k=1)),
        stops or "In how many of the three rows is the right one the largest?",
    )  # fmt: skip
    got, stops = report.call(function, scores, right, 2)
    report.mark(
        "the best two", 1, close(got, top_k_accuracy(scores, right, k=2)),
        stops or "Large scores are good. From which end are the k counted?",
    )  # fmt: skip
    rng = np.random.default_rng(8)
    scores, right = rng.normal(size=(60, 50)), rng.integers(50, size=60)
    got, stops = report.call(function, scores, right, 10)
    report.mark(
        "ten of fifty", 2, close(got, top_k_accuracy(scores, right, k=10)),
        stops or "`right` says for each row which column it is.",
    )  # fmt: skip
    return report


def ex_strangers(answer):
    """Exercise ex-strangers: how often the right one wins against 9 and against 1593 others,
    if it beats each with a probability of 0.999, independently."""
    report = start("ex-strangers", answer)
    given = report.expect_keys(answer, ["10", "1594"], 4)
    if given is None:
        return report
    report.mark(
        "among 10", 2, close(given["10"], PAIRWISE**9, 0.0005),
        "The right one must beat every other. How many others are there?",
    )  # fmt: skip
    report.mark(
        "among 1594", 2, close(given["1594"], PAIRWISE**1593, 0.0005),
        "Chances of independent events that must all come true: what is done with them?",
    )  # fmt: skip
    return report
