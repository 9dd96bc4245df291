"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.pictures import latent as ex
from fieldguide.mechanisms.diffusion.steps import ddim_step


def my_latent(moments, noise, spread=lambda v: np.exp(v / 2)):
    mean, log_variance = np.split(moments, 2)
    penalty = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum()
    return mean + spread(log_variance) * noise, penalty


def with_penalty(penalty):
    """A right latent, and a penalty of one's own."""

    def draw(moments, noise):
        return my_latent(moments, noise)[0], penalty(*np.split(moments, 2))

    return draw


def mean_penalty(mean, v):
    return 0.5 * (mean**2 + np.exp(v) - 1 - v).mean()


def without_logarithm(mean, v):
    return 0.5 * (mean**2 + np.exp(v) - 1).sum()


def twice_the_penalty(mean, v):
    return (mean**2 + np.exp(v) - 1 - v).sum()


def painting(undo=lambda x, scale: x / scale, end=1.0, decodings=1):
    def paint(noise, denoise, decode, lefts, scale):
        x = noise
        after = [*lefts[1:], end] if end else lefts[1:]
        for now, then in zip(lefts, after, strict=False):
            x = ddim_step(x, denoise(x, now), alpha_bar=now, earlier=then)
        for _ in range(decodings):
            picture = decode(undo(x, scale))
        return picture

    return paint


CASES = [
    (
        ex.ex_fewer,
        {"four": 16, "sixteen": 48, "thirty-two": 48},
        [
            {"four": 16, "sixteen": 256, "thirty-two": 1024},  # places alone
            {"four": 4, "sixteen": 16, "thirty-two": 32},  # a side alone
            {"four": 16 / 3, "sixteen": 16, "thirty-two": 16},  # one color
            {"four": 1 / 16, "sixteen": 1 / 48, "thirty-two": 1 / 48},
            {"four": 16, "sixteen": 48, "thirty-two": 192},  # fewer as squares grow
            48,
        ],
    ),
    (
        ex.ex_draw,
        my_latent,
        [
            lambda m, e: my_latent(m, e, np.exp),  # the variance for the deviation
            lambda m, e: my_latent(m, e, lambda v: v),
            lambda m, e: my_latent(m, e, lambda v: np.exp(v) / 2),
            with_penalty(mean_penalty),
            with_penalty(without_logarithm),
            with_penalty(twice_the_penalty),
            lambda m, e: my_latent(m[::-1], e),
            lambda m, e: my_latent(m, e)[0],
            lambda m, e: 1 / 0,
            5,
        ],
    ),
    (
        ex.ex_paint,
        painting(),
        [
            painting(undo=lambda x, scale: x * scale),  # scaled twice
            painting(undo=lambda x, scale: x),
            painting(end=None),  # a step short
            painting(decodings=2),
            painting(undo=lambda x, scale: x / scale**2),
            lambda noise, denoise, decode, lefts, scale: decode(
                denoise(noise, lefts[0]) / scale
            ),
            lambda noise, denoise, decode, lefts, scale: noise,
            lambda *a: 1 / 0,
            5,
        ],
    ),
    (
        ex.ex_runs,
        {"encoder": 0, "u-net": 100, "decoder": 1, "on pixels": 2},
        [
            {"encoder": 1, "u-net": 100, "decoder": 1, "on pixels": 2},
            {"encoder": 0, "u-net": 50, "decoder": 1, "on pixels": 2},  # no guidance
            {"encoder": 0, "u-net": 100, "decoder": 50, "on pixels": 3},  # pixel space
            {"encoder": 0, "u-net": 100, "decoder": 100, "on pixels": 1},
            {"encoder": 1, "u-net": 1, "decoder": 1, "on pixels": 3},
            100,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("48", "16", "100", "v / 2", "/ scale")
