"""An outline as a file that presentation programs open, and back again.

A .pptx is a zip of XML files: one a slide, and some twenty that say what a slide is. Writing
it is the work of python-pptx; here is decided what goes where.
"""

import datetime
import io
import zipfile

from ... import checks
from .outline import Outline, Point, Slide, as_points

FIRST, SECOND = 0, 1  # layouts of python-pptx's template: a title, a title and content
LONG_AGO = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # when all parts of the zip were changed: the earliest it knows
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
        If it is no outline, has nothing in it, or a point is below nothing.

    References
    ----------
    ECMA-376, part 1, section 19 (PresentationML), by way of scanny/python-pptx 1.0.
    """
    import pptx  # takes a while to load, and only this needs it
    from pptx.util import Pt

    if not isinstance(outline, Outline):
        raise ValueError(f"outline must be an Outline, got {outline!r:.60}")
    if not outline.title and not outline.slides:
        raise ValueError("outline must have a title or a slide, got neither")
    size = None if size is None else Pt(checks.count("size", size))
    deck = pptx.Presentation()
    if outline.title:
        _add(deck, FIRST).shapes.title.text = checks.text("title", outline.title)
    for slide in outline.slides:
        shapes = _add(deck, SECOND).shapes
        shapes.title.text = checks.text("title of a slide", slide.title)
        frame = shapes.placeholders[1].text_frame
        for k, (level, text) in enumerate(as_points(slide.points)):
            paragraph = frame.add_paragraph() if k else frame.paragraphs[0]
            paragraph.text, paragraph.level, paragraph.font.size = text, level, size
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
        If it is no .pptx.
    """
    import pptx

    try:
        deck = pptx.Presentation(io.BytesIO(data))
    except Exception as error:  # of zip, XML or its own, whatever is wrong
        raise ValueError(f"data must be a .pptx, got {data!r:.40}") from error
    title, slides = "", []
    for slide in deck.slides:
        name = slide.shapes.title.text_frame.text
        if slide.slide_layout.name == "Title Slide":
            title = name
            continue
        paragraphs = slide.shapes.placeholders[1].text_frame.paragraphs
        points = [Point(p.level, p.text) for p in paragraphs if p.text]
        slides.append(Slide(name, points))
    return Outline(title, slides)


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
    about.title, about.author, about.last_modified_by = title, "", ""
    about.created = about.modified = DAY
    raw, out = io.BytesIO(), io.BytesIO()
    deck.save(raw)
    with zipfile.ZipFile(raw) as parts, zipfile.ZipFile(out, "w") as packed:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            packed.writestr(entry, parts.read(name), compresslevel=9)
    return out.getvalue()
