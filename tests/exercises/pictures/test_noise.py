"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.pictures import noise as ex
from fieldguide.mechanisms.diffusion import exact, schedules, steps

MEAN, PICTURE, OF_X = 0.6325, 0.8385, 0.125


def my_guess(x, known, left):
    return exact.exact_denoiser(x[None], known, alpha_bar=left)[0][0]


def as_strong_as_ever(x, known, left):
    away = ((x - known) ** 2).sum(1) / (2 * (1 - left))
    weights = np.exp(-(away - away.min()))
    return weights / weights.sum() @ known


def without_the_half(x, known, left):
    away = ((x - np.sqrt(left) * known) ** 2).sum(1) / (1 - left)
    weights = np.exp(-(away - away.min()))
    return weights / weights.sum() @ known


def all_zero(x, known, left):
    """The weights of far pictures are 0 / 0."""
    weights = np.exp(-((x - np.sqrt(left) * known) ** 2).sum(1) / (2 * (1 - left)))
    with np.errstate(invalid="ignore"):
        return weights / weights.sum() @ known


def nearest(x, known, left):
    return known[((x - np.sqrt(left) * known) ** 2).sum(1).argmin()]


def my_step(x, guess, now, then):
    return steps.ddim_step(x, guess, alpha_bar=now, earlier=then)


def without_roots(x, guess, now, then):
    noise = (x - now * guess) / (1 - now)
    return then * guess + (1 - then) * noise


def as_noisy_as_before(x, guess, now, then):
    noise = (x - np.sqrt(now) * guess) / np.sqrt(1 - now)
    return np.sqrt(then) * guess + np.sqrt(1 - now) * noise


def of_the_posterior(x, guess, now, then):
    return steps.posterior(x, guess, earlier=then, alpha_bar=now)[0]


def count_new(made, known, near):
    away = np.sqrt(((made[:, None] - known) ** 2).mean(2))
    return int((away.min(1) > near).sum())


def sums(made, known, near):
    away = np.sqrt(((made[:, None] - known) ** 2).sum(2))
    return int((away.min(1) > near).sum())


def far_from_one(made, known, near):
    away = np.sqrt(((made[:, None] - known) ** 2).mean(2))
    return int((away > near).any(1).sum())


def old_ones(made, known, near):
    return len(made) - count_new(made, known, near)


CASES = [
    (
        ex.ex_two_steps,
        {"mean": MEAN, "variance": 0.6},
        [
            {"mean": 0.4, "variance": 0.6},  # no root
            {"mean": MEAN, "variance": 0.7},  # the betas added
            {"mean": np.sqrt(0.1), "variance": 0.9},  # the betas multiplied
            {"mean": 1, "variance": 0.6},
            {"mean": [MEAN], "variance": "0.6"},
            0.4,
        ],
    ),
    (
        ex.ex_left,
        lambda betas: np.cumprod(1 - np.asarray(betas)),
        [
            lambda betas: 1 - np.cumsum(betas),
            lambda betas: np.cumprod(betas),
            lambda betas: np.sqrt(np.cumprod(1 - betas)),
            lambda betas: 1 - betas,
            lambda betas: np.cumprod(1 - betas)[-1],
            lambda betas: 1 / 0,
            7,
        ],
    ),
    (
        ex.ex_guess,
        my_guess,
        [
            as_strong_as_ever,
            without_the_half,
            all_zero,
            nearest,
            lambda x, known, left: known.mean(0),
            lambda x, known, left: x,
            None,
        ],
    ),
    (
        ex.ex_posterior,
        {"beta": 0.75, "variance": 0.1875, "of the picture": PICTURE, "of x": OF_X},
        [
            {"beta": 0.25, "variance": 0.1875, "of the picture": PICTURE, "of x": OF_X},
            {"beta": 0.75, "variance": 3.2, "of the picture": PICTURE, "of x": OF_X},
            {
                "beta": 0.75,
                "variance": 0.1875,
                "of the picture": 0.9375,
                "of x": 0.0625,
            },
            {"beta": 0.6, "variance": 0.15, "of the picture": 0.671, "of x": 0.316},
            {"beta": 0.75, "variance": 0.75, "of the picture": OF_X, "of x": PICTURE},
            0.1875,
        ],
    ),
    (
        ex.ex_step,
        my_step,
        [
            without_roots,
            as_noisy_as_before,
            of_the_posterior,
            lambda x, guess, now, then: guess,
            lambda x, guess, now, then: my_step(x, guess, now, now),
            lambda *a: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_copies,
        count_new,
        [
            sums,
            far_from_one,
            old_ones,
            lambda made, known, near: 0,
            lambda made, known, near: len(made),
            lambda made, known, near: count_new(made, known, near) / len(made),
            None,
        ],
    ),
    (
        ex.ex_asked,
        {"picture": 0.1, "noise": 0.2, "v": 0.0894},
        [
            {"picture": 0.1, "noise": 0.05, "v": 0.0894},  # the other way round
            {"picture": 0.1, "noise": 0.4, "v": 0.08},  # no roots
            {"picture": 0.1, "noise": 0.1, "v": 0.1},
            {"picture": 0.1, "noise": 0.0894, "v": 0.2},
            0.1,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.632", "0.6 ", "0.1875", "0.838", "0.125", "0.0894")


def test_rounded_by_hand_is_right():
    given = {"beta": 0.75, "variance": 0.19, "of the picture": 0.84, "of x": 0.125}
    assert ex.ex_posterior(given).points == 4
    assert schedules.alpha_bars([0.2, 0.5])[1] == 0.4
