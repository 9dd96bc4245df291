"""What fits on a slide: lines that are broken, text that is made smaller, points that move on.

A slide has a fixed size, and nobody knows beforehand how much somebody will want to say. So the
text is made smaller until it fits, or it goes on on another slide, or both.

Widths are counted in characters, all alike. In a real font an i is narrower than an m, and a
program that lays out slides measures each; what is decided here is the same.
"""

import numpy as np

from ... import checks
from .outline import as_points

WIDE, TALL = 648, 356  # points of the box for text, in python-pptx's own template
LETTER, LEADING = (
    0.5,
    1.2,
)  # of the font's size: a character's width, and a line's height
INDENT = 2  # characters that a level further down stands further to the right
SIZES = 32, 28, 24, 20, 18, 16, 14, 12, 10  # points, from which is chosen


def room(size, *, wide=WIDE, tall=TALL):
    """How much text of a size a box holds.

    At 24 points a character is 12 wide and a line 28.8 high: 54 characters, 12 lines.

    Parameters
    ----------
    size : int
        Of the font, in points.
    wide, tall : float
        Of the box, in points.

    Returns
    -------
    characters, lines : int
        Of a line, and of the box. 0 if not even one fits.

    Raises
    ------
    ValueError
        If `size` is no whole number above 0, or the box has no room.
    """
    size = checks.count("size", size)
    wide = checks.number("wide", wide, above=0)
    tall = checks.number("tall", tall, above=0)
    across, down = wide / (LETTER * size), tall / (LEADING * size)
    return int(across + 1e-9), int(down + 1e-9)


def wrap(text, *, width):
    """Break a text into lines, each as full as it can be.

    "the gull steals the bread" in a width of 10: "the gull", "steals the", "bread". A word that
    is longer than a line gets one for itself, and sticks out.

    Parameters
    ----------
    text : str
        Words with spaces between them.
    width : int
        Characters of a line, 1 or more.

    Returns
    -------
    list of str
        One empty line for an empty text.

    Raises
    ------
    ValueError
        If `text` is no text, or `width` no whole number above 0.

    References
    ----------
    Breaking as late as possible gives the fewest lines. TeX looks at a whole paragraph instead,
    so that no line is much emptier than the others: Knuth and Plass 1981,
    doi:10.1002/spe.4380111102.
    """
    words = checks.text("text", text).split()
    width = checks.count("width", width)
    lines = words[:1] or [""]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def line_numbers(points, *, width):
    """How many lines each point takes; one that stands further down has less width.

    Parameters
    ----------
    points : list of (level, text)
    width : int
        Characters of a line on the first level.

    Returns
    -------
    int array, shape (points,)

    Raises
    ------
    ValueError
        If there is no room for a character on some level, or something is no point.
    """
    points = as_points(points)
    width = checks.count("width", width)
    found = []
    for level, text in points:
        left = checks.count(f"width on level {level}", width - INDENT * level)
        found.append(len(wrap(text, width=left)))
    return np.array(found, int)


def fits(points, *, size, wide=WIDE, tall=TALL):
    """Whether points stand on one slide at a size, no word sticking out.

    Parameters
    ----------
    points : list of (level, text)
    size, wide, tall
        As in `room`.

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If something is no point, or a size is not above 0.
    """
    points = as_points(points)
    width, lines = room(size, wide=wide, tall=tall)
    longest = max(
        (INDENT * p.level + len(word) for p in points for word in p.text.split()),
        default=0,
    )
    if longest > width or width <= INDENT * max((p.level for p in points), default=0):
        return not points
    return bool(line_numbers(points, width=width).sum() <= lines)


def largest_size(points, *, sizes=SIZES, wide=WIDE, tall=TALL):
    """Make the text smaller until it fits: the largest size at which all stands on one slide.

    Parameters
    ----------
    points : list of (level, text)
    sizes : list of int
        From which is chosen, in points.
    wide, tall
        As in `room`.

    Returns
    -------
    int or None
        None if it fits at none of them.

    Raises
    ------
    ValueError
        If something is no point, or there are no sizes, or one is not above 0.
    """
    points = as_points(points)
    sizes = checks.ids("sizes", sizes, None, (None,), 1).tolist()
    checks.count("number of sizes", len(sizes))
    box = {"wide": wide, "tall": tall}
    return next((s for s in sorted(sizes)[::-1] if fits(points, size=s, **box)), None)


def split_points(points, *, size, wide=WIDE, tall=TALL):
    """Let what does not fit go on on another slide, and keep together what belongs together.

    A point of the first level and all below it go to a new slide as one if that is full. Only
    if they are too many for any slide are they cut; what goes on then stands below a copy of
    the points that it belongs to.

    Parameters
    ----------
    points : list of (level, text)
    size, wide, tall
        As in `room`.

    Returns
    -------
    list of list of Point
        A list a slide; none of them is empty but that of no points.

    Raises
    ------
    ValueError
        If a single point fits on no slide, or something is no point.
    """
    points = as_points(points)
    box = {"size": size, "wide": wide, "tall": tall}
    slides = [[]]
    for group in _groups(points):
        if fits(slides[-1] + group, **box):
            slides[-1] += group
            continue
        if slides[-1]:
            slides.append([])
        above = []  # what the next point belongs to
        for point in group:
            above = above[: point.level]
            if not fits([*slides[-1], point], **box):
                slides.append([*above])
            slides[-1].append(point)
            above.append(point)
            if not fits(slides[-1], **box):
                raise ValueError(f"size {size} leaves no room for {point.text!r:.60}")
    return slides


def _groups(points):
    """Points of the first level, each with all below it."""
    groups = []
    for point in points:
        if point.level == 0:
            groups.append([])
        groups[-1].append(point)
    return groups
