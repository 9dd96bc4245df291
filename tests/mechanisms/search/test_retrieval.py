"""BM25 by hand, what it rewards and what it cannot see; the newest note; support."""

import numpy as np
import pytest

from fieldguide.harbor import archive
from fieldguide.mechanisms.search import retrieval

NOTES = ["The tide is high.", "The cat sleeps.", "The cat sees the tide, the tide!"]


def test_words_are_small_and_without_punctuation():
    assert (
        retrieval.words_of("High water: 7 o'clock.") == "high water 7 o clock".split()
    )
    assert retrieval.words_of("") == [] and retrieval.words_of("Fähre") == ["fähre"]


def test_rarity_by_hand():
    rare = retrieval.rarity(NOTES)
    assert rare["high"] == pytest.approx(np.log(1 + 2.5 / 1.5))
    assert rare["cat"] == pytest.approx(np.log(1 + 1.5 / 2.5))
    assert rare["the"] == pytest.approx(np.log(1 + 0.5 / 3.5))
    ten = ["tide"] * 4 + ["sea"] * 6  # the docstring's
    assert retrieval.rarity(ten)["tide"] == pytest.approx(0.89, abs=0.005)
    assert retrieval.rarity(["sea"] * 10)["sea"] == pytest.approx(0.05, abs=0.005)


def test_a_score_by_hand():
    """Notes of 4, 3 and 7 words; the tide is in the first once, in the last twice."""
    mean, rare = 14 / 3, np.log(1 + 1.5 / 2.5)
    slow = 1.2 * (0.25 + 0.75 * np.array([4, 3, 7]) / mean)
    wanted = rare * np.array([1, 0, 2]) / (np.array([1, 1, 2]) + slow)
    np.testing.assert_allclose(retrieval.bm25("tide", NOTES), wanted)


def test_further_mentions_wear_off_and_never_reach_the_rarity():
    notes = [f"{'tide ' * k}{'sea ' * (9 - k)}gull" for k in (1, 2, 4, 8)]
    notes += ["sea " * 9 + "gull"]
    scores = retrieval.bm25("tide", notes) / retrieval.rarity(notes)["tide"]
    np.testing.assert_allclose(scores[:2], [1 / 2.2, 2 / 3.2])
    gained = np.diff(scores[:4]) / [1, 2, 4]
    assert (np.diff(gained) < 0).all() and (scores < 1).all()


def test_length_counts_by_b():
    notes = ["tide", "tide and much else besides"]
    short, long = retrieval.bm25("tide", notes)
    assert short > long
    np.testing.assert_allclose(*retrieval.bm25("tide", notes, b=0))


def test_a_query_of_unknown_words_finds_nothing():
    assert retrieval.bm25("whale", NOTES).tolist() == [0, 0, 0]
    assert retrieval.retrieve("whale", NOTES, most=3) == []


def test_the_best_come_first_and_equals_in_their_order():
    assert retrieval.retrieve("cat", NOTES, most=3) == [1, 2]
    assert retrieval.retrieve("the", ["the", "a", "the"], most=5) == [0, 2]
    assert retrieval.retrieve("cat", NOTES) == [1]


def test_other_words_for_the_same_are_not_found():
    """What the lab shows: nothing is understood."""
    assert retrieval.bm25("feline", NOTES).max() == 0


@pytest.mark.parametrize("notes", [[], ["", "..."]])
def test_an_archive_needs_words(notes):
    with pytest.raises(ValueError, match="notes"):
        retrieval.bm25("tide", notes)


def test_the_newest_of_those_that_are_near_enough():
    assert retrieval.newest([3, 2, 1], [1, 2, 3]) == 1
    assert retrieval.newest([3, 2, 1], [1, 2, 3], share=1) == 0
    assert retrieval.newest([3, 2, 1], [1, 2, 3], share=0) == 2
    assert retrieval.newest([0, 0], [1, 2]) is None


def test_support_by_hand():
    rare = {"the": 0.5, "tower": 1.0, "112": 2.0}
    support = retrieval.support
    assert support("the tower", "a tower", rare) == pytest.approx(1 / 1.5)
    assert support("112", "the tower", rare) == 0
    assert support("45", "45", rare) == 1 and support("", "the", rare) == 0
    # an unknown word is as rare as the rarest
    assert support("the 45", "the", rare) == pytest.approx(0.5 / 2.5)


def test_support_is_blind_to_not():
    rare = retrieval.rarity(archive.texts())
    evidence = "Do not drink from the well."
    yes, no = "Drink from the well.", "Do not drink from the well."
    assert retrieval.support(yes, evidence, rare) == 1
    assert retrieval.support(no, evidence, rare) == 1


@pytest.mark.parametrize("rare", [{}, {"the": 0.0}, {"the": "1"}, ["the"]])
def test_weights_must_be_above_zero(rare):
    with pytest.raises(ValueError, match="rare"):
        retrieval.support("the", "the", rare)


def test_a_note_that_shares_no_word_is_never_the_newest():
    assert retrieval.newest([3, 0.1, 0], [1, 2, 3], share=0) == 1
