"""The step of an encoder and a decoder: the loss and gradient of the book's own functions."""

import numpy as np
import pytest
from autograd import value_and_grad

from fieldguide.mechanisms.attention.attention import padding_mask
from fieldguide.mechanisms.networks import encoder_decoder, transformer
from fieldguide.training import losses, parameters, primitives
from fieldguide.training.rebuild import rebuild_loss

RULE = {"heads": 2, "start": 1}
SOURCE = np.array([[5, 6, 7, 8, 9], [3, 4, 2, 0, 0], [2, 2, 2, 2, 0]])
TARGET = np.array([[7, 6, 10, 2], [4, 2, 0, 0], [5, 5, 2, 0]])


@pytest.fixture
def p(rng):
    return encoder_decoder.new_bart(
        rng, vocab_size=11, positions=6, d=8, layers=2, spread=0.5
    )


def slow_loss(p, activation=transformer.gelu_tanh):
    before = np.concatenate([np.full((3, 1), 1), TARGET[:, :-1]], 1)
    mask = padding_mask(SOURCE)
    scores = encoder_decoder.bart(
        SOURCE, before, p, heads=2, mask=mask, activation=activation
    )
    return losses.cross_entropy(scores[TARGET != 0], TARGET[TARGET != 0])


def fast_loss(p):
    return rebuild_loss(p, SOURCE, TARGET, activation=primitives.gelu_tanh, **RULE)


def test_the_step_is_barts(p):
    flat, spread = parameters.join(p)
    (slow, wanted), (fast, found) = (
        value_and_grad(lambda flat, loss=loss: loss(spread(flat)))(flat)
        for loss in (slow_loss, fast_loss)
    )
    np.testing.assert_allclose(fast, slow, rtol=1e-12)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-13)
    assert np.abs(wanted).max() > 0.1


def test_padding_changes_nothing(p):
    more = np.pad(SOURCE, ((0, 0), (0, 1))), np.pad(TARGET, ((0, 0), (0, 2)))
    again = rebuild_loss(p, *more, activation=primitives.gelu_tanh, **RULE)
    assert again == pytest.approx(fast_loss(p))


def test_a_token_that_is_not_asked_for_is_not_learned(p):
    """The mean is over the tokens that are written, each as much as any other."""
    alone = [
        rebuild_loss(
            p, SOURCE[[k]], TARGET[[k]], activation=primitives.gelu_tanh, **RULE
        )
        for k in range(3)
    ]
    assert np.average(alone, weights=[4, 2, 3]) == pytest.approx(fast_loss(p))


def test_nothing_to_write(p):
    with pytest.raises(
        ValueError, match="target must hold tokens to write, got only 0"
    ):
        rebuild_loss(p, SOURCE, 0 * TARGET, activation=transformer.relu, **RULE)


def test_a_text_longer_than_the_places(p):
    with pytest.raises(ValueError, match="source: at most 6 tokens .* got 7"):
        rebuild_loss(
            p, np.ones((1, 7), int), TARGET[:1], activation=transformer.relu, **RULE
        )
