"""Control codes: in front, and read backward by Bayes' rule."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.networks import transformer as tf
from fieldguide.mechanisms.objectives import control
from fieldguide.training.losses import cross_entropy


def test_a_code_stands_in_front():
    assert control.put_code_first([[5, 6], [7, 8]], [1, 2]).tolist() == [
        [1, 5, 6],
        [2, 7, 8],
    ]
    with pytest.raises(ValueError, match=r"codes must have shape \(2,\), got \(1,\)"):
        control.put_code_first([[5, 6], [7, 8]], [1])


def test_attribution_by_hand():
    log_p = np.log([0.03, 0.01])
    np.testing.assert_allclose(control.attribute(log_p, [0.5, 0.5]), [0.75, 0.25])
    np.testing.assert_allclose(control.attribute(log_p, [0.1, 0.9]), [0.25, 0.75])


def test_a_source_that_never_occurs_is_never_it():
    assert control.attribute([-50.0, -1.0], [1.0, 0.0]).tolist() == [1, 0]


def test_attribution_survives_long_texts():
    """Probabilities of 10,000 words are 0 in double precision; their logarithms are not."""
    np.testing.assert_allclose(
        control.attribute([-7001.0, -7000.0], [0.5, 0.5]), softmax(np.array([0.0, 1]))
    )


def test_the_log_probability_is_minus_the_loss_times_the_words(rng):
    p = tf.new_model(rng, vocab_size=20, positions=6, d=8, layers=1, spread=0.5)
    ids = rng.integers(20, size=(3, 6))
    found = control.text_log_probabilities(ids, p, heads=2)
    logits = tf.decoder(ids[:, :-1], p, heads=2).reshape(-1, 20)
    loss = cross_entropy(logits, ids[:, 1:].ravel())
    assert -found.sum() / 15 == pytest.approx(loss)
    with pytest.raises(
        ValueError, match="ids must have 2 tokens or more a text, got 1"
    ):
        control.text_log_probabilities(ids[:, :1], p, heads=2)


def test_all_texts_of_one_word_share_out_one(rng):
    p = tf.new_model(rng, vocab_size=7, positions=3, d=8, layers=1, spread=0.5)
    ids = np.column_stack([np.full(7, 2), np.arange(7)])
    assert np.exp(
        control.text_log_probabilities(ids, p, heads=2)
    ).sum() == pytest.approx(1)


def test_wrong_priors():
    for prior in ([0.5, 0.4], [1.5, -0.5], [1.0]):
        with pytest.raises(ValueError, match="prior must"):
            control.attribute([0.0, 0.0], prior)
