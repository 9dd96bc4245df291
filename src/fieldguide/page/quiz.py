"""A quiz that answers back, in a static page and in a notebook alike.

Questions stand in a TOML file beside the notebook. Each answer, right or wrong, says why.
Choosing one reveals its explanation by CSS alone; static/pages.js keeps the score
and says it aloud.
"""

import html
import re
import tomllib
from pathlib import Path

from .. import data
from ..data.plain import slip
from . import assets

EMPHASIS = re.compile(
    r"(?<![\w*])\*([\w(](?:[^*]*[^\s*])?)\*(?![\w*])"
)  # not a*b*c, *args
KINDS = {
    "a text": lambda value: isinstance(value, str),
    "a text that says something": lambda value: (
        isinstance(value, str) and value.strip()
    ),
    "true or false": lambda value: isinstance(value, bool),
}


class QuizError(ValueError):
    """A question that cannot be asked as written."""


class Quiz:
    """Questions with their answers, as `read` gives them."""

    def __init__(self, questions):
        self.questions = questions

    def _repr_html_(self):
        name = assets.new_id("quiz")
        asked = "".join(
            _question(q, f"{name}-{k}", k) for k, q in enumerate(self.questions, 1)
        )
        score = '<p class="fg-score" role="status"></p>'
        form = f'<form class="fg-quiz" autocomplete="off">{asked}{score}</form>'
        return form + assets.style() + assets.script()

    def __repr__(self):
        return "\n".join(f"{k}. {q['ask']}" for k, q in enumerate(self.questions, 1))


def quiz(path):
    """Read a quiz and show it.

    Parameters
    ----------
    path : str or Path
        A TOML file beside the notebook (`data.beside`): ``[[question]]`` with `system` (an
        id, or empty), `ask` and two or more ``[[question.option]]`` with `text`, `why` and,
        for one of them, ``right = true``.

    Returns
    -------
    Quiz

    Raises
    ------
    QuizError
        If a question lacks a part, has one of another kind (an empty `why`, a number for a
        `text`), or has not exactly one right answer; names file, question and option.
    """
    return Quiz(read(data.beside(path)))


def read(path):
    """The questions of a quiz file as a list of dicts, checked; see `quiz`."""
    try:
        told = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise QuizError(f"{path}: expected a quiz, got {error.strerror}") from None
    except (ValueError, RecursionError) as error:  # not UTF-8, or not TOML
        raise QuizError(f"{path}: not TOML: {error}") from None
    if not told.get("question"):
        raise QuizError(f"{path}: expected at least one [[question]], found none")
    if others := sorted(set(told) - {"question"}):
        raise QuizError(f"{path}: expected [[question]] only, got {others[0]!r}")
    found, asked = _list(told["question"], "[[question]]", path), set()
    for k, question in enumerate(found, 1):
        where = f"{path}, question {k}"
        missing = {"system", "ask", "option"} - set(question)
        if missing:
            raise QuizError(f"{where}: {', '.join(sorted(missing))} missing")
        _check(question, where, system="a text", ask="a text that says something")
        if question["ask"] in asked:
            raise QuizError(
                f"{where}: expected another question, got {question['ask']!r} again"
            )
        asked.add(question["ask"])
        options = _list(question["option"], "[[question.option]]", where)
        for number, option in enumerate(options, 1):
            if missing := {"text", "why"} - set(option):
                raise QuizError(
                    f"{where}: an option lacks {', '.join(sorted(missing))}"
                )
            said = dict.fromkeys(("text", "why"), "a text that says something")
            _check(option, f"{where}, option {number}", **said, right="true or false")
        for name in ("text", "why"):
            told = [option[name] for option in options]
            if twice := [value for value in told if told.count(value) > 1]:
                raise QuizError(
                    f"{where}: expected options that differ in {name}, got {twice[0]!r} twice"
                )
        right = sum(option.get("right", False) for option in options)
        if right != 1 or len(options) < 2:
            raise QuizError(
                f"{where}: expected one right answer among two or more, "
                f"found {right} among {len(options)}"
            )
    return found


def _list(value, name, where):
    """The value if it is a list of tables."""
    if isinstance(value, list) and all(isinstance(v, dict) for v in value):
        return value
    raise QuizError(f"{where}: expected {name} to be tables, got {value!r}")


def _check(told, where, **expected):
    """Compare the kinds of a table's values with what is expected of each name."""
    for name, kind in expected.items():
        value = told.get(name, False)
        if not KINDS[kind](value):
            raise QuizError(f"{where}: expected {name} to be {kind}, got {value!r}")
        if str(value).count("`") % 2:
            raise QuizError(f"{where}: expected {name} to close each `, got {value!r}")
        if slipped := isinstance(value, str) and _slip(value):
            raise QuizError(f"{where}, {name}: expected {slipped}, got {value!r}")
    if unknown := set(told) - set(expected) - {"option"}:
        raise QuizError(
            f"{where}: expected {', '.join(expected)}, got {', '.join(sorted(unknown))}"
        )


def _slip(text):
    """What was expected of a text of a quiz instead of a slip; a page shows `code` and *words*."""
    if text != text.strip() or "\n" in text:
        return "one line without spaces at its ends"
    if re.search(r"\{\w+\}`", text):
        return "no role, which a quiz shows as it is"
    return slip(text)


def _question(question, name, number):
    options = []
    for k, option in enumerate(question["option"]):
        right = bool(option.get("right"))
        verdict = "Right." if right else "Not quite."
        options.append(
            f'<div class="fg-option"{" data-right" * right}>'
            f'<input type="radio" name="{name}" id="{name}-{k}">'
            f'<label for="{name}-{k}">{inline(option["text"])}</label>'
            f'<p class="fg-why"><strong>{verdict}</strong> {inline(option["why"])}</p></div>'
        )
    ask = f"<legend>{number}. {inline(question['ask'])}</legend>"
    return f"<fieldset>{ask}{''.join(options)}</fieldset>"


def inline(text):
    """Text as HTML: escaped, `code` as code and *words* as emphasis."""
    parts = html.escape(text.strip(), quote=False).split("`")
    return "".join(
        f"<code>{p}</code>" if k % 2 else EMPHASIS.sub(r"<em>\1</em>", p)
        for k, p in enumerate(parts)
    )
