"""Text is text: what a caller hands over comes back from the page as it was."""

from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from fieldguide.page import check, figures, quiz, show, tables
from fieldguide.page.explore import explore

TEXTS = [
    r"falls with \log p, \1 \g<0>",
    "$_$ and $5 & $x^2$",
    "a & b &amp; c &lt;",
    "<b>bold</b> </script> <!-- </svg>",
    "\"double\" 'single' `'",
    "two\nlines",
    ' id="x" d="1.23456" x="2.34567"',
    "#1f2329 in 'DejaVu Sans', sans-serif",
    "100% of {braces} [and] ~^_ é Ω ≠",
]


def matrix(text, at):
    labels = {"rows": ["r"], "columns": ["c"], at: [text]}
    ax = figures.matrix(plt.subplots()[1], np.array([[1.0]]), **labels)
    return figures.picture(ax, "One number.").svg


def titled(text):
    axes = plt.subplots()[1]
    axes.set_title(text, parse_math=False)
    return figures.picture(axes, "A title.").svg


def explored(text, **control):
    def draw(k):
        return "<p>drawn</p>"

    draw.__doc__ = text if not control else "Title."
    return explore(draw, k=control.get("values", [1]))._repr_mimebundle_()["text/html"]


def asked(system="", ask="ask", text="text", why="why"):
    option = {"text": text, "why": why, "right": True}
    return quiz.Quiz([{"system": system, "ask": ask, "option": [option]}])._repr_html_()


def reported(text):
    report = check.start("ex", 1)
    report.mark(text, 1, False, text)
    return report._repr_html_()


def sheet(**columns):
    return tables.table(pd.DataFrame(columns), "x", list(columns))._repr_html_()


PLACES = {
    "picture: alt": lambda t: figures.picture(plt.subplots()[1], t)._repr_html_(),
    "picture: a text in it": titled,
    "matrix: row": lambda t: matrix(t, "rows"),
    "matrix: column": lambda t: matrix(t, "columns"),
    "strip: token": lambda t: figures.token_strip([t]),
    "strip: below": lambda t: figures.token_strip(["a"], below=[t]),
    "strip: label": lambda t: figures.token_strip(["a"], label=t),
    "table: label": lambda t: tables.table(pd.DataFrame({"a": [1]}), t)._repr_html_(),
    "table: header": lambda t: sheet(**{t: ["x"]}),
    "table: cell and menu": lambda t: sheet(a=[t]),
    "table: parts": lambda t: sheet(a=[(t, "b")]),
    "table: link": lambda t: sheet(a=[tables.Link(t, "https://x.example")]),
    "table: address": lambda t: sheet(a=[tables.Link("a", t)]),
    "plain table: cell": lambda t: tables.plain(pd.DataFrame({"a": [t]}))._repr_html_(),
    "plain table: header": lambda t: tables.plain(pd.DataFrame({t: ["a"]}))._repr_html_(),
    "explorable: title": explored,
    "explorable: menu": lambda t: explored(t, values=["a", t]),
    "explorable: value": lambda t: explored(t, values=[t, "a"]),
    "explorable: slider": lambda t: explored(t, values={t: 1, "b": 2}),
    "quiz: question": lambda t: asked(ask=t),
    "quiz: option": lambda t: asked(text=t),
    "quiz: reason": lambda t: asked(why=t),
    "check: hint": reported,
    "source": lambda t: show.Source(t)._repr_html_(),
}  # fmt: skip


class Page(HTMLParser):
    """What a reader, a screen reader and the script get: texts and values of attributes."""

    def __init__(self, html):
        super().__init__()
        self.text, self.values, self.tags = "", [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.values += [value or "" for _, value in attributes]

    def handle_data(self, data):
        self.text += data


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_comes_back_as_it_was(place, text):
    if place.startswith("quiz"):
        text = text.replace("`", "")  # code, by contract
    if place == "table: header":
        text = text.replace("_", " ")
    if place == "explorable: title":
        text = text.splitlines()[0]
    page = Page(PLACES[place](text))
    found = [page.text, *page.values]
    assert any(flat(text) in flat(value) for value in found), found
    assert set(page.tags) == set(Page(PLACES[place]("plain")).tags)


@pytest.mark.parametrize("text", TEXTS)
def test_a_strip_is_read_with_its_name(text):
    page = Page(figures.token_strip(["a"], label=text))
    assert text in page.values and text in page.text


def test_only_stars_around_words_are_emphasis():
    html = asked(why="*So* it is: 2*3*4, *args and **kw, * no *, *a b*.")
    assert "<em>So</em> it is: 2*3*4, *args and **kw, * no *, <em>a b</em>." in html


def test_a_comment_in_a_state_cannot_hide_the_end_of_the_data():
    html = explore(lambda k: "<!-- <script>", k=[1])._repr_mimebundle_()["text/html"]
    data = html.partition('<script type="application/json">')[2]
    assert "<!--" not in data
