"""No link within the book leads nowhere: the file is there, and the place in it."""

import json
import re
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from places import PAGES, ROOT, SITE


@cache
def places_of(path):
    """The names of a page to which a link may lead."""
    return {unquote(name) for name in re.findall(r'\bid="([^"]+)"', path.read_text("utf-8"))}  # fmt: skip


def dead(page, text):
    """Links of a page's text that lead nowhere."""
    found = []
    for link in set(re.findall(r'<[a-z]+ [^<>]*\bhref="([^"]*)"', text)):
        parts = urlsplit(link.replace("&amp;", "&"))
        if parts.scheme or parts.netloc:
            continue
        target = (
            (SITE / page).parent / unquote(parts.path) if parts.path else SITE / page
        )
        if not target.exists():
            found.append(link)
        elif parts.fragment and target.suffix == ".html":
            if unquote(parts.fragment) not in places_of(target.resolve()):
                found.append(link)
    return sorted(found)


@pytest.mark.parametrize("page", PAGES)
def test_no_link_is_dead(page):
    text = (SITE / page).read_text("utf-8")
    assert dead(page, text) == []


def test_a_dead_link_is_noticed(site):
    page = "book/index.html"
    good = '<a href="encoders/masking.html#bert"><a href="https://example.org/none">'
    assert dead(page, good) == []
    assert dead(page, good.replace("masking", "nowhere")) != []
    bad = '<a id="x" href="encoders/masking.html#nobody"><link href="nowhere.html">'
    assert dead(page, bad) == ["encoders/masking.html#nobody", "nowhere.html"]


def test_a_story_leads_to_the_section_that_it_names():
    """A link that says a heading of a notebook has that heading's anchor."""
    lost = [
        f"{story.name}: {text}"
        for story in sorted((ROOT / "book").rglob("*.md"))
        for text, link in re.findall(
            r"\[([^\]]+)\]\((\S+\.ipynb)\)", story.read_text("utf-8")
        )
        if f"## {text}\n" in _headings((story.parent / link).resolve())
    ]
    assert lost == []


@cache
def _headings(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    sources = ("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    return "".join(f"{text}\n" for text in sources)
