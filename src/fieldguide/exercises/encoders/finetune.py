"""Checks of notebooks/encoders/07-finetune.ipynb."""

import csv
from collections import defaultdict

import numpy as np

from ... import data
from ...mechanisms.objectives import finetuning
from ...page.check import close, start

RUNS = data.ROOT / "notebooks/encoders/07-finetune.runs.csv"  # of ex-worth
CLASSES = 3  # of ex-new


def ex_head(function):
    """Exercise ex-head: `function(hidden, head)` gives the scores of the classes."""
    report = start("ex-head", function)
    if not report.answered:
        report.mark("answered", 5, False, "")
        return report
    rng = np.random.default_rng(4)
    hidden, head = (
        rng.normal(size=(3, 5, 6)),
        finetuning.new_classifier(rng, d=6, classes=4),
    )
    head["output"]["bias"] = np.arange(4.0)
    elsewhere = hidden.copy()
    elsewhere[:, 1:] = rng.normal(size=(3, 4, 6))
    try:
        out = function(hidden.copy(), head)
        if out is ...:
            report = start("ex-head", ...)
            report.mark("answered", 5, False, "")
            return report
        out = np.asarray(out, float)
        other = np.asarray(function(elsewhere, head), float)
    except Exception as error:
        report.mark(
            "it runs and returns an array", 5, False, f"{type(error).__name__}: {error}"
        )
        return report
    right = out.shape == (3, 4)
    report.mark("shape", 1, right, f"Three lines, four classes. Got {out.shape}.")
    report.mark(
        "only [CLS] decides", 1, right and close(other, out),
        "All vectors but the first were replaced, and the scores changed.",
    )  # fmt: skip
    report.mark(
        "scores, not probabilities", 1, right and not np.allclose(out.sum(-1), 1),
        "The loss takes the softmax by itself; twice is once too often.",
    )  # fmt: skip
    report.mark(
        "the right scores", 2, right and close(out, finetuning.class_scores(hidden, head)),
        "Which maps does the vector pass, in which order, and what is between them?",
    )  # fmt: skip
    return report


def ex_worth(answer):
    """Exercise ex-worth: at each question, where fine-tuning leads most, and by how much."""
    report = start("ex-worth", answer)
    wanted = leads()
    given = report.expect_keys(answer, wanted, 6)
    if given is None:
        return report
    for question, (labeled, points) in wanted.items():
        said = given[question]
        pair = said if isinstance(said, tuple) and len(said) == 2 else (None, None)
        report.mark(
            f"{question}: with how many labeled lines", 1, close(pair[0], labeled),
            "Look at the difference of two ways, for each number of labeled lines.",
        )  # fmt: skip
        report.mark(
            f"{question}: the lead, roughly", 1, close(pair[1], points, 1),
            "In percentage points, and of the means over all beginnings.",
        )  # fmt: skip
        report.mark(
            f"{question}: the lead, exactly", 1, close(pair[1], points, 0.01),
            "Do not round, and compare with the way that starts from nothing.",
        )  # fmt: skip
    return report


def leads():
    """The answers of ex-worth, from the stored runs: question -> (labeled lines, points)."""
    found = defaultdict(lambda: defaultdict(list))
    with RUNS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["question"], int(row["labeled"])][row["way"]].append(
                float(row["right"])
            )
    best = {}
    for (question, labeled), right in found.items():
        lead = 100 * (np.mean(right["fine-tuned"]) - np.mean(right["from nothing"]))
        best[question] = max(
            best.get(question, (0, -np.inf)), (labeled, lead), key=_lead
        )
    return best


def _lead(pair):
    return pair[1]


def ex_new(answer):
    """Exercise ex-new: the numbers that three classes add to BERT base, and their share."""
    report = start("ex-new", answer)
    given = report.expect(answer, 2, "a pair (numbers, share)", 4)
    if given is None:
        return report
    numbers, share = given
    wanted = CLASSES * (data.fact("bert@base.hidden_size").number + 1)
    whole = data.fact("bert@base.parameters_counted").number
    report.mark(
        "the numbers, but for a few", 1, close(numbers, wanted, CLASSES),
        "A class is a column of the matrix. How long is it? The pooler is there already.",
    )  # fmt: skip
    report.mark(
        "the numbers, exactly", 1, close(numbers, wanted),
        "A linear map has a bias as well.",
    )  # fmt: skip
    report.mark(
        "the share, roughly", 1, close(share, wanted / whole, 0.05 * wanted / whole),
        "A share of all parameters, as a fraction and not in percent.",
    )  # fmt: skip
    report.mark(
        "the share, exactly", 1, close(share, wanted / whole, 1e-12),
        "Divide by the counted parameters, and do not round.",
    )  # fmt: skip
    return report
