"""Each story and each lab begins with a card, made in one place, with a link to its twin."""

import json
import re

import pytest
from places import ROOT, SITE
from sphinx_external_toc.parsing import parse_toc_yaml

from fieldguide import data
from fieldguide.site.opening import carded, minutes, twins

TOC = parse_toc_yaml(ROOT / "_toc.yml")
PAIRED = [page for page in TOC if twins(TOC, page)]  # a chapter's index may have no lab
CARDS = [
    p for p in PAIRED if p != "book/foundations/index"
]  # it tells of several pages


def title(page):
    """A page's first heading, from its source."""
    path = ROOT / f"{page}.md"
    if path.exists():
        return re.search("^# (.*)$", path.read_text("utf-8"), re.MULTILINE)[1]
    cells = json.loads((ROOT / f"{page}.ipynb").read_text("utf-8"))["cells"]
    return "".join(cells[0]["source"]).splitlines()[0].removeprefix("# ")


TITLES = {page: title(page) for page in TOC}


def test_no_two_pages_have_one_title_and_no_caption_that_of_a_page_below_it():
    said = list(TITLES.values())
    assert [t for t in said if said.count(t) > 1] == []
    captions = [tree.caption for tree in TOC[TOC.root.docname].subtrees]
    assert None not in captions and not set(captions) & set(said)


def test_a_story_is_titled_by_its_systems_and_a_lab_is_called_one():
    rows = data.systems()
    for page, systems in rows.query("kind == 'system' and chapter != ''").groupby(
        "chapter"
    )["name"]:
        short = [name.split(" (")[0] for name in systems]
        assert [name for name in short if name not in TITLES[page]] == [], TITLES[page]
    labs = [t for page, t in TITLES.items() if page.startswith("notebooks/")]
    assert [t for t in labs if not t.startswith(("Lab: ", "The codebook"))] == []


def test_a_lab_stands_below_the_story_of_its_systems():
    """Its first one; others may stand below the story of something else."""
    rows = data.systems().query("notebook != ''")
    for chapter, labs in rows[["chapter", "notebook"]].itertuples(index=False):
        first, *others = labs.split()
        assert first in twins(TOC, chapter), f"{first} below {chapter} in _toc.yml"
        assert all(twins(TOC, lab) for lab in others), others


@pytest.mark.parametrize("page", CARDS)
def test_a_story_and_a_lab_begin_with_a_card(page):
    text = (SITE / f"{page}.html").read_text("utf-8").partition("<article")[2]
    card = re.search(r'<div class="fg-opening.*?</div>', text, re.DOTALL)
    assert card, f"{page}: write an {{opening}} below its question; see site/opening.py"
    said = re.sub(r"<[^>]*>", "", card[0])
    assert text.index("<h1") < card.start() < text.index("<h2")
    assert re.search(r"you can|You will", said) and "You need" in said
    assert re.search(r"Reading takes .*(minutes|hour)", said)
    for twin in twins(TOC, page):
        assert f'{twin.rpartition("/")[2]}.html"' in card[0]


LAB = "# Lab: Hide\n\n*Why?*\n\nYou will hide.\nAfterwards you can.\n\nYou need pens."


def test_a_labs_first_cell_becomes_a_card():
    card = "You will hide.\nAfterwards you can.\n\nYou need pens."
    expected = f"# Lab: Hide\n\n*Why?*\n\n```{{opening}}\n{card}\n```"
    assert carded(LAB) == expected
    for plain in ("# Run", "# Run\n\n*Why?*", "# Run\n\nNo question.\n\nBut text."):
        assert carded(plain) == plain


def test_minutes_count_what_is_read():
    words = "word " * 300
    code = "```{code-cell} python\n" + "x = 1\n" * 900 + "```\n"
    assert minutes(f"---\nkernel: python\n---\n{words}\n{code}") == 2
    assert minutes("word") == 1
