"""explore(): the static page's states, and every way in which it can be used wrongly."""

import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from fieldguide.page import figures
from fieldguide.page.explore import Control, ExploreError, explore


@pytest.fixture
def book(monkeypatch):
    monkeypatch.setenv("FIELDGUIDE_BOOK", "1")


@pytest.fixture
def live(monkeypatch):
    monkeypatch.delenv("FIELDGUIDE_BOOK", raising=False)


def words(rate, rule="a"):
    """What the rule makes of the rate"""
    return f"<p>{rule} at {rate}</p>"


def bars(height):
    """A bar that grows"""
    fig, ax = plt.subplots()
    ax.bar([0], [height])
    return fig


def states(html):
    data = json.loads(re.search(r"<script[^>]*>(.*?)</script>", html, re.DOTALL)[1])
    return [
        "\n".join(data["lines"][k] for k in state) for state in data["states"]
    ], data["words"]


def test_all_states_are_drawn_in_the_order_of_the_inputs(book):
    shown = explore(words, rate=[0.5, 0.1], rule=["b", "a"])._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    drawn, _ = states(shown["text/html"])
    # Sliders are sorted, menus keep their order.
    assert drawn == [f"<p>{r} at {x}</p>" for x in (0.1, 0.5) for r in ("b", "a")]


def test_the_first_values_are_the_still_picture(book):
    html = explore(words, rate=[0.5, 0.1], rule=["b", "a"])._repr_mimebundle_()[
        "text/html"
    ]
    assert '<div class="fg-state"><p>b at 0.5</p></div>' in html
    assert "rate: 0.5; rule: b" in html and "What the rule makes of the rate" in html
    assert 'value="1"' in html and 'aria-valuetext="0.5"' in html


def test_controls_are_native_and_labeled(book):
    def draw(flag, size, name):
        return f"{flag}{size}{name}"

    html = explore(draw, flag=[True, False], size=[1, 2], name={"one": 1j, "two": 2j})
    html = html._repr_mimebundle_()["text/html"]
    assert html.count("<label") == 3
    assert 'type="checkbox" data-yes="0" checked' in html
    assert 'type="range"' in html and "<option selected>one</option>" in html


@pytest.mark.parametrize(
    "numpy, python, kind",
    [
        (np.arange(3), [0, 1, 2], "slider"),
        (np.uint8([2, 1]), [1, 2], "slider"),
        (np.array([0.5, 0.1]), [0.1, 0.5], "slider"),
        (np.float32([0.5, 2]), [0.5, 2.0], "slider"),
        ({"few": np.int64(1), "many": np.float64(9.5)}, [1, 9.5], "slider"),
        (np.array([True, False]), [True, False], "checkbox"),
        ([True, np.False_], [True, False], "checkbox"),
        (np.array(["b", "a"]), ["b", "a"], "menu"),
        ([np.True_, 1], [True, 1], "menu"),
    ],
)
def test_numpy_values_are_taken_as_pythons(numpy, python, kind):
    control = Control("k", numpy)
    assert control.kind == kind and control.values == python
    assert [type(v) for v in control.values] == [type(v) for v in python]
    assert all(type(text) is str for text in control.labels)


def test_an_array_makes_the_same_explorable_as_a_list(book):
    def html(values):
        made = explore(lambda k: f"{k!r}", k=values)._repr_mimebundle_()["text/html"]
        return re.sub(r"fg\d+", "fg", made)

    assert html(np.arange(3)) == html([0, 1, 2])


def test_what_is_not_a_number_stays_what_it_is():
    day, fraction = np.datetime64("2018-10-11"), 1 / 3 + 0j
    control = Control("k", {"day": day, 2: fraction, "never": np.inf})
    assert control.values == [day, fraction, np.inf] and control.kind == "menu"
    assert control.labels == ["day", "2", "never"]


def test_figures_frames_and_html_are_drawn(book):
    def draw(kind):
        if kind == "figure":
            return bars(2)
        if kind == "axes":
            return plt.subplots()[1]
        if kind == "picture":
            return figures.picture(bars(1), "A bar of height 1.")
        return pd.DataFrame({"x": [1]}) if kind == "frame" else "<b>text</b>"

    kinds = ["figure", "axes", "picture", "frame", "html"]
    drawn, alts = states(explore(draw, kind=kinds)._repr_mimebundle_()["text/html"])
    assert all("<svg" in drawn[k] for k in range(3))
    assert "<table" in drawn[3] and drawn[4] == "<b>text</b>"
    assert alts[2] == "A bar of height 1." and alts[0] == "draw"
    assert plt.get_fignums() == []


def test_a_shared_line_travels_once_and_two_builds_are_identical(book):
    def html():
        made = explore(bars, height=[1, 2, 3])._repr_mimebundle_()["text/html"]
        return re.sub(r"fg\d+", "fg", made)  # the running number in the page

    first = html()
    assert first == html()
    drawn, _ = states(first)
    lines = json.loads(re.search(r"<script[^>]*>(.*?)</script>", first, re.DOTALL)[1])[
        "lines"
    ]
    assert len(lines) == len(set(lines)) < sum(d.count("\n") for d in drawn) / 2
    assert "<dc:date>" not in first and "Created with" not in first


def test_a_script_in_a_state_cannot_end_the_data(book):
    html = explore(lambda k: "</script><b>", k=[1, 2])._repr_mimebundle_()["text/html"]
    assert states(html)[0] == ["</script><b>"] * 2


def test_a_state_that_raises_fails_at_once_and_is_named(book):
    def draw(rate, rule):
        return f"{1 / rate} {rule}"

    with pytest.raises(
        ExploreError, match=r"draw failed at rate=0, rule='b': ZeroDivisionError"
    ):
        explore(draw, rate=[1, 0], rule=["b"])


def test_live_it_is_a_real_interface_and_draws_only_what_is_seen(live):
    seen = []

    def draw(rate, flag):
        seen.append(rate)
        return f"<p>{rate}</p>"

    shown = explore(draw, rate=[0.5, 0.1, 0.9], flag=[True, False])
    assert seen == []
    bundle = shown._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<p>0.5</p>" in bundle["text/html"] and set(seen) == {0.5}
    controls = shown.widget().children[0].children
    assert [type(c).__name__ for c in controls] == ["SelectionSlider", "Checkbox"]
    assert controls[0].value == 0.5 and [o[0] for o in controls[0].options] == [
        "0.1",
        "0.5",
        "0.9",
    ]


@pytest.mark.parametrize(
    "controls, message",
    [
        ({}, "explore needs a control"),
        (
            {"rate": [], "rule": ["a"]},
            "control 'rate' needs at least one value, got an empty list",
        ),
        ({"rate": {}}, "control 'rate' needs at least one value"),
        ({"rate": np.array([])}, "control 'rate' needs at least one value"),
        ({"rate": 3}, "control 'rate' needs a list of values, got 3"),
        (
            {"rate": np.array(3)},
            r"control 'rate' needs a list of values, got array\(3\)",
        ),
        ({"rate": "abc"}, "control 'rate' needs a list of values, got 'abc'"),
        (
            {"rate": [1, float("nan")]},
            r"finite numbers for a slider, got \['1', 'nan'\]",
        ),
        ({"rate": [np.inf, 0.5]}, "control 'rate' needs finite numbers for a slider"),
        ({"rate": {"all": -np.inf, "some": 1}}, r"finite .*, got \['all', 'some'\]"),
        ({"rate": np.float32([1, np.nan])}, "control 'rate' needs finite numbers"),
        ({"rate": [1, 1]}, r"control 'rate' has values that look the same"),
        (
            {"rate": range(30), "rule": range(11)},
            r"330 states \(30 rate x 11 rule\); at most 300",
        ),
        (
            {"speed": [1, 2]},
            "words does not take the controls: missing a required argument: 'rate'",
        ),
        ({"rate": [1], "speed": [2]}, "got an unexpected keyword argument 'speed'"),
    ],
)
def test_bad_controls_are_refused_in_a_sentence(controls, message, book):
    with pytest.raises(ExploreError, match=message):
        explore(words, **controls)


@pytest.mark.parametrize("returned", [None, 3])
def test_a_draw_that_returns_nothing_to_show_is_refused(returned, book):
    with pytest.raises(
        ExploreError, match="failed at k=1: TypeError: expected a figure"
    ):
        explore(lambda k: returned, k=[1])


def test_the_grid_is_not_drawn_before_it_is_refused(book):
    with pytest.raises(ExploreError, match="at most 300"):
        explore(lambda k: 1 / 0, k=range(301))


def test_a_control_is_called_as_its_label_says(book):
    shown = explore(words, labels={"rate": "share of words"}, rate=[0.5], rule=["a"])
    html = shown._repr_mimebundle_()["text/html"]
    assert "share of words: 0.5; rule: a" in html and ">share of words</label>" in html
    with pytest.raises(ExploreError, match=r"labels of \['rate'\], got 'speed'"):
        explore(words, labels={"speed": "x"}, rate=[1])
