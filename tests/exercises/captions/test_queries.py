"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.captions import queries as ex
from fieldguide.mechanisms.networks import queries
from fieldguide.mechanisms.networks.spliced import splice
from fieldguide.mechanisms.objectives.best_query import best_query_cosines
from fieldguide.mechanisms.objectives.contrast import normalize


def my_mask(k, n):
    return queries.generation_mask(k=k, n=n)


def looking_ahead(k, n):
    mask = my_mask(k, n)
    mask[:k] = True
    return mask


def causal(k, n):
    return np.tri(k + n, dtype=bool)


def mean(x, y):
    return (normalize(x) @ normalize(y).T).mean(1)


def without_lengths(x, y):
    return (x @ y.T).max(1)


def of_the_mean(x, y):
    """The cosine with the mean of the queries."""
    return normalize(x.mean(1)) @ normalize(y).T


def added(words, observations, seen):
    return splice(words, observations, seen) + words * seen[:, None]


def backward(words, observations, seen):
    return splice(words, observations[::-1], seen)


def in_front(words, observations, seen):
    """In front of all words, as BLIP-2 does."""
    return np.concatenate([observations, words[~seen]])


def longer(words, observations, seen):
    return np.concatenate([words, observations])


LOOK = 3_346_944  # parameters of one look

CASES = [
    (
        ex.ex_who_looks,
        {"contrast": 25, "generation": 31, "matching": 49},
        [
            {"contrast": 25, "generation": 28, "matching": 49},  # a causal row
            {"contrast": 25, "generation": 43, "matching": 49},  # queries see words
            {"contrast": 12, "generation": 31, "matching": 49},
            {"contrast": 25, "generation": 31, "matching": 21},
            31,
        ],
    ),
    (
        ex.ex_row_mask,
        my_mask,
        [
            looking_ahead,
            causal,
            lambda k, n: queries.contrast_mask(k=k, n=n),
            lambda k, n: queries.matching_mask(k=k, n=n),
            lambda k, n: my_mask(n, k),
            lambda k, n: ~my_mask(k, n),
            lambda k, n: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_best_query,
        best_query_cosines,
        [
            mean,
            without_lengths,
            of_the_mean,
            lambda x, y: best_query_cosines(x, y).T,
            1,
        ],
    ),
    (
        ex.ex_count,
        {"queries": 32 * 768, "looks": 6 * LOOK},
        [
            {"queries": 32, "looks": 6 * LOOK},
            {"queries": 32 * 1408, "looks": 6 * LOOK},
            {"queries": 32 * 768, "looks": 12 * LOOK},
            {"queries": 32 * 768, "looks": 6 * (LOOK - 1536)},  # without norms
            {
                "queries": 32 * 768,
                "looks": 6 * 2_363_904,
            },  # all as wide as the Q-Former
            5,
        ],
    ),
    (
        ex.ex_length,
        {"length": 16, "last": 12, "asked": 3},
        [
            {"length": 10, "last": 12, "asked": 3},  # a place a picture
            {"length": 19, "last": 12, "asked": 3},  # markers stay
            {"length": 16, "last": 6, "asked": 3},  # counted before
            {"length": 16, "last": 13, "asked": 3},  # counted from 1
            {"length": 16, "last": 12, "asked": 16},
            16,
        ],
    ),
    (
        ex.ex_splice,
        splice,
        [added, backward, in_front, longer, lambda w, o, s: w, lambda *a: 1 / 0, 3],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("25", "31", "49", "16", "12", "24,576", "24576")
