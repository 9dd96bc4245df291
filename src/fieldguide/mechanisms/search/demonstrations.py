"""Games whose end is known: made-up factors, and one tensor in many coordinates.

To take a tensor apart is hard, and to put one together is a sum. So there is as much to learn
from as one likes, if one begins at the end.
"""

import numpy as np

from ... import checks
from .game import ENTRIES


def draw_factors(rng, *, rank, a, b, c, entries=ENTRIES):
    """Draw the moves of a made-up game; `computed_tensor` of them is where it begins.

    Parameters
    ----------
    rng : numpy.random.Generator
    rank : int
        How many moves.
    a, b, c : int
        Lengths of the vectors.
    entries : int array, shape (m,)
        What an entry may be, each as likely as the others; (0, 1) modulo 2.

    Returns
    -------
    tuple of three int arrays, shapes (rank, a), (rank, b) and (rank, c)
        No row has only zeros: it would be a move that does nothing.

    Raises
    ------
    ValueError
        If a number is too small, or all entries are 0.

    References
    ----------
    Fawzi et al. 2022, doi:10.1038/s41586-022-05172-4, Methods, "Synthetic demonstrations". They
    throw a game with such a row away; here only the row is drawn again.
    """
    rng, entries = checks.rng(rng), checks.integers("entries", entries, (None,))
    rank, a, b, c = checks.counts(rank=rank, a=a, b=b, c=c)
    if not entries.any():
        raise ValueError(f"entries must have one that is not 0, got {entries}")
    factors = []
    for width in (a, b, c):
        rows = rng.choice(entries, size=(rank, width))
        while len(empty := np.flatnonzero(~rows.any(1))):
            rows[empty] = rng.choice(entries, size=(len(empty), width))
        factors.append(rows)
    return tuple(factors)


def draw_basis(rng, *, size):
    """Draw new coordinates that one can leave again without fractions.

    A matrix of whole numbers whose inverse has whole numbers, too: one with ones on the
    diagonal and -1, 0 or 1 below it, times one with -1, 0 or 1 above it.

    Parameters
    ----------
    rng : numpy.random.Generator
    size : int

    Returns
    -------
    int array, shape (size, size)
        Its determinant is 1.

    Raises
    ------
    ValueError
        If `size` is below 1.

    References
    ----------
    Fawzi et al. 2022, Methods, "Change of basis", asks for a determinant of 1 or -1. How they
    draw is in a supplement that we have not read; this way is ours.
    """
    rng, size = checks.rng(rng), checks.count("size", size)
    below, above = rng.integers(-1, 2, size=(2, size, size))
    one = np.eye(size, dtype=int)
    return (np.tril(below, -1) + one) @ (np.triu(above, 1) + one)


def draw_signed_permutation(rng, *, size):
    """Draw an order of the entries, and a sign for each.

    Parameters
    ----------
    rng : numpy.random.Generator
    size : int

    Returns
    -------
    int array, shape (size, size)
        A single 1 or -1 in each row and column.

    Raises
    ------
    ValueError
        If `size` is below 1.

    References
    ----------
    Fawzi et al. 2022, Methods, "Signed permutations".
    """
    rng, size = checks.rng(rng), checks.count("size", size)
    return np.eye(size, dtype=int)[rng.permutation(size)] * rng.choice([-1, 1], size)


def change_basis(tensor, a, b, c):
    """The same tensor in other coordinates: what looked different has the same rank.

    Parameters
    ----------
    tensor : int array, shape (n, m, p)
    a, b, c : int arrays, shapes (n, n), (m, m) and (p, p)
        New coordinates for each axis.

    Returns
    -------
    int array, shape (n, m, p)

    Raises
    ------
    ValueError
        If the matrices do not fit.

    References
    ----------
    Fawzi et al. 2022, Methods, equation (3). They take one matrix for all three.
    """
    tensor = checks.integers("tensor", tensor, (None, None, None))
    a, b, c = (
        checks.integers(name, x, (n, n))
        for name, x, n in zip("abc", (a, b, c), tensor.shape, strict=True)
    )
    return np.einsum("ia,jb,kc,abc->ijk", a, b, c, tensor)


def inverse_basis(basis):
    """The way back from new coordinates, in whole numbers.

    Factors u of a tensor are u @ basis.T in new coordinates, and this leads them home:
    ``found @ inverse_basis(basis).T``.

    Parameters
    ----------
    basis : int array, shape (n, n)

    Returns
    -------
    int array, shape (n, n)

    Raises
    ------
    ValueError
        If the inverse has fractions, or there is none.

    References
    ----------
    Fawzi et al. 2022, Methods, "Change of basis".
    """
    basis = checks.integers("basis", basis, (None, None))
    n = len(checks.integers("basis", basis, (None, len(basis))))
    if abs(round(np.linalg.det(basis))) != 1:
        raise ValueError(
            f"basis must have the determinant 1 or -1, got {np.linalg.det(basis):.3g}"
        )
    inverse = np.rint(np.linalg.inv(basis)).astype(int)
    if not np.array_equal(basis @ inverse, np.eye(n, dtype=int)):
        raise ValueError("basis must have numbers that are small enough to be inverted")
    return inverse
