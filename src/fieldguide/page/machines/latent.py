"""The machine of *Diffuse something smaller*: noise becomes a latent, led by words, then a picture."""

import numpy as np

from ...mechanisms.diffusion import schedules, steps, worded
from ...mechanisms.networks import autoencoder
from .drawing import Machine

STEPS = 20  # of the walk
LEFT = schedules.alpha_bars(schedules.scaled_linear_betas(1000))


def stable_diffusion_run(text, d=8, k=4, pixels=48, seed=1):
    """A caption and noise through a walk of a small network, and the decoder behind it."""
    words = text.split()
    known = sorted(set(words))
    ids = np.array([[1 + known.index(w) for w in words]])
    rng = np.random.default_rng(seed)
    p = worded.new_worded(rng, positions=16, k=k, vocab_size=1 + len(known), d=d)
    decoder = autoencoder.new_autoencoder(rng, n=pixels, d=k, inner=16)
    noise = rng.normal(size=(1, 16, k))

    def look(x, t):
        left = np.full(len(x), LEFT[t])
        return worded.worded_denoiser(x, ids, p, alpha_bar=left, heads=1)

    times = schedules.spaced_times(1000, steps=STEPS)
    path = steps.walk_back(lambda x, t: look(x, t)[0], noise, LEFT, times)
    guess, (shares,) = look(noise, times[0])
    latent = path[-1][0]
    return {
        "words": p["token_table"][ids[0]], "noise": noise[0], "shares": shares[0, 0],
        "guess": guess[0], "latent": latent,
        "picture": autoencoder.decode(latent / autoencoder.SCALE, decoder),
    }  # fmt: skip


def stable_diffusion(text, follow, **sizes):
    """Draw the way of a picture: the network steps on latents, and the decoder runs once."""
    r = stable_diffusion_run(text, **sizes)
    strip = {"follow": follow, "only": True}
    m = Machine("Latent diffusion: from noise and words to a picture", 560)
    m.box("noise", 70, 14, "data", text="noise")
    words = text.split()
    half = len(words) // 2 + 1
    lines = " ".join(words[:half]) + "\n" + " ".join(words[half:])
    m.box("prompt", 202, 20, "data", text=lines, said=text)
    m.box("reader", 202, 78, "frozen", text="text encoder", wide=96)
    m.wire("prompt", "reader")
    m.box("network", 100, 236, text="U-Net, whose places\nlook at the words", wide=136)
    m.wire("noise", "network", "z", r["noise"], into=-30, bend=70, at=(70, 128),
           cells=strip, side="below")  # fmt: skip
    m.wire("reader", "network", "words", r["words"], into=44, bend=190, at=(202, 138),
           cells={}, side="below")  # fmt: skip
    m.box("step", 100, 348, "fixed", text=f"a step back, {STEPS} times", wide=136)
    m.wire("network", "step", "guess", r["guess"], cells=strip, at=(100, 296),
           side="below")  # fmt: skip
    m.box("decoder", 100, 458, text="divide by the scale,\ndecoder", wide=136)
    m.wire("step", "decoder", "latent", r["latent"], cells=strip, at=(100, 404),
           side="below")  # fmt: skip
    m.box("out", 100, 536, "data", text="pixels")
    m.wire("decoder", "out", "", r["picture"])
    return m.picture(
        "The strips are one of sixteen places. Each step back asks the network again, with the "
        "words; the decoder runs a single time. In this run the U-Net is one block of attention, "
        "and all weights are chance."
    )
