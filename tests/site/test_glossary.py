"""Every term of the glossary is linked where a page of a chapter first uses it."""

import re

import pytest
from places import ROOT

GLOSSARY = (ROOT / "book/glossary.md").read_text("utf-8")
TERMS = re.findall(r"^([^\s`#{].*)\n  \S", GLOSSARY, re.MULTILINE)
CHAPTERS = [
    page
    for folder in (
        "foundations",
        "encoders",
        "decoders",
        "assistants",
        "programs",
        "science",
        "pictures",
        "captions",
        "senses",
        "other",
    )
    for page in sorted((ROOT / "book" / folder).glob("*.md"))
]
NOT_PROSE = re.compile(
    r"\A---.*?^---$|^#.*?$|^```\{code-cell\}.*?^```$|\[[^\]]*\]\([^)]*\)|`[^`]*`(?!`)|\$[^$]*\$"
    r"|\{cite:\w\}`[^`]*`|^\*[^*\n]*\*$|^\([^)\n]*\)=$|^:.*?$|\*\*[^*]*\.\*\*",
    re.MULTILINE | re.DOTALL,
)


def used(text):
    """Term -> whether its first use in a page is a link, for the terms that it uses."""
    found = {}
    for term in TERMS:
        words = re.escape(term.split(" (")[0])

        def mark(link, term=term):
            shown, target = link[1].strip(), (link[2] or link[1]).strip()
            return f"§{shown}§" if target.lower() == term.lower() else " "

        marked = re.sub(r"\{term\}`([^`<]*)(?:<([^`>]*)>)?`", mark, text)
        prose = NOT_PROSE.sub(" ", marked)
        use = re.search(rf"(§?)(?<![\w-]){words}s?(?![\w-])", prose, re.IGNORECASE)
        if use:
            # A link may show other words than the term, so any link before counts.
            found[term] = bool(use[1]) or "§" in prose[: use.start()]
    return found


def test_the_glossary_is_in_alphabetical_order_and_each_term_stands_once():
    assert len(TERMS) > 10 and "masked language modeling" in TERMS
    assert sorted(TERMS, key=str.lower) == TERMS
    assert len({t.lower() for t in TERMS}) == len(TERMS)


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_term_is_linked_at_its_first_use(page):
    found = used(page.read_text("utf-8"))
    assert [term for term, linked in found.items() if not linked] == []


def test_every_term_is_used_somewhere():
    pages = [p for p in (ROOT / "book").rglob("*.md") if p.stem != "glossary"]
    pages += (ROOT / "notebooks").rglob("*.ipynb")
    text = " ".join(page.read_text("utf-8") for page in pages).lower()
    assert [t for t in TERMS if t.split(" (")[0].lower() not in text] == []


@pytest.mark.parametrize(
    "text, linked",
    [
        ("A {term}`token` is read.", True),
        ("Many {term}`tokens <token>` and a token.", True),
        ("A token, later a {term}`token`.", False),
        ("# A token\n\nNo `token` here, nor [there](token.md); a {term}`token`.", True),
    ],
)
def test_a_use_before_the_link_is_noticed(text, linked):
    assert used(text)["token"] is linked
