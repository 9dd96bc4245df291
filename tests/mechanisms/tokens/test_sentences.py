"""Sentence pairs: BERT's next sentence, and what the released code packs."""

import numpy as np
import pytest

from fieldguide import harbor
from fieldguide.mechanisms.tokens import sentences

STORIES = harbor.stories()


def test_pairs_are_half_strangers_and_strangers_come_from_elsewhere(rng):
    home = {tuple(s): d for d, story in enumerate(STORIES) for s in story}
    pairs = [p for _ in range(100) for p in sentences.next_sentence_pairs(STORIES, rng)]
    assert len(pairs) == 100 * sum(len(story) - 1 for story in STORIES)
    share = np.mean([p.is_next for p in pairs])
    assert abs(share - 0.5) < 4 * np.sqrt(0.25 / len(pairs))
    for first, second, is_next in pairs:
        story = STORIES[home[tuple(first)]]
        if is_next:
            assert second == story[story.index(first) + 1]
        else:
            assert home[tuple(second)] != home[tuple(first)]


def test_released_code_by_hand(rng):
    # Rows of 2 tokens hold one sentence of 3, which cannot be cut: strangers only.
    documents = [[["a", "b", "c"]] * 4, [["x", "y", "z"]] * 4]
    pairs = sentences.packed_pairs(documents, rng, max_tokens=2)
    assert len(pairs) == 8 and not any(p.is_next for p in pairs)


def test_released_code_makes_more_strangers_than_the_paper_says(rng):
    for row, least, most in [(8, 0.8, 0.88), (24, 0.54, 0.62), (48, 0.52, 0.62)]:
        pairs = [
            p
            for _ in range(100)
            for p in sentences.packed_pairs(STORIES, rng, max_tokens=row)
        ]
        assert least < np.mean([not p.is_next for p in pairs]) < most


def test_a_second_half_that_was_not_used_comes_back(rng):
    # Every sentence of the first document must be a part of some first or true second text.
    for _ in range(50):
        used = set()
        for first, second, is_next in sentences.packed_pairs(
            STORIES, rng, max_tokens=24
        ):
            used.update(first + (second if is_next else []))
        assert used == {w for story in STORIES for s in story for w in s}


def test_segments_of_the_exercise():
    tokens, segments = sentences.pack(
        sentences.Pair(["the", "cat"], ["a", "gull"], True)
    )
    assert tokens == ["[CLS]", "the", "cat", "[SEP]", "a", "gull", "[SEP]"]
    assert segments.tolist() == [0, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    "documents, message",
    [
        ([STORIES[0]], "2 documents or more, got 1"),
        ([STORIES[0], []], "documents.1. needs a sentence"),
    ],
)
def test_bad_documents(documents, message, rng):
    with pytest.raises(ValueError, match=message):
        sentences.next_sentence_pairs(documents, rng)
    with pytest.raises(ValueError, match=message):
        sentences.packed_pairs(documents, rng, max_tokens=10)


def test_rows_need_two_tokens(rng):
    with pytest.raises(ValueError, match="max_tokens must be .* 2 or more, got 1"):
        sentences.packed_pairs(STORIES, rng, max_tokens=1)


# --- cutting and laying out -----------------------------------------------------------


def test_the_longer_text_is_cut_at_random_ends(rng):
    pair = sentences.Pair([*"abcd"], ["x"], True)
    seen = set()
    for _ in range(100):
        cut = sentences.truncate_pair(pair, rng, max_tokens=3)
        assert cut.second == ["x"] and cut.is_next
        seen.add("".join(cut.first))
    assert seen == {"ab", "bc", "cd"} and pair.first == [*"abcd"]


def test_of_equally_long_texts_the_second_is_cut(rng):
    pair = sentences.Pair([*"ab"], [*"xy"], False)
    cut = sentences.truncate_pair(pair, rng, max_tokens=3)
    assert cut.first == [*"ab"] and len(cut.second) == 1
    assert sentences.truncate_pair(pair, rng, max_tokens=4) == pair


def test_xlnet_lays_a_pair_out_with_its_marks_at_the_end():
    tokens, segments = sentences.pack_at_end(sentences.Pair(["a", "b"], ["c"], True))
    assert tokens == ["a", "b", "<sep>", "c", "<sep>", "<cls>"]
    assert segments.tolist() == [0, 0, 0, 1, 1, 2]
