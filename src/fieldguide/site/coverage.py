"""What the book has for each system, computed from its own files.

``python -m fieldguide.site.coverage`` prints the table; book/coverage.md shows it, and
tests/test_coverage.py holds what a finished chapter must have.

A notebook says which systems a section is about in the metadata of the section's first
cell: ``"systems": "bert roberta"``. The section ends where the next heading of level 2
begins.
"""

import ast
import importlib
import json
import re
from functools import lru_cache
from pathlib import Path

import pandas as pd

from .. import data
from ..page import quiz, tables

PARTS = {  # column: what a finished chapter has at least
    "narrative": 1,
    "functions": 1,
    "checked": 1,
    "explorables": 1,
    "exercises": 2,
    "questions": 3,
}


def coverage(root=data.ROOT):
    """Count what each system of the book has.

    Parameters
    ----------
    root : Path
        The clone: its pages, notebooks and reference checks are read, its data not.

    Returns
    -------
    pandas frame
        Indexed by system, in the order of `data.systems`. narrative: 1 if its page has a
        section of its own; functions: how many of the mechanisms exist; checked: how many of
        them a reference check calls by name; explorables, exercises: in the notebook's
        sections on it; questions: in the quizzes.
    """
    rows = data.systems().query("kind == 'system'")
    checked, asked = checked_functions(root), _questions(root)
    counts = {}
    for system, row in rows.iterrows():
        page = root / f"{row['chapter']}.md"
        functions = [name for name in row["mechanisms"] if _exists(name)]
        cells = [
            c for path in row["notebook"].split() for c in sections(root, path, system)
        ]
        counts[system] = {
            "narrative": int(_has_section(page, system)),
            "functions": len(functions),
            "checked": len(set(functions) & checked),
            "explorables": sum(
                "explore(" in code for kind, code in cells if kind == "code"
            ),
            "exercises": sum(
                len(re.findall(r":label: ex-", text)) for _, text in cells
            ),
            "questions": asked.count(system),
        }
    return pd.DataFrame.from_dict(counts, orient="index")[list(PARTS)]


def sections(root, notebook, system):
    """The cells of a notebook's sections about a system: (kind, text) pairs."""
    path = Path(root) / f"{notebook}.ipynb"
    found, inside = [], False
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        text = "".join(cell["source"])
        if "systems" in cell["metadata"]:
            inside = system in cell["metadata"]["systems"].split()
        elif cell["cell_type"] == "markdown" and text.startswith("## "):
            inside = False
        if inside:
            found.append((cell["cell_type"], text))
    return found


@lru_cache
def checked_functions(root=data.ROOT):
    """Names like masking.corrupt of the mechanisms that reference checks call.

    Read off the text of tests/reference/agreement*.py: whatever stands as module.function, or
    was imported by its name, and is used in it.
    """
    found = set()
    for path in sorted((Path(root) / "tests/reference").glob("agreement*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        names = {}  # as the file calls it: its full name below fieldguide.mechanisms
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                below = node.module.partition("fieldguide.mechanisms")
                if below[1]:
                    start = below[2].lstrip(".") + "." * bool(below[2])
                    names |= {a.asname or a.name: start + a.name for a in node.names}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in names:
                    found.add(f"{names[node.value.id]}.{node.attr}")
            elif isinstance(node, ast.Name) and "." in names.get(node.id, ""):
                found.add(names[node.id])
    return frozenset(found)


def show(root=data.ROOT):
    """The table for the book, those systems first that have most."""
    counts, rows = coverage(root), data.systems()
    done = (counts >= pd.Series(PARTS)).sum(axis=1)
    order = done.sort_values(ascending=False, kind="stable").index
    frame = pd.DataFrame(
        {
            "system": [_link(rows.loc[s], s) for s in order],
            "category": list(rows["category"][order]),
            **{part: [int(n) for n in counts.loc[order, part]] for part in PARTS},
            "complete": ["yes" if done[s] == len(PARTS) else "not yet" for s in order],
        }
    )
    label = f"{(done == len(PARTS)).sum()} of {len(frame)} systems are complete"
    return tables.table(frame, label, filters=["category", "complete"])


def _link(row, system):
    page = Path(row["chapter"]).relative_to("book") if row["chapter"] else None
    return tables.Link(row["name"], f"{page}.html#{system}" if page else "")


def _exists(name):
    module, _, function = name.rpartition(".")
    found = importlib.import_module(f"fieldguide.mechanisms.{module}")
    return callable(getattr(found, function, None))


def _has_section(page, system):
    """Whether a page has a section that other pages can refer to by the system's id."""
    return page.is_file() and f"({system})=" in page.read_text("utf-8").splitlines()


def _questions(root):
    paths = sorted((root / "notebooks").rglob("*.quiz.toml"))
    return [
        question.get("system", "") for path in paths for question in quiz.read(path)
    ]


if __name__ == "__main__":
    print(coverage().to_string())
