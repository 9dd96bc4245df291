"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.assistants import making_data as ex

PASSES = {
    "Write a poem about the sea at noon": False,
    "Compose some verses on the nightly ocean": True,
    "At night about the sea write a poem": True,
    "Draw the sea at night for me": False,
}


def my_sift(new, pool, alike, most):
    kept = []
    for text in new:
        if all(alike(old, text) <= most for old in [*pool, *kept]):
            kept.append(text)
    return kept


def pool_only(new, pool, alike, most):
    return [text for text in new if all(alike(old, text) <= most for old in pool)]


def fills_the_pool(new, pool, alike, most):
    kept = []
    for text in new:
        if all(alike(old, text) <= most for old in pool):
            kept.append(text)
            pool.append(text)
    return kept


def below_the_limit(new, pool, alike, most):
    kept = []
    for text in new:
        if all(alike(old, text) < most for old in [*pool, *kept]):
            kept.append(text)
    return kept


def any_for_all(new, pool, alike, most):
    return [text for text in new if any(alike(old, text) <= most for old in pool)]


CASES = [
    (
        ex.ex_rouge,
        (6 / 9, 1, 0.8),
        [
            (1, 6 / 9, 0.8),  # the two exchanged
            (6 / 9, 1, 5 / 6),  # the plain mean
            (6 / 9, 6 / 9, 6 / 9),
            (5 / 9, 5 / 6, 2 / 3),  # words counted once
            0.8,
        ],
    ),
    (
        ex.ex_passes,
        PASSES,
        [
            dict.fromkeys(PASSES, True),
            {text: not passes for text, passes in PASSES.items()},
            PASSES | {"Compose some verses on the nightly ocean": False},  # by meaning
            PASSES | {"At night about the sea write a poem": False},
            PASSES | {"Draw the sea at night for me": True},
            {"Draw the sea at night for me": False},
            False,
        ],
    ),
    (
        ex.ex_sift,
        my_sift,
        [
            pool_only,
            fills_the_pool,
            below_the_limit,
            any_for_all,
            lambda new, pool, alike, most: list(new),
            lambda new, pool, alike, most: None,
            lambda *a: 1 / 0,
            4,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("6/9", "0.8", "0.667", "0.66")


def test_a_bool_of_numpy_is_one():
    said = {text: np.bool_(passes) for text, passes in PASSES.items()}
    assert ex.ex_passes(said).points == 4
