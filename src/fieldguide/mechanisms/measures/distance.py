"""How far two clouds of points are apart: the distance by which generated pictures are judged."""

import numpy as np

from ... import checks


def frechet_distance(x, y):
    """The Frechet distance of two clouds of points, each taken for a Gaussian.

    |m_x - m_y|² + tr(C_x + C_y - 2 (C_x C_y)^½), with means m and covariances C. It is 0 if
    both clouds have the same mean and spread, however different they are otherwise. With the
    features of an Inception network it is the field's FID.

    Parameters
    ----------
    x, y : array, shape (n, d) and (m, d)
        Features of pictures, a row a picture; 2 rows or more.

    Returns
    -------
    float
        0 or more, in squared units of the features. With few rows it comes out too large.

    Raises
    ------
    ValueError
        If a cloud has one point only, or the two have different widths.

    References
    ----------
    Heusel et al. 2017, arXiv:1706.08500, eq. 6; the formula is Dowson and Landau's, 1982.
    """
    x = checks.finite("x", x, (None, None))
    y = checks.finite("y", y, (None, x.shape[1]))
    for name, cloud in (("x", x), ("y", y)):
        checks.count(f"points of {name}", len(cloud), least=2)
    between = ((x.mean(0) - y.mean(0)) ** 2).sum()
    spread_x, spread_y = np.atleast_2d(np.cov(x.T)), np.atleast_2d(np.cov(y.T))
    values, directions = np.linalg.eigh(spread_x)
    root = (
        directions * np.sqrt(values.clip(0))
    ) @ directions.T  # root @ root = spread_x
    # C_x C_y and root C_y root have the same eigenvalues, and the second is symmetric.
    shared = np.linalg.eigvalsh(root @ spread_y @ root).clip(0)
    together = np.trace(spread_x) + np.trace(spread_y) - 2 * np.sqrt(shared).sum()
    return float(max(between + together, 0))
