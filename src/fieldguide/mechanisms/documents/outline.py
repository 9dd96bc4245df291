"""An outline as text, and as what it says: slides with titles, and points below points.

Language models write outlines in Markdown, since they have read so much of it. A program that
makes slides of them must find out what belongs below what, and all it has is how far a line
stands from the left edge.
"""

import re
from typing import NamedTuple

from ... import checks

DEEPEST = 8  # levels below the first that a .pptx knows
MARK = re.compile(r"( *)([-*+]|\d{1,9}[.)])( {1,4})(?=\S)")
CODE = 4  # spaces too many, from which on Markdown takes a line for code


class Point(NamedTuple):
    """A line of a slide: how deep it stands, 0 for the first level, and what it says."""

    level: int
    text: str


class Slide(NamedTuple):
    """A title, and the points below it."""

    title: str
    points: list


class Outline(NamedTuple):
    """The title of a talk, which may be empty, and its slides."""

    title: str
    slides: list


def as_points(points):
    """Points, from pairs of a level and a text; what cannot be one is refused.

    Parameters
    ----------
    points : list of (int, str)
        In the order of the slide. The first stands on level 0, and none is more than one level
        deeper than the one above it.

    Returns
    -------
    list of Point

    Raises
    ------
    ValueError
        If something is no such pair, too deep, or below nothing.
    """
    found, above = [], -1
    for k, pair in enumerate(checks.iterable("points", points)):
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise ValueError(
                f"points[{k}] must be a level and a text, got {pair!r:.60}"
            )
        level = checks.count(f"level of points[{k}]", pair[0], 0, DEEPEST)
        if level > above + 1:
            raise ValueError(
                f"points[{k}] must stand on level {above + 1} or higher up, got {level}"
            )
        found.append(Point(level, checks.text(f"points[{k}]", pair[1])))
        above = level
    return found


def as_outline(outline):
    """An outline whose parts are what they should be; what cannot be one is refused.

    Parameters
    ----------
    outline : Outline
        Its slides and their points in any kind of list.

    Returns
    -------
    Outline
        With lists, and with points as `as_points` gives them.

    Raises
    ------
    ValueError
        If it is no outline, a slide is none, or a point is below nothing.
    """
    if not isinstance(outline, Outline):
        raise ValueError(f"outline must be an Outline, got {outline!r:.60}")
    title, slides = checks.text("title", outline.title), []
    for k, slide in enumerate(checks.iterable("slides", outline.slides)):
        if not isinstance(slide, Slide):
            raise ValueError(f"slides[{k}] must be a Slide, got {slide!r:.60}")
        name = checks.text(f"title of slides[{k}]", slide.title)
        slides.append(Slide(name, as_points(slide.points)))
    return Outline(title, slides)


def parse_outline(text):
    """Read an outline that is written in Markdown.

    A point belongs to the one above it if it begins where that one's *text* begins, or further
    right. Below ``- a`` two spaces do; below ``1. a`` it takes three.

    Parameters
    ----------
    text : str
        ``# `` and the title of the talk, once or not at all; ``## `` and the title of a slide;
        points with ``-``, ``*``, ``+`` or a number in front. Lines may be empty.

    Returns
    -------
    Outline

    Raises
    ------
    ValueError
        If a line is nothing of that, stands where it cannot, or so far to the right that
        Markdown would take it for code; it is named.

    References
    ----------
    CommonMark 0.31, sections 4.2 and 5.2, of which this is a small part: no paragraphs, no
    deeper headings, and marks within a line, such as **bold**, stay as they are.
    """
    talk, slides, columns = None, [], []
    for number, line in enumerate(re.split(r"\r\n?|\n", checks.text("text", text)), 1):
        line = line.expandtabs(4).rstrip()
        heading, point = re.fullmatch(r"(##?) +(\S.*)", line), MARK.match(line)
        if not line:
            continue
        if heading and heading[1] == "##":
            slides.append(Slide(heading[2], []))
            columns = []  # where the texts of the points begin that are open
        elif heading and talk is None and not slides:
            talk = heading[2]
        elif point and slides:
            left = len(point[1])
            while columns and left < columns[-1]:
                columns.pop()
            if left - (columns[-1] if columns else 0) >= CODE:
                raise ValueError(
                    f"line {number} stands {CODE} spaces or more too far to the right, "
                    f"which is code in Markdown, got {line!r}"
                )
            checks.count(f"level of line {number}", len(columns), 0, DEEPEST)
            slides[-1].points.append(Point(len(columns), line[point.end() :]))
            columns.append(point.end())
        else:
            wanted = "a heading or, on a slide, a point" if slides else "## and a title"
            raise ValueError(f"line {number} must be {wanted}, got {line!r}")
    return Outline(talk or "", slides)


def write_outline(outline):
    """Write an outline in Markdown: what `parse_outline` reads back as it was.

    Parameters
    ----------
    outline : Outline
        Titles and points of one line each, none of them empty.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is no outline, or would be read otherwise.
    """
    outline = as_outline(outline)
    lines = [f"# {outline.title}"] if outline.title else []
    for slide in outline.slides:
        lines += ["", f"## {slide.title}", ""]
        lines += [f"{'  ' * level}- {text}" for level, text in slide.points]
    text = "\n".join(lines).strip() + "\n"
    if parse_outline(text) != outline:
        raise ValueError(
            f"outline must have titles and points of one line each, got {outline!r:.80}"
        )
    return text
