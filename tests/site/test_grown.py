"""The book grown to sixty notebooks, which benchmarks measure: its copies are whole."""

import json
import re
import sys

import pytest
from places import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import building


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    tree = tmp_path_factory.mktemp("grown") / "tree"
    building.copy_tree(tree)
    building.grow(tree, building.NOTEBOOKS)
    assert len(list((tree / "notebooks").rglob("*.ipynb"))) == building.NOTEBOOKS
    return sorted((tree / "notebooks" / "copies").glob("*.ipynb"))


def test_a_copy_reads_files_of_its_own(copies):
    """A quiz, stored runs, weights: whatever a notebook names lies beside the copy."""
    named = {
        (path.parent, name)
        for path in copies
        for name in re.findall(
            r"[\w-]+\.\w+\.(?:csv|toml|npz)", path.read_text("utf-8")
        )
    }
    assert {name.split(".", 1)[1] for _, name in named} >= {"quiz.toml", "runs.csv"}
    assert [name for folder, name in named if not (folder / name).exists()] == []


def test_no_two_notebooks_share_a_label_or_an_exercise(copies):
    found = [
        label
        for path in [*copies, *(ROOT / "notebooks").rglob("*.ipynb")]
        for pattern in building.SHARED
        for label in set(pattern.findall(path.read_text("utf-8")))
    ]
    assert len(found) > 200 and len(found) == len(set(found))


def test_links_of_copies_lead_to_pages(copies):
    led = [
        (path.name, target)
        for path in copies
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "markdown"
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", "".join(cell["source"]))
    ]
    folder = copies[0].parent
    assert len(led) > 40
    assert [x for x in led if not (folder / x[1]).exists()] == []
