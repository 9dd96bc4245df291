"""The index of ideas: every function of the mechanisms, whom it serves, and where its code is.

Which system uses which function is told by the dataset. A lab shows a function's code with
``show.source``; the index leads to the section of the lab that does, or else to the first
that uses it.
"""

import ast
import importlib
import inspect
import json
import os
import re
from pathlib import Path

import pandas as pd
from docutils.nodes import make_id
from sphinx_external_toc.parsing import parse_toc_yaml

from .. import data
from ..page import tables
from . import coverage, gallery

PLAIN = re.compile(r"[\w ,.:?!'’-]+")  # a heading whose address is sure


def index(root=data.ROOT, folder="book"):
    """The table, searchable and sortable: idea, function, what it does, systems, code.

    Parameters
    ----------
    root : Path
        The clone.
    folder : str
        Of the page that shows it, from which links lead.
    """
    rows, used, shown = gallery.systems(root), {}, places(root)
    for system, names in rows["mechanisms"].items():
        for name in names:
            used.setdefault(name, []).append(system)
    found = []
    for name in sorted(used):
        module, _, function = name.rpartition(".")
        about = importlib.import_module(f"fieldguide.mechanisms.{module}")
        found.append(
            {
                "idea": idea_of(about),
                "function": function,
                "what it does": first_line(getattr(about, function)).replace("`", ""),
                "systems": tuple(_system(rows.loc[s], folder) for s in used[name]),
                "its code": _place(shown.get(name), folder),
            }
        )
    label = f"{len(found)} functions, and the systems that they serve"
    return tables.table(pd.DataFrame(found), label, filters=["idea"])


def idea_of(module):
    """What a module is about: its first line up to a colon, or its name."""
    line = first_line(module)
    said, colon, _ = line.partition(":")
    return said if colon else module.__name__.rpartition(".")[2].capitalize()


def first_line(thing):
    """The first line of a docstring."""
    return inspect.getdoc(thing).splitlines()[0]


def _system(row, folder):
    return tables.Link(row["name"], gallery.link_to(row, folder) if row["page"] else "")


def _place(place, folder):
    if place is None:
        return tables.Link("", "")
    page, anchor, heading = place
    return tables.Link(heading, f"{os.path.relpath(page, folder)}.html{anchor}")


def places(root=data.ROOT):
    """Where labs show functions: family.module.function -> (page, anchor, heading).

    The section that shows the code goes before one that calls the function.
    """
    shows, calls = {}, {}
    for page in parse_toc_yaml(root / "_toc.yml"):
        path = Path(root) / f"{page}.ipynb"
        if not path.exists():
            continue
        cells = json.loads(path.read_text("utf-8"))["cells"]
        texts = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
        headings = [
            line.lstrip("# ")
            for kind, text in texts
            if kind == "markdown"
            for line in text.splitlines()
            if re.match("##+ ", line)
        ]
        imports, place = {}, (page, "", "the lab")
        for kind, text in texts:
            if kind == "markdown":
                here = [ln for ln in text.splitlines() if re.match("##+ ", ln)]
                if here:
                    place = _at(page, here[-1].lstrip("# "), headings)
                continue
            tree = ast.parse(text)
            imports |= coverage.mechanisms_imported(tree)
            for node in ast.walk(tree):
                name = coverage.full_name(node, imports)
                if name.count(".") == 2:
                    calls.setdefault(name, place)
                is_shown = isinstance(node, ast.Call) and node.args
                if is_shown and ast.unparse(node.func) == "show.source":
                    shows.setdefault(coverage.full_name(node.args[0], imports), place)
    return calls | shows


def _at(page, heading, headings):
    """A section's place; the page's beginning where the section's address is not sure."""
    sure = PLAIN.fullmatch(heading) and headings.count(heading) == 1
    return page, f"#{make_id(heading)}" if sure else "", heading.replace("`", "")
