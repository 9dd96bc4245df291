"""The machines of *Steer it*: GLIDE's two guesses and their difference, Imagen's cascade."""

import numpy as np

from ...mechanisms.diffusion.cascade import augment, shrink
from ...mechanisms.diffusion.exact import exact_denoiser
from ...mechanisms.diffusion.guidance import guide
from ...mechanisms.diffusion.schedules import alpha_bars, cosine_betas, spaced_times
from ...mechanisms.diffusion.steps import add_noise, ddim_step, walk_back
from ...mechanisms.diffusion.thresholds import dynamic_threshold
from ...mechanisms.networks import transformer
from .drawing import Machine

LEFT = alpha_bars(cosine_betas(1000))
RED = 0  # of the three colors the one that is drawn
NOW, THEN = (
    950,
    900,
)  # a step back: from where, and to where; later the guesses are alike


def _smaller(pictures, size):
    """Pictures in -1 ... 1 of so many pixels a side."""
    return shrink(2 * np.asarray(pictures, float) - 1, zoom=pictures.shape[1] // size)


def glide_run(said, pictures, fits, size=8, scale=3, seed=1):
    """One step back: two guesses of what lies below x, with what is said and without.

    All pictures that there are, in 0 ... 1, and which of them fit what is said.
    """
    rng = np.random.default_rng(seed)
    album = _smaller(pictures, size)
    noise = rng.normal(size=(1, size, size, 3))
    x = add_noise(album[fits][:1], noise, alpha_bar=LEFT[NOW])
    told, _ = exact_denoiser(x, album[fits], alpha_bar=LEFT[NOW])
    untold, _ = exact_denoiser(x, album, alpha_bar=LEFT[NOW])
    guess = guide(told, untold, scale=scale)
    less = ddim_step(x, guess, alpha_bar=LEFT[NOW], earlier=LEFT[THEN])
    found = {"x": x, "c": told, "u": untold, "guess": guess, "less": less}
    return {name: pictures[0, ..., RED] for name, pictures in found.items()}


def glide(said, pictures, fits, scale=3, **sizes):
    """Draw a step of GLIDE: guess twice, exaggerate the difference, step back."""
    r = glide_run(said, pictures, fits, scale=scale, **sizes)
    small = {"size": 7}
    m = Machine("A step of GLIDE, back from the noise", 520)
    m.box("noisy", 70, 14, "data", text="noisy picture")
    m.box("caption", 205, 14, "data", text=f"{said}".replace(" at ", "\nat "))
    m.box("with", 205, 150, text="guess with\nthe caption", wide=92)
    m.box("without", 70, 150, text="guess with an\nempty caption", wide=96)
    m.wire("noisy", "without", "x", r["x"], cells=small, at=(70, 82))
    m.tap("noisy", "with", 118, into=-20)
    m.wire("caption", "with")
    m.box("guide", 137, 300, "fixed", text=f"u + {scale} (c − u)", wide=104,
          said=f"u plus {scale} times c minus u")  # fmt: skip
    m.wire(
        "without", "guide", "u", r["u"], into=-26, bend=272, at=(70, 214), cells=small
    )
    m.wire("with", "guide", "c", r["c"], into=26, bend=272, at=(205, 214), cells=small,
           side="left")  # fmt: skip
    m.box("step", 137, 412, "fixed", text="step back", wide=80)
    m.wire("guide", "step", "guess", r["guess"], cells=small, at=(137, 356))
    m.tap("noisy", "step", 40, x=10)
    m.box("less", 137, 502, "data", text="less noisy")
    m.wire("step", "less", "x", r["less"], cells=small, at=(137, 458))
    return m.picture(
        "Cells: the red of each pixel. Both guesses are one network's, and trained; those that "
        "are drawn come from the exact denoiser, which need not be."
    )


def imagen_run(said, pictures, fits, size=8, d=8, level=0.15, scale=5, seed=1):
    """What is said goes through a frozen encoder; a small picture is drawn, spoilt, enlarged."""
    rng = np.random.default_rng(seed)
    ids = np.arange(len(said.split()))  # no word comes twice
    sizes = {"vocab_size": len(ids), "positions": len(ids), "d": d}
    p = transformer.new_model(rng, **sizes, layers=1, spread=0.6)
    large = _smaller(pictures, 2 * size)
    album, wild = shrink(large, zoom=2), []

    def denoise(x, t):
        told, _ = exact_denoiser(x, album[fits], alpha_bar=LEFT[t])
        untold, _ = exact_denoiser(x, album, alpha_bar=LEFT[t])
        wild.append(guide(told, untold, scale=scale))
        return dynamic_threshold(wild[-1])

    noise, other = rng.normal(size=(2, 1, size, size, 3))
    small = walk_back(denoise, noise, LEFT, spaced_times(len(LEFT), steps=10))[-1]
    spoilt = augment(small, other, level=level)
    # The best guess of the large picture: all of them, as likely as theirs is the small one.
    _, likely = exact_denoiser(spoilt, album, alpha_bar=np.cos(level * np.pi / 2) ** 2)
    drawn = np.tensordot(likely, large, 1)
    found = {
        "noise": noise,
        "wild": wild[0],
        "small": small,
        "spoilt": spoilt,
        "large": drawn,
    }
    text = transformer.encoder(ids, p, heads=2)
    return {"text": text} | {name: one[0, ..., RED] for name, one in found.items()}


def imagen(said, pictures, fits, **sizes):
    """Draw Imagen: read with a frozen encoder, draw small, spoil a little, draw large."""
    r = imagen_run(said, pictures, fits, **sizes)
    small, large = {"size": 6}, {"size": 4}
    m = Machine("Imagen, one enlargement", 640)
    m.box("caption", 205, 14, "data", text=said)
    m.box("noisy", 70, 14, "data", text="noise")
    m.box("read", 205, 66, "frozen", text="T5's encoder", wide=86).wire(
        "caption", "read"
    )
    m.box("draw", 70, 176, text="draw small", wide=80)
    m.wire("noisy", "draw", "", r["noise"], cells=small, at=(70, 84))
    m.wire("read", "draw", "text", r["text"], out=-20, into=24, bend=134, at=(185, 108),
           side="left")  # fmt: skip
    m.box("tame", 70, 286, "fixed", text="threshold", wide=80)
    m.wire("draw", "tame", "guess", r["wild"], cells=small, at=(70, 232))
    m.box("spoil", 70, 396, "fixed", text="spoil a little", wide=86)
    m.wire("tame", "spoil", "small", r["small"], cells=small, at=(70, 342))
    m.box("enlarge", 205, 518, text="draw large", wide=80)
    m.wire("spoil", "enlarge", "spoilt", r["spoilt"], into=-24, bend=486, cells=small,
           at=(70, 446))  # fmt: skip
    m.wire("read", "enlarge", out=20, into=20)
    m.box("out", 205, 628, "data", text="picture")
    m.wire("enlarge", "out", "", r["large"], cells=large, at=(205, 574), side="left")
    return m.picture(
        "Cells: the red of each pixel. Drawing takes many steps, each with two guesses, as in "
        "GLIDE; here with exact denoisers. Imagen enlarges twice, four times as wide each time."
    )
