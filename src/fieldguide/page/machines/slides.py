"""The machine of *An outline becomes slides*: from a text with dashes to a file."""

import numpy as np

from ...mechanisms.documents.layout import line_numbers, room, split_points
from ...mechanisms.documents.outline import parse_outline
from .drawing import Machine


def chatbcg_run(text, size=24, most=None):
    """An outline in Markdown through reading and laying out; with `most` so many slides only."""
    outline = parse_outline(text)
    points = [p for slide in outline.slides[:most] for p in slide.points]
    pages = [
        page
        for slide in outline.slides[:most]
        for page in split_points(slide.points, size=size)
    ]
    width, _ = room(size)
    return {
        "levels": np.array([[p.level] for p in points]),
        "lines": line_numbers(points, width=width)[:, None],
        "slides": np.array([[len(page)] for page in pages]),
        "size": size, "width": width,
    }  # fmt: skip


def chatbcg(text, **sizes):
    """Draw what a program that makes slides must do, whatever writes its outline."""
    r = chatbcg_run(text, **sizes)
    m = Machine("From a topic to a file of slides", 430)
    m.box("topic", 135, 14, "data", text="a topic")
    m.box("model", 135, 68, "frozen", text="some language model", wide=140)
    m.wire("topic", "model")
    m.box("read", 135, 146, "fixed", text="count the spaces", wide=110)
    m.wire("model", "read", "an outline, as text")
    m.box(
        "break",
        135,
        258,
        "fixed",
        text=f"break lines at {r['width']} letters",
        wide=160,
    )
    m.wire("read", "break", "levels", r["levels"], cells={}, at=(135, 202))
    m.box("split", 135, 346, "fixed", text="a new slide if it is full", wide=150)
    m.wire("break", "split", "lines", r["lines"], at=(135, 302))
    m.box("file", 135, 414, "data", text="a .pptx", said="a file")
    m.wire("split", "file", "points", r["slides"])
    return m.picture(
        f"{len(r['levels'])} points at a size of {r['size']} make {len(r['slides'])} slides. "
        "Which model writes the outline, its makers have not said."
    )
