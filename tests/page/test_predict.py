"""predict(): the question as HTML, and every way in which it can be asked wrongly."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest

from fieldguide.page import figures, quiz, tables
from fieldguide.page.explore import explore
from fieldguide.page.predict import PredictError, predict, said_number

WHY = {"more": "Because of `a`.", "less": "The *other* way."}


def html(*args, **kwargs):
    return predict(*args, **kwargs)._repr_html_()


def before(text):
    """What a reader without a script meets before the part that is folded away."""
    return text.partition("<details>")[0]


def test_a_number_is_asked_with_its_unit_and_compared_by_the_script():
    shown = html("How many?", np.float64(12.3456), unit="words", near=1)
    assert 'data-answer="12.3456" data-near="1" data-unit=" words"' in shown
    assert 'data-said="12.3 words"' in shown
    assert re.search(r'<label for="(ask\d+-guess)">.*type="number".*id="\1"', shown)
    assert '<p class="fg-answer">It is <strong>12.3 words</strong>.</p>' in shown


def test_a_tenth_of_the_answer_is_near_where_nothing_is_said():
    assert 'data-near="5.0"' in html("How many?", -50)
    assert 'data-near="0"' in html("How many?", 50, near=0)


def test_percent_stands_without_a_space():
    assert 'data-unit="%" data-said="15%"' in html("What share?", 15, unit="%")


@pytest.mark.parametrize(
    "value, said",
    [
        (12345, "12,345"),
        (12345.0, "12,345"),
        (12345.6, "12,346"),
        (0.70654, "0.707"),
        (-4.5, "−4.5"),
        (0.99996, "1.000"),
        (0, "0"),
        (3.0, "3"),
        (0.00123456, "0.00123"),
    ],
)
def test_a_number_is_said_to_three_digits(value, said):
    assert said_number(value) == said


def test_a_choice_says_why_for_each_option_and_marks_the_right_one():
    shown = html("More or less?", "less", WHY)
    assert shown.count('type="radio"') == 2 == shown.count("<label ")
    assert (
        "<li><strong>more</strong> <span>Because of <code>a</code>.</span></li>"
        in shown
    )
    assert "<li data-right><strong>less</strong> <span>The <em>other</em> way." in shown


def test_sketches_are_named_by_their_alt_text():
    one = figures.Picture(figures.token_strip(["cat", "fish"]), "cat fish")
    two = figures.Picture(figures.token_strip(["cat", "##fish"]), "cat ##fish")
    shown = html("Which?", two, {one: "No mark.", two: "With a mark."})
    assert shown.count(' aria-label="cat ') == 2
    assert "<li data-right><strong>cat ##fish</strong>" in shown
    assert before(shown).count('class="fg-strip"') == 2


@pytest.mark.parametrize(
    "options, answer",
    [(None, 4321), ({"more": "The why.", "less": "The why."}, "less")],
)
def test_nothing_in_sight_gives_the_answer_away(options, answer):
    """What is kept back stands in the part that is folded, or hidden, and nowhere else."""
    shown = html("Which?", answer, options, shows="<p>the result</p>")
    seen = re.sub(r"<[^>]*>", "", before(shown))
    assert "The why." not in seen and "4,321" not in seen and "result" not in seen
    assert "data-right" not in before(shown)
    assert shown.index("<details>") < shown.index("the result")


def test_its_text_is_the_question_and_not_the_answer():
    assert repr(predict("How many?", 4321)) == "How many?"


def draw(k):
    """A title"""
    return f"<p>at {k}</p>"


def test_it_keeps_back_whatever_can_be_shown():
    frame = pd.DataFrame({"x": [1]})
    kept = [
        explore(draw, k=[1, 2]), "<p>text</p>", figures.Picture("<svg/>", "alt", "caption"),
        tables.plain(frame), frame,
    ]  # fmt: skip
    shown = html("Which?", 1, shows=kept)
    assert shown.count("<table") == 2 and "caption" in shown and "<p>text</p>" in shown
    assert shown.count('class="fg-explore"') == 1 and '"<p>at 2<\\/p>"' in shown
    with pytest.raises(TypeError, match="expected a figure, .*, got int"):
        predict("Which?", 1, shows=3)


def test_an_explorable_that_fails_fails_the_cell():
    def broken(k):
        return 1 / k

    with pytest.raises(ValueError, match="broken failed at k=0: ZeroDivisionError"):
        predict("Which?", 1, shows=explore(broken, k=[1, 0]))


def test_live_it_is_the_same_page_with_style_and_script(monkeypatch):
    monkeypatch.delenv("FIELDGUIDE_BOOK")
    shown = html("Which?", 1, shows=explore(draw, k=[1, 2]))
    assert '"<p>at 2<\\/p>"' in shown and "<style>" in shown and "<script>" in shown


@pytest.mark.parametrize(
    "args, kwargs, message",
    [
        (("", 1), {}, "expected a question, got ''"),
        (("?", "3"), {}, "expected the answer to be a finite number, got '3'"),
        (("?", True), {}, "expected the answer to be a finite number, got True"),
        (("?", np.nan), {}, "expected the answer to be a finite number, got nan"),
        (("?", 3), {"near": -1}, "expected near to be 0 or more, got -1"),
        (("?", 3), {"near": "1"}, "expected near to be a finite number, got '1'"),
        (("?", "more", WHY), {"unit": "m"}, "expected near and unit with a number only"),
        (("?", "more", {"more": "x"}), {}, "expected a dict of two options or more"),
        (("?", "more", ["more", "less"]), {}, "expected a dict of two options or more"),
        (("?", "equal", WHY), {}, r"one of \['more', 'less'\], got 'equal'"),
        (("?", "more", {"more": "", "less": "x"}), {}, "'more' to have an explanation, got ''"),
        (("?", 1, {1: "x", 2: "y"}), {}, "expected options to be texts or pictures, got 1"),
    ],
)  # fmt: skip
def test_a_question_asked_wrongly_is_refused_in_a_sentence(args, kwargs, message):
    with pytest.raises(PredictError, match=message):
        predict(*args, **kwargs)


def ids(shown):
    return set(re.findall(r' id="([^"]+)"', shown))


MADE = {
    "predict": lambda: html("Which?", "more", WHY, shows=explore(draw, k=[1, 2])),
    "quiz": lambda: quiz.Quiz(
        [{"ask": "?", "option": [{"text": "a", "why": "b", "right": True}]}]
    )._repr_html_(),
    "table": lambda: tables.table(pd.DataFrame({"x": [1]}), "x")._repr_html_(),
}


@pytest.mark.parametrize("kind", MADE)
def test_live_no_two_elements_of_two_kernels_have_one_id(kind, monkeypatch):
    """A kernel counts from 1, and JupyterLab has several notebooks in one document."""

    def in_a_new_kernel():
        monkeypatch.setattr("fieldguide.page.assets._count", itertools.count(1))
        return ids(MADE[kind]())

    assert in_a_new_kernel() == in_a_new_kernel()  # in the book: equal in each build
    monkeypatch.delenv("FIELDGUIDE_BOOK")
    first, second = in_a_new_kernel(), in_a_new_kernel()
    assert first and not first & second
