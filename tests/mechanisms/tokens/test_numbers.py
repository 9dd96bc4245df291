"""Numbers as tokens: squeezed, put into bins, moved behind the words, and what comes back."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.tokens import numbers


def n(quantity):
    return data.fact(f"gato.{quantity}").number


def test_the_constants_are_the_paper_s():
    assert [numbers.MU, numbers.REACH, numbers.BINS] == [
        n(q) for q in ("mu_law_mu", "mu_law_m", "continuous_bins")
    ]
    assert data.fact("gato@text.vocabulary").number == numbers.FIRST
    assert n("vocabulary") == numbers.FIRST + numbers.BINS


def test_squeezing_by_hand():
    found = numbers.mu_law([0, 1, -1, 256, 512])
    wanted = [np.log(1 + 100 * x) / np.log(25_601) for x in (0, 1, 1, 256, 512)]
    assert found == pytest.approx(wanted * np.array([1, 1, -1, 1, 1]))
    assert found[3] == 1 and found[4] > 1
    assert numbers.mu_law([3.0], mu=2, reach=1) == pytest.approx(np.log(7) / np.log(3))


def test_squeezing_is_undone(rng):
    x = rng.normal(size=(3, 4)) * 50
    for options in ({}, {"mu": 255.0, "reach": 1.0}):
        assert numbers.undo_mu_law(numbers.mu_law(x, **options), **options) == (
            pytest.approx(x)
        )


def test_bins_by_hand():
    found = numbers.bin_numbers([-2, -1, -0.5, 0, 0.1, 0.999, 1, 2], bins=4)
    assert found.tolist() == [0, 0, 1, 2, 2, 3, 3, 3]
    assert numbers.bin_centers([0, 3], bins=4).tolist() == [-0.75, 0.75]


def test_one_lands_in_the_last_bin_and_not_behind_it():
    assert numbers.bin_numbers([1.0]) == 1023
    assert numbers.observation_tokens([256.0, 1e9]).tolist() == [33_023] * 2


def test_tokens_by_hand():
    """ln 101 / ln 25,601 is 0.4547, so 1 lies in bin 744; 0 begins the bin in the middle."""
    assert numbers.observation_tokens([-300, -1, 0, 1]).tolist() == [
        32_000, 32_279, 32_512, 32_744,
    ]  # fmt: skip
    assert numbers.action_tokens([-1, 0, 1]).tolist() == [32_000, 32_512, 33_023]


def test_a_movement_comes_back_within_half_a_bin(rng):
    x = rng.uniform(-1, 1, 500)
    back = numbers.action_numbers(numbers.action_tokens(x))
    assert np.abs(back - x).max() <= 1 / 1024


def test_a_measurement_comes_back_the_worse_the_larger_it_is():
    x = np.geomspace(0.01, 250, 400)
    away = np.abs(numbers.observed_numbers(numbers.observation_tokens(x)) - x)
    half = np.log(25_601) / 1024 * (x + 0.01)  # half a bin, by the slope of the curve
    assert (away < 1.02 * half).all()
    assert away[:100].max() < 1e-2 < away[-100:].max()


def test_every_bin_gives_itself():
    ids = np.arange(32_000, 33_024)
    assert (numbers.observation_tokens(numbers.observed_numbers(ids)) == ids).all()
    assert (numbers.action_tokens(numbers.action_numbers(ids)) == ids).all()


def test_buttons_keep_their_numbers_row_by_row():
    assert numbers.discrete_tokens([[3, 0], [1023, 5]]).tolist() == [3, 0, 1023, 5]
    with pytest.raises(ValueError, match=r"x must lie in 0 ... 1023, got 1024"):
        numbers.discrete_tokens([1024])


def test_a_word_is_no_number():
    for back in (numbers.observed_numbers, numbers.action_numbers):
        with pytest.raises(ValueError, match=r"ids must lie in 32000 ... 33023, got 7"):
            back([7])


@pytest.mark.parametrize("bins", [3, 10, 100, 1024])
def test_a_bin_begins_where_it_says_and_not_a_hair_before(bins):
    ends = 2 * np.arange(bins) / bins - 1
    assert numbers.bin_numbers(ends, bins=bins).tolist() == [*range(bins)]
    before = numbers.bin_numbers(np.nextafter(ends[1:], -2), bins=bins)
    assert before.tolist() == [*range(bins - 1)]
