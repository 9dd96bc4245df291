"""Files that students hand in."""

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("nbgrader")
v4 = pytest.importorskip("nbformat.v4")
from fieldguide.classroom import notebooks  # noqa: E402

TEXT = '{"cells": [{"cell_type": "markdown", "source": "żółw é"}]}'


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_encodings(tmp_path, encoding):
    path = tmp_path / "n.ipynb"
    path.write_bytes(TEXT.encode(encoding))
    assert [cell.source for cell in notebooks.read(path)] == ["żółw é"]


def test_latin_1(tmp_path):
    path = tmp_path / "n.ipynb"
    path.write_bytes(TEXT.replace("żółw", "caf").encode("latin-1"))
    assert notebooks.read(path)[0].source == "caf é"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"cells": {}}', '{"worksheets": 3}', "[" * 10**5, '{"a": NaN}',
     '{"worksheets": [{"cells": [{"cell_type": "code"}]}]}'],
)  # fmt: skip
def test_no_notebook(tmp_path, text):
    path = tmp_path / "n.ipynb"
    path.write_text(text)
    with pytest.raises(notebooks.Unreadable, match=r"n\.ipynb is (no|an old) notebook"):
        notebooks.read(path)


def test_a_file_of_many_small_cells_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "n.ipynb"
    monkeypatch.setattr(notebooks, "CELLS", 10)
    for cells in (["{}"] * 11, ['{"cell_type": "code"}'] * 11):
        told = f"[{', '.join(cells)}]"
        for text in (
            f'{{"cells": {told}}}',
            f'{{"worksheets": [{{"cells": {told}}}]}}',
        ):
            path.write_text(text)
            with pytest.raises(notebooks.Unreadable, match="11 cells; 10 are allowed"):
                notebooks.read(path)
    path.write_text(f'{{"cells": [{", ".join(["{}"] * 10)}]}}')
    assert len(notebooks.read(path)) == 10


def test_a_file_of_very_long_cells_is_refused(tmp_path, monkeypatch):
    """Of 78 megabytes of "!" in Markdown became a page of 700, for which others waited."""
    path = tmp_path / "n.ipynb"
    monkeypatch.setattr(notebooks, "TEXT", 10)
    told = '{"cells": [{"source": "12345"}, {"source": ["123", "%s"]}]}'
    path.write_text(told % "45")
    assert len(notebooks.read(path)) == 2
    path.write_text(told % "456")
    with pytest.raises(notebooks.Unreadable, match="11 characters in cells; 10 are"):
        notebooks.read(path)


def test_of_a_million_attachments_a_hundred_are_kept(tmp_path):
    path = tmp_path / "n.ipynb"
    told = {f"{k}.png": {"image/png": "AAAA"} for k in range(101)}
    path.write_text(json.dumps({"cells": [{"attachments": told}]}))
    assert len(notebooks.read(path)[0]["attachments"]) == 100


GROWS = """
import pathlib, sys
from fieldguide.classroom import notebooks
notebooks.MEMORY = 50_000_000
before = notebooks.resource.getrlimit(notebooks.resource.RLIMIT_AS)
try:
    notebooks.read(pathlib.Path(sys.argv[1]))
except notebooks.Unreadable as error:
    print(error)
assert notebooks.resource.getrlimit(notebooks.resource.RLIMIT_AS) == before
"""


def test_a_file_that_grows_in_memory_is_refused(tmp_path):
    """Three bytes become seventy: 80 MB would take two gigabytes of the grader's.

    In a process of its own: ours may have as much that is free.
    """
    path = tmp_path / "n.ipynb"
    path.write_text('{"cells": [[' + "[]," * 2_000_000 + "[]]]}")
    command = [sys.executable, "-c", GROWS, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "takes more memory than 50000000" in done.stdout


def test_links_pipes_and_giants_are_not_opened(tmp_path, monkeypatch):
    (tmp_path / "right").write_text(TEXT)
    (tmp_path / "link").symlink_to(tmp_path / "right")
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("link", "link to another"), ("pipe", "no ordinary file")):
        with pytest.raises(notebooks.Unreadable, match=why):
            notebooks.read(tmp_path / name)
    with pytest.raises(notebooks.Unreadable, match="62 bytes; 10 are allowed"):
        notebooks.text_of(tmp_path / "right", 10)


def test_a_folder_behind_a_link_is_not_the_students(tmp_path):
    (tmp_path / "real" / "submitted" / "ann" / "a").mkdir(parents=True)
    (tmp_path / "course").symlink_to(tmp_path / "real")  # the teacher's own link
    submitted = tmp_path / "course" / "submitted"
    (submitted / "bob").symlink_to(submitted / "ann")
    (submitted / "cy").mkdir()
    (submitted / "cy" / "a").symlink_to(submitted / "ann" / "a")
    notebooks.check_place(submitted / "ann" / "a", submitted)
    for student in ("bob", "cy"):
        with pytest.raises(notebooks.Unreadable, match="links are not followed"):
            notebooks.check_place(submitted / student / "a", submitted)


@pytest.mark.parametrize(
    "files, found, doubt",
    [
        (["n.ipynb"], "n.ipynb", ""),
        (["n.ipynb", "n (1).ipynb"], "n.ipynb", "n (1).ipynb is not looked at"),
        (["N.IPYNB", "data.json"], "N.IPYNB", "N.IPYNB is taken for n.ipynb"),
        (["n.ipynb.txt"], "n.ipynb.txt", "n.ipynb.txt is taken for n.ipynb"),
        (["a.ipynb", "b.ipynb"], None, "none of a.ipynb, b.ipynb is called n.ipynb"),
        (["essay.pdf"], None, "there is no notebook"),
        (["n 2.ipynb", "._n 2.ipynb"], "n 2.ipynb", "n 2.ipynb is taken for n.ipynb"),
        (["n.ipynb", "._n.ipynb"], "n.ipynb", ""),
    ],
)
def test_which_file_is_meant(tmp_path, files, found, doubt):
    for name in files:
        (tmp_path / name).touch()
    (tmp_path / "a-folder.ipynb").mkdir()
    path, said = notebooks.find(tmp_path, "n")
    assert (path and path.name, said) == (found, doubt)


@pytest.mark.parametrize(
    "files, found",
    [
        (["n.ipynb", "m.ipynb"], {"n": "n.ipynb", "m": "m.ipynb"}),
        (["n.ipynb"], {"n": "n.ipynb", "m": None}),
        (["m.ipynb"], {"n": None, "m": "m.ipynb"}),
        (["n.ipynb", "m 2.ipynb"], {"n": "n.ipynb", "m": "m 2.ipynb"}),
        (["m 2.ipynb"], {"n": None, "m": None}),
        (["n 2.ipynb", "m 2.ipynb"], {"n": None, "m": None}),
    ],
)
def test_one_of_two_notebooks_is_not_taken_for_the_other(tmp_path, files, found):
    for name in files:
        (tmp_path / name).touch()
    tried = {name: notebooks.find(tmp_path, name, ["n", "m"]) for name in "nm"}
    assert {name: path and path.name for name, (path, _) in tried.items()} == found
    for name, (path, doubt) in tried.items():
        assert bool(doubt) == (path != tmp_path / f"{name}.ipynb")
