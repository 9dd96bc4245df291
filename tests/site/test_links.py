"""No link within the book leads nowhere: the file is there, and the place in it."""

import re
from functools import cache
from urllib.parse import unquote, urlsplit

import pytest
from places import PAGES, SITE


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
