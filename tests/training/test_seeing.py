"""The fast step of a reader that sees gives the numbers of the book's own functions."""

import numpy as np
import pytest
from autograd import value_and_grad

from fieldguide.mechanisms.networks import gated, transformer
from fieldguide.training import losses, parameters, primitives, seeing

HOW = {"heads": 2, "activation": primitives.gelu_tanh}
LOOKS = {"look_activation": gated.squared_relu}


@pytest.fixture
def given(rng):
    """A reader, opened looks, pages of five words, two pictures of three tokens each."""
    reader = transformer.new_model(
        rng, vocab_size=11, positions=6, d=8, layers=2, spread=0.5
    )
    looks = [gated.new_gated_look(rng, d=8, c=6, spread=0.5) for _ in range(2)]
    for look in looks:
        look["attention_gate"] = rng.normal(size=1)
        look["feed_forward_gate"] = rng.normal(size=1)
    ids, memory = rng.integers(1, 11, (3, 6)), rng.normal(size=(3, 6, 6))
    asked = np.ones((3, 6), bool)
    asked[:, 0] = asked[2, 4:] = False
    mask = gated.picture_mask(rng.random((3, 6)) < 0.4, images=2, each=3)
    return reader, looks, ids, memory, asked, mask


def slow_loss(looks, reader, ids, memory, asked, mask):
    scores = gated.seeing_decoder(
        ids[:, :-1], memory, reader, looks, heads=2, mask=mask[:, :-1], every=1
    )
    rows = np.flatnonzero(asked[:, 1:])
    scores = scores.reshape((-1, scores.shape[-1]))[rows]
    return losses.cross_entropy(scores, ids[:, 1:].ravel()[rows])


def test_the_step_is_the_seeing_decoders(given):
    """Loss and gradient by the looks."""
    reader, looks, *batch = given
    flat, spread = parameters.join(looks)
    (slow, wanted), (fast, found) = (
        value_and_grad(loss)(flat)
        for loss in (
            lambda flat: slow_loss(spread(flat), reader, *batch),
            lambda flat: seeing.seeing_loss(
                spread(flat), reader, *batch, **HOW, **LOOKS
            ),
        )
    )
    np.testing.assert_allclose(fast, slow, rtol=1e-12)
    np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-12)
    assert np.abs(wanted).max() > 0.01


def test_with_shut_gates_only_the_gates_have_a_gradient(given):
    """What they let through is multiplied by 0, whatever it is."""
    reader, looks, *batch = given
    for look in looks:
        look["attention_gate"] = look["feed_forward_gate"] = np.zeros(1)
    flat, spread = parameters.join(looks)
    _, slope = value_and_grad(
        lambda flat: seeing.seeing_loss(spread(flat), reader, *batch, **HOW, **LOOKS)
    )(flat)
    for look in spread(slope):
        for name, part in look.items():
            moved = np.abs(parameters.join({"part": part})[0]).max()
            assert (moved > 1e-9) == name.endswith("_gate")


def test_a_look_for_each_block_is_asked_for(given):
    reader, looks, *batch = given
    with pytest.raises(ValueError, match="looks must be 2, one a block, got 1"):
        seeing.seeing_loss(looks[:1], reader, *batch, **HOW, **LOOKS)
