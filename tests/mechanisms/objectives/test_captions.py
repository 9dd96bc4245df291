"""CoCa's two losses: by hand, and what padding and weights do."""

import autograd
import numpy as np
import pytest

from fieldguide.mechanisms.objectives import captions
from fieldguide.mechanisms.objectives.contrast import contrastive_loss

IDS = np.array([[3, 4, 1, 0, 0], [5, 1, 0, 0, 0]])


def test_blind_guesses_by_hand():
    alike = np.ones((2, 4))
    loss = captions.coca_loss(alike, alike, np.zeros((2, 5, 8)), IDS, scale=5.0)
    assert np.isclose(loss, np.log(2) + 2 * np.log(8))
    assert round(loss, 3) == 4.852
    assert (captions.CONTRASTIVE, captions.CAPTIONING) == (1, 2)


def test_a_word_counts_once_and_padding_not_at_all(rng):
    logits = rng.normal(size=(2, 5, 8))
    shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    words = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    wanted = -np.mean([np.log(shares[b, i, IDS[b, i]]) for b, i in words])
    assert np.isclose(captions.caption_loss(logits, IDS), wanted)
    logits[IDS == 0] = 50 * rng.normal(size=(5, 8))
    assert np.isclose(captions.caption_loss(logits, IDS), wanted)
    with pytest.raises(ValueError, match="ids must hold a word, got only 0"):
        captions.caption_loss(logits, 0 * IDS)


def test_the_weights(rng):
    pictures, texts = rng.normal(size=(2, 2, 4))
    logits = rng.normal(size=(2, 5, 8))
    told = contrastive_loss(pictures, texts, scale=3.0)
    written = captions.caption_loss(logits, IDS)
    both = captions.coca_loss(
        pictures, texts, logits, IDS, scale=3.0, contrastive=0.5, captioning=3.0
    )
    assert np.isclose(both, 0.5 * told + 3 * written)


def test_everything_in_it_can_learn(rng):
    """The scale, too, which is a number."""
    pictures, texts = rng.normal(size=(2, 2, 4))
    logits = rng.normal(size=(2, 5, 8))

    def loss(pictures, texts, logits, scale):
        return captions.coca_loss(pictures, texts, logits, IDS, scale=scale)

    given = [pictures, texts, logits, np.array(3.0)]
    for k in range(4):
        slope = np.ravel(autograd.grad(loss, k)(*given))[0]
        step = np.zeros_like(given[k])
        step.flat[0] = 1e-6
        ends = [
            loss(*given[:k], given[k] + sign * step, *given[k + 1 :])
            for sign in (1, -1)
        ]
        assert np.isclose(slope, (ends[0] - ends[1]) / 2e-6, rtol=1e-4, atol=1e-9)


def test_there_is_a_caption_for_each_picture():
    with pytest.raises(ValueError, match=r"ids must have shape \(1, any\)"):
        captions.coca_loss([[1.0, 0]], [[0, 1.0]], np.zeros((2, 5, 8)), IDS, scale=5)
