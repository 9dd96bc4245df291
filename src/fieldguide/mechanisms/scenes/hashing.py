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
ROUNDING = 1e-12  # share by which a power may be too small
WIDEST = 1e-4  # sec. 4: features begin between minus and plus this


def hash_corners(corners, *, table_size):
    """Which row of the table a corner of the grid falls on: its numbers times primes, by xor.

    All in whole numbers of 32 bits without a sign, where what is too large is cut off.

    Parameters
    ----------
    corners : int array, shape (..., 3)
        Places in the grid, 0 or more.
    table_size : int
        Of the table.

    Returns
    -------
    int array, shape (...)
        0 ... table_size - 1.

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, eq. 4. The first factor is 1, so that neighbors along
    x stay neighbors in the table.
    """
    corners = checks.ids("corners", corners, below=2**31, shape=(..., 3))
    table_size = checks.count("table_size", table_size, most=2**32)
    scattered = corners.astype(np.uint64) * np.array(PRIMES, np.uint64)
    low = scattered & np.uint64(2**32 - 1)
    mixed = low[..., 0] ^ low[..., 1] ^ low[..., 2]
    return (mixed % np.uint64(table_size)).astype(np.int64)


def table_rows(corners, *, grid_size, table_size):
    """Which row belongs to a corner: its own where there are enough rows, else a shared one.

    Parameters
    ----------
    corners : int array, shape (..., 3)
        0 ... grid_size.
    grid_size : int
        Of the grid along each side; it has a corner more.
    table_size : int
        The most that the table may have.

    Returns
    -------
    int array, shape (...)

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, sec. 3: coarse levels are stored one to one.
    """
    side = checks.count("grid_size", grid_size) + 1
    corners = checks.ids("corners", corners, below=side, shape=(..., 3))
    if side**3 > checks.count("table_size", table_size):
        return hash_corners(corners, table_size=table_size)
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
    cells = coarsest * factor ** np.arange(levels) * (1 + ROUNDING)
    return np.minimum(np.floor(cells).astype(int), finest)


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
            rows = table_rows(low + step, grid_size=side, table_size=len(table))
            near = np.where(step, away, 1 - away).prod(1)
            mean = mean + near[:, None] * table[rows]
        features.append(mean)
    return np.concatenate(features, axis=1)


def new_tables(rng, *, cells, table_size, features=FEATURES):
    """Tables that have learned nothing: numbers very close to 0.

    Parameters
    ----------
    rng : numpy.random.Generator
    cells : int array, shape (levels,)
        Of each level's grid along a side.
    table_size : int
        The most that a table may have; a coarse level needs fewer.
    features : int

    Returns
    -------
    list of arrays, shape (at most table_size, features)

    References
    ----------
    Müller et al. 2022, arXiv:2201.05989, sec. 4, "Initialization".
    """
    rng = checks.rng(rng)
    cells = checks.ids("cells", cells, shape=(None,), least=1)
    table_size, features = checks.counts(table_size=table_size, features=features)
    return [
        rng.uniform(-WIDEST, WIDEST, (min(table_size, (side + 1) ** 3), features))
        for side in cells.tolist()
    ]


def shared_mean(values, strengths, rows):
    """What a row learns that several corners ask for: their mean, by how much each is seen.

    Parameters
    ----------
    values : array, shape (n, c)
        What each corner should have.
    strengths : array, shape (n,)
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
    strengths = checks.finite("strengths", strengths, (len(values),))
    if (strengths < 0).any():
        raise ValueError(f"strengths must be 0 or more, got {strengths.min()}")
    rows = checks.ids("rows", rows, shape=(len(values),))
    _, row = np.unique(rows, return_inverse=True)
    seen = np.bincount(row, strengths)[row]
    strengths = np.where(seen > 0, strengths, 1.0)
    total = np.bincount(row, strengths)[row]
    sums = [np.bincount(row, strengths * column)[row] for column in values.T]
    return np.stack(sums, axis=1) / total[:, None]
