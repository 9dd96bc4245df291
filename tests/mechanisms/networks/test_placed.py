"""Attention that knows distances: the two doors, fused weights, two blocks, two decoders."""

from functools import partial

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import (
    causal_mask,
    multi_head_attention,
    new_linear,
)
from fieldguide.mechanisms.attention.rotary import rotate_halves
from fieldguide.mechanisms.attention.slopes import alibi_bias, alibi_slopes
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import placed, transformer
from fieldguide.mechanisms.networks.norm import layer_norm

SIZES = {"vocab_size": 7, "d": 16, "layers": 2, "spread": 0.5}


@pytest.fixture
def block(rng):
    return transformer.new_block(rng, d=8, spread=0.5)


def test_with_both_doors_shut_it_is_plain_attention(rng, block):
    x, mask = rng.normal(size=(2, 5, 8)), causal_mask(5)
    how = {"heads": 2, "mask": mask}
    ours, shares = placed.placed_attention(x, block["attention"], **how)
    want, want_shares = multi_head_attention(x, x, block["attention"], **how)
    np.testing.assert_allclose(ours, want)
    np.testing.assert_allclose(shares, want_shares)
    np.testing.assert_allclose(
        placed.placed_block(x, block, **how),
        transformer.pre_norm_block(x, block, **how),
    )


def test_words_that_are_alike_are_looked_at_by_their_bias(rng, block):
    x = np.ones((3, 8))  # all scores are equal
    bias = np.log([[[1, 1, 1], [1, 1, 1], [1, 2, 5]]] * 2)
    _, shares = placed.placed_attention(x, block["attention"], heads=2, bias=bias)
    np.testing.assert_allclose(shares[:, 2], [[1 / 8, 2 / 8, 5 / 8]] * 2)
    np.testing.assert_allclose(shares[:, 0], 1 / 3)


@pytest.mark.parametrize("door", ["turn", "bias"])
def test_moving_all_words_on_changes_nothing(rng, block, door):
    x = rng.normal(size=(5, 8))
    if door == "turn":
        here, there = (
            {"turn": partial(rotate_halves, place=np.arange(5) + m)} for m in (0, 90)
        )
    else:
        here = {"bias": alibi_bias(alibi_slopes(2), n=5)}
        there = {"bias": alibi_bias(alibi_slopes(2), n=95)[:, 90:, 90:]}
    p = block["attention"]
    np.testing.assert_allclose(
        placed.placed_attention(x, p, heads=2, **here)[0],
        placed.placed_attention(x, p, heads=2, **there)[0],
    )


def test_fused_weights_are_cut_head_by_head():
    # d = 2, two heads of one feature; the columns are q, k, v, q, k, v
    fused = {"weight": np.arange(12.0).reshape(2, 6), "bias": np.arange(6.0)}
    parts = placed.split_fused(fused, 2)
    assert parts["query"]["weight"].tolist() == [[0, 3], [6, 9]]
    assert parts["key"]["bias"].tolist() == [1, 4]
    assert parts["value"]["weight"].tolist() == [[2, 5], [8, 11]]


def test_with_one_head_both_orders_are_the_same(rng):
    fused = new_linear(rng, d=4, e=12, spread=1.0)
    parts = placed.split_fused(fused, 1)
    joined = np.hstack([parts[name]["weight"] for name in ("query", "key", "value")])
    np.testing.assert_array_equal(joined, fused["weight"])


def test_a_parallel_block_adds_once(rng, block):
    x, how = rng.normal(size=(4, 8)), {"heads": 2, "mask": causal_mask(4)}
    out = placed.parallel_block(x, block, **how)
    mixed, _ = placed.placed_attention(
        layer_norm(x, block["attention_norm"]), block["attention"], **how
    )
    inner = transformer.feed_forward(
        layer_norm(x, block["feed_forward_norm"]),
        block["feed_forward"],
        activation=transformer.gelu_tanh,
    )
    np.testing.assert_allclose(out, x + mixed + inner)
    assert np.abs(out - placed.placed_block(x, block, **how)).max() > 0.1


DECODERS = pytest.mark.parametrize(
    "model, new, count",
    [
        (placed.gpt_neox, placed.new_gpt_neox, counting.gpt_neox_parameters),
        (placed.bloom, placed.new_bloom, counting.bloom_parameters),
    ],
)


@DECODERS
def test_a_decoder_sees_nothing_ahead_and_no_length_is_too_long(rng, model, new, count):
    p = new(rng, **SIZES)
    ids = rng.integers(7, size=(2, 300))
    logits = model(ids, p, heads=2)
    assert logits.shape == (2, 300, 7)
    np.testing.assert_allclose(model(ids[:, :40], p, heads=2), logits[:, :40])


@DECODERS
def test_words_in_another_order_are_another_text(rng, model, new, count):
    p = new(rng, **SIZES)
    a, b = (model(ids, p, heads=2)[-1] for ids in ([1, 2, 3, 4], [3, 2, 1, 4]))
    assert np.abs(a - b).max() > 1e-3


@DECODERS
def test_parameters_are_as_many_as_the_closed_form_says(rng, model, new, count):
    p = new(rng, **SIZES)
    assert transformer.size(p) == count(layers=2, width=16, vocab_size=7)


def test_the_share_that_is_turned_is_the_papers():
    assert data.fact("gpt-neox-20b.rotary_fraction").number == placed.ROTARY
    turned = placed.ROTARY * data.fact("gpt-neox-20b.head_size").number
    assert turned == 24


def test_blooms_first_norm_forgets_how_long_the_rows_are(rng):
    p = placed.new_bloom(rng, **SIZES)
    ids = np.array([1, 2, 3])
    x = layer_norm(p["token_table"][ids], p["token_norm"])
    longer = layer_norm(50 * p["token_table"][ids], p["token_norm"])
    np.testing.assert_allclose(x, longer, atol=1e-4)


@pytest.mark.parametrize(
    "call, said",
    [
        (
            lambda p: placed.gpt_neox([0], p, heads=2, rotary=0.2),
            "turned must be even.*got 1",
        ),
        (lambda p: placed.gpt_neox([0], p, heads=2, rotary=1.5), r"rotary must lie in \[0, 1\]"),
        (lambda p: placed.gpt_neox([9], p, heads=2), "ids must.*9"),
        (lambda p: placed.gpt_neox([0], p, heads=3), "heads must divide 16"),
        (lambda p: placed.bloom([0], p, heads=2), "p must.*token_norm|token_norm"),
        (
            lambda p: placed.placed_attention(
                np.ones((3, 16)), p["blocks"][0]["attention"], heads=2, bias=np.ones((3, 3))
            ),
            r"bias must have shape \(2, 3, 3\), got \(3, 3\)",
        ),
        (
            lambda p: placed.split_fused({"weight": np.ones((4, 8)), "bias": np.ones(8)}, 2),
            r"weight.*must have shape \(4, 12\), got \(4, 8\)",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(rng, call, said):
    with pytest.raises(ValueError, match=said):
        call(placed.new_gpt_neox(rng, **SIZES))


def test_a_share_of_a_head_is_the_number_of_features_that_it_says(rng):
    p = placed.new_gpt_neox(rng, vocab_size=7, d=100, layers=1, spread=0.5)
    exact = placed.gpt_neox([1, 2, 3], p, heads=1, rotary=0.58 + 1e-6)
    np.testing.assert_array_equal(
        placed.gpt_neox([1, 2, 3], p, heads=1, rotary=0.58), exact
    )
    with pytest.raises(ValueError, match="turned must be even to form pairs, got 57"):
        placed.gpt_neox([1, 2, 3], p, heads=1, rotary=0.57)
