"""Directions: arcs by hand, the better of two draws, conditions left out, buckets."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import directions
from fieldguide.mechanisms.diffusion.directions import (
    closest_sample,
    from_buckets,
    keep_conditions,
    slerp,
    to_buckets,
)


def test_slerp_by_hand():
    a, b = np.array([1.0, 0]), np.array([0, 3.0])
    assert np.allclose(slerp(a, b, t=0.5), np.sqrt([0.5, 0.5]))
    assert np.allclose(slerp(a, b, t=1 / 3), [np.sqrt(0.75), 0.5])  # 30 degrees
    assert np.allclose(slerp(a, b, t=0), a) and np.allclose(slerp(a, b, t=1), b / 3)


def test_equal_steps_are_equal_angles_and_nothing_gets_shorter(rng):
    a, b = rng.normal(size=(2, 6))
    way = np.array([slerp(a, b, t=t) for t in np.linspace(0, 1, 9)])
    assert np.allclose((way**2).sum(-1), 1)
    steps = (way[1:] * way[:-1]).sum(-1)  # cosines
    assert np.ptp(steps) < 1e-12


def test_slerp_of_what_is_equal_or_opposite():
    a = np.array([0.6, 0.8])
    assert np.allclose(slerp(a, a, t=0.3), a)
    near = np.array([0.6 + 1e-9, 0.8])
    assert np.isclose(np.sqrt((slerp(a, near, t=0.3) ** 2).sum()), 1)
    with pytest.raises(ValueError, match="a and b must not be opposite"):
        slerp(a, -2 * a, t=0.3)
    with pytest.raises(ValueError, match="b must have no row of zeros"):
        slerp(a, 0 * a, t=0.3)


def test_the_closest_of_two_by_hand():
    samples = np.array([[[1.0, 0], [0, 1]], [[0.5, 0.5], [0, 2]]])
    target = np.array([[1.0, 0], [0, 1]])
    assert closest_sample(samples, target).tolist() == [[1, 0], [0, 2]]
    with pytest.raises(ValueError, match="drawn must be a whole number of 1"):
        closest_sample(samples[:0], target)


def test_conditions_are_left_out_independently(rng):
    n = 40_000
    vector, text = keep_conditions(n, rng)
    limit = 4 * np.sqrt(0.25 / n)  # four standard deviations of a share
    assert abs(vector.mean() - 0.9) < limit and abs(text.mean() - 0.5) < limit
    assert abs((vector & text).mean() - 0.45) < limit
    assert (directions.VECTOR_DROPPED, directions.TEXT_DROPPED) == (0.1, 0.5)


def test_buckets_by_hand():
    ends = {"low": 0.0, "high": 1.0, "buckets": 4}
    assert to_buckets(np.array([-1, 0, 0.3, 0.5, 1, 7]), **ends).tolist() == [
        0,
        0,
        1,
        2,
        3,
        3,
    ]
    assert from_buckets(np.array([0, 1, 3]), **ends).tolist() == [0.125, 0.375, 0.875]
    with pytest.raises(ValueError, match="low must be below high, got 1.0 and 1.0"):
        to_buckets(np.array([0.5]), low=1.0, high=1.0)


def test_buckets_lose_half_a_bucket_at_most(rng):
    x = rng.normal(size=(50, 3))
    low, high = x.min(0), x.max(0)
    ids = to_buckets(x, low=low, high=high)
    assert ids.min() == 0 and ids.max() == directions.BUCKETS - 1
    back = from_buckets(ids, low=low, high=high)
    assert (np.abs(back - x) <= (high - low) / 2048 * (1 + 1e-9)).all()
