"""What breaks WCAG 2.2 AA is noticed, in one visit, though alike words are tried once.

That the pages break nothing is a part of test_pages.py.
"""

import accessibility
import pytest

MASKING = "notebooks/encoders/01-masking.html"
CODE = "[...document.querySelectorAll('article pre span')]"

PLANTS = {  # what is done to a page, the rule that notices, in which modes
    "a picture without words": ("document.querySelector('article').append(new Image())", "image-alt", "light"),
    "pale text": ("document.querySelector('article p').style.color = '#ddd'", "color-contrast", "light"),
    "dim text": ("document.querySelector('article p').style.color = '#333'", "color-contrast", "dark"),
    "gray text": ("document.querySelector('article p').style.color = '#888b'", "color-contrast", "light dark"),
    "one pale word of thousands": (
        CODE + ".filter(s => s.textContent.length > 3).at(-9).style.color = '#ddd'", "color-contrast", "light"),
    "a ground as dark as its words": (
        CODE + ".at(-9).closest('pre').style.backgroundColor = '#555'", "color-contrast", "light"),
    "words that are seen through": (
        "document.querySelector('article section p:last-of-type').style.opacity = 0.4",
        "color-contrast", "light dark"),
    "words that lie on something else": (
        """document.querySelector('article').insertAdjacentHTML('beforeend', `<div style="position:
           relative"><div style="background: #999; height: 2em"></div><span style="position: absolute;
           top: 0; color: #aaa">covered words</span></div>`)""", "color-contrast", "light dark"),
    "a link like its text": (
        """document.querySelector('article').insertAdjacentHTML('beforeend', `<p style="color: #555">Words
           and <a href="#x" style="color: #666; text-decoration: none">a link</a> and words.</p>`)""",
        "link-in-text-block", "light dark"),
    "buttons too small": (
        """document.querySelector('article').insertAdjacentHTML('beforeend', '<div style="display: flex">'
           + '<button style="all: unset; width: 9px; height: 9px" aria-label="a"></button>'.repeat(2))""",
        "target-size", "light dark"),
}  # fmt: skip


@pytest.mark.parametrize("planted, rule, modes", PLANTS.values(), ids=PLANTS)
def test_a_page_that_is_not_accessible_is_noticed(visit, planted, rule, modes):
    tab = visit("book/notation.html" if CODE not in planted else MASKING)
    tab.evaluate(planted)
    found = {mode: accessibility.violations(tab, mode) for mode in ("light", "dark")}
    noticed = [mode for mode in found if any(f.startswith(rule) for f in found[mode])]
    assert noticed == modes.split(), found


def test_what_looks_alike_is_tried_a_few_times_only(visit):
    """On a page with much code that is one word in five or fewer, and all looks are tried."""
    tab = visit(MASKING)
    assert accessibility.violations(tab, "light") == []
    tried, alike = tab.evaluate(
        """() => [...document.querySelectorAll("article pre span")]
            .reduce((n, s) => (n[+s.matches("[data-alike]")]++, n), [0, 0])"""
    )
    assert 0 < tried < alike / 4
    tab.evaluate(CODE + ".forEach((s, k) => (s.style.fontSize = `${10 + k / 1000}px`))")
    tab.evaluate(accessibility.MARK_ALIKE, accessibility.TRIED)
    assert tab.evaluate("document.querySelectorAll('pre span[data-alike]').length") == 0


def test_a_page_that_does_not_follow_the_reader_into_the_dark_is_noticed(visit):
    tab = visit("book/notation.html")
    tab.evaluate("document.documentElement.dataset.mode = 'light'")
    tab.evaluate(
        "setInterval(() => (document.documentElement.dataset.theme = 'light'))"
    )
    assert accessibility.violations(tab, "dark") == ["the page is light, expected dark"]
