"""A denoiser that learns: a small network guesses what lies below the noise.

It is told two things besides the noisy row: how much of the picture is left in it, and what is
to be seen, the condition. A condition of zeros says nothing; it is shown now and then in
training, so that the same network can also guess without being told.

Rows may be pixels, the latents of an autoencoder or any other numbers of variance about 1.
What it guesses is the picture and not the noise: a network that is narrower than its rows
cannot let noise through, while pictures differ in a few things only and do pass.
"""

import numpy as np

from ... import checks, shapes
from ...training import layers
from ...training.descent import minibatches, train
from ...training.primitives import gelu_tanh
from .guidance import drop_conditions
from .steps import add_noise

WIDTH, BLOCKS = 96, 3
OCTAVES = 6  # each feature of the level turns twice as fast as the one before
DROPPED = 0.1  # share of examples that are shown without their condition
STEP_SIZE = 0.004
AVERAGE = 0.99  # of the weights; DDPM, which trains for long, has 0.9999
EPS = 1e-5

_NORM = shapes.renamed(shapes.NORM, d="w")
DENOISER = {
    "enter": shapes.affine("d", "w"),
    "level": shapes.affine("l", "w"),
    "condition": shapes.affine("c", "w"),
    "blocks": [
        {
            "norm": _NORM,
            "up": shapes.affine("w", "w"),
            "told": shapes.affine("w", "w"),
            "down": shapes.affine("w", "w"),
        }
    ],
    "norm": _NORM,
    "leave": shapes.affine("w", "d"),
}


def new_denoiser(rng, *, d, condition_size, width=WIDTH, blocks=BLOCKS):
    """Parameters of a denoiser before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Numbers of a row.
    condition_size : int
        Numbers of a condition.
    width : int
        Features inside.
    blocks : int

    Returns
    -------
    dict
        For `learned_denoiser`. What a block and the whole give out is small at first.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.
    """
    d, condition_size = checks.counts(d=d, condition_size=condition_size)
    width, blocks = checks.counts(width=width, blocks=blocks)
    rng = checks.rng(rng)

    def layer(into, out, gain=1.0):
        weight = rng.normal(0, gain / np.sqrt(into), (into, out))
        return {"weight": weight, "bias": np.zeros(out)}

    def even():
        return {"gain": np.ones(width), "bias": np.zeros(width)}

    return {
        "enter": layer(d, width),
        "level": layer(2 * OCTAVES, width),
        "condition": layer(condition_size, width),
        "blocks": [
            {
                "norm": even(),
                "up": layer(width, width),
                "told": layer(width, width, 0.3),
                "down": layer(width, width, 0.3),
            }
            for _ in range(blocks)
        ],
        "norm": even(),
        "leave": layer(width, d, 0.1),
    }


def level_features(alpha_bar):
    """How much of the picture is left, as sines and cosines of an angle and its doubles.

    The angle is that whose cosine is sqrt(alpha_bar): 0 for a clean picture, a quarter turn
    for mere noise. So it means the same under every schedule.

    Parameters
    ----------
    alpha_bar : array, shape (n,)
        In [0, 1].

    Returns
    -------
    array, shape (n, 12)

    References
    ----------
    After Vaswani et al. 2017, arXiv:1706.03762, section 3.5, as DDPM has them (Ho, Jain and
    Abbeel 2020, arXiv:2006.11239, appendix B), but of the level and not of the step's number.
    """
    alpha_bar = _levels("alpha_bar", alpha_bar)
    angle = np.arccos(np.sqrt(alpha_bar))[:, None] * 2.0 ** np.arange(OCTAVES)
    return np.hstack([np.sin(angle), np.cos(angle)])


@checks.weights(p=DENOISER)
def learned_denoiser(x, condition, p, *, alpha_bar):
    """What the network guesses to lie below the noise.

    Parameters
    ----------
    x : array, shape (n, d)
        Noisy rows.
    condition : array, shape (n, c)
        What each shows; a row of zeros says nothing.
    p : dict
        As `new_denoiser` makes it.
    alpha_bar : float, or array of shape (n,)
        In [0, 1]: what is left of the picture in x.

    Returns
    -------
    array, shape (n, d)

    Raises
    ------
    ValueError
        If widths do not fit, there is not one condition a row, or alpha_bar is no share.

    References
    ----------
    A residual network of our own; it is conditioned on time and text as the U-Nets of Ho, Jain
    and Abbeel 2020, arXiv:2006.11239, appendix B, are on time: by adding inside each block.
    """
    x = checks.numbers("x", x, (None, len(p["enter"]["weight"])))
    n = len(x)
    wide = len(p["condition"]["weight"])
    condition = checks.numbers("condition", condition, (n, wide))
    alpha_bar = checks.finite("alpha_bar", alpha_bar)
    level = level_features(alpha_bar if alpha_bar.ndim else np.full(n, alpha_bar))
    if len(level) != n:
        raise ValueError(
            f"alpha_bar must be one for each of {n} rows, got {len(level)}"
        )
    told = layers.linear(level, p["level"]) + layers.linear(condition, p["condition"])
    told = gelu_tanh(told)  # (n, width)
    h = layers.linear(x, p["enter"])
    for block in checks.dicts("blocks", p["blocks"]):
        inner = layers.linear(layers.norm(h, block["norm"], eps=EPS), block["up"])
        inner = gelu_tanh(inner + layers.linear(told, block["told"]))
        h = h + layers.linear(inner, block["down"])  # (n, width)
    return layers.linear(layers.norm(h, p["norm"], eps=EPS), p["leave"])


@checks.weights(p=DENOISER)
def denoising_loss(p, x, noise, condition, alpha_bar):
    """How far the guess is from the picture: the mean of the squared differences.

    Parameters
    ----------
    p : dict
        As `new_denoiser` makes it.
    x, noise : array, shape (n, d)
        Clean rows, and what is laid over them.
    condition : array, shape (n, c)
    alpha_bar : array, shape (n,)
        How much is left of each row.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, section 3.2, where the picture is predicted; as
    in their equation 14 all levels weigh the same.
    """
    x = checks.numbers("x", x, (None, None))
    alpha_bar = checks.finite("alpha_bar", alpha_bar, (len(x),))
    noisy = add_noise(x, noise, alpha_bar=alpha_bar[:, None])
    guess = learned_denoiser(noisy, condition, p, alpha_bar=alpha_bar)
    return ((guess - x) ** 2).mean()


@checks.weights(p=DENOISER)
def teach_denoiser(
    p, x, condition, rng, *, alpha_bars, size=128, steps=400, dropped=DROPPED,
    step_size=STEP_SIZE, average=AVERAGE, watch=None, every=50,
):  # fmt: skip
    """Train a denoiser: noise of any level on rows by chance, and one step downhill.

    Parameters
    ----------
    p : dict
        As `new_denoiser` makes it. Not modified.
    x : array, shape (m, d)
        Clean rows.
    condition : array, shape (m, c)
        What each shows.
    rng : numpy.random.Generator
    alpha_bars : array, shape (times,)
        Of the schedule; in a batch its times come up evenly.
    size, steps : int
        Rows of a batch, and batches.
    dropped : float
        Share of the rows whose condition is replaced by zeros.
    step_size, average, watch, every
        See `train`.

    Returns
    -------
    p, losses, watched
        See `train`.

    Raises
    ------
    ValueError
        If something does not fit; see `denoising_loss`, `minibatches` and `train`.

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, algorithm 1; Ho and Salimans 2022,
    arXiv:2207.12598, algorithm 1, for conditions that are left out.
    """
    x = checks.finite("x", x, (None, len(p["enter"]["weight"])))
    wide = len(p["condition"]["weight"])
    condition = checks.finite("condition", condition, (len(x), wide))
    examples = noisy_examples(
        x, condition, np.zeros(wide), rng, alpha_bars=alpha_bars, size=size,
        steps=steps, dropped=dropped,
    )  # fmt: skip
    how = {"step_size": step_size, "average": average, "watch": watch, "every": every}
    return train(denoising_loss, p, examples, **how)


def noisy_examples(x, condition, blank, rng, *, alpha_bars, size, steps, dropped):
    """What a denoiser is shown: batches of rows, noise, conditions and levels, for `train`.

    Parameters
    ----------
    x : array, shape (m, ...)
        Clean rows.
    condition : array, shape (m, ...)
        What each shows.
    blank : array, shape of a row of `condition`
        What stands there if nothing is said.
    rng : numpy.random.Generator
    alpha_bars : array, shape (times,)
        Of the schedule; in a batch its times come up evenly.
    size, steps : int
        Rows of a batch, and batches.
    dropped : float
        Share of the rows that are shown with `blank`.

    Returns
    -------
    iterator of tuples
        x and noise, shape (size, ...), condition, shape (size, ...), and how much is left,
        shape (size,).

    Raises
    ------
    ValueError
        If something does not fit; see `minibatches`.

    References
    ----------
    Ho, Jain and Abbeel 2020, arXiv:2006.11239, algorithm 1, where times are drawn one by one.
    """
    x = checks.finite("x", x, (..., None))
    condition = checks.array("condition", condition, (..., None))
    checks.as_many(x=x, condition=condition)
    blank = checks.array("blank", blank, condition.shape[1:])
    alpha_bars = _levels("alpha_bars", alpha_bars)
    checks.count("times of alpha_bars", len(alpha_bars))
    checks.rate("dropped", dropped)
    batches = minibatches(np.arange(len(x)), rng, size=size, steps=steps)
    return _examples(batches, x, condition, blank, rng, alpha_bars, dropped)


def _examples(batches, x, condition, blank, rng, alpha_bars, dropped):
    for (rows,) in batches:
        n = len(rows)
        at = (np.arange(n) + rng.random(n)) / n  # evenly from 0 to 1
        left = alpha_bars[(at * len(alpha_bars)).astype(int)]
        told = drop_conditions(condition[rows], blank, rng, rate=dropped)
        yield x[rows], rng.normal(size=(n, *x.shape[1:])), told, left


def _levels(name, values):
    """Numbers in a row, each in [0, 1]."""
    values = checks.finite(name, values, (None,))
    for end in (values.min(initial=1), values.max(initial=0)):
        checks.rate(name, float(end))
    return values
