"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.other import physics as ex
from fieldguide.mechanisms.diffusion.projected import project_at
from fieldguide.mechanisms.measures.motion import skating


def every_foot(places, heights):
    return 1000 * abs(np.diff(places, axis=0)).mean()


def down_afterward(places, heights):
    down = heights[1:] <= 0.005
    moved = abs(np.diff(places, axis=0)) * down
    return 1000 * (moved.sum(1) / np.maximum(down.sum(1), 1)).mean()


def both_feet_added(places, heights):
    down = (heights <= 0.005)[1:] & (heights <= 0.005)[:-1]
    return 1000 * (abs(np.diff(places, axis=0)) * down).sum(1).mean()


def x_put_right(denoise, project, times):
    return lambda x, t: denoise(project(x) if t in times else x, t)


def always(denoise, project, times):
    return lambda x, t: project(denoise(x, t))


def never(denoise, project, times):
    return denoise


CASES = [
    (
        ex.ex_ground,
        {"penetration": 7.5, "floating": 15, "skating": 40 / 3},
        [
            {"penetration": 30, "floating": 60, "skating": 40},  # faulty moments alone
            {"penetration": 0.0075, "floating": 0.015, "skating": 0.04 / 3},  # meters
            {"penetration": 7.5, "floating": 15, "skating": 10},  # of four moments
            {"penetration": 7.5, "floating": 15, "skating": 0},  # below is not down
            {"penetration": 7.5, "floating": 140, "skating": 40 / 3},  # the higher foot
            7.5,
        ],
    ),
    (
        ex.ex_skating,
        skating,
        [
            every_foot,
            down_afterward,
            both_feet_added,
            lambda p, h: skating(p, h) / 1000,
            lambda p, h: 1 / 0,
            3,
        ],
    ),
    (ex.ex_inside, project_at, [x_put_right, always, never, lambda *a: 3, 5]),
    (
        ex.ex_when,
        {"end": [9, 6, 3, 0], "even": [40, 30, 20, 10, 0]},
        [
            {"end": [3, 2, 1, 0], "even": [49, 37, 25, 12, 0]},
            {"end": [12, 9, 6, 3], "even": [40, 30, 20, 10]},
            {"end": [49, 46, 43, 40], "even": [40, 30, 20, 10, 0]},
            [9, 6, 3, 0],
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("7.5", "15", "13.3", "40", "30", "9, 6")
