"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import math

from grading import Grading

from fieldguide.exercises.decoders import prompts as ex


def shots(examples, query):
    return [w for a, b in examples for w in (a, "is", b, ";")] + [query, "is"]


def as_text(examples, query):
    return " ".join(shots(examples, query))


def no_end(examples, query):
    return [w for a, b in examples for w in (a, "is", b)] + [query, "is"]


def answered(examples, query):
    return [*shots(examples, query), "red"]


def no_arrow_at_the_end(examples, query):
    return shots(examples, query)[:-1]


def backward(examples, query):
    return shots(examples[::-1], query)


def question_first(examples, query):
    return [query, "is", *shots(examples, query)[:-2]]


def life(small, large):
    (n, d), (m, e) = small, large
    return max(0, 3 * (n * d - m * e) / (m - n))


N, D = 175e9, 300e9
ROOT = math.sqrt(6 * N * D / 120)

CASES = [
    (
        ex.ex_shots,
        shots,
        [
            no_end,
            answered,
            no_arrow_at_the_end,
            backward,
            question_first,
            lambda examples, query: None,
            lambda *a: 1 / 0,
            "lamp is red",
        ],
    ),
    (
        ex.ex_options,
        {"sum": 0, "mean": 1, "ratio": 2},
        [
            {"sum": 1, "mean": 0, "ratio": 2},  # the largest loss
            {"sum": 0, "mean": 0, "ratio": 0},  # all by probability
            {"sum": 0, "mean": 1, "ratio": 1},  # a ratio of the first tokens
            {"sum": -2.0, "mean": -1.2, "ratio": 2.6},  # scores, and not options
            {"sum": 1, "mean": 2, "ratio": 3},  # counted from 1
            1,
        ],
    ),
    (
        ex.ex_calibrate,
        (5 / 23, 6 / 23, 12 / 23),
        [
            (0.5 / 0.6, 1.0, 2.0),  # not made to add up to 1
            (0.30 / 0.41, 0.09 / 0.41, 0.02 / 0.41),  # multiplied
            (-0.1, 0, 0.1),  # subtracted
            (0.5, 0.3, 0.2),
            (0.6, 0.3, 0.1),
            0.5,
        ],
    ),
    (
        ex.ex_line,
        {"exponent": math.log(2) / math.log(100), "next": 1.0, "floor": 4 / 3},
        [
            {"exponent": -math.log(2) / math.log(100), "next": 1.0, "floor": 4 / 3},
            {"exponent": 0.02, "next": 0.0, "floor": 1.0},  # a line on plain axes
            {
                "exponent": math.log(2) / math.log(100),
                "next": 1.0,
                "floor": 2.0,
            },  # added
            {"exponent": math.log(2) / math.log(100), "next": 1.0, "floor": 1.0},
            {"exponent": 0.5, "next": 1.0, "floor": 1.5},
            1.0,
        ],
    ),
    (
        ex.ex_sizes,
        {"xl", "13b"},
        [
            {"13b"},  # the misprint of the width
            {"xl"},
            {"xl", "13b", "2.7b"},
            set(ex.GPT_3),  # all of them
            set(ex.GPT_3) - {"175b"},
            set(),
            2,
        ],
    ),
    (
        ex.ex_budget,
        {"operations": 6 * N * D, "parameters": ROOT, "tokens": 20 * ROOT},
        [
            {"operations": 2 * N * D, "parameters": ROOT, "tokens": 20 * ROOT},
            {"operations": N * D, "parameters": ROOT / 6, "tokens": 20 * ROOT / 6},
            # as many tokens as 175 billion parameters would need
            {"operations": 6 * N * D, "parameters": N, "tokens": 20 * N},
            {"operations": 6 * N * D, "parameters": 20 * ROOT, "tokens": ROOT},
            {"operations": 6 * N * D, "parameters": N / 20, "tokens": 20 * D},
            3e23,
        ],
    ),
    (
        ex.ex_misprint,
        {"row": 175, "operations": 1.26e25},
        [
            {"row": 10_000, "operations": 8.55e28},  # the largest
            {"row": 67, "operations": 6 * 67e9 * 4.1e12},  # rounded, and not wrong
            {"row": 175, "operations": 1.26e24},
            {"row": 175, "operations": 1.26e26},
            {"row": 175e9, "operations": 6 * 175 * 12e12},
            175,
        ],
    ),
    (
        ex.ex_life,
        life,
        [
            lambda s, g: (
                3 * (s[0] * s[1] - g[0] * g[1]) / (g[0] - s[0])
            ),  # may be negative
            lambda s, g: max(
                0, 6 * (s[0] * s[1] - g[0] * g[1]) / (g[0] - s[0])
            ),  # 1 a token
            lambda s, g: max(0, 3 * (s[1] - g[1])),  # sizes forgotten
            lambda s, g: -life(s, g),
            lambda s, g: None,
            lambda *a: 1 / 0,
            7,
        ],
    ),
]


def test_a_prompt_may_be_a_text():
    report = ex.ex_shots(as_text)
    assert report.points == report.most


class TestGrading(Grading):
    cases = CASES
    secrets = ("1.26e25", "12e12", "0.15", "13b", "xl", "0.52")
