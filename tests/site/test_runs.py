"""Notebooks run side by side; each runs again only when what it rests on has changed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from small_book import alone, notebook, run

from fieldguide.page import figures
from fieldguide.site import runs

READS = """
from pathlib import Path
from fieldguide.page import figures
print(Path("table.csv").read_text(), len([*Path("more").glob("*")]))
"""

STORY = """---
file_format: mystnb
kernelspec:
  name: python3
---

# A story

```{code-cell} python
print(6 * 7)
```
"""


@pytest.fixture
def book(tmp_path):
    """A clone with a notebook that reads a table and looks into a folder, once run."""
    (tmp_path / "notebooks/more").mkdir(parents=True)
    (tmp_path / "notebooks/table.csv").write_text("a")
    (tmp_path / "requirements.txt").write_text("numpy==1")
    (tmp_path / "notebooks/reads.ipynb").write_text(notebook(READS))
    assert run(tmp_path, "notebooks/reads") == []
    return tmp_path


def why(root, name="notebooks/reads"):
    runs.forget()
    return runs.why_again(runs.read_page(root, name), root, runs.load(root, name))


def test_a_run_keeps_what_came_out_and_what_it_rests_on(book):
    kept = runs.load(book, "notebooks/reads")
    assert kept["outputs"] == [
        [{"output_type": "stream", "name": "stdout", "text": "a 0\n"}]
    ]
    assert list(kept["files"]) == ["notebooks/table.csv"]
    assert list(kept["folders"]) == ["notebooks/more"]
    assert {
        "fieldguide.page",
        "fieldguide.page.figures",
        "fieldguide.page.assets",
    } <= set(kept["modules"])
    assert not any(
        m.startswith(("fieldguide.site", "fieldguide.mechanisms"))
        for m in kept["modules"]
    )
    assert kept["language"]["pygments_lexer"] == "ipython3"
    assert why(book) == ""


def plant_text(root):
    path = root / "notebooks/reads.ipynb"
    path.write_text(path.read_text().replace("# Run", "# Another title"))


def plant_cell(root):
    (root / "notebooks/reads.ipynb").write_text(notebook(READS + "\n1"))


def plant_table(root):
    (root / "notebooks/table.csv").write_text("b")


def plant_lost_table(root):
    (root / "notebooks/table.csv").unlink()


def plant_file(root):
    (root / "notebooks/more/new.csv").write_text("")


def plant_lock(root):
    (root / "requirements.txt").write_text("numpy==2")


def plant_stranger(root):
    (root / "notebooks/other.csv").write_text("c")


@pytest.mark.parametrize(
    "plant, reason",
    [
        (plant_text, ""),
        (plant_stranger, ""),
        (plant_cell, "its cells have changed"),
        (plant_table, "notebooks/table.csv has changed"),
        (plant_lost_table, "notebooks/table.csv has changed"),
        (plant_file, "notebooks/more has changed"),
        (plant_lock, "the lock or Python has changed"),
    ],
)
def test_a_page_runs_again_when_what_it_rests_on_has_changed(book, plant, reason):
    plant(book)
    assert why(book) == reason


def test_a_page_runs_again_when_a_module_that_it_imports_has_changed(
    book, tmp_path_factory, monkeypatch
):
    real, changed = runs._hash, Path(figures.__file__)
    monkeypatch.setattr(
        runs, "_hash", lambda p: "new" if Path(p) == changed else real(p)
    )
    assert why(book) == "fieldguide.page.figures has changed"
    other = Path(sys.modules["fieldguide.site.runs"].__file__)
    monkeypatch.setattr(runs, "_hash", lambda p: "new" if Path(p) == other else real(p))
    assert why(book) == ""


def test_a_run_does_not_rest_on_the_files_of_its_environment():
    """They stand below the clone, too; the lock says which they are."""
    code = (
        "import sys; from pathlib import Path; from fieldguide.site import kernel\n"
        "home = Path(sys.prefix)\n"
        "files, folders = kernel.note_reads(home.parent)\n"
        "for path in (home / 'pyvenv.cfg', Path(sys.argv[1])): path.read_text()\n"
        "list(home.glob('*'))\n"
        "print(sorted(files), sorted(folders))"
    )
    beside = Path(sys.prefix).parent / "README.md"
    command = [sys.executable, "-c", code, str(beside)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['README.md'] []"


@pytest.mark.parametrize("damage", [b"", b"{ cut off", b"[]", b'{"cells": 1}', None])
def test_a_damaged_run_is_as_none(book, damage):
    path = runs.kept_in(book, "notebooks/reads")
    if damage is None:  # one letter of an output
        damage = path.read_bytes().replace(b'"a 0', b'"b 0')
    path.write_bytes(damage)
    assert runs.load(book, "notebooks/reads") is None
    assert why(book) == "it has not run yet"


def test_nobodys_own_settings_reach_a_run(tmp_path, monkeypatch):
    """Of matplotlib, IPython, Jupyter and Python; and sets have an order."""
    home = tmp_path / "home"
    for path, text in {
        "matplotlibrc": "font.size: 77",
        "ipython/profile_default/startup/a.py": "import sys; sys.startup = 1",
        "jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "x", "language": "python"}',
        "startup.py": "raise SystemExit",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text)
    own = {
        "MATPLOTLIBRC": "matplotlibrc", "MPLCONFIGDIR": "", "IPYTHONDIR": "ipython",
        "JUPYTER_DATA_DIR": "jupyter", "JUPYTER_PATH": "jupyter", "PYTHONSTARTUP": "startup.py",
    }  # fmt: skip
    for name, path in own.items():
        monkeypatch.setenv(name, str(home / path))
    monkeypatch.setenv("PYTHONHASHSEED", "5")
    monkeypatch.setenv("MPLBACKEND", "nowhere")
    code = (
        "import sys, matplotlib\n"
        "print(matplotlib.rcParams['font.size'], hasattr(sys, 'startup'), sys.flags.hash_randomization)"
    )
    (tmp_path / "one.ipynb").write_text(notebook(code))
    kernel = {"name": "conda-env-nlp-py", "display_name": "mine", "language": "python"}
    (tmp_path / "two.ipynb").write_text(notebook("print(1)", kernel=kernel))
    assert run(tmp_path, "one", "two") == []
    said = runs.load(tmp_path, "one")["outputs"][0][0]["text"]
    assert said == "10.0 False 0\n"


def test_the_longest_runs_first_and_one_that_fails_stops_no_other(tmp_path):
    for name, seconds in (("short", 1), ("long", 9), ("bad", 5)):
        (tmp_path / f"{name}.ipynb").write_text(
            notebook("1" if name != "bad" else "1 / 0")
        )
        runs.save(tmp_path, name, {"cells": "", "seconds": seconds})
    done = []
    pages = [runs.read_page(tmp_path, name) for name in ("short", "bad", "long")]
    ordered = runs.longest_first(pages, tmp_path)
    assert [page.name for page in ordered] == ["long", "bad", "short"]

    def report(page, seconds, failure):
        done.append((page.name, bool(failure)))

    failed = alone(runs.run_all, pages, tmp_path, 1, report)
    # The first two begin side by side, and either may be the first to end.
    assert sorted(done) == [("bad", True), ("long", False), ("short", False)]
    (failure,) = failed
    assert failure.where == "cell 2 (id cell-1)" and failure.why.startswith(
        "ZeroDivisionError"
    )
    assert runs.load(tmp_path, "bad")["cells"] == ""  # what was kept before stays


def test_a_story_with_cells_is_a_page_with_a_run(tmp_path):
    (tmp_path / "story.md").write_text(STORY)
    (tmp_path / "plain.md").write_text("# Plain\n")
    assert runs.read_page(tmp_path, "plain") is None
    (tmp_path / "silent.ipynb").write_text(notebook())
    assert runs.read_page(tmp_path, "silent") is None
    assert run(tmp_path, "story") == []
    assert runs.load(tmp_path, "story")["outputs"][0][0]["text"] == "42\n"


def test_a_kept_run_is_plain_json(book):
    kept = json.loads(runs.kept_in(book, "notebooks/reads").read_text("utf-8"))
    assert kept["seconds"] > 0 and len(kept["sum"]) == 64
