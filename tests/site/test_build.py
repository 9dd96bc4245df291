"""make book: what it refuses, what it says, and that the last good book stays."""

import json
import shutil
import sqlite3
import subprocess
import sys

import pytest
from places import ROOT

from fieldguide.site import build

CELL = {"cell_type": "code", "id": "say", "metadata": {}, "source": "1", "outputs": [],
        "execution_count": None}  # fmt: skip


def notebook(*cells):
    return json.dumps(
        {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    )


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "notebooks/encoders").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize(
    "text, message",
    [
        (notebook(CELL | {"outputs": [{"output_type": "stream"}]}), r"cell 1 \(id say\): expected no outputs"),
        (notebook(CELL | {"execution_count": 3}), "found them; strip them with: make strip"),
        (notebook(CELL, CELL), "expected a cell id of its own for each cell, got {'say'}"),
        ("{", "expected a notebook in JSON"),
        ("{}", "KeyError"),
    ],
)  # fmt: skip
def test_a_notebook_with_outputs_is_refused(tree, text, message):
    (tree / "notebooks/encoders/09-x.ipynb").write_text(text)
    with pytest.raises(
        build.BuildError, match=f"notebooks/encoders/09-x.ipynb.*{message}"
    ):
        build.check_notebooks(tree)


def test_our_notebooks_are_stripped():
    build.check_notebooks(ROOT)
    build.check_quizzes(ROOT)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "ROOT", tmp_path)
    folder = tmp_path / ".jupyter_cache"
    folder.mkdir()
    with sqlite3.connect(folder / "global.db") as db:
        db.execute("CREATE TABLE nbcache (hashkey TEXT, uri TEXT)")
        db.execute("INSERT INTO nbcache VALUES ('abc', 'notebooks/01-masking.ipynb')")
    return folder


def test_a_whole_cache_and_none_at_all_are_fine(cache, tmp_path):
    build.check_cache(tmp_path / "nowhere")
    (cache / "executed/abc").mkdir(parents=True)
    (cache / "executed/abc/base.ipynb").write_text("{}")
    build.check_cache(cache)


def test_a_damaged_index_is_refused(cache):
    (cache / "global.db").write_bytes(b"not a database" * 100)
    with pytest.raises(
        build.BuildError, match="global.db: file is not a database; expected a whole"
    ):
        build.check_cache(cache)


@pytest.mark.parametrize("content", [None, "{ cut off"])
def test_a_missing_or_damaged_run_is_refused(cache, content):
    if content:
        (cache / "executed/abc").mkdir(parents=True)
        (cache / "executed/abc/base.ipynb").write_text(content)
    with pytest.raises(
        build.BuildError, match="base.ipynb: the run of 01-masking.ipynb is missing"
    ):
        build.check_cache(cache)


def test_a_changed_function_makes_everything_run_anew(tmp_path, monkeypatch):
    (tmp_path / "src").mkdir()
    code = tmp_path / "src/a.py"
    code.write_text("x = 1")
    first = build.fingerprint(tmp_path)
    assert first == build.fingerprint(tmp_path)
    code.write_text("x = 2")
    assert first != build.fingerprint(tmp_path)


def test_the_new_pages_replace_the_old_ones_whole(tmp_path):
    made, pages = tmp_path / "made", tmp_path / "html"
    for folder, name in ((made, "new.html"), (pages, "old.html")):
        folder.mkdir()
        (folder / name).write_text(name)
    build.put_in_place(made, pages)
    assert [p.name for p in pages.iterdir()] == ["new.html"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["html", "made"]


# --- a small book in an empty folder, built for real -----------------------------------------

PAGE = "# A small book\n\n"
KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
}


def small_book(folder, page="", code="1 + 1"):
    """Build a book of one page and one notebook; returns the process, its output as text."""
    folder.mkdir(exist_ok=True)
    config = (ROOT / "_config.yml").read_text("utf-8")
    (folder / "_config.yml").write_text(config)
    (folder / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: run\n  - file: book/references\n"
    )
    shutil.copytree(ROOT / "book", folder / "book", dirs_exist_ok=True)
    (folder / "index.md").write_text(PAGE + page)
    cells = [
        {"cell_type": "markdown", "id": "t", "metadata": {}, "source": "# Run"},
        CELL | {"source": code},
    ]
    book = {"cells": cells, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
    (folder / "run.ipynb").write_text(json.dumps(book))
    command = [
        sys.executable,
        "-m",
        "jupyter_book",
        "build",
        str(folder),
        "-W",
        "-n",
        "--keep-going",
    ]
    command[1:3] = ["-c", "from jupyter_book.cli.main import main; main()"]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def test_a_small_book_builds(tmp_path):
    done = small_book(tmp_path / "b", "It has {fact}`bert.parameters` parameters.")
    assert done.returncode == 0, done.stdout + done.stderr
    html = (tmp_path / "b/_build/html/index.html").read_text("utf-8")
    assert ">110 million</a>" in html and "arxiv.org/abs/1810.04805" in html


@pytest.mark.parametrize(
    "page, code, message",
    [
        ("{fact}`bert.shoe_size`", "1", "unknown fact: 'bert.shoe_size': bert has"),
        ("{fact}`nobody.parameters`", "1", "no system 'nobody' has facts"),
        ("$$ \\frc $$", "1", 'Unknown command "\\\\frc"'),
        ("", "1 / 0", "ZeroDivisionError"),
        ("", "import warnings; warnings.warn('old')", "stderr"),
        (
            "",
            "from fieldguide.page.explore import explore\nexplore(lambda k: str(1 / k), k=[1, 0])",
            "failed at k=0: ZeroDivisionError",
        ),
    ],
    ids=["fact", "system", "equation", "cell", "warning", "state"],
)
def test_what_must_not_be_published_fails_the_build(tmp_path, page, code, message):
    done = small_book(tmp_path / "b", page, code)
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert message.replace("\\\\", "\\") in said.replace("\n", " "), said[-2000:]


def test_a_failed_build_leaves_the_last_good_book(site):
    before = {p: p.stat().st_mtime_ns for p in site.rglob("*.html")}
    bad = ROOT / "notebooks" / "encoders" / "99-planted.ipynb"
    bad.write_text(notebook(CELL | {"execution_count": 1}))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fieldguide.site.build"],
            capture_output=True, text=True, cwd=ROOT,
        )  # fmt: skip
    finally:
        bad.unlink()
    assert done.returncode == 1
    assert "99-planted.ipynb, cell 1 (id say): expected no outputs" in done.stderr
    assert "The last good book is still in _build/html" in done.stderr
    assert before == {p: p.stat().st_mtime_ns for p in site.rglob("*.html")}
