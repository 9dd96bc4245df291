"""The exercises on fine-tuning grade: right answers full marks, stubs none, wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide import data
from fieldguide.exercises.encoders import finetune as ex
from fieldguide.mechanisms.attention.attention import linear, softmax
from fieldguide.mechanisms.objectives import finetuning


def scores(which=lambda hidden: hidden[:, 0], bend=np.tanh, last=lambda z: z):
    """The head with another vector, bend or end."""

    def function(hidden, head):
        inner = bend(linear(which(hidden), head["pooler"]))
        return last(linear(inner, head["output"]))

    return function


LEADS = ex.leads()
EIGHT, MANY = LEADS["which work"], LEADS["spoiled or not"]
WIDTH = data.fact("bert@base.hidden_size").number
WHOLE = data.fact("bert@base.parameters_counted").number
NEW = 3 * WIDTH + 3

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_head,
        finetuning.class_scores,
        [
            scores(which=lambda hidden: hidden.mean(1)),  # the mean of all
            scores(last=softmax),  # probabilities
            scores(which=lambda hidden: hidden[:, -1]),  # as in a decoder
            scores(bend=lambda z: z),
            scores(bend=lambda z: np.maximum(z, 0)),
            scores(which=lambda hidden: hidden),  # a verdict for each token
            lambda hidden, head: linear(hidden[:, 0], head["output"]),
            lambda hidden, head: head["nothing"],
            None,
        ],
    ),
    (
        ex.ex_worth,
        {"which work": EIGHT, "spoiled or not": MANY},
        [
            {
                "which work": (8, EIGHT[1] / 100),
                "spoiled or not": (2000, MANY[1] / 100),
            },
            {"which work": (8, 3.5), "spoiled or not": (2000, 18.9)},  # over frozen
            {"which work": (8, 16), "spoiled or not": (2000, 8)},  # rounded
            {"which work": (2000, 0.2), "spoiled or not": (8, -0.4)},  # the smallest
            {"which work": 8, "spoiled or not": 2000},
            {"which work": EIGHT},
        ],
    ),
    (
        ex.ex_new,
        (NEW, NEW / WHOLE),
        [
            (NEW - 3, (NEW - 3) / WHOLE),  # no biases
            (
                NEW + WIDTH**2 + WIDTH,
                (NEW + WIDTH**2 + WIDTH) / WHOLE,
            ),  # the pooler too
            (NEW, 100 * NEW / WHOLE),  # percent
            (NEW, NEW / (WHOLE + NEW)),
            (WIDTH, WIDTH / WHOLE),
            NEW,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("2307", "2304", "16.1", "7.7", "2000")


def test_the_leads_are_those_of_the_runs():
    """Found by hand: 8 labels, 16.1 points; 2000 labels, 7.7 points."""
    rounded = {q: (k, round(points, 1)) for q, (k, points) in LEADS.items()}
    assert rounded == {"which work": (8, 16.1), "spoiled or not": (2000, 7.7)}


def test_the_untouched_function_counts_as_unanswered():
    report = ex.ex_head(lambda hidden, head: ...)
    assert report.points == 0 and "replace the ..." in repr(report)
