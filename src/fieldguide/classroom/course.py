"""How nbgrader walks through a course's folder here.

`install` puts two subclasses of nbgrader's in the place of their parents:

- `Autograde` takes what students hand in as it comes, lets the files of one student touch
  nothing but that student's marks, and holds nobody for graded who is not;
- `GenerateFeedback` writes pages, and copies nothing.

Both work on a student in a folder of their own, and move it to its place when all is done.
"""

import contextlib
import errno
import fcntl
import fnmatch
import os
import re
from pathlib import Path

import dateutil.parser
import dateutil.tz
import nbgrader.apps
import nbgrader.converters
from nbformat import v4
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import is_locked, parse_utc, setenv
from sqlalchemy.exc import SQLAlchemyError
from traitlets import Type

from .bindings import bound_in
from .feedback import Pages
from .grader import RunApart, clearing
from .harmless import all_still
from .notebooks import (
    Unreadable,
    check_place,
    find,
    printable,
    text_of,
)
from .restoring import given_out, put_together
from .running import clear_away, remove

FULL = (errno.ENOSPC, errno.EDQUOT)
DATABASE = (SQLAlchemyError, InvalidEntry)  # its own errors, and the gradebook's
# What would do something in a page or a terminal, or is not in UTF-8.
NO_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff<>"]')
# Such as Europe/Berlin; not the name of a file, which would be opened.
PLACE = re.compile(r"[A-Za-z]\w*(/[A-Za-z][\w+-]*)+")
ADVICE = "What was graded until now is kept; {} and give the same command again."
# By what the database says, in errors of its own and in those that the gradebook makes of them.
REASONS = {
    "disk is full": "The disk is full. " + ADVICE.format("make room"),
    "disk I/O error": "The disk is full. " + ADVICE.format("make room"),
    "database is locked": "Another program is writing into gradebook.db. "
    + ADVICE.format("wait until it has ended, or end it,"),
    "readonly database": "gradebook.db cannot be written. "
    + ADVICE.format("make it and its folder writable"),
}


@contextlib.contextmanager
def ends_for_all():
    """End the program, with its reason, if an error is none of one student's."""
    try:
        yield
    except Exception as error:
        full = isinstance(error, OSError) and error.errno in FULL
        # What went wrong with a student's file has its name in it, which may be these words.
        said = str(error).partition("[SQL")[0] if isinstance(error, DATABASE) else ""
        said = "disk is full" if full else said
        for words, reason in REASONS.items():
            if words in said:
                raise SystemExit(reason) from error
        raise


class Careful:
    """What both steps have in common: one student is done, or not begun."""

    @property
    def _output_directory(self):
        """Where a student is while being worked on, in place of the step's folder."""
        return f".grading/{self.result}-{self.coursedir.assignment_id}"

    def _place(self, assignment, student):
        """The folder that nbgrader knows the result by."""
        return Path(self.coursedir.format_path(self.result, student, assignment))

    def start(self):
        """Do the step for all students, unless somebody else is at it."""
        work = Path(self.coursedir.root) / self._output_directory
        work.parent.mkdir(exist_ok=True)
        with Path(f"{work}.lock").open("a+") as self.lock:
            try:
                fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                message = f"Another nbgrader is at work on this: {work}.lock"
                self.log.error(message)
                raise NbGraderException(message) from None
            self.lock.seek(0)
            if before := self.lock.read().strip():
                self.log.warning(
                    "The last run ended while it was working on %s, whose points are "
                    "right only when that is done again; going on",
                    before,
                )
            remove(work)
            try:
                super().start()
            except Exception:  # who could not be graded has been named
                self._in_work("")
                raise
            finally:
                remove(work)

    def _students(self):
        """Each student who is wanted, and the folder with what there is of that one.

        A name is never taken for a pattern: one who is called * is one student.
        """
        wanted, name = self.coursedir.student_id, self.coursedir.assignment_id
        everybody = Path(self.coursedir.format_path(self._input_directory, "x", "y"))
        everybody = everybody.parents[1]
        for folder in sorted(everybody.iterdir()) if everybody.is_dir() else []:
            if fnmatch.fnmatchcase(folder.name, wanted) or folder.name == wanted:
                yield folder.name, Path(self._format_source(name, folder.name))

    def _in_work(self, student):
        """Note who is being worked on, for the case that we do not live to say it."""
        self.lock.seek(0)
        self.lock.truncate()
        self.lock.write(student)
        self.lock.flush()

    @ends_for_all()
    def init_destination(self, assignment_id, student_id):
        """True if a student is to be worked on; then nothing of former work is left."""
        excluded = self.coursedir.student_id_exclude.split(",")
        place = self._place(assignment_id, student_id)
        if student_id in excluded:
            return False
        if (
            place.exists()
            and not self.force
            and not self._newer(assignment_id, student_id)
        ):
            self.log.info("Skipping existing assignment: %s", place)
            return False
        self._in_work(student_id)
        work = Path(self._format_dest(assignment_id, student_id))
        remove(work)
        work.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(
            place
        ):  # what stayed there would be taken for the new result
            os.replace(place, work)
            remove(work)
        work.mkdir()
        return True

    @ends_for_all()
    def convert_single_notebook(self, notebook_filename):
        """Convert one notebook."""
        self.convert(notebook_filename)

    @ends_for_all()
    def set_permissions(self, assignment_id, student_id):
        """Set permissions, and move the student's folder to its place."""
        super().set_permissions(assignment_id, student_id)
        place = self._place(assignment_id, student_id)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self._format_dest(assignment_id, student_id), place)
        self._in_work("")


def _zone(name, seconds):
    """The time zone that a date names; an error if nobody knows it, as it may be any."""
    if not name or seconds is not None:
        return seconds
    if (found := dateutil.tz.gettz(name)) is None:
        raise ValueError(f"what is {name}?")
    return found


def _no_points(gradebook, names, assignment, student):
    """Take back what a student's notebooks have got from the tests, and lost for a date."""
    for name in names:
        found = gradebook.find_submission_notebook(name, assignment, student)
        found.late_submission_penalty = None
        for grade in found.grades:
            grade.auto_score = None
    gradebook.db.commit()


class Autograde(Careful, nbgrader.converters.Autograde):
    """Grade what students handed in."""

    result = "autograded"

    @property
    def _input_directory(self):
        return self.coursedir.submitted_directory

    def init_notebooks(self):
        """Find the students' folders; what is in them is looked at one by one."""
        self._check_known()
        self.assignments, self.notebooks = {}, []
        for student, place in self._students():
            try:
                there = place.is_dir()
            except OSError as error:  # a folder that nobody may enter, from an archive
                self.log.error("%s is left out: %s", printable(student), error)
                continue
            if NO_NAME.search(student):
                self.log.error(
                    "Nobody can be called %r; the folder is left out", student
                )
            elif there:
                self.assignments[str(place)] = [str(place)]
            elif not student.startswith("."):
                name = self.coursedir.assignment_id
                self.log.warning("%s handed in nothing for %s", student, name)
        if not self.assignments:
            path = self._format_source(self.coursedir.assignment_id, "*")
            message = f"Nobody handed in {self.coursedir.assignment_id}: {path}"
            self.log.error(message)
            raise NbGraderException(message)

    @ends_for_all()
    def _check_known(self):
        name, there = self.coursedir.assignment_id, []
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            there = sorted(one.name for one in gradebook.assignments)
        if name not in there:
            message = (
                f"The gradebook has no {name}, but {', '.join(there) or 'nothing yet'}. "
                f"Is that the name? If so, give: nbgrader generate_assignment {name}"
            )
            self.log.error(message)
            raise NbGraderException(message)

    def convert_notebooks(self):
        """Grade all; say first what the system does not let us do."""
        self.names = {}  # of notebooks, by the files that are taken for them
        clear_away()
        if missing := RunApart(parent=self).prepare():
            self.log.warning("This system does not let us %s; see the guide", missing)
        super().convert_notebooks()

    def _timestamp(self, folder):
        """When something was handed in, or None if nothing tells that can be read."""
        path = folder / "timestamp.txt"
        if not os.path.lexists(path):
            return None
        try:
            text = text_of(path, 10_000).strip()
            text = re.sub(r"\(?\b(utc|gmt)\b\)?", "UTC", text, flags=re.I)
            text = re.sub(
                r"UTC(?=[+-]\d)", "", text
            )  # by POSIX it would be the other way
            place = text.split()[-1] if text else ""
            if PLACE.fullmatch(place):
                when = dateutil.parser.parse(text.removesuffix(place))
                return parse_utc(when.replace(tzinfo=_zone(place, None)))
            # nbgrader takes +0100 for a hundred seconds.
            return parse_utc(
                dateutil.parser.parse(text, tzinfos=_zone) if text else None
            )
        except Exception as error:  # of what dateutil reads, too: an IndexError, say
            why = " ".join(printable(str(error)).split())  # it has the text in it
            self.log.warning(
                "%s cannot be read as a date, and is left out: %s", path, why
            )
            return None

    def _newer(self, assignment, student):
        new = self._timestamp(Path(self._format_source(assignment, student)))
        old = self._timestamp(self._place(assignment, student))
        if new is not None and (old is None or new > old):
            return True
        if self._is_out_of_date(assignment, student):
            self.log.warning(
                "%s is graded again: the gradebook has other tests or points now, or "
                "nothing of this student's",
                student,
            )
            return True
        return False

    def _is_out_of_date(self, assignment, student):
        """True if what was graded is not what the gradebook knows now."""

        def told(cells):
            codes = (c for c in cells if c.cell_type == "code" and is_locked(c))
            ours = [(c.source, c.metadata.nbgrader) for c in codes]
            return {t["grade_id"]: (source, t.get("points")) for source, t in ours}

        url, place = self.coursedir.db_url, self._place(assignment, student)
        try:
            with Gradebook(url, self.coursedir.course_id) as gradebook:
                gradebook.find_submission(assignment, student)
            for path in place.glob("*.ipynb"):
                graded = v4.reads(path.read_text("utf-8")).cells
                if told(graded) != told(given_out(url, assignment, path.stem).values()):
                    return True
        except (MissingEntry, ValueError, AttributeError, KeyError):
            return True  # it is not of this gradebook, or not of ours
        return False

    @ends_for_all()
    def init_assignment(self, assignment_id, student_id):
        """Enter the student and the submission into the gradebook, without any points."""
        with self._or_no_points(student_id):
            self._enter(assignment_id, student_id)

    def _enter(self, assignment_id, student_id):
        folder = Path(self._format_source(assignment_id, student_id))
        check_place(folder, folder.parents[1])
        when = self._timestamp(folder)
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            names = [n.name for n in gradebook.find_assignment(assignment_id).notebooks]
            gradebook.update_or_create_student(student_id)
            told = {"timestamp": when}
            gradebook.update_or_create_submission(assignment_id, student_id, **told)
            _no_points(gradebook, names, assignment_id, student_id)
        if when is not None:
            dest = Path(self._format_dest(assignment_id, student_id))
            (dest / "timestamp.txt").write_text(f"{when} UTC\n")
        self.notebooks = []
        for name in names:
            path, doubt = find(folder, name, names if names[1:] else ())
            if doubt:
                self.log.warning("%s: %s", folder, doubt)
            if path:
                self.notebooks.append(str(path))
                self.names[str(path)] = name
        if not self.notebooks:
            raise Unreadable(f"{folder}: nothing that can be graded")

    def convert_single_notebook(self, notebook_filename):
        """Grade one notebook; if that fails, no other one of the student counts, either."""
        with self._or_no_points(Path(notebook_filename).parent.parent.name):
            super().convert_single_notebook(notebook_filename)

    def set_permissions(self, assignment_id, student_id):
        """Move the student's folder to its place; if that fails, nothing counts."""
        with self._or_no_points(student_id):
            super().set_permissions(assignment_id, student_id)

    @contextlib.contextmanager
    def _or_no_points(self, student):
        """All that a student handed in is graded, or nothing is: the gradebook says so."""
        try:
            yield
        except Exception:
            url, told = self.coursedir.db_url, self.coursedir.course_id
            name = self.coursedir.assignment_id
            with Gradebook(url, told) as gradebook:
                names = [n.name for n in gradebook.find_assignment(name).notebooks]
                with contextlib.suppress(MissingEntry):  # it has come to nothing before
                    _no_points(gradebook, names, name, student)
            raise

    def init_single_notebook_resources(self, notebook_filename):
        """What the preprocessors need to know, from the folder and not from the file."""
        name = self.names[notebook_filename]
        folder = Path(notebook_filename).parent
        told = {
            "student": folder.parent.name,
            "assignment": self.coursedir.assignment_id,
            "notebook": name,
            "db_url": self.coursedir.db_url,
        }
        return {"unique_key": name, "output_files_dir": "files", "nbgrader": told}

    def convert(self, notebook_filename):
        """Put one notebook together, run it, count its points, write it down."""
        resources = self.init_single_notebook_resources(notebook_filename)
        told = resources["nbgrader"]
        ours = given_out(told["db_url"], told["assignment"], told["notebook"])
        answers = [c for c in ours.values() if c.metadata.nbgrader["solution"]]
        bound = {c.metadata.nbgrader["grade_id"]: bound_in(c.source) for c in answers}
        resources["fieldguide"] = {"given": bound}
        clear = clearing(self.config)
        notebook, doubt = put_together(ours, notebook_filename, clear)
        if doubt:
            self.log.warning("%s: %s", printable(notebook_filename), doubt)
        texts = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
        all_still(cell for cell in texts if not is_locked(cell))
        self._sanitizing = False
        self._init_preprocessors()
        with setenv(NBGRADER_EXECUTION="autograde"):
            output, resources = self.exporter.from_notebook_node(notebook, resources)
        self.write_single_notebook(output, resources)


class GenerateFeedback(Careful, nbgrader.converters.GenerateFeedback):
    """Write a page for each student."""

    result = "feedback"
    exporter_class = Type(Pages)

    def _newer(self, assignment, student):
        """True: points and comments of a teacher's leave no date in the gradebook."""
        return True

    def init_notebooks(self):
        """Find the graded notebooks, each in its own student's folder."""
        self.notebooks, found = [], {}
        for student, place in self._students():
            found[str(place)] = sorted(map(str, place.glob("*.ipynb")))
            page = self._place(self.coursedir.assignment_id, student)
            if not found[str(place)] and page.exists():
                self.log.warning(
                    "%s is not graded any more; this page is of before: %s",
                    printable(student),
                    printable(str(page)),
                )
        self.assignments = {place: paths for place, paths in found.items() if paths}
        if not self.assignments:
            message = f"Nothing is graded of {self.coursedir.assignment_id} yet"
            self.log.error(message)
            raise NbGraderException(message)

    def init_assignment(self, assignment_id, student_id):
        """Copy nothing."""

    def convert(self, notebook_filename):
        """Write one page."""
        super(Careful, self).convert_single_notebook(notebook_filename)


def install():
    """Put our steps in the place of nbgrader's, for its commands and its formgrader.

    And let no command go on without a course's settings because they have an error.
    """
    nbgrader.apps.baseapp.NbGrader.raise_config_file_errors = True
    for module in (
        nbgrader.converters, nbgrader.apps.api, nbgrader.apps.autogradeapp,
        nbgrader.apps.generatefeedbackapp,
    ):  # fmt: skip
        for step in (Autograde, GenerateFeedback):
            if hasattr(module, step.__name__):
                setattr(module, step.__name__, step)
