"""Frechet distance: by hand in one dimension, and what it does not see."""

import numpy as np
import pytest

from fieldguide.mechanisms.measures.distance import frechet_distance


def test_one_dimension_by_hand():
    # Means 0 and 3, deviations 1 and 2 (of samples, with n - 1): 3² + (2 - 1)².
    x = np.array([[-1.0], [0.0], [1.0]])
    y = 3 + 2 * x
    assert frechet_distance(x, y) == pytest.approx(9 + 1)


def test_a_turned_cloud_by_hand(rng):
    x = rng.normal(size=(4000, 2)) * [2, 1]
    x -= x.mean(0)
    x = x @ np.linalg.inv(np.linalg.cholesky(np.cov(x.T)).T) * [2, 1]  # exactly 4 and 1
    turned = x[:, ::-1]
    # Both covariances are diagonal: (2 - 1)² + (1 - 2)².
    assert frechet_distance(x, turned) == pytest.approx(2)
    assert frechet_distance(x, x) == pytest.approx(0, abs=1e-9)
    assert frechet_distance(turned, x + 1) == pytest.approx(2 + 2)


def test_it_sees_nothing_but_mean_and_spread(rng):
    two_heaps = np.repeat([[-1.0], [1.0]], 50, axis=0)
    bell = rng.normal(size=(100, 1))
    bell = (bell - bell.mean()) / bell.std(ddof=1) * two_heaps.std(ddof=1)
    assert frechet_distance(two_heaps, bell) == pytest.approx(0, abs=1e-9)


def test_bad_clouds():
    with pytest.raises(ValueError, match="points of y"):
        frechet_distance(np.zeros((3, 2)), np.zeros((1, 2)))
    with pytest.raises(ValueError, match="y"):
        frechet_distance(np.zeros((3, 2)), np.zeros((3, 1)))
