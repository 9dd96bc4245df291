"""Whole-word masking: all pieces of a word or none, as Google's own code chooses them.

Google shuffles the words and takes them from the end; ours, told that order, must choose the
same pieces.
"""

import random

import numpy as np
from google_bert import google
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.objectives import masking

SEED, RATE, MOST = 20190531, 0.15, 20  # the day of the release

# --- how the vector is made -----------------------------------------------------------


class Witness(random.Random):
    """Remembers in which order the words come out of a shuffle."""

    order = None

    def shuffle(self, x):
        super().shuffle(x)
        self.order = [gram.begin for gram in x][::-1]  # taken from the end


@producer
def google_whole_words():
    """Sentences of 3 to 150 pieces, of which half continue a word."""
    rng, pieces = Witness(SEED), np.random.default_rng(SEED)
    sentences, orders, places = [], [], []
    for n in [*range(3, 30), *range(30, 151, 10)]:
        marks = ["##" if x else "" for x in pieces.random(n - 2) < 0.5]
        tokens = ["[CLS]", *[f"{mark}x" for mark in marks], "[SEP]"]
        _, chosen, _ = google().create_masked_lm_predictions(
            tokens, RATE, MOST, ["x"], rng, True
        )
        sentences.append(tokens)
        orders.append(rng.order)
        places.append(chosen)
    return record(
        "tf-models-official",
        "create_masked_lm_predictions(tokens, 0.15, 20, ['x'], rng, True)",
        SEED,
        {"sentences": sentences, "orders": orders},
        {"places": places},
    )


# --- how ours is compared -------------------------------------------------------------


class Told:
    """In place of a NumPy Generator: gives the order in which Google took the words."""

    random = None

    def __init__(self, order):
        self.order = order

    def permutation(self, n):
        assert n == len(self.order)
        return [sorted(self.order).index(begin) for begin in self.order]


@agrees("google_whole_words")
def the_same_words_are_chosen(vector):
    given = vector["inputs"]
    for tokens, order, places in zip(
        given["sentences"], given["orders"], vector["outputs"]["places"], strict=True
    ):
        chosen = masking.choose_whole_words(
            [token not in ("[CLS]", "[SEP]") for token in tokens],
            [token.startswith("##") for token in tokens],
            Told(order),
        )
        assert np.flatnonzero(chosen).tolist() == places, tokens


# --- what must be noticed -------------------------------------------------------------


def _stops_at_the_first_that_is_too_long(candidates, continues, rng):
    """Lets no shorter word in after one that did not fit."""
    words, left = [], masking.prediction_number(len(candidates))
    for place in np.flatnonzero(candidates):
        if words and continues[place]:
            words[-1].append(place)
        else:
            words.append([place])
    chosen = np.zeros(len(candidates), bool)
    for k in rng.permutation(len(words)):
        if len(words[k]) > left:
            break
        chosen[words[k]], left = True, left - len(words[k])
    return chosen


def _one_word_more(candidates, continues, rng):
    """Counts words where the limit counts pieces."""
    return masking.choose_exactly(candidates, np.random.default_rng(0))


plant(
    "google_whole_words",
    "objectives.masking.choose_whole_words",
    _stops_at_the_first_that_is_too_long,
    _one_word_more,
)
