"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.decoders import positions as ex
from fieldguide.mechanisms.attention.rotary import rotate, rotate_halves
from fieldguide.mechanisms.attention.slopes import alibi_bias


def my_rotate(x, place, turned):
    return rotate_halves(x, place, turned=turned)


def neighbors(x, place, turned):
    return rotate(x, place, turned=turned)


def backward(x, place, turned):
    return rotate_halves(x, -np.asarray(place), turned=turned)


def all_of_them(x, place, turned):
    return rotate_halves(x, place)


def speeds_of_the_head(x, place, turned):
    """The speeds are those of the whole head, where they must be of what is turned."""
    half = turned // 2
    angle = np.asarray(place)[:, None] * 10_000 ** (-2 * np.arange(half) / x.shape[1])
    a, b = x[:, :half], x[:, half:turned]
    return np.hstack(
        [
            a * np.cos(angle) - b * np.sin(angle),
            b * np.cos(angle) + a * np.sin(angle),
            x[:, turned:],
        ]
    )


def fold(gain, bias, weight, shift):
    return gain[:, None] * weight, bias @ weight + shift


def my_bias(slope, n):
    return alibi_bias([slope], n=n)[0]


CASES = [
    (
        ex.ex_buckets,
        (5, 21, 15, 15),
        [
            (21, 5, 31, 31),  # the other sign
            (5, 21, 15, 0),  # nothing beyond 128
            (5, 5, 15, 15),  # one half for both
            (5, 21, 14, 15),
            (5, 5, 28, 31),  # the decoder's, both ways
            5,
        ],
    ),
    (
        ex.ex_hands,
        {"row": [-2, 1, 3, 4], "score": 0},
        [
            {"row": [-3, 2, 1, 4], "score": 0},  # as if all four were turned
            {"row": [2, -1, 3, 4], "score": 0},  # the other way round
            {"row": [-2, 1, 3, 4], "score": np.cos(7)},
            {"row": [-2, 1, -4, 3], "score": 0},
            {"row": 3, "score": 0},
            0,
        ],
    ),
    (
        ex.ex_rotate,
        my_rotate,
        [
            neighbors,
            backward,
            all_of_them,
            speeds_of_the_head,
            lambda x, place, turned: x,
            lambda *a: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_fused,
        ([8, 9], [4, 5]),
        [
            ([6, 7], [8, 9]),  # all queries, all keys, all values
            ([4, 5], [8, 9]),  # the first head's key ...
            ([9, 10], [5, 6]),  # counted from 1
            ([8], [4]),
            8,
        ],
    ),
    (
        ex.ex_fold,
        fold,
        [
            lambda g, b, w, s: (
                g[:, None] * w,
                b @ (g[:, None] * w) + s,
            ),  # bias scaled
            lambda g, b, w, s: (g[:, None] * w, s),  # bias forgotten
            lambda g, b, w, s: (w, s),
            lambda g, b, w, s: None,
            7,
        ],
    ),
    (
        ex.ex_slopes,
        (-2, -4, -6, -8, -1, -3),
        [
            tuple(-8 * k / 6 for k in range(1, 7)),  # the formula taken at its word
            (-1, -2, -3, -4, -6, -8),  # six of eight
            (-2, -4, -6, -8, -5, -7),  # the last of eight
            (0.25, 0.0625, 2**-6, 2**-8, 0.5, 0.125),  # not as exponents
            -8,
        ],
    ),
    (
        ex.ex_bias,
        my_bias,
        [
            lambda slope, n: -my_bias(slope, n),  # what is far is wanted most
            lambda slope, n: (
                slope * np.tile(np.arange(n), (n, 1)).T
            ),  # by the one that looks
            lambda slope, n: (
                slope * np.tile(np.arange(n), (n, 1))
            ),  # right in the softmax
            lambda slope, n: 4 * my_bias(slope, n),
            lambda slope, n: my_bias(slope, n)[0],
            lambda slope, n: "far",
            None,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("21", "15", "-2", "8, 9", "4, 5", "-8")


def test_who_hides_what_stands_ahead_has_not_answered_wrongly():
    def hiding(slope, n):
        return np.where(np.tri(n, dtype=bool), my_bias(slope, n), -np.inf)

    assert ex.ex_bias(hiding).points == ex.ex_bias(my_bias).points == 4
