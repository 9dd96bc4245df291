"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.senses import frames as ex
from fieldguide.mechanisms.networks import tubes


def my_cut(film, span):
    return film[0], film[1:].reshape((-1, span, *film.shape[1:]))


def all_in_tubes(film, span):
    """The first frame is in a tube, and what is left over is lost."""
    whole = len(film) // span * span
    return film[0], film[:whole].reshape((-1, span, *film.shape[1:]))


def every_other(film, span):
    tubes_ = film[1:].reshape((span, -1, *film.shape[1:]))
    return film[0], tubes_.swapaxes(0, 1)


def a_tube_of_one(film, span):
    first, rest = my_cut(film, span)
    return first[None], rest


def last_apart(film, span):
    return film[-1], film[:-1].reshape((-1, span, *film.shape[1:]))


def my_mask(times, places):
    return tubes.time_mask(t=times, m=places)


def both_ways(times, places):
    place = np.arange(times * places) % places
    return place[:, None] == place


def swapped(times, places):
    """Tokens place by place."""
    return tubes.time_mask(t=places, m=times)


def one_back(times, places):
    token = np.arange(times * places)
    return np.isin(token[:, None] - token, (0, places))


def my_asked(hidden, exists):
    return hidden & tubes.existing_moments(exists)[..., None]


def whole_tubes_only(hidden, exists):
    later = exists[:, 1:].reshape(len(exists), -1, 2).all(-1)
    return hidden & np.append(exists[:, :1], later, 1)[..., None]


def all_that_exists(hidden, exists):
    return (hidden | True) & tubes.existing_moments(exists)[..., None]


CASES = [
    (
        ex.ex_tubes,
        {"tokens": 2048, "frames": 19},
        [
            {"tokens": 7 * 256, "frames": 19},  # the first frame is forgotten
            {"tokens": 2048, "frames": 20},  # all moments are pairs
            {"tokens": 29 * 256, "frames": 10},
            {"tokens": 8 * 16, "frames": 19},
            2048,
        ],
    ),
    (
        ex.ex_cut_film,
        my_cut,
        [all_in_tubes, every_other, a_tube_of_one, last_apart, lambda *a: 1 / 0, 3],
    ),
    (
        ex.ex_time_mask,
        my_mask,
        [
            both_ways,
            swapped,
            one_back,
            lambda times, places: np.tri(times * places, dtype=bool),
            lambda times, places: my_mask(times, places).T,
            lambda times, places: tubes.space_mask(t=times, m=places),
            lambda *a: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_changed,
        {"first": 2, "moments": 2, "both ways": 4},
        [
            {"first": 4, "moments": 3, "both ways": 7},  # frames for moments
            {"first": 2, "moments": 1, "both ways": 4},  # only its own
            {"first": 1, "moments": 3, "both ways": 4},
            {"first": 2, "moments": 2, "both ways": 3},
            2,
        ],
    ),
    (
        ex.ex_stills,
        my_asked,
        [
            lambda hidden, exists: hidden,
            whole_tubes_only,
            all_that_exists,
            lambda hidden, exists: ~my_asked(hidden, exists),
            lambda *a: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_unrolled,
        {"frames": 35, "clips": 10},
        [
            {"frames": 55, "clips": 10},  # nothing is handed on
            {"frames": 30, "clips": 10},  # of the first clip, too, six are new
            {"frames": 35, "clips": 9},
            {"frames": 35, "clips": 6},
            35,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("2048", "2,048", "19", "35", "10")
