"""Encoder and decoder: norms by hand, gates, who sees what, sizes as counted, bad input."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import causal_mask, padding_mask
from fieldguide.mechanisms.attention.positions import bucket_bias
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import encoder_decoder as ed
from fieldguide.mechanisms.networks import transformer as tf
from fieldguide.mechanisms.networks.norm import layer_norm, new_rms_norm, rms_norm

SIZES = {"vocab_size": 9, "d": 8, "layers": 2, "inner": 12}
SOURCE, TARGET = np.array([2, 5, 6, 7, 8, 3]), np.array([1, 5, 4, 2])


@pytest.fixture
def bart(rng):
    return ed.new_bart(rng, positions=7, spread=0.5, **SIZES)


@pytest.fixture
def t5(rng):
    return ed.new_t5(rng, heads=2, buckets=8, **SIZES)


@pytest.fixture
def mt5(rng):
    return ed.new_mt5(rng, heads=2, buckets=8, **SIZES)


MODELS = ["bart", "t5", "mt5"]


@pytest.fixture(params=MODELS)
def model(request):
    """A function of source and target, whichever it is."""
    p = request.getfixturevalue(request.param)
    return lambda *texts, **more: getattr(ed, request.param)(*texts, p, heads=2, **more)


# --- parts ----------------------------------------------------------------------------


def test_rms_norm_of_the_docstring():
    out = rms_norm([[1, 7]], new_rms_norm(2), eps=0)
    np.testing.assert_allclose(out, [[0.2, 1.4]])


def test_rms_norm_does_not_shift(rng):
    """Of a row with mean 0 it is the layer norm; added to all, a number is kept."""
    x = rng.normal(size=(3, 6))
    x -= x.mean(-1, keepdims=True)
    gain = rng.normal(size=6)
    layer = layer_norm(x, {"gain": gain, "bias": 0}, eps=1e-6)
    np.testing.assert_allclose(rms_norm(x, {"gain": gain}), layer)
    assert rms_norm(x + 9, {"gain": 1.0}).mean() > 0.9


def test_rms_norm_of_any_size_is_the_same(rng):
    x = rng.normal(size=(2, 5))
    for k in (1e-2, 1e3):
        np.testing.assert_allclose(
            rms_norm(k * x, {"gain": 1.0}, eps=0), rms_norm(x, {"gain": 1.0}, eps=0)
        )
    assert (rms_norm(np.zeros((1, 3)), {"gain": 1.0}) == 0).all()


def test_a_gate_by_hand():
    """Gate 2, up 3: relu(2) * 3 = 6; a closed gate lets nothing pass."""
    p = {"gate": np.array([[1.0]]), "up": np.array([[1.5]]), "down": np.array([[1.0]])}
    assert tf.gated_feed_forward([[2.0]], p, activation=tf.relu) == 6
    assert tf.gated_feed_forward([[-2.0]], p, activation=tf.relu) == 0


def test_geglu_is_the_gate_with_gelus_tanh(rng):
    p = {name: rng.normal(size=(4, 4)) for name in ("gate", "up", "down")}
    x = rng.normal(size=(3, 4))
    gate = 0.5 * (x @ p["gate"])
    inner = x @ p["gate"]
    gate *= 1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3))
    np.testing.assert_allclose(ed.geglu_layer(x, p), (gate * (x @ p["up"])) @ p["down"])


def test_bias_of_a_bucket_by_hand():
    table = np.array([[1.0, 10], [2, 20], [3, 30]])
    bias = bucket_bias(table, [[0, 2], [1, 0]])
    assert bias.tolist() == [[[1, 3], [2, 1]], [[10, 30], [20, 10]]]


def test_attention_is_not_scaled():
    """One key gives the score 2: exp(2) to 1, not exp(2 / sqrt(2)) to 1."""
    eye = {name: np.eye(2) for name in ("query", "key", "value", "output")}
    x = np.array([[1.0, 1], [0, 0]])
    out, shares = ed.biased_attention(x, x, eye, heads=1)
    assert shares[0, 0, 0] / shares[0, 0, 1] == pytest.approx(np.e**2)
    assert shares[0, 1].tolist() == [0.5, 0.5]


def test_a_bias_turns_the_look(rng):
    eye = {name: np.eye(2) for name in ("query", "key", "value", "output")}
    bias = np.array([[[0, np.log(3)], [0, 0]]])
    _, shares = ed.biased_attention(np.zeros((2, 2)), np.zeros((2, 2)), eye, heads=1,
                                    bias=bias)  # fmt: skip
    np.testing.assert_allclose(shares, [[[0.25, 0.75], [0.5, 0.5]]])


# --- who sees what --------------------------------------------------------------------


def test_the_writer_sees_what_is_written_and_not_what_comes(model):
    first = model(SOURCE, TARGET)
    for k in range(1, len(TARGET)):
        other = TARGET.copy()
        other[k] = 8
        changed = np.abs(model(SOURCE, other) - first).max(-1)
        assert (changed[:k] == 0).all() and (changed[k:] > 1e-9).all()


def test_every_written_token_sees_all_of_the_text(model):
    first = model(SOURCE, TARGET)
    for k in range(len(SOURCE)):
        other = SOURCE.copy()
        other[k] = 4
        assert (np.abs(model(other, TARGET) - first).max(-1) > 1e-9).all()


def test_nobody_looks_at_padding(model):
    """Whatever stands there, and however much of it."""
    longer = np.append(SOURCE, 0)
    mask = padding_mask(longer)[0]
    np.testing.assert_allclose(
        model(longer, TARGET, mask=mask), model(SOURCE, TARGET), atol=1e-12
    )
    assert np.abs(model(longer, TARGET) - model(SOURCE, TARGET)).max() > 1e-6


def test_a_batch_is_its_texts_one_by_one(model, rng):
    sources, targets = rng.integers(1, 9, (3, 6)), rng.integers(1, 9, (3, 4))
    sources[1, 4:] = 0
    together = model(sources, targets, mask=padding_mask(sources))
    for k in range(3):
        alone = model(sources[k], targets[k], mask=padding_mask(sources)[k])
        np.testing.assert_allclose(together[k], alone, atol=1e-12)


def test_t5_knows_distances_only(t5, rng):
    """A text moved on by some places gives the same vectors: places have no names."""
    p, table = t5["encoder"], t5["token_table"]
    ids = rng.integers(1, 9, 5)
    padded = np.concatenate([np.zeros(3, int), ids])
    mask = padded != 0
    out = ed.t5_stack(padded, table, p, heads=2, mask=mask)
    np.testing.assert_allclose(out[3:], ed.t5_stack(ids, table, p, heads=2))
    turned = ed.t5_stack(ids[::-1], table, p, heads=2)[::-1]
    assert np.abs(turned - ed.t5_stack(ids, table, p, heads=2)).max() > 1e-3


def test_cross_attention_takes_its_keys_from_the_memory(bart, rng):
    block = bart["decoder"]["blocks"][0]
    x, memory = rng.normal(size=(3, 8)), rng.normal(size=(5, 8))
    out, shares = ed.cross_block(x, memory, block, heads=2, mask=causal_mask(3))
    assert out.shape == (3, 8) and shares.shape == (2, 3, 5)
    np.testing.assert_allclose(shares.sum(-1), 1)
    order = rng.permutation(5)
    again, moved = ed.cross_block(x, memory[order], block, heads=2, mask=causal_mask(3))
    np.testing.assert_allclose(again, out)  # a set, as far as it can see
    np.testing.assert_allclose(moved, shares[..., order])


def test_writing_goes_on_until_the_end_or_no_more_is_allowed():
    """A model that counts on from what is written, and says 5 when it is done."""
    counts = lambda source, target: np.eye(9)[(target + source[0]) % 9]  # noqa: E731
    rule = {"start": 1, "end": 5}
    assert ed.write_out([1], counts, most=9, **rule).tolist() == [2, 3, 4]
    assert ed.write_out([1], counts, most=2, **rule).tolist() == [2, 3]
    assert ed.write_out([4], counts, most=9, **rule).tolist() == []


def test_writing_takes_the_likeliest_token_each_time(model):
    written = ed.write_out(SOURCE, model, start=1, end=0, most=4)
    scores = model(SOURCE, np.append(1, written))
    assert written.tolist() == scores[: len(written)].argmax(-1).tolist()


def test_scores_that_are_no_numbers_choose_nothing():
    with pytest.raises(ValueError, match="model's scores must be finite numbers, got"):
        ed.write_out([1], lambda *_: np.full((1, 3), np.nan), start=1, end=0, most=2)


# --- sizes ----------------------------------------------------------------------------


def test_a_t5_has_as_many_numbers_as_counted(t5, mt5):
    sizes = {
        "layers": 2,
        "width": 8,
        "inner": 8,
        "ffn": 12,
        "vocab_size": 9,
        "biases": 16,
    }
    assert tf.size(t5) == counting.t5_parameters(**sizes)
    assert tf.size(mt5) == counting.mt5_parameters(**sizes)


def test_heads_may_be_wider_than_the_stream(rng):
    p = ed.new_t5(rng, heads=2, head_size=5, buckets=8, **SIZES)
    assert ed.t5(SOURCE, TARGET, p, heads=2).shape == (4, 9)
    assert tf.size(p) == counting.t5_parameters(
        layers=2, width=8, inner=10, ffn=12, vocab_size=9, biases=16
    )


def test_a_bart_has_as_many_numbers_as_counted(bart):
    sizes = {"layers": 2, "width": 8, "vocab_size": 9, "positions": 7, "ffn": 12}
    assert tf.size(bart) == counting.bart_parameters(**sizes)


def test_new_models_begin_with_scores_of_some_size(rng):
    """T5's spreads keep what flows at one scale, whatever the width."""
    for d in (16, 64):
        p = ed.new_t5(rng, vocab_size=30, d=d, heads=4, layers=2)
        scores = ed.t5(rng.integers(30, size=12), rng.integers(30, size=9), p, heads=4)
        assert 0.3 < scores.std() < 3


# --- bad input ------------------------------------------------------------------------


def test_a_text_longer_than_the_places(bart):
    with pytest.raises(ValueError, match="source: at most 7 tokens .* got 8"):
        ed.bart(np.ones(8, int), TARGET, bart, heads=2)
    with pytest.raises(ValueError, match="target: at most 7 tokens .* got 8"):
        ed.bart(SOURCE, np.ones(8, int), bart, heads=2)


def test_ids_that_have_no_row(model):
    with pytest.raises(ValueError, match=r"source must lie in 0 ... 8, got 9"):
        model([9, 1], TARGET)
    with pytest.raises(ValueError, match=r"target must lie in 0 ... 8, got 9"):
        model(SOURCE, [9, 1])


def test_heads_that_do_not_divide(t5, rng):
    with pytest.raises(ValueError, match="heads must divide 8 features evenly, got 3"):
        ed.new_t5(rng, vocab_size=5, d=8, heads=3, layers=1)
    with pytest.raises(ValueError, match=r"heads must be the columns of .* got 3"):
        ed.t5(SOURCE, TARGET, t5, heads=3)


def test_a_bias_for_another_number_of_tokens(t5):
    looks = t5["encoder"]["blocks"][0]["attention"]
    x = np.zeros((4, 8))
    with pytest.raises(ValueError, match=r"bias must have shape \(2, 4, 4\), got"):
        ed.biased_attention(x, x, looks, heads=2, bias=np.zeros((2, 5, 5)))


def test_a_bucket_without_a_row():
    with pytest.raises(ValueError, match=r"bucket must lie in 0 ... 2, got 3"):
        bucket_bias(np.zeros((3, 2)), [[3]])


def test_a_model_without_its_parts(t5):
    with pytest.raises(ValueError, match="p must have the part output_table"):
        ed.mt5(SOURCE, TARGET, t5, heads=2)
    block = {"feed_forward": {"up": 0, "down": 0}}
    broken = t5 | {"encoder": t5["encoder"] | {"blocks": [block]}}
    said = r"p\['encoder'\]\['blocks'\]\[0\] must have the part attention, got feed"
    with pytest.raises(ValueError, match=said):
        ed.t5(SOURCE, TARGET, broken, heads=2)


@pytest.mark.parametrize("new", [ed.new_t5, ed.new_mt5])
def test_buckets_are_even_so_that_each_side_has_as_many(rng, new):
    with pytest.raises(ValueError, match="buckets must be even, .*, got 5"):
        new(rng, vocab_size=9, d=8, heads=2, layers=1, buckets=5)
