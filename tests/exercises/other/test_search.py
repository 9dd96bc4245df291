"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.other import search as ex
from fieldguide.mechanisms.search import demonstrations


def flipped(one, two):
    (u, v, w), (_, x, y) = one, two
    return (u, v ^ x, w), (u, x, y ^ w)


def other_flip(one, two):
    """The second keeps its w: right, too."""
    (u, v, w), (_, x, y) = one, two
    return (u, v, w ^ y), (u, x ^ v, y)


def half(one, two):
    """The first part of the exchange only."""
    (u, v, w), (_, x, y) = one, two
    return (u, v ^ x, w), (u, x, y)


def swapped(one, two):
    """Both add the other's v."""
    (u, v, w), (_, x, y) = one, two
    return (u, v ^ x, w), (u, v ^ x, y)


def with_plus(one, two):
    (u, v, w), (_, x, y) = one, two
    return (u, v + x, w), (u, x, y + w)


def home(found, basis):
    return found @ demonstrations.inverse_basis(basis).T


# a11 (b12 + b22) goes to c12 and, taken away, to c22; (a12 + a22) (b21 - b22) goes to c11
ALONG, DOWN = ([1, 0, 0, 0], [0, 1, 0, 1]), ([0, 1, 0, 1], [0, 0, 1, -1])
BOTH, FIRST = [0, 1, 0, -1], [1, 0, 0, 0]

CASES = [
    (
        ex.ex_finish,
        {"first": (*ALONG, BOTH), "second": (*DOWN, FIRST)},
        [
            {
                "first": (*ALONG, [0, 1, 0, 1]),
                "second": (*DOWN, FIRST),
            },  # no minus in w
            {
                "first": (*ALONG, BOTH),
                "second": (DOWN[0], [0, 0, 1, 1], FIRST),
            },  # nor in v
            {
                "first": (*ALONG, [0, 1, 0, 0]),
                "second": (*ALONG, [0, 0, 0, -1]),
            },  # a layer each
            {"first": (*ALONG, BOTH), "second": (*DOWN, [1, 0, 1, 0])},  # too far
            {"first": (*ALONG, BOTH), "second": DOWN},
            {"first": [0] * 4, "second": [0] * 4},
        ],
    ),
    (
        ex.ex_return,
        {"strassen": -7, "school": -8, "stopped": -9},
        [
            {"strassen": -7, "school": -8, "stopped": -3},  # no penalty
            {"strassen": 7, "school": 8, "stopped": 9},  # no minus
            {"strassen": -7, "school": -8, "stopped": -7},  # four moves would do
            {"strassen": -7, "school": -8, "stopped": -6},  # the penalty alone
            -7,
        ],
    ),
    (
        ex.ex_moves,
        {"modulo 2": 15**3, "five values": 624**3},
        [
            {"modulo 2": 16**3, "five values": 625**3},  # with zeros
            {"modulo 2": 2**12 - 1, "five values": 5**12 - 1},  # zeros counted once
            {"modulo 2": 3 * 15, "five values": 3 * 624},
            3375,
        ],
    ),
    (
        ex.ex_flip,
        flipped,
        [half, swapped, with_plus, lambda one, two: (one, two), lambda *a: 1 / 0, 3],
    ),
    (
        ex.ex_home,
        home,
        [
            lambda found, basis: found @ basis.T,  # once more
            lambda found, basis: found @ demonstrations.inverse_basis(basis),
            lambda found, basis: found @ basis,
            lambda found, basis: found,
            lambda *a: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_pays,
        {"strassen": 18, "school": 4, "side": 7},
        [
            {"strassen": 36, "school": 8, "side": 14},  # entries, not additions
            {"strassen": 18, "school": 4, "side": 9},  # the school's are forgotten
            {"strassen": 18, "school": 4, "side": 14},  # s^3 for a product
            {"strassen": 10, "school": 0, "side": 5},  # those of A and B only
            7,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("3375", "3,375", "18", "-7", "-8", "-9")


def test_a_game_may_be_finished_in_any_order_and_with_signs_exchanged():
    left = ex.interrupted()
    assert np.count_nonzero(left) == 8 and not left[:, :, 2].any()
    turned = [[-x for x in part] for part in (DOWN[0], FIRST)]
    moves = {"first": (turned[0], DOWN[1], turned[1]), "second": (*ALONG, BOTH)}
    report = ex.ex_finish(moves)
    assert report.points == report.most


def test_to_do_nothing_pays_nothing():
    nothing = np.zeros((3, 4))
    assert ex.ex_finish({"first": nothing, "second": nothing}).points == 0


def test_either_flip_is_right():
    report = ex.ex_flip(other_flip)
    assert report.points == report.most
    assert np.array_equal(flipped((1, 1, 1), (1, 2, 2)), [[1, 3, 1], [1, 2, 3]])
