"""Pairs that belong together and pairs that do not: by hand, and how often a stranger is drawn."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.mechanisms.objectives import pairing

SCORES = np.array([[3.0, 2, 1], [0, 9, 0], [3, 1, 0]])
HEAD = {"weight": np.array([[1.0, 0], [0, 1]]), "bias": np.zeros(2)}


def test_strangers_share_what_the_softmax_leaves_them():
    shares = pairing.stranger_shares(SCORES)
    np.testing.assert_allclose(shares.sum(1), 1)
    assert (np.diag(shares) == 0).all()
    np.testing.assert_allclose(shares[1], [0.5, 0, 0.5])
    # e and 1 parts of what is left
    np.testing.assert_allclose(
        shares[0], [0, *np.array([np.e, 1]) / (1 + np.e)], atol=2e-4
    )
    assert shares[0].round(2).tolist() == [0, 0.73, 0.27]
    sure = pairing.stranger_shares([[99, 2, 1], [0, 0, 0], [0, 0, 0]])
    np.testing.assert_allclose(sure[0], [0, 0.5, 0.5])  # the floor alone


def test_strangers_are_drawn_as_often_as_that(rng):
    drawn = np.array([pairing.hard_negatives(SCORES, rng) for _ in range(4000)])
    assert (drawn != np.arange(3)).all()
    shares = pairing.stranger_shares(SCORES)
    for row in range(3):
        often = np.bincount(drawn[:, row], minlength=3) / 4000
        assert (abs(often - shares[row]) < 4 * 0.5 / 4000**0.5).all()


def test_of_two_each_gets_the_other(rng):
    assert pairing.hard_negatives(np.zeros((2, 2)), rng).tolist() == [1, 0]
    with pytest.raises(ValueError, match="rows of scores"):
        pairing.hard_negatives(np.zeros((1, 1)), rng)


def test_three_pairs_of_each(rng):
    pictures, texts, belong = pairing.matching_batch(np.zeros((2, 2)), rng)
    assert pictures.tolist() == [0, 1, 1, 0, 0, 1]
    assert texts.tolist() == [0, 1, 0, 1, 1, 0]
    assert belong.tolist() == [1, 1, 0, 0, 0, 0]
    pictures, texts, belong = pairing.matching_batch(SCORES, rng)
    assert ((pictures == texts) == belong).all()


def test_wrong_pictures_are_drawn_by_columns(rng):
    """A text's wrong picture is one that fits it, whatever that picture's other texts are."""
    scores = np.array([[0.0, 0, 0], [99, 0, 0], [0, 0, 0]])
    pictures, _, _ = pairing.matching_batch(scores, rng)
    assert pictures[3] == 1
    _, texts, _ = pairing.matching_batch(scores.T, rng)
    assert texts[6] == 1


def test_what_queries_say_is_averaged_by_hand():
    z = [[[0.0, 2], [0, 4], [3, 0]]]
    np.testing.assert_allclose(pairing.matching_scores(z, HEAD), [[1, 2]])
    loss = pairing.matching_loss(z, HEAD, [1])
    np.testing.assert_allclose(loss, np.log(1 + np.exp(-1)))
    np.testing.assert_allclose(pairing.matching_loss(z, HEAD, [0]), loss + 1)


def test_who_says_nothing_loses_ln_2():
    z = np.zeros((6, 3, 2))
    loss = pairing.matching_loss(z, HEAD, [1, 1, 0, 0, 0, 0])
    np.testing.assert_allclose(loss, np.log(2))
    assert round(loss, 3) == 0.693


def test_it_learns(rng):
    z = rng.normal(size=(6, 3, 2))
    slope = grad(pairing.matching_loss)(z, HEAD, [1, 1, 0, 0, 0, 0])
    step = np.zeros_like(z)
    step[2, 1, 0] = 1e-6
    ends = [
        pairing.matching_loss(z + s * step, HEAD, [1, 1, 0, 0, 0, 0]) for s in (1, -1)
    ]
    np.testing.assert_allclose(slope[2, 1, 0], (ends[0] - ends[1]) / 2e-6, rtol=1e-5)


def test_no_queries_say_nothing():
    with pytest.raises(ValueError, match="queries of z"):
        pairing.matching_scores(np.zeros((2, 0, 2)), HEAD)
