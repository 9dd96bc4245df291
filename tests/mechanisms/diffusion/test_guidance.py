"""Guidance by hand, in both conventions; on noise and on pictures; captions left out."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import guidance, steps


def test_a_pixel_by_hand():
    scales = {0: 0.2, 1: 0.6, 3: 1.4}
    for scale, wanted in scales.items():
        got = guidance.guide([0.6], [0.2], scale=scale)
        assert got == pytest.approx([wanted])


def test_the_two_conventions_differ_by_one(rng):
    c, u = rng.normal(size=(2, 3, 4))
    for weight in (-1, 0, 0.35, 2):
        got = guidance.guide_beyond(c, u, weight=weight)
        np.testing.assert_allclose(got, guidance.guide(c, u, scale=1 + weight))


def test_imagens_equation_is_glides(rng):
    c, u = rng.normal(size=(2, 5))
    got = guidance.guide(c, u, scale=1.35)
    np.testing.assert_allclose(got, 1.35 * c + (1 - 1.35) * u)


def test_noise_or_picture_is_the_same(rng):
    x, c, u = rng.normal(size=(3, 2, 4))
    by_picture = guidance.guide(c, u, scale=4)
    noise = [steps.noise_in(x, picture, alpha_bar=0.3) for picture in (c, u)]
    by_noise = steps.picture_below(x, guidance.guide(*noise, scale=4), alpha_bar=0.3)
    np.testing.assert_allclose(by_picture, by_noise)


def test_captions_are_left_out_whole_and_as_often_as_said(rng):
    n = 20_000
    ids = rng.integers(1, 9, size=(n, 5))
    kept = ids.copy()
    got = guidance.drop_conditions(ids, np.zeros(5, int), rng, rate=0.2)
    gone = (got == 0).all(1)
    assert ((got == ids).all(1) | gone).all() and (ids == kept).all()
    assert abs(gone.mean() - 0.2) < 4 * np.sqrt(0.2 * 0.8 / n)


@pytest.mark.parametrize("rate", [0, 1])
def test_none_or_all(rng, rate):
    got = guidance.drop_conditions(np.ones((50, 2)), np.zeros(2), rng, rate=rate)
    assert (got == 1 - rate).all()


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda r: guidance.guide([1.0, 2.0], [1.0], scale=2), "unconditional"),
        (lambda r: guidance.guide([1.0], [1.0], scale=np.inf), "scale"),
        (lambda r: guidance.guide_beyond([1.0], [1.0], weight="2"), "weight"),
        (lambda r: guidance.drop_conditions([[1, 2]], [0], r, rate=0.1), "empty"),
        (lambda r: guidance.drop_conditions([[1]], [0], r, rate=20), "rate"),
        (lambda r: guidance.drop_conditions(3, 0, r, rate=0.1), "row a caption"),
    ],
)
def test_bad_guidance(rng, call, match):
    with pytest.raises(ValueError, match=match):
        call(rng)


@pytest.mark.parametrize(
    ("conditions", "empty"),
    [([[1, 2], [3, 4]], [0, 0]), (np.array([[1, 2], [3, 4]], np.uint64), [0, 0])],
)
def test_ids_stay_whole(rng, conditions, empty):
    """A table can be asked for row 3, and not for row 3.0."""
    for rate in (0.0, 1.0):
        left = guidance.drop_conditions(conditions, empty, rng, rate=rate)
        assert left.dtype.kind in "iu"
        assert left.tolist() == [[[1, 2], [3, 4]], [[0, 0], [0, 0]]][int(rate)]
