"""The exercises on smaller models grade; see grading.py."""

import numpy as np
from grading import Grading

from fieldguide import data
from fieldguide.exercises.encoders import smaller as ex
from fieldguide.mechanisms.measures import compute
from fieldguide.mechanisms.objectives import distillation
from fieldguide.mechanisms.tokens import sentences


def number(key):
    return data.fact(key).number


def work(model):
    layers, width = (int(number(f"{model}.{k}")) for k in ("layers", "hidden_size"))
    return compute.forward_compute(n=128, layers=layers, width=width)


SIZE = number("albert@xxlarge.parameters_counted") / number(
    "bert@large.parameters_counted"
)
WORK = work("albert@xxlarge") / work("bert@large")
KEPT = number("distilbert.parameters_counted") / number("bert.parameters_counted")
LN = np.log
DIVERGENCE = 0.8 * LN(0.8 / 0.5) + 0.2 * LN(0.2 / 0.5)


# --- sentence order ---------------------------------------------------------------------


def next_sentences(documents, rng):
    return sentences.next_sentence_pairs(documents, rng)


def turned_label(documents, rng):
    pairs = sentences.sentence_order_pairs(documents, rng)
    return [(a, b, not c) for a, b, c in pairs]


def never_swaps(documents, rng):
    return [
        (a, b, True)
        for s in documents
        for a, b in zip(s, s[1:])  # noqa: B905, RUF007
    ]


def over_the_edge(documents, rng):
    """Joins the stories first, so that the last sentence of one meets the next one's."""
    return sentences.sentence_order_pairs(
        [[s for story in documents for s in story]], rng
    )


def strangers_and_wrong_labels(documents, rng):
    """The stub of the notebook."""
    pairs = []
    for story in documents:
        for first, second in zip(story, story[1:]):  # noqa: B905, RUF007
            if rng.random() < 0.5:
                other = documents[rng.integers(len(documents))]
                pairs.append((first, other[0], False))
            else:
                pairs.append((second, first, True))
    return pairs


# --- triple loss ------------------------------------------------------------------------


def losses(student, teacher, labels, hidden_s, hidden_t, t=2.0, **changed):
    out = distillation.distillation_loss(
        student,
        teacher,
        labels,
        hidden_s,
        hidden_t,
        temperature=t,
        weights={"ce": 1, "mlm": 1, "cos": 1},
    )
    return {**out, **changed}


def backwards(student, teacher, *rest):
    return losses(student, teacher, *rest) | {
        "ce": distillation.soft_loss(teacher, student, temperature=2.0)
    }


def without_t_squared(student, teacher, *rest):
    out = losses(student, teacher, *rest)
    return out | {"ce": out["ce"] / 4}


def plain_cosine(*args):
    out = losses(*args)
    return out | {"cos": 1 - out["cos"]}


def all_places(student, teacher, labels, *rest):
    return losses(student, teacher, labels, *rest) | {
        "mlm": distillation.masked_loss(student, np.maximum(labels, 0))
    }


def hot_truth(student, teacher, labels, *rest):
    return losses(student, teacher, labels, *rest) | {
        "mlm": distillation.masked_loss(student / 2, labels)
    }


CASES = [
    (
        ex.ex_shared_price,
        {"parameters": SIZE, "work": WORK},
        [
            {"parameters": SIZE, "work": SIZE},  # fewer numbers, less work
            {"parameters": 1 / SIZE, "work": 1 / WORK},
            {"parameters": SIZE, "work": 2.0},  # width to the first power
            {"parameters": SIZE, "work": 8.0},  # comparisons of tokens left out
            {"parameters": 12 * SIZE, "work": WORK},  # the block counted twelve times
            {"work": WORK},
            "fewer",
        ],
    ),
    (
        ex.ex_sentence_order,
        sentences.sentence_order_pairs,
        [
            strangers_and_wrong_labels,
            next_sentences,  # a stranger for the second sentence
            turned_label,
            never_swaps,
            over_the_edge,
            lambda documents, rng: [],
            lambda documents: [],
            7,
        ],
    ),
    (
        ex.ex_faster_to_run,
        ("training", 1.0),
        [
            ("inference", 1.0),
            ("training", 1 / 1.7),  # believed of running, too
            ("training", 0.0528),  # as if work went with the parameters
            "training",
        ],
    ),
    (
        ex.ex_soft_target,
        {"hot": 0.8, "loss": 4 * DIVERGENCE},
        [
            {"hot": 0.8, "loss": DIVERGENCE},  # T squared forgotten
            {"hot": 16 / 17, "loss": 4 * DIVERGENCE},  # temperature 1
            {"hot": 0.8, "loss": 4 * (0.5 * LN(0.5 / 0.8) + 0.5 * LN(0.5 / 0.2))},
            {"hot": 0.8, "loss": 4 * LN(2)},  # cross-entropy
            {"hot": 0.8, "loss": 2 * DIVERGENCE},
            0.8,
        ],
    ),
    (
        ex.ex_triple_loss,
        losses,
        [
            backwards,
            without_t_squared,
            plain_cosine,
            all_places,
            hot_truth,
            lambda *a: None,
            lambda *a: {"ce": 1},
            5,
        ],
    ),
    (
        ex.ex_distilled,
        {"maker": "Hugging Face", "gone": 1 - KEPT, "time": 0.375},
        [
            {"maker": "Google", "gone": 1 - KEPT, "time": 0.375},
            {"maker": "Hugging Face", "gone": KEPT, "time": 0.375},
            {"maker": "Hugging Face", "gone": 1 - KEPT, "time": 0.6},
            {"maker": "Hugging Face", "gone": 1 - KEPT, "time": 0.625},
            {"maker": "Hugging Face", "gone": 0.5, "time": 0.375},  # half the layers
            "Hugging Face",
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = (
        "0.66",
        "7.88",
        "training",
        "0.8",
        "0.77",
        "Hugging Face",
        "0.39",
        "0.375",
    )


def test_a_right_order_passes_whatever_its_luck():
    def unlucky(spent):
        def function(documents, rng):
            rng.random(spent)
            return sentences.sentence_order_pairs(documents, rng)

        return function

    reports = [ex.ex_sentence_order(unlucky(k)) for k in range(30)]
    assert sum(r.points < r.most for r in reports) == 0


def test_each_slip_in_the_loss_costs_its_own_part_only():
    for slip, points in ((backwards, 3), (without_t_squared, 4), (plain_cosine, 4)):
        assert ex.ex_triple_loss(slip).points == points


def test_what_the_notebook_says_of_sizes_and_work():
    assert 0.66 < SIZE < 0.67  # "two thirds"
    assert 7.8 < WORK < 8  # "almost eight times"
    assert work("albert@large") == work("bert@large")
