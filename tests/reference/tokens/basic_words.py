"""Words before WordPiece: text cut at spaces and punctuation, by Google and a library.

Accents, cases, Chinese, punctuation of many scripts, spaces and control characters; and at
random what lies between them. No sigma ends a word: the library lowers letter by letter, where
Python, and so Google's code and ours, knows that it is then written ς.
"""

import numpy as np
from google_bert import google
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.tokens import tokenizers

SEED = 20181101  # the day on which Chinese characters were given spaces
TEXTS = [
    "The keeper lights the lamp at dusk.",
    "Héllo, WÖRLD! Ça va? Ångström",
    "灯塔 is a lighthouse; 守塔人keeper",
    "ひらがな カタカナ 한국어",
    "don't stop-me_now (50%) $5 ~a^b",
    "¿Qué? «Oui» „ja“ — no…",
    "tab\there\nnew\r\nline\u00a0hard\u2003wide",
    "zero\x00width\u200bjoin\u200d soft\xadhyphen \ufffd bell\x07",
    "İstanbul ΣΊΣΥΦΟΙ ǅ ﬁ ß",
    "e\u0301 combining n\u0303",
    "",
    "   ",
]
CHARACTERS = "aZé ß0'-.,_!€\t\u00a0\u200b\u0301猫\u3000«—Δİ한ｶ"


def _texts():
    rng = np.random.default_rng(SEED)
    letters = np.array([*CHARACTERS])
    return TEXTS + ["".join(rng.choice(letters, 12)) for _ in range(150)]


# --- how the vectors are made ---------------------------------------------------------


@producer
def google_basic_words():
    """Google's own basic tokenizer, for uncased and for cased models."""
    module = google().tokenization
    module.six.PY3 = True  # six is a stub; this is all that is asked of it
    cut = [module.BasicTokenizer(do_lower_case=lower) for lower in (True, False)]
    return record(
        "tf-models-official",
        "BasicTokenizer(do_lower_case).tokenize(text)",
        SEED,
        {"texts": _texts()},
        {"words": [[one.tokenize(text) for text in _texts()] for one in cut]},
    )


@producer
def tokenizers_basic_words():
    """The same in the library tokenizers, in two steps."""
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    def cut(text, lower):
        clean = BertNormalizer(lowercase=lower).normalize_str(text)
        return [word for word, _ in BertPreTokenizer().pre_tokenize_str(clean)]

    return record(
        "tokenizers",
        "BertPreTokenizer().pre_tokenize_str(BertNormalizer(lowercase).normalize_str(text))",
        SEED,
        {"texts": _texts()},
        {"words": [[cut(text, lower) for text in _texts()] for lower in (True, False)]},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("google_basic_words", "tokenizers_basic_words")
def words_are_the_same(vector):
    for lower, words in zip((True, False), vector["outputs"]["words"], strict=True):
        for text, theirs in zip(vector["inputs"]["texts"], words, strict=True):
            assert tokenizers.basic_words(text, lower=lower) == theirs, (text, lower)


# --- what must be noticed -------------------------------------------------------------

WORDS = tokenizers.basic_words


def _keeps_accents(text, *, lower):
    return WORDS(text.lower() if lower else text, lower=False)


def _whole_chinese_words(text, *, lower):
    return text.lower().split() if lower else text.split()


def _always_lower(text, *, lower):
    return WORDS(text, lower=True)


TARGET = "tokens.tokenizers.basic_words"
WRONG = _keeps_accents, _whole_chinese_words, _always_lower
plant("google_basic_words", TARGET, *WRONG)
plant("tokenizers_basic_words", TARGET, *WRONG)
