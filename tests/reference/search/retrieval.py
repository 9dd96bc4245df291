"""BM25 in Lucene's form: the package bm25s, on the harbor's archive."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.harbor import archive
from fieldguide.mechanisms.search import retrieval

QUERIES = (
    "when is high water at the quay on market day",
    "how tall is the tower",
    "the lamp the lamp the lamp",  # a word three times
    "how many steps lead to the lamp",
    "cat",
)
FORMS = ((1.2, 0.75), (2.0, 0.3), (0.6, 0.0), (1.2, 1.0))  # (k1, b)

# --- how the vector is made -----------------------------------------------------------


@producer
def bm25s_archive():
    """BM25(method="lucene").get_scores on words that were cut by us."""
    import bm25s

    notes = [retrieval.words_of(text) for text in archive.texts()]
    known = {word for note in notes for word in note}
    scores = []
    for k1, b in FORMS:
        ours = bm25s.BM25(method="lucene", k1=k1, b=b, dtype="float64")
        ours.index(notes, show_progress=False)
        for query in QUERIES:  # what no note has is unknown to its index
            words = [w for w in retrieval.words_of(query) if w in known]
            scores.append(ours.get_scores(words))
    return record(
        "bm25s",
        'BM25(method="lucene", k1=k1, b=b, dtype="float64").get_scores(words)',
        0,  # nothing is drawn
        {"notes": archive.texts(), "queries": QUERIES, "forms": FORMS},
        {"scores": np.array(scores).round(12)},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("bm25s_archive")
def every_score_agrees(vector):
    given = vector["inputs"]
    ours = [
        retrieval.bm25(query, given["notes"], k1=k1, b=b)
        for k1, b in given["forms"]
        for query in given["queries"]
    ]
    same_numbers(np.array(ours), np.array(vector["outputs"]["scores"]), 1e-9)


@agrees("bm25s_archive")
def the_same_notes_are_found(vector):
    given = vector["inputs"]
    for query, scores in zip(
        given["queries"], vector["outputs"]["scores"], strict=False
    ):
        theirs = np.argsort(-np.array(scores), kind="stable")[:3]
        found = retrieval.retrieve(query, given["notes"], most=3)
        assert found == [k for k in theirs.tolist() if scores[k] > 0]


# --- what must be noticed -------------------------------------------------------------

RARITY, BM25 = retrieval.rarity, retrieval.bm25


def _without_the_one(notes):
    """Okapi's rarity: ln(without / with), below 0 for what stands in most notes."""
    return {word: np.log(np.expm1(weight)) for word, weight in RARITY(notes).items()}


def _times_k1_and_1(query, notes, *, k1=1.2, b=0.75):
    """The older form, with k1 + 1 on top."""
    return (k1 + 1) * BM25(query, notes, k1=k1, b=b)


def _other_way_round(query, notes, *, k1=1.2, b=0.75):
    """b for k1."""
    return BM25(query, notes, k1=b + 1e-9, b=min(k1, 1))


def _each_word_once(query, notes, *, k1=1.2, b=0.75):
    return BM25(" ".join({*retrieval.words_of(query)}), notes, k1=k1, b=b)


plant("bm25s_archive", "search.retrieval.rarity", _without_the_one)
plant(
    "bm25s_archive",
    "search.retrieval.bm25",
    _times_k1_and_1,
    _each_word_once,
    _other_way_round,
)
