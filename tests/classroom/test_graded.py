"""Whole submissions through nbgrader: who gets what, and what students get to see.

Two courses, one for each assignment, are graded once, side by side; the tests look at
gradebook, graded notebooks and feedback. What is handed in: tests/support/submissions.py.
"""

import base64
import html
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hidden_lines import secrets
from places import PATIENCE, ROOT
from servers import serving
from submissions import (
    LOST,
    Submission,
    misbehaving,
    planted,
    stealing,
    write_files,
)

nbformat = pytest.importorskip("nbformat")

NBGRADER = Path(sys.executable).with_name("nbgrader")
CONFIG = f"""
c = get_config()
load_subconfig({str(ROOT / "assignments" / "nbgrader_config.py")!r})
c.RunApart.cell_seconds = 3
"""


# In which task of each assignment a thief looks around instead of answering.
STOLEN = {
    "foundations": "best-score",
    "encoders": "distil",
    "decoders": "bart-budget",
    "assistants": "instructgpt-loss",
    "code-and-science": "codex-bench",
    "text-to-image": "noise-half",
    "image-to-text": "patches-turn",
    "senses": "sounds-folded",
    "other": "search-blocks",
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
        """Write all submissions; return who is due full marks, and who cannot be graded."""
        released = json.loads(self.file("release").read_text("utf-8"))["cells"]
        Submission(released).write(self.file("submitted", "untouched"))
        Submission(self.cells).write(self.file("submitted", "right"), kernel="bash")
        for k in range(2):
            wrong = planted(self.cells, self.assignment, k)
            wrong.write(self.file("submitted", f"wrong-{k}"))
            # The tests' all() and any() become NumPy's; what the answers use stays.
            wrong.add(3, "from numpy import *\nfrom builtins import max, min, sum")
            wrong.write(self.file("submitted", f"star-{k}"))
        stealing(self.cells, STOLEN[self.assignment]).write(
            self.file("submitted", "steals")
        )
        if self.assignment != "foundations":
            return [], []
        for student, submission in misbehaving(self.cells).items():
            submission.write(self.file("submitted", student))
        return write_files(self.cells, lambda s: self.file("submitted", s))

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


@pytest.fixture(scope="session")
def courses(tmp_path_factory):
    if not NBGRADER.exists():
        pytest.fail("nbgrader is not installed; make test installs it")
    made = {a: Course(a, tmp_path_factory.mktemp(a)) for a in STOLEN}
    for step in ("generate_assignment", "autograde", "generate_feedback"):
        if step == "autograde":
            for course in made.values():
                course.graded, course.refused = course.hand_in()
        running = [course.nbgrader(step) for course in made.values()]
        try:
            codes = [process.wait(1200) for process in running]
        finally:
            for process in running:
                process.kill()
        broken = step == "autograde"  # some files of the first
        expected = [int(broken and a == "foundations") for a in made]
        logs = "".join((c.folder / f"{step}.log").read_text() for c in made.values())
        assert codes == expected, logs
    yield made
    for course in made.values():  # pytest cannot remove so many nested folders
        subprocess.run(["rm", "-rf", course.folder / "submitted"], check=True)


@pytest.fixture(params=STOLEN)
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
    assert [task for task in most if scores[task] >= most[task]] == []
    assert sum(scores.values()) > 0  # partial credit


@pytest.mark.parametrize("k", [0, 1])
def test_names_of_the_students_own_change_no_marks(course, k):
    assert course.scores(f"star-{k}") == course.scores(f"wrong-{k}")


@pytest.mark.parametrize("student", LOST)
def test_misbehavior_costs_its_own_marks_only(courses, student):
    course = courses["foundations"]
    assert course.scores(student) == course.most() | LOST[student]


def test_what_works_in_a_notebook_works_here(courses):
    path = courses["foundations"].file("autograded", "rude")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    notes = {
        "".join(cell["source"]): cell["metadata"]["fieldguide"]["note"]
        for cell in cells
        if cell["cell_type"] == "code"
    }
    failed = {source: note for source, note in notes.items() if note}
    assert failed == {next(s for s in notes if "input(" in s): "EOFError"}


def test_stealing_costs_the_task_where_nothing_else_is_done(course):
    task = STOLEN[course.assignment]
    assert course.scores("steals") == course.most() | {task: 0}


def test_what_is_hard_to_read_gets_what_is_due(courses):
    course = courses["foundations"]
    most = course.most()
    assert {s: course.scores(s) for s in course.graded} == dict.fromkeys(
        course.graded, most
    )


def test_who_cannot_be_graded_is_named_and_gets_nothing(courses):
    course = courses["foundations"]
    log = (course.folder / "autograde.log").read_text()
    for student in course.refused:
        assert f"for student '{student}'" in log
        assert set(course.scores(student).values()) <= {None}
        assert not course.file("autograded", student).exists()
    graded = {path.name for path in (course.folder / "autograded").iterdir()}
    submitted = {path.name for path in (course.folder / "submitted").iterdir()}
    assert graded == submitted - set(course.refused)


def test_what_is_strange_is_said(courses):
    log = (courses["foundations"].folder / "autograde.log").read_text()
    assert "Foundations (1).ipynb is taken for foundations.ipynb" in log
    assert "foundations.ipynb.txt is taken for foundations.ipynb" in log
    assert "other.ipynb is not looked at" in log
    assert "no cell of the assignment was found in it" in log
    for student in ("utf16", "files"):
        assert re.search(f"{student}/.*timestamp.txt cannot be read as a date", log)
    assert not re.search("bom/.*timestamp.txt cannot be read", log)


def test_100_mb_of_print_fill_no_file(courses):
    course = courses["foundations"]
    assert course.file("autograded", "prints").stat().st_size < 5_000_000
    assert course.file("autograded", "large").stat().st_size < 200_000
    assert course.file("feedback", "prints", ".html").stat().st_size < 200_000


def test_feedback_says_what_happened(courses):
    said = {s: text_of(courses["foundations"].feedback(s)) for s in [*LOST, "right"]}
    assert "A cell ran too long, and was stopped." in said["loops"]
    assert "A test took more than 5 seconds." in said["loops"]
    assert "Python itself ended in a cell" in said["dies"]
    assert "Python itself ended in a test" in said["dies"]
    assert "A function printed too much when it was tested." in said["prints"]
    assert "This cell was missing from the submission." in said["deletes"]
    assert "A cell or a test ended with an error." in said["raises"]
    assert "Score: 60 / 60" in said["right"]
    assert "While your notebook ran" not in said["right"]


def test_a_teacher_finds_why_a_test_failed(courses):
    def shown(student):
        path = courses["foundations"].file("autograded", student)
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return html.unescape(str([cell.get("outputs") for cell in cells]))

    assert "It raised MemoryError." in shown("prints")
    assert "It raised NameError." in shown("raises")
    assert "It took more than 5 seconds." in shown("loops")


def test_what_a_teacher_opens_does_nothing(courses):
    """The formgrader cleans nothing, and its page may do what the teacher may."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.handlers import template_path

    path = courses["foundations"].file("autograded", "pictures")
    made = HTMLExporter(
        template_name="classic", extra_template_basedirs=[template_path]
    )
    body = made.from_filename(str(path))[0].partition("<body")[2]
    for bad in ("alert(", "<iframe", "onclick", "onerror", "far.example", "<svg",
                "<form", "/etc/passwd"):  # fmt: skip
        assert bad not in body, bad
    assert "<b>bold</b>" in body and 'src="data:image/png;base64,iVBOR' in body


def test_the_formgrader_runs_nothing_of_the_students(browser, courses):
    """Live, as a teacher opens it; and it asks no other host for anything."""
    folder, asked = courses["foundations"].folder, set()
    query = """
        select submitted_notebook.id from submitted_notebook join submitted_assignment
        on submitted_assignment.id = submitted_notebook.assignment_id
        where submitted_assignment.student_id in ('pictures', 'steals', 'forges')"""
    with sqlite3.connect(folder / "gradebook.db") as database:
        ids = [row[0] for row in database.execute(query)]
    assert len(ids) == 3
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.add_init_script("window.alert = () => { window.ran = true }")
    page.on("request", lambda request: asked.add(request.url))
    with serving("server", cwd=folder) as address:
        for name in ids:
            page.goto(f"{address}/formgrader/submissions/{name}/")
            page.locator("#notebook input.score").first.wait_for()
            written = (
                "#notebook script, #notebook iframe, #notebook svg, #notebook form"
            )
            assert page.locator(written).count() == 0
            handlers = """[...document.querySelectorAll("#notebook *")].filter(one =>
                [...one.attributes].some(a => a.name.startsWith("on")))"""
            assert page.evaluate(f"{handlers}.length") == 0
            assert not page.evaluate("window.ran")
            focused = "document.activeElement.matches('.tabbable')"
            page.wait_for_function(focused)  # the page's own script has come to its end
            far = "fetch('https://far.example/').then(() => 'came', () => 'refused')"
            assert page.evaluate(far) == "refused"
    page.close()
    assert {url for url in asked if not url.startswith((address, "data:"))} == set()


def test_feedback_names_tasks_and_shows_where_the_points_went(courses):
    course = courses["foundations"]
    rows = re.findall("<tr>(.*?)</tr>", course.feedback("loops"))[1:]
    rows = [text_of(re.sub("</td>", " | ", row)).strip() for row in rows]
    assert len(rows) == 14
    assert rows[:2] == [
        "1. The next pair to join | 4 / 4 |",
        "2. Join a pair: mend the code | 0 / 4 |",
    ]


def test_feedback_has_hints_for_wrong_answers(courses):
    said = text_of(courses["foundations"].feedback("wrong-0"))
    assert "✗ a word counts as often as it occurs (1)" in said
    assert "Is a pair in one frequent word less than a pair in two rare ones?" in said


# --- hidden tests ---------------------------------------------------------------------


def text_of(page):
    """What a page says, without tags: highlighted code is cut into spans."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_there_are_many_hidden_lines(course):
    assert len(secrets(course.cells)) > 40


def test_the_student_version_has_no_hidden_tests_and_no_solutions(course):
    cells = json.loads(course.file("release").read_text("utf-8"))["cells"]
    given = "\n".join("".join(cell["source"]) for cell in cells)
    assert [line for line in secrets(course.cells) if line in given] == []
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
            assert [line for line in secrets(course.cells) if line in said] == [], (
                student
            )
            assert "HIDDEN TESTS" not in said and "Traceback (" not in said


def test_nothing_comes_back_in_disguise(course):
    page = text_of(course.feedback("steals"))
    for line in secrets(course.cells):
        hexed = line.encode().hex()
        coded = [
            base64.b64encode(b" " * k + line.encode())[4:-4].decode() for k in range(3)
        ]
        assert not any(x in page for x in (line[::-1], hexed, *coded))
    assert "This cell raised" not in page  # one of sixty kinds is a message too


def test_students_get_pages_only(course):
    given_back = [p for p in (course.folder / "feedback").rglob("*") if p.is_file()]
    assert {path.suffix for path in given_back} == {".html"}
    assert {path.stem for path in given_back} == {course.assignment}
    for path in given_back:  # and they ask no other host for anything
        page = re.sub(r'href="https?://[^"]*"', "", path.read_text("utf-8"))
        assert not re.search(r"""(src|url|import)\W{0,3}(https?:)?//""", page)


def test_pages_run_nothing_of_the_students(courses):
    page = courses["foundations"].feedback("pictures")
    body = page.partition("<body>")[2]
    assert "default-src 'none'" in page and 'src="data:image/png;base64,iVBOR' in body
    for bad in ("<script", "<iframe", "onclick", "onerror", "javascript:", "far.example",
                "<svg", "<style", "<form", "<input", "<meta", "/etc/passwd"):  # fmt: skip
        assert bad not in body, bad
    assert "<b>bold</b>" in body


def test_student_code_does_not_see_the_teachers_folder(course):
    graded = course.file("autograded", "steals").read_text("utf-8")
    assert "loot" in graded and "of the teacher" not in graded
    found = ["find", course.folder, "-name", "loot*"]
    assert subprocess.run(found, capture_output=True, check=True).stdout == b""


def test_student_code_does_not_see_hidden_tests(course):
    shown = [
        str(cell.get("outputs", ""))
        for cell in json.loads(course.file("autograded", "steals").read_text())["cells"]
    ]
    assert "loot" in "".join(shown)
    assert [line for line in secrets(course.cells) if line in "".join(shown)] == []


def test_the_student_version_is_the_same_each_time(courses, tmp_path):
    course = courses["foundations"]
    again = Course("foundations", tmp_path)
    assert again.nbgrader("generate_assignment").wait(120) == 0
    assert again.file("release").read_bytes() == course.file("release").read_bytes()


def test_killed_and_started_again(courses, tmp_path):
    """The student in work is not held for graded, and nothing is left behind."""
    course = Course("foundations", tmp_path)
    assert course.nbgrader("generate_assignment").wait(120) == 0
    Submission(course.cells).write(course.file("submitted", "a"))
    stuck = Submission(course.cells).add(3, "import time\ntime.sleep(1000)")
    stuck.write(course.file("submitted", "b"))
    running = course.nbgrader("autograde")
    lock = tmp_path / ".grading" / "autograded-foundations.lock"
    wait_for(lambda: lock.exists() and lock.read_text() == "b")
    time.sleep(2)  # b's process starts
    mine = set(children(running.pid))
    running.send_signal(signal.SIGKILL)
    running.wait()
    wait_for(lambda: not any(map(alive, mine)))
    assert course.scores("a") == course.most()
    assert not course.file("autograded", "b").exists()
    Submission(course.cells).write(course.file("submitted", "b"))
    assert course.nbgrader("autograde").wait(300) == 0
    log = (tmp_path / "autograde.log").read_text()
    assert "The last run ended while it was working on b" in log
    assert course.scores("a") == course.scores("b") == course.most()


def wait_for(happens):
    for _ in range(1200):
        if happens():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def children(process):
    import psutil

    return [child.pid for child in psutil.Process(process).children(recursive=True)]


def alive(process):
    import psutil

    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
