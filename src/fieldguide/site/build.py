"""``make book``: check the sources, run the notebooks, build the pages, put them in place.

The pages are made in _build/work and moved to _build/html only if nothing went wrong, so that the
last good book stays where it is.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from .. import data
from ..page import quiz

ROOT = data.ROOT
WORK = ROOT / "_build" / "work"
PAGES = ROOT / "_build" / "html"


class BuildError(Exception):
    """Something in the sources or the cache that the build cannot go on with."""


def check_notebooks(root=ROOT):
    """No notebook holds outputs or run numbers (the build makes them), and cells have ids.

    Raises
    ------
    BuildError
        Names file and cell.
    """
    for path in sorted((root / "notebooks").rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        name = path.relative_to(root)
        try:
            cells = json.loads(path.read_text("utf-8"))["cells"]
        except (ValueError, KeyError) as error:
            raise BuildError(
                f"{name}: expected a notebook in JSON, got {error!r}"
            ) from None
        ids = [cell.get("id") for cell in cells]
        if repeated := {k for k in ids if k is None or ids.count(k) > 1}:
            raise BuildError(
                f"{name}: expected a cell id of its own for each cell, got {repeated}"
            )
        for k, cell in enumerate(cells, 1):
            if cell.get("outputs") or cell.get("execution_count"):
                raise BuildError(
                    f"{name}, cell {k} (id {cell.get('id')}): expected no outputs and no run "
                    "number, found them; strip them with: make strip"
                )


def check_quizzes(root=ROOT):
    """Every quiz file can be asked."""
    for path in sorted((root / "notebooks").rglob("*.quiz.toml")):
        quiz.read(path)


def check_data(folder=data.FOLDER):
    """Every table of the data package fits its description."""
    package = json.loads((Path(folder) / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        data.table(resource["name"], folder)
    data.facts(folder)


def check_cache(cache):
    """The cache of executed notebooks is whole, or not there yet.

    Raises
    ------
    BuildError
        If its index is damaged, or names a notebook that is gone.
    """
    index = cache / "global.db"
    if not index.exists():
        return
    advice = "expected a whole cache of executed notebooks; remove it with: make clean"
    try:
        with sqlite3.connect(index) as db:
            state = db.execute("PRAGMA quick_check").fetchone()[0]
            keys = db.execute("SELECT hashkey, uri FROM nbcache").fetchall()
    except sqlite3.DatabaseError as error:
        raise BuildError(f"{index.relative_to(ROOT)}: {error}; {advice}") from None
    if state != "ok":
        raise BuildError(f"{index.relative_to(ROOT)}: {state}; {advice}")
    for key, uri in keys:
        executed = cache / "executed" / key / "base.ipynb"
        try:
            json.loads(executed.read_text("utf-8"))
        except (OSError, ValueError):
            raise BuildError(
                f"{executed.relative_to(ROOT)}: the run of {Path(uri).name} is missing or "
                f"damaged; {advice}"
            ) from None


def fingerprint(root=ROOT):
    """A hash of all that pages depend on besides their own text and cells."""
    found = hashlib.sha256(sys.version.encode())
    paths = [
        root / "requirements.txt",
        root / "_config.yml",
        root / "book/references.bib",
    ]
    for folder, pattern in (
        ("src", "*.py"),
        ("data", "*"),
        ("notebooks", "*.toml"),
        ("notebooks", "*.csv"),
    ):
        paths += sorted((root / folder).rglob(pattern))
    for path in paths:
        if path.is_file():
            found.update(
                path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes()
            )
    return found.hexdigest()


def forget_if_changed(work=WORK):
    """Drop cached runs and pages when the code or data beneath them has changed."""
    stamp, now = work / "fingerprint", fingerprint()
    if not stamp.exists() or stamp.read_text() != now:
        if work.exists():
            print(
                "The library, the data or the lock has changed: everything runs anew."
            )
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        stamp.write_text(now)


def put_in_place(made, pages=PAGES):
    """Replace the published pages by the new ones, by renaming."""
    fresh, old = pages.with_name("html-new"), pages.with_name("html-old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(made, fresh)
    if pages.exists():
        pages.rename(old)
    fresh.rename(pages)
    shutil.rmtree(old, ignore_errors=True)


def run_jupyter_book():
    """Run it with every warning an error and show what it says; returns its exit code."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", "."]
    command += ["--path-output", WORK, "-W", "-n", "--keep-going"]
    out = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    # The notebooks' matrices are small: threads would wait for each other.
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    out["env"] = one_thread | os.environ
    with subprocess.Popen(command, cwd=ROOT, **out) as run:
        for line in run.stdout:
            # Kernels that listen on this machine only say so at every start.
            if "Kernel is running over TCP without encryption" not in line:
                print(line, end="", flush=True)
    return run.returncode


def build():
    """Build the book; returns the path of its first page."""
    check_notebooks()
    check_quizzes()
    check_data()
    made = WORK / "_build" / "html"
    # On a new machine this makes matplotlib's list of fonts, which takes a while; a notebook
    # that had to wait for it would print a warning, and warnings fail the build.
    import matplotlib.font_manager  # noqa: F401

    check_cache(WORK / "_build" / ".jupyter_cache")
    forget_if_changed()
    if run_jupyter_book() != 0:
        # A run that failed is not in the cache; a page that failed must be read again.
        shutil.rmtree(WORK / "_build" / ".doctrees", ignore_errors=True)
        raise BuildError("Jupyter Book found the errors above")
    put_in_place(made)
    return PAGES / "index.html"


def main():
    """Build, or say in a line what is wrong and leave the last good book in place."""
    start = time.perf_counter()
    try:
        page = build()
    except (BuildError, data.DataError, quiz.QuizError) as error:
        stays = (
            f" The last good book is still in {PAGES.relative_to(ROOT)}."
            if PAGES.exists()
            else ""
        )
        sys.exit(f"\nThe book was not built. {error}.{stays}")
    print(f"\nBuilt in {time.perf_counter() - start:.1f} s. Open: {page}")


if __name__ == "__main__":
    main()
