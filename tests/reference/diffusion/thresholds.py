"""Thresholds: diffusers' DDPM scheduler, with a percentile and with what it does by default."""

from functools import partial

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import thresholds

PERCENTILES = 80.0, 99.5, 100.0

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_thresholds():
    """Pictures of three strengths. Unless sample_max_value is raised, s may not exceed 1."""
    import torch
    from diffusers import DDPMScheduler

    seed = 20220523
    drawn = draw(np.random.default_rng(seed), 2, pictures=(3, 4, 5, 3))
    drawn["pictures"] = (drawn["pictures"] * [[[[0.2]]], [[[1]]], [[[4]]]]).round(2)
    x = torch.from_numpy(drawn["pictures"])
    out = {}
    for percentile in PERCENTILES:
        scheduler = DDPMScheduler(
            thresholding=True,
            dynamic_thresholding_ratio=percentile / 100,
            sample_max_value=100.0,
        )
        out[str(percentile)] = scheduler._threshold_sample(x)
    out["default"] = DDPMScheduler(thresholding=True)._threshold_sample(x)
    return record(
        "diffusers",
        "DDPMScheduler(thresholding=True, ...)._threshold_sample(x)",
        seed,
        drawn,
        out,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("diffusers_thresholds")
def dynamic_thresholds_agree(vector):
    pictures = np.array(vector["inputs"]["pictures"])
    for percentile in PERCENTILES:
        ours = thresholds.dynamic_threshold(pictures, percentile=percentile)
        same_numbers(ours, vector["outputs"][str(percentile)])


@agrees("diffusers_thresholds")
def by_default_theirs_only_clips(vector):
    ours = thresholds.clip_picture(np.array(vector["inputs"]["pictures"]))
    same_numbers(ours, vector["outputs"]["default"])


# --- what must be noticed -------------------------------------------------------------

DYNAMIC = thresholds.dynamic_threshold


def _no_floor(pictures, *, percentile):
    s = np.percentile(np.abs(pictures), percentile, axis=(1, 2, 3), keepdims=True)
    return np.clip(pictures, -s, s) / s


def _one_for_all(pictures, *, percentile):
    s = max(np.percentile(np.abs(pictures), percentile), 1)
    return np.clip(pictures, -s, s) / s


def _each_color(pictures, *, percentile):
    s = np.percentile(np.abs(pictures), percentile, axis=(1, 2), keepdims=True)
    return np.clip(pictures, -np.maximum(s, 1), np.maximum(s, 1)) / np.maximum(s, 1)


def _not_divided(pictures, *, percentile):
    s = np.percentile(np.abs(pictures), percentile, axis=(1, 2, 3), keepdims=True)
    return np.clip(pictures, -np.maximum(s, 1), np.maximum(s, 1))


plant(
    "diffusers_thresholds",
    "diffusion.thresholds.dynamic_threshold",
    _no_floor,
    _one_for_all,
    _each_color,
    _not_divided,
)
plant(
    "diffusers_thresholds",
    "diffusion.thresholds.clip_picture",
    partial(np.clip, a_min=0, a_max=1),
)
