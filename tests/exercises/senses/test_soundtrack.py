"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.senses import soundtrack as ex
from fieldguide.mechanisms.search import film
from fieldguide.mechanisms.sounds import panning


def spans(scores, threshold):
    return [tuple(pair) for pair in film.intervals(scores, threshold=threshold)]


def one_long(scores, threshold):
    above = np.flatnonzero(scores > threshold)
    return [(above[0], above[-1] + 1)] if len(above) else []


def last_inside(scores, threshold):
    return [(a, b - 1) for a, b in spans(scores, threshold)]


def at_it(scores, threshold):
    return spans(scores, np.nextafter(threshold, -np.inf))


def inner_steps(scores, threshold):
    """Forgets that an interval may begin with the first picture or end with the last."""
    steps = np.flatnonzero(np.diff((scores > threshold).astype(int))) + 1
    return list(zip(steps[::2], steps[1::2], strict=False))


def pan(position):
    return tuple(panning.constant_power_pan(position))


def line(position):
    return (1 - position) / 2, (1 + position) / 2


CASES = [
    (
        ex.ex_shares,
        {"next": 1.0, "mirror": 0, "most": 2},
        [
            {"next": 0.5, "mirror": 0, "most": 1},  # one side only
            {"next": 0.0, "mirror": 0, "most": 2},  # with signs
            {"next": 1.0, "mirror": 1, "most": 2},
            {"next": 0.375, "mirror": 0, "most": 2},  # squares
            1,
        ],
    ),
    (
        ex.ex_alone,
        {
            "alone": 1,
            "beside the ship": 0.5,
            "beside the fog": 1,
            "boat beside fog": 0.5,
        },
        [
            {
                "alone": 0.4,
                "beside the ship": 0.5,
                "beside the fog": 1,
                "boat beside fog": 0.5,
            },
            {
                "alone": 1,
                "beside the ship": 0.5,
                "beside the fog": 1,
                "boat beside fog": 0,
            },
            {
                "alone": 1,
                "beside the ship": 0.4,
                "beside the fog": 0.8,
                "boat beside fog": 0.5,
            },
            0.5,
        ],
    ),
    (
        ex.ex_intervals,
        spans,
        [one_long, last_inside, at_it, inner_steps, lambda *a: 1 / 0, 3],
    ),
    (
        ex.ex_pan,
        pan,
        [
            line,
            lambda p: pan(p)[::-1],
            lambda p: tuple(panning.boosted_pan(p)),
            lambda p: (0.5**0.5, 0.5**0.5),
            lambda p: tuple(np.array(line(p)) / np.hypot(*line(p)) ** 2),
            lambda p: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_loop,
        {"first ends": 7, "second ends": 10, "too many": 3},
        [
            {"first ends": 5, "second ends": 9, "too many": 0},  # as it was meant
            {"first ends": 7, "second ends": 12, "too many": 3},  # not cut off
            {"first ends": 7, "second ends": 10, "too many": 8},  # heard
            7,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.375", "12", "8")


def test_roots_of_the_straight_line_are_right_too():
    assert (
        ex.ex_pan(lambda p: ((1 - p) ** 0.5 / 2**0.5, (1 + p) ** 0.5 / 2**0.5)).points
        == 4
    )
