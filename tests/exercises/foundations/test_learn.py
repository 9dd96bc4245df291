"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import json

import numpy as np
import pytest
from grading import Grading
from places import ROOT

from fieldguide.exercises.foundations import learn as ex
from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.training.losses import cross_entropy


def gradient(logits, targets):
    p = softmax(logits)
    p[np.arange(len(targets)), targets] -= 1
    return p / len(targets)


def gradient_of_columns(logits, targets):
    p = softmax(logits, axis=0)
    p[np.arange(len(targets)), targets] -= 1
    return p / len(targets)


def back(s, g):
    return s * (g - (s * g).sum(-1, keepdims=True))


SURPRISE = {"bits": 6, "nats": 6 * np.log(2), "loss": 1.5 * np.log(2), "even": 2**-1.5}
FORECAST = {"loss": 0.5919, "floor": 0.5004, "sure": np.inf}
RATE = {"slope": 16, "arrives": 0.125, "diverges": 0.25, "left": 0.216}
STOP = {"steps": 40, "epochs": 18.75, "keep": 450, "beaten": False}
# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_surprise,
        SURPRISE,
        [
            SURPRISE | {"even": np.mean(ex.GIVEN)},  # the mean of the probabilities
            SURPRISE | {"nats": 6 / np.log(2)},
            SURPRISE | {"loss": 2 * np.log(2)},  # without the certain word
            SURPRISE | {"loss": 1.5},  # in bits
            SURPRISE | {"bits": -6},
            {"bits": 6},
            6,
        ],
    ),
    (
        ex.ex_forecast,
        FORECAST,
        [
            FORECAST | {"loss": -np.log(0.6)},  # as if the gull always came
            FORECAST | {"loss": -(0.6 * np.log(0.8) + 0.4 * np.log(0.2))},  # exchanged
            FORECAST | {"floor": 0},
            FORECAST | {"sure": -np.log(0.8)},
            FORECAST | {"sure": 0},
            (0.5919, 0.5004, np.inf),
        ],
    ),
    (
        ex.ex_gradient,
        gradient,
        [
            lambda z, t: gradient(z, t) * len(t),  # added up, not averaged
            lambda z, t: -gradient(z, t),  # y - p
            lambda z, t: softmax(z) / len(t),  # nothing taken away
            gradient_of_columns,
            lambda z, t: gradient(z, t) / z.shape[1],
            lambda z, t: gradient(z, t).sum(-1),
            lambda z, t: None,
            lambda z, t: z.nothing,
            3,
        ],
    ),
    (
        ex.ex_rate,
        RATE,
        [
            RATE | {"slope": 8},
            RATE | {"slope": 48},  # as if the bottom were at 0
            RATE | {"arrives": 0.25},
            RATE | {"diverges": 0.125},
            RATE | {"left": 0.6},  # one step
            RATE | {"left": 0.4**3},
            {"slope": 16},
            16,
        ],
    ),
    (
        ex.ex_back,
        back,
        [
            lambda s, g: s * g,  # the other shares pay nothing
            lambda s, g: s * (1 - s) * g,  # its own share only
            lambda s, g: s * (g - (s * g).sum(0)),
            lambda s, g: g - (s * g).sum(-1, keepdims=True),
            lambda s, g: s * (g - g.mean(-1, keepdims=True)),
            lambda s, g: -back(s, g),
            lambda s, g: back(s, g)[0],
            lambda s, g: g @ g,
            None,
        ],
    ),
    (
        ex.ex_stop,
        STOP,
        [
            STOP | {"steps": 4},  # lines for words
            STOP | {"epochs": 750 / 4},
            STOP | {"keep": 750},  # the lowest training loss
            STOP | {"beaten": True},
            STOP | {"beaten": "no"},
            {"steps": 40},
            450,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = (
        "6", "4.16", "1.04", "0.35", "0.59", "0.5", "0.50", "infinite", "infinity",
        "16", "0.125", "1/8", "0.25", "1/4", "0.216", "40", "18.75", "450", "False",
    )  # fmt: skip


def test_the_gradient_that_is_asked_for_is_that_of_the_loss(rng):
    logits, targets = rng.normal(size=(3, 5)), np.array([4, 0, 0])
    found = ex.numerical(lambda z: cross_entropy(z, targets), logits)
    np.testing.assert_allclose(gradient(logits, targets), found, atol=1e-8)


def test_untouched_functions_count_as_unanswered():
    for check in (ex.ex_gradient, ex.ex_back):
        report = check(lambda a, b: ...)
        assert report.points == 0 and "replace the ..." in repr(report)


def test_three_steps_leave_what_the_exercise_says():
    x = 3.0
    for _ in range(3):
        x -= ex.RATE * ex.STEEP * (x - 1)
    np.testing.assert_allclose((x - 1) / (3 - 1), RATE["left"])


def test_a_partial_answer_takes_partial_credit():
    assert ex.ex_surprise(SURPRISE | {"even": 0.4}).points == 3
    assert ex.ex_gradient(lambda z, t: gradient(z, t) * len(t)).points == 4
    assert ex.ex_back(lambda s, g: back(s, 2 * g)).points == 4


CELLS = json.loads((ROOT / "notebooks/foundations/00-learn.ipynb").read_text("utf-8"))
PROSE = " ".join(
    "".join(c["source"]) for c in CELLS["cells"] if c["cell_type"] == "markdown"
)
OVEN = softmax(np.array([2.0, 1.0, 0.0]))[1]
SAID = [  # what the notebook says beside its cells' output, and what holds it
    ("1 / \\ln 2 = 1.44$ bits", 1 / np.log(2), 1.44),
    ("1.10$ nats", np.log(3), 1.10),
    ("or 1.58 bits", np.log2(3), 1.58),
    ("is about 7.4", np.exp(2), 7.4),
    ("$e$ about 2.7", np.e, 2.7),
    ("(7.4 + 2.7 + 1) = 0.24$", 2.7 / (7.4 + 2.7 + 1), 0.24),
    ("0.245", OVEN, 0.245),
    ("0.245 = 1.41$ nats", -np.log(OVEN), 1.41),
    ("with $-0.755$", OVEN - 1, -0.755),
    ("below $2/25 = 0.08$", 2 / 25, 0.08),
    ("$1 - 0.08 = 0.92$", 1 - 2 / 25, 0.92),
    ("an epoch is 200 steps", 4000 * 10 / 200, 200),
    ("an epoch is five steps, and 400 steps are 80 epochs", 400 * 200 / (100 * 10), 80),
]


@pytest.mark.parametrize("phrase, number, said", SAID)
def test_a_number_in_the_prose_is_what_it_says(phrase, number, said):
    assert phrase in PROSE
    assert abs(number - said) <= 0.5 * 10 ** -len(str(said).partition(".")[2])
