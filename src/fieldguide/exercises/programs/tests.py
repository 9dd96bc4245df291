"""Checks of notebooks/programs/01-tests.ipynb."""

from math import comb

import numpy as np

from ...harbor import programs
from ...mechanisms.search.programs import clusters, submissions
from ...page.check import close, listed, start


def ex_choose(answer):
    """Exercise ex-choose: 6 tries, 2 right: pass@2, and what the plug-in gives."""
    report = start("ex-choose", answer)
    given = report.expect_keys(answer, ["pass@2", "plug-in"], 4)
    if given is None:
        return report
    report.mark(
        "pass@2", 2, close(given["pass@2"], 1 - comb(4, 2) / comb(6, 2), 0.002),
        "In how many of the pairs that can be chosen are both wrong?",
    )  # fmt: skip
    report.mark(
        "plug-in", 2, close(given["plug-in"], 1 - (4 / 6) ** 2, 0.002),
        "Here the second draw may take the same try again.",
    )  # fmt: skip
    return report


def ex_estimate(function):
    """Exercise ex-estimate: `function(n, c, k)` -> pass@k without bias."""
    report = start("ex-estimate", function)
    cases = {
        "few tries": [(5, 2, 2), (6, 2, 2), (4, 1, 3)],
        "one try": [(10, 3, 1), (7, 0, 1)],
        "fewer wrong ones than are chosen": [(5, 4, 2), (6, 6, 1), (10, 6, 5)],
        "many tries": [(2000, 3, 1000), (500, 20, 400)],
    }
    hints = (
        "Count the choices of k tries, each try once.",
        "With one try it is the share of right ones.",
        "If there are fewer than k wrong tries, every choice has a right one.",
        "Numbers of choices get too large for a float. Multiply ratios, or use whole numbers.",
    )
    for (part, told), hint in zip(cases.items(), hints, strict=True):
        fits = []
        for n, c, k in told:
            got, stopped = report.call(function, n, c, k)
            fits.append(close(got, 1 - comb(n - c, k) / comb(n, k), 1e-6))
            hint = stopped or hint
        report.mark(part, 1, all(fits), hint)
    return report


def ex_rank(function):
    """Exercise ex-rank: `function(log_chances, written)` -> the sample that is the most
    probable a token."""
    report = start("ex-rank", function)
    rng = np.random.default_rng(4)
    told = np.log(rng.uniform(0.1, 1, size=(6, 5)))
    every = np.ones((6, 5), bool)
    length = np.array([1, 5, 3, 2, 5, 4])
    some = np.arange(5) < length[:, None]
    short = np.log([[0.5, 0.4, 0.4], [0.6, 0.6, 0.6]])
    cases = {
        "samples of one length": (told, every),
        "samples of different lengths": (np.where(some, told, -99), some),
        "a long one may win": (short, np.array([[True, False, False], [True] * 3])),
    }
    hints = (
        "The most probable sample has the largest logarithms.",
        "What is not written must not count, neither above nor below the line.",
        "A longer sample has more factors below 1. What do they come to for each token?",
    )
    for (part, (values, mask)), hint in zip(cases.items(), hints, strict=True):
        mean = np.where(mask, values, 0).sum(1) / mask.sum(1)
        got, stopped = report.call(function, values, mask)
        report.mark(part, 1 + (part != "samples of one length"),
                    close(got, mean.argmax()), stopped or hint)  # fmt: skip
    return report


def ex_fit(answer):
    """Exercise ex-fit: how many programs turn 3 2 1 0 into 0 1 2 3, and how many of these
    do what `sort` does on every row."""
    report = start("ex-fit", answer)
    given = report.expect(answer, 2, "two numbers of programs", 4)
    if given is None:
        return report
    before, after = programs.numbers([[3, 2, 1, 0], [0, 1, 2, 3]])
    fits = programs.outcomes()[:, before] == after
    sort = programs.every_program().index(("sort",))
    same = programs.behaviors() == programs.behaviors()[sort]
    report.mark(
        "pass the example", 2, close(given[0], fits.sum()),
        "Run every program on the one row, the short ones too.",
    )  # fmt: skip
    report.mark(
        "sort every row", 2, close(given[1], same.sum()),
        "Compare on all 10,000 rows, and count `sort` itself.",
    )  # fmt: skip
    return report


GROUPS = [4, 0, 9, 7], [1, 3], [8], [2, 5, 6]


def ex_submit(answer):
    """Exercise ex-submit: in which order the programs of `GROUPS` are handed in."""
    report = start("ex-submit", answer)
    wanted = submissions(sorted(map(np.array, GROUPS), key=len, reverse=True)).tolist()
    given = listed(answer) or []
    report.mark(
        "the first four", 2, close(given[:4], wanted[:4]),
        "One of each cluster comes first, the largest cluster first.",
    )  # fmt: skip
    report.mark(
        "the rest", 2, len(given) == len(wanted) and close(given[4:], wanted[4:]),
        "Then the largest gives its next one, and so on, until all have been handed in.",
    )  # fmt: skip
    return report


def ex_groups(function):
    """Exercise ex-groups: `function(texts, outputs)` -> lists of the numbers of programs
    that do the same, the largest first."""
    report = start("ex-groups", function)
    rng = np.random.default_rng(6)
    cases = {
        "one text, one behavior": (
            ["a", "b", "a", "a"],
            [[1, 2], [3, 4], [1, 2], [1, 2]],
        ),
        "two texts that do the same": (["a", "b", "c"], [[1, 2], [3, 4], [1, 2]]),
        "alike on the first row only": (["a", "b", "c"], [[1, 2], [1, 4], [1, 4]]),
        "the largest first": (
            [str(k) for k in range(12)],
            rng.integers(2, size=(12, 2)).tolist(),
        ),
    }
    hints = (
        "Every program belongs to one group.",
        "What a program looks like does not count.",
        "All rows count.",
        "Order the groups by their size.",
    )
    for (part, (texts, outputs)), hint in zip(cases.items(), hints, strict=True):
        wanted = [group.tolist() for group in clusters(np.array(outputs))]
        got, stopped = report.call(function, texts, outputs)
        report.mark(part, 1, _lists(got) == wanted, stopped or hint)
    return report


def _lists(groups):
    """Groups as lists of whole numbers; None if they are something else."""
    try:
        return [[int(k) for k in group] for group in groups]
    except (TypeError, ValueError):
        return None
