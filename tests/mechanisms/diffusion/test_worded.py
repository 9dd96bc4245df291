"""The denoiser that reads: padding is not read, words are, and it learns to."""

import numpy as np
import pytest
from autograd import value_and_grad

from fieldguide.mechanisms.diffusion import learned, schedules, worded
from fieldguide.training import parameters

LEFT = schedules.alpha_bars(schedules.scaled_linear_betas(1000))
HALF = np.array([0.5])


@pytest.fixture
def p(rng):
    return worded.new_worded(rng, positions=4, k=3, vocab_size=6, d=8, blocks=2)


def test_shares_are_of_words_and_none_of_padding(p, rng):
    x = rng.normal(size=(1, 4, 3))
    guess, shares = worded.worded_denoiser(x, [[2, 5, 0]], p, alpha_bar=HALF, heads=2)
    assert guess.shape == (1, 4, 3) and len(shares) == 2
    for each in shares:
        assert each.shape == (1, 2, 4, 3) and not each[..., 2].any()
        np.testing.assert_allclose(each.sum(-1), 1)
    longer = worded.worded_denoiser(x, [[2, 5, 0, 0]], p, alpha_bar=HALF, heads=2)[0]
    np.testing.assert_allclose(longer, guess)


def test_what_learns_guesses_the_same(p, rng):
    """It is made of the primitives: the guess and its gradient are the network's."""
    x, ids = rng.normal(size=(2, 4, 3)), np.array([[2, 5, 0], [1, 4, 3]])
    how = {"alpha_bar": np.array([0.3, 0.8]), "heads": 2}
    flat, spread = parameters.join(p)
    (slow, wanted), (fast, found) = (
        value_and_grad(lambda flat, guess=guess: (guess(spread(flat)) ** 2).mean())(
            flat
        )
        for guess in (
            lambda p: worded.worded_denoiser(x, ids, p, **how)[0],
            lambda p: worded._guess(x, ids, p, **how),
        )
    )
    np.testing.assert_allclose(fast, slow, rtol=1e-12)
    np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-12)
    assert np.abs(wanted).max() > 0.01


def test_another_word_is_another_guess(p, rng):
    x = rng.normal(size=(2, 4, 3))
    level = np.array([0.5, 0.5])
    one = worded.worded_denoiser(x, [[2, 5], [2, 5]], p, alpha_bar=level, heads=2)[0]
    two = worded.worded_denoiser(x, [[2, 5], [2, 4]], p, alpha_bar=level, heads=2)[0]
    np.testing.assert_allclose(one[0], two[0])
    assert np.abs(one[1] - two[1]).max() > 1e-6


def test_it_learns_what_each_word_changes(rng):
    """Word 2 makes the first place 1, word 3 the second; 4 stands in all and says nothing."""
    which = rng.integers(2, size=400)
    x = np.where(which[:, None] == np.arange(2), 1.0, -1.0)[..., None]  # (400, 2, 1)
    ids = np.stack([which + 2, np.full(400, 4)], axis=1)
    p = worded.new_worded(rng, positions=2, k=1, vocab_size=5, d=8)
    p, losses = worded.teach_worded(
        p, x, ids, np.array([4, 0]), rng, alpha_bars=LEFT, heads=1, size=32, steps=150,
        step_size=0.02,
    )  # fmt: skip
    assert losses[-20:].mean() < 0.3 * losses[:5].mean()
    noise = rng.normal(size=(2, 2, 1))
    level = np.full(2, LEFT[-1])
    guess, (shares,) = worded.worded_denoiser(
        noise, [[2, 4], [3, 4]], p, alpha_bar=level, heads=1
    )
    np.testing.assert_array_equal(np.sign(guess[..., 0]), [[1, -1], [-1, 1]])
    assert shares[..., 0].mean() > 0.6  # looked at more than the word that says nothing


def test_a_batch_has_rows_noise_captions_and_levels(rng):
    x, ids = np.arange(12.0).reshape(6, 2), np.arange(1, 7)[:, None]
    (batch,) = learned.noisy_examples(
        x, ids, np.array([0]), rng, alpha_bars=LEFT, size=6, steps=1, dropped=0.5
    )
    rows, noise, told, left = batch
    assert rows.shape == noise.shape == (6, 2) and told.dtype == ids.dtype
    said = told[:, 0] > 0
    np.testing.assert_array_equal(rows[said, 0], 2 * (told[said, 0] - 1))
    assert (ids > 0).all()  # dropping has changed the batch alone
    assert (np.diff(left) < 0).all()  # the levels come up evenly
