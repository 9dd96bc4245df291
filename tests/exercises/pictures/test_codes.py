"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import math

import numpy as np
from grading import Grading

from fieldguide.exercises.pictures import codes as ex
from fieldguide.mechanisms.objectives.streams import stream_loss
from fieldguide.mechanisms.sampling.parallel import hidden_counts


def pull(x, e):
    toward = 2 * (e - x) / x.size
    return toward, -0.25 * toward


def row(place, side):
    return list(range(max(0, place - side), place + 1))


def counts(n, steps):
    return hidden_counts(n, steps=steps)


def bare(n, steps):
    """The cosine alone."""
    return [
        math.floor(n * math.cos(math.pi / 2 * k / steps)) for k in range(1, steps + 1)
    ]


def keep(ids, drawn, sure, count):
    out = np.where(ids == -1, drawn, ids)
    order = np.argsort(np.where(ids == -1, sure, np.inf))
    out[order[:count]] = -1
    return out


def keep_by_all(ids, drawn, sure, count):
    """Known codes are hidden again, if they look unsure."""
    out = np.where(ids == -1, drawn, ids)
    out[np.argsort(sure)[:count]] = -1
    return out


def keep_the_least(ids, drawn, sure, count):
    out = np.where(ids == -1, drawn, ids)
    hidden = np.flatnonzero(ids == -1)
    out[hidden[np.argsort(-sure[hidden])[:count]]] = -1
    return out


CASES = [
    (
        ex.ex_nearest,
        {"codes": [0, 2, 1], "error": 0.04},
        [
            {"codes": [1, 1, 1], "error": 0.04},  # the largest product
            {"codes": [0, 2, 1], "error": 0.24},  # the sum
            {"codes": [0, 2, 1], "error": 0.08},  # a tile, not a pixel
            {"codes": [1, 3, 2], "error": 0.04},  # counted from 1
            {"codes": 0, "error": 0},
            0,
        ],
    ),
    (
        ex.ex_pull,
        pull,
        [
            lambda x, e: (0.25 * pull(x, e)[0], 4 * pull(x, e)[1]),  # beta at the code
            lambda x, e: (-pull(x, e)[0], -pull(x, e)[1]),  # away from each other
            lambda x, e: (pull(x, e)[0], -pull(x, e)[0]),  # no beta
            lambda x, e: (pull(x, e)[0] * x.size, pull(x, e)[1] * x.size),  # the sum
            lambda x, e: pull(x, e)[::-1],
            lambda x, e: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_row,
        row,
        [
            lambda place, side: list(range(place // side * side, place + 1)),  # its row
            lambda place, side: list(range(max(0, place - side + 1), place + 1)),
            lambda place, side: list(range(max(0, place - side), place)),  # not itself
            lambda place, side: list(range(place % side, place + 1, side)),  # a column
            lambda place, side: place,
            None,
        ],
    ),
    (
        ex.ex_stream,
        stream_loss,
        [
            lambda s, p: stream_loss(s, ~p),  # swapped
            lambda s, p: s.mean(),
            lambda s, p: np.average(s, axis=1, weights=np.where(p, 7, 1)).mean(),
            lambda s, p: s[:, ~p].sum() / 8 + 7 * s[:, p].sum() / 8,  # sums
            lambda s, p: None,
            7,
        ],
    ),
    (
        ex.ex_counts,
        counts,
        [
            bare,  # ends settle nothing, or leave nothing
            lambda n, steps: [n * (steps - k) // steps for k in range(1, steps + 1)],
            lambda n, steps: np.diff(
                [0, *(n - counts(n, steps))]
            ),  # how many are settled
            lambda n, steps: [n, *counts(n, steps)[:-1]],  # before each step
            lambda n, steps: n,
            None,
        ],
    ),
    (
        ex.ex_keep,
        keep,
        [
            keep_by_all,
            keep_the_least,
            lambda ids, drawn, sure, count: np.where(ids == -1, drawn, ids),
            lambda ids, drawn, sure, count: drawn,
            lambda ids, drawn, sure, count: 1 / 0,
            None,
        ],
    ),
    (
        ex.ex_against,
        (6, 1, -4),
        [
            (4, 1, -2),  # counted from the other one: u + 2 (c - u)
            (2, 3, 4),  # added
            (-2, 1, 4),  # the wrong way round
            (4, -1, -4),  # c - 2 u, and c once too seldom
            (0, 0, 0),
            6,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("[0, 2, 1]", "0.04", "(6, 1, -4)", "hidden_counts")
