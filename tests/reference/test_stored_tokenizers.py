"""The checks of the tokenizers notice what is wrong; see test_stored.py."""

import agreement
import producers
import pytest

from fieldguide.mechanisms.tokens import tokenizers


def _count_each_word_once(words):
    return COUNT_PAIRS(dict.fromkeys(words, 1))


def _youngest(pairs, age):
    return max(pairs, key=lambda p: (pairs[p], age[p[0]], age[p[1]]))


def _from_the_left(symbols, merges):
    """Joins whatever it knows, from left to right, whenever it was learned."""
    known, symbols = {tuple(m) for m in merges}, tuple(symbols)
    while pair := next((p for p in zip(symbols, symbols[1:]) if p in known), None):  # noqa: B905, RUF007
        symbols = MERGE_PAIR(symbols, pair)
    return list(symbols)


def _spaces_apart(text):
    return [word for word in text.replace(" ", " \0").split("\0") if word]


def _partial_pieces(word, vocabulary):
    """Keeps what it has cut before it met something unknown."""
    for end in range(len(word), 0, -1):
        found = ENCODE_WORDPIECE(word[:end], vocabulary)
        if found != ["[UNK]"]:
            return [*found, "[UNK]"] if end < len(word) else found
    return ["[UNK]"]


def _without_marks(word, vocabulary):
    return ENCODE_WORDPIECE(word, {piece.removeprefix("##") for piece in vocabulary})


def _fewest(text, scores):
    """Counts pieces instead of adding scores."""
    return ENCODE_UNIGRAM(text, dict.fromkeys(scores, -1.0))


COUNT_PAIRS = tokenizers.count_pairs
MERGE_PAIR = tokenizers.merge_pair
ENCODE_WORDPIECE = tokenizers.encode_wordpiece
ENCODE_UNIGRAM = tokenizers.encode_unigram
WRONG = [
    ("tokenizers_bpe_merges", "count_pairs", _count_each_word_once),
    ("tokenizers_bpe_merges", "oldest", _youngest),
    ("tokenizers_bpe_merges", "oldest", tokenizers.first_seen),
    ("tokenizers_bpe_pieces", "encode_bpe", _from_the_left),
    ("tokenizers_bpe_pieces", "split_words", str.split),
    ("tokenizers_bpe_pieces", "split_words", _spaces_apart),
    ("google_wordpieces", "encode_wordpiece", _partial_pieces),
    ("google_wordpieces", "encode_wordpiece", _without_marks),
    ("google_wordpieces", "LONGEST_WORD", 100),
    ("tokenizers_wordpieces", "encode_wordpiece", _partial_pieces),
    ("tokenizers_unigram_pieces", "encode_unigram", _fewest),
    ("tokenizers_unigram_pieces", "UNKNOWN_PENALTY", 5.0),
    ("sentencepiece_pieces", "encode_unigram", _fewest),
    ("sentencepiece_pieces", "fall_back", lambda pieces, vocabulary: pieces),
]


@pytest.mark.parametrize(("name", "attribute", "wrong"), WRONG)
def test_a_wrong_tokenizer_is_noticed(name, attribute, wrong, monkeypatch):
    monkeypatch.setattr(tokenizers, attribute, wrong)
    if attribute == "LONGEST_WORD":
        monkeypatch.setattr(ENCODE_WORDPIECE, "__defaults__", (wrong,))
    assert agreement.caught(producers.load(name), name)
