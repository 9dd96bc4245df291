"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.assistants import instructions as ex
from fieldguide.mechanisms.objectives import chats
from fieldguide.mechanisms.objectives.instructions import mixing_rates


def my_mask(tokens):
    return chats.find_answers(tokens, ["GPT:"], "</s>").tolist()


def never_ends(tokens):
    mask, inside = [], False
    for token in tokens:
        mask.append(inside)
        inside = inside or token == "GPT:"
    return mask


def without_the_mark(tokens):
    return [
        one and token != "</s>"
        for one, token in zip(my_mask(tokens), tokens, strict=True)
    ]


def with_the_marker(tokens):
    return [
        one or token == "GPT:"
        for one, token in zip(my_mask(tokens), tokens, strict=True)
    ]


def my_rates(sizes, cap):
    return mixing_rates(sizes, cap=cap)


def shares_first(sizes, cap):
    return np.minimum(sizes / sizes.sum(), cap / sizes.sum())


def cap_as_a_share(sizes, cap):
    """Divided again after a cap on the shares of the largest."""
    shares = np.minimum(sizes / sizes.sum(), cap / sizes.max())
    return shares / shares.sum()


TYPED = {"GPT:": True, "</s>": False, "<|im_end|>": False, "### Response:": True}

CASES = [
    (
        ex.ex_mask,
        (23, 6, 4),
        [
            (24, 6, 4),  # the first token, too
            (23, 4, 3),  # without the marks
            (19, 6, 4),
            (23, 6, 6),
            (23, 12, 4),  # the users' words, too
            23,
        ],
    ),
    (
        ex.ex_answers,
        my_mask,
        [
            never_ends,
            without_the_mark,
            with_the_marker,
            lambda tokens: [True] * len(tokens),
            lambda tokens: None,
            lambda tokens: 1 / 0,
            5,
        ],
    ),
    (
        ex.ex_typed,
        TYPED,
        [
            dict.fromkeys(TYPED, True),
            dict.fromkeys(TYPED, False),
            TYPED | {"GPT:": False},
            TYPED | {"### Response:": False},
            TYPED | {"</s>": 0},
            {"GPT:": True},
            True,
        ],
    ),
    (
        ex.ex_rates,
        (1 / 61, 30 / 61, 30 / 61, 1 / 7, 3 / 7, 3 / 7),
        [
            (1 / 331, 30 / 331, 300 / 331) * 2,  # no cap
            (1 / 61, 30 / 61, 30 / 61) * 2,  # the second cap forgotten
            (1 / 331, 30 / 331, 30 / 331, 1 / 331, 3 / 331, 3 / 331),  # of all examples
            (1 / 3,) * 6,
            (1, 30, 30, 1, 3, 3),
            0.5,
        ],
    ),
    (
        ex.ex_mix,
        my_rates,
        [
            shares_first,
            cap_as_a_share,
            lambda sizes, cap: sizes / sizes.sum(),
            lambda sizes, cap: np.minimum(sizes, cap),
            lambda sizes, cap: "all",
            None,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("23", "1/61", "1 / 61", "0.428")


def test_a_bool_of_numpy_is_one():
    assert ex.ex_typed({mark: np.bool_(yes) for mark, yes in TYPED.items()}).points == 4
