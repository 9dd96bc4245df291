"""Classifier-free guidance: guess with the caption and without, and exaggerate the difference.

One network makes both guesses, because some of the captions were left out when it was trained.
What is guided may be the picture, the noise or the velocity: at one x they are the same but for
a shift and a factor, so the result is the same.

Two conventions are in use, and they differ by 1. In GLIDE's, Imagen's and diffusers' a scale of
1 is no guidance; in that of the paper that began it, a weight of 0 is.
"""

import numpy as np

from ... import checks


def guide(conditional, unconditional, *, scale):
    """From the guess without a caption towards that with it, and beyond: u + scale (c - u).

    With guesses of 0.2 without and 0.6 with the caption, a scale of 3 gives 1.4. A scale of 0
    forgets the caption, 1 is the guess with it.

    Parameters
    ----------
    conditional : array, shape (...)
        What is guessed with the caption: a picture, noise, velocity or scores.
    unconditional : array, shape (...)
        The same without it; or with a caption of what one does *not* want, a negative prompt.
    scale : float
        1 or more, usually.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    Nichol et al. 2021, arXiv:2112.10741, sec. 2.3. Imagen's eq. 2 is the same, Saharia et al.
    2022, arXiv:2205.11487: w c + (1 - w) u.
    """
    conditional, unconditional = _both(conditional, unconditional)
    scale = checks.number("scale", scale)
    return unconditional + scale * (conditional - unconditional)


def guide_beyond(conditional, unconditional, *, weight):
    """The same, counted from the guess with the caption: (1 + weight) c - weight u.

    A weight of 0 is no guidance, and a weight of 2 is a scale of 3.

    Parameters
    ----------
    conditional, unconditional : array, shape (...)
        As for `guide`.
    weight : float
        0 or more, usually; -1 forgets the caption.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    Ho and Salimans 2022, arXiv:2207.12598, eq. 6.
    """
    conditional, unconditional = _both(conditional, unconditional)
    weight = checks.number("weight", weight)
    return (1 + weight) * conditional - weight * unconditional


def drop_conditions(conditions, empty, rng, *, rate):
    """Leave some captions out, so that one network learns to guess with and without.

    Each row is replaced as a whole, or left as it is.

    Parameters
    ----------
    conditions : array, shape (n, ...)
        A caption a row: ids of its words, or numbers that stand for them.
    empty : array, shape (...)
        What stands for no caption: GLIDE's is an empty text, Imagen's are zeros.
    rng : numpy.random.Generator
    rate : float
        In [0, 1]: 0.2 in GLIDE, in a second training; 0.1 in Imagen.

    Returns
    -------
    array, shape (n, ...)

    Raises
    ------
    ValueError
        If `empty` has not the shape of a row.

    References
    ----------
    Nichol et al. 2021, arXiv:2112.10741, sec. 4.2; Saharia et al. 2022, arXiv:2205.11487,
    sec. 4.1.
    """
    conditions = checks.array("conditions", conditions)
    if not conditions.ndim:
        raise ValueError(f"conditions must have a row a caption, got {conditions}")
    empty = checks.array("empty", empty, conditions.shape[1:])
    dropped = checks.rng(rng).random(len(conditions)) < checks.rate("rate", rate)
    dropped = dropped.reshape(-1, *[1] * (conditions.ndim - 1))
    # As whole as they were: of int64 and uint64 together NumPy would make floats.
    whole = empty.dtype.kind in "iu" and conditions.dtype.kind in "iu"
    shown = np.where(dropped, empty, conditions)
    return shown.astype(conditions.dtype) if whole else shown


def _both(conditional, unconditional):
    conditional = checks.numbers("conditional", conditional)
    return conditional, checks.numbers(
        "unconditional", unconditional, conditional.shape
    )
