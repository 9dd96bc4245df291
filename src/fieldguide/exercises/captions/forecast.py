"""Checks of notebooks/captions/03-forecast.ipynb."""

import numpy as np

from ...mechanisms.measures.forecast import calibration_error
from ...mechanisms.measures.scaling import power_law
from ...page.check import close, start

NEAR = 0.01  # of the true loss: what counts as a good forecast


def ex_draw_out(function):
    """Exercise ex-draw-out: `function(compute, loss)` -> the loss at compute 1, within 1 %."""
    report = start("ex-draw-out", function)
    compute = np.geomspace(1e-8, 1e-4, 7)
    laws = {
        "a floor": {"scale": 0.15, "exponent": 0.1, "floor": 1.1},
        "a steep law on a high floor": {"scale": 0.002, "exponent": 0.35, "floor": 0.8},
        "no floor at all": {"scale": 0.9, "exponent": 0.05, "floor": 0.0},
    }
    for part, law in laws.items():
        truth = power_law(1.0, **law)
        got, stops = report.call(function, compute, power_law(compute, **law))
        points = 1 if part == "no floor at all" else 2
        report.mark(
            part, points, close(got, truth, NEAR * truth),
            stops or "A straight line through logarithms has no floor: what is left of it "
            "when the compute is ten thousand times as large?",
        )  # fmt: skip
    return report


def ex_log(answer):
    """Exercise ex-log: three problems are passed by 1, 1/2 and 1/4 of the samples: the metric,
    and the pass rate of a single problem that would have the same."""
    report = start("ex-log", answer)
    given = report.expect_keys(answer, ["metric", "typical"], 4)
    if given is None:
        return report
    report.mark(
        "metric", 2, close(given["metric"], np.log(2), 0.006),
        "Take the natural logarithm of each rate first, and the mean afterwards.",
    )  # fmt: skip
    report.mark(
        "typical rate", 2, close(given["typical"], 0.5, 0.006),
        "Which rate has minus this logarithm?",
    )  # fmt: skip
    return report


def ex_error(function):
    """Exercise ex-error: `function(chances, right, bins)` -> the expected calibration error."""
    report = start("ex-error", function)
    rng = np.random.default_rng(8)
    ten = np.full(10, 0.9), np.arange(10) < 6
    both = (
        np.array([0.95] * 10 + [0.15] * 10),
        np.array([True] * 7 + [False] * 3 + [True] * 4 + [False] * 6),
    )
    uneven = rng.random(300) ** 3, None
    uneven = uneven[0], rng.random(300) < 0.5 * uneven[0]
    cases = {
        "all answers alike": (ten, 1, "How far is the share right from what was believed?"),
        "errors in two directions": (
            both, 2, "Too sure in one bin and too timid in another do not make up for each other.",
        ),
        "bins of different size": (
            uneven, 1, "A bin counts as much as it has answers, and an empty one not at all.",
        ),
    }  # fmt: skip
    for part, ((chances, right), points, hint) in cases.items():
        wanted = calibration_error(chances, right, bins=10)
        got, stops = report.call(function, chances, right, 10)
        report.mark(part, points, close(got, wanted), stops or hint)
    return report


SAID = {
    "it is built like a Transformer": True,
    "it is a decoder": False,
    "it was trained on the next word": True,
    "how many parameters it has": False,
    "how much compute it took": False,
    "part of its text was licensed": True,
    "how it was tuned afterwards, in a word": True,
}


def ex_said(answer):
    """Exercise ex-said: which of these things does GPT-4's report say? A dict of bools."""
    report = start("ex-said", answer)
    given = report.expect_keys(answer, SAID, 7)
    if given is None:
        return report
    for what, said in SAID.items():
        right = isinstance(given[what], bool | np.bool_) and given[what] == said
        report.mark(
            what, 1, right, "Look at the table above, and at what it says is withheld."
        )
    return report
