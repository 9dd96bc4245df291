"""Pixels as Gato scales them, and places that are shares of a picture."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks import any_size


def test_the_constants_are_the_paper_s():
    assert any_size.SIDE == data.fact("gato.patch_size").number
    assert any_size.PLACES == data.fact("gato.patch_position_bins").number


def test_pixels_by_hand():
    assert any_size.scale_pixels([0, 0.5, 1]).tolist() == [-0.25, 0, 0.25]
    assert any_size.scale_pixels([1.0], side=4) == 0.5


def test_intervals_by_hand():
    """A picture of two rows and one column of patches."""
    found = any_size.place_intervals(height=32, width=16)
    assert found.tolist() == [[[0, 64], [0, 128]], [[64, 128], [0, 128]]]
    assert any_size.middle_places(found).tolist() == [[32, 64], [96, 64]]


def test_the_paper_s_picture():
    """Figure 15: 80 by 64 pixels are five rows of four; 128 / 5 is 25.6, rounded to 26."""
    found = any_size.place_intervals(height=80, width=64)
    assert len(found) == 20
    assert found[::4, 0].tolist() == [
        [0, 26], [26, 51], [51, 77], [77, 102], [102, 128],
    ]  # fmt: skip
    assert found[:4, 1].tolist() == [[0, 32], [32, 64], [64, 96], [96, 128]]
    assert any_size.middle_places(found)[::4, 0].tolist() == [13, 38, 64, 90, 115]


def test_the_middle_is_the_middle_however_large_the_picture():
    for rows in (1, 3, 5, 9):
        found = any_size.place_intervals(height=16 * rows, width=16)
        middle = any_size.middle_places(found)[rows // 2, 0]
        assert abs(middle - 64) <= 1


def test_draws_stay_in_their_interval_and_reach_all_of_it(rng):
    intervals = np.tile([[3, 6], [5, 5]], (300, 1, 1))
    drawn = any_size.draw_places(intervals, rng)
    assert {*drawn[:, 0]} == {3, 4, 5}
    assert {*drawn[:, 1]} == {5}


def test_no_place_lies_beyond_the_table(rng):
    """Patches as narrow as a place: of 127 and 128 the rounded mean is 128."""
    found = any_size.place_intervals(height=128, width=128, side=1)
    assert any_size.middle_places(found).max() == 127
    assert any_size.draw_places(found, rng).max() == 127
    assert any_size.draw_places([[128, 128]], rng) == 127


def test_an_interval_that_ends_before_it_begins_is_refused(rng):
    with pytest.raises(ValueError, match="intervals must begin before they end"):
        any_size.middle_places([[5, 3]])
    with pytest.raises(ValueError, match="side must divide pictures of 30 x 32"):
        any_size.place_intervals(height=30, width=32)
