"""WordPiece: words cut into the longest pieces of a vocabulary, by Google and a library.

A made-up vocabulary with gaps, and words that run into them; ours must cut every word
into the same pieces as Google's first release of BERT and as the library tokenizers.
"""

from functools import partial

import numpy as np
from google_bert import google
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.tokens import tokenizers

# --- how the vectors are made ---------------------------------------------------------


@producer
def google_wordpieces():
    """Google's own WordPiece, with the limit of its first release."""
    vocabulary, words = _pieces_and_words()
    module = google().tokenization
    module.six.PY3 = True  # six is a stub; this is all that is asked of it
    cut = module.WordpieceTokenizer(dict.fromkeys(vocabulary), "[UNK]", 200).tokenize
    return record(
        "tf-models-official",
        "WordpieceTokenizer(vocabulary, '[UNK]', 200).tokenize(word)",
        20160926,
        {"vocabulary": vocabulary, "words": words},
        {"pieces": [cut(word) for word in words]},
    )


@producer
def tokenizers_wordpieces():
    """The same words in the library tokenizers."""
    from tokenizers import models

    vocabulary, words = _pieces_and_words()
    model = models.WordPiece(
        {piece: k for k, piece in enumerate(vocabulary)},
        unk_token="[UNK]",
        max_input_chars_per_word=200,
    )
    return record(
        "tokenizers",
        "WordPiece(vocabulary, unk_token='[UNK]', max_input_chars_per_word=200)",
        20160926,
        {"vocabulary": vocabulary, "words": words},
        {"pieces": [[t.value for t in model.tokenize(word)] for word in words]},
    )


def _pieces_and_words():
    """A vocabulary with gaps, and words that run into them."""
    rng = np.random.default_rng(20160926)
    letters = np.array([*"abcd"])

    def random(n, least, most):
        return [
            "".join(rng.choice(letters, rng.integers(least, most + 1)))
            for _ in range(n)
        ]

    pieces = [*"abc", *random(12, 2, 4), *(f"##{p}" for p in random(18, 1, 4))]
    words = [*random(150, 1, 9), "unaffable", "a" * 200, "a" * 201, "żab", "a猫"]
    pieces += ["un", "##aff", "##able", "##a"]
    return ["[UNK]", *dict.fromkeys(pieces)], words


# --- how ours are compared ------------------------------------------------------------


@agrees("google_wordpieces", "tokenizers_wordpieces")
def wordpieces_are_the_same(vector):
    vocabulary = set(vector["inputs"]["vocabulary"])
    for word, theirs in zip(
        vector["inputs"]["words"], vector["outputs"]["pieces"], strict=True
    ):
        assert tokenizers.encode_wordpiece(word, vocabulary) == theirs, word


# --- what must be noticed -------------------------------------------------------------

ENCODE = tokenizers.encode_wordpiece


def _partial_pieces(word, vocabulary):
    """Keeps what it has cut before it met something unknown."""
    for end in range(len(word), 0, -1):
        found = ENCODE(word[:end], vocabulary)
        if found != ["[UNK]"]:
            return [*found, "[UNK]"] if end < len(word) else found
    return ["[UNK]"]


def _without_marks(word, vocabulary):
    return ENCODE(word, {piece.removeprefix("##") for piece in vocabulary})


_shorter_words = partial(ENCODE, longest=100)
TARGET = "tokens.tokenizers.encode_wordpiece"
plant("google_wordpieces", TARGET, _partial_pieces, _without_marks, _shorter_words)
plant("tokenizers_wordpieces", TARGET, _partial_pieces)
