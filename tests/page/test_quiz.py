"""Quizzes: what they show, and what they refuse."""

import pytest

from fieldguide.page import (
    quiz,
)

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
