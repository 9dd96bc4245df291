"""make book: what it refuses, what it says, and that the last good book stays."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_book import alone, html, notebook, write
from small_book import build as small_book

from fieldguide.site import build, runs, warm
from fieldguide.site import pages as site_pages


def test_the_new_pages_replace_the_old_ones_whole(tmp_path):
    made, pages = tmp_path / "made", tmp_path / "html"
    for folder, name in ((made, "new.html"), (pages, "old.html")):
        folder.mkdir()
        (folder / name).write_text(name)
    build.put_in_place(made, pages)
    assert [p.name for p in pages.iterdir()] == ["new.html"]
    assert [p.name for p in tmp_path.iterdir()] == ["html"]


def test_a_build_killed_between_two_renames_leaves_a_book(tmp_path, monkeypatch):
    made, pages = tmp_path / "made", tmp_path / "html"
    for folder in (made, pages):
        folder.mkdir()
    (pages / "old.html").write_text("old")
    real, done = Path.rename, []

    def rename(self, target):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(target)
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(KeyboardInterrupt):
        build.put_in_place(made, pages)
    monkeypatch.undo()
    assert not pages.exists()
    build.recover(pages)
    assert [p.name for p in pages.iterdir()] == ["old.html"]


# --- small books, built for real --------------------------------------------------------------

FIRST = "# A small book\n\nIt has {fact}`bert.parameters` parameters.\n"


def test_a_small_book_builds_and_then_has_nothing_to_do(tmp_path):
    write(
        tmp_path,
        {
            "index.md": FIRST,
            "run.ipynb": notebook("6 * 7"),
        },
    )
    done = small_book(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tmp_path / "_build/html/index.html").read_text("utf-8")
    assert ">110 million</a>" in page and "arxiv.org/abs/1810.04805" in page
    assert "42" in (tmp_path / "_build/html/run.html").read_text("utf-8")
    assert "[1/1] run" in done.stdout
    assert done.stdout.rstrip().endswith(f"Open: {tmp_path}/_build/html/index.html")
    assert (
        "_build/work" not in done.stdout
    )  # the only folder that is named is the result
    again = small_book(tmp_path)
    assert again.returncode == 0 and again.stdout.startswith("Nothing has changed.")


def test_what_must_not_be_published_fails_the_build_and_all_of_it_is_told(tmp_path):
    wrong = "{fact}`bert.shoe_size` {fact}`nobody.parameters` {minutes}`nowhere`\n\n$$ \\frc $$\n"
    more = {
        f"page-{k}.md": f"# Page {k}\n" for k in range(8)
    }  # so many are read in parallel
    write(tmp_path, {"index.md": FIRST} | more | {"wrong.md": f"# Wrong\n\n{wrong}"})
    done = small_book(tmp_path)
    said = (done.stdout + done.stderr).replace("\n", " ")
    assert done.returncode != 0
    for message in (
        "unknown fact: 'bert.shoe_size': bert has",
        "no system 'nobody' has facts",
        "expected a page of the book, got 'nowhere'",
        "\\frc",
    ):
        assert message in said, said[-2000:]
    assert "wrong.md:3: ERROR" in said and not (tmp_path / "_build/html").exists()


FAILING = {
    "raises": ("1 / 0", "cell 2 (id cell-1):\n    ZeroDivisionError: division by zero"),
    "warns": ("import warnings; warnings.warn('old')", "expected no warning, got:"),
    "state": (
        "from fieldguide.page.explore import explore\nexplore(lambda k: str(1 / k), k=[1, 0])",
        "failed at k=0: ZeroDivisionError",
    ),
    "dies": ("import os; os._exit(3)", "Python died"),
}  # fmt: skip


def test_a_notebook_that_fails_stops_no_other_and_all_are_listed(tmp_path):
    pages = {"index.md": FIRST} | {
        f"{n}.ipynb": notebook(c) for n, (c, _) in FAILING.items()
    }
    write(tmp_path, pages | {"whole.ipynb": notebook("6 * 7")})
    done = small_book(tmp_path)
    assert done.returncode == 1 and "4 of the pages failed" in done.stdout
    for name, (_, message) in FAILING.items():
        at = done.stdout.index(f"  {name}, ")
        assert (
            message in done.stdout[at:].partition("\n  w" if name < "w" else "§")[0]
        ), name
    assert "Traceback" not in done.stdout
    log = (tmp_path / "_build/build.log").read_text("utf-8")
    assert "ZeroDivisionError" in log and "Traceback" in log
    assert runs.load(tmp_path, "whole") and not runs.load(tmp_path, "raises")


def test_a_warm_build_equals_a_clean_one(tmp_path):
    """After a line; a new title; a cell, a number and a citation; a page more and one less."""
    numbered = "# Numbers\n\n$$ a = b $$ (one)\n\n{eq}`one`, and {cite:t}`gull2020`.\n"
    pages = {
        "index.md": FIRST + "\n{doc}`second`, {eq}`one`\n", "second.md": "# Second\n",
        "words.md": "# Words\n\n```{glossary}\nquay\n  Where boats lie.\n```\n",
        "numbers.md": numbered, "run.ipynb": notebook("print({'sets', 'have', 'no', 'order'})"),
    }  # fmt: skip
    more = numbered.replace("$$ a", "$$ c $$ (two)\n\n$$ a")
    changes = [
        {"second.md": "# Second\n\nA line that no other page knows of.\n"},
        {"second.md": "# Renamed\n"},
        {
            "run.ipynb": notebook("print('changed')"),
            "numbers.md": more,
            "second.md": "# Renamed\n\n{cite:t}`auk2020`\n",
        },
        {"second.md": None, "third.md": "# Third\n", "index.md": FIRST + "\n{eq}`one`\n"},
    ]  # fmt: skip
    write(tmp_path / "warm", pages)
    assert small_book(tmp_path / "warm").returncode == 0
    for k, change in enumerate(changes):
        pages = {n: t for n, t in (pages | change).items() if t is not None}
        for folder in (tmp_path / "warm", tmp_path / f"clean-{k}"):
            write(folder, pages)
            done = small_book(folder)
            assert done.returncode == 0, done.stdout + done.stderr
        assert html(tmp_path / "warm") == html(tmp_path / f"clean-{k}"), change


def test_a_page_with_terms_is_written_each_time():
    """Sphinx forgets the entries of an index of pages that it does not write again."""
    entries = {"page": [], "words": [("single", "quay", "term-quay", "main", None)]}
    known = {"std": {}, "math": {}, "index": {"entries": entries}}
    known["cite"] = {"citation_refs": [], "citations": []}
    same = {name: {} for name in warm.SHARED}
    env = SimpleNamespace(found_docs={"page", "words"}, domaindata=known, **same)
    assert sorted(warm.others(None, env)) == ["page", "words"]  # the first time all
    assert warm.others(None, env) == ["words"]


def test_a_second_build_waits_for_the_first(tmp_path):
    write(tmp_path, {"index.md": FIRST})
    command = [sys.executable, "-m", "fieldguide.site.build", "--root", tmp_path]
    with build.alone(tmp_path):
        second = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert "this one waits" in second.stdout.readline()
        assert second.poll() is None
    said, _ = second.communicate()
    assert second.returncode == 0 and "Open:" in said


def test_a_page_for_its_author(tmp_path):
    write(tmp_path, {"index.md": FIRST + "[a link](run.ipynb)", "run.ipynb": notebook("6 * 7"),
                     "slow.ipynb": notebook("raise SystemError('not asked for')")})  # fmt: skip
    done = small_book(tmp_path, "--page", "run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "42" in (tmp_path / "_build/preview/html/run.html").read_text("utf-8")
    assert not (tmp_path / "_build/html").exists() and not runs.load(tmp_path, "slow")
    wrong = small_book(tmp_path, "--page", "rum")
    assert wrong.returncode == 1 and "got 'rum'; did you mean run?" in wrong.stdout


def test_what_is_being_edited_is_made_again(tmp_path):
    """touched() finds the page of a saved file, and those whose runs rest on it."""
    write(
        tmp_path, {"index.md": FIRST, "run.ipynb": notebook("open('table.csv').read()")}
    )
    table = tmp_path / "table.csv"
    table.write_text("a")
    page = runs.read_page(tmp_path, "run")
    assert alone(runs.run_all, [page], tmp_path, 1, lambda *_: 0) == []
    assert build.touched(tmp_path, {tmp_path / "index.md"}) == ["index"]
    table.write_text("b")
    assert build.touched(tmp_path, {table}) == ["run"]


def test_a_failed_build_leaves_the_last_good_book(tmp_path):
    write(tmp_path, {"index.md": FIRST})
    assert small_book(tmp_path).returncode == 0
    before = html(tmp_path)
    (tmp_path / "notebooks").mkdir()
    bad = tmp_path / "notebooks" / "99-planted.ipynb"
    bad.write_text(
        notebook("1").replace('"execution_count": null', '"execution_count": 1')
    )
    done = small_book(tmp_path)
    assert done.returncode == 1
    assert "99-planted.ipynb, cell 2 (id cell-1): expected no outputs" in done.stdout
    assert "The last good book is still in" in done.stderr
    assert html(tmp_path) == before


CARDED = "# Lab: Hide\n\n*Why?*\n\nYou will hide.\n\nYou need pens."
NESTED = """format: jb-book
root: index
chapters:
- file: story
  sections:
  - file: notebooks/lab
- file: book/references
"""


def test_story_and_lab_lead_to_each_other(tmp_path):
    story = (
        "# A story\n\n*Why?*\n\n```{opening}\nAfterwards you can.\n\nYou need.\n```\n"
    )
    lab = json.loads(notebook("6 * 7"))
    lab["cells"][0]["source"] = CARDED
    pages = {"index.md": "# Book\n", "story.md": story}
    write(tmp_path, pages | {"notebooks/lab.ipynb": json.dumps(lab)})
    (tmp_path / "_toc.yml").write_text(NESTED)
    done = small_book(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    made = tmp_path / "_build/html"
    story, lab = (
        (made / n).read_text("utf-8") for n in ("story.html", "notebooks/lab.html")
    )
    assert "Reading takes about 1 minute." in story
    assert re.search(
        r'Then run it: <a [^>]*href="notebooks/lab.html".*?Lab: Hide', story
    )
    assert re.search(r'The story: <a [^>]*href="../story.html".*?A story', lab)


def test_no_path_of_one_machine_reaches_the_hash_that_sphinx_keeps(tmp_path):
    """html_static_path and templates_path are hashed into .buildinfo: seen from the book."""
    paths = [str(tmp_path / ".venv" / "theme"), "styles", str(tmp_path.parent / "x")]
    config = SimpleNamespace(html_static_path=list(paths), templates_path=list(paths))
    site_pages.shorten_paths(SimpleNamespace(confdir=str(tmp_path)), config)
    wanted = [os.path.join(".venv", "theme"), "styles", os.path.join("..", "x")]
    assert config.html_static_path == wanted and config.templates_path == wanted
