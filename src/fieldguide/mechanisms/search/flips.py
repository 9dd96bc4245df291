"""From one algorithm to another, modulo 2, until a multiplication falls away.

Modulo 2 a vector is zeros and ones, so it is a whole number written in bits, and to add
is to compare bit by bit. An algorithm with r multiplications is then r rows of three numbers,
one row a term of the sum. If two terms share a number, the others can be recombined so that
the sum stays what it was: a flip. Nothing is learned, and nothing says where to go.
"""

from itertools import combinations

import numpy as np

from ... import checks

OTHERS = ((1, 2), (2, 0), (0, 1))  # the two factors that are not shared
WIDEST = 62  # bits of an ordinary integer


def pack(factors):
    """Rows of whole numbers, modulo 2, as one number a row: entry k is bit k.

    The row (1, 0, -1) has odd entries 0 and 2: 1 + 4 = 5.

    Parameters
    ----------
    factors : int array, shape (r, n)
        n up to 62.

    Returns
    -------
    int array, shape (r,)

    Raises
    ------
    ValueError
        If something is no whole number, or a row is too long.
    """
    factors = checks.integers("factors", factors, (None, None))
    width = checks.count(
        "entries of a row of factors", factors.shape[1], 0, most=WIDEST
    )
    return ((factors % 2) << np.arange(width)).sum(1)


def unpack(packed, *, width):
    """Undo `pack`: 5 with a width of 3 is (1, 0, 1).

    Parameters
    ----------
    packed : int array, shape (r,)
    width : int

    Returns
    -------
    int array, shape (r, width)
        0 or 1.

    Raises
    ------
    ValueError
        If a number has more bits than `width`.
    """
    width = checks.count("width", width, most=WIDEST)
    packed = checks.ids("packed", packed, 2**width, (None,))
    return packed[:, None] >> np.arange(width) & 1


def flip(rows, *, i, j, mode):
    """Recombine two terms that share a factor; the sum of all stays the same.

    u x v x w + u x v' x w' = u x (v + v') x w + u x v' x (w' - w), and modulo 2 minus is
    plus. Multiply out: u x v' x w comes in on the left and goes out on the right.

    Parameters
    ----------
    rows : int array, shape (r, 3)
        Packed factors, a term a row.
    i, j : int
        Two rows, counted from 0. The one that comes first keeps its w.
    mode : int
        Which factor they share: 0, 1 or 2.

    Returns
    -------
    int array, shape (r, 3)

    Raises
    ------
    ValueError
        If the two do not share that factor, or are one and the same.

    References
    ----------
    Kauers and Moosbauer 2022, Flip graphs for matrix multiplication, arXiv:2212.01175.
    """
    rows = checks.ids("rows", rows, shape=(None, 3))
    mode = checks.count("mode", mode, 0, most=2)
    i, j = (checks.count(n, k, 0, most=len(rows) - 1) for n, k in (("i", i), ("j", j)))
    if i == j or rows[i, mode] != rows[j, mode]:
        raise ValueError(
            f"i and j must be two rows with one factor {mode}, got {i}, {j}"
        )
    return np.array(_flipped([*map(tuple, rows.tolist())], i, j, mode))


def join(rows):
    """Put terms together that share two factors, and leave out those that are nothing.

    u x v x w + u x v x w' = u x v x (w + w'): a multiplication less.

    Parameters
    ----------
    rows : int array, shape (r, 3)

    Returns
    -------
    int array, shape (s, 3)
        At most r rows, of which no two share two factors.

    Raises
    ------
    ValueError
        If it is not an array of three whole numbers a row, 0 or more.

    References
    ----------
    Kauers and Moosbauer 2022, arXiv:2212.01175, whose reductions also find sets of more than
    two terms that can do with one less.
    """
    rows = checks.ids("rows", rows, shape=(None, 3))
    return np.array(_joined([*map(tuple, rows.tolist())]), int).reshape(-1, 3)


def flip_walk(rows, rng, *, steps, goal):
    """Walk at random from flip to flip, and join whatever can be joined on the way.

    Parameters
    ----------
    rows : int array, shape (r, 3)
    rng : numpy.random.Generator
    steps : int
        Flips at most.
    goal : int
        With so many terms the walk ends.

    Returns
    -------
    rows : int array, shape (s, 3)
        The same tensor, modulo 2.
    taken : int
        Flips that were made: fewer than `steps` if the goal was reached, or if no two terms
        share a factor.

    Raises
    ------
    ValueError
        If a number is too small.

    References
    ----------
    Kauers and Moosbauer 2022, arXiv:2212.01175.
    """
    rng, rows = checks.rng(rng), checks.ids("rows", rows, shape=(None, 3))
    steps, goal = checks.count("steps", steps, 0), checks.count("goal", goal)
    rows, taken = _joined([*map(tuple, rows.tolist())]), 0
    while taken < steps and len(rows) > goal:
        ways = [
            (i, j, mode)
            for i, j in combinations(range(len(rows)), 2)
            for mode in range(3)
            if rows[i][mode] == rows[j][mode]
        ]
        if not ways:
            break
        i, j, mode = ways[rng.integers(len(ways))]
        pair = (i, j) if rng.random() < 0.5 else (j, i)
        rows, taken = _joined(_flipped(rows, *pair, mode)), taken + 1
    return np.array(rows, int).reshape(-1, 3), taken


def _flipped(rows, i, j, mode):
    y, z = OTHERS[mode]
    one, other, rows = [*rows[i]], [*rows[j]], [*rows]
    one[y] ^= other[y]
    other[z] ^= one[z]
    rows[i], rows[j] = tuple(one), tuple(other)
    return rows


def _joined(rows):
    found = True
    while found:
        rows = [row for row in rows if all(row)]  # a factor of zeros makes nothing
        found = _join_two(rows)
    return rows


def _join_two(rows):
    """Put the first two together that share two factors, in place; False if there are none."""
    for i, j in combinations(range(len(rows)), 2):
        differ = [mode for mode in range(3) if rows[i][mode] != rows[j][mode]]
        if len(differ) < 2:
            mode = differ[0] if differ else 0  # equal terms cancel: x + x = 0
            both = [*rows[i]]
            both[mode] ^= rows[j][mode]
            rest = [row for k, row in enumerate(rows) if k not in (i, j)]
            rows[:] = [*rest, tuple(both)]
            return True
    return False
