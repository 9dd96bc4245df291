"""Places of a picture look at each other and at words; each word may be hidden."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import attention
from fieldguide.mechanisms.networks import captioned

PLACES, WORDS, D, C = 4, 3, 6, 5


@pytest.fixture
def p(rng):
    return captioned.new_captioned_block(rng, d=D, c=C)


@pytest.fixture
def given(rng):
    return rng.normal(size=(2, PLACES, D)), rng.normal(size=(2, WORDS, C))


def test_shares_of_words_add_up_for_each_place(p, given):
    out, shares = captioned.captioned_block(*given, p, heads=2)
    assert out.shape == (2, PLACES, D) and shares.shape == (2, 2, PLACES, WORDS)
    np.testing.assert_allclose(shares.sum(-1), 1)


def test_a_hidden_word_changes_nothing(p, given, rng):
    x, words = given
    mask = np.array([True, False, True])
    seen = captioned.captioned_block(x, words, p, heads=2, mask=mask)[0]
    other = words.copy()
    other[:, 1] = rng.normal(size=C)
    np.testing.assert_allclose(
        captioned.captioned_block(x, other, p, heads=2, mask=mask)[0], seen
    )
    assert not np.allclose(captioned.captioned_block(x, other, p, heads=2)[0], seen)


def test_the_order_of_words_does_not_matter(p, given):
    """Nothing says where a word stands; in a real system the text's network does."""
    x, words = given
    one = captioned.captioned_block(x, words, p, heads=2)[0]
    np.testing.assert_allclose(
        captioned.captioned_block(x, words[:, ::-1], p, heads=2)[0], one
    )


def test_alone_the_second_look_is_the_papers_equation(p, rng):
    """With the first look and the network silent: x + softmax(Q K^T / sqrt(d)) V, through W."""
    for part in ("attention", "feed_forward"):
        last = p[part]["output" if part == "attention" else "down"]
        last["weight"] = np.zeros_like(last["weight"])
    x, words = rng.normal(size=(PLACES, D)), rng.normal(size=(WORDS, C))
    w = {name: part["weight"] for name, part in p["cross_attention"].items()}
    away = x - x.mean(-1, keepdims=True)
    y = away / np.sqrt((away**2).mean(-1, keepdims=True) + captioned.EPS)
    mixed, _ = attention(y @ w["query"], words @ w["key"], words @ w["value"])
    out, _ = captioned.captioned_block(x, words, p, heads=1)
    np.testing.assert_allclose(out, x + mixed @ w["output"])
