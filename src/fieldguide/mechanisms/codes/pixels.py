"""A density for pixels, which end at 0 and 1: the logit-Laplace distribution.

A squared error allots some probability to pixels that cannot be, darker than black. Here the
logit of a pixel, which may be any number, has a Laplace distribution, so that the pixel itself
lies between 0 and 1. At the ends themselves the logit is infinite; pixels are therefore moved
a little inward first.
"""

import numpy as np

from ... import checks

MARGIN = (
    0.1  # epsilon, Ramesh et al. 2021, app. A.3; dall_e/utils.py, logit_laplace_eps
)


def map_pixels(x, *, margin=MARGIN):
    """Pixels in [0, 1] to [margin, 1 - margin]: 0 becomes 0.1, 1/2 stays, 1 becomes 0.9.

    Parameters
    ----------
    x : array, any shape
    margin : float
        Epsilon, at least 0 and less than 1/2.

    Returns
    -------
    array, shape of `x`

    Raises
    ------
    ValueError
        If the margin leaves nothing.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, equation 3; openai/DALL-E, dall_e/utils.py.
    """
    x, margin = checks.numbers("x", x), _margin(margin)
    return (1 - 2 * margin) * x + margin


def unmap_pixels(x, *, margin=MARGIN):
    """Back to [0, 1]; what a decoder put outside of the margins becomes black or white.

    Parameters
    ----------
    x : array, any shape
    margin : float
        As in `map_pixels`.

    Returns
    -------
    array, shape of `x`

    Raises
    ------
    ValueError
        If the margin leaves nothing.

    References
    ----------
    openai/DALL-E, dall_e/utils.py.
    """
    x, margin = checks.numbers("x", x), _margin(margin)
    return np.clip((x - margin) / (1 - 2 * margin), 0, 1)


def logit_laplace_log_density(x, mean, log_spread):
    """Log of the density at x of a number whose logit has a Laplace distribution.

    -|logit(x) - mean| / b - ln(2 b x (1 - x)), with the scale b = exp(log_spread). At x = 1/2,
    with mean 0 and b = 1, the density is 1 / (2 · 1/4) = 2.

    Parameters
    ----------
    x : array, any shape
        In (0, 1), without the ends.
    mean : array, shape of `x`
        Of the logit: 0 stands for 1/2.
    log_spread : array, shape of `x`

    Returns
    -------
    array, shape of `x`
        In nats.

    Raises
    ------
    ValueError
        If an x is not between 0 and 1, or the shapes differ.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, app. A.3, equation 2. The last factor, 1 / (x (1 - x)),
    is the slope of the logit: without it the density would not add up to 1.
    """
    x = checks.numbers("x", x)
    mean, log_spread = (
        checks.numbers("mean", mean),
        checks.numbers("log_spread", log_spread),
    )
    checks.same_shape(x=x, mean=mean, log_spread=log_spread)
    given = np.asarray(getattr(x, "_value", x))  # autograd wraps arrays
    if ((given <= 0) | (given >= 1)).any():
        raise ValueError(
            f"x must lie between 0 and 1, ends excluded, got {given.min()} ... {given.max()}"
        )
    away = abs(np.log(x) - np.log(1 - x) - mean)
    return -away * np.exp(-log_spread) - log_spread - np.log(2 * x * (1 - x))


def _margin(margin):
    if not checks.rate("margin", margin) < 0.5:
        raise ValueError(f"margin must be less than 1/2, got {margin}")
    return margin
