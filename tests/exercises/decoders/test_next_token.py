"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.decoders import next_token as ex
from fieldguide.mechanisms.sampling import choosing


def honest(p, top_p):
    return np.isfinite(choosing.keep_nucleus(np.log(p), top_p=top_p))


def by_hand(p, top_p):
    order = np.argsort(-p)
    kept = np.zeros(len(p), bool)
    kept[order[: np.searchsorted(p[order].cumsum(), top_p) + 1]] = True
    return kept


def without_the_one_that_crosses(p, top_p):
    order = np.argsort(-p)
    kept = np.zeros(len(p), bool)
    kept[order] = p[order].cumsum() <= top_p
    return kept


def unsorted(p, top_p):
    return p.cumsum() - p < top_p


def in_the_order_of_the_sorted(p, top_p):
    best = np.sort(p)[::-1]
    return best.cumsum() - best < top_p


def each_by_itself(p, top_p):
    return p >= 1 - top_p


def sorts_in_place(p, top_p):
    kept = by_hand(p, top_p)
    p.sort()
    return kept


NUMBERS = 2 * 48 * 999 * 1600
ANEW = 900 * 100 + 899 * 900 // 2
E2 = np.exp(2.0)

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_vocabulary,
        {"exact": 124_439_808, "old": 117, "sizes": 4},
        [
            {"exact": 163_037_184, "old": 117, "sizes": 4},  # the table counted twice
            {"exact": 124_439_808, "old": 116.5, "sizes": 1},  # GPT's places as well
            {"exact": 124_439_808, "old": 117, "sizes": 1},
            {"exact": 124_000_000, "old": 117, "sizes": 4},
            124_439_808,
        ],
    ),
    (
        ex.ex_nucleus,
        honest,
        [
            without_the_one_that_crosses,
            unsorted,
            in_the_order_of_the_sorted,
            each_by_itself,
            sorts_in_place,
            lambda p, top_p: p,
            3,
        ],
    ),
    (
        ex.ex_cache,
        {"anew": ANEW, "cached": 999, "numbers": NUMBERS},
        [
            {
                "anew": 900 * 1000,
                "cached": 999,
                "numbers": NUMBERS,
            },  # all are full length
            {"anew": ANEW, "cached": 900, "numbers": NUMBERS},  # forgets the prompt
            {"anew": ANEW, "cached": 1000, "numbers": NUMBERS},  # reads the last word
            {"anew": ANEW, "cached": 999, "numbers": NUMBERS // 2},  # keys only
            {"anew": ANEW, "cached": 999, "numbers": NUMBERS * 25},  # once a head
            999,
        ],
    ),
    (
        ex.ex_penalty,
        {"paper": [2, 2, -1, -1], "repaired": [2, 2, -1, -4], "gains": 3},
        [
            {
                "paper": [1, 2, -1, -1],
                "repaired": [1, 2, -1, -4],
                "gains": 3,
            },  # each time
            {
                "paper": [2, 2, -1, -4],
                "repaired": [2, 2, -1, -4],
                "gains": 3,
            },  # repaired
            {"paper": [2, 2, -1, -1], "repaired": [2, 2, -1, -1], "gains": 0},
            {"paper": [2, 1, -0.5, -1], "repaired": [2, 1, -2, -4], "gains": 3},  # all
            {"paper": None, "repaired": 2, "gains": "d"},
            [2, 2, -1, -1],
        ],
    ),
    (
        ex.ex_source,
        {"equal": E2 / (E2 + 1), "rare": E2 / (E2 + 9), "even": np.log(9)},
        [
            {"equal": 26 / 50, "rare": 26 / 50, "even": 9},  # shares of the logarithms
            {
                "equal": 1 / (E2 + 1),
                "rare": 9 / (E2 + 9),
                "even": np.log(9),
            },  # the other
            {"equal": E2 / (E2 + 1), "rare": 9 * E2 / (9 * E2 + 1), "even": np.log(9)},
            {"equal": E2 / (E2 + 1), "rare": E2 / (E2 + 9), "even": 9},
            0.88,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("124", "117", "999", "494", "0.88", "0.45", "2.2")


def test_a_nucleus_written_otherwise_passes():
    report = ex.ex_nucleus(by_hand)
    assert report.points == report.most
