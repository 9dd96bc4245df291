"""Checks of notebooks/encoders/03-smaller.ipynb."""

from itertools import pairwise

import numpy as np

from ... import data, harbor
from ...mechanisms.measures import compute
from ...mechanisms.objectives import distillation
from ...mechanisms.objectives.masking import IGNORE
from ...page.check import close, start


def _number(key):
    return data.fact(key).number


def ex_shared_price(answer):
    """Exercise ex-shared-price: ALBERT xxlarge over BERT-large, in parameters and in the
    operations of the blocks on one text of 128 tokens."""
    report = start("ex-shared-price", answer)
    given = report.expect_keys(answer, ["parameters", "work"], 4)
    if given is None:
        return report
    ours, theirs = "albert@xxlarge", "bert@large"
    size = _number(f"{ours}.parameters_counted") / _number(
        f"{theirs}.parameters_counted"
    )
    shapes = [
        [int(_number(f"{model}.{k}")) for k in ("layers", "hidden_size")]
        for model in (ours, theirs)
    ]
    work = [
        compute.forward_compute(n=128, layers=layers, width=d) for layers, d in shapes
    ]
    times = work[0] / work[1]
    report.mark(
        "parameters", 2, close(given["parameters"], size, 5e-3),
        "Which of the two has fewer? The dataset has both counts; sharing is in them already.",
    )  # fmt: skip
    report.mark(
        "work, roughly", 1, close(given["work"], times, 0.05 * times),
        "Every layer has to be run, whichever weights it uses. Does the work grow with "
        "the width, or with its square?",
    )  # fmt: skip
    report.mark(
        "work, exactly", 1, close(given["work"], times, 5e-3),
        "Let compute.forward_compute(n=..., layers=..., width=...) count: tokens are compared, too.",
    )  # fmt: skip
    return report


def ex_sentence_order(function):
    """Exercise ex-sentence-order: `function(documents, rng)` -> list of (first, second,
    is_next); tried on the harbor stories."""
    report = start("ex-sentence-order", function)
    documents = harbor.stories()
    after = [(a, b) for story in documents for a, b in pairwise(story)]
    turns = 60
    if report.answered:
        try:
            rng = np.random.default_rng(1909)
            made = [function(documents, rng) for _ in range(turns)]
            made = [
                [(list(a), list(b), bool(c)) for a, b, c in pairs] for pairs in made
            ]
        except Exception as error:
            report.mark(
                "it runs and returns triples",
                4,
                False,
                f"{type(error).__name__}: {error}",
            )
            return report
    else:
        made = [[]]
    pairs = [p for turn in made for p in turn]
    as_told = np.array([(a, b) in after for a, b, _ in pairs], bool)
    swapped = np.array([(b, a) in after for a, b, _ in pairs], bool)
    label = np.array([c for *_, c in pairs], bool)
    neighbors = as_told | swapped
    report.mark(
        "one pair for each two neighbors", 1,
        all(len(turn) == len(after) for turn in made),
        "Every sentence but the last of a story has a successor.",
    )  # fmt: skip
    report.mark(
        "the two sentences are always neighbors", 1, len(pairs) and neighbors.all(),
        f"{np.count_nonzero(~neighbors)} of {len(pairs)} pairs are not. Where does the "
        "second sentence come from?",
    )  # fmt: skip
    right = label[neighbors] == as_told[neighbors]
    report.mark(
        "the label tells the order", 1, right.size and right.all(),
        "True means that the story tells them in this order. Read a few of your pairs.",
    )  # fmt: skip
    share = swapped.mean() if len(pairs) else 0
    limit = 4 * np.sqrt(0.25 / max(1, len(pairs)))
    report.mark(
        "half of them are swapped", 1, abs(share - 0.5) < limit,
        f"Yours: {share:.0%}.",
    )  # fmt: skip
    return report


def ex_faster_to_run(answer):
    """Exercise ex-faster-to-run: of what does the paper say 1.7 times, and how many times
    the blocks of ALBERT large work as much as those of BERT large? (setting, factor)"""
    report = start("ex-faster-to-run", answer)
    given = report.expect(answer, 2, "a pair (setting, factor)", 3)
    if given is None:
        return report
    setting, factor = given
    row = data.benchmarks().query(
        "system == 'albert' and benchmark == 'Efficiency' and number == 1.7"
    )
    report.mark(
        "what the paper measured", 1, setting == row["setting"].item(),
        "Look at the column setting of the row with that number.",
    )  # fmt: skip
    report.mark(
        "work of one layer against the other", 2, close(factor, 1, 5e-3),
        "Same layers, same width: what does it change for a multiplication where its "
        "numbers are kept?",
    )  # fmt: skip
    return report


def ex_soft_target(answer):
    """Exercise ex-soft-target: teacher's logits (ln 16, 0), student's (0, 0), T = 2:
    the teacher's larger probability, and the soft loss."""
    report = start("ex-soft-target", answer)
    given = report.expect_keys(answer, ["hot", "loss"], 4)
    if given is None:
        return report
    teacher, student = np.array([[np.log(16), 0]]), np.zeros((1, 2))
    hot = distillation.soften(teacher, temperature=2)[0, 0]
    loss = distillation.soft_loss(student, teacher, temperature=2)
    report.mark(
        "the teacher's probability", 2, close(given["hot"], hot, 5e-3),
        "Logits are divided by the temperature before they go into the exponential.",
    )  # fmt: skip
    whole = close(given["loss"], loss, 5e-3)
    report.mark(
        "the divergence", 1, whole or close(given["loss"], loss / 4, 2e-3),
        "Teacher's probability times the logarithm of teacher over student, summed.",
    )  # fmt: skip
    report.mark(
        "its factor",
        1,
        whole,
        "What keeps the lesson from getting smaller as it gets hotter?",
    )
    return report


def ex_triple_loss(function):
    """Exercise ex-triple-loss: `function(student, teacher, labels, student_hidden,
    teacher_hidden)` -> dict of ce, mlm and cos, at temperature 2."""
    report = start("ex-triple-loss", function)
    rng = np.random.default_rng(1910)
    student, teacher = rng.normal(0, 2, (2, 6, 9))
    hidden = rng.normal(0, 1, (2, 6, 4))
    labels = np.array([IGNORE, 3, IGNORE, 8, 0, IGNORE])
    got = dict.fromkeys(["ce", "mlm", "cos"], np.nan)
    if report.answered:
        try:
            given = function(
                student.copy(), teacher.copy(), labels.copy(), *hidden.copy()
            )
            got = {key: float(given[key]) for key in got}
        except Exception as error:
            report.mark(
                "it runs and returns ce, mlm and cos", 5, False,
                f"{type(error).__name__}: {error}",
            )  # fmt: skip
            return report
    right = distillation.distillation_loss(student, teacher, labels, *hidden)
    turned = distillation.soft_loss(teacher, student, temperature=2)
    report.mark(
        "ce: whose probabilities weigh", 2,
        any(close(got["ce"], right["ce"] / k) for k in (1, 4)),
        "The average is taken over what the teacher thinks likely.",
    )  # fmt: skip
    report.mark(
        "ce: its size", 1, any(close(got["ce"], x) for x in (right["ce"], turned)),
        "Compare the gradients at two temperatures.",
    )  # fmt: skip
    report.mark(
        "mlm", 1, close(got["mlm"], right["mlm"]),
        "Only chosen places count, and the truth is asked for at the usual temperature.",
    )  # fmt: skip
    report.mark(
        "cos", 1, close(got["cos"], right["cos"]),
        "What is the loss of a student whose vectors point exactly the teacher's way? A loss "
        "is to become small.",
    )  # fmt: skip
    return report


def ex_distilled(answer):
    """Exercise ex-distilled: who made DistilBERT, what share of BERT's parameters is gone,
    and what share of its time "60% faster" saves."""
    report = start("ex-distilled", answer)
    given = report.expect_keys(answer, ["maker", "gone", "time"], 4)
    if given is None:
        return report
    kept = _number("distilbert.parameters_counted") / _number("bert.parameters_counted")
    rows = data.benchmarks().query(
        "system == 'distilbert' and benchmark == 'Efficiency'"
    )
    faster = rows.query("setting == 'inference' and unit == '%'")["number"].item()
    report.mark(
        "maker", 1, given["maker"] == data.fact("distilbert.organization").text,
        "Ask data.fact for its organization.",
    )  # fmt: skip
    report.mark(
        "share of the parameters", 1, close(given["gone"], 1 - kept, 2e-3),
        "Use both counts, parameters_counted, and say what is gone, not what is left.",
    )  # fmt: skip
    report.mark(
        "share of the time", 2, close(given["time"], 1 - 1 / (1 + faster / 100), 2e-3),
        "A car that is twice as fast is 100% faster. Does its trip take no time at all?",
    )  # fmt: skip
    return report
