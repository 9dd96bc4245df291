"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.pictures import steer as ex
from fieldguide.mechanisms.diffusion.guidance import drop_conditions
from fieldguide.mechanisms.diffusion.steps import add_noise
from fieldguide.mechanisms.diffusion.thresholds import clip_picture, dynamic_threshold


def drop(ids, rng):
    return drop_conditions(ids, np.zeros(ids.shape[1], int), rng, rate=0.2)


def put_back(x, picture, visible, noise, alpha_bar):
    return np.where(
        visible[..., None], add_noise(picture, noise, alpha_bar=alpha_bar), x
    )


def threshold(pictures, percentile):
    return dynamic_threshold(pictures, percentile=percentile)


def one_for_all(pictures, percentile):
    s = max(1, np.percentile(np.abs(pictures), percentile))
    return np.clip(pictures, -s, s) / s


def without_a_floor(pictures, percentile):
    s = np.percentile(np.abs(pictures), percentile, axis=(1, 2, 3), keepdims=True)
    return np.clip(pictures, -s, s) / s


CASES = [
    (
        ex.ex_guide,
        (-0.2, 0.4, 1.6),
        [
            (0.4, 1.0, 2.2),  # the other convention
            (0.0, 0.4, 1.2),  # so many times the guess with the caption
            (0.4, -0.2, -1.4),  # the two swapped
            (-0.2, 0.4, 1.0),  # clipped
            3,
        ],
    ),
    (
        ex.ex_conventions,
        {"GLIDE": 2, "Imagen": 0.35, "no caption": -1},
        [
            {"GLIDE": 3, "Imagen": 1.35, "no caption": 0},  # as if they were one
            {"GLIDE": 4, "Imagen": 2.35, "no caption": 1},  # the other way
            {"GLIDE": 2, "Imagen": 1.35, "no caption": -1},
            {"GLIDE": 2, "Imagen": 0.35, "no caption": 0},
            2,
        ],
    ),
    (
        ex.ex_drop,
        drop,
        [
            lambda ids, rng: np.where(rng.random(ids.shape) < 0.2, 0, ids),  # words
            lambda ids, rng: ids * (rng.random() >= 0.2),  # all or none
            lambda ids, rng: np.where(rng.random((len(ids), 1)) < 0.8, 0, ids),
            lambda ids, rng: np.where(np.arange(len(ids))[:, None] % 5 == 0, 0, ids),
            lambda ids, rng: ids,
            lambda *a: 1 / 0,
            0.2,
        ],
    ),
    (
        ex.ex_inpaint,
        put_back,
        [
            lambda x, p, v, e, a: np.where(v[..., None], p, x),  # without noise
            lambda x, p, v, e, a: put_back(x, p, ~v, e, a),  # into the hole
            lambda x, p, v, e, a: np.where(v[..., None], p + e, x),
            lambda x, p, v, e, a: put_back(x, p, v, e, np.sqrt(a)),
            lambda x, p, v, e, a: x,
            None,
        ],
    ),
    (
        ex.ex_threshold,
        {
            "clipped": [0.5, -1, 1, -1, 1],
            "dynamic": [0.25, -0.5, 0.75, -1, 1],
            "tame": [0.2, -0.5, 0.9, 0.1, -0.3],
        },
        [
            {  # the tame picture is stretched to -1 ... 1
                "clipped": [0.5, -1, 1, -1, 1],
                "dynamic": [0.25, -0.5, 0.75, -1, 1],
                "tame": [0.4, -1, 1, 0.2, -0.6],
            },
            {  # clipped, and not divided
                "clipped": [0.5, -1, 1, -1, 1],
                "dynamic": [0.5, -1, 1.5, -2, 2],
                "tame": [0.2, -0.5, 0.9, 0.1, -0.3],
            },
            {  # by the largest
                "clipped": [0.5, -1, 1, -1, 1],
                "dynamic": [1 / 6, -1 / 3, 0.5, -2 / 3, 1],
                "tame": [0.2, -0.5, 0.9, 0.1, -0.3],
            },
            {"clipped": 1, "dynamic": 2, "tame": 3},
            2,
        ],
    ),
    (
        ex.ex_dynamic,
        threshold,
        [
            one_for_all,
            without_a_floor,
            lambda pictures, percentile: clip_picture(pictures),
            lambda pictures, percentile: pictures,
            lambda *a: None,
            90,
        ],
    ),
    (
        ex.ex_level,
        {"pixel": 0.193, "noise": 0.5, "drawn": 1 / 256},
        [
            {"pixel": 0.8 * 2 / 3 - 1 / 3, "noise": 0.5, "drawn": 1 / 16},  # linear
            {"pixel": 0.193, "noise": 0.71, "drawn": 1 / 16},  # not squared, one side
            {"pixel": 0.8 - 0.5, "noise": 0.5, "drawn": 1 / 256},  # louder
            {"pixel": 0.193, "noise": 0.5, "drawn": 16},
            1,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("1.6", "0.35", "0.193", "-1", "0.25", "0.75")
