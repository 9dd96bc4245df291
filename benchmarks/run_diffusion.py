"""Time fifty steps back of 64 latents beside diffusers' DDIM; print CPU seconds as JSON.

Runs in .venv-reference. Both walk from the same noise with the same denoiser, in double
precision on one thread, and must end in the same latents. The denoiser is next to nothing, so
that what is timed is the steps; and once more with a layer's worth of work in it.
"""

import json
import time

import numpy as np
import torch
from diffusers import DDIMScheduler

from fieldguide.mechanisms.diffusion import schedules, steps

RUNS, STEPS, SHAPE = 5, 50, (64, 4, 8, 8)
LEFT = schedules.alpha_bars(schedules.scaled_linear_betas(1000))
TIMES = schedules.spaced_times(1000, steps=STEPS)

torch.set_num_threads(1)


def ours(x, denoise):
    """The latents at the end of our walk."""
    return steps.walk_back(denoise, x, LEFT, TIMES)[-1]


def theirs(x, denoise):
    """The latents at the end of diffusers' walk."""
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
    for t in scheduler.timesteps:
        x = scheduler.step(denoise(x, t), t, x).prev_sample
    return x


def spent(call, *arguments):
    """Fewest CPU seconds, and what came out."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        out = call(*arguments)
        least = min(least, time.process_time() - start)
    return least, np.asarray(out)


def main():
    """Print seconds of both, with either denoiser."""
    rng = np.random.default_rng(0)
    noise = rng.normal(size=SHAPE)
    weight = rng.normal(0, 1 / 16, (256, 256))
    tensor = torch.from_numpy(weight)
    denoisers = {
        "steps alone": (lambda x, t: 0.5 * x,) * 2,
        "with a layer of 256": (
            lambda x, t: (x.reshape(64, -1) @ weight).reshape(SHAPE),
            lambda x, t: (x.reshape(64, -1) @ tensor).reshape(SHAPE),
        ),
    }
    found = {}
    for name, (for_us, for_them) in denoisers.items():
        mine, end = spent(ours, noise, for_us)
        other, other_end = spent(theirs, torch.from_numpy(noise), for_them)
        np.testing.assert_allclose(end, other_end, rtol=1e-3, atol=1e-4)
        found[name] = {"walk_back": mine, "diffusers": other}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
