"""All scores as a table; nbgrader's own shifts the columns where a name has a comma."""

import csv
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.plugins import CsvExportPlugin

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name",
    "email", "raw_score", "late_submission_penalty", "score", "max_score",
)  # fmt: skip


class Scores(CsvExportPlugin):
    """nbgrader's table, the same columns in the same order, with names in quotes."""

    def export(self, gradebook):
        """Write a row for each assignment and student."""
        path = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", path)
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            for assignment in _wanted(gradebook.assignments, "name", self.assignment):
                for student in _wanted(gradebook.students, "id", self.student):
                    table.writerow(_row(gradebook, assignment, student))


def _wanted(those, key, names):
    """Some of the gradebook's by their names; all of them if no names are given."""
    names = {*map(str, names)}
    return [one for one in those if not names or getattr(one, key) in names]


def _row(gradebook, assignment, student):
    """One student's scores; zeros for who handed in nothing."""
    person = student.id, student.last_name, student.first_name, student.email
    try:
        found = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        when, scores = None, (0.0, 0.0, 0.0)
    else:
        raw, penalty = found.score, found.late_submission_penalty
        when, scores = found.timestamp, (raw, penalty, max(0.0, raw - penalty))
    told = assignment.name, assignment.duedate, when
    return *told, *person, *scores, assignment.max_score
