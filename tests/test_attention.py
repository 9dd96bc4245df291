"""Attention: examples worked by hand, invariants, masks, bad input."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention import (
    attend,
    attention,
    causal_mask,
    prefix_mask,
    softmax,
)


def test_softmax_of_the_docstring():
    np.testing.assert_allclose(softmax(np.array([0, np.log(3)])), [0.25, 0.75])


def test_softmax_survives_large_numbers_and_a_shift():
    np.testing.assert_allclose(softmax(np.array([1000, 1000])), [0.5, 0.5])
    x = np.array([3.0, 5.0, 4.0])
    np.testing.assert_allclose(softmax(x), softmax(x + 1000))


def test_softmax_along_an_axis(rng):
    x = rng.normal(size=(3, 4))
    np.testing.assert_allclose(softmax(x, axis=0), softmax(x.T).T)


def test_attend_of_the_docstring():
    mixed, shares = attend(np.log([[1, 3]]), np.array([[4.0, 0.0], [0.0, 4.0]]))
    np.testing.assert_allclose(shares, [[0.25, 0.75]])
    np.testing.assert_allclose(mixed, [[1.0, 3.0]])


def test_a_hidden_token_changes_nothing(rng):
    q, k, v = rng.normal(size=(3, 5, 4))
    mask = causal_mask(5)
    before, shares = attention(q, k, v, mask)
    k[4], v[4] = 99, 99
    after, _ = attention(q, k, v, mask)
    np.testing.assert_array_equal(before[:4], after[:4])
    assert not shares[~mask].any() and not np.allclose(before[4], after[4])


def test_a_row_that_may_look_nowhere_is_zero(rng):
    q, k, v = rng.normal(size=(3, 2, 4))
    mixed, shares = attention(q, k, v, np.array([[False, False], [True, True]]))
    assert not mixed[0].any() and not shares[0].any()
    np.testing.assert_allclose(shares[1].sum(), 1)


def test_the_root_of_d_keeps_scores_at_one_scale(rng):
    """Products of unit normal vectors have variance d; the scores have variance 1."""
    q, k = rng.normal(size=(2, 4000, 64))
    products = (q * k).sum(-1)
    # The variance of n draws strays by about sqrt(2/n), a little more for products.
    assert abs(products.var() / 64 - 1) < 5 * np.sqrt(2 / 4000)


def test_masks_by_hand():
    np.testing.assert_array_equal(causal_mask(3), [[1, 0, 0], [1, 1, 0], [1, 1, 1]])
    np.testing.assert_array_equal(prefix_mask(3, 2), [[1, 1, 0], [1, 1, 0], [1, 1, 1]])
    for prefix in (0, 1):
        np.testing.assert_array_equal(prefix_mask(4, prefix), causal_mask(4))
    assert prefix_mask(4, 4).all()


@pytest.mark.parametrize("prefix", [-1, 5])
def test_prefix_must_fit(prefix):
    with pytest.raises(ValueError, match=f"0 to 4 tokens, got {prefix}"):
        prefix_mask(4, prefix)


def test_bad_input_is_named(rng):
    q, k, v = rng.normal(size=(3, 2, 4))
    with pytest.raises(ValueError, match="4 wide and keys 3"):
        attention(q, k[:, :3], v)
    with pytest.raises(ValueError, match="2 keys need as many values, got 1"):
        attention(q, k, v[:1])
    with pytest.raises(ValueError, match="must be bool"):
        attention(q, k, v, np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"mask \(3, 3\) does not fit scores \(2, 2\)"):
        attention(q, k, v, causal_mask(3))
