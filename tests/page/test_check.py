"""Reports on exercises."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from fieldguide.page import (
    check,
)

VARIABLE = np.dtypes.StringDType()  # texts of any length


def test_a_report_counts_points_and_hints_without_the_answer():
    report = check.start("ex", 3)
    report.mark("one", 1, True, "hint one")
    report.mark("two", 2, False, "hint two")
    assert (report.points, report.most) == (1, 3)
    assert "✓ one" in repr(report) and "✗ two" in repr(report)
    assert "hint two" in repr(report) and "hint one" not in repr(report)


@pytest.mark.parametrize("stub", [..., {"a": ..., "b": 1}])
def test_an_unanswered_stub_gets_nothing(stub):
    report = check.start("ex", stub)
    report.mark("one", 1, True, "")
    assert report.points == 0 and "replace the ..." in repr(report)


@pytest.mark.parametrize("book, said", [("1", "In Jupyter, "), ("", "")])
def test_a_page_that_runs_nothing_says_where_to_answer(monkeypatch, book, said):
    monkeypatch.setenv("FIELDGUIDE_BOOK", book)
    report = check.start("ex", ...)
    assert repr(report) == f"ex: {said}replace the ... above, then run this cell again."


@pytest.mark.parametrize("got", [None, "x", "1", b"1", 1 + 9j, [1, 2], object()])
def test_close_is_false_for_what_is_no_number(got):
    assert not check.close(got, 1.0)
    assert check.close(np.float32(1), 1.0) and check.close([1, 2.0], (1, 2))


@pytest.mark.parametrize(
    "got",
    [[Fraction(1), "1"], np.array([1, b"1"], object), np.array(["1", "1"], VARIABLE)],
)
def test_a_text_among_numbers_is_no_number(got):
    assert not check.close(got, [1.0, 1.0])
    assert check.close([Fraction(1), Decimal(1)], [1.0, 1.0])


@pytest.mark.parametrize(
    "want",
    [1 / 3, [1e-4 / 3, 2e-4], [1e6 / 3, 0.1], 0.0, [[2 / 3, np.pi]], 1 / 2048, 7],
    ids=str,
)
def test_single_precision_is_close_and_a_hundredth_of_a_percent_is_not(want):
    want = np.array(want)
    assert check.close(np.float32(want), want) and check.close(want, want)
    assert not check.close(want * 1.0001 + 1e-5 * (want == 0), want)
    assert check.close(want * 1.0001, want, 1e-4 * np.abs(want).max() + 1e-9)


def test_a_count_is_close_only_if_it_is_right():
    for count in (3, 110_000_000, 12_092_178_432):
        assert check.close(float(count), count)
        assert not check.close(count + 1, count) and not check.close(
            [count], [count + 1]
        )


@pytest.mark.parametrize("want", [np.nan, np.inf, [np.inf, 1.0], [np.nan, 1.0]])
def test_nothing_is_close_to_what_is_not_finite(want):
    assert not check.close(np.zeros(np.shape(want)), want)
    assert not check.close(want, want) and not check.close(
        want, np.ones(np.shape(want))
    )
    assert check.close([], []) and not check.close([1.0, 2.0, 3.0], [1.0, 2.0])


# --- what a check expects -------------------------------------------------------------


def test_an_answer_of_the_right_kind_is_taken():
    report = check.start("ex", (1, 2))
    assert report.expect((1, 2), 2, "a pair", 3) == (1, 2)
    assert report.expect_keys({"a": 1}, ["a"], 3) == {"a": 1} and report.most == 0


@pytest.mark.parametrize("answer", [[1, 2], np.array([1, 2])])
def test_brackets_or_an_array_are_no_mistake(answer):
    assert check.start("ex", answer).expect(answer, 2, "a pair", 3) == (1, 2)


def test_parts_of_what_may_be_anything():
    assert check.listed((1, [2])) == [1, [2]] == check.listed([1, [2]])
    assert check.listed(np.eye(2)) == [[1, 0], [0, 1]]
    for got in (np.array(1), "ab", {1}, None, iter("ab")):
        assert check.listed(got) is None
    assert [check.true_or_false(x) for x in (np.True_, False, 1, None)] == [
        True, False, None, None,
    ]  # fmt: skip


def test_what_cannot_be_compared_is_not_the_same_and_passes_nothing():
    assert check.same([1, "a"], [1, "a"]) and not check.same([np.eye(2)], [np.eye(2)])
    report = check.Report("ex")
    assert report.mark("it", 1, np.array([1, 1]) == 1, "no") is False
    assert (report.points, report.most) == (0, 1)
    assert not check.close(10**400, 1.0)


def test_a_stub_gives_nothing_to_look_at():
    report = check.start("ex", ...)
    assert report.expect(..., 2, "a pair", 3) == (None, None)
    assert report.expect_keys(..., "ab", 3) == {"a": None, "b": None}


@pytest.mark.parametrize(
    "answer", [7, (1, 2, 3), [1, 2, 3], "ab", {1, 2}, {"a": 1, "c": 2}]
)
def test_an_answer_of_the_wrong_kind_loses_all_points_and_is_said_back(answer):
    pair, keyed = check.start("ex", answer), check.start("ex", answer)
    assert pair.expect(answer, 2, "a pair (x, y)", 3) is None
    assert keyed.expect_keys(answer, ["a", "b"], 3) is None
    for report, what in ((pair, "a pair (x, y)"), (keyed, "a dict with the keys a, b")):
        assert (report.points, report.most) == (0, 3)
        assert what in repr(report) and f"Got {answer!r}" in repr(report)


def test_a_students_function_gets_copies_and_its_error_becomes_a_hint():
    report, given = check.Report("ex"), [1, 2]
    assert report.call(lambda x: x.clear() or 5, given) == (5, "") and given == [1, 2]
    assert report.call(lambda: 1 / 0) == (
        None,
        "It stops: ZeroDivisionError: division by zero",
    )
    assert check.Report("ex", answered=False).call(lambda: 5) == (None, "")
