"""No number about a system is typed in prose, unless something named here holds it.

A number comes from a role (``{fact}``) or stands in the output of a cell. Where a sentence has
one all the same, `HELD` says for each page which, and what holds it: a test, a cell beside the
sentence, or the row of a table that is quoted.
"""

import json
import re
from pathlib import Path

import pytest
from typed_numbers import HELD

from fieldguide import data

ROOT = Path(__file__).parents[2]
# Pages of a chapter are about systems from the first line to the last.
CHAPTERS = (
    "assistants",
    "captions",
    "decoders",
    "encoders",
    "foundations",
    "map",
    "numbers",
    "other",
    "pictures",
    "programs",
    "science",
    "senses",
    "surveys",
)

DIGITS = r"\d[\d,]*(?:\.\d+)?"
WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|twenty|thirty|"
    "forty|fifty|sixty|seventy|eighty|ninety|hundred|dozen"
)
MEASURES = (
    r"%|percent|points?|million|billion|trillion|thousand|times|fold|[GMT]B\b|bytes|tokens?|"
    r"parameters|layers|blocks|heads|steps|epochs|hours|days|languages|entries|operations"
)
COUNTS = "pieces|rows|texts|words|chips|cards|examples|characters|images|pairs|models"
PARTS = (
    "thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|[a-z]+teenths?|"
    "twentieths?|hundredths?|thousandths?"
)
TYPED = re.compile(
    rf"(?<![\w.-])(?:{DIGITS}[ -]?(?:{MEASURES}|{COUNTS})|(?:{WORDS})[ -](?:{MEASURES})"
    rf"|\d+\.\d+|(?:an?|one|{WORDS}) (?:{PARTS})(?: of)?)(?![\w-])",
    re.IGNORECASE,
)
NOT_PROSE = re.compile(
    r"\{[\w:]+\}`[^`]*`"  # roles: facts, citations, terms
    r"|``?[^`]*``?"  # code
    r"|\$\$.*?\$\$|\$[^$]*\$"  # mathematics
    r"|\]\([^)]*\)|https?://\S+"  # addresses
    r"|(?:arXiv:)?\d{4}\.\d{5}"  # numbers of preprints
    r"|\b(?:sections?|sec\.|tables?|equations?|figures?|fig\.|app(?:endix|\.)?) [A-Z]?\.?\d+(?:\.\d+)*"
    r"|\b(?:2\.0|v\d+(?:\.\d+)*|GPT-3\.5|Dolly 2\.0)",
    re.IGNORECASE | re.DOTALL,
)


def lines_of(path):
    """(number of the line or id of the cell, text) of what a reader of the page reads."""
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        found = [
            (cell["id"], line)
            for cell in cells
            if cell["cell_type"] == "markdown"
            for line in prose("".join(cell["source"])).splitlines()
        ]
        return [(at, line) for at, line in found if ABOUT.search(line)]
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"```\{code-cell\}.*?```", "", text, flags=re.DOTALL)
    return list(enumerate(prose(text).splitlines(), 1))


def prose(text):
    """The text without roles, code, mathematics and addresses."""
    return NOT_PROSE.sub(lambda found: "\n" * found[0].count("\n"), text)


names = {name for name in data.systems()["name"] if len(name) > 2}
ABOUT = re.compile(
    r"\b(?:" + "|".join(map(re.escape, sorted(names)))
    + r"|papers?|authors|surveys?|released|published|report(?:ed)?|repository)\b"
)  # fmt: skip


def typed(path):
    """The numbers that stand in the prose of a page, as (place, number)."""
    return [
        (at, found[0]) for at, line in lines_of(path) for found in TYPED.finditer(line)
    ]


def pages():
    found = [p for c in CHAPTERS for p in sorted((ROOT / "book" / c).glob("*.md"))]
    found += sorted((ROOT / "notebooks").glob("*/*.ipynb"))
    return [ROOT / "book/index.md", *found]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def holds(phrase, line, number):
    return number in phrase and phrase in line


def loose(path, held):
    """The typed numbers of a page that no phrase holds."""
    lines = lines_of(path)
    return [
        f"{at}: {number}"
        for at, line in lines
        for number in (found[0] for found in TYPED.finditer(line))
        if not any(holds(phrase, line, number) for phrase in held)
    ]


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_every_typed_number_about_a_system_is_held(path):
    found = loose(path, HELD.get(name_of(path), {}))
    assert not found, f"{name_of(path)}: use a role or a cell, or say what holds it"


PHRASES = [(page, phrase) for page, held in HELD.items() for phrase in held]


@pytest.mark.parametrize("page, phrase", PHRASES)
def test_what_holds_a_number_does(page, phrase):
    path, holder = ROOT / page, HELD[page][phrase]
    assert any(phrase in line for _, line in lines_of(path)), "no longer on the page"
    if callable(holder):
        assert holder()
        return
    kind, _, where = holder.partition(" ")
    if kind == "row":
        row = data.claims().set_index("id").loc[where]
        said = f"{row['says']} {row['verdict']} {row['truth']}"
        assert all(digits in said for digits in re.findall(r"\d+(?:\.\d+)?", phrase))
    elif kind == "cell":
        notebook, _, cell = where.rpartition(":")
        path = ROOT / f"{notebook}.ipynb" if notebook else path
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert cell in [c["id"] for c in cells if c["cell_type"] == "code"]
    else:
        assert kind == "example:" and where


@pytest.fixture
def planted(tmp_path):
    """A page of a chapter, with numbers in all the forms that are looked for."""
    page = tmp_path / "planted.md"
    page.write_text(
        "# A page\n\nBERT has {fact}`bert.layers` layers and 110 million parameters.\n"
        "It read {fact}`bert.training_size` words in forty epochs.\n"
        "A share falls from 0.88 to next to nothing, and three eighths of the time are saved.\n"
        "It hides 15% of them `in 3 rows` {cite:p}`a2019`, with $12 d^2$ numbers, see section 3.1.\n"
        "```{code-cell} python\n7 * 3  # 21 tokens\n```\n"
    )
    return page


def test_a_planted_page_is_found_out(planted):
    found = ["110 million", "forty epochs", "0.88", "three eighths of", "15%"]
    assert [number for _, number in typed(planted)] == found
    assert loose(planted, {"to 0.88": None}) != loose(planted, {"from 0.88": None})
    assert not loose(planted, dict.fromkeys(found))


def test_a_planted_notebook_is_found_out(tmp_path):
    """In a notebook only the sentences count that are about a system or a source."""
    text = (
        "Our toy takes 12 steps.\nBERT takes 12 steps.\nThe paper says a third of them."
    )
    cell = {"cell_type": "markdown", "id": "here", "source": [text]}
    page = tmp_path / "planted.ipynb"
    page.write_text(json.dumps({"cells": [cell, {**cell, "cell_type": "code"}]}))
    assert typed(page) == [("here", "12 steps"), ("here", "a third of")]
