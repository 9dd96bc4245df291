"""No number about a system is typed in prose, unless something named here holds it.

A number comes from a role (``{fact}``) or stands in the output of a cell. Where a sentence has
one all the same, `HELD` says for each page which, and what holds it: a test, a cell beside the
sentence, or the row of a table that is quoted.
"""

import json
import re
from pathlib import Path

import pytest

from fieldguide import data
from support.typed_numbers import HELD

ROOT = Path(__file__).parents[2]
# Pages of a chapter are about systems from the first line to the last.
CHAPTERS = ("encoders", "foundations", "map", "numbers", "surveys")

DIGITS = r"\d[\d,]*(?:\.\d+)?"
WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty "
    "fifty sixty seventy eighty ninety hundred dozen"
).replace(" ", "|")
UNITS = (
    r"%|percent|points?|million|billion|trillion|thousand|times|fold|[GMT]B\b|bytes|tokens?|"
    r"parameters|layers|blocks|heads|entries|pieces|rows|texts|languages|words|steps|epochs|"
    r"hours|days|chips|cards|examples|operations|characters|images|pairs|systems|models"
)
PARTS = "thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|[a-z]+teenths?|twentieths?|hundredths?|thousandths?"
TYPED = re.compile(
    rf"(?<![\w.-])(?:{DIGITS}[ -]?(?:{UNITS})|(?:{WORDS})[ -](?:{UNITS})"
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


@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_every_typed_number_about_a_system_is_held(path):
    held = HELD.get(name_of(path), {})
    loose = [f"{at}: {number}" for at, number in typed(path) if number not in held]
    assert not loose, f"{name_of(path)}: use a role or a cell, or say what holds it"
