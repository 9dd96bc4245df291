"""Grade a class of thirty three times, and compare the marks.

    python benchmarks/grading.py

Half of the students misbehave, or are unlucky, each in a way of its own
(tests/support/submissions.py). The first time the
computer does nothing else; the second time eight processes are busy beside the grader;
the third time the grader is killed in the middle and started again. Prints seconds a
student, and the marks that differ; the exit code is 1 if any do. Takes half an hour on
two cores.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import ROOT

sys.path.insert(0, str(ROOT / "tests" / "support"))
from planted.foundations import ANSWERS as FOUNDATIONS
from submissions import LOST, WAYS, Submission, planted

NBGRADER = Path(sys.executable).with_name("nbgrader")
SETTINGS = f"""
c = get_config()
load_subconfig({str(ROOT / "assignments" / "nbgrader_config.py")!r})
c.RunApart.cell_seconds = 5
"""
BUSY = "while True:\n    pass"


def students(reference):
    """Submissions, by name: half misbehave, as many are more or less right."""
    made = {way.__name__: way(reference) for way in WAYS}
    made |= {f"right-{k}": Submission(reference) for k in range(3)}
    made |= {f"wrong-{k}": planted(reference, "foundations", k) for k in range(2)}
    for k in range(len(WAYS) - 5):  # right but for every third task
        some = Submission(reference)
        for task, answers in [*FOUNDATIONS.items()][k % 3 :: 3]:
            some.answer(task, answers[k % 2])
        made[f"some-{k}"] = some
    return made


def hand_in(folder):
    """Make a course, ready to be graded; how many hand something in."""
    path = ROOT / "assignments" / "foundations" / "foundations.ipynb"
    (folder / "nbgrader_config.py").write_text(SETTINGS)
    nbgrader(folder, "generate_assignment").wait()
    class_ = students(json.loads(path.read_text("utf-8"))["cells"])
    for name, made in class_.items():
        made.write(folder / "submitted" / name / "foundations" / path.name)
    return len(class_)


def nbgrader(folder, step):
    """Start a step; what it says goes to a file."""
    with (folder / f"{step}.log").open("a") as log:
        command = [NBGRADER, step, "foundations"]
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)


def marks(folder):
    """Points, by student and task."""
    query = """
        select submitted_assignment.student_id, base_cell.name, grade.auto_score from grade
        join base_cell on base_cell.id = grade.cell_id
        join submitted_notebook on submitted_notebook.id = grade.notebook_id
        join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
        """
    with sqlite3.connect(folder / "gradebook.db") as database:
        return {(student, task): n for student, task, n in database.execute(query)}


def grade(folder, busy=0, kill=False):
    """Seconds that it takes."""
    beside = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(busy)]
    start = time.monotonic()
    try:
        running = nbgrader(folder, "autograde")
        if kill:
            graded = folder / "autograded"
            while running.poll() is None and len([*graded.glob("*")]) < len(WAYS):
                time.sleep(0.2)
            os.kill(running.pid, signal.SIGKILL)
            running.wait()
            running = nbgrader(folder, "autograde")
        if running.wait():
            raise RuntimeError(f"see {folder}/autograde.log")
    finally:
        for process in beside:
            process.kill()
    return time.monotonic() - start


def main():
    """Grade the three classes."""
    found, times = [], {"alone": {}, "busy": {"busy": 8}, "killed": {"kill": True}}
    for name, how in times.items():
        folder = Path(tempfile.mkdtemp(prefix=f"class-{name}-"))
        many = hand_in(folder)
        seconds = grade(folder, **how)
        found.append(marks(folder))
        print(f"{name}: {seconds / many:.1f} s a student; {folder}", flush=True)
    differ = [key for key in found[0] if len({m[key] for m in found}) > 1]
    for key in differ:
        print("differ:", *key, *(m[key] for m in found))
    right = {task: n for (student, task), n in found[0].items() if student == "right-0"}
    for student in (way.__name__ for way in WAYS):
        due = right | {f"{task}-tests": n for task, n in LOST[student].items()}
        wrong = [t for t, n in due.items() if found[0][student, t] != n]
        if wrong:
            differ.append(student)
            print("not what is due:", student, *wrong)
    print(f"{len(found[0])} marks three times; {len(differ)} differ")
    sys.exit(bool(differ) or len({len(m) for m in found}) > 1)


if __name__ == "__main__":
    main()
