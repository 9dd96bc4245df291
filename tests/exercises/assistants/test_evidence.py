"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.assistants import evidence as ex
from fieldguide.mechanisms.objectives.edits import undo_edits
from fieldguide.mechanisms.sampling.candidates import filter_then_rank
from fieldguide.mechanisms.search.retrieval import newest
from fieldguide.mechanisms.search.toolset import addressed

T, F = True, False


def my_rank(safe, scores, threshold):
    return filter_then_rank(safe, scores, threshold=threshold)


def no_filter(safe, scores, threshold):
    return np.argsort(-scores)


def numbers_of_the_rest(safe, scores, threshold):
    """Counted among the safe ones only."""
    return np.argsort(-scores[safe >= threshold])


def worst_first(safe, scores, threshold):
    return my_rank(safe, scores, threshold)[::-1]


def safest_first(safe, scores, threshold):
    return [int(k) for k in np.argsort(-safe) if safe[k] >= threshold]


def every_comma(turn):
    first, *rest = turn.split(", ")
    return first, rest[0]


def any_name(turn):
    first, _, rest = turn.partition(", ")
    return first, rest


def my_newest(scores, days, share):
    return newest(scores, days, share=share)


def without_shift(words, edits):
    return [(start, start + len(new), words[start:end]) for start, end, new in edits]


def wrong_way(words, edits):
    return edits


CASES = [
    (
        ex.ex_votes,
        ((F, F, F), (T, T, T), (T, F, F)),
        [
            ((F, T, T), (T, T, T), (T, F, T)),  # each by itself
            ((F, F, F), (T, F, F), (T, F, F)),  # more than three needed
            ((F, F, F), (T, T, T), (T, F, T)),  # one step of the nesting
            ((F, F, F), (F, F, F), (F, F, F)),
            (T, F, T),
            3,
        ],
    ),
    (
        ex.ex_learned,
        (9, 1),
        [
            (15, 17),  # everything
            (9, 2),  # the attribute too
            (9, 11),  # the reply again
            (10, 1),  # RESPONSE too
            9,
        ],
    ),
    (
        ex.ex_filter,
        my_rank,
        [
            no_filter,
            numbers_of_the_rest,
            worst_first,
            safest_first,
            lambda *a: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_address,
        addressed,
        [
            every_comma,
            any_name,
            lambda turn: ("TS", turn),
            lambda turn: turn.split(","),
            lambda turn: None,
            "TS",
        ],
    ),
    (
        ex.ex_winner,
        {"arithmetic": "A", "geometric": "A", "product": "B", "score": 0.2924},
        [
            {"arithmetic": "A", "geometric": "B", "product": "B", "score": 0.2924},
            {"arithmetic": "A", "geometric": "A", "product": "A", "score": 0.2924},
            {
                "arithmetic": "A",
                "geometric": "A",
                "product": "B",
                "score": 0.4,
            },  # the root alone
            {
                "arithmetic": "A",
                "geometric": "A",
                "product": "B",
                "score": 0.352,
            },  # sigmoid of 2
            {"arithmetic": 1, "geometric": 2, "product": None, "score": "A"},
            "A",
        ],
    ),
    (
        ex.ex_mentions,
        (1.375, 2.2),
        [
            (2, np.inf),  # mentions add up
            (2 / 3.2, 1),  # not beside one
            (1.375, np.inf),
            (1.375, 1),
            2,
        ],
    ),
    (
        ex.ex_newest,
        my_newest,
        [
            lambda scores, days, share: int(
                np.argmax(scores)
            ),  # the date is not looked at
            lambda scores, days, share: int(np.argmax(days)),  # only the date is
            lambda scores, days, share: int(np.argmax(days[scores >= share])),
            lambda scores, days, share: int(
                np.argmax(days[scores >= share * scores.max()])
            ),
            lambda *a: None,
            lambda *a: 1 / 0,
            1,
        ],
    ),
    (
        ex.ex_edits,
        [(1, 1, ["old"]), (3, 4, ["on"]), (5, 6, ["quay"])],
        [
            [(0, 6, "the old cat sleeps on the quay".split())],  # all replaced
            [
                (1, 1, ["old"]),
                (4, 5, ["on"]),
                (6, 7, ["quay"]),
            ],  # places of the second text
            [(1, 1, ["old"]), (3, 3, ["on"]), (5, 5, ["quay"])],  # nothing taken out
            [(1, 1, ["old"]), (3, 6, ["on", "the", "quay"])],
            [(1, 1, "old")],
            7,
        ],
    ),
    (
        ex.ex_undo,
        undo_edits,
        [without_shift, wrong_way, lambda words, edits: [], lambda *a: 1 / 0, 3],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("1.375", "2.2", "0.29", "9")
