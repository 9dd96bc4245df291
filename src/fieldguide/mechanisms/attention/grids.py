"""Sparse attention for pictures that are read row by row: the row above, the column, the neighborhood.

Of 1,024 tokens in a row of tokens, each would be compared with all before it. But a piece of a
picture has more to do with the pieces around it than with most others, and over several layers
whatever is far is reached in a few hops.
"""

import numpy as np

from ... import checks
from .attention import causal_mask
from .bands import band_mask

KERNEL = 11  # of the last layer's neighborhood, Ramesh et al. 2021, Fig. 11
PERIOD = 4  # one layer of so many looks along columns, the same, app. B.1


def row_mask(side):
    """Each piece sees itself and those before it, back to the one right above.

    Parameters
    ----------
    side : int
        The picture has side times side pieces.

    Returns
    -------
    bool array, shape (side², side²)
        True where one may look.

    Raises
    ------
    ValueError
        If `side` is not a whole number of 1 or more.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, Fig. 11 (a): with a side of 4, five pieces.
    """
    side = checks.count("side", side)
    return band_mask(side**2, width=side + 1)


def column_mask(side):
    """Each piece sees itself and those above it in its column.

    Parameters
    ----------
    side : int
        As in `row_mask`.

    Returns
    -------
    bool array, shape (side², side²)

    Raises
    ------
    ValueError
        If `side` is not a whole number of 1 or more.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, Fig. 11 (b).
    """
    back = _back(checks.count("side", side) ** 2)
    return (back >= 0) & (back % side == 0)


def neighborhood_mask(side, *, kernel=KERNEL):
    """Each piece sees those of a square around it that come before it, and itself.

    The square goes on across the edge: left of the first piece of a row lies the last of the
    row before.

    Parameters
    ----------
    side : int
        As in `row_mask`.
    kernel : int
        Pieces of a side of the square, an odd number.

    Returns
    -------
    bool array, shape (side², side²)

    Raises
    ------
    ValueError
        If a number is not whole, or the kernel even.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, Fig. 11 (d): "a causal convolutional attention pattern
    with wraparound behavior".
    """
    side = checks.count("side", side)
    if not checks.count("kernel", kernel) % 2:
        raise ValueError(f"kernel must be odd, to have a middle, got {kernel}")
    reach = kernel // 2
    back = _back(side**2)
    # so many rows up, and then to the side: of all rows, is one near enough?
    rows_up = np.arange(reach + 1)[:, None, None]
    return ((abs(back - rows_up * side) <= reach).any(0)) & (back >= 0)


def after_text(mask, *, text_places):
    """A mask for a picture that stands behind its caption, of which each piece sees all.

    Parameters
    ----------
    mask : bool array, shape (n, n)
        Which pieces a piece sees.
    text_places : int
        Tokens of the caption, each of which sees itself and those before it.

    Returns
    -------
    bool array, shape (text_places + n, text_places + n)

    Raises
    ------
    ValueError
        If the mask is not square.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, section 2.2 and Fig. 11.
    """
    mask = checks.booleans("mask", mask, (None, None))
    mask = checks.booleans("mask", mask, (len(mask), len(mask)))
    first = checks.count("text_places", text_places, least=0)
    out = causal_mask(first + len(mask))
    out[first:, first:] = mask
    return out


def picture_masks(layers, *, side, text_places, kernel=KERNEL):
    """A mask for each layer: row, column, row, row and so on; a neighborhood for the last.

    Parameters
    ----------
    layers : int
    side, text_places, kernel : int
        As above.

    Returns
    -------
    list of bool arrays, shape (n, n) with n = text_places + side²

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, app. B.1: layer i, counted from 1, looks along columns
    if (i - 2) mod 4 is 0.
    """
    layers = checks.count("layers", layers)
    kinds = [
        column_mask(side) if (i - 2) % PERIOD == 0 else row_mask(side)
        for i in range(1, layers)
    ]
    kinds.append(neighborhood_mask(side, kernel=kernel))
    return [after_text(mask, text_places=text_places) for mask in kinds]


def _back(n):
    place = np.arange(n)
    return place[:, None] - place  # (n, n)  tokens
