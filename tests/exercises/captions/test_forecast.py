"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.captions import forecast as ex
from fieldguide.mechanisms.measures import forecast, scaling


def my_forecast(compute, loss):
    return forecast.forecast(compute, loss, 1.0)


def no_floor(compute, loss):
    scale, exponent = scaling.fit_power_law(compute, loss)
    return scaling.power_law(1.0, scale=scale, exponent=exponent)


def straight(compute, loss):
    """A line through the loss itself against the logarithm."""
    return np.polyval(np.polyfit(np.log(compute), loss, 1), 0.0)


def least(compute, loss):
    return loss.min()


def floor_alone(compute, loss):
    """Forgets what is left above the floor."""
    return scaling.fit_floor(compute, loss)[2]


def my_error(chances, right, bins):
    return forecast.calibration_error(chances, right, bins=bins)


def at_once(chances, right, bins):
    return abs(chances.mean() - right.mean())


def bins_alike(chances, right, bins):
    _, mean, share = forecast.reliability(chances, right, bins=bins)
    return np.nanmean(abs(mean - share))


def signed(chances, right, bins):
    count, mean, share = forecast.reliability(chances, right, bins=bins)
    return np.nansum(count * (mean - share)) / count.sum()


CASES = [
    (
        ex.ex_draw_out,
        my_forecast,
        [no_floor, straight, least, floor_alone, lambda c, y: 1 / 0, 1.25],
    ),
    (
        ex.ex_log,
        {"metric": 0.693, "typical": 0.5},
        [
            {"metric": 0.539, "typical": 0.583},  # of the mean rate
            {"metric": 0.301, "typical": 0.5},  # logarithms to base 10
            {"metric": 1.0, "typical": 0.5},  # to base 2
            {"metric": -0.693, "typical": 0.5},
            {"metric": 0.693, "typical": 0.583},
            0.693,
        ],
    ),
    (
        ex.ex_error,
        my_error,
        [
            at_once,
            bins_alike,
            signed,
            lambda c, r, b: my_error(c, r, 1),
            lambda *a: 1 / 0,
            0,
        ],
    ),
    (
        ex.ex_said,
        ex.SAID,
        [
            ex.SAID | {"it is a decoder": True},  # what a survey presumes
            ex.SAID | {"how many parameters it has": True},  # the rumor
            dict.fromkeys(ex.SAID, False),
            dict.fromkeys(ex.SAID, True),
            {what: str(said) for what, said in ex.SAID.items()},
            True,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.693", "0.69", "0.5")
