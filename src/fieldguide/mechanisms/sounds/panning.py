"""How loud a sound is in each ear, so that it seems to come from somewhere.

A position goes from -1, all the way on the left, to 1. It becomes two factors, by which the
sound is multiplied for the left loudspeaker and for the right. Loudness goes with power, the
square of what the air does, and the powers of two loudspeakers add up; so a law of panning is
judged by the sum of its squares.
"""

import numpy as np

from ... import checks


def linear_pan(position):
    """Share the sound between the ears: what one gains the other loses.

    In the middle each gets 1/2, so the power is 1/4 + 1/4, half of what it is on the side: the
    sound sinks by 3 decibels on its way past.

    Parameters
    ----------
    position : array, shape (...)
        -1 on the left to 1 on the right.

    Returns
    -------
    array, shape (..., 2)
        Factors for left and right; they add up to 1.

    Raises
    ------
    ValueError
        If a position lies outside of [-1, 1].
    """
    right = (_position(position) + 1) / 2
    return np.stack([1 - right, right], axis=-1)


def constant_power_pan(position):
    """Go round a quarter of a circle: the squares of the factors add up to 1 everywhere.

    In the middle both are cos 45° = 0.707, and 1/2 + 1/2 = 1.

    Parameters
    ----------
    position : array, shape (...)
        -1 on the left to 1 on the right.

    Returns
    -------
    array, shape (..., 2)
        Factors for left and right.

    Raises
    ------
    ValueError
        If a position lies outside of [-1, 1].
    """
    angle = (_position(position) + 1) * np.pi / 4  # radian
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def boosted_pan(position):
    """Leave what is in the middle as it is; else take from the far ear and give to the near one.

    In the middle both factors are 1. On the left they are 1.414 and 0: the near ear is raised
    by 3 decibels. The power is 2 in these three places, and a little less between them.

    Parameters
    ----------
    position : array, shape (...)
        -1 on the left to 1 on the right.

    Returns
    -------
    array, shape (..., 2)
        Factors for left and right.

    Raises
    ------
    ValueError
        If a position lies outside of [-1, 1].

    References
    ----------
    jiaaro/pydub, commit 0533dfa, effects.py, pan, which Soundify's prototype calls. There the
    factors go by way of decibels, and 2 decibels there and back are the factors here.
    """
    position = _position(position)
    raised = 2.0 ** abs(position)
    near, far = np.sqrt(raised), 2 - raised
    left = np.where(position < 0, near, far)
    right = np.where(position < 0, far, near)
    return np.stack([left, right], axis=-1)


def amplitude(decibels):
    """By which factor a sound is multiplied that becomes so many decibels louder.

    20 decibels are a factor of 10, 6 nearly 2, and -6 nearly 1/2.

    Parameters
    ----------
    decibels : array, shape (...)

    Returns
    -------
    array, shape (...)
        Above 0.
    """
    return 10 ** (checks.numbers("decibels", decibels) / 20)


def level(gains):
    """The power of both ears together, in decibels above that of one at full strength.

    Parameters
    ----------
    gains : array, shape (..., 2)
        For left and right, not both 0.

    Returns
    -------
    array, shape (...)
        0 if the squares add up to 1, -3.01 if they add up to 1/2.

    Raises
    ------
    ValueError
        If both are 0: silence has no level.
    """
    gains = checks.numbers("gains", gains, (..., 2))
    power = (gains**2).sum(-1)
    if not power.all():
        raise ValueError("gains must not both be 0, which is silence, got such a pair")
    return 10 * np.log10(power)


def _position(position):
    position = checks.finite("position", position)
    if position.size and abs(position).max() > 1:
        worst = position.flat[abs(position).argmax()]
        raise ValueError(f"position must lie in [-1, 1], got {worst}")
    return position
