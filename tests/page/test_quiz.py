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
        ('text = "no"', "text = 3", "question 1, option 2: expected text to be a text .*, got 3"),
        ('text = "no"', 'text = " "', "question 1, option 2: expected text to be .*, got ' '"),
        ('why = "Look again."', 'why = ""', "option 2: expected why to be a text that says"),
        ('why = "Look again."', "why = []", r"option 2: expected why to be .*, got \[\]"),
        ('why = "Look again."', 'why = "a `b"', "option 2: expected why to close each `"),
        ("right = true", "right = 1", "option 1: expected right to be true or false, got 1"),
        ("right = true", 'right = "yes"', "option 1: expected right to be .*, got 'yes'"),
        ("right = true", "rigth = true", "option 1: expected text, why, right, got rigth"),
        ('ask = "Is `a` < b?"', 'ask = ""', "question 1: expected ask to be a text that says"),
        ('ask = "Is `a` < b?"', "ask = 7", "question 1: expected ask to be .*, got 7"),
        ('"bert"', "7", "question 1: expected system to be a text, got 7"),
        ('"bert"', '["bert"]', r"question 1: expected system to be a text, got \['bert'\]"),
        ('"bert"', '"bert"\nhint = "x"', "question 1: expected system, ask, got hint"),
        (QUESTION, 'question = "x"', r"expected \[\[question\]\] to be tables, got 'x'"),
        (QUESTION, "question = [1]", r"expected \[\[question\]\] to be tables, got \[1\]"),
        (
            QUESTION, '[[question]]\nsystem = ""\nask = "x"\noption = "y"',
            r"question 1: expected \[\[question.option\]\] to be tables, got 'y'",
        ),
        (QUESTION, "", r"expected at least one \[\[question\]\], found none"),
        ("[[question]]", "[[question", "not TOML"),
    ],
)  # fmt: skip
def test_a_bad_quiz_names_file_and_question(old, new, message, tmp_path):
    path = tmp_path / "q.toml"
    path.write_text(QUESTION.replace(old, new, 1))
    with pytest.raises(quiz.QuizError, match=f"q.toml.*{message}"):
        quiz.read(path)


def test_a_quiz_that_is_not_utf8_names_its_file(tmp_path):
    path = tmp_path / "q.toml"
    path.write_bytes(QUESTION.replace("smaller", "é").encode("latin-1"))
    with pytest.raises(quiz.QuizError, match="q.toml: not TOML: 'utf-8' codec"):
        quiz.read(path)
