"""A whole walk back on Stable Diffusion's schedule: diffusers' DDIMScheduler, step by step."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import schedules, steps

STEPS, SINGLE = 10, 1e-5  # its betas are in single precision

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_latent_walk():
    """Ten steps of a latent of 4 channels; what is guessed below x is 0.9 tanh x."""
    import torch
    from diffusers import DDIMScheduler

    seed = 20220823
    x = draw(np.random.default_rng(seed), 3, x=(1, 4, 2, 2))["x"]
    scheduler = DDIMScheduler(
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.012,
        clip_sample=False,
        prediction_type="sample",
        timestep_spacing="trailing",
    )
    scheduler.alphas_cumprod = scheduler.alphas_cumprod.double()
    scheduler.set_timesteps(STEPS)
    path = [torch.from_numpy(x)]
    for t in scheduler.timesteps:
        guess = 0.9 * torch.tanh(path[-1])
        path.append(scheduler.step(guess, t, path[-1]).prev_sample)
    return record(
        "diffusers",
        "DDIMScheduler(beta_schedule='scaled_linear', beta_start=0.00085, beta_end=0.012, "
        "clip_sample=False, prediction_type='sample', timestep_spacing='trailing').step(...)",
        seed,
        {"x": x},
        {"path": path, "times": scheduler.timesteps},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("diffusers_latent_walk")
def the_walk_agrees_at_every_step(vector):
    left = schedules.alpha_bars(schedules.scaled_linear_betas(1000))
    times = schedules.spaced_times(1000, steps=STEPS)
    assert times.tolist() == vector["outputs"]["times"]
    x = np.array(vector["inputs"]["x"])
    path = steps.walk_back(lambda x, t: 0.9 * np.tanh(x), x, left, times)
    for ours, theirs in zip(path, vector["outputs"]["path"], strict=True):
        same_numbers(ours, theirs, SINGLE)


# --- what must be noticed -------------------------------------------------------------

TIMES = schedules.spaced_times


def _from_the_start(total, *, steps):
    return np.arange(0, total, total // steps)[::-1]


plant(
    "diffusers_latent_walk",
    "diffusion.schedules.scaled_linear_betas",
    lambda steps: np.linspace(schedules.SCALED_FIRST, schedules.SCALED_LAST, steps),
    schedules.linear_betas,
)
plant("diffusers_latent_walk", "diffusion.schedules.spaced_times", _from_the_start)
