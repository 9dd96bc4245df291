"""Outlines: which point is below which, by markdown-it-py; and a deck, by python-pptx."""

import io
import zipfile
from xml.etree import ElementTree

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.documents import deck, outline

LISTS = (
    "- a\n  - b\n    - c\n- d",
    "- a\n    - b\n     - c",
    "- a\n - b\n  - c\n   - d",
    "1. a\n  - b\n2. c\n   - d\n   - e",
    "10) a\n   - b\n     - c",
    "-   a\n  - b\n    - c\n      1. d",
    "* a\n  + b\n\n  + c\n\n* d",
    "  - a\n- b\n  - c",
)
MARKS = "- ", "* ", "1. ", "-   "

# --- how the vectors are made ---------------------------------------------------------


@producer
def markdown_it_lists():
    """MarkdownIt().parse: how many lists each item lies in, and what it says."""
    from markdown_it import MarkdownIt

    seed = 1
    rng = np.random.default_rng(seed)
    texts = [*LISTS]
    while len(texts) < 60:  # lists at random, of which those are kept that we can read
        lines, columns = [], [0]
        for k in range(7):
            left = int(rng.choice(columns)) + int(rng.integers(0, 4))
            mark = str(rng.choice(MARKS))
            lines.append(" " * left + mark + f"item {k}")
            columns.append(left + len(mark))
        text = "\n".join(lines)
        try:
            outline.parse_outline("## x\n" + text)
        except ValueError:
            continue  # code, for Markdown
        texts.append(text)
    found = []
    for text in texts:
        depth, points = -1, []
        for token in MarkdownIt("commonmark").parse(text):
            depth += token.type in ("bullet_list_open", "ordered_list_open")
            depth -= token.type in ("bullet_list_close", "ordered_list_close")
            if token.type == "inline":
                points.append([depth, token.content])
        found.append(points)
    return record(
        "markdown-it-py",
        'MarkdownIt("commonmark").parse(text): lists that are open, content',
        seed,
        {"texts": texts},
        {"points": found},
    )


@producer
def python_pptx_deck():
    """A deck written by python-pptx alone, with its own template, and read from its XML."""
    import pptx

    text = "# The fog & the horn\n\n## When\n- in fog\n  - three times\n    - a minute\n- never\n## Who\n"
    made = pptx.Presentation()
    made.slides.add_slide(
        made.slide_layouts[0]
    ).shapes.title.text = "The fog & the horn"
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "When"
    frame = slide.placeholders[1].text_frame
    frame.text = "in fog"
    for level, line in ((1, "three times"), (2, "a minute"), (0, "never")):
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = line, level
    made.slides.add_slide(made.slide_layouts[1]).shapes.title.text = "Who"
    out = io.BytesIO()
    made.save(out)
    return record(
        "python-pptx",
        "Presentation(), add_slide, text_frame.add_paragraph, paragraph.level",
        0,  # nothing is drawn
        {"text": text},
        {"slides": _said(out.getvalue())},
    )


def _said(data):
    """Level and text of each paragraph of each slide, from the XML in the zip."""
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    slides = []
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        names = [n for n in parts.namelist() if n.startswith("ppt/slides/slide")]
        for name in sorted(names):
            root = ElementTree.fromstring(parts.read(name))
            found = []
            for paragraph in root.iter(f"{a}p"):
                about = paragraph.find(f"{a}pPr")
                level = 0 if about is None else int(about.get("lvl", 0))
                text = "".join(t.text or "" for t in paragraph.iter(f"{a}t"))
                found += [[level, text]] * bool(text)
            slides.append(found)
    return slides


# --- how ours is compared -------------------------------------------------------------


@agrees("markdown_it_lists")
def the_same_stands_below_the_same(vector):
    for text, theirs in zip(
        vector["inputs"]["texts"], vector["outputs"]["points"], strict=True
    ):
        (slide,) = outline.parse_outline("## x\n" + text).slides
        assert [[*point] for point in slide.points] == theirs, text


@agrees("python_pptx_deck")
def the_deck_says_the_same(vector):
    talk = outline.parse_outline(vector["inputs"]["text"])
    written = deck.write_pptx(talk)
    assert _said(written) == vector["outputs"]["slides"]
    assert deck.read_pptx(written) == talk


# --- what must be noticed -------------------------------------------------------------

PARSE, WRITE = outline.parse_outline, deck.write_pptx


def _two_spaces_a_level(text):
    """A level is two spaces, whatever stands above."""
    lines = text.split("\n")
    head = [line for line in lines if line.startswith("#")]
    points = [line for line in lines if line and not line.startswith("#")]
    found = []
    for line in points:
        words = line.split(maxsplit=1)[1]
        found.append(outline.Point((len(line) - len(line.lstrip())) // 2, words))
    return outline.Outline("", [outline.Slide(head[0][3:], found)])


def _flat(text):
    talk = PARSE(text)
    flat = [
        s._replace(points=[outline.Point(0, p.text) for p in s.points])
        for s in talk.slides
    ]
    return talk._replace(slides=flat)


def _levels_from_1(talk, *, size=None):
    deeper = [
        s._replace(points=[(0, "x"), *((p.level + 1, p.text) for p in s.points)])
        for s in talk.slides
    ]
    return WRITE(talk._replace(slides=deeper), size=size)


plant(
    "markdown_it_lists", "documents.outline.parse_outline", _two_spaces_a_level, _flat
)
plant("python_pptx_deck", "documents.outline.parse_outline", _flat)
plant("python_pptx_deck", "documents.deck.write_pptx", _levels_from_1)
