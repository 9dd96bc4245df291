"""Whole submissions through nbgrader: who gets what, and what students get to see.

Two courses, one for each assignment, are graded once, side by side; the tests look at
gradebook, graded notebooks and feedback.
"""

import base64
import copy
import html
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT
from planted_answers import PLANTED

nbformat = pytest.importorskip("nbformat")

NBGRADER = Path(sys.executable).with_name("nbgrader")
CONFIG = f"""
c = get_config()
load_subconfig({str(ROOT / "assignments" / "nbgrader_config.py")!r})
c.RunApart.cell_seconds = 10
c.RunApart.grace_seconds = 2
"""
STEAL = r"""
import base64, os, pathlib
from IPython.display import HTML, Javascript, display

loot = str(dict(os.environ)) + "\n".join(map(str, globals().get("In", [])))
for place in (".", "..", "../.."):
    for path in pathlib.Path(place).glob("*.ipynb"):
        loot += path.read_text()
pathlib.Path("loot.txt").write_text(loot)
pathlib.Path("loot.html").write_text(loot)
print(loot, loot[::-1], base64.b64encode(loot.encode()).decode())
display(HTML(loot), Javascript(f"alert({loot!r})"))
raise type("V" + loot.encode().hex(), (ValueError,), {})(loot)
"""


class Submission:
    """A notebook that a student hands in, made from another."""

    def __init__(self, cells):
        self.cells = copy.deepcopy(cells)

    def cell(self, name):
        return next(cell for cell in self.cells if cell["id"] == name)

    def answer(self, name, text):
        self.cell(f"{name}-answer")["source"] = text

    def before(self, name, text):
        """Put lines in front of a right answer."""
        cell = self.cell(f"{name}-answer")
        cell["source"] = text + "\n" + "".join(cell["source"])

    def delete(self, *names):
        self.cells = [cell for cell in self.cells if cell["id"] not in names]

    def add(self, place, text, name="added"):
        cell = {"cell_type": "code", "id": name, "metadata": {}, "source": text}
        self.cells.insert(place, cell | {"outputs": [], "execution_count": None})

    def write(self, path, kernel="python3"):
        path.parent.mkdir(parents=True)
        told = {"kernelspec": {"name": kernel, "display_name": kernel, "language": "x"}}
        notebook = {"cells": self.cells, "metadata": told}
        path.write_text(json.dumps(notebook | {"nbformat": 4, "nbformat_minor": 5}))


def stealing(reference, task):
    """Right answers, and code everywhere that shows all it can get at."""
    stolen = Submission(reference)
    lines = "\n".join("    " + line for line in STEAL.strip().split("\n"))
    name = re.search(r"def (\w+)", "".join(stolen.cell(f"{task}-answer")["source"]))[1]
    stolen.answer(task, f"def {name}(*args):\n{lines}\n")
    stolen.add(len(stolen.cells), STEAL)
    return stolen


def hostile(reference):
    """Submissions to `foundations` that misbehave, by name of the student."""
    right = Submission(reference)
    loops = Submission(reference)
    loops.before("merge", "while True:\n    pass")
    loops.answer("softmax", "def softmax(*args):\n    while True:\n        pass")
    catch = "        try:\n            time.sleep(60)\n        except BaseException:\n            pass"
    loops.answer(
        "count",
        f"import time\n\ndef untied_parameters(*args):\n    while True:\n{catch}",
    )
    loops.answer("days", "import os\n\ndef training_days(*args):\n    os._exit(0)")

    deletes = Submission(reference)
    deletes.delete("title", "setup", "merge-task", "merge-answer", "merge-tests")
    deletes.delete("window-mask-tests", "end", "softmax-answer")
    deletes.add(3, "".join(right.cell("softmax-answer")["source"]))

    prints = Submission(reference)
    prints.add(3, "print('x' * 100_000_000)")
    prints.answer("norms", "def pre_and_post(*args):\n    print('y' * 100_000_000)")
    much = "for _ in range(1000):\n        print('y' * 100_000)"
    prints.answer(
        "bytes", f"def bytes_of(text):\n    {much}\n    return [1] * len(text)"
    )
    prints.answer(
        "merge", "def merge(*args):\n    while True:\n        print('z' * 1000)"
    )
    prints.answer("attention", "def attention(*args):\n    return np.ones(3 * 10**9)")

    changes = Submission(reference)
    changes.answer("surplus", "surplus = 1")
    changes.cell("surplus-tests")["source"] = "3"
    changes.cell("surplus-tests")["metadata"]["nbgrader"]["points"] = 100
    tests = changes.cell("gato-tests")
    tests["cell_type"], tests["source"] = "markdown", "# nothing to see"
    del tests["outputs"], tests["execution_count"]
    changes.cells.insert(
        8, copy.deepcopy(changes.cell("bytes-tests")) | {"id": "again"}
    )
    changes.cell("setup")["source"] = "Marks = None"

    raises = Submission(reference)
    raises.add(0, "import a_package_of_nowhere")
    raises.before("next-pair", "import a_package_of_nowhere")
    raises.before("bytes", "np = Marks = close = data = math = None")
    raises.before("norms", "import warnings\nwarnings.warn('careful')")
    raises.answer("days", "def training_days(:\n")
    raises.answer("split-heads", "def deal_heads(x, heads):\n    raise SystemExit")
    return {
        "loops": loops, "deletes": deletes, "prints": prints, "changes": changes,
        "raises": raises, "steals": stealing(reference, "best-score"),
    }  # fmt: skip


# Full marks except for these tasks.
LOST = {
    "loops": {"merge", "softmax", "count", "days"},
    "deletes": {"merge"},
    "prints": {"bytes", "norms", "merge", "attention"},
    "changes": {"surplus"},
    "raises": {"next-pair", "days", "split-heads"},
    "steals": {"best-score"},
    "right": set(),
}


class Course:
    """One course in a folder: what was given out, handed in, graded and given back."""

    def __init__(self, assignment, folder):
        self.assignment, self.folder = assignment, folder
        path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
        self.cells = json.loads(path.read_text("utf-8"))["cells"]
        (folder / "nbgrader_config.py").write_text(CONFIG)

    def nbgrader(self, *words):
        command = [str(NBGRADER), *words, self.assignment]
        # A student's code must not see what stands here.
        environment = {**os.environ, "A_SECRET": "of the teacher"}
        log = (self.folder / f"{words[0]}.log").open("w")
        return subprocess.Popen(
            command, cwd=self.folder, stdout=log, stderr=log, env=environment
        )

    def file(self, step, student="", suffix=".ipynb"):
        return (
            self.folder / step / student / self.assignment / (self.assignment + suffix)
        )

    def hand_in(self):
        released = json.loads(self.file("release").read_text("utf-8"))["cells"]
        Submission(released).write(self.file("submitted", "untouched"))
        Submission(self.cells).write(self.file("submitted", "right"), kernel="bash")
        for k in range(2):
            wrong = Submission(self.cells)
            for task, answers in PLANTED[self.assignment].items():
                wrong.answer(task, answers[k])
            wrong.write(self.file("submitted", f"wrong-{k}"))
        if self.assignment == "foundations":
            for student, submission in hostile(self.cells).items():
                submission.write(self.file("submitted", student))
            self.file("submitted", "a-broken-file").parent.mkdir(parents=True)
            self.file("submitted", "a-broken-file").write_text("{")
        else:
            stolen = stealing(self.cells, "distil")
            stolen.write(self.file("submitted", "steals"))

    def scores(self, student):
        """Points of a student, by task."""
        query = """
            select base_cell.name, grade.auto_score from grade
            join base_cell on base_cell.id = grade.cell_id
            join submitted_notebook on submitted_notebook.id = grade.notebook_id
            join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
            where submitted_assignment.student_id = ?"""
        with sqlite3.connect(self.folder / "gradebook.db") as db:
            rows = db.execute(query, [student]).fetchall()
        return {name.removesuffix("-tests"): score for name, score in rows}

    def most(self):
        """Points that each task is worth."""
        told = [cell["metadata"]["nbgrader"] for cell in self.cells]
        graded = [t for t in told if t["grade"]]
        return {t["grade_id"].removesuffix("-tests"): t["points"] for t in graded}

    def feedback(self, student):
        return self.file("feedback", student, ".html").read_text("utf-8")

    def secrets(self):
        """Lines of hidden tests that stand nowhere else, without what students are told."""
        sources = ["".join(cell["source"]) for cell in self.cells]
        hidden = [_hidden(source) for source in sources]
        known = "\n".join(
            s.replace(h, "") for s, h in zip(sources, hidden, strict=True)
        )
        lines = {line.strip() for text in hidden for line in text.split("\n")}
        told = {line for line in lines if re.fullmatch(r'"[^"]*"(, \d)?,?', line)}
        return {
            x for x in lines - told if len(x) > 12 and x not in known and "{" not in x
        }


def _hidden(source):
    found = re.search(r"# BEGIN HIDDEN TESTS\n(.*)# END HIDDEN TESTS", source, re.S)
    return found[1] if found else ""


@pytest.fixture(scope="session")
def courses(tmp_path_factory):
    if not NBGRADER.exists():
        pytest.fail("nbgrader is not installed; make test installs it")
    made = {
        a: Course(a, tmp_path_factory.mktemp(a)) for a in ("foundations", "encoders")
    }
    for step in ("generate_assignment", "autograde", "generate_feedback"):
        if step == "autograde":
            for course in made.values():
                course.hand_in()
        running = [course.nbgrader(step) for course in made.values()]
        try:
            codes = [process.wait(400) for process in running]
        finally:
            for process in running:
                process.kill()
        expected = [1, 0] if step == "autograde" else [0, 0]  # one file is broken
        logs = "".join((c.folder / f"{step}.log").read_text() for c in made.values())
        assert codes == expected, logs
    return made


@pytest.fixture(params=["foundations", "encoders"])
def course(request, courses):
    return courses[request.param]


def test_the_reference_solution_gets_full_marks(course):
    assert course.scores("right") == course.most()


def test_the_untouched_student_version_gets_nothing(course):
    assert set(course.scores("untouched").values()) == {0}


@pytest.mark.parametrize("student", ["right", "untouched"])
def test_nothing_is_raised_by_the_solution_or_the_untouched_version(course, student):
    cells = json.loads(course.file("autograded", student).read_text("utf-8"))["cells"]
    codes = [cell for cell in cells if cell["cell_type"] == "code"]
    assert {cell["metadata"]["fieldguide"]["note"] for cell in codes} == {""}


@pytest.mark.parametrize("k", [0, 1])
def test_every_task_loses_marks_for_a_planted_wrong_answer(course, k):
    scores, most = course.scores(f"wrong-{k}"), course.most()
    assert all(scores[task] < most[task] for task in most), scores
    assert sum(scores.values()) > 0  # partial credit


@pytest.mark.parametrize("student", LOST)
def test_misbehavior_costs_its_own_marks_only(courses, student):
    course = courses["foundations"]
    scores, most = course.scores(student), course.most()
    assert {task for task in most if scores[task] < most[task]} == LOST[student]
    assert max(scores[task] for task in LOST[student] or {"gato"}) <= 4


def test_what_loops_dies_prints_or_is_gone_gets_nothing(courses):
    course = courses["foundations"]
    for student in ("loops", "deletes", "prints"):
        assert {course.scores(student)[task] for task in LOST[student]} == {0}


def test_a_file_that_is_no_notebook_does_not_stop_the_run(courses):
    course = courses["foundations"]
    assert "a-broken-file" in (course.folder / "autograde.log").read_text()
    assert not course.file("autograded", "a-broken-file").exists()
    assert len(list((course.folder / "autograded").iterdir())) == 10


def test_100_mb_of_print_fill_no_file(courses):
    course = courses["foundations"]
    assert course.file("autograded", "prints").stat().st_size < 5_000_000
    assert course.file("feedback", "prints", ".html").stat().st_size < 500_000


def test_feedback_says_what_happened(courses):
    said = {s: text_of(courses["foundations"].feedback(s)) for s in LOST}
    assert "This cell was stopped: it ran too long." in said["loops"]
    assert "Python itself ended in this cell" in said["loops"]
    assert "It took more than 5 seconds." in said["loops"]
    assert "This cell was stopped: it printed too much." in said["prints"]
    assert "It raised MemoryError." in said["prints"]
    assert "This cell was missing from the submission." in said["deletes"]
    assert "This cell raised ModuleNotFoundError." in said["raises"]
    assert "It raised NameError." in said["raises"]
    assert "Score: 60.0 / 60.0" in said["right"]


def test_feedback_has_hints_for_wrong_answers(courses):
    said = text_of(courses["foundations"].feedback("wrong-0"))
    assert "✗ a word counts as often as it occurs (1)" in said
    assert "Is a pair in one frequent word less than a pair in two rare ones?" in said


# --- hidden tests ---------------------------------------------------------------------


def text_of(page):
    """What a page says, without tags: highlighted code is cut into spans."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_there_are_many_hidden_lines(course):
    assert len(course.secrets()) > 40


def test_the_student_version_has_no_hidden_tests_and_no_solutions(course):
    cells = json.loads(course.file("release").read_text("utf-8"))["cells"]
    given = "\n".join("".join(cell["source"]) for cell in cells)
    assert [line for line in course.secrets() if line in given] == []
    assert not re.search("HIDDEN|SOLUTION", given) and "# your answer" in given
    told = "\n".join(
        "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"
    )
    for cell in course.cells:
        source = "".join(cell["source"])
        solution = re.search("# BEGIN SOLUTION\n(.*)# END SOLUTION", source, re.S)
        for line in solution[1].split("\n") if solution else []:
            assert len(line.strip()) < 20 or line not in given or line in told


def test_feedback_has_no_hidden_tests_and_no_output(course):
    students = [path.name for path in (course.folder / "feedback").iterdir()]
    assert {"right", "untouched", "wrong-0", "wrong-1", "steals"} <= set(students)
    for student in students:
        page = course.feedback(student)
        for said in (page, text_of(page)):
            assert [line for line in course.secrets() if line in said] == [], student
            assert "HIDDEN TESTS" not in said and "Traceback (" not in said


def test_nothing_comes_back_in_disguise(course):
    page = text_of(course.feedback("steals"))
    for line in course.secrets():
        hexed = line.encode().hex()
        coded = [
            base64.b64encode(b" " * k + line.encode())[4:-4].decode() for k in range(3)
        ]
        assert not any(x in page for x in (line[::-1], hexed, *coded))
    assert "This cell raised" not in page  # its class is not Python's


def test_students_get_pages_only(course):
    given_back = [p for p in (course.folder / "feedback").rglob("*") if p.is_file()]
    assert {path.suffix for path in given_back} == {".html"}
    assert {path.stem for path in given_back} == {course.assignment}
    for path in given_back:  # and they ask no other host for anything
        page = re.sub(r'href="https?://[^"]*"', "", path.read_text("utf-8"))
        assert not re.search(r"""(src|url|import)\W{0,3}(https?:)?//""", page)


def test_student_code_does_not_see_the_teachers_folder(course):
    graded = course.file("autograded", "steals").read_text("utf-8")
    assert "loot" in graded and "of the teacher" not in graded
    assert not list(course.folder.rglob("loot*"))


def test_the_student_version_is_the_same_each_time(courses, tmp_path):
    course = courses["foundations"]
    again = Course("foundations", tmp_path)
    assert again.nbgrader("generate_assignment").wait(120) == 0
    assert again.file("release").read_bytes() == course.file("release").read_bytes()
