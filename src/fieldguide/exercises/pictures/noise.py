"""Checks of notebooks/pictures/01-noise.ipynb."""

import numpy as np

from ...mechanisms.diffusion import exact, schedules, steps
from ...page.check import close, start

ROUND = 0.005  # what is worked out by hand


def ex_two_steps(answer):
    """Exercise ex-two-steps: a pixel of 1 after steps with beta 0.2 and 0.5."""
    report = start("ex-two-steps", answer)
    given = report.expect_keys(answer, ["mean", "variance"], 4)
    if given is None:
        return report
    (left,) = schedules.alpha_bars([0.2, 0.5])[1:]
    report.mark(
        "mean", 2, close(given["mean"], np.sqrt(left), ROUND),
        "What is left of the variance is multiplied; the pixel is shrunk by its root.",
    )  # fmt: skip
    report.mark(
        "variance", 2, close(given["variance"], 1 - left, ROUND),
        "The second step shrinks the noise of the first before it adds its own.",
    )  # fmt: skip
    return report


def ex_left(function):
    """Exercise ex-left: `function(betas)` -> what is left after each step."""
    report = start("ex-left", function)
    cases = {
        "a single step": [0.3],
        "steps that differ": [0.5, 0.2, 0.1],
        "DDPM's thousand": schedules.linear_betas(1000),
        "a step that replaces all": [0.2, 1.0, 0.2],
    }
    for part, betas in cases.items():
        got, hint = report.call(function, np.array(betas))
        hint = hint or "A step takes its share of what the steps before it have left."
        report.mark(part, 1, close(got, schedules.alpha_bars(betas)), hint)
    return report


def ex_guess(function):
    """Exercise ex-guess: `function(x, known, left)` -> the best guess below x, shape (d,)."""
    report = start("ex-guess", function)
    rng = np.random.default_rng(4)
    known = rng.normal(size=(5, 6))
    x = steps.add_noise(known[2], rng.normal(size=6), alpha_bar=0.5)
    two = np.array([[-1.0], [1.0]])
    cases = {
        "two pictures, half left": (np.array([0.5]), two, 0.5),
        "nothing left": (x, known, 0.0),
        "a little left": (x, known, 0.1),
        "much left, and far from all": (20 * x, known, 0.98),
    }
    for part, (given, pictures, left) in cases.items():
        wanted = exact.exact_denoiser(given[None], pictures, alpha_bar=left)[0][0]
        got, hint = report.call(function, given, pictures, left)
        hint = hint or (
            "A picture has been shrunk before the noise came, and a distance is weighed "
            "against the variance of the noise."
        )
        report.mark(part, 1, close(got, wanted, 1e-7), hint)
    return report


def ex_posterior(answer):
    """Exercise ex-posterior: before the step 0.8 was left, after it 0.2."""
    report = start("ex-posterior", answer)
    keys = ["beta", "variance", "of the picture", "of x"]
    given = report.expect_keys(answer, keys, 4)
    if given is None:
        return report
    left = {"earlier": 0.8, "alpha_bar": 0.2}
    picture, variance = steps.posterior(np.zeros(1), np.ones(1), **left)
    x, _ = steps.posterior(np.ones(1), np.zeros(1), **left)
    wanted = 1 - 0.2 / 0.8, variance, picture[0], x[0]
    hints = (
        "What is left after the step is what was left before, times 1 − β.",
        "Certainties add up: one over the variance of each of the two witnesses.",
        "The picture is shrunk by a root, and trusted by one over a variance; then all is "
        "multiplied by the variance of both together.",
        "What x says is x / √(1−β), trusted by (1−β) / β.",
    )
    for key, want, hint in zip(keys, wanted, hints, strict=True):
        report.mark(key, 1, close(given[key], want, ROUND), hint)
    return report


def ex_step(function):
    """Exercise ex-step: `function(x, guess, now, then)` is a step of DDIM without new noise."""
    report = start("ex-step", function)
    rng = np.random.default_rng(6)
    x, guess = rng.normal(size=(2, 2, 3))
    cases = {
        "a short step": (0.4, 0.5),
        "a long one": (0.05, 0.9),
        "from nothing": (0.0, 0.3),
        "to the end": (0.3, 1.0),
    }
    for part, (now, then) in cases.items():
        wanted = steps.ddim_step(x, guess, alpha_bar=now, earlier=then)
        got, hint = report.call(function, x, guess, now, then)
        hint = hint or (
            "First take the picture out of x, as strong as it is there, to find the noise "
            "of variance 1."
        )
        report.mark(part, 1, close(got, wanted), hint)
    return report


def ex_copies(function):
    """Exercise ex-copies: `function(made, known, near)` -> how many are new."""
    report = start("ex-copies", function)
    rng = np.random.default_rng(9)
    known = rng.normal(size=(7, 40))
    beside = known[:3] + 0.04  # 0.04 from their twins, as root of the mean square
    between = (known[:2] + known[2:4]) / 2
    cases = {
        "copies alone": (known[3:], 0),
        "new ones alone": (between, 2),
        "nearly copies": (beside, 0),
        "some of each": (np.concatenate([known[:1], between, beside, -known]), 9),
    }
    for part, (made, wanted) in cases.items():
        got, hint = report.call(function, made, known, 0.05)
        hint = hint or (
            "The mean is over the numbers of a picture, the smallest over the list, and "
            "what is counted are those that have no twin."
        )
        report.mark(part, 1, close(got, wanted), hint)
    return report


def ex_asked(answer):
    """Exercise ex-asked: off by 0.1 with 0.2 of the picture left; how far off is it?"""
    report = start("ex-asked", answer)
    given = report.expect_keys(answer, ["picture", "noise", "v"], 4)
    if given is None:
        return report
    x, off, left = np.zeros(1), np.full(1, 0.1), {"alpha_bar": 0.2}
    wanted = {
        "picture": (1, 0.1, "What it says is the picture."),
        "noise": (
            2, abs(steps.picture_below(x, off, **left)[0]),
            "What multiplies the noise in x, over what multiplies the picture.",
        ),
        "v": (
            1, abs(steps.picture_of_velocity(x, off, **left)[0]),
            "The picture is √ᾱ x − √(1−ᾱ) v.",
        ),
    }  # fmt: skip
    for key, (points, want, hint) in wanted.items():
        report.mark(key, points, close(given[key], want, ROUND), hint)
    return report
