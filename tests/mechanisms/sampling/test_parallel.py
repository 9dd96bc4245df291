"""Hidden tokens: how many after each step, which, and that all are filled in the end."""

import itertools

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.sampling.parallel import (
    draw_shares,
    fill_in,
    hidden_counts,
    hidden_share,
    hide_tokens,
    least_sure,
    share_density,
)

MASK = 9


def test_a_quarter_cosine():
    np.testing.assert_allclose(
        hidden_share([0, 1 / 3, 0.5, 1]), [1, 3**0.5 / 2, 0.5**0.5, 0], atol=1e-15
    )
    with pytest.raises(ValueError, match="progress must lie in"):
        hidden_share([1.5])


def test_counts_by_hand_and_the_systems_own():
    assert hidden_counts(16, steps=4).tolist() == [14, 11, 6, 0]
    assert hidden_counts(16, steps=1).tolist() == [0]
    assert hidden_counts(3, steps=5).tolist() == [
        2,
        1,
        1,
        1,
        0,
    ]  # more steps than tokens
    for variant in ("base", "super-resolution"):
        n, steps = (
            int(data.fact(f"muse@{variant}.{what}").number)
            for what in ("image_tokens", "sampling_steps")
        )
        counts = hidden_counts(n, steps=steps)
        assert len(counts) == steps and counts[-1] == 0
        assert (np.diff([n, *counts]) < 0).all()  # each step settles one or more
        assert n - counts[0] < counts[-2]  # few at first, many in the last


def test_the_density_adds_up_to_1_and_has_the_mean_2_over_pi():
    angle = (np.arange(20_000) + 0.5) / 20_000 * np.pi / 2  # share = cos(angle)
    weight = share_density(np.cos(angle)) * np.sin(angle) * (np.pi / 2) / len(angle)
    assert weight.sum() == pytest.approx(1)
    assert weight @ np.cos(angle) == pytest.approx(2 / np.pi)
    assert round(2 / np.pi, 2) == data.fact("muse.mask_rate").number
    with pytest.raises(ValueError, match=r"shares must lie in \[0, 1\)"):
        share_density([1.0])


def test_shares_are_drawn_with_that_density(rng):
    n = 20_000
    shares = draw_shares(n, rng)
    spread = np.sqrt((0.5 - (2 / np.pi) ** 2) / n)  # the mean of share² is 1/2
    assert abs(shares.mean() - 2 / np.pi) < 4 * spread
    above = np.arccos(0.9) * 2 / np.pi  # the integral of the density from 0.9 to 1
    assert abs((shares > 0.9).mean() - above) < 4 * np.sqrt(above * (1 - above) / n)


def test_hidden_is_a_share_of_each_row_and_one_at_least(rng):
    ids = np.arange(40).reshape(4, 10)
    shown, hidden = hide_tokens(ids, [0.0, 0.25, 0.5, 1.0], rng, mask_id=99)
    assert hidden.sum(1).tolist() == [1, 3, 5, 10]
    assert (shown[hidden] == 99).all() and (shown[~hidden] == ids[~hidden]).all()
    places = [hide_tokens(ids, [0.1] * 4, rng, mask_id=99)[1] for _ in range(200)]
    assert np.sum(places, axis=(0, 1)).min() > 0  # every place comes up


def test_the_least_sure_are_hidden_again():
    sure = [[0.2, np.inf, -1.0, 0.5]]
    assert least_sure(sure, count=2).tolist() == [[True, False, True, False]]
    assert not least_sure(sure, count=0).any()
    with pytest.raises(ValueError, match="count must be .* 0 ... 4, got 5"):
        least_sure(sure, count=5)


def known(ids):
    """Sure of one token a place, and surer to the left."""
    logits = np.zeros((*ids.shape, 5))
    logits[..., 3] = np.linspace(40, 20, ids.shape[1])
    return logits


def test_without_noise_the_surest_come_first(rng):
    ids = np.array([[MASK, MASK, 4, MASK, MASK]])
    found = fill_in(ids, known, rng, mask_id=MASK, steps=3, choice_temperature=0)
    # 4 hidden in 3 steps: 3, 2, 0 are left
    assert found.tolist() == [
        [[3, MASK, 4, MASK, MASK]],
        [[3, 3, 4, MASK, MASK]],
        [[3, 3, 4, 3, 3]],
    ]
    assert ids[0, 0] == MASK


def test_what_is_settled_stays_and_all_is_filled(rng):
    ids = np.full((3, 16), MASK)
    found = fill_in(
        ids, lambda ids: rng.normal(size=(3, 16, 5)), rng, mask_id=MASK, steps=6
    )
    assert [(x == MASK).sum(1).tolist() for x in found] == [
        [c] * 3 for c in hidden_counts(16, steps=6)
    ]
    for before, after in itertools.pairwise(found):
        assert (after[before != MASK] == before[before != MASK]).all()


def test_early_the_choice_is_by_chance_and_at_the_end_it_is_not():
    """The noise dies away: with much of it the first places to be settled differ."""
    first = set()
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found = fill_in(
            np.full((1, 8), MASK),
            known,
            rng,
            mask_id=MASK,
            steps=8,
            choice_temperature=1e4,
        )
        first.add(int(np.flatnonzero(found[0, 0] != MASK)[0]))
    assert len(first) > 4


def test_rows_with_nothing_or_unequal_numbers_to_fill_are_refused(rng):
    with pytest.raises(
        ValueError, match="ids must have mask_id 9 as often in each row"
    ):
        fill_in([[1, 2]], known, rng, mask_id=MASK, steps=2)
    with pytest.raises(ValueError, match=r"ids must have mask_id 9 .* got \[1, 2\]"):
        fill_in([[1, MASK], [MASK, MASK]], known, rng, mask_id=MASK, steps=2)
    with pytest.raises(ValueError, match="mask_id must be none of 5 tokens, got 4"):
        fill_in([[4, 1]], known, rng, mask_id=4, steps=2)


@pytest.mark.parametrize(("n", "share", "wanted"), [(100, 0.07, 7), (25, 0.28, 7)])
def test_a_share_that_is_a_whole_number_of_tokens_is_not_rounded_up(
    rng, n, share, wanted
):
    """In floats 0.07 times 100 is a little more than 7."""
    assert np.ceil(n * share) == wanted + 1
    _, hidden = hide_tokens(np.zeros((1, n), int), [share], rng, mask_id=MASK)
    assert hidden.sum() == wanted
