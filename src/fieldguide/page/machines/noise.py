"""The machines of *Destroy and undo*: how a denoiser is taught, and how one walks back."""

import numpy as np

from ...mechanisms.diffusion import exact, schedules, steps
from .drawing import Machine

STEPS = 1000
LEFT = schedules.alpha_bars(schedules.cosine_betas(STEPS))
TIMES = schedules.spaced_times(STEPS, steps=4).tolist()


def destroy_run(signals, beats=8, time=400, seed=1):
    """A signal and noise, mixed; a network's guess of the signal, and how wrong it is."""
    rng = np.random.default_rng(seed)
    picture = np.asarray(signals, float)[:1, :beats]
    noise = rng.normal(size=picture.shape)
    x = steps.add_noise(picture, noise, alpha_bar=LEFT[time])
    weight = rng.normal(0, beats**-0.5, (beats, beats))
    guess = np.tanh(x @ weight)
    wrong = float(((guess - picture) ** 2).mean())
    return {"picture": picture, "noise": noise, "x": x, "guess": guess, "loss": wrong}


def destroy(signals, **sizes):
    """Draw how a denoiser is taught: a picture is spoiled, and asked for."""
    r = destroy_run(signals, **sizes)
    m = Machine("How a denoiser is taught", 440)
    m.box("picture", 70, 14, "data", text="a picture")
    m.box("noise", 200, 14, "data", text="noise")
    m.box("mix", 135, 130, "fixed", text="√ᾱ x₀ + √(1−ᾱ) ε",
          said="the mix", wide=140)  # fmt: skip
    m.wire("picture", "mix", "x₀", r["picture"], into=-40, bend=90, at=(66, 52),
           cells={}, side="below")  # fmt: skip
    m.wire("noise", "mix", "ε", r["noise"], into=40, bend=90, at=(204, 52), cells={},
           side="below")  # fmt: skip
    m.box("time", 250, 84, "data", text="t", wide=16)
    m.box("network", 135, 250, text="network")
    m.wire("mix", "network", "x", r["x"], cells={}, at=(135, 186), side="below")
    m.sideways("time", "mix").sideways("time", "network")
    m.box("loss", 135, 388, "loss", text="mean squared\nerror", wide=104)
    m.wire(
        "network", "loss", "guess", r["guess"], cells={}, at=(135, 310), side="below"
    )
    m.tap("picture", "loss", 30, x=14)
    return m.picture(
        "One signal of the lamp, at one time t. Any time is as good, so that each example of "
        "training draws a picture, a time and noise of its own."
    )


def undo_run(signals, beats=8, time=499, seed=2):
    """A noisy signal on its way back in four steps, the best guess, and what comes of it."""
    known = np.asarray(signals, float)[:, :beats]
    noise = np.random.default_rng(seed).normal(size=(1, beats))

    def denoise(x, t):
        return exact.exact_denoiser(x, known, alpha_bar=LEFT[t])[0]

    path = steps.walk_back(denoise, noise, LEFT, TIMES)
    k = TIMES.index(time)
    guess, weights = exact.exact_denoiser(path[k], known, alpha_bar=LEFT[time])
    return {
        "known": known, "x": path[k], "weights": weights, "guess": guess,
        "earlier": path[k + 1],
    }  # fmt: skip


def undo(signals, time=499, **sizes):
    """Draw a step back with the exact denoiser: compare, weigh, mix, and go a part of the way."""
    r = undo_run(signals, time=time, **sizes)
    m = Machine("A step back, with a list of all pictures", 520)
    m.box("x", 70, 14, "data", text="noisy signal")
    m.box("list", 210, 14, "data", text="all signals")
    m.box("compare", 135, 152, "fixed", text="how far from each?", wide=130)
    m.wire("x", "compare", "x", r["x"], into=-38, bend=112, at=(70, 60), cells={},
           side="below")  # fmt: skip
    m.wire("list", "compare", "list", r["known"], into=38, bend=112, at=(210, 56),
           cells={}, side="below")  # fmt: skip
    m.box("softmax", 135, 204, "fixed", wide=80).wire("compare", "softmax")
    m.box("mean", 135, 308, "fixed", text="weighted mean", wide=110)
    m.wire("softmax", "mean", "weights", r["weights"], cells={}, at=(135, 248))
    m.tap("list", "mean", 100, x=258)
    m.box("step", 135, 412, "fixed", text="a part of the way", wide=120)
    m.wire("mean", "step", "guess", r["guess"], cells={}, at=(135, 358), side="below")
    m.tap("x", "step", 100, x=12)
    m.box("out", 135, 506, "data", text="less noisy signal")
    m.wire(
        "step", "out", "earlier x", r["earlier"], cells={}, at=(135, 454), side="below"
    )
    best = r["weights"][0].max()
    return m.picture(
        f"At time {time} of {STEPS}, {LEFT[time]:.2f} of the signal's variance is left, and the "
        f"likeliest signal has a weight of {best:.2f}."
    )
