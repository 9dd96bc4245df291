"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

from math import comb, factorial

import numpy as np
from grading import Grading

from fieldguide.exercises.programs import tests as ex
from fieldguide.harbor import programs
from fieldguide.mechanisms.search.programs import best_by_probability, clusters

BEFORE, AFTER = programs.numbers([[3, 2, 1, 0], [0, 1, 2, 3]])
FITS = programs.outcomes()[:, BEFORE] == AFTER
SORT = programs.every_program().index(("sort",))
SAME = programs.behaviors() == programs.behaviors()[SORT]


def estimate(n, c, k):
    return 1 - comb(n - c, k) / comb(n, k)


def with_floats(n, c, k):
    """Overflows, and has no answer where fewer than k are wrong."""
    wrong = float(factorial(n - c)) / factorial(k) / factorial(n - c - k)
    return 1 - wrong / (float(factorial(n)) / factorial(k) / factorial(n - k))


def running_product(n, c, k):
    """Without the case of fewer wrong ones than are chosen: factors get negative."""
    chance = 1.0
    for i in range(k):
        chance *= (n - c - i) / (n - i)
    return 1 - abs(chance)


def groups(texts, outputs):
    return [g.tolist() for g in clusters(np.array(outputs))]


def by_text(texts, outputs):
    found = {}
    for k, text in enumerate(texts):
        found.setdefault(text, []).append(k)
    return sorted(found.values(), key=len, reverse=True)


def by_first_row(texts, outputs):
    return groups(texts, [row[:1] for row in outputs])


def smallest_first(texts, outputs):
    return groups(texts, outputs)[::-1]


CASES = [
    (
        ex.ex_choose,
        {"pass@2": 0.6, "plug-in": 5 / 9},
        [
            {"pass@2": 5 / 9, "plug-in": 0.6},
            {"pass@2": 2 / 6, "plug-in": 2 / 6},
            {"pass@2": 1 / 15, "plug-in": 1 / 9},  # both right
            0.6,
        ],
    ),
    (
        ex.ex_estimate,
        estimate,
        [
            lambda n, c, k: 1 - (1 - c / n) ** k,
            with_floats,
            lambda n, c, k: c / n,
            lambda n, c, k: 1.0 if c >= k else estimate(n, c, k),
            lambda n, c, k: "often",
            0.5,
        ],
    ),
    (
        ex.ex_rank,
        best_by_probability,
        [
            lambda told, written: int(np.where(written, told, 0).sum(1).argmax()),
            lambda told, written: int(told.mean(1).argmax()),
            lambda told, written: int(told.max(1).argmax()),
            lambda told, written: 0,
            None,
        ],
    ),
    (
        ex.ex_fit,
        (int(FITS.sum()), int(SAME.sum())),
        [
            (int(FITS[-1000:].sum()), int(SAME[-1000:].sum())),  # only the long ones
            (int(SAME.sum()), int(FITS.sum())),
            (len({*programs.behaviors()[FITS]}), 1),  # behaviors instead of programs
            int(FITS.sum()),
        ],
    ),
    (
        ex.ex_submit,
        [4, 2, 1, 8, 0, 5, 3, 9, 6, 7],
        [
            [4, 0, 9, 7, 2, 5, 6, 1, 3, 8],  # all of the largest first
            [4, 2, 1, 8],  # one of each, and no more
            [8, 1, 2, 4, 3, 5, 0, 6, 9, 7],  # the smallest first
            [4, 1, 8, 2, 0, 3, 5, 9, 6, 7],  # as they were written down
            "4, 2, 1",
        ],
    ),
    (
        ex.ex_groups,
        groups,
        [by_text, by_first_row, smallest_first, lambda texts, outputs: 1 / 0, 3],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.6", "0.56", str(FITS.sum()), str(SAME.sum()), "4, 2, 1", "5/9")
