"""Learning: gradients of the book's own functions, Adam by hand, and a model that learns."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from autograd import value_and_grad
from autograd.test_util import check_grads

from fieldguide import harbor
from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import norm, transformer
from fieldguide.mechanisms.objectives import detection, masking
from fieldguide.training import descent, parameters, primitives
from fieldguide.training.losses import cross_entropy

V = len(harbor.vocabulary())


def stories():
    """The harbor stories in rows of one length: (texts, n), padded with [PAD]."""
    rows = [harbor.read(" ".join(s))[0] for story in harbor.stories() for s in story]
    longest = max(map(len, rows))
    return np.array([np.pad(row, (0, longest - len(row))) for row in rows])


def test_cross_entropy_of_the_docstring():
    got = cross_entropy(np.array([[0, np.log(3)]]), [1])
    np.testing.assert_allclose(got, np.log(4 / 3))
    np.testing.assert_allclose(got, 0.288, atol=5e-4)


def test_equal_scores_cost_the_logarithm_of_their_number():
    np.testing.assert_allclose(cross_entropy(np.ones((3, V)), [0, 5, 80]), np.log(V))


def test_cross_entropy_survives_large_scores():
    scores = np.array([[1000.0, 0.0], [0.0, 1000.0]])
    assert cross_entropy(scores, [0, 1]) == 0
    assert cross_entropy(scores, [1, 0]) == 1000


@pytest.mark.parametrize(("rows", "targets"), [(0, []), (2, [1]), (2, [[1], [0]])])
def test_cross_entropy_needs_as_many_targets_as_rows(rows, targets):
    with pytest.raises(ValueError, match="number of logits|targets must have shape"):
        cross_entropy(np.zeros((rows, 3)), np.array(targets, int))


def test_the_first_step_of_adam_has_the_length_of_the_rate():
    start, gradient = np.zeros(3), np.array([1e-3, -7.0, 0.0])
    zeros = [(np.zeros(3), np.zeros(3))]
    (moved,), _ = descent.adam([start], [gradient], zeros, step=1, step_size=0.1)
    np.testing.assert_allclose(moved, [-0.1, 0.1, 0], rtol=1e-4)
    assert not start.any() and not zeros[0][0].any()


def test_two_steps_of_adam_by_hand():
    """Gradient 1, then 0: mean 0.09 / 0.19, square 0.000999 / 0.001999."""
    state = [(np.zeros(1), np.zeros(1))]
    a, state = descent.adam([np.zeros(1)], [np.ones(1)], state, step=1, step_size=1)
    (b,), _ = descent.adam(a, [np.zeros(1)], state, step=2, step_size=1)
    np.testing.assert_allclose(
        b - a[0], -(0.09 / 0.19) / np.sqrt(0.000999 / 0.001999), 1e-6
    )


def test_leaves_and_rebuild_undo_each_other(rng):
    p = transformer.new_model(rng, vocab_size=V, positions=9, d=4, layers=2)
    arrays = parameters.leaves(p)
    assert sum(a.size for a in arrays) == transformer.size(p)
    again = parameters.leaves(parameters.rebuild(p, arrays))
    assert all(a is b for a, b in zip(arrays, again, strict=True))


def test_the_running_mean_of_two_steps_by_hand():
    """Steps of 1 from 0 to 1 to 2; kept are min(0.5, 2/11) and min(0.5, 3/12)."""
    seen = []
    p, _, _ = descent.train(
        lambda p, x: -(p["a"] * x).sum(),
        {"a": np.zeros(1)},
        [(np.ones(1),)] * 2,
        step_size=1.0,
        average=0.5,
        watch=lambda p: seen.append(p["a"].item()),
        every=1,
    )
    first = 9 / 11 * 1
    second = 3 / 12 * first + 9 / 12 * 2
    np.testing.assert_allclose(seen, [0, first, second], rtol=1e-6)
    np.testing.assert_allclose(p["a"], second, rtol=1e-6)


def test_a_mean_that_would_never_move_is_refused():
    with pytest.raises(ValueError, match="average must be less than 1"):
        descent.train(lambda p: p["a"].sum(), {"a": np.zeros(1)}, [()], average=1)


def test_train_finds_the_lowest_point():
    p, losses, watched = descent.train(
        lambda p, target: ((p["a"][0] - target) ** 2).sum(),
        {"a": [np.zeros(2)]},
        [(np.array([1.0, -2.0]),)] * 500,
        step_size=0.05,
        watch=lambda p: p["a"][0][0],
        every=200,
    )
    np.testing.assert_allclose(p["a"][0], [1, -2], atol=1e-3)
    assert losses[0] == 5 and losses[-1] < 1e-5
    assert [step for step, _ in watched] == [0, 200, 400, 500]
    assert watched[0][1] == 0 and watched[-1][1] == p["a"][0][0]


def test_train_leaves_its_parameters_alone():
    p = {"a": np.ones(2)}
    descent.train(lambda p: (p["a"] ** 2).sum(), p, [()] * 3)
    np.testing.assert_array_equal(p["a"], [1, 1])


def test_train_stops_when_the_loss_is_no_number():
    with pytest.raises(ValueError, match="finite number, got nan in step 1"):
        descent.train(lambda p: (p["a"] * np.nan).sum(), {"a": np.ones(2)}, [()])


def test_minibatches_go_through_all_rows_before_they_repeat(rng):
    rows = np.arange(10)
    drawn = [batch for (batch,) in descent.minibatches(rows, rng, size=5, steps=4)]
    assert [len(batch) for batch in drawn] == [5] * 4
    for epoch in (drawn[:2], drawn[2:]):
        assert sorted(np.concatenate(epoch)) == list(rows)
    assert not np.array_equal(drawn[0], drawn[2])


def test_minibatches_of_a_number_that_does_not_divide(rng):
    """Rows that are left over do not make a batch: the next round begins."""
    drawn = [
        batch for (batch,) in descent.minibatches(np.arange(5), rng, size=2, steps=4)
    ]
    assert all(len(set(np.concatenate(drawn[k : k + 2]))) == 4 for k in (0, 2))


@pytest.mark.parametrize("size", [0, 6])
def test_a_minibatch_needs_rows(size, rng):
    with pytest.raises(ValueError, match=f"size must be .* 1 ... 5, got {size}"):
        list(descent.minibatches(np.arange(5), rng, size=size, steps=1))


# --- the same functions learn ---------------------------------------------------------


def gradients_agree(function, *arrays):
    """autograd's gradient is that of small differences, in every argument."""
    check_grads(function, modes=["rev"])(*arrays)


def test_gradients_of_softmax_and_layer_norm(rng):
    x, gain, bias = rng.normal(size=(4, 6)), rng.normal(size=6), rng.normal(size=6)
    gradients_agree(lambda x: attention.softmax(x) ** 2, x)
    gradients_agree(
        lambda x, gain, bias: norm.layer_norm(x, {"gain": gain, "bias": bias}),
        x, gain, bias,
    )  # fmt: skip


@pytest.mark.parametrize("mask", [None, attention.causal_mask(5)])
def test_gradients_of_attention(mask, rng):
    q, k, v = rng.normal(size=(3, 2, 5, 4))
    gradients_agree(lambda q, k, v: attention.attention(q, k, v, mask=mask)[0], q, k, v)


@pytest.mark.parametrize(
    "activation", [transformer.gelu, transformer.gelu_tanh, transformer.relu]
)
def test_gradients_of_an_encoder(activation, rng):
    """By all its parameters at once, with padding in the batch."""
    p = transformer.new_model(rng, vocab_size=V, positions=9, d=4, layers=2, spread=0.5)
    ids = rng.integers(5, V, (3, 6))
    ids[0, 4:] = harbor.PAD
    mask = attention.padding_mask(ids)

    def run(arrays):
        q = parameters.rebuild(p, arrays)
        return transformer.encoder(ids, q, heads=2, mask=mask, activation=activation)

    gradients_agree(run, parameters.leaves(p))


def test_gradients_of_a_decoder(rng):
    p = transformer.new_model(rng, vocab_size=V, positions=9, d=4, layers=1, spread=0.5)
    ids = rng.integers(5, V, (2, 6))
    gradients_agree(
        lambda arrays: transformer.decoder(ids, parameters.rebuild(p, arrays), heads=2),
        parameters.leaves(p),
    )


def test_gradients_of_cross_entropy(rng):
    gradients_agree(
        lambda scores: cross_entropy(scores, [2, 0, 2]),
        rng.normal(size=(3, 4)),
    )


def test_a_small_encoder_learns_the_harbor_stories(rng):
    """Below the blind guess, and below what the words' frequencies alone allow."""
    texts = stories()
    special = harbor.is_special(texts)
    shares = np.bincount(texts[~special]) / np.count_nonzero(~special)
    unigram = -(shares[shares > 0] * np.log(shares[shares > 0])).sum()
    p = detection.new_electra(
        rng, vocab_size=V, positions=texts.shape[1], e=16, widths=(16, 4), layers=1
    )

    def loss(p, ids):
        x, labels = masking.mask_tokens(
            ids, ~special, rng, vocab_size=V, mask_id=harbor.MASK
        )
        asked = labels != masking.IGNORE
        h = detection.encode(
            x, p["tables"], p["generator"], heads=2, mask=attention.padding_mask(ids)
        )
        scores = detection.token_scores(h[asked], p["tables"], p["generator"]["head"])
        return cross_entropy(scores, labels[asked])

    _, losses, _ = descent.train(loss, p, [(texts,)] * 100, step_size=0.02)
    assert unigram < np.log(V) and abs(losses[0] - np.log(V)) < 1
    assert losses[-20:].mean() < unigram - 0.5


def test_training_takes_the_steps_of_adam_to_the_bit():
    """It fills arrays that it has; `adam`, which is read, makes new ones."""
    rng = np.random.default_rng(0)
    start, wanted = rng.normal(size=(2, 7))
    batches = [(rng.normal(size=7),) for _ in range(30)]
    p, _, _ = descent.train(
        lambda p, w: (((p["a"] - wanted) * w) ** 2).sum(), {"a": start}, batches
    )
    a, moments = [start], [(np.zeros(7), np.zeros(7))]
    for step, (w,) in enumerate(batches, 1):
        _, gradient = value_and_grad(lambda a, w: (((a - wanted) * w) ** 2).sum())(
            a[0], w
        )
        a, moments = descent.adam(a, [gradient], moments, step=step)
    np.testing.assert_array_equal(p["a"], a[0])


def test_two_threads_may_train_at_once():
    """What a step keeps for its way back is its own thread's."""
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(2, 5, 4)), rng.normal(size=(4, 4))
    batches = [(x,)] * 200

    def loss(p, x):
        h = primitives.norm(x @ p["w"], np.ones(4), np.zeros(4))
        h = primitives.attention(h, h, h)
        return (primitives.gelu_tanh(h) ** 2).sum()

    def learned(_):
        return descent.train(loss, {"w": w}, batches)[0]["w"]

    alone = learned(None)
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(learned, range(4)):
            np.testing.assert_array_equal(found, alone)
