"""A small book in an empty folder, to be built for real."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from places import ROOT

from fieldguide.site import runs

TOC = "format: jb-book\nroot: index\nchapters:\n"
WORKS = "".join(
    f"@misc{{{who.lower()}2020, author={{{who}, Ann}}, title={{On {who}}}, year={{2020}}}}\n"
    for who in ("Gull", "Heron", "Auk")
)
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}


def notebook(*cells, kernel=PYTHON):
    """A notebook as text: its title, then a code cell for each text given."""
    made = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Run"}]
    made += [
        {"cell_type": "code", "id": f"cell-{k}", "metadata": {}, "source": code,
         "outputs": [], "execution_count": None}
        for k, code in enumerate(cells, 1)
    ]  # fmt: skip
    book = {"cells": made, "metadata": {"kernelspec": kernel}}
    return json.dumps(book | {"nbformat": 4, "nbformat_minor": 5})


def write(folder, pages):
    """Write a book: `pages` are name -> text, notebooks end in .ipynb; the first is its root.

    The last page is the list of works, as the book has it.
    """
    (folder / "book").mkdir(parents=True, exist_ok=True)
    (folder / "book/references.bib").write_text(WORKS)
    config = (ROOT / "_config.yml").read_text("utf-8")
    (folder / "_config.yml").write_text(config, "utf-8")
    pages = pages | {
        "book/references.md": (ROOT / "book/references.md").read_text("utf-8")
    }
    names = [name.rpartition(".")[0] for name in pages]
    assert names[0] == "index", names
    chapters = "".join(f"  - file: {name}\n" for name in names[1:])
    (folder / "_toc.yml").write_text(TOC + chapters)
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def build(folder, *options, **variables):
    """Build it; returns the finished process, its output as text."""
    command = [
        sys.executable,
        "-m",
        "fieldguide.site.build",
        "--root",
        folder,
        *options,
    ]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | variables
    )


def alone(function, *arguments):
    """Call a function in a thread of its own: in ours the browser's event loop may run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments).result()


def run(folder, *names):
    """Run these pages of a book, two at a time; returns the failures."""
    runs.forget()
    pages = [runs.read_page(folder, name) for name in names]
    return alone(runs.run_all, pages, folder, 2, lambda *_: None)


def html(folder):
    """All files of a built book: path -> bytes."""
    made = folder / "_build" / "html"
    return {
        p.relative_to(made).as_posix(): p.read_bytes()
        for p in made.rglob("*")
        if p.is_file()
    }
