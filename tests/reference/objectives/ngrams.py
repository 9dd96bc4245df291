"""N-gram masking, as ALBERT has it: runs of one to three words, hidden together.

Google's code chooses runs in thousands of sentences; what is kept are counts, and ours, with
other random numbers, must have the same shares within chance.
"""

import random

import numpy as np
from google_bert import google
from harness import agrees, near, plant, producer, record, same_share

from fieldguide.mechanisms.objectives import masking

# --- how the vector is made -----------------------------------------------------------


@producer
def google_ngrams():
    """Which words Google's code hides together, in 20,000 sentences of 30 words.

    Its random numbers come from two places: the order of the runs from `rng`, their
    lengths from Python's own generator.
    """
    seed, rows, words, gap, most = 12345, 20_000, 30, 12, 6
    code, rng = google(), random.Random(seed)
    random.seed(seed)
    # Words 0 ... 29, one token each; a [SEP] stands at place 12 and belongs to no word.
    places = [k for k in range(words + 1) if k != gap]
    grams = [code._Gram(k, k + 1) for k in places]
    first = np.zeros(4, int)
    runs = np.zeros((4, most + 1), int)
    chosen = np.zeros(words + 1, int)
    for _ in range(rows):
        spans = code._masking_ngrams(grams, 3, most, rng)
        lengths = [span.end - span.begin for span in spans]
        first[lengths[0]] += 1
        for n in (1, 2, 3):
            runs[n, lengths.count(n)] += 1
        for span in spans:
            chosen[span.begin : span.end] += 1
    return record(
        "tf-models-official",
        "create_pretraining_data._masking_ngrams(grams, 3, 6, rng), a row",
        seed,
        {"rows": rows, "places": words + 1, "gap": gap, "most": most},
        {
            "first_length": first[1:],
            "rows_with_so_many_runs": runs[1:],
            "chosen_at_place": chosen,
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("google_ngrams")
def lengths_follow_the_rule(vector):
    """The first run of a sentence is never in anybody's way."""
    near(
        vector["outputs"]["first_length"],
        vector["inputs"]["rows"],
        masking.ngram_probabilities(),
    )


@agrees("google_ngrams")
def runs_are_chosen_as_often(vector):
    """How many runs of each length, and how often each place is chosen."""
    given, out = vector["inputs"], vector["outputs"]
    rows, n, most = 8_000, given["places"], given["most"]
    free = np.arange(n) != given["gap"]
    rng = np.random.default_rng(vector["seed"])
    first, runs = np.zeros(4, int), np.zeros((4, most + 1), int)
    chosen = np.zeros(n, int)
    for _ in range(rows):
        spans = masking.ngram_spans(free, rng, rate=most / n)
        lengths = [length for _, length in spans]
        first[lengths[0]] += 1
        for length in (1, 2, 3):
            runs[length, lengths.count(length)] += 1
        for start, length in spans:
            chosen[start : start + length] += 1
    assert chosen.sum() == most * rows
    same_share(first[1:], rows, out["first_length"], given["rows"])
    same_share(chosen, rows, out["chosen_at_place"], given["rows"])
    theirs = np.array(out["rows_with_so_many_runs"])
    same_share(runs[1:], rows, theirs, given["rows"])


# --- what must be noticed -------------------------------------------------------------

NGRAMS = masking.ngram_probabilities


def _all_lengths_alike(longest=3):
    return np.full(longest, 1 / longest)


def _longest_first(longest=3):
    return NGRAMS(longest)[::-1]


def _longer_to_the_end(longest=3):
    """In proportion to 1 / n**2."""
    p = NGRAMS(longest) ** 2
    return p / p.sum()


plant(
    "google_ngrams",
    "objectives.masking.ngram_probabilities",
    _all_lengths_alike,
    _longest_first,
    _longer_to_the_end,
)
