"""Thresholds by hand; each picture for itself; a floor at 1."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import thresholds


def test_five_pixels_by_hand():
    # Sorted absolute values 0.5, 1, 1.5, 2, 3: the percentile 75 is the fourth.
    picture = np.array([[0.5, -1.0, 1.5, -2.0, 3.0]])
    got = thresholds.dynamic_threshold(picture, percentile=75)
    np.testing.assert_allclose(got, [[0.25, -0.5, 0.75, -1, 1]])
    np.testing.assert_allclose(thresholds.clip_picture(picture), [[0.5, -1, 1, -1, 1]])


def test_a_percentile_between_two_values_is_between_them():
    got = thresholds.dynamic_threshold(np.array([[1.0, 2.0, 4.0]]), percentile=75)
    np.testing.assert_allclose(got, [[1 / 3, 2 / 3, 1]])  # s = 3


def test_a_tame_picture_stays_as_it_is(rng):
    tame = rng.uniform(-0.9, 0.9, (2, 4, 4, 3))
    np.testing.assert_array_equal(thresholds.dynamic_threshold(tame), tame)


def test_with_few_pixels_beyond_it_clips(rng):
    pictures = rng.uniform(-0.9, 0.9, (1, 20, 20, 1))
    pictures[0, 0, 0] = 7  # one of 400: less than half a percent
    got = thresholds.dynamic_threshold(pictures)
    np.testing.assert_allclose(got, thresholds.clip_picture(pictures), atol=1e-12)


def test_each_picture_for_itself(rng):
    wild, tame = 3 * rng.normal(size=(8, 8, 3)), rng.uniform(-1, 1, (8, 8, 3))
    together = thresholds.dynamic_threshold(np.stack([wild, tame]))
    np.testing.assert_array_equal(together[1], tame)
    alone = thresholds.dynamic_threshold(wild[None])
    np.testing.assert_array_equal(together[0], alone[0])
    assert abs(together).max() <= 1


def test_differences_survive_that_clipping_flattens():
    picture = np.array([[1.2, 1.6, -1.4, 0.1]])
    clipped = thresholds.clip_picture(picture)[0]
    shrunk = thresholds.dynamic_threshold(picture, percentile=100)[0]
    assert clipped[0] == clipped[1] and shrunk[0] < shrunk[1]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: thresholds.dynamic_threshold([1.0, 2.0]), "pictures"),
        (lambda: thresholds.dynamic_threshold(np.zeros((2, 0, 3))), "pixels"),
        (lambda: thresholds.dynamic_threshold([[1.0]], percentile=101), "percentile"),
        (lambda: thresholds.dynamic_threshold([[1.0]], percentile=-1), "percentile"),
        (lambda: thresholds.clip_picture("white"), "pictures"),
    ],
)
def test_bad_thresholds(call, match):
    with pytest.raises(ValueError, match=match):
        call()
