"""Time fifty steps back of 64 latents beside diffusers' DDIM; print CPU seconds as JSON.

Runs in .venv-reference. Both walk from the same noise, in double precision, and call the same
denoiser in NumPy, so that what differs is the steps; they must end in the same latents. The
schedules are made beforehand.
"""

import json
import time

import numpy as np
import torch
from diffusers import DDIMScheduler

from fieldguide.mechanisms.diffusion import schedules, steps

RUNS, STEPS, SHAPE = 20, 50, (64, 4, 8, 8)
LEFT = schedules.alpha_bars(schedules.scaled_linear_betas(1000))
TIMES = schedules.spaced_times(1000, steps=STEPS)

torch.set_num_threads(1)


def diffusers_walk():
    """A function that walks as `ours` does, with diffusers' scheduler."""
    scheduler = DDIMScheduler(
        1000,
        beta_schedule="scaled_linear",
        beta_start=schedules.SCALED_FIRST,
        beta_end=schedules.SCALED_LAST,
        prediction_type="sample",
        timestep_spacing="trailing",
        clip_sample=False,
    )
    scheduler.set_timesteps(STEPS)

    def walk(x, denoise):
        x = torch.from_numpy(x)
        for t in scheduler.timesteps:
            guess = torch.from_numpy(denoise(x.numpy(), int(t)))
            x = scheduler.step(guess, t, x).prev_sample
        return x.numpy()

    return walk


def ours(x, denoise):
    """The latents at the end of our walk."""
    return steps.walk_back(denoise, x, LEFT, TIMES)[-1]


def spent(walk, x, denoise):
    """Fewest CPU seconds, and what came out."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        out = walk(x, denoise)
        least = min(least, time.process_time() - start)
    return least, out


def main():
    """Print seconds of both: with next to no denoiser, and with one that has work to do."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=SHAPE)
    known = rng.normal(size=(500, 256))

    def nearest(x, t):
        away = (known**2).sum(1) - 2 * x.reshape(len(x), -1) @ known.T
        return known[away.argmin(1)].reshape(x.shape)

    found, theirs = {}, diffusers_walk()
    for name, denoise in (
        ("steps alone", lambda x, t: 0.5 * x),
        ("with the nearest of 500", nearest),
    ):
        (mine, end), (other, other_end) = (
            spent(walk, noise, denoise) for walk in (ours, theirs)
        )
        np.testing.assert_allclose(end, other_end, rtol=1e-4, atol=1e-4)
        found[name] = {"walk_back": mine, "diffusers": other}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
