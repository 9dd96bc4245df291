"""Noise added and taken away: diffusers' schedulers on the same pictures and noise."""

from unittest import mock

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import schedules, steps

SHAPE = 2, 3, 2, 2  # pictures, colors, height, width
TIMES = [0, 1, 300, 979, 999]
ETAS = 0.0, 0.5, 1.0

# --- how the vectors are made ---------------------------------------------------------


def _drawn(seed):
    return draw(np.random.default_rng(seed), 3, picture=SHAPE, noise=SHAPE)


def _tensors(drawn):
    import torch

    return {name: torch.from_numpy(x) for name, x in drawn.items()}


def _in_double(scheduler):
    """What is left, by the scheduler's own rule, but in double precision."""
    import torch

    betas = torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)
    scheduler.alphas_cumprod = torch.cumprod(1 - betas, 0)
    scheduler.final_alpha_cumprod = torch.tensor(1.0).double()
    scheduler.one = torch.tensor(1.0).double()
    return scheduler


@producer
def diffusers_noise():
    """What is added, and what a network may be asked for, at five times."""
    import torch
    from diffusers import DDPMScheduler

    seed = 20200619
    drawn = _drawn(seed)
    x = _tensors(drawn)
    scheduler = _in_double(DDPMScheduler(1000))
    noisy, velocity = [], []
    for t in TIMES:
        times = torch.full((SHAPE[0],), t)
        noisy.append(scheduler.add_noise(x["picture"], x["noise"], times))
        velocity.append(scheduler.get_velocity(x["picture"], x["noise"], times))
    return record(
        "diffusers",
        "DDPMScheduler(1000).add_noise(picture, noise, times), get_velocity(...)",
        seed,
        drawn | {"times": TIMES},
        {"noisy": noisy, "velocity": velocity},
    )


@producer
def diffusers_ddim_steps():
    """A step of 50 back, with none, half and all of the noise new, however it is asked for."""
    from diffusers import DDIMScheduler

    seed, fresh_seed = 20201006, 7
    drawn = _drawn(seed)
    x = _tensors(drawn)
    fresh = _tensors({"fresh": np.random.default_rng(fresh_seed).normal(size=SHAPE)})
    below, before = {}, {}
    for asked in ("sample", "epsilon", "v_prediction"):
        scheduler = DDIMScheduler(
            1000,
            prediction_type=asked,
            timestep_spacing="trailing",
            clip_sample=False,
        )
        _in_double(scheduler).set_timesteps(50)
        for t in (19, 499, 999):
            for eta in ETAS:
                done = scheduler.step(
                    x["noise"],  # what the network says
                    t,
                    x["picture"],  # what we have
                    eta=eta,
                    variance_noise=fresh["fresh"],
                )
                before[f"{asked} {t} {eta}"] = done.prev_sample
            below[f"{asked} {t}"] = done.pred_original_sample
    return record(
        "diffusers",
        "DDIMScheduler(1000, ...).step(said, t, x, eta=..., variance_noise=fresh)",
        seed,
        {"said": drawn["noise"], "x": drawn["picture"], "fresh_seed": fresh_seed},
        {"below": below, "before": before},
    )


@producer
def diffusers_ddpm_steps():
    """DDPM's step by the mean and variance of its posterior, one step and 20 steps back."""
    from diffusers import DDPMScheduler

    seed = 20200620
    drawn = _drawn(seed)
    x = _tensors(drawn)
    mean, variance = {}, {}
    for steps_back in (1000, 50):
        scheduler = DDPMScheduler(
            1000,
            prediction_type="sample",
            timestep_spacing="trailing",
            clip_sample=False,
        )
        _in_double(scheduler).set_timesteps(steps_back)
        for t in (19, 499, 999):
            variance[f"{steps_back} {t}"] = scheduler._get_variance(t)
            # Its noise is its own; with a variance of 0 the mean alone is left.
            with mock.patch.object(scheduler, "_get_variance", lambda *_, **__: 0.0):
                done = scheduler.step(x["noise"], t, x["picture"])
            mean[f"{steps_back} {t}"] = done.prev_sample
    return record(
        "diffusers",
        "DDPMScheduler(1000, ...).step(picture, t, x) without its noise, _get_variance(t)",
        seed,
        {"said": drawn["noise"], "x": drawn["picture"]},
        {"mean": mean, "variance": variance},
    )


# --- how ours is compared -------------------------------------------------------------

LEFT = schedules.alpha_bars(schedules.linear_betas(1000))


def _left(t):
    return float(LEFT[t]) if t >= 0 else 1.0


@agrees("diffusers_noise")
def noise_is_added_alike(vector):
    given = vector["inputs"]
    picture, noise = np.array(given["picture"]), np.array(given["noise"])
    for t, noisy in zip(given["times"], vector["outputs"]["noisy"], strict=True):
        ours = steps.add_noise(picture, noise, alpha_bar=_left(t))
        same_numbers(ours, noisy)
        found = steps.noise_in(np.array(noisy), picture, alpha_bar=_left(t))
        same_numbers(found, noise, 1e-10)  # at time 0 there is hardly any


@agrees("diffusers_noise")
def velocities_agree(vector):
    given, made = vector["inputs"], vector["outputs"]
    picture, noise = np.array(given["picture"]), np.array(given["noise"])
    for t, noisy, v in zip(
        given["times"], made["noisy"], made["velocity"], strict=True
    ):
        same_numbers(steps.velocity(picture, noise, alpha_bar=_left(t)), v)
        back = steps.picture_of_velocity(
            np.array(noisy), np.array(v), alpha_bar=_left(t)
        )
        same_numbers(back, picture)


BELOW = {
    "sample": lambda x, said, **left: said,
    "epsilon": lambda x, said, **left: steps.picture_below(x, said, **left),
    "v_prediction": lambda x, said, **left: steps.picture_of_velocity(x, said, **left),
}


@agrees("diffusers_ddim_steps")
def ddim_steps_agree(vector):
    given = vector["inputs"]
    said, x = np.array(given["said"]), np.array(given["x"])
    for key, wanted in vector["outputs"]["before"].items():
        asked, t, eta = key.split()
        t = int(t)
        picture = BELOW[asked](x, said, alpha_bar=_left(t))
        same_numbers(picture, vector["outputs"]["below"][f"{asked} {t}"])
        left = {"alpha_bar": _left(t), "earlier": _left(t - 20)}
        rng = np.random.default_rng(given["fresh_seed"])
        ours = steps.ddim_step(x, picture, **left, eta=float(eta), rng=rng)
        same_numbers(ours, wanted)


@agrees("diffusers_ddpm_steps")
def ddpm_steps_agree(vector):
    given = {name: np.array(x) for name, x in vector["inputs"].items()}
    for key, mean in vector["outputs"]["mean"].items():
        steps_back, t = map(int, key.split())
        left = {"alpha_bar": _left(t), "earlier": _left(t - 1000 // steps_back)}
        ours, variance = steps.posterior(given["x"], given["said"], **left)
        same_numbers(ours, mean)
        theirs = vector["outputs"]["variance"][key]
        assert abs(variance - theirs) <= 1e-12 * max(theirs, 1e-6)


@agrees("diffusers_ddim_steps")
def a_walk_of_one_step_is_a_step(vector):
    said, x = (np.array(vector["inputs"][name]) for name in ("said", "x"))
    path = steps.walk_back(lambda x, t: said, x, LEFT, [19])
    same_numbers(path[-1], vector["outputs"]["before"]["sample 19 0.0"])


# --- what must be noticed -------------------------------------------------------------

ADD, STEP, POSTERIOR = steps.add_noise, steps.ddim_step, steps.posterior


def _without_roots(x, noise, *, alpha_bar):
    return alpha_bar * x + (1 - alpha_bar) * noise


def _exchanged(x, noise, *, alpha_bar):
    return ADD(noise, x, alpha_bar=alpha_bar)


def _old_share(x, picture, *, alpha_bar, earlier, eta=0.0, rng=None):
    """The noise is left as strong as it was."""
    noise = steps.noise_in(x, picture, alpha_bar=alpha_bar)
    return np.sqrt(earlier) * picture + np.sqrt(1 - alpha_bar) * noise


def _twice_the_noise(x, picture, *, alpha_bar, earlier, eta=0.0, rng=None):
    """New noise is added, and none of the old is taken away for it."""
    out = STEP(x, picture, alpha_bar=alpha_bar, earlier=earlier)
    if not eta:
        return out
    new = eta**2 * (1 - earlier) / (1 - alpha_bar) * (1 - alpha_bar / earlier)
    return out + np.sqrt(new) * rng.normal(size=x.shape)


def _variance_of_the_step(x, picture, *, earlier, alpha_bar):
    """The step's own beta as its variance, DDPM's larger choice."""
    mean, _ = POSTERIOR(x, picture, earlier=earlier, alpha_bar=alpha_bar)
    return mean, 1 - alpha_bar / earlier


def _weights_exchanged(x, picture, *, earlier, alpha_bar):
    return POSTERIOR(picture, x, earlier=earlier, alpha_bar=alpha_bar)


TARGET = "diffusion.steps."
plant("diffusers_noise", TARGET + "add_noise", _without_roots, _exchanged)
plant(
    "diffusers_noise",
    TARGET + "noise_in",
    lambda x, picture, *, alpha_bar: (x - picture) / np.sqrt(1 - alpha_bar),
)
plant(
    "diffusers_noise",
    TARGET + "velocity",
    lambda picture, noise, *, alpha_bar: noise - picture,
)
plant(
    "diffusers_noise",
    TARGET + "picture_of_velocity",
    lambda x, v, *, alpha_bar: np.sqrt(alpha_bar) * x + np.sqrt(1 - alpha_bar) * v,
)
plant(
    "diffusers_ddim_steps",
    TARGET + "picture_below",
    lambda x, noise, *, alpha_bar: x - np.sqrt(1 - alpha_bar) * noise,
)
plant("diffusers_ddim_steps", TARGET + "ddim_step", _old_share, _twice_the_noise)
plant(
    "diffusers_ddim_steps",
    TARGET + "walk_back",
    lambda denoise, x, alpha_bars, times, **_: [x, x],
)
plant(
    "diffusers_ddpm_steps",
    TARGET + "posterior",
    _variance_of_the_step,
    _weights_exchanged,
)
