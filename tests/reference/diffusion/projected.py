"""Guesses put right inside a walk: diffusers' DDIMScheduler, and PhysDiff's own step restated.

PhysDiff writes its step for noise that is added and not mixed: x_t = x + sigma_t noise (Yuan et al.
2022, arXiv:2212.02500, algorithm 1). Both must be the same walk.
"""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import projected, schedules, steps

STEPS = 10
LEAST = 0.3  # the law: nothing is smaller
BETAS = schedules.cosine_betas(STEPS)

# --- how the vectors are made ---------------------------------------------------------


@producer
def diffusers_projected_walk():
    """Ten steps, the guess 0.9 tanh x made 0.3 or more in the last four."""
    import torch
    from diffusers import DDIMScheduler

    seed = 20221206
    x = draw(np.random.default_rng(seed), 3, x=(2, 5))["x"]
    scheduler = DDIMScheduler(
        STEPS, trained_betas=BETAS, clip_sample=False, prediction_type="sample",
        timestep_spacing="trailing",
    )  # fmt: skip
    betas = torch.from_numpy(BETAS)
    scheduler.alphas_cumprod = torch.cumprod(1 - betas, 0)
    scheduler.final_alpha_cumprod = torch.tensor(1.0).double()
    scheduler.set_timesteps(STEPS)
    path = [torch.from_numpy(x)]
    for t in scheduler.timesteps:
        guess = 0.9 * torch.tanh(path[-1])
        guess = guess.clamp(min=LEAST) if t < 4 else guess
        path.append(scheduler.step(guess, t, path[-1]).prev_sample)
    return record(
        "diffusers",
        "DDIMScheduler(10, trained_betas=..., prediction_type='sample').step(guess, t, x)",
        seed,
        {"x": x},
        {"path": path, "times": scheduler.timesteps},
    )


@producer
def restated_physdiff_walk():
    """x_s = x^ + sigma_s / sigma_t (x_t - x^), with x^ put right, in NumPy; eta = 0."""
    seed = 20221207
    x = draw(np.random.default_rng(seed), 3, x=(2, 5))["x"]
    left = np.cumprod(1 - BETAS)
    sigma = np.append(np.sqrt((1 - left) / left)[::-1], 0.0)
    root = np.append(np.sqrt(left)[::-1], 1.0)
    y = x / root[0]  # noise added, not mixed
    mixed = [x]
    for k in range(STEPS):
        guess = 0.9 * np.tanh(root[k] * y)
        guess = np.maximum(guess, LEAST) if k >= STEPS - 4 else guess
        y = guess + sigma[k + 1] / sigma[k] * (y - guess)
        mixed.append(root[k + 1] * y)
    return record(
        "numpy",
        "restated: algorithm 1 with eta = 0, of x_t = x + sigma_t noise",
        seed,
        {"x": x},
        {"path": mixed, "times": np.arange(STEPS)[::-1]},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("diffusers_projected_walk", "restated_physdiff_walk")
def the_walk_agrees_at_every_step(vector):
    times = np.array(vector["outputs"]["times"])
    guess = projected.project_at(
        lambda x, t: 0.9 * np.tanh(x),
        lambda guess: np.maximum(guess, LEAST),
        projected.last_times(times),
    )
    x = np.array(vector["inputs"]["x"])
    path = steps.walk_back(guess, x, schedules.alpha_bars(BETAS), times)
    for ours, theirs in zip(path, vector["outputs"]["path"], strict=True):
        same_numbers(ours, theirs, 1e-10)


# --- what must be noticed -------------------------------------------------------------


def _x_put_right(denoise, project, times):
    """The noisy x is projected, and not the guess."""
    return lambda x, t: denoise(project(x) if t in times else x, t)


def _always(denoise, project, times):
    return lambda x, t: project(denoise(x, t))


def _afterward(denoise, project, times):
    return lambda x, t: project(denoise(x, t)) if t == 0 else denoise(x, t)


for name in ("diffusers_projected_walk", "restated_physdiff_walk"):
    plant(name, "diffusion.projected.project_at", _x_put_right, _always, _afterward)
    plant(
        name,
        "diffusion.projected.last_times",
        lambda times: times[:4],
        lambda times: times[-5:],
    )
