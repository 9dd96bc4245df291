"""Pictures, token strips, matrices."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from places import ROOT

from fieldguide.page import (
    figures,
)


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


def hatched(alt):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.bar([0], [1], hatch="//")
    return figures.picture(ax, alt)


def test_two_pictures_have_hatches_of_their_own_and_states_of_one_share_it():
    """The browser draws nothing with a pattern whose first owner is hidden."""
    names = [
        set(re.findall(r"url\(#(h[^)]+)\)", hatched(alt)._repr_html_()))
        for alt in ("one bar", "one bar", "another bar")
    ]
    assert names[0] == names[1] and len(names[0]) == 1 and not names[0] & names[2]
    with figures.put_off() as states:
        first, second = hatched("one state"), hatched("another state")
    figures.draw_together(states)
    html = first._repr_html_() + second._repr_html_()
    assert len(set(re.findall(r"url\(#(h[^)]+)\)", html))) == 1


def test_one_is_no_plural():
    said = [figures.numbered(n, "word") for n in (0, 1, 2048)]
    assert said == ["0 words", "1 word", "2,048 words"]


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
    css = (ROOT / "src/fieldguide/page/static/components.css").read_text("utf-8")
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


def test_a_picture_scrolls_before_a_label_gets_too_small_to_read():
    fig, ax = plt.subplots(figsize=(5, 3), layout="constrained")  # 360 points wide
    ax.set_ylabel("loss (nats)", fontsize=9)
    ax.set_xlabel(r"steps ($10^3$)", fontsize=12)  # the exponent is smaller: it may be
    ax.tick_params(labelsize=10)
    drawn = str(figures.picture(fig, alt="An empty chart.").svg)
    assert re.search(r'^<svg [^>]*style="min-width: 420px"', drawn)  # 10.5 * 360 / 9


def test_a_picture_without_words_may_be_as_narrow_as_the_page():
    fig, ax = plt.subplots(figsize=(5, 3))
    ax.axis("off")
    assert "min-width" not in str(figures.picture(fig, alt="Nothing.").svg)
