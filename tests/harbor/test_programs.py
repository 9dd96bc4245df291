"""The language of the quay: its orders, all its programs, and the problems posed in it."""

import numpy as np
import pytest

from fieldguide.harbor import programs

ROW = [[3, 1, 9, 2]]
BY_HAND = {
    "turn": [2, 9, 1, 3],
    "sort": [1, 2, 3, 9],
    "carry": [2, 3, 1, 9],
    "swap": [1, 3, 2, 9],
    "load": [4, 2, 0, 3],
    "unload": [2, 0, 8, 1],
    "double": [6, 2, 8, 4],
    "room": [6, 8, 0, 7],
    "tally": [3, 4, 3, 5],
    "match": [3, 3, 9, 9],
}


@pytest.mark.parametrize("order", programs.NAMES)
def test_an_order_by_hand(order):
    assert programs.run((order,), ROW).tolist() == [BY_HAND[order]]


def test_there_is_a_meaning_and_a_case_for_every_order():
    assert {*programs.MEANS} == {*programs.NAMES} == {*BY_HAND}


def test_orders_are_carried_out_from_left_to_right():
    assert programs.run(("sort", "turn"), ROW).tolist() == [[9, 3, 2, 1]]
    assert programs.run(("turn", "sort"), ROW).tolist() == [[1, 2, 3, 9]]
    assert programs.run((), ROW).tolist() == ROW


@pytest.mark.parametrize(
    "program, rows, named",
    [
        (("sail",), ROW, "'sail'"),
        (("turn",), [[1, 2, 3]], "rows"),
        (("turn",), [[1, 2, 3, 10]], "rows"),
        (("turn",), [[1.5, 2, 3, 4]], "rows"),
    ],
)
def test_what_is_refused(program, rows, named):
    with pytest.raises(ValueError, match=named):
        programs.run(program, rows)


def test_rows_are_numbers_as_one_reads_them():
    assert programs.numbers(ROW).tolist() == [3192]
    every = np.arange(10_000)
    assert (programs.numbers(programs.rows(every)) == every).all()


def test_outcomes_are_those_of_the_programs(rng):
    assert len(programs.every_program()) == 1110 == len(programs.outcomes())
    for k in rng.integers(1110, size=40):
        row = rng.integers(10_000, size=20)
        made = programs.run(programs.every_program()[k], programs.rows(row))
        assert (programs.numbers(made) == programs.outcomes()[k, row]).all()


def test_programs_that_do_the_same_are_known():
    number = programs.every_program().index
    same, other = programs.behaviors(), number(("turn",))
    assert same[number(("turn", "turn", "turn"))] == same[other]
    assert same[number(("load", "unload"))] == same[number(("turn", "turn"))]
    assert same[number(("sort", "turn"))] != same[number(("turn", "sort"))]
    for k, first in enumerate(same):
        assert (
            first <= k and (programs.outcomes()[k] == programs.outcomes()[first]).all()
        )


@pytest.fixture
def problems(rng):
    return programs.pose(300, rng)


def test_a_problem_is_solved_by_the_program_that_made_it(problems):
    own = np.arange(300), problems.wanted
    assert problems.right()[own].all() and problems.fitting()[own].all()
    assert (problems.fitting() >= problems.right()).all()
    assert (problems.fitting(1) >= problems.fitting(2)).all()
    assert (
        problems.fitting(1).sum() > problems.fitting(2).sum() > problems.right().sum()
    )


def test_every_problem_changes_something_and_lengths_are_as_common(problems):
    assert (problems.made != problems.given).any(1).all()
    length = np.array([len(programs.every_program()[k]) for k in problems.wanted])
    for k in (1, 2, 3):
        assert abs((length == k).mean() - 1 / 3) < 4 * np.sqrt(2 / 9 / 300)


def test_a_statement_tells_the_examples_and_nothing_else(problems):
    text = problems.statements()
    assert (
        text.shape == (300, programs.STATEMENT)
        and (text[:, -1] == programs.START).all()
    )
    pairs = text[:, :-1].reshape(300, 2, 2, 4)
    assert (programs.numbers(pairs[:, :, 0]) == problems.given).all()
    assert (programs.numbers(pairs[:, :, 1]) == problems.made).all()
    one = problems.statements(1)
    assert (one[:, :8] == text[:, :8]).all() and (one[:, 8:16] == programs.BLANK).all()


def test_a_program_is_written_and_filled_up():
    number = programs.every_program().index
    texts = programs.written(
        np.array([number(("turn",)), number(("load", "tally", "room"))])
    )
    words = [[programs.VOCABULARY[t] for t in text] for text in texts]
    assert words == [["turn", "[END]", "[END]"], ["load", "tally", "room"]]
