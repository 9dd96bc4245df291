"""Sentences with observations in them: room is made, vectors are put in, answers asked for."""

import numpy as np
import pytest

from fieldguide.mechanisms.networks import spliced, transformer
from fieldguide.mechanisms.networks.spliced import MARKER
from fieldguide.training import descent

PREFIX = np.array([5, MARKER, 6, MARKER])


@pytest.fixture
def p(rng):
    return transformer.new_model(
        rng, vocab_size=8, positions=12, d=6, layers=2, spread=0.5
    )


def test_room_is_made_and_the_answer_asked_for():
    ids, asked = spliced.multimodal_sentence([5, MARKER, 6], [2], [7, 1])
    assert ids.tolist() == [5, MARKER, MARKER, 6, 7, 1]
    assert asked.tolist() == [False] * 4 + [True] * 2
    ids, asked = spliced.multimodal_sentence(PREFIX, [3, 1])
    assert ids.tolist() == [5, *[MARKER] * 3, 6, MARKER]
    assert not asked.any()


def test_vectors_take_the_places_in_their_order():
    words = np.arange(8.0).reshape(4, 2)
    seen = np.array([False, True, False, True])
    out = spliced.splice(words, [[10, 10], [20, 20]], seen)
    assert out.tolist() == [[0, 1], [10, 10], [4, 5], [20, 20]]


def test_each_of_a_batch_has_its_own_observations(rng):
    words, seen = rng.normal(size=(4, 2)), np.array([True, False, False, True])
    many = rng.normal(size=(3, 2, 2))
    out = spliced.splice(words, many, seen)
    for row, each in zip(out, many, strict=True):
        np.testing.assert_array_equal(row, spliced.splice(words, each, seen))


def test_a_decoder_cannot_tell_a_word_from_a_vector_that_is_the_same(rng, p):
    ids = np.array([2, 3, 4, 5])
    hidden = np.array([2, MARKER, 4, MARKER])
    np.testing.assert_allclose(
        spliced.spliced_decoder(hidden, p["token_table"][[3, 5]], p, heads=2),
        transformer.decoder(ids, p, heads=2),
    )


def test_places_are_counted_after_the_observations(rng, p):
    """The word behind a picture of three vectors stands at place 4, not at place 2."""
    ids, _ = spliced.multimodal_sentence([2, MARKER, 4], [3])
    p["blocks"] = []  # then a row of scores knows its own place alone
    found = spliced.spliced_decoder(ids, rng.normal(size=(3, 6)), p, heads=2)
    padded = transformer.decoder(np.array([2, 0, 0, 0, 4]), p, heads=2)
    np.testing.assert_allclose(found[[0, 4]], padded[[0, 4]])


def test_what_is_seen_changes_what_comes_behind_it_alone(rng, p):
    ids, _ = spliced.multimodal_sentence(PREFIX, [2, 1])
    one, other = rng.normal(size=(2, 3, 6))
    other[:2] = one[:2]  # the first observation is the same
    a, b = spliced.spliced_decoder(ids, np.stack([one, other]), p, heads=2)
    np.testing.assert_allclose(a[:4], b[:4])
    assert not np.allclose(a[4], b[4])


def test_what_is_put_in_learns_and_the_word_below_it_does_not(rng, p):
    ids, _ = spliced.multimodal_sentence([2, MARKER, 4], [1])

    def loss(q, target):
        scores = spliced.spliced_decoder(ids, q["seen"], q["reader"], heads=2)
        return ((scores - target) ** 2).mean()

    q = {"seen": rng.normal(size=(1, 6)), "reader": p}
    learned, losses, _ = descent.train(
        loss, q, [(np.zeros((3, 8)),)] * 10, step_size=0.02
    )
    assert losses[-1] < losses[0]
    assert not np.allclose(learned["seen"], q["seen"])


def test_sentences_of_a_batch_have_their_own_words(rng, p):
    ids = np.array([[2, MARKER, 4], [3, MARKER, 5]])
    seen = rng.normal(size=(2, 1, 6))
    both = spliced.spliced_decoder(ids, seen, p, heads=2)
    for row, each, found in zip(ids, seen, both, strict=True):
        np.testing.assert_allclose(
            spliced.spliced_decoder(row, each, p, heads=2), found
        )
    with pytest.raises(ValueError, match="same places"):
        spliced.spliced_decoder([[2, MARKER], [MARKER, 2]], seen, p, heads=2)


def test_what_does_not_fit_is_named(rng, p):
    with pytest.raises(ValueError, match="sizes must be 2"):
        spliced.multimodal_sentence(PREFIX, [3])
    with pytest.raises(ValueError, match="target"):
        spliced.multimodal_sentence(PREFIX, [1, 1], [MARKER])
    with pytest.raises(ValueError, match="sizes"):
        spliced.multimodal_sentence(PREFIX, [1, 0])
    with pytest.raises(ValueError, match="observations must be 1"):
        spliced.splice(np.zeros((2, 3)), np.zeros((2, 3)), np.array([True, False]))
    ids, _ = spliced.multimodal_sentence([MARKER], [13])
    with pytest.raises(ValueError, match="12"):
        spliced.spliced_decoder(ids, np.zeros((13, 6)), p, heads=2)


def test_what_stands_at_a_marked_place_is_not_used():
    """Not even times 0, which makes NaN of what is no number."""
    words = np.array([[1.0, 2], [np.nan, np.inf], [3, 4]])
    marked = np.array([False, True, False])
    assert spliced.splice(words, [[7, 8]], marked).tolist() == [[1, 2], [7, 8], [3, 4]]
