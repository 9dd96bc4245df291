"""Sounds joined, followed and laid over each other: by hand, and what must stay as it was."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from fieldguide.mechanisms.sounds import mixing, panning


def test_a_crossfade_by_hand():
    joined = mixing.crossfade([8, 8, 8, 8], [0, 4, 4], length=2)
    assert_allclose(joined, [8, 8, 8, 6, 4])
    assert_allclose(mixing.crossfade([1, 2], [3], length=0), [1, 2, 3])
    both = mixing.crossfade(np.ones((3, 2)), np.zeros((2, 2)), length=2)
    assert_allclose(both, np.transpose([[1, 1, 0.5]] * 2))


def test_a_sound_that_goes_over_into_itself_stays(rng):
    sound = rng.normal(size=(50, 2))
    joined = mixing.crossfade(sound[:30], sound[18:], length=12)
    assert_allclose(joined, sound)


@pytest.mark.parametrize(
    "first, second, length, word",
    [
        (np.ones(3), np.ones(9), 4, "length"),
        (np.ones((3, 2)), np.ones(3), 1, "coming"),
        (np.ones((3, 3)), np.ones((3, 3)), 1, "leaving must have shape"),
    ],
)
def test_what_cannot_be_joined(first, second, length, word):
    with pytest.raises(ValueError, match=word):
        mixing.crossfade(first, second, length=length)


def test_pieces_alike_are_the_sound_itself(rng):
    sound = rng.normal(size=70)
    track = mixing.follow(sound, [[0.3, 0.5]] * 3, piece=20, fade=10)
    assert_allclose(track, sound[:60, None] * [0.3, 0.5])


def test_factors_go_in_a_straight_line_while_a_piece_fades():
    """Half a piece stays, and half goes over into the next: on a sound that is 1 throughout."""
    factors = np.array([[1, 0], [0, 1], [0.5, 0.5]])
    track = mixing.follow(np.ones(12), factors, piece=4, fade=2)
    assert_allclose(track[:, 0], [1, 1, 1, 0.5, 0, 0, 0, 0.25, 0.5, 0.5, 0.5, 0.5])
    assert_allclose(track.sum(1), 1)
    hard = mixing.follow(np.ones(12), factors, piece=4, fade=0)
    assert_allclose(hard, np.repeat(factors, 4, axis=0))


def test_a_sound_that_is_too_short_is_refused():
    with pytest.raises(
        ValueError, match="sound must last for 2 pieces of 4 numbers, got 7"
    ):
        mixing.follow(np.ones(7), panning.linear_pan([0, 1]), piece=4, fade=2)


def test_overlay_adds_and_is_cut_at_the_end():
    track = np.arange(5)
    assert_allclose(mixing.overlay(track, [1, 1, 1], start=3), [0, 1, 2, 4, 5])
    assert_allclose(mixing.overlay(track, [1.0], start=5), track)
    assert_array_equal(track, np.arange(5))
    with pytest.raises(ValueError, match="start"):
        mixing.overlay(track, [1.0], start=6)
