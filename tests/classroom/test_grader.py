"""The parts of the grader, without nbgrader's course around them."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from places import ROOT

grader = pytest.importorskip("fieldguide.classroom.grader")
v4 = pytest.importorskip("nbformat.v4")

TESTS = """
marks = Marks("owl")
marks.test("an owl", 1, lambda: owl() == 7, "Count again.")
# BEGIN HIDDEN TESTS
marks.test("a secret owl", 2, lambda: owl() == 7 * 1, "Which owl?")
# END HIDDEN TESTS
marks
"""


def ours(name, source="", **told):
    told = {"solution": False, "grade": False, "locked": True, **told}
    told |= {"grade_id": name, "schema_version": 3, "task": False, "cell_type": "code"}
    return v4.new_code_cell(source, metadata={"nbgrader": told}, id=name)


def given_out():
    cells = [
        ours("setup", "import math"),
        ours("owl-answer", "...", solution=True, locked=False),
        ours("owl-tests", TESTS, grade=True, points=3),
        ours("end", "'the end'"),
    ]
    return {cell.id: cell for cell in cells}


def submitted(*changes):
    cells = given_out()
    cells["owl-answer"].source = "def owl(): return 7"
    return list(cells.values())


def names(cells):
    return [c.metadata.get("nbgrader", {}).get("grade_id", c.source) for c in cells]


ORDER = [*given_out()]


def test_a_whole_notebook_comes_back_with_the_students_answer():
    cells = grader.restore(given_out(), submitted())
    assert names(cells) == ORDER
    assert cells[1].source == "def owl(): return 7" and cells[2].source == TESTS


def test_changed_tests_and_points_are_put_back():
    theirs = submitted()
    theirs[2].source, theirs[2].cell_type = "marks = 3", "raw"
    theirs[2].metadata.nbgrader["points"] = 100
    cells = grader.restore(given_out(), theirs)
    assert cells[2] == given_out()["owl-tests"] | {"id": cells[2].id}


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_a_deleted_cell_is_put_back(gone):
    theirs = submitted()
    del theirs[gone]
    cells = grader.restore(given_out(), theirs)
    assert names(cells) == ORDER
    # The stub would undo an answer that stands in a cell of the student's own.
    assert cells[1].source == ("" if gone == 1 else "def owl(): return 7")


def test_everything_deleted():
    assert names(grader.restore(given_out(), [])) == ORDER


def test_own_cells_stay_behind_the_cell_that_they_followed():
    theirs = submitted()
    theirs.insert(2, v4.new_code_cell("'help'", metadata={"nbgrader": "nonsense"}))
    theirs.insert(0, v4.new_markdown_cell("'hello'"))
    cells = grader.restore(given_out(), theirs)
    assert names(cells) == ["'hello'", "setup", "owl-answer", "'help'", *ORDER[2:]]
    assert len({cell.id for cell in cells}) == 6


def test_cells_in_another_order_and_twice():
    theirs = submitted()
    again = ours("owl-answer", "def owl(): return 8", solution=True)
    cells = grader.restore(given_out(), [*theirs[::-1], again])
    assert names(cells) == ORDER and cells[1].source == "def owl(): return 8"


# --- the judge ------------------------------------------------------------------------


def shown(outcomes, **more):
    data = {"text/plain": "99", grader.MIME: {"outcomes": outcomes}}
    return v4.new_output("execute_result", data=data | more)


def judged(outputs, note=""):
    cell = given_out()["owl-tests"]
    cell.outputs, cell.metadata["fieldguide"] = outputs, {"note": note}
    grader.judge(cell)
    score, most = grader.utils.determine_grade(cell)
    assert most == 3
    return score, cell


@pytest.mark.parametrize(
    "outcomes, points",
    [
        ([True, True], 3),
        ([True, False], 1),
        (["ValueError", True], 2),
        ([True, "Secret of the class"], 1),
        ([True, True, True], 0),
        ([1, "True"], 0),
        ("all", 0),
        (None, 0),
    ],
)
def test_points_follow_from_the_outcomes_and_the_source(outcomes, points):
    score, cell = judged([shown(outcomes)])
    assert score == points
    assert "Secret of the class" not in str(cell)


def test_a_test_cell_that_did_not_run_gets_nothing():
    assert judged([], "not run")[0] == judged([], "died")[0] == judged([])[0] == 0


def test_a_test_cell_that_was_stopped_gets_nothing():
    assert judged([shown([True, True])], "time")[0] == 0
    assert judged([shown([True, True])], "output")[0] == 0


def test_warnings_cost_nothing():
    warning = v4.new_output("stream", name="stderr", text="careful")
    assert judged([warning, shown([True, True])])[0] == 3


def test_a_number_from_elsewhere_is_worth_nothing():
    assert judged([v4.new_output("execute_result", data={"text/plain": "3"})])[0] == 0


def test_a_teachers_own_plain_test_cell():
    cell = ours("plain", "assert owl() == 7", grade=True, points=2)
    for note, score in (("", 2), ("died", 0), ("not run", 0)):
        cell.outputs, cell.metadata["fieldguide"] = [], {"note": note}
        grader.judge(cell)
        assert grader.utils.determine_grade(cell) == (score, 2)


def test_a_hint_must_be_written_out():
    with pytest.raises(ValueError):
        grader.tests_of('marks.test("a", 1, lambda: True, hint)')


# --- the feedback ---------------------------------------------------------------------


def test_feedback_keeps_sources_and_hints_only():
    _, cell = judged([shown(["KeyError", False], **{"text/html": "loot"})])
    theirs = v4.new_code_cell(
        "print(In)", metadata={"fieldguide": {"note": "NameError"}}
    )
    theirs.outputs = [v4.new_output("stream", text="loot")]
    quiet = v4.new_code_cell("1", metadata={"fieldguide": {"note": "error"}})
    notebook = v4.new_notebook(cells=[cell, theirs, quiet])
    grader.Redact().preprocess(notebook, {})
    assert "loot" not in str(notebook) and "lambda: owl() == 7 * 1" not in str(notebook)
    assert "lambda: owl() == 7," in cell.source and theirs.source == "print(In)"
    assert cell.outputs[0].text.split("\n")[:4] == [
        "✗ an owl (1)",
        "    It raised KeyError. Count again.",
        "✗ a secret owl (2)",
        "    Which owl?",
    ]
    assert theirs.outputs[0].text == "This cell raised NameError.\n"
    assert quiet.outputs == []


def test_only_pages_that_stand_alone_stay_in_the_feedback(tmp_path):
    (tmp_path / "student").mkdir()
    for name in ("student/loot.txt", "page.html", "student/page.html"):
        text = '<p>é</p><script src="https://far.example/x.js?y"> </script><p>'
        (tmp_path / name).write_text(text, "utf-8")
    grader.clean_pages(tmp_path)(assignment="a", student="s", notebooks=[])
    assert sorted(p.name for p in tmp_path.rglob("*.*")) == ["page.html"] * 2
    assert (tmp_path / "page.html").read_text("utf-8") == "<p>é</p><p>"


# --- the sandbox ----------------------------------------------------------------------

LOOK = """
import os, sys, urllib.request
def fails(act, *args):
    try:
        act(*args)
    except OSError:
        return True
print(os.listdir(sys.argv[1]), fails(open, sys.argv[2], "w"), os.getpid() == 1,
      fails(urllib.request.urlopen, "http://192.0.2.1", None, 3), fails(open, "mine", "w"))
"""


def test_a_sandbox_hides_protects_and_disconnects(tmp_path):
    course, own, other = (tmp_path / name for name in ("course", "own", "other"))
    for folder in (course, own / "work", other):
        folder.mkdir(parents=True)
    (course / "gradebook.db").write_text("secret")
    command, missing = grader.sandbox([str(course), str(tmp_path / "nowhere")])
    if missing:
        pytest.skip(f"this system does not let us {missing}")
    command = [word.replace("{folder}", str(own)) for word in command]
    command += [sys.executable, "-c", LOOK, str(course), str(other / "file")]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert said.stdout.split() == ["[]", "True", "True", "True", "None"], said.stderr
    assert (course / "gradebook.db").exists() and (own / "work" / "mine").exists()


def test_a_notebook_runs_in_a_sandbox_of_ones_own():
    sources = ["import os\nkept = 3", "os._exit(0)", "print(kept, os.environ['OWN'])"]
    cells = [v4.new_code_cell(source) for source in sources]
    run = grader.RunApart(wrapper=["env", "OWN={folder}"])
    run.preprocess(v4.new_notebook(cells=cells), {})
    assert [c.metadata["fieldguide"]["note"] for c in cells] == ["", "died", ""]
    assert cells[2].outputs[0].text.startswith("3 /") and "fg-" in str(cells[2].outputs)


def test_what_is_needed_is_not_hidden():
    command, missing = grader.sandbox([sys.prefix])
    assert sys.prefix not in command and "hide" in missing


def test_without_namespaces_it_says_what_is_missing(monkeypatch):
    works = SimpleNamespace(calls=0)

    def only_the_second(command):
        works.calls += 1
        return works.calls == 2

    monkeypatch.setattr(grader, "_works", only_the_second)
    assert grader.sandbox()[0][-2:] == ["--net", "--"]
    monkeypatch.setattr(grader, "_works", lambda command: False)
    assert grader.sandbox()[0] == [] and "the network" in grader.sandbox()[1]
    monkeypatch.undo()
    assert not grader._works(["a-command-of-nowhere"]) and not grader._works(["false"])


def test_the_guide_names_the_limits():
    from fieldguide.classroom import marks

    guide = (ROOT / "book" / "instructors.md").read_text("utf-8")
    run = grader.RunApart()
    assert f"longer than {marks.SECONDS} seconds" in guide
    assert f"a cell runs longer than {run.cell_seconds:g} seconds" in guide
    assert f"a notebook takes longer than {run.notebook_seconds:g} seconds" in guide
    assert f"{run.restarts} times at most" in guide
    assert f"more than {run.output_bytes // 10**6} million characters" in guide
    assert f"more than {run.memory_bytes >> 30} gigabytes of memory" in guide
    assert f"files of {run.file_bytes // 10**6} megabytes" in guide
