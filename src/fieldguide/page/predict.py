"""predict(ask, answer, ...): a question first, and what it is about only then.

One HTML for the book and for live notebooks. static/pages.js compares a guess with the answer
that the cell has computed, keeps it beside the result and reveals `shows`, and with it the
text between this cell and the next one, which reads the result. Without a script the
answer is folded away; on paper it stands.
"""

import html
import math
import numbers

from . import assets, figures
from .explore import to_html
from .quiz import inline


class PredictError(ValueError):
    """A prediction that cannot be asked as written."""


def predict(ask, answer, options=None, *, near=None, unit="", shows=()):
    """Ask for a prediction; show the answer to whoever has made one or asks to see it.

    ``predict("How many pieces is *umbrella* cut into?", len(pieces), unit="pieces", near=1)``
    asks for a number. ``predict("Which is longer?", max(n, key=n.get), {"a": "...", "b": "..."})``
    offers a choice. The answer is computed, so that it cannot differ from what is shown.

    Parameters
    ----------
    ask : str
        One question; ``*emphasis*`` and `` `code` `` are set.
    answer : number, or a key of `options`
        What came out.
    options : dict of str or `figures.Picture` to str, optional
        What can be chosen, each with what to say to whoever chose it. Pictures are sketches of
        what might come out; their alt text names them.
    near : number, optional
        How far from the answer, in its unit, a guess is still near; a tenth of the answer
        where nothing is said.
    unit : str
        Of the number: "words", "%".
    shows : what `draw` of `explore` may return, an explorable, or a list of such things
        What is kept back. An explorable is drawn at once in all its states, live too.

    Returns
    -------
    Prediction
        Show it as the last line of a cell.

    Raises
    ------
    PredictError
        If the answer is no finite number and there are no options, or it is none of them; if
        there are fewer than two, or one says nothing; if `near` is negative.
    TypeError
        If something in `shows` cannot be shown.
    """
    if not isinstance(ask, str) or not ask.strip():
        raise PredictError(f"expected a question, got {ask!r}")
    if options is None:
        asked = Number(_finite("the answer", answer), near, unit)
    elif near is not None or unit:
        raise PredictError("expected near and unit with a number only, got options too")
    else:
        asked = Choice(answer, options)
    kept = shows if isinstance(shows, (list, tuple)) else [shows]
    # Drawn here and not when the cell is shown, where IPython would print an error and go on.
    return Prediction(ask, asked, "".join(to_html(one)[0] for one in kept))


class Number:
    """A number to guess: the answer, and how far from it is near."""

    def __init__(self, answer, near, unit):
        near = abs(answer) / 10 if near is None else _finite("near", near)
        if near < 0:
            raise PredictError(f"expected near to be 0 or more, got {near!r}")
        self.answer, self.near = answer, near
        self.unit = f"{'' if unit == '%' else ' '}{unit}" if unit else ""

    def data(self):
        """What the script needs, as attributes."""
        said = html.escape(said_number(self.answer) + self.unit)
        return (
            f' data-answer="{self.answer!r}" data-near="{self.near!r}" '
            f'data-unit="{html.escape(self.unit)}" data-said="{said}"'
        )

    def inputs(self, name, asked):
        """The field for a guess, described by the question."""
        return (
            f'<label for="{name}">your guess</label>'
            f'<input type="number" step="any" id="{name}" aria-describedby="{asked}">'
            f"<span>{html.escape(self.unit.strip())}</span>"
        )

    def answers(self):
        """The answer, for paper and for a page without a script."""
        said = html.escape(said_number(self.answer) + self.unit)
        return f'<p class="fg-answer">It is <strong>{said}</strong>.</p>'


class Choice:
    """Options, each with what is said to whoever chose it; one of them came out."""

    def __init__(self, answer, options):
        if not isinstance(options, dict) or len(options) < 2:
            raise PredictError(
                f"expected a dict of two options or more, got {options!r}"
            )
        for option, why in options.items():
            if not isinstance(option, (str, figures.Picture)) or not _words(option):
                raise PredictError(
                    f"expected options to be texts or pictures, got {option!r}"
                )
            if not isinstance(why, str) or not why.strip():
                raise PredictError(
                    f"expected {_words(option)!r} to have an explanation, got {why!r}"
                )
        if answer not in options:
            raise PredictError(
                f"expected the answer to be one of {[*map(_words, options)]}, got {answer!r}"
            )
        self.answer, self.options = answer, options

    def data(self):
        """Nothing: the script reads what it needs off the list of answers."""
        return ""

    def inputs(self, name, asked):
        """A button for each option; a picture is its own label, read by its alt text."""
        shown = "".join(
            f'<div class="fg-option"><input type="radio" name="{name}" id="{name}-{k}"'
            f"{_name(option)}>"
            f'<label for="{name}-{k}">{_label(option)}</label></div>'
            for k, option in enumerate(self.options)
        )
        return (
            f'<div class="fg-options" role="radiogroup" aria-labelledby="{asked}">'
            f"{shown}</div>"
        )

    def answers(self):
        """All options with what there is to say, the right one marked in words."""
        shown = "".join(
            f"<li{' data-right' * (option is self.answer or option == self.answer)}>"
            f"<strong>{inline(_words(option))}</strong> <span>{inline(why)}</span></li>"
            for option, why in self.options.items()
        )
        return f'<ul class="fg-answer">{shown}</ul>'


class Prediction:
    """A question with what it keeps back, as `predict` makes it."""

    def __init__(self, ask, asked, kept):
        self.ask, self.asked, self.kept = ask, asked, kept

    def _repr_html_(self):
        name = assets.new_id("ask")
        kept = f'<div class="fg-reveal">{self.kept}</div>'
        return (
            f'<div class="fg-predict" role="group" aria-labelledby="{name}"{self.asked.data()}>'
            f'<p class="fg-ask" id="{name}"><strong>Predict.</strong> {inline(self.ask)}</p>'
            '<form class="fg-guess" autocomplete="off" novalidate hidden>'
            f"{self.asked.inputs(f'{name}-guess', name)}"
            '<div class="fg-buttons"><button type="submit">Compare</button>'
            '<button type="button">Just show me</button></div></form>'
            '<p class="fg-verdict" role="status" tabindex="-1"></p>'
            f"<details><summary>Show the answer</summary>{self.asked.answers()}{kept}"
            f"</details></div>{assets.style()}{assets.script()}"
        )

    def __repr__(self):
        return self.ask  # and not the answer


def said_number(value):
    """A number as the page says it: whole ones in full, others to three digits or fewer.

    ``said_number(12345) == "12,345"``, ``said_number(-0.70654) == "−0.707"``,
    ``said_number(4.5) == "4.5"``.
    """
    digits = 0
    if not float(value).is_integer():
        most = max(0, 2 - math.floor(math.log10(abs(value))))
        digits = next((d for d in range(most) if round(value, d) == value), most)
    return f"{value:,.{digits}f}".replace("-", "−")


def _finite(name, value):
    """A number of Python's or NumPy's as Python's."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        value = int(value) if isinstance(value, numbers.Integral) else float(value)
        if math.isfinite(value):
            return value
    raise PredictError(f"expected {name} to be a finite number, got {value!r}")


def _words(option):
    return option.strip() if isinstance(option, str) else option.alt


def _name(option):
    """An attribute that names a picture's button."""
    picture = isinstance(option, figures.Picture)
    return f' aria-label="{html.escape(option.alt)}"' if picture else ""


def _label(option):
    return inline(option) if isinstance(option, str) else to_html(option)[0]
