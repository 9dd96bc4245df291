"""A lighthouse that grows until a painter of pictures has nothing to object from any side.

The painter is exact: the best guess there is for a finite list of pictures, which are views of
the three kinds of lighthouse. What it is told about a view is a choice of those pictures: all
views of all kinds if nothing is said, those of one kind, or of one side. The scene is a cube of
voxels that nobody has told what to be.
"""

import numpy as np
from autograd import make_vjp

from ..harbor import solids
from ..mechanisms.diffusion import exact, guidance, schedules, steps
from ..mechanisms.scenes import distilling, rendering
from ..training import descent

STEPS = 400
STEP_SIZE = 0.15
EARLIEST = (
    0.05  # in time; less noise says nothing that the next view does not say better
)
LATEST = 0.98, 0.48  # at the first step and at the last: from the shape to its details
SAID = (
    "the side",
    "front, side or back",
    "nothing",
)  # what the painter is told of a view
EMPTY = -2.0  # density of a scene that has not begun, before it is bent


def planes(side=solids.SIDE):
    """The eight views of a cube, as matrices for `rendering.render`."""
    return [rendering.turned_plane(side, angle=angle) for angle in solids.ANGLES]


def see(density, colors, plane):
    """A picture from one side, its colors in [0, 1]."""
    return rendering.render(
        density, colors, plane, background=solids.SKY, edge=solids.SIDE / len(density)
    )


def views(kind="red", *, side=solids.SIDE):
    """The eight views of a lighthouse: array, shape (8, side, side, 3), in [0, 1]."""
    density, colors = solids.lighthouse(kind, side=side)
    return np.array([see(density, colors, plane) for plane in planes(side)])


def bent(raw):
    """Any four numbers a voxel as its density, 0 or more, and its color, in [0, 1]."""
    return np.log1p(np.exp(raw[..., 0])), 1 / (1 + np.exp(-raw[..., 1:]))


def new_scene(rng, *, side=solids.SIDE):
    """A scene of almost nothing: raw numbers, shape (side, side, side, 4)."""
    raw = rng.normal(0, 0.1, (side, side, side, 4))
    raw[..., 0] += EMPTY
    return raw


def finer(raw):
    """The same scene with twice as many voxels along each edge."""
    return raw.repeat(2, 0).repeat(2, 1).repeat(2, 2)


def known(said, view, kinds, pictures):
    """The pictures that fit what the painter is told, shape (m, side, side, 3).

    `pictures` has the views of every kind, by name; `kinds` are those of which it may be.
    """
    words = [distilling.view_words(angle, 0) for angle in solids.ANGLES]
    fits = {
        "the side": [view],
        "front, side or back": [k for k in range(8) if words[k] == words[view]],
        "nothing": range(8),
    }[said]
    return np.array([pictures[kind][k] for kind in kinds for k in fits])


def painter(fitting, all_there_is, alpha_bar, weight=0.0):
    """A denoiser: the noise it guesses, knowing which pictures fit, and with what guidance."""

    def denoise(noisy):
        def noise(pictures):
            guess, _ = exact.exact_denoiser(noisy, pictures, alpha_bar=alpha_bar)
            return steps.noise_in(noisy, guess, alpha_bar=alpha_bar)

        if not weight:
            return noise(fitting)
        return guidance.guide_beyond(noise(fitting), noise(all_there_is), weight=weight)

    return denoise


def sculpt(*, said="the side", kinds=("red",), seed=0, count=STEPS, raw=None, weight=0.0,
           side=solids.SIDE):  # fmt: skip
    """Let a scene grow, and keep what one would look at meanwhile.

    Parameters
    ----------
    said : one of `SAID`
        What the painter is told about the view that it judges.
    kinds : names of `solids.KINDS`
        Which lighthouses fit what it is told.
    seed : int
    count : int
        Steps.
    raw : array, shape (side, side, side, 4), optional
        The scene to begin with; almost nothing where none is given.
    weight : float
        Of the guidance away from all that there is.
    side : int

    Returns
    -------
    raw : array, shape (side, side, side, 4)
        For `bent`.
    log : dict of str to array, shape (count,)
        "time" that was drawn, "logged" as programs print it, "distance" of the view from the
        nearest picture that fits, "pull": the length of the scene's gradient.
    """
    rng = np.random.default_rng(seed)
    raw = new_scene(rng, side=side) if raw is None else raw
    seen_from = planes(side)
    pictures = {kind: 2 * views(kind, side=side) - 1 for kind in solids.KINDS}
    everything = np.concatenate([*pictures.values()])
    moments = [(np.zeros_like(raw), np.zeros_like(raw))]
    log = {name: np.empty(count) for name in ("time", "logged", "distance", "pull")}
    for step in range(count):
        view = rng.integers(len(seen_from))
        first, last = LATEST
        time = rng.uniform(EARLIEST, first + (last - first) * step / count)
        alpha_bar = schedules.cosine_alpha_bar(time)
        back, x = make_vjp(
            lambda raw, view=view: 2 * see(*bent(raw), seen_from[view]) - 1
        )(raw)
        fitting = known(said, view, kinds, pictures)
        gradient = distilling.distillation_gradient(
            x[None], rng.normal(size=(1, *x.shape)),
            painter(fitting, everything, alpha_bar, weight), alpha_bar=alpha_bar,
        )[0]  # fmt: skip
        pull = back(gradient)
        _, logged = distilling.distillation_target(x, gradient)
        distance = np.sqrt(((fitting - x) ** 2).mean((1, 2, 3)).min()) / 2
        for name, value in zip(
            log, (time, logged, distance, np.linalg.norm(pull)), strict=True
        ):
            log[name][step] = value
        [raw], moments = descent.adam(
            [raw], [pull], moments, step=step + 1, step_size=STEP_SIZE
        )
    return raw, log


def all_views(raw):
    """What a scene looks like from eight sides: array, shape (8, side, side, 3)."""
    density, colors = bent(raw)
    return np.array([see(density, colors, plane) for plane in planes(len(raw))])


def decibels(pictures, wanted):
    """How near pictures come to what they should be: 10 log10(1 / mean squared error)."""
    return float(-10 * np.log10(((np.asarray(pictures) - wanted) ** 2).mean()))


def nearest_view(picture, side=solids.SIDE):
    """Which view of which kind a picture is most like: (kind, number of the view)."""
    options = [
        (((picture - view) ** 2).mean(), kind, k)
        for kind in solids.KINDS
        for k, view in enumerate(views(kind, side=side))
    ]
    return min(options)[1:]


# --- without a scene ------------------------------------------------------------------


def paint(fitting, everything, *, weight=0.0, many=60, seed=0, count=150):
    """Let many single pictures grow under the painter, each from a start of its own.

    Parameters
    ----------
    fitting, everything : array, shape (m, side, side, 3)
        What fits what the painter is told, and all that it knows, in [0, 1].
    weight : float
        Of the guidance.
    many : int
    seed, count : int
        Steps.

    Returns
    -------
    array, shape (many, side, side, 3)
        In [0, 1]: numbers are bent to stay there, as DreamFusion's colors are.
    """
    rng = np.random.default_rng(seed)
    fitting, everything = 2 * np.asarray(fitting) - 1, 2 * np.asarray(everything) - 1
    raw = rng.normal(0, 0.3, (many, *fitting.shape[1:]))
    moments = [(np.zeros_like(raw), np.zeros_like(raw))]
    for step in range(count):
        x = np.tanh(raw)
        first, last = LATEST
        time = rng.uniform(EARLIEST, first + (last - first) * step / count)
        alpha_bar = schedules.cosine_alpha_bar(time)
        gradient = distilling.distillation_gradient(
            x, rng.normal(size=x.shape), painter(fitting, everything, alpha_bar, weight),
            alpha_bar=alpha_bar,
        )  # fmt: skip
        [raw], moments = descent.adam(
            [raw], [gradient * (1 - x**2)], moments, step=step + 1, step_size=STEP_SIZE
        )
    return (np.tanh(raw) + 1) / 2


def grays(alpha_bar, spread=0.5):
    """A painter of one pixel that may be any gray, darker as likely as lighter: normal."""

    def denoise(noisy):
        guess = exact.gaussian_denoiser(
            noisy, mean=[0.0], directions=[[1.0]], variances=[spread**2],
            alpha_bar=alpha_bar,
        )  # fmt: skip
        return steps.noise_in(noisy, guess, alpha_bar=alpha_bar)

    return denoise


def black_or_white(alpha_bar):
    """A painter of one pixel that is -1 or 1 and nothing between."""
    return painter(np.array([[-1.0], [1.0]]), None, alpha_bar)


def pulls(x, time, known=black_or_white):
    """Which way one pixel is pulled on average over all noise, and how much that varies.

    Parameters
    ----------
    x : float
        The pixel.
    time : float
        In (0, 1).
    known : function
        `known(alpha_bar)` is the painter.

    Returns
    -------
    dict of str to float
        "pull": against the gradient of score distillation, on average; "spread": its standard
        deviation; "true pull": the same with the painter's own derivative.
    """
    noise, shares = np.polynomial.hermite_e.hermegauss(60)
    noise, shares = noise[:, None], shares / shares.sum()
    alpha_bar = schedules.cosine_alpha_bar(time)
    pixel = np.full(noise.shape, float(x))
    found, true = (
        -gradient(pixel, noise, known(alpha_bar), alpha_bar=alpha_bar)[:, 0]
        for gradient in (
            distilling.distillation_gradient,
            distilling.denoising_gradient,
        )
    )
    mean = shares @ found
    return {
        "pull": float(mean),
        "spread": float(np.sqrt(shares @ (found - mean) ** 2)),
        "true pull": float(shares @ true),
    }


# --- coarse, then fine ----------------------------------------------------------------

WORK = 72  # steps with 24 voxels along an edge; one with 12 costs an eighth


def coarse_then_fine(coarse, *, seed=0):
    """The same work, of which so many steps are coarse: a scene of 24 voxels along an edge."""
    raw = finer(sculpt(count=coarse, seed=seed)[0]) if coarse else None
    count = WORK - coarse // 8
    return sculpt(raw=raw, side=2 * solids.SIDE, count=count, seed=seed + 5)[0]
