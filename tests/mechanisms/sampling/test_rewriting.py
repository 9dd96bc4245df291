"""PEER's loop: it ends when there is no plan, no change, or no round left."""

import pytest

from fieldguide.mechanisms.sampling.rewriting import rewrite

REPLACE = {
    "open up": ("shut", "open"),
    "close it": ("open", "shut"),
    "nothing": ("a", "a"),
}


def edit(text, plan):
    return text.replace(*REPLACE[plan])


def test_each_edit_is_told_and_the_last_text_is_the_result():
    def plan(text):
        return "open up" if "shut" in text else None

    assert rewrite("shut", plan, edit, rounds=5) == [("open up", "open")]


def test_a_plan_that_changes_nothing_ends_it():
    assert rewrite("shut", lambda t: "nothing", edit, rounds=5) == []


def test_two_plans_that_undo_each_other_use_up_the_rounds():
    def plan(text):
        return "open up" if "shut" in text else "close it"

    history = rewrite("shut", plan, edit, rounds=5)
    assert [text for _, text in history] == ["open", "shut"] * 2 + ["open"]


def test_no_round_no_edit():
    assert rewrite("shut", lambda t: "open up", edit, rounds=0) == []


def test_an_empty_draft_can_be_written():
    plan = lambda text: None if text else "begin"  # noqa: E731
    assert rewrite("", plan, lambda t, p: "A note.", rounds=9) == [("begin", "A note.")]


@pytest.mark.parametrize(
    "plan, edit", [(lambda t: 3, edit), (lambda t: "x", lambda t, p: 3)]
)
def test_plans_and_results_must_be_texts(plan, edit):
    with pytest.raises(ValueError, match="gives"):
        rewrite("shut", plan, edit, rounds=2)
