"""The Transformer's block: by hand, against itself, and what a model can and cannot see."""

import math

import numpy as np
import pytest
from autograd import grad

from fieldguide import data, harbor
from fieldguide.mechanisms.attention.attention import multi_head_attention, padding_mask
from fieldguide.mechanisms.networks import transformer as tf
from fieldguide.mechanisms.networks.embeddings import bert_embeddings
from fieldguide.mechanisms.networks.norm import layer_norm, new_norm
from fieldguide.training.losses import cross_entropy


@pytest.fixture
def model(rng):
    return tf.new_model(rng=rng, vocab_size=40, positions=12, d=8, layers=2, spread=0.3)


# --- activations, feed-forward --------------------------------------------------------


def test_relu_by_hand():
    assert tf.relu(np.array([-2.0, 0.0, 3.0])).tolist() == [0, 0, 3]


def test_normal_cdf_of_the_docstring():
    np.testing.assert_allclose(tf.normal_cdf(np.array([0, 1.96])), [0.5, 0.975], 1e-4)


def test_normal_cdf_agrees_with_the_error_function():
    x = np.linspace(-12, 12, 4001)
    exact = [(1 + math.erf(t / math.sqrt(2))) / 2 for t in x]
    assert np.abs(tf.normal_cdf(x) - exact).max() < 2e-15


def test_gelu_of_the_docstring():
    np.testing.assert_allclose(tf.gelu(np.array([1, -1])), [0.841, -0.159], atol=5e-4)


def test_the_two_gelus_stay_close_and_differ():
    x = np.linspace(-6, 6, 2001)
    difference = np.abs(tf.gelu(x) - tf.gelu_tanh(x)).max()
    assert 4e-4 < difference < 5e-4


def test_feed_forward_by_hand():
    up = {"weight": np.array([[1.0, -1.0]]), "bias": np.array([0.0, 1.0])}
    down = {"weight": np.array([[10.0], [1.0]]), "bias": np.array([0.5])}
    x = np.array([[2.0], [-2.0]])
    # 2 becomes (2, -1), then (2, 0), then 20.5; -2 becomes (-2, 3), (0, 3), 3.5
    out = tf.feed_forward(x, {"up": up, "down": down}, activation=tf.relu)
    assert out.tolist() == [[20.5], [3.5]]


# --- blocks ---------------------------------------------------------------------------


NEUTRAL = {"gain": 1.0, "bias": 0.0}


def silent(block):
    """The same block with attention and network saying nothing."""
    zero = {"weight": np.zeros((8, 8)), "bias": np.zeros(8)}
    down = {"weight": np.zeros((32, 8)), "bias": np.zeros(8)}
    return block | {
        "attention": block["attention"] | {"output": zero},
        "feed_forward": block["feed_forward"] | {"down": down},
    }


def test_a_silent_pre_norm_block_changes_nothing(model, rng):
    x = rng.normal(size=(5, 8))
    block = silent(model["blocks"][0])
    np.testing.assert_array_equal(tf.pre_norm_block(x, block, heads=2), x)


def test_a_silent_post_norm_block_normalizes(model, rng):
    x = rng.normal(3, 5, size=(5, 8))
    out = tf.post_norm_block(x, silent(model["blocks"][0]), heads=2)
    np.testing.assert_allclose(out, layer_norm(x, NEUTRAL, eps=1e-12))
    np.testing.assert_allclose((out**2).mean(-1), 1)


def test_the_network_of_a_block_works_on_each_token_alone(model, rng):
    x = rng.normal(size=(5, 8))
    p = model["blocks"][0]["feed_forward"]
    whole = tf.feed_forward(x, p, activation=tf.gelu)
    np.testing.assert_allclose(whole[2], tf.feed_forward(x[2], p, activation=tf.gelu))


@pytest.mark.parametrize("block", [tf.post_norm_block, tf.pre_norm_block])
def test_arguments_are_left_alone(block, model, rng):
    x = rng.normal(size=(5, 8))
    before = x.copy()
    block(x, model["blocks"][0], heads=2)
    np.testing.assert_array_equal(x, before)


# --- models ---------------------------------------------------------------------------


def test_embed_by_hand():
    p = {
        "token_table": np.array([[0.0, 0.0], [1.0, 2.0]]),
        "position_table": np.array([[10.0, 0.0], [20.0, 0.0], [30.0, 0.0]]),
    }
    assert tf.embed([1, 0], p).tolist() == [[11, 2], [20, 0]]
    assert tf.embed([[1, 0], [0, 1]], p)[1].tolist() == [[10, 0], [21, 2]]


@pytest.mark.parametrize("run", [tf.encoder, tf.decoder])
def test_a_sentence_can_be_too_long(run, model):
    run(np.zeros(12, int), model, heads=2)
    with pytest.raises(ValueError, match="at most 12 tokens.*got 13"):
        run(np.zeros((2, 13), int), model, heads=2)


@pytest.mark.parametrize("run", [tf.encoder, tf.decoder])
def test_a_batch_is_its_sentences(run, model, rng):
    ids = rng.integers(40, size=(3, 6))
    together, alone = run(ids, model, heads=2)[1], run(ids[1], model, heads=2)
    np.testing.assert_allclose(together, alone, atol=1e-13)


def changed(run, ids, place):
    other = ids.copy()
    other[place] += 1
    return ~np.isclose(run(ids), run(other)).all(-1)


def test_every_vector_of_the_encoder_knows_every_word(model):
    ids = np.arange(6)
    for place in range(6):
        assert changed(lambda i: tf.encoder(i, model, heads=2), ids, place).all()


def test_the_decoder_does_not_know_what_comes(model):
    ids = np.arange(6)
    for place in range(6):
        after = changed(lambda i: tf.decoder(i, model, heads=2), ids, place)
        assert after.tolist() == [k >= place for k in range(6)]


def test_padding_changes_nothing_for_the_others(model):
    ids = np.array([5, 6, 7])
    padded = np.array([5, 6, 7, 0, 0])
    out = tf.encoder(padded, model, heads=2, mask=padding_mask(padded))[:3]
    np.testing.assert_allclose(out, tf.encoder(ids, model, heads=2), atol=1e-13)


def test_the_decoder_scores_each_token_of_the_vocabulary(model):
    assert tf.decoder(np.arange(5), model, heads=4).shape == (5, 40)


def test_a_model_without_blocks_is_its_embedding(rng):
    p = tf.new_model(rng=rng, vocab_size=7, positions=5, d=4, layers=0)
    x = tf.embed([1, 2], p)
    np.testing.assert_allclose(
        tf.encoder([1, 2], p, heads=2), layer_norm(x, NEUTRAL, eps=1e-12)
    )


# --- new models -----------------------------------------------------------------------


def test_new_weights_have_the_spread_that_is_asked_for(rng):
    block = tf.new_block(rng, d=64)
    weight = block["feed_forward"]["up"]["weight"]
    assert weight.shape == (64, 256)
    # The standard deviation of n draws strays by about spread / sqrt(2 n).
    assert abs(weight.std() - 0.02) < 5 * 0.02 / np.sqrt(2 * weight.size)
    assert not block["attention"]["query"]["bias"].any()
    assert (block["attention_norm"]["gain"] == 1).all()
    assert tf.SPREAD == data.fact("bert.init_std").number


def test_size_by_hand(rng):
    # attention 4 (8 x 8 + 8) = 288; network 8 x 32 + 32 + 32 x 8 + 8 = 552; norms 32
    assert tf.size(tf.new_block(rng, d=8)) == 288 + 552 + 32
    # 40 tokens and 12 places of 8, one norm more
    p = tf.new_model(rng, vocab_size=40, positions=12, d=8, layers=2)
    assert tf.size(p) == 52 * 8 + 16 + 2 * 872
    assert tf.size(3.0) == 1


def test_bert_has_the_published_number_of_parameters(rng):
    """Of its blocks, that is: twelve of the closed form 12 d^2 + 13 d."""
    d = data.fact("bert@base.hidden_size").number
    block = tf.new_block(rng, d=8)
    assert tf.size(block) == 12 * 8**2 + 13 * 8
    whole = data.fact("bert@base.parameters_counted").number
    tables = (data.fact("bert.vocabulary").number + 512 + 2) * d + 2 * d
    pooler = d * d + d
    assert whole - tables - pooler == 12 * (12 * d * d + 13 * d)


# --- learning -------------------------------------------------------------------------


@pytest.mark.parametrize("activation", [tf.relu, tf.gelu, tf.gelu_tanh])
def test_gradients_agree_with_small_steps(activation, rng):
    """Of both models, with respect to one number of each array."""
    p = tf.new_model(
        rng=rng, vocab_size=11, positions=6, d=4, layers=2, inner=6, spread=0.4
    )
    ids = harbor.PAD + np.array([[1, 5, 9, 3], [2, 7, 0, 0]])

    def loss(p):
        x = tf.encoder(ids, p, heads=2, mask=padding_mask(ids), activation=activation)
        y = tf.decoder(ids, p, heads=2, activation=activation)
        return (x[..., 0] ** 3).sum() + (y**2).sum()

    slopes = grad(loss)(p)
    step = 1e-6
    for path in paths(p):
        array, slope = reach(p, path), reach(slopes, path)
        at = tuple(n // 2 for n in array.shape)
        array[at] += step
        above = loss(p)
        array[at] -= 2 * step
        below = loss(p)
        array[at] += step
        want = (above - below) / (2 * step)
        assert abs(slope[at] - want) < 1e-5 * max(1, abs(want)), path


def paths(p, start=()):
    if isinstance(p, np.ndarray):
        return [start]
    items = p.items() if isinstance(p, dict) else enumerate(p)
    return [path for key, part in items for path in paths(part, (*start, key))]


def reach(p, path):
    for key in path:
        p = p[key]
    return p


# --- what the notebook states ---------------------------------------------------------

SPREAD = 0.02 * np.sqrt(768 / 64)


def like(a, b):
    return (a * b).sum(-1) / np.linalg.norm(a, axis=-1) / np.linalg.norm(b, axis=-1)


@pytest.mark.parametrize("seed", range(3))
def test_attention_alone_makes_all_words_one(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(8, 64))
    for _ in range(12):
        p = tf.new_block(rng, d=64, spread=SPREAD)["attention"]
        x, _ = multi_head_attention(x, x, p, heads=4)
    assert like(x[0], x[1:]).min() > 0.999 and x.std() < 1e-5


@pytest.mark.parametrize("seed", range(3))
def test_a_word_remains_itself_longer_under_pre_norm(seed):
    """And the words stay apart; its stream grows, and without any norm much more."""

    def adding(x, p, heads):
        x = x + multi_head_attention(x, x, p["attention"], heads=heads)[0]
        return x + tf.feed_forward(x, p["feed_forward"], activation=tf.gelu_tanh)

    left, alike, large = {}, {}, {}
    for block in (tf.post_norm_block, tf.pre_norm_block, adding):
        rng = np.random.default_rng(seed)
        x = start = rng.normal(size=(8, 64))
        for _ in range(48):
            x = block(x, tf.new_block(rng, d=64, spread=SPREAD), heads=4)
        name = block.__name__
        left[name] = like(x, start).mean()
        alike[name] = like(x[:, None], x[None])[~np.eye(8, dtype=bool)].mean()
        large[name] = np.sqrt((x**2).mean())
    assert left["post_norm_block"] < 0.1 and left["pre_norm_block"] > 0.25
    assert alike["post_norm_block"] > max(0.7, alike["pre_norm_block"] + 0.2)
    assert large["post_norm_block"] < 1.01 < large["pre_norm_block"] < 5
    assert large["adding"] > 100


def last_pull(block, layers, seed):
    """How hard the loss pulls at the last block, as in the notebook."""
    rng = np.random.default_rng(seed)
    ids = harbor.encode("the keeper lights the lamp at dusk")
    p = tf.new_model(
        rng, vocab_size=81, positions=16, d=64, layers=layers, spread=SPREAD
    )
    x = tf.layer_norm(tf.embed(ids, p), p["norm"], eps=1e-5)
    for q in p["blocks"][:-1]:
        x = block(x, q, heads=4, activation=tf.gelu_tanh)

    def loss(last):
        y = block(x, last, heads=4, activation=tf.gelu_tanh)
        y = tf.layer_norm(y, p["norm"], eps=1e-5)
        return cross_entropy(y @ p["token_table"].T, ids)

    slope = grad(loss)(p["blocks"][-1])["feed_forward"]["down"]["weight"]
    return np.sqrt((slope**2).sum())


def test_depth_makes_the_pull_gentler_under_pre_norm_only():
    post, pre = (
        [np.mean([last_pull(block, n, s) for s in range(5)]) for n in (12, 48)]
        for block in (tf.post_norm_block, tf.pre_norm_block)
    )
    assert 0.9 < post[1] / post[0] < 1.2
    assert pre[1] / pre[0] < 0.7
    assert 2.7 < post[1] / pre[1] < 3.3


def test_an_untrained_decoder_repeats_the_word_it_read():
    rows = [harbor.encode(s) for story in harbor.stories() for s in story]
    ids = np.zeros((len(rows), max(map(len, rows))), int)
    for row, words in zip(ids, rows, strict=True):
        row[: len(words)] = words  # the rest is padding, which a decoder never sees

    def share(d, layers):
        p = tf.new_model(
            np.random.default_rng(0), vocab_size=81, positions=16, d=d, layers=layers
        )
        return (tf.decoder(ids, p, heads=4).argmax(-1) == ids)[ids != harbor.PAD].mean()

    assert share(64, 0) == 1 and share(64, 1) > 0.9
    assert share(64, 1) > share(64, 2) > share(64, 8)
    assert share(64, 2) > share(256, 2)


def test_the_networks_have_twice_the_weights_of_attention(rng):
    block = tf.new_block(rng, d=32)
    weights = [sum(a["weight"].size for a in block[part].values())
               for part in ("feed_forward", "attention")]  # fmt: skip
    assert weights[0] == 2 * weights[1]
    assert len(harbor.vocabulary()) == 81


# --- edges ----------------------------------------------------------------------------


@pytest.mark.parametrize("activation", [tf.gelu, tf.gelu_tanh])
def test_far_from_zero_an_activation_is_zero_or_its_argument(activation):
    """Minus infinity times a share of 0 would be nan."""
    out = activation(np.array([-np.inf, -1e30, -50.0, 50.0, 1e30, np.inf]))
    np.testing.assert_allclose(out[:3], 0, atol=1e-15)
    assert out[3:].tolist() == [50, 1e30, np.inf]
    assert np.isnan(activation(np.array([np.nan]))).all()


@pytest.mark.parametrize("ids", [[-100], [-1], [40], [10**12], [1.0], [True]])
def test_ids_without_a_row_are_refused(model, ids):
    """-100, the label of a place without loss, took row 100 from the end."""
    with pytest.raises(ValueError, match="ids must"):
        tf.embed(ids, model)


def test_a_segment_must_have_a_row(rng):
    p = {"token_table": rng.normal(size=(5, 4)), "position_table": np.zeros((6, 4))}
    p |= {"segment_table": rng.normal(size=(2, 4)), "norm": new_norm(4)}
    with pytest.raises(ValueError, match="segments must lie in 0 ... 1, got -1"):
        bert_embeddings([1, 2], [0, -1], p)
