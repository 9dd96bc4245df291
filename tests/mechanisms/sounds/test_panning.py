"""Laws of panning: by hand, at their ends, and what each keeps on the way."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from fieldguide.mechanisms.sounds import panning

LAWS = panning.linear_pan, panning.constant_power_pan, panning.boosted_pan
WAY = np.linspace(-1, 1, 41)


def test_the_middle_by_hand():
    assert_allclose(panning.linear_pan(0), [0.5, 0.5])
    assert_allclose(panning.constant_power_pan(0), np.sqrt([0.5, 0.5]))
    assert_allclose(panning.boosted_pan(0), [1, 1])
    assert_allclose(
        panning.boosted_pan([-1, 0.5]), [[2**0.5, 0], [2 - 2**0.5, 2**0.25]]
    )


@pytest.mark.parametrize("law", LAWS)
def test_ends_and_mirror(law):
    ends = law([-1, 1])
    assert_allclose(ends * (1 - np.eye(2)), 0, atol=1e-12)
    assert_allclose(law(-WAY), law(WAY)[:, ::-1], atol=1e-12)
    assert (np.diff(law(WAY)[:, 1]) > 0).all()  # further right, louder on the right
    assert law(WAY.reshape(1, 41)).shape == (1, 41, 2)


def test_what_each_law_keeps():
    assert_allclose(panning.linear_pan(WAY).sum(-1), 1)
    assert_allclose((panning.constant_power_pan(WAY) ** 2).sum(-1), 1)
    power = (panning.boosted_pan(WAY) ** 2).sum(-1)
    assert_allclose(power[[0, 20, 40]], 2)
    assert 1.7 < power.min() < 1.8


def test_levels_and_factors():
    assert_allclose(panning.amplitude([0, 20, -20]), [1, 10, 0.1])
    assert_allclose(panning.amplitude(6), 2, atol=0.005)
    assert_allclose(panning.level(panning.constant_power_pan(WAY)), 0, atol=1e-12)
    assert_allclose(panning.level([0.5, 0.5]), -3.01, atol=0.001)
    assert_allclose(panning.level(panning.boosted_pan(-1)), 3.01, atol=0.001)


@pytest.mark.parametrize("law", LAWS)
def test_beyond_the_ear_is_nowhere(law):
    with pytest.raises(ValueError, match=r"position must lie in .* got -1\.5"):
        law([0, -1.5])


def test_silence_has_no_level():
    with pytest.raises(ValueError, match="silence"):
        panning.level([[1, 0], [0, 0]])
