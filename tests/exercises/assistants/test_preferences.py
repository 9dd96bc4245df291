"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import math

import numpy as np
from grading import Grading

from fieldguide import data
from fieldguide.exercises.assistants import preferences as ex
from fieldguide.mechanisms.preferences.comparisons import best_of_kl, ranking_loss
from fieldguide.mechanisms.preferences.leash import leashed_rewards

LOSS = (2 * math.log(4 / 3) + math.log(2)) / 3


def by_prompt(rankings):
    return np.mean([ranking_loss(r) for r in rankings])


def in_a_heap(rankings):
    weights = [len(r) * (len(r) - 1) / 2 for r in rankings]
    return np.average([ranking_loss(r) for r in rankings], weights=weights)


def neighbors(rankings):
    return np.mean([np.logaddexp(0, np.diff(r)).mean() for r in rankings])


def my_rewards(score, new, old, beta):
    return leashed_rewards(score, new, old, beta=beta)


def at_every_token(score, new, old, beta):
    return score[:, None] - beta * (new - old)


def at_the_end(score, new, old, beta):
    earned = np.zeros(new.shape)
    earned[:, -1] = score - beta * (new - old).sum(1)
    return earned


def my_prompt(messages, k, answer):
    return [*messages[:k], (messages[k][0], answer)]


CASES = [
    (
        ex.ex_loss,
        {"A before B": 0.75, "B before C": 0.5, "loss": LOSS},
        [
            {"A before B": 0.75, "B before C": 0.5, "loss": 3 * LOSS},  # a sum
            {"A before B": 0.75, "B before C": 0.5, "loss": LOSS / math.log(2)},  # bits
            {"A before B": 0.25, "B before C": 0.5, "loss": LOSS},  # the other wins
            {"A before B": math.log(3), "B before C": 0, "loss": LOSS},  # leads
            {
                "A before B": 0.75,
                "B before C": 0.5,
                "loss": 0.5 * math.log(8 / 3),
            },  # neighbors
            3,
        ],
    ),
    (
        ex.ex_heap,
        by_prompt,
        [
            in_a_heap,
            neighbors,
            lambda r: len(r) * by_prompt(r),
            lambda r: by_prompt(r[:1]),
            lambda r: 1 / 0,
            5,
        ],
    ),
    (
        ex.ex_clip,
        (1, 0, 1, -1, 0),
        [
            (1, 0, 0, 0, 0),  # cut off on both sides, whatever the advantage
            (1, 1, 1, -1, -1),  # never cut off
            (1, 0, 1, 0, -1),  # the wrong end for a bad token
            (1, 1, 0, 0, -1),  # the larger of both
            1,
        ],
    ),
    (
        ex.ex_leash,
        my_rewards,
        [
            lambda s, n, o, b: my_rewards(s, o, n, b),  # pays for straying
            at_every_token,
            at_the_end,
            lambda s, n, o, b: my_rewards(s, n, o, 1.0),
            lambda s, n, o, b: (s - b * (n - o).sum(1))[:, None],
            None,
        ],
    ),
    (
        ex.ex_best,
        (22, best_of_kl(22)),
        [
            (10, best_of_kl(10)),  # one in ten
            (21, best_of_kl(21)),
            (22, math.log(22)),
            (22, math.log2(22) - 21 / 22),
            22,
        ],
    ),
    (
        ex.ex_message,
        my_prompt,
        [
            lambda m, k, a: [
                *m[:k],
                (m[k][0], a),
                *m[k + 1 :],
            ],  # what came later stays
            lambda m, k, a: [*m[:k], ("assistant", a)][-2:],  # forgets the earlier talk
            lambda m, k, a: [*m[: k + 1], ("assistant", a)],  # behind the old one
            lambda m, k, a: a,
            0,
        ],
    ),
    (
        ex.ex_published,
        set(ex.PUBLISHED),
        [
            {*ex.PUBLISHED, "parameters"},  # a number that circulates
            {*ex.PUBLISHED, *ex.KEPT},
            {"base_model"},
            set(),
            "base_model",
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.42", "22", "base_model, ")


def test_what_was_published_stands_in_the_data():
    for name in (*ex.PUBLISHED, *ex.KEPT):
        published = data.fact(f"chatgpt.{name}").status == "stated"
        assert published == (name in ex.PUBLISHED)


def test_what_is_no_message_does_not_belong_into_a_conversation():
    def and_more(messages, k, answer):
        return [*messages[:k], messages[k][0], (messages[k][0], answer)]

    assert ex.ex_message(and_more).points == 0
