"""Pixels moved inward, and a density between 0 and 1 that adds up to 1."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.codes.pixels import (
    MARGIN,
    logit_laplace_log_density,
    map_pixels,
    unmap_pixels,
)


def test_pixels_there_and_back(rng):
    np.testing.assert_allclose(map_pixels([0.0, 0.5, 1.0]), [0.1, 0.5, 0.9])
    x = rng.random((2, 3))
    np.testing.assert_allclose(unmap_pixels(map_pixels(x)), x)
    assert unmap_pixels([0.0, 0.05, 1.0]).tolist() == [0, 0, 1]
    assert MARGIN == data.fact("dall-e.pixel_margin").number
    with pytest.raises(ValueError, match="margin must be less than 1/2, got 0.5"):
        map_pixels(x, margin=0.5)


def test_the_density_by_hand():
    assert logit_laplace_log_density([0.5], [0.0], [0.0]) == pytest.approx(np.log(2))
    # the logit of 0.8 is ln 4, one scale of ln 4 away: e^-1 / (2 ln 4 · 0.16)
    wanted = -1 - np.log(2 * np.log(4) * 0.16)
    assert logit_laplace_log_density(
        [0.8], [0.0], [np.log(np.log(4))]
    ) == pytest.approx(wanted)


@pytest.mark.parametrize("mean, log_spread", [(0.0, 0.0), (1.5, -1.0), (-2.0, 0.5)])
def test_it_adds_up_to_1(mean, log_spread):
    """In small steps of the logit, whose slope the density holds."""
    logit = np.linspace(-30, 30, 400_001)
    x = 1 / (1 + np.exp(-logit))
    inside = (x > 0) & (x < 1)
    like = np.full(inside.sum(), 1.0)
    p = np.exp(logit_laplace_log_density(x[inside], mean * like, log_spread * like))
    assert np.trapezoid(p, x[inside]) == pytest.approx(1, abs=1e-4)


def test_black_and_white_are_refused():
    for wrong in (0.0, 1.0, -0.2):
        with pytest.raises(
            ValueError, match="x must lie between 0 and 1, ends excluded"
        ):
            logit_laplace_log_density([wrong], [0.0], [0.0])
