"""PaLM's and LLaMA's decoders: shared keys, one norm, gates, and their published sizes."""

from functools import partial

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import causal_mask, multi_head_attention
from fieldguide.mechanisms.attention.rotary import rotate
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import lean, transformer
from fieldguide.mechanisms.networks.norm import layer_norm, rms_norm

PALM = {"vocab_size": 7, "d": 6, "heads": 4, "head_size": 2, "layers": 2, "spread": 0.5}
LLAMA = {"vocab_size": 7, "d": 8, "layers": 2, "spread": 0.5}


def number(key):
    return int(data.fact(key).number)


def attention_of(rng, d=6, heads=4, e=2, groups=1):
    shapes = {"query": heads * e, "key": groups * e, "value": groups * e}
    p = {name: rng.normal(size=(d, width)) for name, width in shapes.items()}
    return p | {"output": rng.normal(size=(heads * e, d))}


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_shared_keys_are_keys_written_out_for_each_head(rng, groups):
    """As usual attention, in which the columns of the shared keys and values are repeated."""
    x, p = rng.normal(size=(3, 5, 6)), attention_of(rng, groups=groups)
    each = np.repeat(np.arange(2 * groups).reshape(groups, 2), 4 // groups, 0).ravel()
    full = {
        name: {"weight": w[:, each] if name in ("key", "value") else w, "bias": 0}
        for name, w in p.items()
    }
    want, want_shares = multi_head_attention(x, x, full, heads=4, mask=causal_mask(5))
    how = {"heads": 4, "groups": groups, "mask": causal_mask(5)}
    out, shares = lean.grouped_attention(x, p, **how)
    np.testing.assert_allclose(out, want)
    np.testing.assert_allclose(shares, want_shares)


def test_turned_heads_see_distances_only(rng):
    x, p = rng.normal(size=(5, 6)), attention_of(rng)
    here, there = (
        lean.grouped_attention(
            x, p, heads=4, turn=partial(rotate, place=np.arange(5) + m)
        )[0]
        for m in (0, 70)
    )
    np.testing.assert_allclose(here, there)


def test_silu_by_hand_and_far_out():
    np.testing.assert_allclose(transformer.silu([0, np.log(3), -np.log(3)]),
                               [0, 0.75 * np.log(3), -0.25 * np.log(3)])  # fmt: skip
    np.testing.assert_array_equal(
        transformer.silu([-np.inf, -1000.0, 1000.0]), [0, 0, 1000]
    )
    assert np.isnan(transformer.silu(np.nan))


def test_a_gated_layer_by_hand():
    # one feature, gate ln 3 opens to 3/4 of ln 3, up 2, down 10
    p = {"gate": [[np.log(3)]], "up": [[2.0]], "down": [[10.0]]}
    p = {name: np.array(w) for name, w in p.items()}
    np.testing.assert_allclose(lean.swiglu_layer([[1.0]], p), [[15 * np.log(3)]])


def test_two_gated_features_multiply_exactly(rng):
    # silu(a) b - silu(-a) b = a b, as the page says
    p = {
        "gate": [[1.0, -1], [0, 0]],
        "up": [[0.0, 0], [1, 1]],
        "down": [[1.0, 0], [-1, 0]],
    }
    x = rng.normal(size=(20, 2))
    made = lean.swiglu_layer(x, {name: np.array(w) for name, w in p.items()})
    np.testing.assert_allclose(made[:, 0], x[:, 0] * x[:, 1])


def test_two_thirds_and_the_four_sizes_of_llama():
    assert lean.gated_width(3, multiple=1) == 8
    for size in ("7b", "13b", "33b", "65b"):
        d = number(f"llama@{size}.hidden_size")
        assert lean.gated_width(d) == number(f"llama@{size}.ffn_size")
    assert number("llama.ffn_rounding") == lean.ROUND
    assert data.fact("llama.norm_epsilon").number == lean.LLAMA_EPS


@pytest.mark.parametrize("d", [512, 4096, 8192])
def test_a_gate_of_two_thirds_costs_what_a_plain_layer_does(d):
    gated, plain = 3 * d * lean.gated_width(d), 8 * d * d
    assert plain <= gated < plain + 3 * d * lean.ROUND


def test_palms_block_adds_once_what_both_say_of_one_norm(rng):
    (p, _), x = lean.new_palm(rng, **PALM)["blocks"], rng.normal(size=(4, 6))
    y = layer_norm(x, {"gain": p["norm"]["gain"], "bias": 0})
    mixed, _ = lean.grouped_attention(y, p["attention"], heads=4, mask=causal_mask(4))
    want = x + mixed + lean.swiglu_layer(y, p["feed_forward"])
    got = lean.palm_block(x, p, heads=4, mask=causal_mask(4))
    np.testing.assert_allclose(got, want)


def test_llamas_block_adds_twice(rng):
    (p, _), x = lean.new_llama(rng, **LLAMA)["blocks"], rng.normal(size=(4, 8))
    y = rms_norm(x, p["attention_norm"])
    z = x + lean.grouped_attention(y, p["attention"], heads=2, groups=2)[0]
    want = z + lean.swiglu_layer(rms_norm(z, p["feed_forward_norm"]), p["feed_forward"])
    np.testing.assert_allclose(lean.llama_block(x, p, heads=2), want)


DECODERS = pytest.mark.parametrize(
    "model, new, sizes, heads",
    [(lean.palm, lean.new_palm, PALM, 4), (lean.llama, lean.new_llama, LLAMA, 2)],
)


@DECODERS
def test_a_decoder_sees_nothing_ahead_but_the_order_of_words(
    rng, model, new, sizes, heads
):
    p, ids = new(rng, **sizes), rng.integers(7, size=(2, 30))
    logits = model(ids, p, heads=heads)
    assert logits.shape == (2, 30, 7)
    np.testing.assert_allclose(model(ids[:, :9], p, heads=heads), logits[:, :9])
    a, b = (model(ids, p, heads=heads)[-1] for ids in ([1, 2, 3, 4], [3, 2, 1, 4]))
    assert np.abs(a - b).max() > 1e-4


def test_parameters_are_as_many_as_the_closed_forms_say(rng):
    sizes = {k: v for k, v in PALM.items() if k not in ("d", "spread")}
    want = counting.palm_parameters(width=6, **sizes)
    assert transformer.size(lean.new_palm(rng, **PALM)) == want
    p = lean.new_llama(rng, **LLAMA, inner=5)
    want = counting.llama_parameters(layers=2, width=8, ffn=5, vocab_size=7)
    assert transformer.size(p) == want
    wide = lean.new_llama(rng, **LLAMA)["blocks"][0]["feed_forward"]["gate"]
    assert wide.shape == (8, lean.gated_width(8))


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda x, p: lean.grouped_attention(x, p, heads=3), "heads must divide 8 features.*got 3"),
        (lambda x, p: lean.grouped_attention(x, p, heads=4, groups=3), "groups must divide 4 heads.*got 3"),
        (lambda x, p: lean.grouped_attention(x, p, heads=4, groups=2), r"key must.* \(6, 4\), got \(6, 2\)"),
        (lambda x, p: lean.grouped_attention(x, p, heads=4, groups=0), "groups must be.*got 0"),
        (lambda x, p: lean.gated_width(0), "d must be.*got 0"),
        (lambda x, p: lean.palm([9], lean.new_palm(np.random.default_rng(1), **PALM), heads=4), "ids.*9"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(rng, call, said):
    with pytest.raises(ValueError, match=said):
        call(rng.normal(size=(3, 6)), attention_of(rng))
