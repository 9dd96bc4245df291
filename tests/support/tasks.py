"""The tasks of the assignments: their cells, their points, and how one answer is graded."""

import json

from places import ROOT

SOURCES = {
    path.stem: json.loads(path.read_text("utf-8"))["cells"]
    for path in sorted((ROOT / "assignments").glob("*/*.ipynb"))
}


def source(assignment, name):
    """The source of a cell."""
    found = next(cell for cell in SOURCES[assignment] if cell["id"] == name)
    return "".join(found["source"])


def names(assignment):
    """The names of the tasks."""
    return [
        c["id"].removesuffix("-tests")
        for c in SOURCES[assignment]
        if c["id"].endswith("-tests")
    ]


def points(assignment, name):
    """What a task is worth."""
    cells = SOURCES[assignment]
    told = next(c["metadata"]["nbgrader"] for c in cells if c["id"] == f"{name}-tests")
    return told["points"]


def grade(assignment, name, answer):
    """The report on one answer, alone in a fresh namespace."""
    space = {}
    exec(source(assignment, "setup"), space)
    exec(answer, space)
    exec(source(assignment, f"{name}-tests"), space)
    return space["marks"]


TASKS = [(a, name) for a in SOURCES for name in names(a)]
