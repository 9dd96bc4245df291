"""Every page, light and wide, dark and narrow, as axe-core checks it against WCAG 2.2 AA.

In a file of its own: it takes longest, and files run side by side.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from places import PAGES

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTH = {"light": 1280, "dark": 390}  # CSS pixels
# What depends on colors or on the width is looked at twice, the rest once.
RULES = {
    "light": {
        "runOnly": {"type": "tag", "values": WCAG},
        "rules": {"label-content-name-mismatch": {"enabled": True}},
    },
    "dark": {
        "runOnly": {
            "type": "rule",
            "values": [
                "color-contrast",
                "link-in-text-block",
                "scrollable-region-focusable",
                "target-size",
            ],
        }
    },
}
# The rows of a table are alike; twenty of 280 say what all would.
FEWER_ROWS = ".fg-sheet tbody tr:nth-child(n + 21) { display: none }"


@pytest.mark.parametrize("scheme", RULES)
@pytest.mark.parametrize("page", PAGES)
def test_page_is_accessible(visit, page, scheme):
    size = {"width": WIDTH[scheme], "height": 900}
    tab = visit(page, color_scheme=scheme, viewport=size)
    assert tab.evaluate("document.documentElement.dataset.theme") in (scheme, None)
    tab.evaluate(
        "document.querySelectorAll('article details').forEach(d => (d.open = true))"
    )
    tab.evaluate(
        "document.querySelectorAll('.toggle-button-hidden').forEach(b => b.click())"
    )
    tab.add_style_tag(content=FEWER_ROWS)
    tab.wait_for_timeout(800)  # solutions fade in; the theme looks again
    found = Axe().run(tab, options=RULES[scheme]).response["violations"]
    said = [(v["id"], [n["html"][:150] for n in v["nodes"][:3]]) for v in found]
    assert said == []


def test_a_page_that_is_not_accessible_is_noticed(visit):
    tab = visit("book/index.html")
    tab.evaluate("document.querySelector('article p').style.color = '#ddd'")
    tab.evaluate("document.querySelector('article').append(new Image())")
    for scheme, expected in (("light", "image-alt"), ("dark", "color-contrast")):
        found = Axe().run(tab, options=RULES[scheme]).response["violations"]
        assert expected in {v["id"] for v in found}
