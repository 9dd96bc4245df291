"""Run a student's notebook and count its points, as two of nbgrader's preprocessors.

- `RunApart` runs the cells in a process with limits, and the tests in another one;
- `Judge` counts points with the hints and weights of the source.

Stock nbgrader gives full marks to a test cell that did not run, and gives up on a
notebook whose Python dies.
"""

import ast
import functools
import html
import textwrap
from typing import NamedTuple

from nbformat.v4 import new_code_cell, new_output
from nbgrader import utils
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    NbGraderPreprocessor,
)
from traitlets import Float, Int, List, Unicode
from traitlets.config import Config

from ..sandbox.apart import sandbox
from .bindings import left_by, wanted
from .marks import SECONDS, STOPS, explain, known_error
from .notebooks import is_setup, is_test
from .running import KINDS, Student, Tester

HINT = {"initial_indent": " " * 4, "subsequent_indent": " " * 4}
NOTES = {
    "time": "This cell was stopped: it ran too long.",
    "output": "This cell printed too much; the rest of it was dropped.",
    "died": "Python itself ended in this cell, or had to be ended.",
    "not run": "This cell was not run: the notebook had used up its time.",
    "missing": "This cell was missing from the submission.",
}
HAPPENED = {
    "time": "A cell ran too long, and was stopped.",
    "output": "A cell printed too much; the rest of it was dropped.",
    "died": "Python itself ended in a cell, or had to be ended.",
    "not run": "The notebook used up its time, and the cells behind were not run.",
    "TimeUp": f"A test took more than {SECONDS} seconds.",
    "Died": "Python itself ended in a test, or had to be ended.",
    "Flood": "A function printed too much when it was tested.",
    "Lost": "The process of the tests ended; that is no fault of yours.",
    "raised": "A cell or a test ended with an error.",
}


class Ran(NamedTuple):
    """A cell of a task that was run: its source, what happened, the statements begun."""

    source: str
    note: str
    steps: int


class RunApart(NbGraderPreprocessor):
    """Run a notebook apart from the grader; keep the rest if a cell misbehaves.

    A student's code works in an empty folder of its own that is removed afterwards,
    with an environment that holds nothing of ours, and apart from all else as far as
    the system lets us (see `sandbox`). If the process ends, or has to be ended, a copy of
    it that was made before the cell goes on. The tests run in a process of ours (see
    `tester`), apart in the same way, and anew for each student.
    """

    cell_seconds = Float(20, help="Most processor time of a cell.").tag(config=True)
    notebook_seconds = Float(240, help="Most processor time of a notebook.").tag(
        config=True
    )
    idle_seconds = Float(
        60, help="Most time in which a cell or a test may do nothing."
    ).tag(config=True)
    notebook_idle_seconds = Float(
        180, help="Most time in which a notebook may do nothing."
    ).tag(config=True)
    patience_seconds = Float(
        1800, help="Most time by the clock, for a cell or a test; twice that for all."
    ).tag(config=True)
    output_bytes = Int(1_000_000, help="Most that a cell may print.").tag(config=True)
    file_bytes = Int(50_000_000, help="Most that a file may hold.").tag(config=True)
    folder_bytes = Int(500_000_000, help="Most that all files may hold.").tag(
        config=True
    )
    memory_bytes = Int(4 << 30, help="Address space of a process.").tag(config=True)
    wrapper = List(
        Unicode(),
        default_value=None,
        allow_none=True,
        help="Command before Python's own, such as a sandbox; {folder} is the one "
        "folder that it must be able to write. Default: `sandbox`.",
    ).tag(config=True)
    show = List(Unicode(), help="Folders that students' code may read too.").tag(
        config=True
    )
    hide = List(Unicode(), help="Folders that students' code is not to see.").tag(
        config=True
    )

    def prepare(self):
        """Find out what the system lets us do; return what it does not."""
        missing = ""
        if self.wrapper is None:
            told = tuple(self.show), tuple(self.hide), self.folder_bytes
            self.wrapper, missing = sandbox(*told)
        return missing

    def preprocess(self, nb, resources):
        """Run all code cells; outputs, notes on what went wrong, outcomes of tests."""
        self.prepare()
        codes = [cell for cell in nb.cells if cell.cell_type == "code"]
        setup = [cell.source for cell in codes if is_setup(cell)]
        given = resources.get("fieldguide", {}).get("given", {})
        clear = clearing(self.config)
        tester = Tester(self.memory_bytes, self.wrapper)  # they start side by side
        try:
            student = Student(self, self.wrapper)
        except BaseException:
            tester.close()
            raise
        # Of a task: the answer, and what the student added behind it; if the answer is
        # missing, and so stands in front, what ended in an error there and what follows.
        # For a test that runs further down (see `copies`), what was added there, too.
        tasks, answer, front, added, tested = {None: []}, None, [], [], False
        try:
            for number, cell in enumerate(codes, 1):
                cell.outputs, cell.execution_count = [], None
                told = {"note": "not run"}
                if not student.over():
                    cell.execution_count = number
                    if is_test(cell):
                        home = cell.metadata.get("fieldguide", {}).get("answer", answer)
                        task = tasks.get(home, []) + (added if home != answer else [])
                        tried = student, tester, cell, setup, given.get(home, [])
                        told = self._tested(task, clear, *tried)
                        # What comes next finds what it would find in the student's
                        # own notebook.
                        student.run(left_by(clear(cell.source)), silent=True)
                    else:
                        note, cell.outputs = student.run(cell.source)
                        told = {"note": note}
                ran = Ran(cell.source, told["note"], student.steps)
                if utils.is_solution(cell):
                    task = [] if tested else tasks[answer]
                    if not task and "fieldguide" in cell.metadata:
                        task = front
                    answer = cell.metadata.nbgrader["grade_id"]
                    tasks[answer], tested = [*task, ran], False
                elif tasks[answer] and not utils.is_locked(cell):
                    tasks[answer].append(ran)
                tested = tested or is_test(cell)
                if is_test(cell):
                    front = []
                elif "nbgrader" not in cell.metadata:
                    added = [*added, ran]
                    if front or ran.note:
                        front = [*front, ran]
                else:
                    added = []
                # "missing" stays, whatever happens there: the page says it of each cell.
                cell.metadata["fieldguide"] = told | cell.metadata.get("fieldguide", {})
        finally:
            student.close()
            tester.close()
        return nb, resources

    def _tested(self, task, clear, student, tester, cell, setup, given):
        """Run a test cell, with the set-up's names if the student has lost them by mistake."""
        tried = student, tester, cell, setup, given
        restored = task and self._restored(task, clear, *tried)
        told = self._test(*tried)
        if restored:
            student.exchange()
        return told

    def _restored(self, task, clear, student, tester, cell, setup, given):
        """Give the set-up's names to a student who has others, if that helps.

        A name such as `data` may be the student's for good, or be lost by mistake. What
        tells it are the tests that students got: the names stay if more of them pass, or
        equally many where a cell of the task ended in an error and gets further. The
        task's cells are run again with these names first, and left as they are if one
        ends in an error as before. No hidden test is tried for that, or an answer could
        use its second try for what the first one was asked.

        Returns
        -------
        bool
            True if the names are the set-up's now; then `exchange` undoes it.
        """
        if student.over() or not student.exchange(*setup):
            return False
        student.exchange()
        ran = [one for one in task if one.note not in ("time", "died", "not run")]
        sources, reached = [one.source for one in ran], sum(one.steps for one in ran)
        broken = any(known_error(one.note) for one in ran)
        failed = sum(one.note not in ("", "output") for one in ran)
        source = clear(cell.source)

        def passing(**how):
            names = wanted(source, setup, given)
            told = student.test(tester, source, setup, given, names, last=False, **how)
            student.fall_back()
            note, outcomes, _ = told
            return outcomes.count(True) if outcomes is not None else not note

        own = passing()
        if own == max(1, len(tests_of(source))):
            return False
        student.exchange(*setup)
        further = student.run_again(sources, reached, failed)
        student.exchange(*setup)  # a cell behind the answer may lose them again
        # Afterwards all is as it was before they were run; if they got no further, it is.
        theirs = passing(copy=not further)
        if theirs > own or (further and broken and theirs == own):
            for source in sources if further else ():
                if not student.over():
                    student.run(source, silent=True)
            student.exchange(*setup)
            return True
        student.exchange()
        return False

    def _test(self, student, tester, cell, setup, given):
        """Run a test cell, and from the first test on that was stopped once more, alone.

        What could tell the student's code the second time what it was called with the
        first time, such as the clock, knows of no test behind the one that was stopped:
        none of them has been tried. Files and processes know nothing, if there is time to
        begin in a new place.
        """
        names = wanted(cell.source, setup, given)

        def run(last):
            note, outcomes, cell.outputs = student.test(
                tester, cell.source, setup, given, names, last=last
            )
            stopped = {note, *(outcomes or ())} & {*KINDS, *STOPS}
            if "Lost" in (outcomes or ()):
                self.log.warning(
                    "The process of the tests ended in %s; this is not the student's",
                    cell.metadata.nbgrader["grade_id"],
                )
            return {"note": note, "outcomes": outcomes}, stopped

        told, stopped = run(last=False)
        if stopped and not student.over():
            if not student.anew(alone=True):
                student.fall_back(alone=True)
            again, stopped = run(last=True)
            told = together(told, again)
        if stopped:
            student.fall_back(alone=True)
        student.with_threads()
        return told


def together(first, second):
    """What a test cell has said in two runs, of which the first ended where it was stopped.

    Parameters
    ----------
    first, second : dict
        note, outcomes; the last outcome of the first is what stopped it.
    """
    if second["outcomes"] is None and first["outcomes"] is not None:
        return first
    before, said = (first["outcomes"] or [None])[:-1], second["outcomes"]
    if said is not None:
        said = before + (said[len(before) :] or said[-1:])
    return {"note": second["note"], "outcomes": said}


def clearing(config):
    """A function that cuts hidden tests and mark schemes out of the source of a cell."""
    cuts = [
        kind(config=Config({kind.__name__: config[kind.__name__]}))
        for kind in (ClearHiddenTests, ClearMarkScheme)
    ]
    # Who writes a scheme is warned by generate_assignment; what a student writes could
    # keep the search for pictures in it at work for days.
    cuts[1].check_attachment_leakage = False
    return functools.partial(cleared, cuts)


def cleared(cuts, source):
    """A cell as students get it."""
    told = {"grade": True, "task": True}
    cell = new_code_cell(source, metadata={"nbgrader": told})
    for cut in cuts:
        cell = cut.preprocess_cell(cell, {}, 0)[0]
    return cell.source


class Judge(NbGraderPreprocessor):
    """Turn the outcomes of a test cell into points that nbgrader understands.

    Parts, points and hints are read from the source of the cell. A cell that did not
    come to its end gets nothing. Warnings cost nothing.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Replace the outputs of a test cell by points and report."""
        if cell.cell_type == "code" and is_test(cell):
            judge(cell)
        return cell, resources


def judge(cell):
    """Complete the outcomes in the metadata of a test cell; points into its outputs."""
    told = cell.metadata.setdefault("fieldguide", {"note": "not run"})
    tests, errors = tests_of(cell.source), []
    if told["note"]:
        errors = [new_output("error", ename="Stopped", evalue=told["note"])]
    if not tests:  # a plain test cell: it passes if nothing is raised
        cell.outputs = [*_printed(cell), *errors]
        return
    told["outcomes"] = _outcomes(cell, told)
    earned = points(cell, told)
    data = {
        "text/plain": str(earned),
        "text/html": f"<pre>{html.escape(report(cell))}</pre>",
    }
    cell.outputs = [*_printed(cell), *errors, new_output("execute_result", data=data)]


def points(cell, told):
    """The points of a test cell for what running it told."""
    tests = tests_of(cell.source)
    if not tests:
        return 0 if told["note"] else most(cell)
    pairs = zip(tests, _outcomes(cell, told), strict=True)
    return min(most(cell), sum(test[1] for test, outcome in pairs if outcome is True))


def most(cell):
    """The points that a test cell is worth."""
    return cell.metadata.nbgrader["points"]


def _outcomes(cell, told):
    """An outcome for each test of a cell."""
    tests = tests_of(cell.source)
    outcomes = [] if told["note"] else told.get("outcomes") or []
    outcomes = [o if o is True or known_error(o) else False for o in outcomes]
    # What stopped one test for good stopped those behind it.
    outcomes += [outcomes[-1] if outcomes else False] * (len(tests) - len(outcomes))
    return outcomes[: len(tests)]


def _printed(cell):
    """What nbgrader does not take for an error or for points."""
    return [o for o in cell.outputs if o.get("name") == "stdout"]


def tests_of(source):
    """The tests of a cell: (part, points, hint) of each ``marks.test(...)``, in order.

    Raises
    ------
    ValueError
        If part, points or hint is not written out.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        called = getattr(node, "func", None)
        if (
            isinstance(called, ast.Attribute)
            and called.attr == "test"
            and isinstance(called.value, ast.Name)
            and called.value.id == "marks"
        ):
            part, points, _, hint = node.args
            literal = tuple(ast.literal_eval(a) for a in (part, points, hint))
            found.append((node.lineno, literal))
    return [literal for _, literal in sorted(found)]


def report(cell):
    """What a teacher is told about a test cell, in lines; nothing in it comes from the
    student's process but which of Python's exceptions stopped a test."""
    told = cell.metadata["fieldguide"]
    lines = [NOTES[told["note"]]] if told["note"] in NOTES else []
    return "\n".join([*lines, *_lines(cell, explain)])


def results(cell):
    """What a student is told about a test cell: which tests passed, and hints.

    Why one failed is not said: a function that knows a hidden test could choose among
    dozens of reasons, and so carry out what it was called with.
    """
    return "\n".join(_lines(cell, lambda outcome: ""))


def _lines(cell, why):
    lines = []
    told = cell.metadata.get("fieldguide", {})  # nbgrader's own steps write none
    outcomes = told.get("outcomes") or []  # of a plain cell it is None
    for (part, points, hint), outcome in zip(
        tests_of(cell.source), outcomes, strict=False
    ):
        lines.append(f"{'✓' if outcome is True else '✗'} {part} ({points})")
        if outcome is not True:
            lines += textwrap.wrap(f"{why(outcome)}{hint}", 80, **HINT)
    return lines


def happened(notebook):
    """What happened in a notebook, once for all of its cells: some of HAPPENED."""
    found = set()
    for cell in notebook.cells:
        told = cell.metadata.get("fieldguide", {})
        found |= {told.get("note"), *(told.get("outcomes") or ())}
    found |= {"raised"} if {o for o in found if known_error(o)} - {*STOPS} else set()
    return [sentence for kind, sentence in HAPPENED.items() if kind in found]
