"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.encoders import apart as ex
from fieldguide.mechanisms.networks import disentangled
from fieldguide.mechanisms.objectives import knowledge

AT, TO = np.indices((10, 10))
ROWS = disentangled.delta(AT, TO, k=3)


def mirrored(table):
    return np.concatenate([table[:1], table[:0:-1]])


def reversed_(table):
    """Off by one: row 0 has no mirror."""
    return table[::-1]


def in_place(table):
    table[1:] = table[:0:-1].copy()
    return table


def half(table):
    return np.concatenate([table[5:], table[:5]])


LOOP = [7, -1, 7, -1, 7]
BELIEF = knowledge.believe_link([0.99, 0.01], 1, pool=4)[1]
ADDED = knowledge.entity_parameters()
PERCENT = 100 * ADDED / 109_482_240

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_delta,
        ROWS,
        [
            disentangled.delta(TO, AT, k=3),  # j - i
            np.clip(AT - TO + 3, 0, 6),  # 2k rows taken for 2k + 1
            np.clip(AT - TO, 0, 5),  # k forgotten
            AT - TO + 3,  # not clipped
            ROWS[:9],
            "rows",
        ],
    ),
    (
        ex.ex_mirror,
        mirrored,
        [reversed_, in_place, half, lambda table: table, lambda table: table[1:],
         lambda table: 1 / 0, 3],
    ),
    (
        ex.ex_blur,
        {"appendix": 5, "equations": 12, "rows": 6},
        [
            {"appendix": 5, "equations": 5, "rows": 6},  # believes the appendix
            {"appendix": 4, "equations": 12, "rows": 6},  # without the word itself
            {"appendix": 5, "equations": 12, "rows": 12},  # a row a word
            {"appendix": 5},
            12,
        ],
    ),
    (
        ex.ex_every_other,
        {"comment": [7, -1, -1, -1, -1], "loop": LOOP},
        [
            {"comment": [7, -1, -1, -1, -1], "loop": [7, -1, -1, -1, -1]},
            {"comment": LOOP, "loop": LOOP},
            {"comment": [7] * 5, "loop": [7] * 5},
            {"comment": 7, "loop": 7},
            LOOP,
        ],
    ),
    (
        ex.ex_doubt,
        (BELIEF, 7),
        [
            (0.8, 7),  # the share of links that stay
            (0.01 * 0.8 / (0.01 * 0.8 + 0.99 * 0.05 / 4), 7),  # right by accident left out
            (BELIEF, 6),
            (1 - BELIEF, 7),
            (BELIEF, 20),
            0.4,
        ],
    ),
    (
        ex.ex_percent,
        (ADDED, PERCENT),
        [
            (ADDED / 6, PERCENT / 6),  # one layer
            (6 * (4 * 100**2 + 2 * 100 * 3072), PERCENT),  # no biases, no norms
            (4_000_000, PERCENT),  # the paper's rounded sizes
            (ADDED, PERCENT / 100),
            ADDED,
        ],
    ),
]  # fmt: skip


class TestGrading(Grading):
    cases = CASES
    secrets = ("5", "6", "12", "7", "0.39", "3950232", "3,950,232", "3.6")


def test_another_way_to_the_same_table_counts():
    report = ex.ex_mirror(lambda table: table[(-np.arange(len(table))) % len(table)])
    assert report.points == report.most


def test_the_paper_s_number_counts_as_roughly_right():
    assert ex.ex_percent((4_000_000, PERCENT)).points == 3


def test_numbers_in_the_prose():
    assert ADDED == 3_950_232
    assert 3.6 < PERCENT < 3.62
    assert 0.3 < BELIEF < 0.5
