"""Bring a guessed picture back to the numbers that pictures have, -1 ... 1.

Strong guidance exaggerates, and an exaggerated guess has pixels that are brighter than white.
The network has never seen such pictures, and the next step starts from one.
"""

import numpy as np

from ... import checks

PERCENTILE = 99.5  # Saharia et al., fig. A.10


def clip_picture(pictures):
    """Static thresholding: what is beyond -1 or 1 becomes -1 or 1.

    (0.5, 1.0, 2.0) becomes (0.5, 1.0, 1.0): whatever was brighter than white is white, and
    what differed there no longer does.

    Parameters
    ----------
    pictures : array, shape (...)

    Returns
    -------
    array, shape (...)
        In [-1, 1].

    References
    ----------
    Saharia et al. 2022, arXiv:2205.11487, sec. 2.3; Ho, Jain and Abbeel's code did it before.
    """
    return np.clip(checks.numbers("pictures", pictures), -1, 1)


def dynamic_threshold(pictures, *, percentile=PERCENTILE):
    """Dynamic thresholding: find out how far a picture goes beyond, and shrink all of it.

    s is a percentile of the absolute values of a picture, but at least 1; it is clipped to
    -s ... s and divided by s. With the percentile 100, (0.5, 1.0, 2.0) becomes
    (0.25, 0.5, 1.0): everything is duller, and what differed still does.

    Parameters
    ----------
    pictures : array, shape (n, ...)
        Each has an s of its own, over all its pixels and colors.
    percentile : float
        In [0, 100].

    Returns
    -------
    array, shape (n, ...)
        In [-1, 1]. A picture of which fewer than 100 - percentile percent go beyond is
        clipped, since its s is 1.

    Raises
    ------
    ValueError
        If the percentile is none, or a picture has no pixels.

    References
    ----------
    Saharia et al. 2022, arXiv:2205.11487, sec. 2.3 and fig. A.31.
    """
    pictures = checks.numbers("pictures", pictures)
    if pictures.ndim < 2 or not pictures[:1].size:
        raise ValueError(
            f"pictures must hold pictures with pixels, got shape {pictures.shape}"
        )
    if not 0 <= checks.number("percentile", percentile) <= 100:
        raise ValueError(f"percentile must lie in [0, 100], got {percentile}")
    flat = np.abs(pictures.reshape(len(pictures), -1))
    s = np.maximum(np.percentile(flat, percentile, axis=1), 1)  # (n,)
    s = s.reshape(-1, *[1] * (pictures.ndim - 1))
    return np.clip(pictures, -s, s) / s
