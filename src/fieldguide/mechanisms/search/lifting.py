"""Where do the minus signs go? From an algorithm modulo 2 to one modulo 4.

Modulo 2 a plus and a minus are the same. If there is an algorithm for ordinary numbers that
looks modulo 2 like the one at hand, then there is one modulo 4, too; and that is a
question about linear equations, which has an answer.
"""

import numpy as np

from ... import checks
from .algorithms import computed_tensor


def solve_modulo_two(a, b):
    """Solve linear equations a x = b where 1 + 1 = 0, by elimination.

    x + y = 1 and y = 1 have x = 0, y = 1. What nothing determines is 0.

    Parameters
    ----------
    a : int array, shape (m, n)
        0 or 1, an equation a row.
    b : int array, shape (m,)

    Returns
    -------
    int array, shape (n,), or None
        None if the equations contradict each other.

    Raises
    ------
    ValueError
        If something is not 0 or 1, or the shapes do not fit.
    """
    a = checks.ids("a", a, 2, (None, None))
    b = checks.ids("b", b, 2, (len(a),))
    return _solved(a.astype(bool), b.astype(bool))


def _solved(a, b):
    """The same for truth values, 64 columns of which are one number."""
    (m, n), pivots = a.shape, []
    padded = np.zeros((m, (n // 64 + 1) * 64), bool)
    padded[:, :n], padded[:, n] = a, b
    bits = np.packbits(padded, axis=1)  # 8 columns a byte
    rows = bits.view(np.uint64)  # the same memory, in larger pieces
    for column in range(n):
        have = np.flatnonzero(bits[:, column // 8] & (128 >> column % 8))
        below = have[have >= len(pivots)]
        if len(below):
            new = len(pivots)
            rows[[new, below[0]]] = rows[[below[0], new]]
            have = np.flatnonzero(bits[:, column // 8] & (128 >> column % 8))
            rows[have[have != new]] ^= rows[new]
            pivots.append(column)
    b = bits[:, n // 8] >> (7 - n % 8) & 1  # what has become of it
    if b[len(pivots) :].any():
        return None  # 0 = 1
    x = np.zeros(n, int)
    x[pivots] = b[: len(pivots)]
    return x


def lift(u, v, w, tensor):
    """Make an algorithm that is right modulo 2 right modulo 4, if it can be.

    An entry x becomes x or x + 2, so a 1 may become 3, which is -1, and a 0 may become 2. If
    2 is added to entries that y names, the sum changes by twice a sum of y's: terms with two
    of them have a factor 4 and vanish. So y solves linear equations modulo 2.

    Parameters
    ----------
    u, v, w : int arrays, shapes (r, a), (r, b) and (r, c)
        Right modulo 2; only what is odd counts.
    tensor : int array, shape (a, b, c)

    Returns
    -------
    tuple of three int arrays, or None
        Entries -1, 0, 1 and, where signs do not suffice, 2. Modulo 4 it is `tensor`; `is_exact`
        says whether it is for ordinary numbers. None: no algorithm for ordinary numbers looks
        modulo 2 like this one.

    Raises
    ------
    ValueError
        If the algorithm is not right modulo 2, or does not fit the tensor.

    References
    ----------
    Hensel lifting, as Kauers and Moosbauer 2022, arXiv:2212.01175, use it. They go on to higher
    powers of 2; here it stops at 4.
    """
    built = computed_tensor(u, v, w)
    tensor = checks.integers("tensor", tensor, built.shape)
    u, v, w = (np.asarray(x) % 2 for x in (u, v, w))
    missing = tensor - computed_tensor(u, v, w)
    if (missing % 2).any():
        raise ValueError("u, v and w must be right modulo 2 for the tensor")
    (a, b, c), r = tensor.shape, len(u)
    matrix = np.zeros((a, b, c, r, a + b + c), bool)  # an unknown for each entry
    for k in range(a):
        matrix[k, :, :, :, k] = np.einsum("rb,rc->bcr", v, w)
    for k in range(b):
        matrix[:, k, :, :, a + k] = np.einsum("ra,rc->acr", u, w)
    for k in range(c):
        matrix[:, :, k, :, a + b + k] = np.einsum("ra,rb->abr", u, v)
    matrix = matrix.reshape(a * b * c, -1)
    entries = np.concatenate([u, v, w], axis=1)  # (r, a + b + c)
    order = np.argsort(-entries.ravel(), kind="stable")  # rather a sign than a 2
    y = _solved(matrix[:, order], missing.ravel() // 2 % 2 == 1)
    if y is None:
        return None
    added = np.zeros(r * (a + b + c), int)
    added[order] = 2 * y
    lifted = entries + added.reshape(entries.shape)
    lifted = np.where(lifted == 3, -1, lifted)
    return tuple(np.split(lifted, [a, a + b], axis=1))
