"""The published pages, as a reader's browser sees them: opened from the disk, in Chromium."""

import html
import re

import faults
import pytest
from fontTools.ttLib import TTFont
from places import PAGES, SITE


def has(page, mark):
    return mark in (SITE / page).read_text("utf-8")


EXPLORABLE = [p for p in PAGES if has(p, 'class="fg-explore"')]
SHEETED = [p for p in PAGES if has(p, 'class="fg-sheet"')]
QUIZZED = [p for p in PAGES if has(p, 'class="fg-quiz"')]


def test_the_address_of_the_folder_leads_to_the_book(visit):
    tab = visit("index.html")
    tab.wait_for_url("**/book/index.html")


def test_the_book_has_pages(site):
    assert {"book/index.html", "book/encoders/index.html", "search.html"} <= set(PAGES)
    assert "notebooks/encoders/01-masking.html" in EXPLORABLE
    assert "notebooks/encoders/01-masking.html" in QUIZZED


def test_no_title_reads_twice(site):
    titles = {
        p: re.search("<title>(.*?)</title>", (site / p).read_text("utf-8"))[1]
        for p in PAGES
    }
    parts = {p: re.split(" (?:&#8212;|—) ", title) for p, title in titles.items()}
    assert [p for p in PAGES if len(set(parts[p])) < len(parts[p])] == []
    assert "Field Guide" in titles["book/index.html"]


def test_the_table_of_what_is_covered_shows_all_its_columns(visit):
    tab = visit("book/coverage.html", viewport={"width": 1300, "height": 800})
    shown, whole = tab.evaluate(
        "(s => [s.clientWidth, s.scrollWidth])(document.querySelector('.fg-scroll'))"
    )
    assert whole <= shown


def test_on_a_phone_captions_are_whole_and_nothing_covers_the_controls(visit):
    tab = visit(
        "book/foundations/counting.html", viewport={"width": 390, "height": 700}
    )
    seen = tab.evaluate(
        """() => [...document.querySelectorAll('article caption')].map(c =>
            [c.getBoundingClientRect().right, c.getBoundingClientRect().left])"""
    )
    assert len(seen) == 1 and all(0 <= left < right <= 390 for right, left in seen)
    button = tab.locator("#pst-back-to-top")
    tab.evaluate("window.scrollTo(0, 3000)")
    tab.wait_for_function("scrollY >= 2900")
    tab.mouse.wheel(0, -200)  # the theme shows its button to who scrolls up
    tab.wait_for_function("scrollY < 2900")
    tab.wait_for_function(
        "b => b.style.display === 'block'", arg=button.element_handle()
    )
    assert button.bounding_box() is None


@pytest.mark.parametrize("page", PAGES)
def test_a_visit_shows_no_fault(visit, page):
    """Requests, console, pictures, equations, controls, quiz, tables, phone, paper, axe."""
    assert faults.on_a_visit(visit(page)) == {}


@pytest.mark.parametrize("page", sorted({*EXPLORABLE, *SHEETED, *QUIZZED}))
def test_a_page_works_without_scripts(visit, page):
    assert faults.without_scripts(visit(page, java_script_enabled=False)) == {}


def test_the_math_font_has_every_sign_of_the_equations(site):
    """A sign that is missing is drawn from another font, or not at all."""
    pages = [(site / page).read_text("utf-8") for page in PAGES]
    math = re.findall(r"<math.*?</math>", " ".join(pages), re.DOTALL)
    signs = {html.unescape(t) for t in re.findall(r">([^<>]+)<", " ".join(math))}
    signs = {
        c
        for text in signs
        for c in text
        if (not c.isspace() and ord(c) < 0x2061) or ord(c) > 0x2064
    }
    signs |= {"√"} if any("<msqrt" in m for m in math) else set()
    known = TTFont(site / "_static/math.woff2").getBestCmap()
    assert "√" in signs and [c for c in sorted(signs) if ord(c) not in known] == []


@pytest.mark.parametrize("page", PAGES)
def test_no_traceback_is_published(page):
    text = (SITE / page).read_text("utf-8")
    assert "Traceback (most recent call last)" not in text
    assert 'class="problematic"' not in text and "system-message" not in text


@pytest.mark.parametrize("page", [p for p in PAGES if has(p, "fg-report")])
def test_the_solutions_on_a_page_get_full_marks(page):
    """Each exercise is checked on its page twice: the stub, and the solution below it."""
    text = (SITE / page).read_text("utf-8")
    reports = re.findall(r'<pre class="fg-report"[^>]*>(.*?)</pre>', text, re.DOTALL)
    names = {report.partition(":")[0] for report in reports}
    full = {m[1] for m in re.finditer(r">(ex-[\w-]+): (\d+) of \2 points", text)}
    assert names and names == full


@pytest.mark.parametrize("page", PAGES)
def test_one_is_no_plural(page):
    """No page has "1 words" where it has "2 words", in its text, its states or its pictures' words."""
    text = (SITE / page).read_text("utf-8")
    text = html.unescape(
        re.sub(r"<(pre|style).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
    )
    many = set(re.findall(r"\b(?:[2-9]|[1-9][\d,]*\d) ([a-z]{2,}s)\b", text))
    ones = re.findall(
        r"(?<![\w.,:/×=–−+*^\-] )(?<![\w.,:/×=–−\-])1 ([a-z]{2,}s)\b", text
    )
    assert sorted(many & set(ones) - {"is", "was", "has", "as"}) == []


@pytest.mark.parametrize("page", PAGES)
def test_page_is_the_same_each_time(page):
    """What would change from build to build: random ids of a pandas Styler, addresses."""
    text = (SITE / page).read_text("utf-8")
    assert 'id="T_' not in text and not re.search(r" at 0x[0-9a-f]{6,}", text)
