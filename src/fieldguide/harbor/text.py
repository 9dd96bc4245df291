"""The book's small world: a harbor town, its keeper, baker, fisher, captain, cat, gull and child.

Eight short stories (data/sentences.csv) that every text chapter reads, one token a word.
"""

from collections import Counter
from functools import lru_cache

import numpy as np

from .. import data

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PAD, UNK, CLS, SEP, MASK = range(5)


def stories():
    """The stories as lists of sentences, each a list of words: stories()[0][0][1] is "keeper"."""
    grouped = data.sentences().groupby("story", sort=False)["text"]
    return [[text.split() for text in story] for _, story in grouped]


@lru_cache(1)
def vocabulary():
    """All tokens: five special ones, then the words of the stories in alphabetical order."""
    words = {w for story in stories() for sentence in story for w in sentence}
    return (*SPECIAL, *sorted(words))


@lru_cache(1)
def _numbers():
    return {token: k for k, token in enumerate(vocabulary())}


def between(left, right=""):
    """How often each word stands between these words in the stories, the frequent ones first.

    ``between("lights the", "at dusk") == {"lamp": 1}``; after *lights the* alone stand a lamp
    and an oven.
    """
    left, right = left.split(), right.split()
    found = Counter()
    for sentence in (s for story in stories() for s in story):
        for k in range(len(left), len(sentence)):
            before, after = sentence[k - len(left) : k], sentence[k + 1 :]
            if before == left and after[: len(right)] == right:
                found[sentence[k]] += 1
    return dict(found.most_common())


def encode(tokens):
    """Tokens (a list, or a text with spaces) to an int array of ids; unknown ones become [UNK]."""
    tokens = tokens.split() if isinstance(tokens, str) else tokens
    return np.array([_numbers().get(t, UNK) for t in tokens])


def decode(ids):
    """Ids to a list of tokens."""
    return [vocabulary()[k] for k in ids]


def read(text):
    """A sentence as a model gets it, [CLS] ... [SEP]: (ids, special), both of shape (n,)."""
    ids = np.array([CLS, *encode(text), SEP])
    return ids, is_special(ids)


def is_special(ids):
    """True at [PAD], [CLS] and [SEP], which are never hidden; bool array, shape of `ids`.

    [UNK] may be hidden, as in Google's code; transformers spares it too.
    """
    return np.isin(ids, [PAD, CLS, SEP])
