"""What the book has for each system, computed from its own files.

``python -m fieldguide.site.coverage`` prints the table; book/coverage.md shows it, and
tests/site/test_coverage.py holds what a finished chapter must have.

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
from . import exercises

PARTS = {  # column: what a finished chapter has at least
    "narrative": 1,
    "machines": 1,
    "functions": 1,
    "checked": 1,
    "explorables": 1,
    "exercises": 2,
    "questions": 3,
    "predictions": 1,
}
SHORT = {  # heads of columns, so that all fit beside both sidebars
    "narrative": "story",
    "explorables": "explore",
    "questions": "quiz",
    "predictions": "predict",
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
        section of its own; machines: how many are drawn there; functions: how many of the
        mechanisms exist; checked: how many of them a reference check calls by name;
        explorables, exercises, predictions: in the notebook's sections on it; questions: in
        the quizzes.
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
            "narrative": int(has_story(page, system)),
            "machines": len(machines_drawn(story(page, system))),
            "functions": len(functions),
            "checked": len(set(functions) & checked),
            "explorables": sum(
                "explore(" in code for kind, code in cells if kind == "code"
            ),
            "exercises": sum(len(exercises.labels(text)) for _, text in cells),
            "questions": asked.count(system),
            "predictions": sum(
                bool(re.search(r"(?<![\w.])predict\(", code))
                for kind, code in cells
                if kind == "code"
            ),
        }
    return pd.DataFrame.from_dict(counts, orient="index")[list(PARTS)]


def machines_drawn(text):
    """The machines that a section of a page draws, by the names of their functions."""
    return re.findall(r"\bmachines\.(\w+)\(", text)


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
    """Names like objectives.masking.corrupt of the mechanisms that reference checks call.

    Read off the text of tests/reference/<family>/<idea>.py: what the functions under
    ``@agrees(...)`` name, and what else of the file they use. What only producers or planted
    mistakes name does not count.
    """
    found = set()
    for path in sorted((Path(root) / "tests/reference").glob("*/*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        imports, defined = mechanisms_imported(tree), _defined(tree)
        todo = [node for node in tree.body if _is_check(node)]
        seen = set()
        while todo:
            used = list(ast.walk(todo.pop()))
            own = {n.arg for n in used if isinstance(n, ast.arg)} | _assigned(used)
            known = {name: full for name, full in imports.items() if name not in own}
            for node in used:
                name = full_name(node, known)
                if name.count(".") == 2:  # family.module.function
                    found.add(name)
                elif isinstance(node, ast.Name) and node.id not in own | seen:
                    seen.add(node.id)
                    todo += defined.get(node.id, [])
    return frozenset(found)


def _is_check(node):
    """Whether a statement is a function under ``@agrees(...)``."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(by, ast.Call) and getattr(by.func, "id", "") == "agrees"
        for by in node.decorator_list
    )


def mechanisms_imported(tree):
    """What a file imports from the mechanisms: as it calls it, and its name below them."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            before, room, below = f"{node.module}.".partition("fieldguide.mechanisms.")
            if room and not before:
                names |= {a.asname or a.name: below + a.name for a in node.names}
    return names


def _defined(tree):
    """The functions, classes and constants of a file by name."""
    found = {}
    for node in tree.body:
        whole = isinstance(node, ast.FunctionDef | ast.ClassDef)
        for name in {node.name} if whole else _assigned(ast.walk(node)):
            found.setdefault(name, []).append(node)
    return found


def _assigned(nodes):
    names = (node for node in nodes if isinstance(node, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def full_name(node, imports):
    """An expression like masking.corrupt with its family in front; "" if it is another."""
    if isinstance(node, ast.Name):
        return imports.get(node.id, "")
    owner = full_name(node.value, imports) if isinstance(node, ast.Attribute) else ""
    return f"{owner}.{node.attr}" if owner else ""


def show(root=data.ROOT):
    """The table for the book, those systems first that have most."""
    counts, rows = coverage(root), data.systems()
    done = (counts[list(PARTS)] >= pd.Series(PARTS)).sum(axis=1)
    order = done.sort_values(ascending=False, kind="stable").index
    frame = pd.DataFrame(
        {
            "system": [_link(rows.loc[s], s) for s in order],
            "category": list(rows["category"][order]),
            **{
                SHORT.get(part, part): [int(n) for n in counts.loc[order, part]]
                for part in PARTS
            },
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


def has_story(page, system):
    """Whether a page has a section that other pages can refer to by the system's id."""
    return page.is_file() and f"({system})=" in page.read_text("utf-8").splitlines()


def story(page, system):
    """The text of that section: from the system's label to the next one; "" if it has none."""
    text = page.read_text("utf-8") if page.is_file() else ""
    _, _, section = text.partition(f"\n({system})=\n")
    return re.split(r"^\(.+\)=$", section, maxsplit=1, flags=re.MULTILINE)[0]


def _questions(root):
    paths = sorted((root / "notebooks").rglob("*.quiz.toml"))
    return [
        question.get("system", "") for path in paths for question in quiz.read(path)
    ]


if __name__ == "__main__":
    print(coverage().to_string())
