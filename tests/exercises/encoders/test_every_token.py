"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from autograd import grad
from grading import Grading

from fieldguide import data
from fieldguide.exercises.encoders import every_token as ex
from fieldguide.experiments import contest
from fieldguide.mechanisms.objectives import detection
from fieldguide.training import parameters


def honest(scores, replaced, counted):
    return detection.detection_loss(scores, replaced, counted=counted)


def over_everything(scores, replaced, counted):
    return detection.detection_loss(scores, replaced)


def over_replaced(scores, replaced, counted):
    return detection.detection_loss(scores, replaced, counted=replaced)


def originals_score_high(scores, replaced, counted):
    return detection.detection_loss(-scores, replaced, counted=counted)


def summed(scores, replaced, counted):
    return detection.detection_loss(scores, replaced, counted=counted) * counted.sum()


def overflows(scores, replaced, counted):
    """The textbook's formula, where exp(1000) and log(0) wait."""
    with np.errstate(all="ignore"):
        p = 1 / (1 + np.exp(-scores))
        each = -replaced * np.log(p) - ~replaced * np.log(1 - p)
        return (each * counted).sum() / counted.sum()


def opaque(scores, replaced, counted):
    """Right numbers, by functions that autograd cannot follow."""
    each = np.where(replaced, np.logaddexp(0, -scores), np.logaddexp(0, scores))
    return np.mean(each[counted])


LABELS = [0, 1, 0, 0, 0, 0, 0, 1, 0, 0]
RATIO = (
    data.fact("electra@large.training_size").number
    / data.facts()
    .query("system == 'electra' and quantity == 'training_size' and variant == ''")
    .number.iloc[0]
)
BOTH = {"tables", "generator"}
JUDGE = {"tables", "discriminator"}

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_labels,
        {"labels": LABELS, "BERT": 4, "ELECTRA": 10},
        [
            # every sample a fake
            {"labels": [0, 1, 1, 0, 1, 0, 0, 1, 0, 0], "BERT": 4, "ELECTRA": 10},
            {"labels": LABELS, "BERT": 4, "ELECTRA": 4},  # chosen places only
            {"labels": [1 - v for v in LABELS], "BERT": 4, "ELECTRA": 10},
            {"labels": LABELS[:4], "BERT": 4, "ELECTRA": 10},
            {"labels": LABELS},
            7,
        ],
    ),
    (
        ex.ex_judge_loss,
        honest,
        [
            over_replaced,
            over_everything,
            originals_score_high,
            summed,
            overflows,
            opaque,
            lambda *a: None,
            3,
        ],
    ),
    (
        ex.ex_gradients,
        {"generator's loss": BOTH, "judge's loss": JUDGE},
        [
            {"generator's loss": BOTH, "judge's loss": ex.PARTS},  # adversarial
            {"generator's loss": {"generator"}, "judge's loss": {"discriminator"}},
            {"generator's loss": ex.PARTS, "judge's loss": JUDGE},
            {"generator's loss": BOTH},
            "both",
        ],
    ),
    (
        ex.ex_sums,
        (7.5, 12.5),
        [
            (50, 50),
            (50 / 0.15, 50 / 0.25),  # the wrong way round
            (42.5, 37.5),  # times the share that is not chosen
            7.5,
        ],
    ),
    (
        ex.ex_perfect,
        {"suspicion": [0.045, 0.12, 0.135], "called": 0},
        [
            {"suspicion": [0.15, 0.15, 0.15], "called": 0},  # every sample a fake
            {"suspicion": [0.105, 0.03, 0.015], "called": 0},  # rate times p
            {"suspicion": [0.045, 0.12, 0.135], "called": 3},
            {"suspicion": [0.045]},
            0.15,
        ],
    ),
    (
        ex.ex_reading,
        ("large", RATIO),
        [("base", RATIO), ("large", 1 / RATIO), ("large", 1), "large"],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("7.5", "12.5", "0.045", "0.12", "0.135")


def test_the_right_sets_are_those_that_autograd_finds():
    """ex-gradients, computed: which parts have a gradient that is not zero."""
    rng = np.random.default_rng(0)
    lines, _ = contest.texts()
    p = contest.new_electra(rng)

    def trained(loss):
        slope = grad(
            lambda arrays: getattr(
                contest.electra_step(
                    parameters.rebuild(p, arrays), lines[:32], np.random.default_rng(1)
                ),
                loss,
            )
        )(parameters.leaves(p))
        slope = parameters.rebuild(p, slope)
        return {
            k for k, part in slope.items() if any(map(np.any, parameters.leaves(part)))
        }

    assert trained("mlm") == BOTH and trained("disc") == JUDGE
