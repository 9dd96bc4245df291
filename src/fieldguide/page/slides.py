"""Slides as a page shows them, and files that a reader can take along."""

import base64
import html

from .. import checks
from ..mechanisms.documents.layout import room
from ..mechanisms.documents.outline import as_points
from . import assets

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def slides(pages, *, size, columns=2, caption=None):
    """Draw slides, side by side: a title each, and its points.

    Parameters
    ----------
    pages : list of (title, points)
        Such as `Slide`.
    size : int
        Of the text, in points of a slide that is 720 of them wide. Smaller text is drawn smaller,
        but never so small that it cannot be read here.
    columns : int
        At most so many stand in a row; on a phone one.
    caption : str, optional
        HTML below them all.

    Returns
    -------
    Slides
    """
    pages = [*checks.iterable("pages", pages)]
    for k, page in enumerate(pages):
        if not isinstance(page, tuple | list) or len(page) != 2:
            raise ValueError(f"pages[{k}] must be a title and points, got {page!r:.60}")
    pages = [
        (checks.text(f"title of pages[{k}]", title), as_points(points))
        for k, (title, points) in enumerate(pages)
    ]
    checks.counts(size=size, columns=columns)
    return Slides(pages, size, columns, caption)


class Slides:
    """Slides as HTML: a heading and nested lists, in a frame of a slide's proportions."""

    def __init__(self, pages, size, columns, caption):
        self.pages, self.size, self.columns, self.caption = (
            pages,
            size,
            columns,
            caption,
        )

    def _repr_html_(self):
        width, _ = room(self.size)
        # A line each: states of an explorable share those that are alike.
        items = "\n".join(
            f'<li style="--letters: {width}"><b>{html.escape(title)}</b>'
            f"{_list(points)}</li>"
            for title, points in self.pages
        )
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return (
            f'<figure class="fg-slides" style="--columns: {self.columns}"><ol>\n{items}\n'
            f"</ol>{caption}</figure>{assets.style()}"
        )

    def __repr__(self):
        return "Slides: " + "; ".join(
            f"{title} ({len(points)} points)" for title, points in self.pages
        )


def _list(points, level=0):
    """Points of one level and all below them, as nested lists."""
    if not points:
        return ""
    items, begun = [], []
    for point in points:
        if point.level == level:
            begun.append((point, []))
        else:
            begun[-1][1].append(point)
    for point, below in begun:
        items.append(f"<li>{html.escape(point.text)}{_list(below, level + 1)}</li>")
    return f"<ul>{''.join(items)}</ul>"


def download(data, name, text, kind=PPTX):
    """A link under which a reader gets a file that the page carries.

    Parameters
    ----------
    data : bytes
        A third more of them travel with the page.
    name : str
        What the file is called: "talk.pptx".
    text : str
        What the link says.
    kind : str
        The file's media type.

    Returns
    -------
    Download
    """
    for word, value in {"name": name, "text": text, "kind": kind}.items():
        checks.text(word, value)
    if not isinstance(data, bytes) or not data:
        raise ValueError(f"data must be bytes, and some, got {data!r:.40}")
    return Download(data, name, text, kind)


class Download:
    """The link."""

    def __init__(self, data, name, text, kind):
        self.data, self.name, self.text, self.kind = data, name, text, kind

    def _repr_html_(self):
        held = base64.b64encode(self.data).decode()
        return (
            f'<p class="fg-download"><a download="{html.escape(self.name)}" '
            f'href="data:{self.kind};base64,{held}">{html.escape(self.text)}</a> '
            f"({html.escape(self.name)}, {len(self.data) / 1000:.0f} kB)</p>{assets.style()}"
        )

    def __repr__(self):
        return f"{self.name}: {len(self.data):,} bytes"
