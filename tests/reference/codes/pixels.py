"""Pixels between 0 and 1: DALL·E's own mapping restated, and the density by torch."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.codes import pixels

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_dalle_pixels():
    """map_pixels and unmap_pixels, restated: openai/DALL-E, commit 5be4b23, dall_e/utils.py.

    (1 - 2 eps) x + eps, and back, clamped to [0, 1]; in single precision, as there.
    """
    import torch

    x = torch.linspace(0, 1, 11)
    made = torch.linspace(-0.2, 1.2, 15)
    eps = 0.1
    return record(
        "torch",
        "(1 - 2 * eps) * x + eps; clamp((x - eps) / (1 - 2 * eps), 0, 1)",
        0,
        {"x": x, "made": made},
        {
            "mapped": (1 - 2 * eps) * x + eps,
            "unmapped": torch.clamp((made - eps) / (1 - 2 * eps), 0, 1),
        },
    )


@producer
def torch_logit_laplace():
    """The density of a Laplace variable after the logistic function, as torch derives it."""
    import torch
    from torch.distributions import Laplace, SigmoidTransform, TransformedDistribution

    seed = 20210224
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.1, 0.9, 20).round(3)
    mean, log_spread = rng.normal(size=(2, 20)).round(2)
    base = Laplace(torch.from_numpy(mean), torch.from_numpy(np.exp(log_spread)))
    there = TransformedDistribution(base, [SigmoidTransform()])
    return record(
        "torch",
        "TransformedDistribution(Laplace(mean, b), [SigmoidTransform()]).log_prob(x)",
        seed,
        {"x": x, "mean": mean, "log_spread": log_spread},
        {"log_density": there.log_prob(torch.from_numpy(x))},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_dalle_pixels")
def pixels_agree(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    same_numbers(pixels.map_pixels(np.array(given["x"])), theirs["mapped"], 2e-7)
    same_numbers(pixels.unmap_pixels(np.array(given["made"])), theirs["unmapped"], 2e-7)


@agrees("torch_logit_laplace")
def the_density_agrees(vector):
    given = [np.array(vector["inputs"][n]) for n in ("x", "mean", "log_spread")]
    ours = pixels.logit_laplace_log_density(*given)
    same_numbers(ours, vector["outputs"]["log_density"], 1e-10)


# --- what must be noticed -------------------------------------------------------------

MAP, DENSITY = pixels.map_pixels, pixels.logit_laplace_log_density


def _one_sided(x, *, margin=0.1):
    return (1 - margin) * np.asarray(x) + margin


def _unclipped(x, *, margin=0.1):
    return (np.asarray(x) - margin) / (1 - 2 * margin)


def _without_the_slope(x, mean, log_spread):
    """A density of the logit, and not of the pixel."""
    return DENSITY(x, mean, log_spread) + np.log(x * (1 - x))


def _scale_as_given(x, mean, log_spread):
    return DENSITY(x, mean, np.log(abs(log_spread) + 1e-9))


def _of_the_pixel(x, mean, log_spread):
    """The distance is taken from the pixel, not from its logit."""
    return -abs(x - mean) * np.exp(-log_spread) - log_spread - np.log(2 * x * (1 - x))


TARGET = "codes.pixels."
plant("restated_dalle_pixels", TARGET + "map_pixels", _one_sided)
plant("restated_dalle_pixels", TARGET + "unmap_pixels", _unclipped)
plant(
    "torch_logit_laplace",
    TARGET + "logit_laplace_log_density",
    _without_the_slope,
    _scale_as_given,
    _of_the_pixel,
)
