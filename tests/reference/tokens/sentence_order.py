"""Sentence order, ALBERT's task: two neighbors as they stand, or turned around.

No released code makes the pairs alone, so the rule is restated from the paper; Python's
random throws the coins, ours gets the same ones and must make the same pairs.
"""

import random

import harbor_texts
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.tokens import sentences

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_sentence_order():
    """Sentence-order pairs of the harbor stories, one by one, by a loop of our own.

    Restated from Lan et al. 2019, section 3.1: two consecutive segments of one document
    are a positive example, the same two in the other order a negative one, as often.
    Python's random throws the coins, which are kept.
    """
    seed = 20190926
    rng = random.Random(seed)
    documents = harbor_texts.stories()
    coins, pairs = [], []
    for lines in documents:
        k = 0
        while k + 1 < len(lines):
            coin = round(rng.random(), 6)
            swapped = coin >= 0.5
            one, two = lines[k], lines[k + 1]
            if swapped:
                one, two = two, one
            coins.append(coin)
            pairs.append([one, two, int(not swapped)])
            k += 1
    assert 0.3 < sum(p[2] for p in pairs) / len(pairs) < 0.7
    return record(
        "numpy",
        "restated from arXiv:1909.11942, section 3.1, not run; see the producer",
        seed,
        {"documents": documents, "coins": coins},
        {"pairs": pairs},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_sentence_order")
def the_same_coins_give_the_same_order(vector):
    given = vector["inputs"]
    assert given["documents"] == harbor_texts.stories()  # else: make the vectors again
    documents = [[text.split() for text in story] for story in given["documents"]]
    coins = Coins(given["coins"])
    pairs = sentences.sentence_order_pairs(documents, coins)
    assert not coins.left
    said = [[" ".join(p.first), " ".join(p.second), int(p.is_next)] for p in pairs]
    assert said == vector["outputs"]["pairs"]


class Coins:
    """In place of a NumPy Generator: throws the coins that were thrown before."""

    def __init__(self, coins):
        self.left = list(coins)

    def random(self):
        assert self.left, "one coin too many"
        return self.left.pop(0)


# --- what must be noticed -------------------------------------------------------------

ORDER = sentences.sentence_order_pairs


def _stranger_instead(documents, rng):
    """Next-sentence pairs under a new name: the wrong half comes from elsewhere."""
    first = documents[0][0]
    return [
        p if p.is_next else sentences.Pair(p.second, first, False)
        for p in ORDER(documents, rng)
    ]


def _label_turned(documents, rng):
    return [p._replace(is_next=not p.is_next) for p in ORDER(documents, rng)]


plant(
    "restated_sentence_order",
    "tokens.sentences.sentence_order_pairs",
    _stranger_instead,
    _label_turned,
)
