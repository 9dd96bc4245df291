"""Smaller and larger; noise that does not make pictures louder; what a pixel has around it."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import cascade


def test_blocks_by_hand():
    picture = np.array([[1.0, 3, 0, 0], [5, 7, 0, 8]])[None, ..., None]
    small = cascade.shrink(picture, zoom=2)
    np.testing.assert_array_equal(small[0, ..., 0], [[4, 2]])
    large = cascade.enlarge(small, zoom=2)
    np.testing.assert_array_equal(large[0, ..., 0], [[4, 4, 2, 2], [4, 4, 2, 2]])


@pytest.mark.parametrize("zoom", [1, 2, 4])
def test_shrinking_undoes_enlarging(rng, zoom):
    small = rng.normal(size=(2, 3, 4, 3))
    large = cascade.enlarge(small, zoom=zoom)
    assert large.shape == (2, 3 * zoom, 4 * zoom, 3)
    np.testing.assert_allclose(cascade.shrink(large, zoom=zoom), small)


def test_augmented_pictures_do_not_get_louder(rng):
    pictures, noise = rng.normal(size=(2, 3, 20_000))
    got = cascade.augment(pictures, noise, level=np.array([0.0, 0.4, 1.0]))
    np.testing.assert_array_equal(got[0], pictures[0])
    np.testing.assert_allclose(got[2], noise[2], atol=1e-12)
    assert got[1].var() == pytest.approx(1, abs=0.05)
    one = cascade.augment(pictures[1:2], noise[1:2], level=0.4)
    np.testing.assert_array_equal(one[0], got[1])


def test_halfway_the_two_are_equally_strong():
    got = cascade.augment(np.array([[2.0]]), np.array([[4.0]]), level=0.5)
    np.testing.assert_allclose(got, [[np.sqrt(0.5) * 6]])


def test_surroundings_by_hand():
    picture = np.arange(6.0).reshape(1, 2, 3, 1)
    seen = cascade.surroundings(picture, radius=1)
    assert seen.shape == (1, 2, 3, 9, 1)
    corner = [0, 0, 1, 0, 0, 1, 3, 3, 4]  # beyond the edge the edge goes on
    np.testing.assert_array_equal(seen[0, 0, 0, :, 0], corner)
    np.testing.assert_array_equal(seen[0, :, :, 4], picture[0])


def test_colors_stay_together(rng):
    picture = rng.normal(size=(2, 4, 5, 3))
    seen = cascade.surroundings(picture, radius=2)
    np.testing.assert_array_equal(seen[1, 2, 2].reshape(5, 5, 3)[:4], picture[1, :4])
    np.testing.assert_array_equal(
        cascade.surroundings(picture, radius=0)[..., 0, :], picture
    )


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: cascade.shrink(np.zeros((1, 3, 4, 1)), zoom=2), "zoom"),
        (lambda: cascade.shrink(np.zeros((4, 4, 1)), zoom=2), "pictures"),
        (lambda: cascade.enlarge(np.zeros((1, 4, 4, 1)), zoom=0), "zoom"),
        (lambda: cascade.augment([[1.0]], [[1.0]], level=1.2), "level"),
        (lambda: cascade.augment([[1.0]], [[1.0]], level=[0.1, 0.2]), "level"),
        (lambda: cascade.augment([[1.0]], [1.0], level=0.1), "noise"),
        (lambda: cascade.surroundings(np.zeros((1, 4, 4, 1)), radius=-1), "radius"),
    ],
)
def test_bad_cascades(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_no_pictures_have_no_surroundings():
    seen = cascade.surroundings(np.zeros((0, 4, 5, 3)), radius=1)
    assert seen.shape == (0, 4, 5, 9, 3)
