"""Writing on: the same as reading everything anew, and where it ends."""

import numpy as np
import pytest

from fieldguide.mechanisms.networks import transformer as tf
from fieldguide.mechanisms.sampling.choosing import sample_tokens
from fieldguide.mechanisms.sampling.writing import write_on


@pytest.fixture
def model(rng):
    return tf.new_model(rng, vocab_size=20, positions=9, d=8, layers=2, spread=0.5)


def anew(prompt, p, choose, *, tokens, heads):
    """Read the whole text for every word."""
    ids = np.array(prompt)
    for _ in range(tokens):
        logits = tf.decoder(ids, p, heads=heads)[:, -1]
        ids = np.column_stack([ids, choose(logits, ids)])
    return ids


def greedy(logits, ids):
    return logits.argmax(-1)


def test_it_writes_what_reading_anew_would_write(model):
    prompt = np.array([[3, 1], [7, 7], [0, 19]])
    assert (
        write_on(prompt, model, greedy, tokens=8, heads=2).tolist()
        == anew(prompt, model, greedy, tokens=8, heads=2).tolist()
    )
    drawn = []
    for run in (write_on, anew):
        rng = np.random.default_rng(3)
        drawn.append(
            run(
                prompt,
                model,
                lambda z, _, g=rng: sample_tokens(z, g),
                tokens=6,
                heads=2,
            )
        )
    np.testing.assert_array_equal(*drawn)


def test_choose_sees_the_text_so_far(model):
    seen = []

    def choose(logits, ids):
        seen.append(ids.shape[1])
        return np.full(len(ids), 5)

    out = write_on([[1, 2]], model, choose, tokens=3, heads=2)
    assert out.tolist() == [[1, 2, 5, 5, 5]] and seen == [2, 3, 4]


def test_the_last_word_needs_no_place_and_one_more_has_none(model):
    assert write_on([[1, 2]], model, greedy, tokens=8, heads=2).shape == (1, 10)
    with pytest.raises(ValueError, match="prompt and tokens: at most 9 .* got 10"):
        write_on([[1, 2]], model, greedy, tokens=9, heads=2)
    with pytest.raises(ValueError, match="prompt and tokens: at most 9 .* got 12"):
        write_on([[1] * 12], model, greedy, tokens=1, heads=2)


def test_choose_must_give_a_token_a_text(model):
    with pytest.raises(
        ValueError, match="what choose gives must lie in 0 ... 19, got 20"
    ):
        write_on([[1]], model, lambda z, _: np.array([20]), tokens=1, heads=2)
    with pytest.raises(ValueError, match="what choose gives must have shape"):
        write_on([[1]], model, lambda z, _: z.argmax(), tokens=1, heads=2)


def test_a_prompt_has_a_word(model):
    with pytest.raises(ValueError, match="length of prompt must be .*, got 0"):
        write_on(np.zeros((2, 0), int), model, greedy, tokens=2, heads=2)


def test_who_chooses_cannot_change_what_is_written(model):
    def scribbling(logits, ids):
        ids[:] = 0
        return greedy(logits, ids)

    prompt = np.array([[1, 2]])
    texts = [
        write_on(prompt, model, f, tokens=2, heads=2) for f in (greedy, scribbling)
    ]
    np.testing.assert_array_equal(*texts)
    assert prompt.tolist() == [[1, 2]]
