"""Pictures, token strips, source listings, quizzes, reports."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from conftest import ROOT

from fieldguide import check, figures, quiz, show
from fieldguide.mechanisms import masking


@pytest.fixture(autouse=True)
def book(monkeypatch):
    monkeypatch.setenv("FIELDGUIDE_BOOK", "1")


def drawn():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [1, 0], label="falling")
    ax.set(xlabel="time (s)", ylabel="height (m)")
    return ax


def test_a_picture_has_words_names_of_colors_and_the_same_bytes_twice():
    figures.use_theme()
    html = figures.picture(drawn(), "A line falls from 1 to 0.")._repr_html_()
    assert html == figures.picture(drawn(), "A line falls from 1 to 0.")._repr_html_()
    assert 'role="img" aria-label="A line falls from 1 to 0."' in html
    assert "var(--fg-blue, #0a5fb4)" in html and "time (s)</text>" in html
    assert "<style" not in html and "<metadata" not in html
    assert plt.get_fignums() == []


@pytest.mark.parametrize("alt", ["", "  ", None])
def test_a_picture_without_words_is_refused(alt):
    with pytest.raises(ValueError, match="a picture needs alt text"):
        figures.picture(drawn(), alt)


def test_only_figures_make_pictures():
    with pytest.raises(TypeError, match="expected a matplotlib Figure or Axes"):
        figures.picture([1, 2], "A list.")


def luminance(color):
    c = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    c = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return c @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colors_are_the_same_in_both_files_and_stand_out(theme):
    css = (ROOT / "src/fieldguide/site/static/components.css").read_text("utf-8")
    blocks = re.findall(r"\{([^}]*--fg-ink[^}]*)\}", css)
    values = dict(re.findall(r"--fg-(\w+): (#\w{6})", blocks[theme == "dark"]))
    if theme == "light":
        assert {k: values[k] for k in figures.COLORS} == figures.COLORS
    page = luminance(values["page"])
    for name in ("ink", "soft", "blue", "orange", "green", "purple"):
        light, dark = sorted([luminance(values[name]), page], reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, name


def test_a_strip_says_its_kinds_without_color():
    html = figures.token_strip(
        ["a", "[MASK]", "<b>"], ["plain", "masked", "kept"], ["", "cat", ""]
    )
    assert html.count("<li") == 3 and "(masked)" in html and "(kept)" in html
    assert "<small>cat</small>" in html and "&lt;b&gt;" in html


@pytest.mark.parametrize(
    "arguments, message",
    [
        ((["a", "b"], ["plain"]), "2 tokens need as many kinds, got 1"),
        ((["a"], ["plain"], ["x", "y"]), "1 tokens need as many below, got 2"),
        ((["a"], ["shiny"]), "kinds must be among .* got {'shiny'}"),
    ],
)
def test_a_strip_refuses_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        figures.token_strip(*arguments)


def test_a_matrix_prints_its_numbers():
    ax = figures.matrix(plt.subplots()[1], np.array([[0.25, 1]]), ["r"], ["a", "b"])
    html = figures.picture(ax, "Two numbers.").svg
    assert "0.25" in html and "1.00" in html


def test_source_is_the_code_that_runs_with_a_short_docstring():
    code = repr(show.source(masking.choose_each))
    assert code.startswith("def choose_each(candidates, rng, rate=MASK_RATE):")
    assert code.count('"""') == 2 and "References" not in code
    assert code.rstrip().endswith(
        "return candidates & (rng.random(candidates.shape) < rate)"
    )
    assert "choose_each" in show.source(masking.choose_each)._repr_html_()


def test_source_without_a_docstring_and_of_a_builtin():
    assert "return 1" in repr(show.source(_plain))
    with pytest.raises(TypeError):
        show.source(len)


def _plain():
    return 1


QUESTION = """
[[question]]
system = "bert"
ask = "Is `a` < b?"
[[question.option]]
text = "yes"
why = "It is *smaller*: 2 * 3 * 4."
right = true
[[question.option]]
text = "no"
why = "Look again."
"""


def test_a_quiz_explains_every_answer(tmp_path):
    path = tmp_path / "q.toml"
    path.write_text(QUESTION)
    html = quiz.quiz(path)._repr_html_()
    assert "<code>a</code> &lt; b?" in html and html.count('class="fg-why"') == 2
    assert html.count("data-right") == 1 and html.count("<legend>") == 1
    assert "It is <em>smaller</em>: 2 * 3 * 4." in html


@pytest.mark.parametrize(
    "old, new, message",
    [
        (
            "right = true\n",
            "",
            "question 1: expected one right answer .* found 0 among 2",
        ),
        ('why = "Look again."', 'right = true\nwhy = "x"', "found 2 among 2"),
        ('why = "Look again."', "", "question 1: an option lacks why"),
        ('ask = "Is `a` < b?"', "", "question 1: ask missing"),
        (QUESTION, "", r"expected at least one \[\[question\]\], found none"),
        ("[[question]]", "[[question", "not TOML"),
    ],
)
def test_a_bad_quiz_names_file_and_question(old, new, message, tmp_path):
    path = tmp_path / "q.toml"
    path.write_text(QUESTION.replace(old, new, 1))
    with pytest.raises(quiz.QuizError, match=f"q.toml.*{message}"):
        quiz.read(path)


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


@pytest.mark.parametrize("got", [None, "x", [1, 2], object()])
def test_close_is_false_for_what_is_no_number(got):
    assert not check.close(got, 1.0)
    assert check.close(np.float32(1), 1.0) and check.close([1, 2.0], (1, 2))


# --- what a check expects -------------------------------------------------------------


def test_an_answer_of_the_right_kind_is_taken():
    report = check.start("ex", (1, 2))
    assert report.expect((1, 2), 2, "a pair", 3) == (1, 2)
    assert report.expect_keys({"a": 1}, ["a"], 3) == {"a": 1} and report.most == 0


def test_a_stub_gives_nothing_to_look_at():
    report = check.start("ex", ...)
    assert report.expect(..., 2, "a pair", 3) == (None, None)
    assert report.expect_keys(..., "ab", 3) == {"a": None, "b": None}


@pytest.mark.parametrize("answer", [7, (1, 2, 3), [1, 2], {"a": 1, "c": 2}])
def test_an_answer_of_the_wrong_kind_loses_all_points_and_is_said_back(answer):
    pair, keyed = check.start("ex", answer), check.start("ex", answer)
    assert pair.expect(answer, 2, "a pair (x, y)", 3) is None
    assert keyed.expect_keys(answer, ["a", "b"], 3) is None
    for report, what in ((pair, "a pair (x, y)"), (keyed, "a dict with the keys a, b")):
        assert (report.points, report.most) == (0, 3)
        assert what in repr(report) and f"Got {answer!r}" in repr(report)
