"""Byte-pair encoding: the merges that are learned, and the pieces that they make.

The library tokenizers trains on two small corpora of letters and on the bytes of the
harbor stories; ours must give the same merges in the same order, and cut new texts alike.

Ties. tokenizers joins, of the most frequent pairs, the one whose parts have the smallest
ids, which are given to the characters in their order and then to what is joined: our
rule `oldest`. The paper's code takes whichever its dictionary gives first: our
`first_seen`, which the book uses. Both are compared, each by its own check.
"""

import json
from collections import Counter

import harbor_texts
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.tokens import tokenizers

SENNRICH = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
END = "·"  # one character, since the library cannot take </w> for a single symbol
NEW_TEXTS = [
    "the captain sees the lighthouse at dusk",
    "kot śpi przy piecu w południe",
    "猫中午睡在炉子旁边",
    "She'll say: \"it's 1984\", won't they've?!",
    "  two  spaces, a tab\tand\n\n a line ",
    "snake_case() != 3.14 × 10",
    "🐈‍⬛ é e\u0301 नमस्ते",
    "",
]


# --- how the vectors are made ---------------------------------------------------------


@producer
def tokenizers_bpe_merges():
    """All merges, in their order: two small corpora of letters and the stories' bytes."""
    sennrich = {word + END: count for word, count in SENNRICH.items()}
    letters = {"aaabdaaabac": 1}
    small = {
        name: _merges(_trained([" ".join([word] * n) for word, n in words.items()]))
        for name, words in (("sennrich", sennrich), ("letters", letters))
    }
    texts = harbor_texts.sentences()
    return record(
        "tokenizers",
        "BpeTrainer(vocab_size=5000, initial_alphabet=ByteLevel.alphabet())",
        0,  # nothing is drawn
        {"sennrich": sennrich, "letters": letters, "harbor": texts},
        small | {"harbor": _merges(_trained(texts, in_bytes=True))},
    )


@producer
def tokenizers_bpe_pieces():
    """Texts in the words and pieces of a byte-level model of the harbor stories."""
    model = _trained(harbor_texts.sentences(), in_bytes=True)
    texts = harbor_texts.sentences()[::4] + NEW_TEXTS
    words = [
        [word for word, _ in model.pre_tokenizer.pre_tokenize_str(text)]
        for text in texts
    ]
    pieces = [model.encode(text).tokens for text in texts]
    return record(
        "tokenizers",
        "Tokenizer(BPE(...)), pre_tokenizer=ByteLevel(add_prefix_space=False), encode",
        0,  # nothing is drawn
        {"merges": _merges(model), "texts": texts},
        {"words": words, "pieces": pieces},
    )


def _trained(texts, in_bytes=False):
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    model = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    model.pre_tokenizer = byte_level if in_bytes else pre_tokenizers.WhitespaceSplit()
    alphabet = byte_level.alphabet() if in_bytes else []
    trainer = trainers.BpeTrainer(
        vocab_size=5000, show_progress=False, initial_alphabet=alphabet
    )
    model.train_from_iterator(texts, trainer)
    return model


def _merges(model):
    return [list(pair) for pair in json.loads(model.to_str())["model"]["merges"]]


# --- how ours are compared ------------------------------------------------------------


@agrees("tokenizers_bpe_merges")
def merges_come_in_the_same_order(vector):
    """All of them, until every word is a single piece, with ties as there."""
    for name, words in _corpora(vector).items():
        merges = vector["outputs"][name]
        ours = tokenizers.train_bpe(words, 10_000, choose=tokenizers.oldest)
        assert [list(pair) for pair in ours] == merges, name


@agrees("tokenizers_bpe_merges")
def until_the_first_tie_any_rule_gives_the_same(vector):
    """And after it the paper's rule still joins a pair than which none is more frequent."""
    for name, words in _corpora(vector).items():
        theirs, tie = vector["outputs"][name], False
        for k, pair in enumerate(tokenizers.train_bpe(words, 10_000)):
            counts = tokenizers.count_pairs(words)
            tie = tie or [*counts.values()].count(max(counts.values())) > 1
            assert tie or list(pair) == theirs[k], (name, k)
            assert counts[pair] == max(counts.values()), (name, k)
            words = {tokenizers.merge_pair(w, pair): n for w, n in words.items()}


@agrees("tokenizers_bpe_merges")
def the_texts_are_the_harbor_stories(vector):
    """If this fails, the stories have changed: make the vectors again."""
    assert vector["inputs"]["harbor"] == harbor_texts.sentences()


@agrees("tokenizers_bpe_pieces")
def texts_are_cut_into_the_same_words(vector):
    """But for the numbers that Python counts as letters; see `split_words`."""
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["words"], strict=True
    ):
        ours = [
            tokenizers.spell_bytes(word.encode())
            for word in tokenizers.split_words(text)
        ]
        assert ours == theirs, text


@agrees("tokenizers_bpe_pieces")
def the_same_merges_give_the_same_pieces(vector):
    """And our pieces, put together, are the text again."""
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["pieces"], strict=True
    ):
        ours = tokenizers.encode_bytes(text, vector["inputs"]["merges"])
        assert ours == theirs, text
        assert tokenizers.decode_bytes(theirs).decode() == text


def _corpora(vector):
    """Words, as symbols, and their counts."""
    given = vector["inputs"]
    harbor_words = Counter(
        tokenizers.spell_bytes(word.encode())
        for text in given["harbor"]
        for word in tokenizers.split_words(text)
    )
    return {k: given[k] for k in ("sennrich", "letters")} | {"harbor": harbor_words}


# --- what must be noticed -------------------------------------------------------------

COUNT_PAIRS = tokenizers.count_pairs
MERGE_PAIR = tokenizers.merge_pair


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


MERGES, PIECES = "tokenizers_bpe_merges", "tokenizers_bpe_pieces"
plant(MERGES, "tokens.tokenizers.count_pairs", _count_each_word_once)
plant(MERGES, "tokens.tokenizers.oldest", _youngest, tokenizers.first_seen)
plant(PIECES, "tokens.tokenizers.encode_bpe", _from_the_left)
plant(PIECES, "tokens.tokenizers.split_words", str.split, _spaces_apart)
