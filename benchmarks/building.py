"""The build: of the book as it is, and of one grown to sixty notebooks, in copies of the tree.

Seconds are wall-clock, and processor seconds of all processes beside them: on a machine with
other work only the second can be compared.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from measure import ROOT, Row, watch

BUILD = [sys.executable, "-m", "fieldguide.site.build"]
NOTEBOOKS = 60
FUNCTION = "src/fieldguide/mechanisms/objectives/masking.py"  # what a change touches
SHARED = (  # labels of a notebook: no two pages may have the same
    re.compile(r":label: ([\w-]+)"),
    re.compile(r"\$\$ ?\(([\w-]+)\)"),
    re.compile(r"^\(([\w-]+)\)=", re.MULTILINE),
    re.compile(r"<!-- (ex-[\w-]+) -->"),  # the name of an exercise
)


def build(against):
    """Rows of the book as it is, beside a commit if one is named."""
    for commit in [against, ""] if against else [""]:
        with copy(commit) as (tree, settings):
            yield from _book("build", commit or "now", tree, settings)


def grown():
    """Rows of the book grown to sixty notebooks."""
    with copy() as (tree, settings):
        pages = grow(tree, NOTEBOOKS)
        one = _time(tree, settings, "--jobs", "1", fresh=True)
        yield Row("grown", "one process", "cold", one.seconds, "s")
        rows = list(_book("grown", "two processes", tree, settings, most=360))
        yield from rows
        yield Row(
            "grown",
            "two processes / one",
            "cold",
            rows[0].value / one.seconds,
            most=0.65,
        )

        story = tree / "book" / "glossary.md"
        story.write_text(story.read_text("utf-8") + "\nOne line more.\n", "utf-8")
        done = _time(tree, settings)
        yield Row("grown", "one story changed", "", done.seconds, "s", most=20)

        notebook = tree / "notebooks" / "encoders" / "02-memory.ipynb"
        text = notebook.read_text("utf-8")
        notebook.write_text(
            text.replace("import numpy as np", "import numpy as np  #", 1)
        )
        reading = 1 + _resting_on(tree, "files", "notebooks/encoders/02-memory.ipynb")
        done = _time(tree, settings)
        yield Row("grown", "one notebook changed", "", done.seconds, "s", most=20)
        yield Row(
            "grown", "one notebook changed", "pages that ran", done.ran, most=reading
        )

        masking = "fieldguide.mechanisms.objectives.masking"
        resting = _resting_on(tree, "modules", masking)
        (tree / FUNCTION).write_text((tree / FUNCTION).read_text("utf-8") + "# more\n")
        done = _time(tree, settings)
        yield Row("grown", "a function changed", "", done.seconds, "s")
        yield Row(
            "grown", "a function changed", "pages that ran", done.ran, most=resting
        )

        shutil.rmtree(tree / "_build" / "work")
        (tree / "_build" / "state.json").unlink()
        whole = _time(tree, settings)
        alone = _start_up(tree, settings)
        yield Row("grown", "render", f"{pages} pages", whole.seconds, "s")
        yield Row("grown", "render", "start-up", alone.seconds, "s")
        beyond = (whole.seconds - alone.seconds) / pages
        yield Row("grown", "render", "a page, beyond start-up", beyond, "s", most=0.30)


def _book(part, item, tree, settings, most=None):
    """Cold, and with nothing changed."""
    cold = _time(tree, settings, fresh=True)
    yield Row(part, item, "cold", cold.seconds, "s", most=most)
    yield Row(part, item, "cold, processor", cold.processor, "s")
    yield Row(part, item, "cold, peak memory", cold.memory, "MB")
    warm = _time(tree, settings)
    yield Row(part, item, "nothing changed", warm.seconds, "s", most=10)


class _Done:
    """A finished build: seconds, processor seconds, MB, and how many pages ran."""

    def __init__(self, seconds, processor, memory, ran):
        self.seconds, self.processor, self.memory, self.ran = (
            seconds,
            processor,
            memory,
            ran,
        )


def _time(tree, settings, *options, fresh=False):
    """Build, on two processes unless told otherwise."""
    if (tree / "src/fieldguide/site/runs.py").exists():  # else a commit before it
        options = options or ("--jobs", "2")
    if fresh:
        shutil.rmtree(tree / "_build", ignore_errors=True)
    before = os.times()
    seconds, memory = watch([*BUILD, *options], tree, **settings)
    after = os.times()
    spent = sum(after[2:4]) - sum(before[2:4])  # of children that have ended
    log = tree / "_build" / "build.log"
    text = log.read_text("utf-8") if log.exists() else ""
    return _Done(seconds, spent, memory, len(re.findall(r"^\[ *\d+/\d+\]", text, re.M)))


def _start_up(tree, settings):
    """A book of two pages, which is nearly all start-up."""
    toc = tree / "_toc.yml"
    toc.write_text(
        "format: jb-book\nroot: book/coverage\nchapters:\n  - file: book/references\n"
    )
    (tree / "_build" / "state.json").unlink()
    return _time(tree, settings)


def _resting_on(tree, kind, name):
    """How many kept runs imported a module, or read a file; the index of ideas reads all labs."""
    kept = (tree / "_build" / "runs").rglob("*.json")
    return sum(name in json.loads(p.read_text("utf-8"))[kind] for p in kept)


# --- copies of the tree ---------------------------------------------------------------


@contextmanager
def copy(commit=""):
    """A copy of the tree, or of a commit, with the variables that make it build itself."""
    with tempfile.TemporaryDirectory(prefix="fieldguide-bench-") as folder:
        tree, home = Path(folder) / "tree", Path(folder) / "home"
        if commit:
            tree.mkdir()
            pack = subprocess.run(
                ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
            )
            subprocess.run(["tar", "-x"], cwd=tree, input=pack.stdout, check=True)
        else:
            copy_tree(tree)
        # Nothing left by earlier builds: matplotlib lists the fonts anew, too.
        settings = {"PYTHONPATH": str(tree / "src"), "MPLCONFIGDIR": str(home)}
        check_import(tree, settings)
        yield tree, settings


def copy_tree(target):
    """Copy what git tracks, and what it would, to a fresh folder: no _build."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        source = ROOT / name
        if source.is_file():  # not one that was deleted and is still tracked
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name)


def check_import(tree, settings):
    """The copy must be built by its own library, not by the developer's."""
    found = subprocess.run(
        [sys.executable, "-c", "import fieldguide; print(fieldguide.__file__)"],
        cwd=tree, env=os.environ | settings, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    if not Path(found).is_relative_to(tree):
        raise RuntimeError(f"expected to import fieldguide from {tree}, got {found}")


def grow(tree, total):
    """Add copies of the real notebooks until there are `total`; returns the pages in all."""
    real = sorted((tree / "notebooks").rglob("*.ipynb"))
    folder = tree / "notebooks" / "copies"
    folder.mkdir()
    names = []
    for k in range(total - len(real)):
        source = real[k % len(real)]
        name = f"{k + 1:02d}-{source.stem}"
        names.append(f"notebooks/copies/{name}")
        text = _copied(source.read_text("utf-8"), source, f"-c{k + 1}")
        for beside in _beside(source):  # its quiz, stored runs, weights
            text = text.replace(beside.name, name + beside.name[len(source.stem) :])
            shutil.copy2(beside, folder / (name + beside.name[len(source.stem) :]))
        (folder / f"{name}.ipynb").write_text(text, "utf-8")
    toc = (tree / "_toc.yml").read_text("utf-8")
    lines = "".join(f"      - file: {name}\n" for name in names)
    toc += f"  - caption: Copies\n    chapters:\n{lines}"
    (tree / "_toc.yml").write_text(toc, "utf-8")
    return toc.count("file: ") + 1  # and the root


def _beside(source):
    """The files that belong to a notebook: they have its name and another ending."""
    return sorted(set(source.parent.glob(f"{source.stem}.*")) - {source})


def _copied(text, source, ending):
    """A notebook's text in another folder, with labels and links that fit."""
    text = re.sub(r"\]\((\d\d-[\w-]+\.ipynb)", rf"](../{source.parent.name}/\1", text)
    notebook = json.loads(text)
    prose = [c for c in notebook["cells"] if c["cell_type"] == "markdown"]
    labels = {
        label
        for c in prose
        for p in SHARED
        for label in p.findall("".join(c["source"]))
    }
    for cell in prose:
        said = "".join(cell["source"])
        for label in labels:
            # Not what is a part of a path.
            said = re.sub(rf"(?<![\w/-]){label}(?![\w-]|\.\w)", label + ending, said)
        cell["source"] = said.splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
