"""Bands: by hand, how many pairs they save, and how far a word sees through several layers."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import causal_mask
from fieldguide.mechanisms.attention.bands import (
    alternating_masks,
    band_mask,
    band_pairs,
)


def test_a_band_by_hand():
    mask = band_mask(4, width=2).astype(int)
    assert mask.tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    assert band_mask(3, width=1).tolist() == np.eye(3, dtype=bool).tolist()
    assert band_mask(0, width=3).shape == (0, 0)


@pytest.mark.parametrize("width", [5, 6, 100])
def test_a_band_as_wide_as_the_text_is_the_causal_mask(width):
    np.testing.assert_array_equal(band_mask(5, width=width), causal_mask(5))


@pytest.mark.parametrize("n", [0, 1, 7])
@pytest.mark.parametrize("width", [1, 3, 7, 9])
def test_pairs_are_those_of_the_mask(n, width):
    assert band_pairs(n, width=width) == band_mask(n, width=width).sum()


def test_pairs_by_hand():
    assert (
        band_pairs(5, width=2) == 9 and band_pairs(2048, width=2048) == 2048 * 2049 / 2
    )


def test_layers_alternate_beginning_with_all_of_the_past():
    masks = alternating_masks(3, n=6, width=2)
    for got, want in zip(
        masks, [causal_mask(6), band_mask(6, width=2), causal_mask(6)], strict=True
    ):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_through_banded_layers_a_word_sees_a_little_further_each_time(layers):
    reach = np.eye(12, dtype=bool)
    for _ in range(layers):
        reach = reach @ band_mask(12, width=3)
    np.testing.assert_array_equal(reach, band_mask(12, width=1 + 2 * layers))


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: band_mask(4, width=0), "width must be a whole number of 1 or more, got 0"),
        (lambda: band_mask(-1, width=2), "n must be.*got -1"),
        (lambda: band_pairs(4, width=2.5), "width must be.*2.5"),
        (lambda: alternating_masks(0, n=4, width=2), "layers must be.*got 0"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
