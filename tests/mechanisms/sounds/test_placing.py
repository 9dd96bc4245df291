"""From an activation map to a place and a loudness, by hand and as the prototype has it."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from fieldguide.mechanisms.sounds import placing


def test_the_middle_by_hand():
    assert placing.middle([[1, 3]]) == 0.25
    assert placing.middle([[0, 0, 1], [0, 0, 1]]) == pytest.approx(2 / 3)
    assert placing.middle([[2.0]]) == 0
    for heat in ([[0, 0]], [[-1, 2]], np.zeros((0, 3))):
        with pytest.raises(ValueError, match="heat must be 0 or more"):
            placing.middle(heat)


def test_the_glow_keeps_a_floor_and_is_soon_full():
    glow = placing.glow([[5, 5 + 0.365079, 6], [5.1, 5.5, 5.2]])
    assert_allclose(glow[0], [placing.FLOOR, 1, 1])
    assert_allclose(
        glow[1], [0.0416 + 0.9584 * 0.1 / 0.365079, 1, 0.0416 + 0.9584 * 0.2 / 0.365079]
    )
    for heat in ([[1, 1]], np.zeros((0, 2))):
        with pytest.raises(ValueError, match="stands out"):
            placing.glow(heat)


def test_something_small_at_the_edge_glows_near_the_middle():
    """The floor of all other pixels weighs ten times as much as the single bright one."""
    heat = np.zeros((16, 16))
    heat[3, 15] = 1
    assert placing.middle(heat) == pytest.approx(15 / 16)
    weight = placing.FLOOR * 255
    place = (1 - placing.FLOOR) * 15 / 16 / (1 + weight)
    assert placing.middle(placing.glow(heat)) == pytest.approx(place)
    assert place < 0.08


def test_loudness_by_hand():
    glow = np.zeros((4, 4))
    assert placing.loudness(glow) == -10
    glow[0] = 0.2
    assert placing.loudness(glow) == 0
    glow[1] = 30 / 255  # not above
    assert placing.loudness(glow) == 0
    glow[1] = 1
    assert placing.loudness(glow) == placing.loudness(np.ones((4, 4))) == 10
    with pytest.raises(ValueError, match="pixels of glow"):
        placing.loudness(np.zeros((0, 3)))
