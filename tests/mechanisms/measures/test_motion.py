"""Feet below the ground, above it, and sliding on it, in millimeters."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.measures import motion


def test_by_hand():
    heights = np.array([[-0.02, 0.01], [0.0, 0.1]])
    assert np.isclose(motion.penetration(heights), 10)
    assert motion.floating(heights) == 0
    leap = np.array([[0.03, 0.05], [0.0, 0.1]])
    assert np.isclose(motion.floating(leap), 15)


def test_what_is_near_to_the_ground_stands_on_it():
    heights = np.array([[0.004, 0.1], [-0.004, 0.1]])
    assert motion.penetration(heights) == motion.floating(heights) == 0
    assert np.isclose(motion.floating(heights, tolerance=0.003), 2)
    assert motion.TOLERANCE == 0.005


def test_sliding_by_hand():
    """The left foot stands throughout and slides once; the right one is in the air."""
    heights = np.array([[0.0, 0.2], [0.0, 0.2], [0.0, 0.2]])
    places = np.array([[0.0, 0.0], [0.03, 0.5], [0.03, 0.9]])
    assert np.isclose(motion.skating(places, heights), 15)
    both = np.zeros((2, 2))
    assert np.isclose(motion.skating([[0, 0], [0.02, 0]], both), 10)  # the mean of two
    assert motion.skating(places, heights + 1) == 0


def test_one_or_many(rng):
    places, heights = rng.normal(size=(2, 5, 8, 2))
    every = motion.physical_error(places, heights)
    assert every.shape == (5,)
    assert np.isclose(every[3], motion.physical_error(places[3], heights[3]))


@pytest.mark.parametrize("setting", ["with projection", "without projection"])
def test_the_sum_is_the_papers(setting):
    """Penetration, floating and skating add up to its Phys-Err, to the last digit but one."""
    rows = data.benchmarks().query(
        "source == 'yuan2022' and benchmark == 'HumanML3D' and setting == @setting"
    )
    found = rows.set_index("metric")["number"]
    parts = found[["penetration", "floating", "foot skating"]].sum()
    assert abs(parts - found["sum of the three"]) < 0.0015


def test_errors():
    with pytest.raises(ValueError, match="moments of heights"):
        motion.penetration(np.zeros((0, 2)))
    with pytest.raises(ValueError, match="moments of heights .* 2 or more"):
        motion.skating(np.zeros((1, 2)), np.zeros((1, 2)))
    with pytest.raises(ValueError, match="places must have shape"):
        motion.skating(np.zeros((4, 1)), np.zeros((4, 2)))
    with pytest.raises(ValueError, match="tolerance"):
        motion.floating(np.zeros((4, 2)), tolerance=-1)
