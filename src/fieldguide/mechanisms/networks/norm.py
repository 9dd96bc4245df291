"""Normalization: keep the numbers that flow through a network at one scale."""

import numpy as np

from ... import checks, shapes


@checks.weights(p=shapes.NORM)
def layer_norm(x, p, *, eps=1e-5):
    """Shift each row to mean 0, scale it to variance 1, then stretch and move it.

    The row (1, 3) has mean 2 and variance 1: it becomes (-1, 1).

    Parameters
    ----------
    x : array, shape (..., d)
        Not modified.
    p : dict
        gain and bias, each of shape (d,) or a number.
    eps : float
        Added to the variance, so that a constant row does not divide by zero.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If x is not d wide, p lacks a part, or eps is negative.

    References
    ----------
    Ba, Kiros and Hinton 2016, arXiv:1607.06450, equation 4 (which has no eps).
    """
    x = checks.numbers("x", x, (..., None))
    checks.features("x", x, p, "gain", "bias")
    checks.number("eps", eps, least=0)
    away = x - x.mean(-1, keepdims=True)
    variance = (away * away).mean(
        -1, keepdims=True
    )  # (..., 1)  divided by d, not d - 1
    return away / np.sqrt(variance + eps) * p["gain"] + p["bias"]


def new_norm(d):
    """Parameters of a layer norm that has learned nothing: gain 1, bias 0, each (d,)."""
    d = checks.count("d", d)
    return {"gain": np.ones(d), "bias": np.zeros(d)}


@checks.weights(p=shapes.RMS_NORM)
def rms_norm(x, p, *, eps=1e-6):
    """Scale each row to a mean square of 1, then stretch it; nothing is shifted.

    The row (1, 7) has the mean square 25: it becomes (0.2, 1.4).

    Parameters
    ----------
    x : array, shape (..., d)
        Not modified.
    p : dict
        gain, of shape (d,) or a number.
    eps : float
        Added to the mean square, so that a row of zeros does not divide by zero.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If x is not d wide, p lacks the gain, or eps is negative.

    References
    ----------
    Zhang and Sennrich 2019, arXiv:1910.07467, equation 4. Raffel et al. 2020,
    arXiv:1910.10683, sec. 2.1, have it as a "simplified" layer norm; eps from T5's code.
    """
    x = checks.numbers("x", x, (..., None))
    checks.features("x", x, p, "gain")
    checks.number("eps", eps, least=0)
    square = (x**2).mean(-1, keepdims=True)  # (..., 1)
    return x / np.sqrt(square + eps) * p["gain"]


def new_rms_norm(d):
    """Parameters of an RMS norm that has learned nothing: gain 1, (d,)."""
    return {"gain": np.ones(checks.count("d", d))}
