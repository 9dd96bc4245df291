"""Where a page says what comes next, the button at its foot must lead to the same page."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
NEXT = re.compile(
    r"\b[Nn]ext(?:\*\*)?(?: comes| page\b[^\[]*)?:?(?:\*\*)? \[[^\]]*\]\(([^)#]*)"
)


def files(entry):
    """The pages of the table of contents, in the order of the buttons."""
    own = [entry[key] for key in ("root", "file") if key in entry]
    below = [e for key in ("parts", "chapters", "sections") for e in entry.get(key, [])]
    return own + [file for e in below for file in files(e)]


def text(page):
    path = ROOT / f"{page}.md"
    if path.exists():
        return path.read_text("utf-8")
    cells = json.loads((ROOT / f"{page}.ipynb").read_text("utf-8"))["cells"]
    return "\n".join(
        "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"
    )


ORDER = files(yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")))
SAID = [(page, link) for page in ORDER for link in NEXT.findall(text(page))]


def test_some_pages_say_what_comes_next():
    assert len(SAID) >= 3


@pytest.mark.parametrize("page, link", SAID)
def test_the_page_that_is_said_to_come_next_does(page, link):
    said = ((ROOT / page).parent / link).resolve().relative_to(ROOT).with_suffix("")
    assert said.as_posix() == ORDER[ORDER.index(page) + 1]


def test_a_wrong_next_is_seen():
    assert NEXT.findall("Next: [Hide a word](../a/b.ipynb), where") == ["../a/b.ipynb"]
    assert NEXT.findall("**Next:** [every row](b.ipynb).") == ["b.ipynb"]
    assert NEXT.findall("The next page asks what: [Order](memory.md).") == ["memory.md"]
    assert NEXT.findall("next comes [a page](05.ipynb).") == ["05.ipynb"]
    assert NEXT.findall("It predicts the next word ([here](a.md)).") == []
