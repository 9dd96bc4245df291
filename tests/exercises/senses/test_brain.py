"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.senses import brain as ex
from fieldguide.mechanisms.measures.ranks import top_k_accuracy
from fieldguide.mechanisms.objectives.contrast import (
    candidate_scores,
    cosines,
    normalize,
)


def my_top(scores, right, k):
    return top_k_accuracy(scores, right, k=k)


def worst_k(scores, right, k):
    order = np.argsort(scores, axis=1)[:, :k]
    return np.mean([r in row for r, row in zip(right, order, strict=True)])


def only_the_best(scores, right, k):
    return np.mean(scores.argmax(1) == right)


def on_the_diagonal(scores, right, k):
    order = np.argsort(-scores, axis=1)[:, :k]
    return np.mean([j in row for j, row in enumerate(order)])


CASES = [
    (
        ex.ex_broken_sensor,
        (5 / 7, 0, 2 / 7),
        [
            (0.5, 0, 0.2),  # nothing is shared out
            (0.65, 0, 0.35),  # in equal parts
            (0.5, 0.3, 0.2),
            (1, 0, 0),
            0.5,
        ],
    ),
    (
        ex.ex_one_sided,
        candidate_scores,
        [
            cosines,
            lambda x, y: x @ y.T,
            lambda x, y: normalize(x) @ y.T,
            lambda x, y: candidate_scores(x, y).T,
            lambda x, y: x @ (y / np.linalg.norm(y)).T,  # one length for all
            lambda x, y: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_among_the_best,
        my_top,
        [worst_k, only_the_best, on_the_diagonal, lambda *a: 100 * my_top(*a), 0.5],
    ),
    (
        ex.ex_strangers,
        {"10": 0.999**9, "1594": 0.999**1593},
        [
            {"10": 0.999**10, "1594": 0.999**1594},  # against itself, too
            {"10": 0.999, "1594": 0.999},
            {"10": 1 - 9 * 0.001, "1594": 1 - 1593 * 0.001},  # risks added up
            {"10": 0.1, "1594": 1 / 1594},  # chance
            0.999,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.714", "0.286", "5/7", "2/7", "0.991", "0.203")
