"""From matplotlib figures to SVG text: one layout for all that belong together, one drawing each.

`matplotlib.figure.Figure.savefig` draws twice, once to find the layout and once to write, measures
every text anew for each figure, and solves the layout again for each. Here the layout is solved
once for figures that have the same axes, with the room that the largest labels of any of them
need, and each figure is drawn once.
"""

import contextlib
import gc
import io
import math
from functools import lru_cache
from typing import NamedTuple

from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.transforms import Bbox

DPI = 72  # SVG counts in points, 72 to an inch
IMAGE_DPI = 100  # of what has to be drawn as an image
SLACK = 1.5  # points that a label may take of the 3 that the layout leaves around it
BETWEEN_COLLECTIONS = 20_000  # new objects, about as many as a figure has
TOLERANCE = 0.5  # points; ink at the edge of a letter
GROWTHS = 20  # at most; in narrower axes other ticks may ask for more room again


class DrawError(ValueError):
    """A figure that cannot be drawn; the reason is its cause."""

    def __init__(self, figure, reason):
        super().__init__(f"{type(reason).__name__}: {reason}")
        self.figure = figure


class Label(NamedTuple):
    """A text where it was drawn: its box in points from the left and from the top."""

    text: str
    box: tuple  # x0, y0, x1, y1


class Pen(RendererSVG):
    """Writes SVG, keeps where each text stands, and measures a text once for all figures."""

    def __init__(self, figure, out):
        width, height = figure.get_size_inches() * DPI
        told = {"Date": None, "Creator": None}
        super().__init__(width, height, out, image_dpi=IMAGE_DPI, metadata=told)
        self.labels = []

    def get_text_width_height_descent(self, s, prop, ismath):
        """What matplotlib asks wherever it measures."""
        return _measure(s, prop.copy(), ismath)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Write a line of text, and keep its box unless it is cut at its axes."""
        super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        if gc.get_clip_rectangle() is None:
            box = _box(x, y, angle, *_measure(s, prop.copy(), ismath))
            self.labels.append(Label(s, box))


class Canvas(FigureCanvasSVG):
    """Lets the layout measure with a pen: as the SVG will be, and each text once."""

    def get_renderer(self):
        """Give a pen whose writing nobody reads."""
        return Pen(self.figure, io.StringIO())


@lru_cache(10_000)
def _measure(text, font, ismath):
    """Width, height and descent of a text, points; the same in every figure."""
    return _ruler().get_text_width_height_descent(text, font, ismath)


@lru_cache(1)
def _ruler():
    return RendererSVG(1, 1, io.StringIO())


def _box(x, y, angle, width, height, descent):
    """Box around a text that starts at (x, y), downward, and is turned by degrees."""
    turn = math.radians(angle)
    cos, sin = math.cos(turn), math.sin(turn)
    corners = [(a, b) for a in (0, width) for b in (-descent, height - descent)]
    across = [x + a * cos - b * sin for a, b in corners]
    down = [y - a * sin - b * cos for a, b in corners]
    return min(across), min(down), max(across), max(down)


class Room(Artist):
    """Unseen; claims margins around its axes from the layout."""

    def __init__(self, margins):
        super().__init__()
        self.margins = margins  # left, bottom, right, top, points
        self.set_clip_on(False)

    def get_tightbbox(self, renderer=None):
        """Box of the axes with the margins; all of it that the layout asks for."""
        left, bottom, right, top = self.margins
        inner = _inner(self.axes)
        return Bbox.from_extents(
            inner.x0 - left, inner.y0 - bottom, inner.x1 + right, inner.y1 + top
        )


def _inner(ax):
    """The box of an axes without its labels, points from the lower left."""
    return ax.get_position(original=True).transformed(ax.figure.transSubfigure)


def margins(figure):
    """What stands out of each axes: (left, bottom, right, top), points."""
    pen, found = figure.canvas.get_renderer(), []
    for ax in figure.axes:
        inner, outer = _inner(ax), ax.get_tightbbox(pen, for_layout_only=True)
        outer = outer or inner  # hidden axes have no box
        found.append(
            (
                inner.x0 - outer.x0,
                inner.y0 - outer.y0,
                outer.x1 - inner.x1,
                outer.y1 - inner.y1,
            )
        )
    return found


def _shape(figure):
    """What figures have in common whose axes stand at the same places; None: with nobody."""
    if figure.get_layout_engine() is None or figure.get_suptitle() or figure.subfigs:
        return None
    places = [ax.get_subplotspec() for ax in figure.axes]
    places = [p and (*p.get_geometry(), str(p.get_gridspec())) for p in places]
    return (*figure.get_size_inches(), len(figure.legends), *places)


def draw_all(figures):
    """Draw figures; those with the same size and axes have their axes at the same places.

    Parameters
    ----------
    figures : list of matplotlib Figure
        Become of no other use: their layout is fixed, and they measure in points.

    Returns
    -------
    list of (str, list of Label)
        For each figure its SVG document as matplotlib writes it, and the texts in it.
    """
    groups = {}
    for k, figure in enumerate(figures):
        Canvas(figure)
        figure.set_dpi(DPI)
        groups.setdefault(_shape(figure) or k, []).append(k)
    drawn = {}
    for group in groups.values():
        made = _draw_alike([figures[k] for k in group])
        drawn.update(zip(group, made, strict=True))
    return [drawn[k] for k in range(len(figures))]


def _draw_alike(figures):
    """Draw figures with the same axes; more room for all as soon as a label needs it."""
    first, *others = figures
    engine = first.get_layout_engine()
    _lay_out(first, engine)
    if engine is None or not others:
        return [_draw(first)]
    have, rooms, growths = margins(first), [], 0
    drawn, waiting = {}, list(figures)
    while waiting:
        figure = waiting.pop(0)
        if figure is not first:
            _place_like(figure, first)
        drawn[figure] = _draw(figure)
        if growths < GROWTHS and (need := _outgrown(figure, drawn[figure][1], have)):
            growths += 1
            for room in rooms:
                room.remove()
            rooms = [
                a.add_artist(Room(m)) for a, m in zip(first.axes, need, strict=True)
            ]
            _lay_out(first, engine)
            have = margins(first)
            # What was drawn before comes last, when the layout is likely to stay.
            waiting, drawn = [*waiting, *drawn], {}
    return [drawn[figure] for figure in figures]


def _lay_out(figure, engine):
    """Place the axes once; drawing leaves them there."""
    if engine is not None:
        with _naming(figure):
            engine.execute(figure)
        figure.set_layout_engine("none")


@contextlib.contextmanager
def _naming(figure):
    try:
        yield
    except Exception as error:
        raise DrawError(figure, error) from error


def _place_like(figure, first):
    """Put the axes of a figure where those of another stand."""
    figure.set_layout_engine("none")
    for ax, there in zip(figure.axes, first.axes, strict=True):
        if there.get_subplotspec() is not None:  # else its place is its own
            ax.set_position(there.get_position(original=True))
            ax.set_in_layout(True)  # set_position() has taken it out, unmeasured


def _outgrown(figure, labels, have):
    """The margins that hold the labels of this figure, too; None if these do already."""
    if not _may_outgrow(figure, labels, have):
        return None
    need = [
        [max(sides) for sides in zip(*both, strict=True)]
        for both in zip(have, margins(figure), strict=True)
    ]
    return need if _larger(need, have) else None


def _may_outgrow(figure, labels, have):
    """Whether a label may stand out further than these margins of the axes; cheap to ask."""
    if len(figure.axes) != 1:
        return True  # a label does not say whose it is
    inner, (left, bottom, right, top) = _inner(figure.axes[0]), have[0]
    high = figure.bbox.height  # labels count from the top
    outer = (
        inner.x0 - left - SLACK,
        high - inner.y1 - top - SLACK,
        inner.x1 + right + SLACK,
        high - inner.y0 + bottom + SLACK,
    )
    return any(_beyond(label.box, outer) > 0 for label in labels)


def _beyond(box, outer):
    """By how many points a box sticks out of another; not positive if it does not."""
    return max(
        outer[0] - box[0], outer[1] - box[1], box[2] - outer[2], box[3] - outer[3]
    )


def _larger(need, have):
    return any(
        n > h + SLACK
        for needs, has in zip(need, have, strict=True)
        for n, h in zip(needs, has, strict=True)
    )


def _draw(figure):
    """Write a figure whose layout is done; returns (SVG document, labels)."""
    out = io.StringIO()
    pen = Pen(figure, out)
    with _naming(figure):
        figure.draw(pen)
    pen.finalize()
    return out.getvalue(), pen.labels


def check(figure, labels):
    """Every label stands inside its picture.

    Raises
    ------
    DrawError
        Names the label that sticks out furthest, the side, and by how much.
    """
    width, height = figure.get_size_inches() * DPI
    page = (0, 0, width, height)
    label = max(labels, key=lambda one: _beyond(one.box, page), default=None)
    if label is None or _beyond(label.box, page) <= TOLERANCE:
        return
    left, top, right, bottom = label.box
    out = {
        "on the left": -left,
        "at the top": -top,
        "on the right": right - width,
        "at the bottom": bottom - height,
    }
    side = max(out, key=out.get)
    reason = ValueError(
        f"expected every label inside the picture of {width:g} x {height:g} points, "
        f"but {label.text!r} sticks out by {out[side]:.1f} {side}"
    )
    raise DrawError(figure, reason)


@contextlib.contextmanager
def rare_collections():
    """Garbage is collected less often, while figures are made that are kept until all are drawn.

    Python would search them again and again in vain, for a sixth of the time.
    """
    often = gc.get_threshold()
    gc.set_threshold(BETWEEN_COLLECTIONS, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)
