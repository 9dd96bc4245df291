"""Linear regression with a leash, in closed form: the decoder that came before networks.

For decades what is heard has been read from sensors in this way: each feature of the sound is a
weighted sum of all sensors at several moments, and the weights are found at once.
"""

import numpy as np

from ... import checks


def lagged(x, lags):
    """Beside each moment those before and after it, in one row: what a linear decoder looks at.

    The column 1, 2, 3 with the lags 0 and 1 becomes (1, 2), (2, 3), (3, 0).

    Parameters
    ----------
    x : array, shape (..., t, c)
    lags : int array, shape (k,)
        0 is now, 1 the next moment, -1 the one before. What lies outside is 0.

    Returns
    -------
    array, shape (..., t, k c)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    x = checks.rows("x", x)
    lags = checks.integers("lags", lags, (None,))
    checks.count("number of lags", len(lags))
    t = x.shape[-2]
    return np.concatenate([np.eye(t, k=int(k)) @ x for k in lags], axis=-1)


def fit_ridge(x, y, *, penalty):
    """Weights of the least squared error, plus `penalty` times their own square.

    y = 2 x with x = 1 and -1 gives the weight 4 / (2 + penalty): 2 without a leash, 1 with 2.

    Parameters
    ----------
    x : array, shape (m, d)
        A row an example.
    y : array, shape (m, f)
        What is sought.
    penalty : float
        Above 0. It is not laid on the shift.

    Returns
    -------
    dict
        weight, shape (d, f), and bias, shape (f,), for `attention.linear`.

    Raises
    ------
    ValueError
        If there are not as many rows in both, or the penalty is not positive.

    References
    ----------
    Hoerl and Kennard 1970, Technometrics 12(1), eq. 2.1; for brains Crosse et al. 2016,
    doi:10.3389/fnhum.2016.00604, on backward models.
    """
    x = checks.finite("x", x, (None, None))
    y = checks.finite("y", y, (len(x), None))
    checks.count("rows of x", len(x))
    penalty = checks.number("penalty", penalty, above=0)
    x_mean, y_mean = x.mean(0), y.mean(0)
    x, y = x - x_mean, y - y_mean
    weight = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)
    return {"weight": weight, "bias": y_mean - x_mean @ weight}
