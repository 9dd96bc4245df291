"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.encoders import memory as ex
from fieldguide.mechanisms.networks import recurrence


def my_shift(x):
    n, m = x.shape[0], x.shape[1] - 1
    out = np.zeros((n, m), x.dtype)
    for i in range(n):
        for j in range(m - n + i + 1):
            out[i, j] = x[i, n - i + j]
    return out


def untouched(x):
    return np.zeros((x.shape[0], x.shape[1] - 1), x.dtype)


def without_mask(x):
    return recurrence.rel_shift(x)


def without_shift(x):
    return x[:, 1:]


def no_memory(x):
    """Takes the first query for the first word."""
    n, m = x.shape[0], x.shape[1] - 1
    out = np.zeros((n, m), x.dtype)
    for i in range(n):
        for j in range(i + 1):
            out[i, j] = x[i, m - (i - j)]
    return out


def wrong_end(x):
    """Column 0 taken for distance 0."""
    n, m = x.shape[0], x.shape[1] - 1
    out = np.zeros((n, m), x.dtype)
    for i in range(n):
        for j in range(m - n + i + 1):
            out[i, j] = x[i, m - n + i - j]
    return out


def in_place(x):
    out = my_shift(x)
    x[:] = 0
    return out


CONTENT = [[1, 1, 1, 1], [0, 1, 1, 0], [0, 0, 1, 0], [0, 1, 1, 1]]
QUERY = [[0, 1, 1, 1], [0, 0, 1, 0], [0, 0, 0, 0], [0, 1, 1, 0]]
TIMES = [[1, 0, 0, 0], [1, 1, 0, 1], [1, 1, 1, 1], [1, 0, 0, 1]]  # reversed

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_reach,
        (8, 9),
        [
            (8, 1000),  # one word a layer
            (7, 8),  # rounded down
            (8, 8),  # the first layer taken for a full segment
            (1000 / 128, 9),  # not rounded
            8,
        ],
    ),
    (
        ex.ex_shift,
        my_shift,
        [
            without_mask,
            without_shift,
            no_memory,
            wrong_end,
            untouched,
            in_place,
            lambda x: x,
            lambda x: None,
            3,
        ],
    ),
    (
        ex.ex_decoder,
        (0, 15, "next-token prediction"),
        [
            (15, 15, "next-token prediction"),  # the upper half of everything
            (0, 30, "next-token prediction"),  # back counted too
            (0, 15, "masked language modeling"),
            (36, 15, "next-token prediction"),  # the memory taken for ahead
            (0, 15),
        ],
    ),
    (
        ex.ex_masks,
        (CONTENT, QUERY),
        [
            (CONTENT, CONTENT),  # the query sees itself
            (QUERY, QUERY),
            (QUERY, CONTENT),  # swapped
            (np.transpose(CONTENT), np.transpose(QUERY)),  # column looks at row
            (1 - np.array(CONTENT), 1 - np.array(QUERY)),  # 1 for masked
            (np.tri(4), np.tri(4, k=-1)),  # from left to right
            (TIMES, TIMES),
            (CONTENT, [[0, 1], [1]]),
            CONTENT,
        ],
    ),
    (
        ex.ex_contexts,
        (4, 1 / 3),
        [
            (2, 1 / 3),  # the order of the two on the right forgotten
            (4, 1 / 4),  # each neighbor known half of the time, as if independent
            (4, 40),  # a number of orders in place of a share
            (24, 1 / 3),  # at least the left
            (4, 2 / 3),
            (4,),
        ],
    ),
    (
        ex.ex_streams,
        ((0, 1), (3, 2)),
        [
            ((3, 2), (0, 1)),  # the other way round
            ((3, 3), (3, 2)),  # as the survey says
            ((0, 1), (3, 3)),  # its own query sees it
            ((0, 0), (3, 2)),
            ((0, 1), (2, 2)),  # its own content forgotten
            (0, 1),
            3,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("8", "9", "15", "30", "4", "0.33", "1/3", "next-token")


def test_an_untouched_shift_gets_next_to_nothing():
    """The stub of ex-shift is a function that runs; it returns zeros."""
    assert ex.ex_shift(untouched).points == 0
