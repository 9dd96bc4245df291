"""Normalization: keep the numbers that flow through a network at one scale."""

import numpy as np


def layer_norm(x, gain, bias, eps=1e-5):
    """Shift each row to mean 0, scale it to variance 1, then stretch and move it.

    The row (1, 3) has mean 2 and variance 1: it becomes (-1, 1).

    Parameters
    ----------
    x : array, shape (..., d)
        Not modified.
    gain, bias : array, shape (d,)
    eps : float
        Added to the variance, so that a constant row does not divide by zero.

    Returns
    -------
    array, shape (..., d)

    References
    ----------
    Ba, Kiros and Hinton 2016, arXiv:1607.06450, equation 4 (which has no eps).
    """
    mean = x.mean(-1, keepdims=True)  # (..., 1)
    variance = x.var(-1, keepdims=True)  # (..., 1)  divided by d, not d - 1
    return (x - mean) / np.sqrt(variance + eps) * gain + bias
