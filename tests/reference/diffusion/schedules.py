"""Schedules of noise: diffusers' schedulers make the same betas, and visit the same times."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import schedules

OURS = {
    "linear": "linear_betas",
    "scaled_linear": "scaled_linear_betas",
    "squaredcos_cap_v2": "cosine_betas",
}
ENDS = {  # of the betas; the third schedule has none
    "linear": (schedules.FIRST, schedules.LAST),
    "scaled_linear": (schedules.SCALED_FIRST, schedules.SCALED_LAST),
    "squaredcos_cap_v2": (schedules.FIRST, schedules.LAST),
}
SHOWN = [0, 1, 2, 9, 99, 249, 499, 749, 949, 989, 998, 999]  # of a thousand

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_schedules():
    """Betas and what is left of the picture, of all three schedules, at some of the times."""
    from diffusers import DDPMScheduler

    betas, left = {}, {}
    for name, (first, last) in ENDS.items():
        scheduler = DDPMScheduler(
            1000, beta_schedule=name, beta_start=first, beta_end=last
        )
        betas[name] = scheduler.betas[SHOWN]
        left[name] = scheduler.alphas_cumprod[SHOWN]
    return record(
        "diffusers",
        "DDPMScheduler(1000, beta_schedule=..., beta_start=..., beta_end=...)",
        0,
        {"times": SHOWN},
        {"betas": betas, "left": left},
    )


@producer
def diffusers_spaced_times():
    """Which times a shorter walk visits, spaced from the last."""
    from diffusers import DDIMScheduler

    walks = 1, 4, 7, 50, 1000
    scheduler = DDIMScheduler(1000, timestep_spacing="trailing")
    found = []
    for steps in walks:
        scheduler.set_timesteps(steps)
        found.append(scheduler.timesteps[:60])
    return record(
        "diffusers",
        'DDIMScheduler(1000, timestep_spacing="trailing").set_timesteps(steps)',
        0,
        {"walks": walks},
        {"times": found},
    )


# --- how ours is compared -------------------------------------------------------------

SINGLE = 5e-7  # theirs are made in single precision


@agrees("diffusers_schedules")
def betas_agree(vector):
    for name, betas in vector["outputs"]["betas"].items():
        ours = getattr(schedules, OURS[name])(1000)[SHOWN]
        for mine, theirs in zip(ours, betas, strict=True):
            same_numbers(mine, theirs, 2e-4 if theirs < 1e-4 else 2e-6)


@agrees("diffusers_schedules")
def what_is_left_agrees(vector):
    for name, left in vector["outputs"]["left"].items():
        betas = getattr(schedules, OURS[name])(1000)
        same_numbers(schedules.alpha_bars(betas)[SHOWN], left, SINGLE)


@agrees("diffusers_schedules")
def signal_to_noise_agrees(vector):
    for left in vector["outputs"]["left"].values():
        left = np.array(left)
        same_numbers(schedules.signal_to_noise(left), 1 / (1 / left - 1), 1e-10)


@agrees("diffusers_spaced_times")
def times_agree(vector):
    walks = vector["inputs"]["walks"], vector["outputs"]["times"]
    for steps, times in zip(*walks, strict=True):
        ours = schedules.spaced_times(1000, steps=steps)
        assert len(ours) == steps and ours[:60].tolist() == times


# --- what must be noticed -------------------------------------------------------------

LINEAR, SCALED, COSINE = (getattr(schedules, name) for name in OURS.values())


def _between_the_betas(steps, **options):
    """Betas in equal steps, not their roots."""
    return LINEAR(
        steps, beta_start=schedules.SCALED_FIRST, beta_end=schedules.SCALED_LAST
    )


def _without_offset(steps, **options):
    return COSINE(steps, s=0.0)


def _without_cap(steps, **options):
    return COSINE(steps, beta_max=1.0)


def _cosine_not_squared(steps, **options):
    return 1 - np.sqrt(1 - COSINE(steps))


def _sums(betas):
    return 1 - np.cumsum(betas)


def _of_betas(betas):
    return np.cumprod(betas)


def _begins_below(total, *, steps):
    """Spaced from 0: the walk does not begin where no picture is left."""
    return np.arange(0, total, total // steps)[::-1][:steps]


TARGET = "diffusion.schedules."
plant(
    "diffusers_schedules",
    TARGET + "linear_betas",
    lambda steps: LINEAR(steps, beta_end=0.01),
)
plant("diffusers_schedules", TARGET + "scaled_linear_betas", _between_the_betas)
plant(
    "diffusers_schedules",
    TARGET + "cosine_betas",
    _without_offset,
    _without_cap,
    _cosine_not_squared,
)
plant("diffusers_schedules", TARGET + "alpha_bars", _sums, _of_betas)
plant(
    "diffusers_schedules", TARGET + "signal_to_noise", lambda left: left / (1 - left**2)
)
plant("diffusers_spaced_times", TARGET + "spaced_times", _begins_below)
