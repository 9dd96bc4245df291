"""Patches of pictures of any size: Gato's pixels, and places that are shares of a picture.

A table with a row for each patch of a picture fits pictures of one size. If a place is said as a
share of the height and one of the width instead, one table serves all: the patch in the middle
of a small picture and the one in the middle of a large one are told alike.
"""

import numpy as np

from ... import checks
from .patches import patch_number

SIDE = 16  # pixels of a patch's side, Reed et al. 2022, sec. 2.1
PLACES = 128  # bins of a share, and rows of the table, app. C.3


def scale_pixels(patches, *, side=SIDE):
    """Pixels of 0 ... 1 as Gato reads them: -1 ... 1, divided by the root of a patch's side.

    Black becomes -1/4, white 1/4 and gray 0, if a patch has 16 pixels a side.

    Parameters
    ----------
    patches : array, any shape
        In 0 ... 1.
    side : int
        Pixels of a patch's side: the paper's "patch size", and not how many pixels it has.

    Returns
    -------
    array, shape of `patches`

    Raises
    ------
    ValueError
        If `patches` does not hold numbers, or `side` is no whole number.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.1: "the square-root of the patch size (i.e.
    √16 = 4)".
    """
    side = checks.count("side", side)
    return (2 * checks.numbers("patches", patches) - 1) / np.sqrt(side)


def place_intervals(*, height, width, side=SIDE, bins=PLACES):
    """From where to where each patch reaches, in shares of the picture's height and width.

    A picture of two rows and one column of patches: the first reaches from 0 to 64 downward
    and from 0 to 128 across, the second from 64 to 128 and from 0 to 128.

    Parameters
    ----------
    height, width : int
        Pixels, multiples of `side`.
    side : int
        Pixels of a patch's side.
    bins : int
        In so many steps a share is told; each has a row in a table.

    Returns
    -------
    int array, shape (m, 2, 2)
        Of each patch, row by row: (from, to) downward and (from, to) across, 0 ... bins.

    Raises
    ------
    ValueError
        If the picture cannot be cut evenly.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, app. C.3 and figure 15. Halves are rounded to the even
    number, as in OrigamiDream/gato@0262553, gato/models/embedding.py.
    """
    height, width, side, bins = checks.counts(
        height=height, width=width, side=side, bins=bins
    )
    patch_number(height=height, width=width, side=side)  # refuses what cannot be cut
    down, across = (
        np.rint(np.arange(n // side + 1) * side / n * bins).astype(int)
        for n in (height, width)
    )
    ends = [np.stack([each[:-1], each[1:]], axis=-1) for each in (down, across)]
    rows, columns = map(len, ends)
    return np.stack(
        [np.repeat(ends[0], columns, axis=0), np.tile(ends[1], (rows, 1))], axis=1
    )


def middle_places(intervals, *, bins=PLACES):
    """The row of the table that stands for each interval: its middle, when a model is used.

    Parameters
    ----------
    intervals : int array, shape (..., 2)
        From and to, as `place_intervals` gives them.
    bins : int
        Rows of the table.

    Returns
    -------
    int array, shape (...)
        0 ... bins - 1.

    Raises
    ------
    ValueError
        If an interval ends before it begins, or beyond the table.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, app. C.3: the rounded mean. Of 127 and 128 that is 128,
    a row too many; it is counted as the last.
    """
    intervals, bins = _intervals(intervals, bins)
    return np.minimum(np.rint(intervals.mean(-1)).astype(int), bins - 1)


def draw_places(intervals, rng, *, bins=PLACES):
    """A row of the table from each interval by lot, while a model learns.

    So all rows are learned, also with pictures of few patches, and a neighbor's row means
    nearly the same.

    Parameters
    ----------
    intervals : int array, shape (..., 2)
        From and to, as `place_intervals` gives them.
    rng : numpy.random.Generator
    bins : int
        Rows of the table.

    Returns
    -------
    int array, shape (...)
        From the beginning on, before the end; the beginning, if both are one.

    Raises
    ------
    ValueError
        If an interval ends before it begins, or beyond the table.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, app. C.3: "a random index is uniformly sampled".
    """
    intervals, bins = _intervals(intervals, bins)
    low, high = np.moveaxis(intervals, -1, 0)
    drawn = checks.rng(rng).integers(low, np.maximum(high, low + 1))
    return np.minimum(drawn, bins - 1)


def _intervals(intervals, bins):
    bins = checks.count("bins", bins)
    intervals = checks.ids("intervals", intervals, bins + 1, (..., 2))
    if (intervals[..., 0] > intervals[..., 1]).any():
        raise ValueError("intervals must begin before they end")
    return intervals, bins
