"""The machine of *Obey physics*: PhysDiff."""

import numpy as np

from ...mechanisms.diffusion import learned, projected, schedules, steps
from ...mechanisms.measures import motion
from .drawing import Machine

STEPS = 10
LEFT = schedules.alpha_bars(schedules.cosine_betas(STEPS))


def physdiff_run(heights, put_right, moments=6, t=3, width=8, seed=2):
    """One step back of heights (moments, 2) of two feet under noise: guessed, put right by a
    function of such heights, and a little less noisy."""
    rng = np.random.default_rng(seed)
    heights = np.asarray(heights)[:moments]
    row = heights.reshape(1, -1)
    x = steps.add_noise(row, rng.normal(0, 0.1, row.shape), alpha_bar=LEFT[t])
    p = learned.new_denoiser(
        rng, d=row.shape[1], condition_size=1, width=width, blocks=1
    )

    def denoise(x, t):  # one that has learned much and not all
        told = learned.learned_denoiser(x, np.zeros((1, 1)), p, alpha_bar=LEFT[t])
        return row + 0.1 * told + 0.4 * (x - row)

    def project(guess):
        return put_right(guess.reshape(heights.shape)).reshape(guess.shape)

    guess = denoise(x, t)
    lawful = projected.project_at(denoise, project, [t])(x, t)
    back = steps.ddim_step(x, lawful, alpha_bar=LEFT[t], earlier=LEFT[t - 1])
    found = {"x": x, "guess": guess, "lawful": lawful, "earlier": back}
    feet = {name: rows.reshape(heights.shape).T for name, rows in found.items()}
    deep = [motion.penetration(feet[name].T) for name in ("guess", "lawful")]
    return feet | {"deep": deep}


def physdiff(heights, put_right, **sizes):
    """Draw a step of PhysDiff: what is guessed is put right before it is used."""
    r = physdiff_run(heights, put_right, **sizes)
    m = Machine("PhysDiff: a guess is put right before the step", 430)
    m.box("noisy", 135, 14, "data", text="a walk under noise")
    m.box("denoiser", 70, 110, "frozen", wide=90)
    m.wire("noisy", "denoiser", "x", r["x"], out=-65, cells={}, at=(70, 62))
    m.box("project", 70, 206, "fixed", text="put right", wide=90)
    m.wire("denoiser", "project", "guess", r["guess"], cells={}, at=(70, 158))
    m.box("step", 135, 310, "fixed", text="one step back", wide=110)
    m.wire(
        "project",
        "step",
        "lawful",
        r["lawful"],
        cells={},
        into=-25,
        bend=278,
        at=(70, 252),
    )
    m.wire("noisy", "step", out=45, into=45)
    m.box("less", 135, 410, "data", text="a little less noise")
    m.wire("step", "less", "new x", r["earlier"], cells={}, at=(135, 360))
    deep, after = r["deep"]
    return m.picture(
        f"Arrows carry the heights of both feet. Guessed, they are {deep:.0f} mm below the ground; "
        f"put right, {after:.0f}."
    )
