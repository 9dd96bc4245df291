"""Attention: examples worked by hand, invariants, masks, bad input."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention import positions
from fieldguide.mechanisms.attention.attention import (
    attend,
    attention,
    causal_mask,
    for_all_heads,
    linear,
    merge_heads,
    multi_head_attention,
    padding_mask,
    prefix_mask,
    softmax,
    split_heads,
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
    before, shares = attention(q, k, v, mask=mask)
    k[4], v[4] = 99, 99
    after, _ = attention(q, k, v, mask=mask)
    np.testing.assert_array_equal(before[:4], after[:4])
    assert not shares[~mask].any() and not np.allclose(before[4], after[4])


def test_a_row_that_may_look_nowhere_is_zero(rng):
    q, k, v = rng.normal(size=(3, 2, 4))
    mixed, shares = attention(q, k, v, mask=np.array([[False, False], [True, True]]))
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
    np.testing.assert_array_equal(
        prefix_mask(n=3, prefix=2), [[1, 1, 0], [1, 1, 0], [1, 1, 1]]
    )
    for prefix in (0, 1):
        np.testing.assert_array_equal(prefix_mask(n=4, prefix=prefix), causal_mask(4))
    assert prefix_mask(n=4, prefix=4).all()


@pytest.mark.parametrize("prefix", [-1, 5])
def test_prefix_must_fit(prefix):
    with pytest.raises(ValueError, match=f"prefix must be .* 0 ... 4, got {prefix}"):
        prefix_mask(n=4, prefix=prefix)


def test_bad_input_is_named(rng):
    q, k, v = rng.normal(size=(3, 2, 4))
    with pytest.raises(ValueError, match=r"k must have shape .*4\), got \(2, 3\)"):
        attention(q, k[:, :3], v)
    with pytest.raises(ValueError, match=r"v must have shape .*2, any\), got \(1, 4\)"):
        attention(q, k, v[:1])
    with pytest.raises(ValueError, match="must be bool"):
        attention(q, k, v, mask=np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"mask \(3, 3\) does not fit scores \(2, 2\)"):
        attention(q, k, v, mask=causal_mask(3))


# --- heads ----------------------------------------------------------------------------


def parameters(rng, d=6, c=6):
    sizes = {"query": (d, d), "key": (c, d), "value": (c, d), "output": (d, d)}
    return {
        name: {"weight": rng.normal(size=size), "bias": rng.normal(size=size[1])}
        for name, size in sizes.items()
    }


def test_padding_mask_of_the_docstring():
    assert padding_mask([7, 9, 0]).tolist() == [[True, True, False]]
    assert padding_mask([[7, 1], [1, 1]], padding_id=1).shape == (2, 1, 2)
    both = causal_mask(3) & padding_mask([7, 9, 0])
    assert both.tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 0]]


def test_linear_of_the_docstring():
    weight = np.array([[1, 0], [0, 10]])
    p = {"weight": weight, "bias": np.array([5, 5])}
    assert linear(np.array([[1, 2]]), p).tolist() == [[6, 25]]
    assert linear(np.array([1, 2]), {"weight": weight, "bias": 0}).tolist() == [1, 20]


def test_heads_of_the_docstring():
    x = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
    split = split_heads(x, 2)
    assert split.tolist() == [[[1, 2], [5, 6]], [[3, 4], [7, 8]]]
    assert merge_heads(split).tolist() == x.tolist()


@pytest.mark.parametrize("heads", [1, 2, 3, 6])
def test_merging_undoes_splitting(heads, rng):
    x = rng.normal(size=(2, 5, 6))
    assert split_heads(x, heads).shape == (2, heads, 5, 6 // heads)
    np.testing.assert_array_equal(merge_heads(split_heads(x, heads)), x)


@pytest.mark.parametrize("heads", [0, 4, -1])
def test_features_must_be_shared_evenly(heads, rng):
    with pytest.raises(ValueError, match=f"heads must .*got {heads}"):
        split_heads(rng.normal(size=(5, 6)), heads)


def test_heads_are_separate_attentions(rng):
    """The formula of section 3.2.2, one head after the other."""
    x, p = rng.normal(size=(5, 6)), parameters(rng)
    q, k, v = (linear(x, p[name]) for name in ("query", "key", "value"))
    mask = causal_mask(5)
    mixed = [
        attention(*(a[:, c : c + 3] for a in (q, k, v)), mask=mask) for c in (0, 3)
    ]
    out, shares = multi_head_attention(x, x, p, heads=2, mask=mask)
    together = np.hstack([m for m, _ in mixed])
    np.testing.assert_allclose(out, linear(together, p["output"]))
    np.testing.assert_allclose(shares, [s for _, s in mixed])


def test_cross_attention_has_the_shapes_of_the_docstring(rng):
    x, context = rng.normal(size=(2, 3, 6)), rng.normal(size=(2, 5, 4))
    mask = padding_mask([[4, 4, 4, 4, 4], [4, 4, 4, 0, 0]])
    out, shares = multi_head_attention(
        x, context, parameters(rng, 6, 4), heads=3, mask=mask
    )
    assert out.shape == (2, 3, 6) and shares.shape == (2, 3, 3, 5)
    assert not shares[1, ..., 3:].any() and shares[0].all()
    np.testing.assert_allclose(shares.sum(-1), 1)


def test_a_batch_is_its_sentences(rng):
    x, p = rng.normal(size=(3, 5, 6)), parameters(rng)
    out, shares = multi_head_attention(x, x, p, heads=2)
    one, its_shares = multi_head_attention(x[1], x[1], p, heads=2)
    np.testing.assert_allclose(out[1], one)
    np.testing.assert_allclose(shares[1], its_shares)


def test_without_positions_attention_is_blind_to_order(rng):
    x, p = rng.normal(size=(5, 6)), parameters(rng)
    order = rng.permutation(5)
    out = multi_head_attention(x, x, p, heads=2)[0]
    np.testing.assert_allclose(
        multi_head_attention(x[order], x[order], p, heads=2)[0], out[order]
    )


# --- what the notebook states ---------------------------------------------------------


def test_the_lamp_finds_its_keeper():
    query = np.array([[0, 4, 0, 0], [2, 0, 2, 0], [4, 0, 0, 0], [0, 2, 0, 0.0]])
    value = np.array([[1, 0], [0, 1], [1, 1], [0, -1.0]])
    mixed, shares = attention(query, np.eye(4), value)
    np.testing.assert_allclose(shares[2], [0.71, 0.10, 0.10, 0.10], atol=0.005)
    np.testing.assert_allclose(shares[1, [0, 2]], 0.37, atol=0.005)
    np.testing.assert_allclose(shares.max(1), [0.71, 0.37, 0.71, 0.48], atol=0.005)
    np.testing.assert_allclose(mixed[2], [0.81, 0.10], atol=0.005)


def test_undivided_scores_leave_a_third_of_the_draws_without_a_slope(rng):
    q, k = rng.normal(size=(4000, 1, 64)), rng.normal(size=(4000, 10, 64))
    scores = (q @ k.swapaxes(-1, -2))[:, 0]

    def stuck(shares):
        return ((shares * (1 - shares)).max(-1) < 0.01).mean()

    assert np.median(softmax(scores).max(-1)) > 0.9
    assert 0.28 < stuck(softmax(scores)) < 0.4
    assert stuck(softmax(scores / 8)) == 0


@pytest.mark.parametrize("asking", ["word", "place"])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_word_hidden_from_itself_is_known_all_the_same(asking, layers, rng):
    """At once if it asks with its own vector, and after two layers if it does not."""
    n = 6
    x, news = rng.normal(size=(2, n, 8))
    places = positions.sinusoidal_positions(n=n, d=8)
    weights = rng.normal(size=(layers, 3, 8, 8)) / np.sqrt(8)

    def through(x):
        for a, b, c in weights:
            asks = places if asking == "place" else x
            x, _ = attention(asks @ a, x @ b, x @ c, mask=~np.eye(n, dtype=bool))
        return x

    for j in range(n):
        changed = x.copy()
        changed[j] = news[j]
        itself = (through(changed)[j] != through(x)[j]).any()
        assert itself == (asking == "word" or layers == 2)


def test_a_causal_mask_carries_the_order(rng):
    """Of two sentences with two words exchanged, without positions."""
    x = rng.normal(size=(8, 6))
    y = x[[0, 7, 2, 3, 4, 5, 6, 1]]

    def same(mask):
        outs = [attention(s, s, s, mask=mask)[0] for s in (x, y)]
        return np.isclose(*outs).all(-1).tolist()

    exchanged = [k in (1, 7) for k in range(8)]
    assert same(None) == [not e for e in exchanged]
    assert same(causal_mask(8)) == [True] + [False] * 7


# --- masks ----------------------------------------------------------------------------


def test_what_a_hidden_score_is_does_not_matter():
    """Infinity times a share of 0 would be nan."""
    v = np.array([[4.0, 0.0], [0.0, 4.0]])
    for hidden in (np.inf, -np.inf, np.nan, 1e308):
        mixed, shares = attend([[0, hidden]], v, mask=[[True, False]])
        assert mixed.tolist() == [[4, 0]] and shares.tolist() == [[1, 0]]
    mixed, shares = attend([[np.inf, -np.inf]], v, mask=[[False, False]])
    assert not mixed.any() and not shares.any()


def test_one_row_of_a_mask_is_for_all_who_look(rng):
    block, x = parameters(rng), rng.normal(size=(2, 3, 6))
    row = [True, True, False]
    ours, shares = multi_head_attention(x, x, block, heads=2, mask=row)
    rows = np.tile(row, (2, 3, 1))
    theirs, _ = multi_head_attention(x, x, block, heads=2, mask=rows)
    np.testing.assert_array_equal(ours, theirs)
    assert not shares[..., 2].any()


def test_a_mask_for_sentences_is_never_laid_on_heads(rng):
    """As many sentences as heads: the sizes alone would let it pass."""
    q, k, v = rng.normal(size=(3, 2, 2, 3, 4))  # two sentences, two heads
    mask = np.array([np.tri(3), np.ones((3, 3))], bool)  # one for each sentence
    with pytest.raises(ValueError, match=r"must have 1, 2 or 4 axes.*got \(2, 3, 3\)"):
        attention(q, k, v, mask=mask)
    together, _ = attention(q, k, v, mask=for_all_heads(mask))
    alone, _ = attention(q[0], k[0], v[0], mask=mask[0])
    np.testing.assert_allclose(together[0], alone)
