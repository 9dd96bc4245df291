"""Denoisers that need no training, because all pictures that there are stand in a list.

The best guess of the picture below the noise is a mean of all pictures, each weighted by how
likely it is to have become x. With the whole picture it can only bring back what is in the
list; patch by patch it makes pictures that never were; and if all is known of the pictures but
their mean and covariance, it makes ghosts.
"""

import math

import numpy as np

from ... import checks
from ..attention.attention import softmax


def exact_denoiser(x, pictures, *, alpha_bar, shares=None):
    """The mean of all pictures, weighted by how likely each is to lie below x.

    softmax over the list of -|x - sqrt(alpha_bar) p|² / (2 (1 - alpha_bar)) + log share.

    Parameters
    ----------
    x : array, shape (n, ...)
        Noisy pictures.
    pictures : array, shape (m, ...)
        All that there are.
    alpha_bar : float
        In [0, 1): what is left of the picture in x.
    shares : array, shape (m,), optional
        How often each is met, adding up to 1; by default all equally often.

    Returns
    -------
    guess : array, shape (n, ...)
        No function of x has a smaller squared error.
    weights : array, shape (n, m)
        Of each picture, adding up to 1: with much noise all alike, with little one of them.

    References
    ----------
    Bayes' rule with Gaussian noise; Karras et al. 2022, arXiv:2206.00364, eq. 57.
    """
    x, pictures = _both(x, pictures)
    alpha_bar = _noisy(alpha_bar)
    size = math.prod(x.shape[1:])
    flat, known = x.reshape(len(x), size), pictures.reshape(len(pictures), size)
    root = np.sqrt(alpha_bar)
    # |x - root p|² without |x|², which is the same for all pictures.
    squares = alpha_bar * (known**2).sum(1) - 2 * root * flat @ known.T
    logits = -squares / (2 * (1 - alpha_bar))
    if shares is not None:
        shares = checks.probabilities("shares", shares, (len(pictures),))
        with np.errstate(divide="ignore"):
            logits = logits + np.log(shares)
    weights = softmax(logits, axis=1)
    return (weights @ known).reshape(x.shape), weights


def patch_denoiser(x, pictures, *, alpha_bar, radius):
    """The same, but each pixel is guessed from its neighborhood alone.

    So the left of a guess may come from one picture and the right from another: the pictures
    it makes are new, and locally all right.

    Parameters
    ----------
    x : array, shape (n, height, width, colors)
    pictures : array, shape (m, height, width, colors)
    alpha_bar : float
        In [0, 1).
    radius : int
        0 or more: a pixel sees 2 radius + 1 pixels across and down. At the edge it sees less.

    Returns
    -------
    array, shape (n, height, width, colors)

    References
    ----------
    Kamb and Ganguli 2024, arXiv:2412.20292, sec. 3: the local score machine. Their
    equivariant one may also move patches to other places; here each stays where it is.
    """
    x, pictures = _both(x, pictures)
    if x.ndim != 4:
        raise ValueError(
            f"x must have 4 axes, (n, height, width, colors), got {x.shape}"
        )
    alpha_bar = _noisy(alpha_bar)
    here, known = (
        x.transpose(1, 2, 0, 3),
        pictures.transpose(1, 2, 0, 3),
    )  # pixels first
    # |x - root p|² at each pixel, without |x|², which is the same for all pictures.
    away = alpha_bar * (known**2).sum(-1)[:, :, None]
    away = away - 2 * np.sqrt(alpha_bar) * here @ known.swapaxes(2, 3)  # (h, w, n, m)
    squares = _box_sum(away, checks.count("radius", radius, least=0))
    weights = softmax(-squares / (2 * (1 - alpha_bar)))
    return (weights @ known).transpose(2, 0, 1, 3)


def gaussian_denoiser(x, *, mean, directions, variances, alpha_bar):
    """The best guess if the pictures were a Gaussian: along each direction, shrink to the mean.

    Parameters
    ----------
    x : array, shape (n, d)
    mean : array, shape (d,)
    directions : array, shape (d, d)
        Columns at right angles of length 1: the eigenvectors of the pictures' covariance.
    variances : array, shape (d,)
        Of the pictures along them, 0 or more.
    alpha_bar : float
        In [0, 1).

    Returns
    -------
    array, shape (n, d)

    References
    ----------
    The Wiener filter; as a diffusion model Wang and Vastola 2023, arXiv:2303.02490.
    """
    x = checks.finite("x", x, (None, None))
    d = x.shape[1]
    mean = checks.finite("mean", mean, (d,))
    directions = checks.finite("directions", directions, (d, d))
    variances = _variances(variances, (d,))
    alpha_bar = _noisy(alpha_bar)
    root = np.sqrt(alpha_bar)
    gain = root * variances / (alpha_bar * variances + 1 - alpha_bar)
    return mean + ((x - root * mean) @ directions * gain) @ directions.T


def narrow_errors(variances, *, alpha_bar, width):
    """What a narrow linear network must miss of a picture, by what it is asked for.

    Between its two layers it has `width` numbers only. Along each direction of the pictures it
    can predict a share of what is asked for; it keeps the `width` directions that help most,
    and misses the rest. What it says is then turned into a picture.

    Parameters
    ----------
    variances : array, shape (d,)
        Of the pictures along directions at right angles, 0 or more.
    alpha_bar : float
        In (0, 1).
    width : int
        At most d.

    Returns
    -------
    dict of str to float
        Mean squared error of a picture's number, if the network is asked for the "picture",
        for the "noise", or for the "velocity". With width = d all three are the same.

    References
    ----------
    Reduced-rank regression, which is solved along the directions because noise is alike in
    all of them; what is asked for is compared by Salimans and Ho 2022, arXiv:2202.00512, sec. 4.
    """
    variances = _variances(variances, (None,))
    alpha_bar = _noisy(checks.number("alpha_bar", alpha_bar, above=0))
    width = checks.count("width", width, most=len(variances))
    noise = 1 - alpha_bar
    asked = {  # its covariance with x, its variance, and what an error of it costs a picture
        "picture": (np.sqrt(alpha_bar) * variances, variances, 1),
        "noise": (np.sqrt(noise), np.ones_like(variances), noise / alpha_bar),
        "velocity": (
            np.sqrt(alpha_bar * noise) * (1 - variances),
            alpha_bar + noise * variances,
            noise,
        ),
    }
    errors = {}
    for name, (shared, own, cost) in asked.items():
        found = shared**2 / (
            alpha_bar * variances + noise
        )  # of its variance, along each
        missed = own.sum() - np.sort(found)[len(found) - width :].sum()
        errors[name] = float(cost * missed / len(variances))
    return errors


def _variances(variances, shape):
    variances = checks.finite("variances", variances, shape)
    if (variances < 0).any():
        raise ValueError(f"variances must be 0 or more, got {variances.min()}")
    return variances


def _both(x, pictures):
    x = checks.finite("x", x)
    if x.ndim < 2:
        raise ValueError(
            f"x must have pictures along its first axis, got shape {x.shape}"
        )
    pictures = checks.finite("pictures", pictures, (None, *x.shape[1:]))
    checks.count("pictures", len(pictures))
    return x, pictures


def _noisy(alpha_bar):
    if checks.rate("alpha_bar", alpha_bar) == 1:
        raise ValueError(
            "alpha_bar must be less than 1: without noise nothing is guessed"
        )
    return alpha_bar


def _box_sum(x, reach):
    """Sums over the square of 2 reach + 1 around each place of the first two axes."""
    for axis in (0, 1):
        n = x.shape[axis]
        sums = np.insert(x.cumsum(axis), 0, 0.0, axis=axis)
        ends = np.minimum(np.arange(n) + reach + 1, n)
        starts = np.maximum(np.arange(n) - reach, 0)
        x = sums.take(ends, axis) - sums.take(starts, axis)
    return x
