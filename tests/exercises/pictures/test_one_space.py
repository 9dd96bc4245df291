"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.pictures import one_space as ex
from fieldguide.mechanisms.attention.attention import causal_mask
from fieldguide.mechanisms.diffusion.directions import closest_sample
from fieldguide.mechanisms.networks.decoupled import class_mask
from fieldguide.mechanisms.objectives.contrast import cosines, normalize


def name(pictures, texts):
    return cosines(pictures, texts).argmax(1)


def by_product(pictures, texts):
    return (pictures @ texts.T).argmax(1)


def the_other_axis(pictures, texts):
    return cosines(pictures, texts).argmax(0)


def nearest(pictures, texts):
    return ((pictures[:, None] - texts) ** 2).sum(-1).argmin(1)


def draws(samples, target):
    return closest_sample(samples, target)


def by_angle(samples, target):
    return samples[
        (normalize(samples) * target).sum(-1).argmax(0), np.arange(len(target))
    ]


def one_for_all(samples, target):
    return samples[(samples * target).sum((1, 2)).argmax()]


def by_distance(samples, target):
    best = ((samples - target) ** 2).sum(-1).argmin(0)
    return samples[best, np.arange(len(target))]


def mark(ids):
    return class_mask(ids)


def sees_padding(ids):
    return causal_mask(len(ids) + 1)


def stands_first(ids):
    mask = np.zeros((len(ids) + 1, len(ids) + 1), bool)
    mask[1:, 1:] = causal_mask(len(ids))
    mask[0] = [True, *(ids != 0)]
    return mask


def seen_by_all(ids):
    mask = class_mask(ids)
    mask[:, -1] = True
    return mask


CASES = [
    (
        ex.ex_patches,
        (256, 972),
        [
            (324, 972),  # 18 x 18 of them, as a survey can be read
            (256, 324),  # without colors
            (16, 54),  # along one side
            (324, 768),
            7,
        ],
    ),
    (ex.ex_name, name, [by_product, the_other_axis, nearest, normalize]),
    (
        ex.ex_arc,
        {"arc": [np.cos(np.pi / 8), np.sin(np.pi / 8)], "straight": np.sqrt(0.625)},
        [
            {"arc": [0.75, 0.25], "straight": 1},  # the straight line on the arc
            {"arc": [0.949, 0.316], "straight": 0.791},  # stretched to length 1
            {"arc": [0.383, 0.924], "straight": 0.791},  # from the other end
            {"arc": [0.707, 0.707], "straight": 0.707},  # halfway
            0,
        ],
    ),
    (ex.ex_draws, draws, [by_angle, one_for_all, by_distance, normalize]),
    (ex.ex_mark, mark, [sees_padding, stands_first, seen_by_all, len]),
    (
        ex.ex_sum,
        (3.5, 2.5),
        [
            (4.0, 3.5),  # the sum of both directions
            (2.5, 3.5),  # the weights swapped
            (2.0, 2.0),  # no weights
            3.5,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("256", "972", "0.924", "0.383", "0.79", "3.5", "2.5")
