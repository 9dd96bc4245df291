"""CoCa's decoder: what each half sees, and what neither must see."""

import numpy as np
import pytest

from fieldguide.mechanisms.networks import decoupled


@pytest.fixture
def p(rng):
    sizes = {"vocab_size": 7, "positions": 6, "d": 8, "c": 5, "space": 3}
    return decoupled.new_decoupled(rng, layers=1, spread=0.5, **sizes)


IDS = np.array([[1, 5, 4, 6], [1, 3, 0, 0]])  # the second is padded


def test_the_mask_by_hand():
    mask = decoupled.class_mask(np.array([4, 5, 0]))
    assert mask.astype(int).tolist() == [
        [1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 1, 0, 1],
    ]  # fmt: skip
    assert decoupled.class_mask(IDS).shape == (2, 5, 5)


def test_the_text_half_does_not_see_the_picture(p, rng):
    one, other = rng.normal(size=(2, 2, 9, 5))
    texts, logits = decoupled.decoupled_decoder(IDS, one, p, heads=2)
    same, moved = decoupled.decoupled_decoder(IDS, other, p, heads=2)
    assert texts.shape == (2, 3) and logits.shape == (2, 4, 7)
    assert (texts == same).all() and np.abs(logits - moved).max() > 0.1


def test_words_see_neither_what_follows_nor_the_mark(p, rng):
    seen = rng.normal(size=(2, 9, 5))
    _, logits = decoupled.decoupled_decoder(IDS, seen, p, heads=2)
    changed = IDS.copy()
    changed[:, 2] = 2
    _, later = decoupled.decoupled_decoder(changed, seen, p, heads=2)
    assert np.allclose(later[:, :2], logits[:, :2], rtol=0, atol=1e-12)
    assert np.abs(later[:, 2:] - logits[:, 2:]).max() > 0.1
    table = p["token_table"].copy()
    table[-1] = rng.normal(size=8)  # another mark
    texts, unmoved = decoupled.decoupled_decoder(
        IDS, seen, p | {"token_table": table}, heads=2
    )
    assert np.allclose(unmoved, logits, rtol=0, atol=1e-12)
    assert (
        np.abs(texts - decoupled.decoupled_decoder(IDS, seen, p, heads=2)[0]).max()
        > 0.1
    )


def test_the_mark_does_not_see_padding(p, rng):
    seen = rng.normal(size=(1, 9, 5))
    table = p["token_table"].copy()
    table[0] = rng.normal(size=8)  # another padding
    texts = [
        decoupled.decoupled_decoder(IDS[1:], seen, q, heads=2)[0]
        for q in (p, p | {"token_table": table})
    ]
    assert np.allclose(*texts, rtol=0, atol=1e-12)


def test_what_does_not_fit(p, rng):
    seen = rng.normal(size=(2, 9, 5))
    with pytest.raises(ValueError, match=r"ids must lie in 0 ... 6, got 7"):
        decoupled.decoupled_decoder(IDS + 1, seen, p, heads=2)
    with pytest.raises(ValueError, match=r"ids and \[CLS\]: at most 6 tokens"):
        decoupled.decoupled_decoder(np.ones((2, 6), int), seen, p, heads=2)
    with pytest.raises(ValueError, match="seen must have shape"):
        decoupled.decoupled_decoder(IDS, seen[:1], p, heads=2)
