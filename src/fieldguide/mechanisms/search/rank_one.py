"""Take a tensor apart with ordinary numbers: fit u, then v, then w, and again.

With v and w held still, the best u is a problem of least squares, which has a formula. So
one goes round. Nothing is learned from one tensor for the next, and what comes out are
decimals.
"""

import numpy as np

from ... import checks

RIDGE, SHRINK, ROUNDS = 0.1, 0.97, 300  # ours; tried on the tensor of 2 x 2 matrices
LEAST = 1e-9  # keeps the equations solvable once the ridge has melted


def best_factor(x, u, v, w, *, mode, ridge):
    """The u that fits best while v and w stay; or the v, or the w.

    Parameters
    ----------
    x : array, shape (a, b, c)
        The tensor.
    u, v, w : arrays, shapes (r, a), (r, b) and (r, c)
        The one that is asked for is not looked at.
    mode : int
        0 asks for u, 1 for v, 2 for w.
    ridge : float
        Above 0: how much large numbers are held against it.

    Returns
    -------
    array, shape (r, a), (r, b) or (r, c)

    Raises
    ------
    ValueError
        If the shapes do not fit.

    References
    ----------
    Alternating least squares: Kolda and Bader 2009, doi:10.1137/07070111X, section 3.4. Smirnov
    2013, doi:10.1134/S0965542513120129, is the one who multiplies matrices by it.
    """
    x = checks.finite("x", x, (None, None, None))
    mode, ridge = checks.count("mode", mode, 0, most=2), _ridge(ridge)
    u = checks.finite("u", u, (None, x.shape[0]))
    factors = [
        checks.finite(name, f, (len(u), n))
        for name, f, n in zip("uvw", (u, v, w), x.shape, strict=True)
    ]
    del factors[mode]
    together = np.einsum("ry,rz->ryz", *factors).reshape(len(u), -1)  # (r, y z)
    unfolded = np.moveaxis(x, mode, 0).reshape(x.shape[mode], -1)
    left = together @ together.T + ridge * np.eye(len(u))  # (r, r)
    return np.linalg.solve(left, together @ unfolded.T)


def alternating_least_squares(
    x, rng, *, rank, rounds=ROUNDS, ridge=RIDGE, shrink=SHRINK
):
    """Look for a sum of `rank` products that is the tensor, from a random start.

    Parameters
    ----------
    x : array, shape (a, b, c)
        The tensor.
    rng : numpy.random.Generator
    rank : int
    rounds : int
    ridge : float
        At first; each round has `shrink` times the one before. Without it numbers run away
        to infinity, with opposite signs.
    shrink : float
        In [0, 1].

    Returns
    -------
    tuple of three arrays, shapes (rank, a), (rank, b) and (rank, c)
        Whether they are the tensor, their sum must show.

    Raises
    ------
    ValueError
        If a number does not fit.

    References
    ----------
    As `best_factor`; the melting ridge is a simple form of what Smirnov does.
    """
    x, rng = checks.finite("x", x, (None, None, None)), checks.rng(rng)
    rank, rounds = checks.count("rank", rank), checks.count("rounds", rounds, 0)
    ridge, shrink = _ridge(ridge), checks.rate("shrink", shrink)
    factors = [rng.normal(size=(rank, n)) for n in x.shape]
    for done in range(rounds):
        for mode in range(3):
            factors[mode] = best_factor(
                x, *factors, mode=mode, ridge=ridge * shrink**done + LEAST
            )
    return tuple(factors)


def _ridge(ridge):
    return checks.number("ridge", ridge, above=0)
