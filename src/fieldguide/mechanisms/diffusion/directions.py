"""Diffusion of a vector that stands for a picture: what DALL·E 2 does around its prior.

A contrastive model gives pictures and captions vectors of which only the direction counts. A
*prior* draws the vector of a picture for a caption; a decoder paints a picture with that
vector. Here is what else that needs: the better one of several draws, the way between two
directions, which conditions are left out in training, and numbers as buckets, for a prior that
writes them one after the other.
"""

import numpy as np

from ... import checks

VECTOR_DROPPED, TEXT_DROPPED = 0.1, 0.5  # of the decoder, Ramesh et al., sec. 2.1
BUCKETS = 1024  # of each number, sec. 2.2
SMALL = 1e-6  # radians; below it an arc is as good as a straight line


def slerp(a, b, *, t):
    """Go from direction a to direction b along the arc, a share t of the way.

    Halfway from (1, 0) to (0, 1) is (0.707, 0.707): an eighth of a turn from both, and as long
    as they are. The straight line would be at (0.5, 0.5), which is shorter.

    Parameters
    ----------
    a, b : array, shape (..., d)
        Only their directions count: they are given length 1.
    t : float
        0 is a, 1 is b.

    Returns
    -------
    array, shape (..., d)
        Of length 1. Equal steps of t are equal angles.

    Raises
    ------
    ValueError
        If a row is zero, or two are opposite: then every way is as short as any other.

    References
    ----------
    Shoemake 1985, "Animating rotation with quaternion curves". DALL·E 2's variations between
    two pictures, and from a picture towards a difference of texts, up to a share of 0.25 to 0.5
    (Ramesh et al. 2022, arXiv:2204.06125, sections 3.2 and 3.3).
    """
    a = _unit("a", a)
    b = _unit("b", checks.finite("b", b, (..., a.shape[-1])))
    t = checks.number("t", t)
    angle = np.arctan2(  # arccos would lose half of the digits of small angles
        np.sqrt(((a - b) ** 2).sum(-1, keepdims=True)),
        np.sqrt(((a + b) ** 2).sum(-1, keepdims=True)),
    )
    angle = 2 * angle  # (..., 1)  radian
    if (angle > np.pi - SMALL).any():
        raise ValueError("a and b must not be opposite: no arc is the shortest")
    near = angle < SMALL
    sine = np.where(near, 1, np.sin(angle))
    from_a = np.where(near, 1 - t, np.sin((1 - t) * angle) / sine)
    from_b = np.where(near, t, np.sin(t * angle) / sine)
    return from_a * a + from_b * b


def closest_sample(drawn, captions):
    """Of several vectors drawn for each caption, the one with the largest dot product.

    Parameters
    ----------
    drawn : array, shape (k, n, d)
        k draws of each of n vectors. DALL·E 2 draws 2.
    captions : array, shape (n, d)
        What they should be close to: the vectors of the captions.

    Returns
    -------
    array, shape (n, d)
        Of equals the first.

    Raises
    ------
    ValueError
        If shapes do not fit, or there is no draw.

    References
    ----------
    Ramesh et al. 2022, arXiv:2204.06125, section 2.2: two samples, and the one with the higher
    dot product with the text's embedding.
    """
    captions = checks.finite("captions", captions, (None, None))
    drawn = checks.finite("drawn", drawn, (None, *captions.shape))
    checks.count("drawn", len(drawn))
    best = (drawn * captions).sum(-1).argmax(0)  # (n,)
    return drawn[best, np.arange(len(captions))]


def keep_conditions(
    n, rng, *, vector_dropped=VECTOR_DROPPED, text_dropped=TEXT_DROPPED
):
    """Which of n examples are shown with their vector, and which with their caption.

    The two are left out independently, so that a decoder learns to paint with both, with one of
    them and with neither, and can be guided by either.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator
    vector_dropped, text_dropped : float
        How often each is left out, in [0, 1].

    Returns
    -------
    with_vector, with_text : bool array, shape (n,)

    Raises
    ------
    ValueError
        If a share is not in [0, 1].

    References
    ----------
    Ramesh et al. 2022, arXiv:2204.06125, section 2.1, for both shares.
    """
    n = checks.count("n", n, least=0)
    checks.rate("vector_dropped", vector_dropped)
    checks.rate("text_dropped", text_dropped)
    draw = checks.rng(rng).random((2, n))
    return draw[0] >= vector_dropped, draw[1] >= text_dropped


def to_buckets(x, *, low, high, buckets=BUCKETS):
    """Each number as the number of the bucket that it falls into.

    With four buckets from 0 to 1, 0.3 falls into bucket 1, and 1 into the last, 3.

    Parameters
    ----------
    x : array, shape (...)
    low, high : float or array that broadcasts against x
        Where the first bucket begins and the last one ends; what lies outside falls into these.
    buckets : int

    Returns
    -------
    int array, shape of x
        0 ... buckets - 1.

    Raises
    ------
    ValueError
        If low is not below high.

    References
    ----------
    Ramesh et al. 2022, arXiv:2204.06125, section 2.2: each of 319 principal components in 1,024
    buckets, predicted one after the other by the autoregressive prior.
    """
    x = checks.finite("x", x)
    low, high = _ends(low, high)
    buckets = checks.count("buckets", buckets)
    place = np.floor((x - low) / (high - low) * buckets)
    return np.clip(place, 0, buckets - 1).astype(int)


def from_buckets(ids, *, low, high, buckets=BUCKETS):
    """The middle of each bucket: undoes `to_buckets` up to half a bucket.

    Parameters
    ----------
    ids : int array, shape (...)
    low, high, buckets
        As in `to_buckets`.

    Returns
    -------
    array, shape of ids

    Raises
    ------
    ValueError
        If there is no such bucket, or low is not below high.
    """
    buckets = checks.count("buckets", buckets)
    ids = checks.ids("ids", ids, buckets)
    low, high = _ends(low, high)
    return low + (ids + 0.5) / buckets * (high - low)


def _unit(name, x):
    x = checks.finite(name, x, (..., None))
    length = np.sqrt((x * x).sum(-1, keepdims=True))
    if not length.all():
        raise ValueError(f"{name} must have no row of zeros, which has no direction")
    return x / length


def _ends(low, high):
    low, high = checks.finite("low", low), checks.finite("high", high)
    if not (low < high).all():
        raise ValueError(f"low must be below high, got {low} and {high}")
    return low, high
