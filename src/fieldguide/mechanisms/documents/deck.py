"""An outline as a file that presentation programs open, and back again.

A .pptx is a zip of XML files: one a slide, and some twenty that say what a slide is. Writing
it is the work of python-pptx; here is decided what goes where.
"""

import datetime
import io
import re
import zipfile

from ... import checks
from .outline import Outline, Point, Slide, as_outline

FIRST, SECOND = 0, 1  # layouts of python-pptx's template: a title, a title and content
LONG_AGO = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # when all parts of the zip were changed: the earliest it knows
LARGEST = 4000  # points of a font, ECMA-376, part 1, ST_TextFontSize
NAME = 255  # characters that python-pptx allows of what a file says of itself
FORBIDDEN = re.compile(
    "[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # in XML 1.0
DAY = datetime.datetime(2023, 1, 1)  # when the deck was changed last, as it says itself


def write_pptx(outline, *, size=None):
    """Write an outline as a .pptx: a slide for the talk's title, and one for each of its own.

    The same outline gives the same bytes, whenever it is written.

    Parameters
    ----------
    outline : Outline
        What goes beyond a slide is not cut off here; `split_points` is for that.
    size : int, optional
        Of the text, in points; without it the template's own, which gets smaller with each
        level.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If it is no outline, has nothing in it, a point is below nothing, a size is above 4000,
        or a text has a character that XML forbids.

    References
    ----------
    ECMA-376, part 1, section 19 (PresentationML), by way of scanny/python-pptx 1.0.
    """
    import pptx  # takes a while to load, and only this needs it
    from pptx.util import Pt

    outline = as_outline(outline)
    if not outline.title and not outline.slides:
        raise ValueError("outline must have a title or a slide, got neither")
    size = None if size is None else Pt(checks.count("size", size, most=LARGEST))
    deck = pptx.Presentation()
    if outline.title:
        _add(deck, FIRST).shapes.title.text = _legal("title", outline.title)
    for number, slide in enumerate(outline.slides):
        shapes = _add(deck, SECOND).shapes
        shapes.title.text = _legal(f"title of slides[{number}]", slide.title)
        frame = shapes.placeholders[1].text_frame
        for k, (level, text) in enumerate(slide.points):
            paragraph = frame.add_paragraph() if k else frame.paragraphs[0]
            paragraph.text = _legal(f"points[{k}] of slides[{number}]", text)
            paragraph.level, paragraph.font.size = level, size
    return _packed(deck, outline.title)


def read_pptx(data):
    """Read a .pptx that `write_pptx` has written: its outline.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    Outline

    Raises
    ------
    ValueError
        If it is no .pptx, or a slide has no place for a title or for points.
    """
    import pptx

    try:
        deck = pptx.Presentation(io.BytesIO(data))
    except Exception as error:  # of zip, XML or its own, whatever is wrong
        raise ValueError(f"data must be a .pptx, got {data!r:.40}") from error
    title, slides = "", []
    for number, slide in enumerate(deck.slides):
        places = {box.placeholder_format.idx: box for box in slide.placeholders}
        first = slide.slide_layout.name == "Title Slide"
        if 0 not in places or (1 not in places and not first):
            raise ValueError(
                f"slides[{number}] must have a title and points, got {[*places]}"
            )
        name = slide.shapes.title.text_frame.text
        if first:
            title = name
            continue
        frame = places[1].text_frame
        # A line that is broken within a point is \v there; an empty frame has one paragraph.
        points = [Point(p.level, p.text.replace("\v", "\n")) for p in frame.paragraphs]
        points = points if frame.text else []
        slides.append(Slide(name, points))
    return Outline(title, slides)


def _legal(name, text):
    """A text that XML can hold; python-pptx would write others as they are spelled, _x001B_."""
    if found := FORBIDDEN.search(text):
        raise ValueError(
            f"{name} must have only characters that XML can hold, got {found[0]!r} at "
            f"place {found.start()}"
        )
    return text


def _add(deck, layout):
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    for box in list(slide.placeholders)[1:]:
        if layout == FIRST:  # the subtitle, which would ask for a click
            box.element.getparent().remove(box.element)
    return slide


def _packed(deck, title):
    """A deck as bytes, without what it does not need, and with nothing that is now."""
    for layout in list(deck.slide_layouts):
        if not layout.used_by_slides:
            deck.slide_layouts.remove(layout)
    for part in deck.part.package, deck.part:
        for name, relation in list(part._rels.items()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):
                part._rels.pop(name)
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = title[:NAME], "", ""
    about.created = about.modified = DAY
    raw, out = io.BytesIO(), io.BytesIO()
    deck.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(out, "w") as packed:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            packed.writestr(entry, parts.read(name), compresslevel=9)
    return out.getvalue()
