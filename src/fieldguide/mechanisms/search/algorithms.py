"""Multiplying matrices with fewer multiplications: algorithms as sums of rank-one tensors.

An algorithm with r multiplications is three arrays u, v, w of r rows each. Row k says:
add up entries of A as u[k] tells and entries of B as v[k] tells, multiply the two sums,
and add the product to the entries of C as w[k] tells. AlphaTensor (Fawzi et al. 2022,
doi:10.1038/s41586-022-05172-4) searches for such arrays.
"""

from math import isqrt

import numpy as np

from ... import checks


def matmul_tensor(*, n, m, p):
    """Which entry of A times which entry of B goes to which entry of C = A B.

    For 1 x 2 times 2 x 1 there are two ones: a1 b1 and a2 b2 both go to c1.

    Parameters
    ----------
    n, m, p : int
        A is n x m, B is m x p, C is n x p.

    Returns
    -------
    int array, shape (n m, m p, n p)
        0 or 1; matrices are read row by row.

    Raises
    ------
    ValueError
        If a size is below 1.

    References
    ----------
    Fawzi et al. 2022, section "Algorithms as tensor decomposition". The paper orders
    the third axis as the transpose of C; here it is C.
    """
    n, m, p = checks.counts(n=n, m=m, p=p)
    i, j, k = np.indices((n, m, p)).reshape(3, -1)
    tensor = np.zeros((n * m, m * p, n * p), int)
    tensor[i * m + j, j * p + k, i * p + k] = 1
    return tensor


def strassen():
    """Strassen's algorithm: 2 x 2 matrices with 7 multiplications instead of 8.

    The first row reads (a11 + a22) (b11 + b22), which goes to c11 and c22.

    Returns
    -------
    tuple of three int arrays, shape (7, 4) each
        u, v, w with entries -1, 0 and 1.

    References
    ----------
    Strassen 1969, Gaussian elimination is not optimal, doi:10.1007/BF02165411, in his
    order I to VII.
    """
    u = [[1, 0, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 0, 1],
         [1, 1, 0, 0], [-1, 0, 1, 0], [0, 1, 0, -1]]  # fmt: skip
    v = [[1, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, -1], [-1, 0, 1, 0],
         [0, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1]]  # fmt: skip
    w = [[1, 0, 0, 1], [0, 0, 1, -1], [0, 1, 0, 1], [1, 0, 1, 0],
         [-1, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]]  # fmt: skip
    return np.array(u), np.array(v), np.array(w)


def schoolbook(*, n, m, p):
    """The algorithm taught at school: one multiplication for each of the n m p products.

    Parameters
    ----------
    n, m, p : int
        As in `matmul_tensor`.

    Returns
    -------
    tuple of three int arrays, shapes (n m p, n m), (n m p, m p) and (n m p, n p)

    Raises
    ------
    ValueError
        If a size is below 1.
    """
    n, m, p = checks.counts(n=n, m=m, p=p)
    a, b, c = np.nonzero(matmul_tensor(n=n, m=m, p=p))
    return (
        np.eye(n * m, dtype=int)[a],
        np.eye(m * p, dtype=int)[b],
        np.eye(n * p, dtype=int)[c],
    )


def compose(outer, nested):
    """Multiply matrices whose entries are matrices: r1 times r2 multiplications.

    Strassen's algorithm composed with itself multiplies 4 x 4 matrices with 49.

    Parameters
    ----------
    outer, nested : tuple (u, v, w)
        Algorithms for square matrices of sides n1 and n2.

    Returns
    -------
    tuple of three int arrays, shape (r1 r2, (n1 n2)^2) each

    Raises
    ------
    ValueError
        If an algorithm is not one for square matrices.

    References
    ----------
    Strassen 1969, which applies the algorithm to blocks.
    """
    for name, given in (("outer", outer), ("nested", nested)):
        if not isinstance(given, tuple | list) or len(given) != 3:
            raise ValueError(
                f"{name} must be an algorithm (u, v, w), got {given!r:.60}"
            )
    return tuple(_kron(a, b) for a, b in zip(outer, nested, strict=True))


def _kron(a, b):
    a, b = _as_factors("outer", a), _as_factors("inner", b)
    (r1, n1), (r2, n2) = _square(a), _square(b)
    a, b = np.reshape(a, (r1, n1, n1)), np.reshape(b, (r2, n2, n2))
    blocks = np.einsum("aij,bkl->abikjl", a, b)  # (r1, r2, n1, n2, n1, n2)
    return blocks.reshape(r1 * r2, (n1 * n2) ** 2)


def _square(factors):
    rows, entries = factors.shape
    if isqrt(entries) ** 2 != entries:
        raise ValueError(f"expected square matrices, got rows of {entries} entries")
    return rows, isqrt(entries)


def computed_tensor(u, v, w):
    """The tensor that an algorithm computes: the sum over k of u[k] x v[k] x w[k].

    Parameters
    ----------
    u, v, w : int arrays, shapes (r, a), (r, b), (r, c)

    Returns
    -------
    int array, shape (a, b, c)

    Raises
    ------
    ValueError
        If an array does not hold integers, or the arrays have different lengths.

    References
    ----------
    Fawzi et al. 2022, equation (1).
    """
    u, v, w = (_as_factors(x, f) for x, f in zip("uvw", (u, v, w), strict=True))
    if not len(u) == len(v) == len(w):
        raise ValueError(
            f"u, v and w need as many rows, got {len(u)}, {len(v)} and {len(w)}"
        )
    return np.einsum("ra,rb,rc->abc", u, v, w)


def is_exact(u, v, w, tensor):
    """True if the algorithm computes `tensor` for ordinary numbers.

    Parameters
    ----------
    u, v, w : int arrays
        As in `computed_tensor`.
    tensor : int array, shape (a, b, c)

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        As `computed_tensor`, or if `tensor` has another shape than the algorithm's.
    """
    return not _difference(u, v, w, tensor).any()


def is_exact_modulo(u, v, w, tensor, *, modulus=2):
    """True if the algorithm computes `tensor` up to multiples of `modulus`.

    Modulo 2 an even surplus does not count, for 1 + 1 = 0. What is exact for ordinary
    numbers is exact modulo 2 too; the reverse need not hold.

    Parameters
    ----------
    u, v, w, tensor
        As in `is_exact`.
    modulus : int
        2 or more.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        As `is_exact`, or if `modulus` is below 2.

    References
    ----------
    Fawzi et al. 2022, section "Algorithm discovery results", on Z2.
    """
    modulus = checks.count("modulus", modulus, least=2)
    return not (_difference(u, v, w, tensor) % modulus).any()


def multiply(u, v, w, a, b):
    """Multiply two matrices by an algorithm: r products of sums, and sums of those.

    Parameters
    ----------
    u, v, w : int arrays
        As in `computed_tensor`.
    a, b : arrays, shapes (n, m) and (m, p)

    Returns
    -------
    array, shape (n, p)
        a @ b, if the algorithm is exact.

    Raises
    ------
    ValueError
        If the matrices do not fit the algorithm.
    """
    u, v, w = (_as_factors(x, f) for x, f in zip("uvw", (u, v, w), strict=True))
    a, b = _as_matrix("a", a), _as_matrix("b", b)
    sizes = (u.shape[1], v.shape[1], w.shape[1])
    if (a.size, b.size, a.shape[0] * b.shape[1]) != sizes:
        raise ValueError(
            f"a and b must fit an algorithm for {sizes} entries, got {a.shape}, {b.shape}"
        )
    products = (u @ a.ravel()) * (v @ b.ravel())  # (r,)
    return (products @ w).reshape(len(a), b.shape[1])


def exponent(*, n, multiplications):
    """How cost grows when an algorithm for n x n is applied to ever larger blocks.

    log(multiplications) / log(n): 3 for 8 multiplications at n = 2, 2.81 for 7.

    Parameters
    ----------
    n : int
        Side of the matrices, 2 or more.
    multiplications : int
        1 or more.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If an argument is too small.

    References
    ----------
    Strassen 1969; Fawzi et al. 2022, section "Algorithm discovery results".
    """
    n = checks.count("n", n, least=2)
    multiplications = checks.count("multiplications", multiplications)
    return float(np.log(multiplications) / np.log(n))


def _difference(u, v, w, tensor):
    built = computed_tensor(u, v, w)
    return built - checks.integers("tensor", tensor, built.shape)


def _as_factors(name, factors):
    return checks.integers(name, factors, (None, None))


def _as_matrix(name, x):
    """Two axes of whole numbers, which stay whole, or of others."""
    checked = checks.array(name, x, (None, None))
    x = np.asarray(x)
    return checks.integers(name, x) if x.dtype.kind in "iu" else checked
