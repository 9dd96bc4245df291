"""The exercises on the surveys grade: right answers full marks, stubs none, wrong ones less."""

import numpy as np
import pytest
from grading import Grading

from fieldguide import data
from fieldguide.exercises.field import surveys as ex
from fieldguide.mechanisms.attention.positions import relative_position_bucket
from fieldguide.mechanisms.search import algorithms as al

CLAIMS = data.claims()
SHARED = CLAIMS[[{"s000", "s001", "s004"} <= set(s) for s in CLAIMS["survey"]]]
ERRORS = set(SHARED[SHARED["kind"] != "right"]["id"])
DECODERS = {
    "bloom", "ctrl", "glam", "gpt-2", "gpt-3", "gpt-neox-20b", "lamda", "llama", "palm",
}  # fmt: skip


def right(u, v, w):
    return al.is_exact(u, v, w, al.matmul_tensor(n=2, m=2, p=2))


def tries(u, v, w):
    rng = np.random.default_rng(1)
    pairs = rng.integers(-9, 10, (20, 2, 2, 2))
    return all(np.array_equal(al.multiply(u, v, w, a, b), a @ b) for a, b in pairs)


def modulo(u, v, w):
    return al.is_exact_modulo(u, v, w, al.matmul_tensor(n=2, m=2, p=2))


def one_pair(u, v, w):
    """The stub of the notebook."""
    a, b = np.array([[1, 0], [0, 1]]), np.array([[1, 1], [0, 1]])
    return np.array_equal(al.multiply(u, v, w, a, b) % 2, a @ b % 2)


def identity_only(u, v, w):
    eye = np.eye(2, dtype=int)
    return np.array_equal(al.multiply(u, v, w, eye, eye), eye)


def counts_seven(u, v, w):
    return len(u) == 7


POINTS = {"points": 3.2, "percent": 4.7, "points without search": 10.7}

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_renderings,
        ERRORS,
        [
            set(SHARED["id"]),  # right rows taken along
            set(SHARED[SHARED["kind"] == "wrong"]["id"]),  # imprecise ones forgotten
            set(CLAIMS[CLAIMS["survey"] == ("s001", "s004")]["id"]),
            [],
            "c079",
            3,
            [["c079"]],
        ],
    ),
    (
        ex.ex_sections,
        (DECODERS, "c131"),
        [
            (DECODERS - {"glam"}, "c131"),  # architecture == 'decoder' alone
            (DECODERS | {"t5", "bart", "mt5"}, "c131"),  # the whole section
            ({"t5", "bart", "mt5"}, "c131"),  # those that fit the heading
            (DECODERS | {"transformer-xl"}, "c130"),
            (set(), "c131"),
            DECODERS,
        ],
    ),
    (
        ex.ex_bucket,
        (113, 32),
        [(91, 31), (128, 32), (113, 31), (112, 32), 113],
    ),
    (
        ex.ex_shape,
        {"xl", "13b"},
        [{"13b"}, {"xl"}, {"xl", "13b", "large"}, set(), "13b", {"gpt-3"}],
    ),
    (
        ex.ex_points,
        POINTS,
        [
            POINTS | {"percent": 3.2},  # what the survey says
            POINTS | {"percent": 100 * 3.2 / 71.2},  # of the new score
            POINTS | {"points without search": 3.2},
            POINTS | {"percent": 0.047},
            {"points": 3.2},
            3.2,
        ],
    ),
    (
        ex.ex_checker,
        right,
        [
            one_pair,
            modulo,
            identity_only,
            counts_seven,
            lambda u, v, w: True,
            lambda u, v, w: False,
            lambda u: True,
            7,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES


def test_partial_credit():
    assert ex.ex_renderings(set(SHARED["id"])).points == 2
    assert ex.ex_sections((DECODERS, "c130")).points == 2
    assert ex.ex_bucket((113, 31)).points == 2
    assert ex.ex_shape({"13b"}).points == 2
    assert ex.ex_points(POINTS | {"percent": 3.2}).points == 2
    assert ex.ex_checker(modulo).points == 2
    assert ex.ex_checker(tries).points == 4


def test_the_stub_of_the_checker_earns_nothing_as_it_stands():
    assert ex.ex_checker(one_pair).points == 0


def test_the_answers_follow_from_the_data():
    assert ERRORS == {"c079", "c092", "c100"}
    assert ex._decoders_only() == DECODERS
    row = CLAIMS.set_index("id").loc["c131"]
    assert row["survey"] == ("s002",) and "nine have a decoder only" in row["truth"]
    distances = np.arange(1000)
    encoder = relative_position_bucket(-distances)
    assert np.argmax(encoder == encoder[-1]) == 91


@pytest.mark.parametrize(
    "check, wrong, secrets",
    [
        (ex.ex_renderings, [], ["c079", "c092", "c100"]),
        (ex.ex_sections, (set(), "x"), ["glam", "c131", "nine"]),
        (ex.ex_bucket, (1, 1), ["113", "32"]),
        (ex.ex_shape, {"x"}, ["13b", "xl"]),
        (ex.ex_points, dict.fromkeys(POINTS, 0), ["3.2", "4.7", "10.7", "T5"]),
    ],
)
def test_hints_do_not_give_the_answer_away(check, wrong, secrets):
    hints = " ".join(hint for _, _, _, hint in check(wrong).parts)
    assert not [s for s in secrets if s in hints]
