"""Checks of notebooks/pictures/03-latent.ipynb."""

import itertools

import numpy as np

from ...mechanisms.diffusion.steps import ddim_step
from ...mechanisms.networks import autoencoder
from ...page.check import close, start


def ex_fewer(answer):
    """Exercise ex-fewer: how many times fewer numbers a latent has, three times."""
    report = start("ex-fewer", answer)
    given = report.expect_keys(answer, ["four", "sixteen", "thirty-two"], 4)
    if given is None:
        return report
    report.mark(
        "four pixels a side", 1, close(given["four"], 4 * 4 * 3 / 3),
        "As many channels as colors: only the number of places counts.",
    )  # fmt: skip
    report.mark(
        "sixteen", 2, close(given["sixteen"], 16 * 16 * 3 / 16),
        "A square of pixels has three numbers a pixel. How many has its place in the latent?",
    )  # fmt: skip
    report.mark(
        "thirty-two", 1, close(given["thirty-two"], 32 * 32 * 3 / 64),
        "Four times as many pixels a square, and four times as many channels a place.",
    )  # fmt: skip
    return report


def ex_draw(function):
    """Exercise ex-draw: `function(moments, noise)` -> (latent, penalty)."""
    report = start("ex-draw", function)
    rng = np.random.default_rng(4)
    cases = [
        (rng.normal(size=2 * d), rng.normal(size=d)) for d in (1, 3, 6)
    ]  # moments, noise
    got = [report.call(function, *case) for case in cases]
    hints = {hint for _, hint in got if hint}
    latents, penalties = [], []
    for out, _ in got:
        fits = isinstance(out, tuple | list) and len(out) == 2
        latents.append(out[0] if fits else None)
        penalties.append(out[1] if fits else None)
    wanted = [autoencoder.split_moments(moments) for moments, _ in cases]
    drawn = [
        close(z, autoencoder.reparametrize(*two, noise))
        for z, two, (_, noise) in zip(latents, wanted, cases, strict=True)
    ]
    paid = [
        close(penalty, autoencoder.normal_kl(*two))
        for penalty, two in zip(penalties, wanted, strict=True)
    ]
    hint = min(hints, default="")
    report.mark(
        "the latent", 2, all(drawn),
        hint or "Noise is multiplied by the standard deviation, the root of the variance.",
    )  # fmt: skip
    report.mark(
        "the penalty of one number", 1, paid[0],
        hint or "A standard normal costs nothing, and a very certain one a lot.",
    )  # fmt: skip
    report.mark(
        "the penalty of several", 1, all(paid),
        hint or "The penalties of a latent's numbers are added up, all four terms of each.",
    )  # fmt: skip
    return report


def ex_paint(function):
    """Exercise ex-paint: `function(noise, denoise, decode, lefts, scale)` makes a picture."""
    report = start("ex-paint", function)
    noise = np.random.default_rng(6).normal(size=(2, 3))
    lefts, scale, calls = [0.01, 0.3, 0.7, 0.95], 0.4, []
    target = np.array([[1.0, -1.0, 0.5], [0.2, 0.0, -2.0]])

    def denoise(x, left):
        return 0.8 * target + 0.2 * np.tanh(np.asarray(x)) * np.asarray(left)

    def decode(z):
        calls.append(np.asarray(z))
        return 10 + 2 * np.asarray(z)

    x = noise
    for now, then in zip(lefts, [*lefts[1:], 1.0], strict=True):
        x = ddim_step(x, denoise(x, now), alpha_bar=now, earlier=then)
    got, hint = report.call(function, noise, denoise, decode, lefts, scale)
    last = calls[-1] if calls else None
    report.mark(
        "decodes once, at the end", 1, len(calls) == 1 and close(got, decode(last)),
        hint or "Until the walk is over there is nothing to decode but noise.",
    )  # fmt: skip
    report.mark(
        "undoes the scale", 1,
        any(close(last, z, 1e-6) for z in (x / scale, _short(noise, denoise, lefts) / scale)),
        hint or "Latents were multiplied by the scale before the network saw them.",
    )  # fmt: skip
    report.mark(
        "walks to the end", 1, any(close(last, z, 1e-6) for z in (x / scale, x * scale, x)),
        hint or "At the last time some noise is left. What should be left after it?",
    )  # fmt: skip
    one, hint_one = report.call(function, noise, denoise, decode, [0.5], 1.0)
    report.mark(
        "a walk of a single time", 1, close(one, decode(denoise(noise, 0.5)), 1e-6),
        hint or hint_one or "A single step leads straight to what is guessed.",
    )  # fmt: skip
    return report


def _short(x, denoise, lefts):
    """The latent of a walk that ends at the last time."""
    for now, then in itertools.pairwise(lefts):
        x = ddim_step(x, denoise(x, now), alpha_bar=now, earlier=then)
    return x


def ex_runs(answer):
    """Exercise ex-runs: how often each part runs for one picture, and which see pixels."""
    report = start("ex-runs", answer)
    given = report.expect_keys(answer, ["encoder", "u-net", "decoder", "on pixels"], 4)
    if given is None:
        return report
    report.mark(
        "the encoder", 1, close(given["encoder"], 0),
        "What does the walk begin with, when there is no picture yet?",
    )  # fmt: skip
    report.mark(
        "the U-Net", 1, close(given["u-net"], 2 * 50),
        "Once with the prompt and once without, in every step.",
    )  # fmt: skip
    report.mark(
        "the decoder", 1, close(given["decoder"], 1),
        "The walk stays among latents. When is a picture needed?",
    )  # fmt: skip
    report.mark(
        "on pixels", 1, close(given["on pixels"], 2),
        "Which of the three take pixels in, or give pixels out?",
    )  # fmt: skip
    return report
