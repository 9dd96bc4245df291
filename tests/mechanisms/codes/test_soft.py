"""A soft choice: it hardens with the cold, and is a draw from the softmax at any temperature."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.codes.soft import COLDEST, gumbel_softmax, uniform_divergence


def test_it_hardens_with_the_cold_and_melts_with_the_heat():
    logits = np.array([[2.0, 1.0, 0.0, -1.0]])
    at = {
        t: gumbel_softmax(logits, np.random.default_rng(0), temperature=t)
        for t in (0.01, COLDEST, 1.0, 1000.0)
    }
    largest = [shares.max() for shares in at.values()]
    assert largest == sorted(largest, reverse=True) and largest[0] > 0.999
    np.testing.assert_allclose(at[1000.0], 0.25, atol=0.002)
    for shares in at.values():
        np.testing.assert_allclose(shares.sum(-1), 1)


def test_the_largest_is_a_draw_whatever_the_temperature(rng):
    n, logits = 20_000, np.log([0.5, 0.3, 0.2])
    for temperature in (COLDEST, 5.0):
        drawn = gumbel_softmax(np.tile(logits, (n, 1)), rng, temperature=temperature)
        found = np.bincount(drawn.argmax(-1)) / n
        spread = np.sqrt(softmax(logits) * (1 - softmax(logits)) / n)
        assert (abs(found - softmax(logits)) < 4 * spread).all()


def test_a_temperature_of_0_is_refused(rng):
    with pytest.raises(ValueError, match="temperature must be .* above 0, got 0"):
        gumbel_softmax([1.0, 2.0], rng, temperature=0)


def test_divergence_from_a_choice_by_lot_by_hand():
    assert uniform_divergence([3.0, 3.0]) == pytest.approx(0)
    assert uniform_divergence([1000.0, 0.0, 0.0]) == pytest.approx(np.log(3))
    half = 0.75 * np.log(0.75) + 0.25 * np.log(0.25) + np.log(2)
    assert uniform_divergence([np.log(3), 0.0]) == pytest.approx(half)


def test_a_code_that_is_ruled_out_costs_nothing():
    """Its share is 0, and so is 0 ln 0; one that is left alone is certain."""
    assert uniform_divergence([0.0, -np.inf]) == pytest.approx(np.log(2))
    three_of_four = uniform_divergence([[5.0, 5.0, 5.0, -np.inf]])
    assert three_of_four == pytest.approx([np.log(4 / 3)])
