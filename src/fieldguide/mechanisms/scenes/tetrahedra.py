"""A surface of triangles from numbers at the corners of tetrahedra: marching tetrahedra.

Each corner has a number, positive inside of a thing and negative outside. Along an edge whose
ends have different signs the surface crosses, at the place where a straight line between
the two numbers is 0. A tetrahedron has four corners, so there are only three kinds of it: none
or all inside, one of them alone on its side, or two and two.
"""

from itertools import permutations, product

import numpy as np

from ... import checks


def crossing(corner, other_corner, corner_value, other_value):
    """Where between two places a value is 0 that changes evenly from one to the other.

    From 1 at place 0 to -3 at place 4 it is 0 at place 1: nearer to the end whose value is
    nearer to 0, so each place counts by the *other* one's value.

    Parameters
    ----------
    corner, other_corner : array, shape (..., 3)
        Places.
    corner_value, other_value : array, shape (...)
        Of different signs.

    Returns
    -------
    array, shape (..., 3)

    Raises
    ------
    ValueError
        If two values do not differ in sign.

    References
    ----------
    Shen et al. 2021, arXiv:2111.04276, sec. 3.1.3.
    """
    corner = checks.numbers("corner", corner, (..., 3))
    other_corner = checks.numbers("other_corner", other_corner)
    checks.same_shape(corner=corner, other_corner=other_corner)
    shape = np.shape(corner)[:-1]
    corner_value = checks.finite("corner_value", corner_value, shape)
    other_value = checks.finite("other_value", other_value, shape)
    if ((corner_value > 0) == (other_value > 0)).any():
        raise ValueError("corner_value and other_value must differ in sign")
    share = corner_value / (corner_value - other_value)
    return corner + share[..., None] * (other_corner - corner)


def _cases():
    """For each of 16 patterns of inside and outside: its triangles, three edges each.

    The tetrahedron is turned until those inside come first, by a turn that does not mirror
    it; then only three patterns are left.
    """
    turns = [p for p in permutations(range(4)) if _even(p)]
    found = {}
    for inside in product((False, True), repeat=4):
        a, b, c, d = next(
            p for p in turns if [inside[k] for k in p] == sorted(inside, reverse=True)
        )
        found[inside] = {
            0: [],
            1: [((a, b), (a, c), (a, d))],
            2: [((a, c), (a, d), (b, d)), ((a, c), (b, d), (b, c))],
            3: [((a, d), (b, d), (c, d))],
            4: [],
        }[sum(inside)]
    return found


def _even(p):
    """Whether an order is reached from 0 1 2 3 by an even number of exchanges."""
    return sum(p[i] > p[j] for j in range(4) for i in range(j)) % 2 == 0


CASES = _cases()


def triangles(inside):
    """The triangles of a tetrahedron, by which of its corners lie inside.

    None or all inside: no triangle. One or three: one, which cuts a corner off. Two: a
    four-sided cut, which is two triangles.

    Parameters
    ----------
    inside : bool array, shape (4,)

    Returns
    -------
    int array, shape (0, 1 or 2, 3, 2)
        Triangles, their three corners, and the two ends of the edge that each lies on, 0 ... 3.
        In a tetrahedron of the handedness that `grid_tetrahedra` says, each runs
        counterclockwise for whoever stands outside.

    References
    ----------
    Doi and Koide 1991, IEICE Transactions E74-D(1); Shen et al. 2021, arXiv:2111.04276, figure 3.
    """
    inside = checks.booleans("inside", inside, (4,))
    return np.array(CASES[tuple(inside.tolist())], int).reshape(-1, 3, 2)


def marching_tetrahedra(points, tetrahedra, values):
    """A mesh where values that are known at the corners of tetrahedra go through 0.

    Parameters
    ----------
    points : array, shape (n, 3)
    tetrahedra : int array, shape (m, 4)
        Rows of `points`.
    values : array, shape (n,)
        Positive inside.

    Returns
    -------
    corners : array, shape (k, 3)
        One for each edge that is crossed, and so shared by all triangles that meet there.
    faces : int array, shape (f, 3)
        Rows of `corners`.

    References
    ----------
    As `triangles`. DMTet learns values and points through this function; it has a gradient
    by both, since `crossing` has one.
    """
    points = checks.finite("points", points, (None, 3))
    tetrahedra = checks.ids(
        "tetrahedra", tetrahedra, below=len(points), shape=(None, 4)
    )
    values = checks.finite("values", values, (len(points),))
    inside = values > 0
    patterns = map(tuple, inside[tetrahedra].tolist())
    edges = [
        tetrahedron[list(triangle)]
        for tetrahedron, pattern in zip(tetrahedra, patterns, strict=True)
        for triangle in CASES[pattern]
    ]
    edges = np.array(edges, int).reshape(-1, 2)
    ends, faces = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True)
    start, end = ends.T
    corners = crossing(points[start], points[end], values[start], values[end])
    return corners, faces.reshape(-1, 3)


def grid_tetrahedra(n):
    """A cube of n x n x n points, and the tetrahedra between them, six in each small cube.

    Each small cube is cut along its diagonal: from one corner to the opposite one there are
    six ways along three edges, and each of them has four corners.

    Parameters
    ----------
    n : int
        2 or more.

    Returns
    -------
    points : array, shape (n³, 3)
        0 ... n - 1, the last axis fastest.
    tetrahedra : int array, shape (6 (n - 1)³, 4)
        All of one handedness: (p1 - p0) x (p2 - p0) points to p3.

    References
    ----------
    Kuhn's or Freudenthal's cut. DMTet's own grids are other ones.
    """
    n = checks.count("n", n, least=2)
    points = np.stack(np.meshgrid(*[np.arange(n)] * 3, indexing="ij"), -1).reshape(
        -1, 3
    )
    steps = np.array([n * n, n, 1])
    ways = []
    for order in permutations(range(3)):
        way = np.concatenate([[0], np.cumsum(steps[list(order)])])
        mirrored = not _even((*order, 3))
        ways.append(way[[0, 2, 1, 3]] if mirrored else way)
    first = (points[(points < n - 1).all(1)] @ steps)[:, None, None]
    return points.astype(float), (first + np.array(ways)).reshape(-1, 4)
