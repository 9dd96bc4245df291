"""The front page: a word to guess, a result that surprises, how to cite, three doors."""

import re

import pytest
from places import ROOT, SITE

from fieldguide.harbor import logbook
from fieldguide.page import figures
from fieldguide.site import front


@pytest.fixture(scope="module")
def asked():
    figures.use_theme()
    return front.hidden_word()


def test_the_network_says_what_stood_there_and_the_visitor_is_asked_first(asked):
    """Were it wrong, the page would say so, and its explanations would be others."""
    assert asked.asked.answer == front.LINE[front.HIDDEN] == "crust"
    assert "___" in asked.ask and "crust" not in asked.ask


def test_what_the_page_says_of_the_log_is_so():
    acts = ", ".join(acts for _, acts, _ in logbook.WORK.values())
    did = [act.split(" the ") for act in acts.split(", ")]
    assert {thing for verb, thing in did if verb == "smells"} == {"crust"}
    assert {verb for verb, thing in did if thing == "bread"} == {"bakes", "sells", "buys"}  # fmt: skip
    who, acts, where = logbook.WORK["quay"]
    assert "cat" in who and "steals the fish" in acts and "on the quay" in where


def test_the_first_state_is_trained_and_others_are_less(asked):
    assert "After 400 steps" in asked.kept
    shares = {"crust": 0.8, "bread": 0.1}
    assert "✓" in front.bars(shares, front.HIDDEN, 400).svg
    assert "✓" not in front.bars({"bread": 1.0}, front.HIDDEN, 400).svg


def test_albert_stores_a_twentieth_and_works_as_much():
    figures.use_theme()
    alt = front.smaller_is_not_faster().alt
    stored, work = (int(n) for n in re.findall(r"(\d+)%", alt))
    assert stored == 5 and work == 100
    assert front.how_much_faster().asked.answer == "not at all"


def test_whom_the_book_is_for_is_said_before_anything_is_asked():
    """What follows a prediction, up to the next heading, is kept back until it is answered."""
    page = (ROOT / "book/index.md").read_text("utf-8")
    assert page.index("It is for anyone who") < page.index("front.hidden_word()")


def test_how_to_cite_says_what_the_citation_file_says():
    said, told = front.how_to_cite(), (ROOT / "CITATION.cff").read_text("utf-8")
    version = re.search("^version: (.*)$", told, re.MULTILINE)[1]
    assert f"version {version} of " in said and f"Version {version}" in said
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'version = "{version}"' in project


def test_three_doors_with_minutes(site):
    page = (SITE / "book/index.html").read_text("utf-8")
    doors = re.findall(r'<div class="fg-door docutils.*?</div>', page, re.DOTALL)
    assert len(doors) == 3
    for door in doors:
        assert "<a " in door and re.search(r"\d+ minutes|[Mm]inute", door)
