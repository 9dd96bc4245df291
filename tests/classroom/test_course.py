"""How nbgrader walks through a course's folder: what stops it, and what does not."""

import errno
import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from places import PATIENCE, ROOT

course = pytest.importorskip("fieldguide.classroom.course")
from nbformat.v4 import new_code_cell  # noqa: E402
from nbgrader.api import Gradebook, InvalidEntry  # noqa: E402
from nbgrader.apps import AutogradeApp  # noqa: E402
from nbgrader.coursedir import CourseDirectory  # noqa: E402
from nbgrader.preprocessors import GetGrades, SaveAutoGrades  # noqa: E402
from nbgrader.utils import compute_checksum  # noqa: E402
from sqlalchemy.exc import OperationalError  # noqa: E402

from fieldguide.classroom.exporting import Scores  # noqa: E402

# nbgrader 0.9 with SQLAlchemy 2, harmless
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

CELLS = [
    {
        "name": "answer",
        "told": {"cell_type": "code", "locked": False, "source": "owl = ..."},
    },
    {
        "name": "tests",
        "told": {"cell_type": "code", "locked": True, "source": "assert owl == 7"},
    },
]
NOTEBOOK = '{"cells": [{"cell_type": "code", "source": "owl = 7", "id": "answer"}]}'


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook with the assignment "a" of one test cell."""
    folder = tmp_path_factory.mktemp("gradebook")
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls the program alembic, which stands beside our Python.
        beside = [str(Path(sys.executable).parent), os.environ["PATH"]]
        patch.setenv("PATH", os.pathsep.join(beside))
        with Gradebook(CourseDirectory(root=str(folder)).db_url) as book:
            book.add_assignment("a")
            book.add_notebook("a", "a")
            book.add_grade_cell("tests", "a", "a", max_score=2, cell_type="code")
            book.add_solution_cell("answer", "a", "a")
            for cell in CELLS:
                book.add_source_cell(cell["name"], "a", "a", **cell["told"])
    return folder / "gradebook.db"


@pytest.fixture
def autograde(tmp_path, monkeypatch, gradebook):
    """Grade the assignment "a" of a course; nothing runs."""
    shutil.copy(gradebook, tmp_path)
    root = CourseDirectory(root=str(tmp_path), assignment_id="a")
    monkeypatch.setattr(course.RunApart, "prepare", lambda self: "")

    def autograde(**options):
        made = course.Autograde(coursedir=root, **options)
        made.autograde_preprocessors = [SaveAutoGrades]
        made.start()

    autograde.folder = tmp_path
    autograde.scores = lambda: scores(root)
    autograde.points = lambda *told: points(root, *told)
    return autograde


def scores(root):
    with Gradebook(root.db_url) as book:
        found = book.assignment_submissions("a")
        return {s.student.id: s.notebooks[0].grades[0].auto_score for s in found}


def points(root, student, notebook):
    with Gradebook(root.db_url) as book:
        return (
            book.find_submission_notebook(notebook, "a", student).grades[0].auto_score
        )


def hand_in(folder, student, text=NOTEBOOK, when=None):
    place = folder / "submitted" / student / "a"
    place.mkdir(parents=True, exist_ok=True)
    (place / "a.ipynb").write_text(text)
    if when:
        (place / "timestamp.txt").write_text(when)


def test_who_is_graded_is_skipped_and_who_hands_in_later_is_not(autograde, caplog):
    hand_in(autograde.folder, "ann", when="2026-01-01 10:00:00 UTC")
    hand_in(autograde.folder, "bob", when="2026-01-01 10:00:00 UTC")
    autograde()
    assert autograde.scores() == {"ann": 2, "bob": 2}
    graded = autograde.folder / "autograded"
    before = {
        p: (graded / p / "a" / "a.ipynb").stat().st_mtime_ns for p in ("ann", "bob")
    }
    hand_in(autograde.folder, "bob", when="2026-01-01 10:00:01 UTC")
    autograde()
    after = {
        p: (graded / p / "a" / "a.ipynb").stat().st_mtime_ns for p in ("ann", "bob")
    }
    assert before["ann"] == after["ann"] and before["bob"] < after["bob"]
    autograde(force=True)
    assert after["ann"] < (graded / "ann" / "a" / "a.ipynb").stat().st_mtime_ns


def test_who_hands_in_with_a_date_after_all_is_graded_again(autograde):
    """The first file had no date, or one that nobody can read."""
    hand_in(autograde.folder, "ann", NOTEBOOK.replace("7", "6"))
    hand_in(autograde.folder, "bob", NOTEBOOK.replace("7", "6"), when="soon")
    autograde()
    graded = [autograde.folder / "autograded" / s / "a" for s in ("ann", "bob")]
    for student in ("ann", "bob"):
        hand_in(autograde.folder, student, when="2026-01-01 10:00:00 UTC")
    for _ in range(2):
        autograde()
        assert all("owl = 7" in (g / "a.ipynb").read_text() for g in graded)
        times = [(g / "a.ipynb").stat().st_mtime_ns for g in graded]
    autograde()
    assert times == [(g / "a.ipynb").stat().st_mtime_ns for g in graded]


def test_who_was_graded_by_other_tests_or_points_is_graded_again(autograde, caplog):
    """Else who came in after a test was mended was graded by the new one, and no other."""
    hand_in(autograde.folder, "ann")
    graded = autograde.folder / "autograded" / "ann" / "a" / "a.ipynb"
    for name, value in (("max_score", 3), ("source", "assert owl == 6 + 1")):
        autograde()
        with Gradebook(CourseDirectory(root=str(autograde.folder)).db_url) as book:
            find = (
                book.find_grade_cell if name == "max_score" else book.find_source_cell
            )
            setattr(find("tests", "a", "a"), name, value)
            book.db.commit()
        caplog.clear()
        autograde()
        assert (
            "ann is graded again: the gradebook has other tests or points"
            in caplog.text
        )
    assert "6 + 1" in graded.read_text() and autograde.scores() == {"ann": 3}
    caplog.clear()
    autograde()
    assert "graded again" not in caplog.text


def test_who_is_not_in_the_gradebook_any_more_is_graded_again(
    autograde, gradebook, caplog
):
    """A gradebook made anew: all that lay in autograded was skipped, and got 0 points."""
    for student in ("ann", "bob"):
        hand_in(autograde.folder, student)
    autograde()
    shutil.copy(gradebook, autograde.folder)
    broken = autograde.folder / "autograded" / "bob" / "a" / "a.ipynb"
    broken.chmod(0o644)
    broken.write_text("{")
    autograde()
    assert autograde.scores() == {"ann": 2, "bob": 2}
    assert "ann is graded again: the gradebook has" in caplog.text
    broken.chmod(0o644)
    broken.write_text("{")
    autograde()
    assert "owl = 7" in broken.read_text()


def test_a_penalty_of_before_does_not_stay_with_a_notebook_that_does_not_come(
    autograde,
):
    hand_in(autograde.folder, "ann", when="2026-01-01 10:00:00 UTC")
    autograde()
    with Gradebook(CourseDirectory(root=str(autograde.folder)).db_url) as book:
        found = book.find_submission_notebook("a", "a", "ann")
        found.late_submission_penalty = 1
        book.db.commit()
    hand_in(autograde.folder, "ann", when="2026-01-02 10:00:00 UTC")
    autograde()  # the stub of a grader has no step that gives penalties
    with Gradebook(CourseDirectory(root=str(autograde.folder)).db_url) as book:
        assert book.find_submission("a", "ann").late_submission_penalty == 0


def test_points_of_before_do_not_stay_if_what_came_in_cannot_be_graded(autograde):
    hand_in(autograde.folder, "ann", when="2026-01-01 10:00:00 UTC")
    autograde()
    place = autograde.folder / "submitted" / "ann" / "a"
    place.rename(autograde.folder / "elsewhere")
    place.symlink_to(autograde.folder / "elsewhere")
    with pytest.raises(course.NbGraderException):
        autograde(force=True)
    assert autograde.scores() == {"ann": None}


def test_who_has_a_folder_that_cannot_be_replaced_keeps_what_is_in_it(
    autograde, monkeypatch
):
    """Else its notebook was that of one grading, and the points were those of another."""
    hand_in(autograde.folder, "ann")
    autograde()
    hand_in(autograde.folder, "ann", NOTEBOOK.replace("7", "6"))

    def refused(old, new):
        raise PermissionError(errno.EACCES, "Permission denied", str(old))

    with monkeypatch.context() as patch:
        patch.setattr(course.os, "replace", refused)
        with pytest.raises(course.NbGraderException):
            autograde(force=True)
    graded = autograde.folder / "autograded" / "ann" / "a" / "a.ipynb"
    assert "owl = 7" in graded.read_text() and autograde.scores() == {"ann": 2}
    autograde(force=True)
    assert "owl = 6" in graded.read_text() and autograde.scores() == {"ann": 2}


@pytest.mark.parametrize("step", ["convert", "write_single_notebook", "move"])
def test_who_fails_in_the_middle_has_no_points(autograde, monkeypatch, step):
    """One of two notebooks is none, say, or the first was counted and cannot be written."""
    with Gradebook(CourseDirectory(root=str(autograde.folder)).db_url) as book:
        book.add_notebook("b", "a")
        book.add_grade_cell("tests", "b", "a", max_score=2, cell_type="code")
        book.add_solution_cell("answer", "b", "a")
        for cell in CELLS:
            book.add_source_cell(cell["name"], "b", "a", **cell["told"])
    for student in ("ann", "bob"):
        hand_in(autograde.folder, student)
        place = autograde.folder / "submitted" / student / "a"
        (place / "b.ipynb").write_text(NOTEBOOK)
    if step == "convert":
        (place / "b.ipynb").write_text("{")
    if step == "write_single_notebook":
        write = getattr(course.Autograde, step)

        def fails(self, output, resources):
            if (told := resources["nbgrader"])["student"] == "bob":
                assert autograde.points("bob", told["notebook"]) == 2
                raise PermissionError(errno.EACCES, "Permission denied")
            write(self, output, resources)

        monkeypatch.setattr(course.Autograde, step, fails)
    if step == "move":
        replace = os.replace

        def refused(old, new):
            if "bob" in Path(new).parts:
                raise PermissionError(errno.EACCES, "Permission denied")
            replace(old, new)

        monkeypatch.setattr(course.os, "replace", refused)
    with pytest.raises(course.NbGraderException):
        autograde()
    points = {s: [autograde.points(s, n) for n in "ab"] for s in ("ann", "bob")}
    assert points == {"ann": [2, 2], "bob": [None, None]}


@pytest.mark.parametrize(
    "error, reason",
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "disk is full"),
        (
            OperationalError("x", {}, Exception("database or disk is full")),
            "disk is full",
        ),
        (
            OperationalError("x", {}, Exception("database is locked")),
            "Another program is writing into gradebook.db",
        ),
        (
            OperationalError(
                "x", {}, Exception("attempt to write a readonly database")
            ),
            "gradebook.db cannot be written",
        ),
    ],
    ids=["full", "quota", "database", "locked", "readonly"],
)
def test_what_concerns_everybody_stops_the_run_and_nothing_is_lost(
    autograde, monkeypatch, error, reason
):
    for student in ("ann", "bob", "cy"):
        hand_in(autograde.folder, student)
    write = course.Autograde.write_single_notebook

    def fails(self, output, resources):
        if resources["nbgrader"]["student"] == "bob":
            raise error
        write(self, output, resources)

    monkeypatch.setattr(course.Autograde, "write_single_notebook", fails)
    with pytest.raises(SystemExit, match=rf"{reason}.* give the same command"):
        autograde()
    graded = autograde.folder / "autograded"
    assert [p.name for p in graded.iterdir()] == ["ann"]
    monkeypatch.undo()
    monkeypatch.setattr(course.RunApart, "prepare", lambda self: "")
    autograde()
    assert autograde.scores() == {"ann": 2, "bob": 2, "cy": 2}
    assert not list((autograde.folder / ".grading").glob("*/*"))


@pytest.mark.parametrize("words", course.REASONS)
def test_what_a_student_calls_a_file_stops_nobody_else(autograde, words):
    """It is in the error's text, where the words for a full disk were looked for."""
    for student in ("ann", "bob", "cy"):
        hand_in(autograde.folder, student)
    place = autograde.folder / "submitted" / "bob" / "a"
    (place / "a.ipynb").unlink()
    (place / f"{words.replace('/', ':')}.ipynb").write_text("{")
    with pytest.raises(course.NbGraderException):
        autograde()
    assert autograde.scores() == {"ann": 2, "bob": None, "cy": 2}


@pytest.mark.parametrize(
    "where, step, error",
    [
        (Path, "mkdir", OSError(errno.ENOSPC, "No space left on device")),
        (
            Gradebook,
            "update_or_create_student",
            InvalidEntry("(sqlite3.OperationalError) database or disk is full"),
        ),
    ],
    ids=["folder", "student"],
)
def test_a_disk_that_is_full_before_a_student_is_graded(
    autograde, monkeypatch, where, step, error
):
    """Else each of the others would fail, too, and be named for it."""
    for student in ("ann", "bob", "cy"):
        hand_in(autograde.folder, student)
    works = getattr(where, step)

    def fails(self, *told, **more):
        if "bob" in (*told, *getattr(self, "parts", ())):
            raise error
        return works(self, *told, **more)

    with monkeypatch.context() as patch:
        patch.setattr(where, step, fails)
        with pytest.raises(SystemExit, match=r"disk is full"):
            autograde()
    assert autograde.scores()["ann"] == 2
    autograde()
    assert autograde.scores() == {"ann": 2, "bob": 2, "cy": 2}


def test_another_error_stops_one_student_only(autograde, caplog):
    hand_in(autograde.folder, "ann", "{")
    hand_in(autograde.folder, "bob")
    (autograde.folder / "submitted" / "cy").mkdir()
    with pytest.raises(course.NbGraderException):
        autograde()
    assert autograde.scores() == {"ann": None, "bob": 2}
    assert "for student 'ann'" in caplog.text
    assert "cy handed in nothing for a" in caplog.text


def test_a_folder_that_nobody_may_enter_stops_one_student_only(
    autograde, caplog, monkeypatch
):
    """Archives bring some; who is root, and may enter all, sees none."""
    for student in ("ann", "bob", "cy"):
        hand_in(autograde.folder, student)
    is_dir = Path.is_dir

    def refused(path):
        if "bob" in path.parts:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return is_dir(path)

    monkeypatch.setattr(Path, "is_dir", refused)
    autograde()
    assert autograde.scores() == {"ann": 2, "cy": 2}
    assert "bob is left out: [Errno 13] Permission denied" in caplog.text


def test_a_name_that_no_page_and_no_gradebook_can_hold_is_left_out(autograde, caplog):
    """Such as one from an archive that was packed where letters have other numbers."""
    for student in ("ann", os.fsdecode(b"zo\xeb"), "bell\x07", "x<b>"):
        hand_in(autograde.folder, student)
    autograde()
    assert list(autograde.scores()) == ["ann"]
    for name in ("zo\\udceb", "bell\\x07", "x<b>"):
        assert f"Nobody can be called '{name}'" in caplog.text


def test_a_name_is_no_pattern(autograde):
    """One who is called * got a page of somebody else's, and [ab] got none."""
    students = ["*", "[ab]", "a", "ann?"]
    for student in students:
        hand_in(autograde.folder, student)
    autograde()
    assert autograde.scores() == dict.fromkeys(students, 2)
    root = CourseDirectory(root=str(autograde.folder), assignment_id="a")
    made = course.GenerateFeedback(coursedir=root)
    made.init_notebooks()
    places = [autograde.folder / "autograded" / student / "a" for student in students]
    assert made.assignments == {str(p): [str(p / "a.ipynb")] for p in places}


def test_a_page_of_before_is_told_of(autograde, caplog):
    """It says points that the gradebook does not have any more."""
    for student in ("ann", "bob"):
        hand_in(autograde.folder, student, when="2026-01-01 10:00:00 UTC")
    autograde()
    root = CourseDirectory(root=str(autograde.folder), assignment_id="a")
    for student in ("ann", "bob"):
        (autograde.folder / "feedback" / student / "a").mkdir(parents=True)
    hand_in(autograde.folder, "ann", "{", when="2026-01-02 10:00:00 UTC")
    with pytest.raises(course.NbGraderException):
        autograde()
    course.GenerateFeedback(coursedir=root).init_notebooks()
    told = [r.getMessage() for r in caplog.records if "any more" in r.getMessage()]
    page = autograde.folder / "feedback" / "ann" / "a"
    assert told == [f"ann is not graded any more; this page is of before: {page}"]


def test_a_page_says_what_a_teacher_has_said_since(autograde):
    """The page of before stayed, with its points, unless the student was graded again."""
    hand_in(autograde.folder, "ann")
    autograde()
    root = CourseDirectory(root=str(autograde.folder), assignment_id="a")
    page = autograde.folder / "feedback" / "ann" / "a" / "a.html"
    for points, said in ((None, None), (1, "Nice owls")):
        with Gradebook(root.db_url) as book:
            book.find_grade("tests", "a", "a", "ann").manual_score = points
            book.find_comment("answer", "a", "a", "ann").manual_comment = said
            book.db.commit()
        made = course.GenerateFeedback(coursedir=root, preprocessors=[GetGrades])
        made.start()
        assert f"Score: {points or 2} / 2" in page.read_text()
    assert "Nice owls" in page.read_text()


def test_what_only_a_teacher_gives_points_for_can_be_given_points(autograde):
    """A task of nbgrader's, with room for anything below it."""
    root = CourseDirectory(root=str(autograde.folder), assignment_id="a")
    told = {"cell_type": "markdown", "locked": True, "source": "Draw an owl."}
    with Gradebook(root.db_url) as book:
        book.add_task_cell("free", "a", "a", max_score=5, cell_type="markdown")
        book.add_source_cell("free", "a", "a", **told)
    hand_in(autograde.folder, "ann")
    autograde()
    with Gradebook(root.db_url) as book:
        book.find_grade("free", "a", "a", "ann").manual_score = 4
        book.db.commit()
    graded = autograde.folder / "autograded" / "ann" / "a" / "a.ipynb"
    assert '"task": true' in graded.read_text()  # so the formgrader has a field for it
    course.GenerateFeedback(coursedir=root, preprocessors=[GetGrades]).start()
    page = autograde.folder / "feedback" / "ann" / "a" / "a.html"
    assert "Score: 6 / 7" in page.read_text() and "4 / 5 points" in page.read_text()


def test_an_answer_that_a_teacher_reads_gets_no_points_from_nbgrader(autograde):
    """It would give 0 for a cell that nobody wrote in, and ask nobody to look."""
    root = CourseDirectory(root=str(autograde.folder), assignment_id="a")
    told = {"cell_type": "code", "locked": False, "source": "...  # your answer"}
    with Gradebook(root.db_url) as book:
        book.add_grade_cell("free", "a", "a", max_score=5, cell_type="code")
        book.add_solution_cell("free", "a", "a")
        stub = new_code_cell(told["source"])
        stub.metadata["nbgrader"] = {"grade_id": "free", "grade": True, "points": 5}
        told["checksum"] = compute_checksum(stub)
        book.add_source_cell("free", "a", "a", **told)
    handed = json.loads(NOTEBOOK)
    for name, source in (("free", told["source"]), ("own", "'my answer'")):
        cell = {"cell_type": "code", "source": source, "id": name}
        handed["cells"].append(cell)
    hand_in(autograde.folder, "ann", json.dumps(handed))
    autograde()
    with Gradebook(root.db_url) as book:
        grade = book.find_grade("free", "a", "a", "ann")
        assert grade.auto_score is None and grade.needs_manual_grade
        assert book.find_comment("free", "a", "a", "ann").comment is None


def test_a_name_of_a_file_makes_the_terminal_do_nothing(autograde, caplog):
    for student in ("ann", "bob", "cy"):
        hand_in(autograde.folder, student)
    odd = "\x1b]0;x\x07.ipynb"
    for student, text in {"ann": NOTEBOOK, "bob": "{", "cy": '{"cells": []}'}.items():
        place = autograde.folder / "submitted" / student / "a" / "a.ipynb"
        place.write_text(text)
        place.rename(place.with_name(odd))
    with pytest.raises(course.NbGraderException):
        autograde()
    assert autograde.scores() == {"ann": 2, "bob": None, "cy": 2}
    assert "?]0;x?.ipynb: no cell of the assignment was found in it" in caplog.text
    assert "?]0;x?.ipynb is taken for a.ipynb" in caplog.text
    assert "?]0;x?.ipynb is no notebook" in caplog.text
    assert not {"\x1b", "\x07"} & {*caplog.text}


def test_two_graders_do_not_meet(autograde):
    hand_in(autograde.folder, "ann")
    (autograde.folder / ".grading").mkdir()
    with (autograde.folder / ".grading" / "autograded-a.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(course.NbGraderException, match="Another nbgrader"):
            autograde()
    autograde()
    assert autograde.scores() == {"ann": 2}


def test_who_was_in_work_when_the_grader_was_killed_is_named(autograde, caplog):
    hand_in(autograde.folder, "ann")
    work = autograde.folder / ".grading" / "autograded-a" / "ann" / "a"
    work.mkdir(parents=True)
    (work / "a.ipynb").write_text("half a notebo")
    (autograde.folder / ".grading" / "autograded-a.lock").write_text("ann")
    autograde()
    assert (
        "The last run ended while it was working on ann, whose points are"
        in caplog.text
    )
    assert autograde.scores() == {"ann": 2}
    caplog.clear()
    autograde()
    assert "The last run" not in caplog.text


def test_who_could_not_be_graded_did_not_end_the_grader(autograde, caplog):
    hand_in(autograde.folder, "zoe", "{")
    for _ in range(2):
        with pytest.raises(course.NbGraderException):
            autograde()
    assert "for student 'zoe'" in caplog.text
    assert "The last run" not in caplog.text


@pytest.mark.parametrize(
    "text, when",
    [
        ("2026-03-01 12:00:00 UTC", "2026-03-01 12:00:00"),
        ("2026-03-01 12:00:00 +0100\n", "2026-03-01 11:00:00"),
        ("\ufeff2026-03-01 12:00:00 UTC", "2026-03-01 12:00:00"),
        ("2026-03-01 12:00:00 +01", "2026-03-01 11:00:00"),
        ("2026-03-01 12:00:00 UTC+1", "2026-03-01 11:00:00"),
        ("Sun Mar 01 2026 12:00:00 GMT+0100", "2026-03-01 11:00:00"),
        ("2026-03-01 12:00:00 (utc)", "2026-03-01 12:00:00"),
        ("2026-03-01T12:00:00Z", "2026-03-01 12:00:00"),
        ("2026-03-01 12:00:00", "2026-03-01 12:00:00"),
        ("2026-03-01 12:00:00 Europe/Berlin", "2026-03-01 11:00:00"),
        ("Sun Mar  1 12:00:00 2026 Europe/Berlin", "2026-03-01 11:00:00"),
        ("03/01/2026 12:00", "2026-03-01 12:00:00"),
        ("2026-03-01 12:00:00 Europe/Berln", "None"),
        ("Sun Mar  1 12:00:00 CET 2026", "2026-03-01 11:00:00"),
        ("Sun Mar  1 12:00:00 EST 2026", "2026-03-01 17:00:00"),
        ("2026-03-01 12:00 PST", "None"),  # of several places
        ("Sun Mar  1 12:00:00 XYZ 2026", "None"),
        ("soon", "None"),
        ("", "None"),
        ("0001-01-01 00:00:00 +2300", "None"),
        ("9" * 400, "None"),
        ("1" * 20_000, "None"),
        ("\0", "None"),
    ],
)
def test_timestamps(tmp_path, text, when):
    (tmp_path / "timestamp.txt").write_text(text, "utf-8")
    said = []
    self = SimpleNamespace(log=SimpleNamespace(warning=lambda *told: said.append(told)))
    assert str(course.Autograde._timestamp(self, tmp_path)) == when
    assert bool(said) == (when == "None" and text != "")
    assert course.Autograde._timestamp(self, tmp_path / "nowhere") is None


@pytest.mark.parametrize("name", ["{}", "../../..{}", "x/../..{}"])
def test_a_date_opens_no_file(tmp_path, name, monkeypatch):
    """A time zone may be the name of a file; a student's may be that of any."""
    zone = tmp_path / "zone"
    zone.write_bytes(b"")
    (tmp_path / "timestamp.txt").write_text(f"2026-03-01 12:00 {name.format(zone)}")
    opened, file = [], course.dateutil.tz.tz.tzfile
    tries = lambda *told: opened.append(told) or file(*told)  # noqa: E731
    monkeypatch.setattr(course.dateutil.tz.tz, "tzfile", tries)
    self = SimpleNamespace(log=SimpleNamespace(warning=lambda *told: None))
    assert course.Autograde._timestamp(self, tmp_path) is None
    assert opened == []


def test_a_date_makes_the_terminal_do_nothing(autograde, caplog):
    hand_in(autograde.folder, "ann", when="\x1b]0;x\x07\nERROR | bob cheats \x9b2J")
    autograde()
    assert autograde.scores() == {"ann": 2}
    assert "left out: Unknown string format: ?]0;x? ERROR | bob" in caplog.text
    assert not {"\x1b", "\x07", "\x9b"} & {*caplog.text}


def test_an_assignment_that_is_not_in_the_gradebook(autograde, caplog):
    """It is misspelled, or was not given out: each student was told of, with a traceback."""
    root = CourseDirectory(root=str(autograde.folder), assignment_id="b")
    with pytest.raises(course.NbGraderException, match="has no b, but a. Is that"):
        course.Autograde(coursedir=root).start()
    assert "nbgrader generate_assignment b" in caplog.text


def test_a_name_with_a_comma_shifts_no_score(autograde):
    """nbgrader's own table said 0 for this student."""
    for student in ("Doe, Jane (jd)", "ann"):
        hand_in(autograde.folder, student)
    autograde()
    path = autograde.folder / "grades.csv"
    with Gradebook(CourseDirectory(root=str(autograde.folder)).db_url) as book:
        book.add_student("absent", last_name='X "Y", Z')
        Scores(to=str(path)).export(book)
        Scores(to=f"{path}.ann", student=["ann"], assignment=["a"]).export(book)
        Scores(to=f"{path}.none", assignment=["b"]).export(book)
    header, *rows = path.read_text().splitlines()
    assert header == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,"
        "raw_score,late_submission_penalty,score,max_score"
    )
    assert sorted(rows) == [
        'a,,,"Doe, Jane (jd)",,,,2.0,0.0,2.0,2.0',
        'a,,,absent,"X ""Y"", Z",,,0.0,0.0,0.0,2.0',
        "a,,,ann,,,,2.0,0.0,2.0,2.0",
    ]
    ann = [row for row in rows if row.startswith("a,,,ann,")]
    assert Path(f"{path}.ann").read_text().splitlines() == [header, *ann]
    assert Path(f"{path}.none").read_text().splitlines() == [header]


def test_settings_with_an_error_stop_every_command(tmp_path, monkeypatch):
    """nbgrader went on without them: by its own steps, and without a sandbox."""
    course.install()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c.RunApart.show = [no_quotes]")
    with pytest.raises(NameError, match="no_quotes"):
        AutogradeApp().load_config_file()


def test_a_course_that_does_not_find_our_settings_has_them_all_the_same(tmp_path):
    """nbgrader says nothing of a path that is not there; the clone may have moved."""

    def nbgrader(step):
        command = [Path(sys.executable).with_name("nbgrader"), step, "a"]
        told = {"cwd": tmp_path, "capture_output": True, "text": True}
        return subprocess.run(command, **told, timeout=PATIENCE).stderr

    settings = "load_subconfig('/nowhere/assignments/nbgrader_config.py')\n"
    settings += "c.CourseDirectory.source_directory = 'source'\n"
    (tmp_path / "nbgrader_config.py").write_text(settings)
    told = nbgrader("autograde")
    assert "The gradebook has no a, but nothing yet." in told, (
        f"make test writes {sys.prefix}/etc/jupyter/nbgrader_config.py",
        told,
    )
    path = ROOT / "assignments" / "foundations" / "foundations.ipynb"
    text = path.read_text("utf-8")
    source = tmp_path / "source" / "a" / "a.ipynb"
    source.parent.mkdir(parents=True)
    # What was changed in the source was passed over where a release was there.
    for title in ("The first title", "The second title"):
        notebook = json.loads(text)
        notebook["cells"][0]["source"] = f"# {title}"
        source.write_text(json.dumps(notebook))
        nbgrader("generate_assignment")
        assert title in (tmp_path / "release" / "a" / "a.ipynb").read_text()
        with sqlite3.connect(tmp_path / "gradebook.db") as database:
            query = "select count(*) from source_cell where source = ?"
            assert [*database.execute(query, [f"# {title}"])] == [(1,)]


def test_nbgrader_uses_our_steps():
    import nbgrader.apps.api

    course.install()
    assert nbgrader.apps.api.Autograde is nbgrader.apps.autogradeapp.Autograde
    assert nbgrader.apps.api.Autograde is course.Autograde
    assert nbgrader.apps.generatefeedbackapp.GenerateFeedback is course.GenerateFeedback


def test_folders_of_graders_that_are_gone_are_removed(tmp_path, monkeypatch):
    from fieldguide.classroom import running

    monkeypatch.setattr(running.tempfile, "gettempdir", lambda: str(tmp_path))
    owners = {
        "fg-gone": str(2**22 + 1),
        "fg-mine": str(running.os.getpid()),
        "fg-odd": "x",
    }
    for name, owner in owners.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "owner").write_text(owner)
    (tmp_path / "fg-other").mkdir()
    running.clear_away()
    left = {"fg-mine", "fg-odd", "fg-other"}
    assert {path.name for path in tmp_path.iterdir()} == left
