"""The linear decoder: its leash, its shift, and the moments that it looks at."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import linear
from fieldguide.mechanisms.objectives.ridge import fit_ridge, lagged


def test_lags_by_hand():
    x = np.array([[1.0], [2.0], [3.0]])
    assert lagged(x, [0, 1]).tolist() == [[1, 2], [2, 3], [3, 0]]
    assert lagged(x, [-1]).tolist() == [[0], [1], [2]]
    assert lagged(np.tile(x, (4, 1, 1)), [-2, 5]).shape == (4, 3, 2)


def test_a_leash_by_hand():
    x = np.array([[1.0], [-1.0]])
    assert np.isclose(fit_ridge(x, 2 * x, penalty=2)["weight"], 1)
    assert np.isclose(fit_ridge(x, 2 * x, penalty=1e-9)["weight"], 2)


def test_the_shift_is_not_on_the_leash(rng):
    x, y = rng.normal(size=(30, 4)), rng.normal(size=(30, 2))
    near, far = (fit_ridge(x, y + shift, penalty=3.0) for shift in (0, 1000))
    np.testing.assert_allclose(near["weight"], far["weight"], atol=1e-9)
    np.testing.assert_allclose(linear(x, far).mean(0), 1000 + y.mean(0))


def test_nothing_else_has_less_error_and_leash(rng):
    x, y = rng.normal(size=(30, 4)), rng.normal(size=(30, 2))
    best = fit_ridge(x, y, penalty=3.0)

    def cost(p):
        return ((linear(x, p) - y) ** 2).sum() + 3.0 * (p["weight"] ** 2).sum()

    for _ in range(20):
        other = {k: v + rng.normal(0, 0.01, v.shape) for k, v in best.items()}
        assert cost(other) > cost(best)


def test_errors():
    with pytest.raises(ValueError, match="y must have shape"):
        fit_ridge(np.ones((3, 2)), np.ones((4, 1)), penalty=1.0)
    with pytest.raises(ValueError, match="penalty must be a finite number above 0"):
        fit_ridge(np.ones((3, 2)), np.ones((3, 1)), penalty=0)
    with pytest.raises(ValueError, match="number of lags"):
        lagged(np.ones((3, 2)), np.zeros(0, int))
