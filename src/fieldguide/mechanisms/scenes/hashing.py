"""A grid of corners whose features stand in a table that is too small for it.

Fine grids have millions of corners, nearly all of them in empty air. Instead of a place for
each, a table has as many as one can pay for, and a rule scatters the corners over them. Corners
that fall on one entry share it; what is learned there is what those of them ask for that are
seen.

Tables are a list of arrays, (rows, features), a level each.
"""

import numpy as np

from ... import checks

PRIMES = 1, 2_654_435_761, 805_459_861  # Müller et al. 2022, below eq. 4
COARSEST, LEVELS, FEATURES = 16, 16, 2  # table 1
WIDEST = 1e-4  # sec. 4: features begin between minus and plus this


def hash_corners(corners, *, rows):
    """Which row of the table a corner of the grid falls on: its numbers times primes, by xor.

    All in whole numbers of 32 bits without a sign, where what is too large is cut off.

    Parameters
    ----------
    corners : int array, shape (..., 3)
        Places in the grid, 0 or more.
    rows : int
        Of the table.

    Returns
    -------
    int array, shape (...)
        0 ... rows - 1.

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, eq. 4. The first factor is 1, so that neighbors along
    x stay neighbors in the table.
    """
    corners = checks.ids("corners", corners, below=2**31, shape=(..., 3))
    rows = checks.count("rows", rows, most=2**32)
    scattered = corners.astype(np.uint64) * np.array(PRIMES, np.uint64)
    low = scattered & np.uint64(2**32 - 1)
    mixed = low[..., 0] ^ low[..., 1] ^ low[..., 2]
    return (mixed % np.uint64(rows)).astype(np.int64)


def table_rows(corners, *, cells, rows):
    """Which row belongs to a corner: its own where there are enough rows, else a shared one.

    Parameters
    ----------
    corners : int array, shape (..., 3)
        0 ... cells.
    cells : int
        Of the grid along each side; it has a corner more.
    rows : int
        The most that the table may have.

    Returns
    -------
    int array, shape (...)

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, sec. 3: coarse levels are stored one to one.
    """
    side = checks.count("cells", cells) + 1
    corners = checks.ids("corners", corners, below=side, shape=(..., 3))
    if side**3 > checks.count("rows", rows):
        return hash_corners(corners, rows=rows)
    return corners @ np.array([1, side, side**2])


def level_cells(*, coarsest=COARSEST, finest, levels=LEVELS):
    """How many cells each level's grid has along a side: from coarse to fine, by one factor.

    Parameters
    ----------
    coarsest, finest : int
    levels : int
        2 or more.

    Returns
    -------
    int array, shape (levels,)

    Raises
    ------
    ValueError
        If the finest is coarser than the coarsest.

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, eq. 2 and 3; table 1 for the numbers.
    """
    coarsest = checks.count("coarsest", coarsest)
    finest = checks.count("finest", finest, least=coarsest)
    levels = checks.count("levels", levels, least=2)
    factor = np.exp(np.log(finest / coarsest) / (levels - 1))
    # A power that should be whole must not fall below it by rounding.
    return np.floor(coarsest * factor ** np.arange(levels) + 1e-9).astype(int)


def encode_points(points, tables, *, cells):
    """Features of places in space: of each level's grid the mean of the eight corners around.

    Parameters
    ----------
    points : array, shape (n, 3)
        In [0, 1].
    tables : list of arrays, shape (rows, features)
        A level each.
    cells : int array, shape (levels,)
        Of each level's grid along a side.

    Returns
    -------
    array, shape (n, levels * features)
        Coarse levels first. Each corner counts by how near it is.

    Raises
    ------
    ValueError
        If there is not one table a level, or a point lies outside.

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, sec. 3. What a network makes of them is not here.
    """
    points = checks.finite("points", points, (None, 3))
    for end in (points.min(initial=0), points.max(initial=0)):
        if not 0 <= end <= 1:
            raise ValueError(f"points must be in [0, 1], got {end}")
    cells = checks.ids("cells", cells, shape=(None,), least=1)
    tables = checks.several("tables", tables, checks.numbers, (None, None))
    checks.as_many(tables=tables, cells=cells)
    features = []
    for table, side in zip(tables, cells.tolist(), strict=True):
        low = np.minimum(np.floor(points * side).astype(int), side - 1)
        away = points * side - low  # (n, 3), in [0, 1]
        mean = 0.0
        for step in np.ndindex(2, 2, 2):
            rows = table_rows(low + step, cells=side, rows=len(table))
            near = np.where(step, away, 1 - away).prod(1)
            mean = mean + near[:, None] * table[rows]
        features.append(mean)
    return np.concatenate(features, axis=1)


def new_tables(rng, *, cells, rows, features=FEATURES):
    """Tables that have learned nothing: numbers very close to 0.

    Parameters
    ----------
    rng : numpy.random.Generator
    cells : int array, shape (levels,)
        Of each level's grid along a side.
    rows : int
        The most that a table may have; a coarse level needs fewer.
    features : int

    Returns
    -------
    list of arrays, shape (at most rows, features)

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, sec. 4, "Initialization".
    """
    rng = checks.rng(rng)
    cells = checks.ids("cells", cells, shape=(None,), least=1)
    rows, features = checks.counts(rows=rows, features=features)
    return [
        rng.uniform(-WIDEST, WIDEST, (min(rows, (side + 1) ** 3), features))
        for side in cells.tolist()
    ]


def shared_mean(values, weights, rows):
    """What a row learns that several corners ask for: their mean, by how much each is seen.

    Parameters
    ----------
    values : array, shape (n, c)
        What each corner should have.
    weights : array, shape (n,)
        How much an error there would show, 0 or more.
    rows : int array, shape (n,)
        Which row each corner has.

    Returns
    -------
    array, shape (n, c)
        What each corner gets. A row of which nothing shows has the plain mean.

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, sec. 3, "Implicit hash collision resolution": their
    gradients are added up in the same proportions. This is where they come to rest, for
    squared errors.
    """
    values = checks.finite("values", values, (None, None))
    weights = checks.finite("weights", weights, (len(values),))
    if (weights < 0).any():
        raise ValueError(f"weights must be 0 or more, got {weights.min()}")
    rows = checks.ids("rows", rows, shape=(len(values),))
    _, row = np.unique(rows, return_inverse=True)
    seen = np.bincount(row, weights)[row]
    weights = np.where(seen > 0, weights, 1.0)
    total = np.bincount(row, weights)[row]
    sums = [np.bincount(row, weights * column)[row] for column in values.T]
    return np.stack(sums, axis=1) / total[:, None]
