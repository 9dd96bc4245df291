"""Steered pictures of the harbor: exactly, from the list of all that there are, and learned.

Learned is a small Imagen: one network draws 8 x 8 pixels from a scene, another enlarges them to
16 x 16, a block of 2 x 2 at a time, and sees 5 x 5 small pixels around it. Both are trained on
the page, in some seconds. Pictures are in -1 ... 1 throughout.
"""

import numpy as np

from .. import checks
from ..harbor import views, witness
from ..mechanisms.diffusion import learned
from ..mechanisms.diffusion.cascade import augment, enlarge, shrink, surroundings
from ..mechanisms.diffusion.exact import exact_denoiser
from ..mechanisms.diffusion.guidance import guide
from ..mechanisms.diffusion.inpainting import keep_visible, put_back
from ..mechanisms.diffusion.schedules import alpha_bars, cosine_betas, spaced_times
from ..mechanisms.diffusion.steps import walk_back
from ..page.pixels import pixels

LEFT = alpha_bars(cosine_betas(1000))
SMALL, ZOOM, REACH = 8, 2, 2
PICTURES = 2000  # of the base model; the enlarger has seen enough after fewer
ENLARGED = 1000
STEPS, ENLARGER_STEPS, ENLARGER_BATCH = 400, 500, 768
ENLARGER_STEP_SIZE = 0.01
UNCLEAR = 0.1  # away from any true picture: more shows


def album():
    """All scenes of the harbor, each once and in the middle of its place: (72, 16, 16, 3)."""
    return 2 * views.draw(views.SCENES).astype(float) - 1


def shown(pictures, *, below=None, caption=None, side=72, columns=6):
    """Pictures in -1 ... 1 for a page; the witness says what is on them, and how clearly."""
    light = (pictures + 1) / 2
    told = [
        views.caption(scene) + (", not clearly" if away > UNCLEAR else "")
        for scene, away in zip(*witness.tell(light), strict=True)
    ]
    look = {"below": below, "caption": caption, "side": side, "columns": columns}
    return pixels(light, told, **look)


def judge(pictures, scenes):
    """Whether pictures show what they should, and look like the harbor.

    Returns
    -------
    right : float
        Share of those that show all five things.
    distance : float
        Frechet distance of all of them to true pictures.
    away : float
        Root mean square of the difference to the nearest true picture, on average.
    """
    light = (pictures + 1) / 2
    away = witness.tell(light)[1].mean()
    right = witness.all_right(light, scenes).mean()
    return float(right), witness.distance(light), float(away)


# --- from the list of all pictures ----------------------------------------------------


def steered_guess(x, pictures, fits, *, alpha_bar, scale=1.0, unwanted=None):
    """Two exact guesses, of pictures that fit and of all, and their guided difference.

    Parameters
    ----------
    x : array, shape (n, ...)
    pictures : array, shape (m, ...)
        All that there are.
    fits : bool array, shape (m,)
        Which of them fit what is asked for.
    alpha_bar, scale : float
    unwanted : bool array, shape (m,), optional
        Guess of these instead of all: a negative prompt.

    Returns
    -------
    array, shape (n, ...)
    """
    told, _ = exact_denoiser(x, pictures[fits], alpha_bar=alpha_bar)
    others = pictures if unwanted is None else pictures[unwanted]
    untold, _ = exact_denoiser(x, others, alpha_bar=alpha_bar)
    return guide(told, untold, scale=scale)


def steer(text, rng, *, size, scale=1.0, unwanted=None, tame=None, steps=30):
    """Draw pictures that fit a text, with the exact denoiser.

    Parameters
    ----------
    text : str
        Words of captions, such as "at dusk"; see `views.fitting`.
    rng : numpy.random.Generator
    size : int
        How many.
    scale : float
    unwanted : str, optional
        A negative prompt.
    tame : function, optional
        Is applied to each guess, such as `thresholds.dynamic_threshold`.
    steps : int

    Returns
    -------
    array, shape (size, 16, 16, 3)
    """
    pictures, fits = album(), views.fitting(text)
    against = None if unwanted is None else views.fitting(unwanted)

    def denoise(x, t):
        how = {"alpha_bar": LEFT[t], "scale": scale, "unwanted": against}
        guess = steered_guess(x, pictures, fits, **how)
        return guess if tame is None else tame(guess)

    noise = checks.rng(rng).normal(size=(size, *pictures.shape[1:]))
    return walk_back(denoise, noise, LEFT, spaced_times(len(LEFT), steps=steps))[-1]


def fill(picture, visible, rng, *, size, clearly, steps=30):
    """Draw what is not visible of a picture of the album, with the exact denoiser.

    Parameters
    ----------
    picture : array, shape (16, 16, 3)
    visible : bool array, shape (16, 16)
    rng : numpy.random.Generator
    size : int
        How many times.
    clearly : bool
        True: the denoiser knows the visible part, and guesses among pictures that have it.
        False: it sees it under the noise of its step, like all the rest.
    steps : int

    Returns
    -------
    array, shape (size, 16, 16, 3)
    """
    pictures = album()
    if clearly:
        off = np.abs(pictures - picture)[:, visible].max((1, 2))
        pictures = pictures[off < 1e-6]

    def denoise(x, t):
        x = put_back(x, picture, visible, rng, alpha_bar=LEFT[t])
        guess, _ = exact_denoiser(x, pictures, alpha_bar=LEFT[t])
        return keep_visible(guess, picture, visible)

    noise = checks.rng(rng).normal(size=(size, *picture.shape))
    return walk_back(denoise, noise, LEFT, spaced_times(len(LEFT), steps=steps))[-1]


def whole(pictures):
    """Which pictures are one of the album's from edge to edge: bool array, shape (n,)."""
    known = album()
    away = np.abs(pictures[:, None] - known).reshape(len(pictures), len(known), -1)
    return away.max(2).min(1) < 0.05


# --- learned --------------------------------------------------------------------------


def teach_base(seed=0, steps=STEPS):
    """Train the network that draws small pictures: parameters of `learned_denoiser`."""
    rng = np.random.default_rng(seed)
    pictures, scenes = views.sample(PICTURES, rng)
    small = shrink(2 * pictures.astype(float) - 1, zoom=ZOOM).reshape(PICTURES, -1)
    told = views.one_hot(scenes).astype(float)
    p = learned.new_denoiser(rng, d=small.shape[1], condition_size=told.shape[1])
    return learned.teach_denoiser(p, small, told, rng, alpha_bars=LEFT, steps=steps)[0]


def draw_small(p, scenes, rng, *, scale=1.0, tame=None, steps=20):
    """Small pictures of scenes, drawn by a trained network with guidance.

    Parameters
    ----------
    p : dict
        From `teach_base`.
    scenes : int array, shape (n, 5)
    rng : numpy.random.Generator
    scale : float
    tame : function, optional
        Is applied to each guess.
    steps : int

    Returns
    -------
    array, shape (n, 8, 8, 3)
    """
    told = views.one_hot(scenes).astype(float)
    noise = checks.rng(rng).normal(size=(len(told), SMALL, SMALL, 3))

    def denoise(x, t):
        flat, level = x.reshape(len(x), -1), {"alpha_bar": LEFT[t]}
        with_ = learned.learned_denoiser(flat, told, p, **level)
        without = learned.learned_denoiser(flat, 0 * told, p, **level)
        guess = guide(with_, without, scale=scale).reshape(x.shape)
        return guess if tame is None else tame(guess)

    return walk_back(denoise, noise, LEFT, spaced_times(len(LEFT), steps=steps))[-1]


def teach_enlarger(seed=1, *, most=0.0, steps=ENLARGER_STEPS):
    """Train the network that enlarges: its parameters, and the size of what it adds.

    Parameters
    ----------
    seed : int
    most : float
        The highest level to which a small picture is spoilt in training.
    steps : int

    Returns
    -------
    dict
        p and unit.
    """
    rng = np.random.default_rng(seed)
    pictures, _ = views.sample(ENLARGED, rng)
    large = 2 * pictures.astype(float) - 1
    small = shrink(large, zoom=ZOOM)
    levels = most * rng.random(ENLARGED)
    small = augment(small, rng.normal(size=small.shape), level=levels)
    added = _blocks(large - enlarge(small, zoom=ZOOM))
    unit, seen = added.std(), _seen(small, levels)
    p = learned.new_denoiser(
        rng, d=added.shape[1], condition_size=seen.shape[1], blocks=1
    )
    how = {"size": ENLARGER_BATCH, "steps": steps, "step_size": ENLARGER_STEP_SIZE}
    taught = learned.teach_denoiser(
        p, added / unit, seen, rng, alpha_bars=LEFT, dropped=0.0, **how
    )
    return {"p": taught[0], "unit": unit}


def enlarge_by(enlarger, small, rng, *, level=0.0, steps=3):
    """Large pictures, drawn by a trained network that is shown the small ones.

    Parameters
    ----------
    enlarger : dict
        From `teach_enlarger`.
    small : array, shape (n, 8, 8, 3)
    rng : numpy.random.Generator
    level : float
        To which they are spoilt first; the network is told.
    steps : int

    Returns
    -------
    array, shape (n, 16, 16, 3)
    """
    levels = np.full(len(small), float(level))
    small = augment(small, checks.rng(rng).normal(size=small.shape), level=levels)
    seen = _seen(small, levels)

    def denoise(x, t):
        return learned.learned_denoiser(x, seen, enlarger["p"], alpha_bar=LEFT[t])

    noise = rng.normal(size=(len(seen), 3 * ZOOM**2))
    added = walk_back(denoise, noise, LEFT, spaced_times(len(LEFT), steps=steps))[-1]
    return enlarge(small, zoom=ZOOM) + _pictures(enlarger["unit"] * added)


def _seen(small, levels):
    """What the network is shown for each block: what is around, where it is, how spoilt."""
    around = surroundings(small, radius=REACH).reshape(len(small), SMALL**2, -1)
    place = np.stack(np.mgrid[:SMALL, :SMALL], -1).reshape(SMALL**2, 2)
    place = np.broadcast_to(2 * place / (SMALL - 1) - 1, (*around.shape[:2], 2))
    level = np.broadcast_to(levels[:, None, None], (*around.shape[:2], 1))
    return np.concatenate([around, place, level], -1).reshape(-1, around.shape[2] + 3)


def _blocks(large):
    """Large pictures (n, 16, 16, 3) as blocks of 2 x 2 pixels: (64 n, 12)."""
    cut = large.reshape(len(large), SMALL, ZOOM, SMALL, ZOOM, 3).swapaxes(2, 3)
    return cut.reshape(len(large) * SMALL**2, -1)


def _pictures(blocks):
    """Undo `_blocks`."""
    cut = blocks.reshape(-1, SMALL, SMALL, ZOOM, ZOOM, 3).swapaxes(2, 3)
    return cut.reshape(-1, SMALL * ZOOM, SMALL * ZOOM, 3)
