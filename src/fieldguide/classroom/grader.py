"""How nbgrader runs and grades students' notebooks here, and what it gives back.

Four preprocessors; assignments/nbgrader_config.py puts them in their places:

- `RestoreCells` puts the assignment together again, whatever the student did to it;
- `RunApart` runs it in a kernel with limits, and goes on if that dies;
- `Judge` counts points with the hints and weights of the source, not of the kernel;
- `Redact` leaves in the feedback only what the student and the teacher wrote.

Stock nbgrader gives full marks to a test cell that did not run, gives up on a notebook
whose kernel dies, and prints hidden tests, with all that the code showed, in the
feedback.
"""

import ast
import html
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpec
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Float, Int, List, Unicode
from traitlets.config import Config

from .marks import MIME, explain, known_error

REMOTE_SCRIPT = re.compile(r'<script src="https?://[^"]*">\s*</script>')
HINT = {"initial_indent": " " * 4, "subsequent_indent": " " * 4}
SANDBOX = Path(__file__).with_name("sandbox.sh")
NOTES = {
    "time": "This cell was stopped: it ran too long.",
    "output": "This cell was stopped: it printed too much.",
    "died": "Python itself ended in this cell, or had to be ended.",
    "not run": "This cell was not run: too much time was gone, or Python had ended too often.",
    "missing": "This cell was missing from the submission.",
}


class RestoreCells(NbGraderPreprocessor):
    """Give the notebook the cells of the assignment, in their order.

    From the submission come the sources of answer cells, and the cells that the student
    added, each after the cell of ours that it followed. All else is as it was given
    out, hidden tests included.
    """

    def preprocess(self, nb, resources):
        """Return the restored notebook."""
        told = resources["nbgrader"]
        with Gradebook(told["db_url"]) as gradebook:
            notebook = gradebook.find_notebook(told["notebook"], told["assignment"])
            points = {cell.name: cell.max_score for cell in notebook.grade_cells}
            answers = {cell.name for cell in notebook.solution_cells}
            ours = {
                cell.name: _our_cell(cell, points.get(cell.name), cell.name in answers)
                for cell in notebook.source_cells
            }
        nb.cells = restore(ours, nb.cells)
        return nb, resources


def _our_cell(source, points, is_answer):
    """A cell as it was given out, from what the gradebook knows about it."""
    graded = points is not None
    told = {
        "schema_version": 3, "grade_id": source.name, "grade": graded, "task": False,
        "solution": is_answer, "locked": source.locked, "checksum": source.checksum,
        "cell_type": source.cell_type,
    }  # fmt: skip
    if graded:
        told["points"] = points
    make = new_code_cell if source.cell_type == "code" else new_markdown_cell
    return make(source.source, metadata={"nbgrader": told}, id=source.name)


def restore(ours, submitted):
    """Our cells in our order, with the student's answers and the student's own cells.

    Parameters
    ----------
    ours : dict of str to cell
        By their names, in order.
    submitted : list of cells

    Returns
    -------
    list of cells
        An answer cell that is missing stands there empty, since what we gave out would
        undo an answer that stands in another cell. Of two with one name the last counts.
    """
    theirs, added, place = {}, {None: []}, None
    for cell in submitted:
        told = cell.metadata.get("nbgrader")
        name = told.get("grade_id") if isinstance(told, dict) else None
        if isinstance(name, str) and name in ours:
            place, theirs[name] = name, cell
        else:
            added.setdefault(place, []).append(_plain(cell))
    cells = added[None]
    for name, cell in ours.items():
        if cell.metadata.nbgrader["solution"]:
            found = theirs.get(name)
            cell.source = str(found.source) if found else ""
            if not found:
                cell.metadata["fieldguide"] = {"note": "missing"}
        cells += [cell, *added.get(name, [])]
    for k, cell in enumerate(cells):
        cell["id"] = f"cell-{k}"  # a student's copies may share one
    return cells


def _plain(cell):
    """A cell of the student's own, without metadata."""
    make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    return make(str(cell.source))


class RunApart(NbGraderPreprocessor):
    """Run a notebook in a kernel with limits; keep the rest if a cell misbehaves.

    The kernel works in an empty folder of its own that is removed afterwards, with an
    environment that holds nothing of ours, over a socket in that folder, and apart from
    all else as far as the system lets us (see `sandbox`). A cell that
    takes too long or prints too much is interrupted. If the kernel dies, or has to be
    killed, a new one runs the earlier cells again, but not the guilty one, and goes on.
    Before each test cell the cells of the assignment's own set-up run again, should an
    answer have used one of their names.
    """

    cell_seconds = Float(20, help="Most that a cell may take.").tag(config=True)
    notebook_seconds = Float(240, help="Most that a notebook may take.").tag(
        config=True
    )
    grace_seconds = Float(3, help="Wait for an interrupt to work.").tag(config=True)
    output_bytes = Int(1_000_000, help="Most that a cell may print.").tag(config=True)
    file_bytes = Int(50_000_000, help="Most that a file may hold.").tag(config=True)
    memory_bytes = Int(4 << 30, help="Address space of the kernel.").tag(config=True)
    processor_seconds = Int(240, help="Processor time of a kernel.").tag(config=True)
    restarts = Int(3, help="Most kernels that may die.").tag(config=True)
    wrapper = List(
        Unicode(),
        default_value=None,
        allow_none=True,
        help="Command before the kernel's own, such as a sandbox; {folder} is the one "
        "folder that it must be able to write. Default: `sandbox`.",
    ).tag(config=True)
    hide = List(Unicode(), help="Folders that students' code is not to see.").tag(
        config=True
    )

    def preprocess(self, nb, resources):
        """Run all code cells; their outputs, and a note on what went wrong."""
        end, left = time.monotonic() + self.notebook_seconds, self.restarts
        codes = [cell for cell in nb.cells if cell.cell_type == "code"]
        setup = [cell.source for cell in codes if _is_ours(cell)]
        if self.wrapper is None:
            self.wrapper, missing = sandbox(self.hide)
            if missing:
                self.log.warning(
                    "This system does not let us %s; see the guide", missing
                )
        ran, kernel = [], Kernel(self)
        try:
            for number, cell in enumerate(codes, 1):
                note, cell.outputs, cell.execution_count = "not run", [], None
                if left >= 0 and time.monotonic() < end:
                    for source in setup if utils.is_grade(cell) else []:
                        kernel.run(source, end)
                    note, cell.outputs = kernel.run(cell.source, end)
                    cell.execution_count = number
                if note or "fieldguide" not in cell.metadata:
                    cell.metadata["fieldguide"] = {"note": note}
                if note == "died" or kernel.dead:
                    self.log.warning("The kernel died; going on with a new one")
                    kernel.close()
                    left -= 1
                    if left >= 0 and time.monotonic() < end:
                        kernel = Kernel(self)
                        for source in ran:
                            kernel.run(source, end)
                elif not utils.is_grade(cell) and note not in NOTES:
                    ran.append(cell.source)
        finally:
            kernel.close()
        return nb, resources


def _is_ours(cell):
    """True for code that the assignment brings and that is no test."""
    return utils.is_locked(cell) and not utils.is_grade(cell)


def sandbox(hide=()):
    """The command that runs another apart, as far as this system lets us.

    Parameters
    ----------
    hide : list of str
        Folders that students' code is not to see. One that holds Python, or this
        library, cannot be hidden.

    Returns
    -------
    command : list of str
        With {folder} for the one folder that can be written; empty if nothing works.
    missing : str
        What the command does not do; empty if it does all.
    """
    needed = [sys.prefix, sys.base_prefix, __file__, tempfile.gettempdir()]
    needed = [Path(path).resolve() for path in needed]
    folders = [Path(folder).resolve() for folder in hide]
    hidden = [f for f in folders if f.is_dir() and not _holds(f, needed)]
    seen = [str(f) for f in folders if f.is_dir() and _holds(f, needed)]
    flags = "--map-root-user --net --mount --pid --fork --kill-child --mount-proc --"
    full = ["unshare", "--user", *flags.split(), "sh", str(SANDBOX), "{folder}"]
    full += [str(len(hidden)), *map(str, hidden)]
    if _works(full):
        return full, f"hide {', '.join(seen)}" if seen else ""
    less = ["unshare", "--user", "--map-current-user", "--net", "--"]
    if _works(less):
        return less, "hide files, or keep them from being changed"
    return [], "cut off the network, hide files, or keep them from being changed"


def _holds(folder, paths):
    return any(path.is_relative_to(folder) for path in paths)


def _works(command):
    with tempfile.TemporaryDirectory(prefix="fg-") as folder:
        (Path(folder) / "work").mkdir()
        command = [*(word.replace("{folder}", folder) for word in command), "true"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=20)
        except (OSError, subprocess.SubprocessError):
            return False
    return done.returncode == 0


class _Manager(KernelManager):
    """A kernel manager that is told the command instead of looking for a kernel."""

    argv = List()

    @property
    def kernel_spec(self):
        return KernelSpec(argv=self.argv, display_name="Python", language="python")


class Kernel:
    """A kernel for one notebook, by the limits of a `RunApart`."""

    def __init__(self, limits):
        self.limits = limits
        self.folder = Path(tempfile.mkdtemp(prefix="fg-"))
        work = self.folder / "work"
        work.mkdir()
        most = (limits.memory_bytes, limits.processor_seconds, limits.file_bytes)
        self.manager = _Manager(
            transport="ipc",
            ip=str(self.folder / "socket"),
            connection_file=str(self.folder / "kernel.json"),
            argv=[
                *(w.replace("{folder}", str(self.folder)) for w in limits.wrapper),
                *(sys.executable, "-m", "fieldguide.classroom.kernel"),
                *(*map(str, most), "-f", "{connection_file}"),
                "--HistoryManager.enabled=False",
            ],
        )
        keep = {k: os.environ[k] for k in ("PATH", "PYTHONPATH") if k in os.environ}
        home = {
            k: str(self.folder) for k in ("HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
        }
        plain = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**keep, **home, **plain}
        self.manager.start_kernel(env=environment, cwd=str(work), **silent)
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=60)
        except RuntimeError:
            self.close()
            raise

    @property
    def dead(self):
        """True if the kernel's process has ended."""
        return not self.manager.is_alive()

    def close(self):
        """End the kernel with all that it started, and remove its folder."""
        if self.folder.exists():
            self.client.stop_channels()
            self.manager.shutdown_kernel(now=True)
            shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, source, end):
        """Run one cell: a note on what went wrong ("" if nothing did), and the outputs.

        A note is a key of NOTES, or the name of one of Python's exceptions, or "error".
        """
        if self.dead:
            return "died", []
        outputs, size, note, stopped = [], 0, "", None
        most, now = self.limits.output_bytes, time.monotonic()
        end = min(end, now + self.limits.cell_seconds)
        told = self.client.execute(source, allow_stdin=False, stop_on_error=False)
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except queue.Empty:
                message = None
            now = time.monotonic()
            if message and message["parent_header"].get("msg_id") == told:
                kind, content = message["msg_type"], message["content"]
                if kind == "status" and content["execution_state"] == "idle":
                    return note, outputs
                if kind == "error":
                    name = content["ename"]
                    note = note or (name if known_error(name) else "error")
                size += _add(outputs, kind, content, most - size)
            elif not message and self.dead:
                return note or "died", outputs
            if stopped is None and (size > most or now > end):
                note, stopped = "output" if size > most else "time", now
                self.manager.interrupt_kernel()
            elif stopped is not None and now > stopped + self.limits.grace_seconds:
                self.manager.shutdown_kernel(now=True)
                return note, outputs


def _add(outputs, kind, content, room):
    """Append what a message shows, as far as there is room; return its size."""
    if kind == "stream":
        text = content["text"]
        if outputs and outputs[-1].get("name") == content["name"] and room > 0:
            outputs[-1].text += text[:room]
        elif room > 0:
            outputs.append(new_output(kind, name=content["name"], text=text[:room]))
        return len(text)
    if kind in ("execute_result", "display_data"):
        size = sum(len(str(part)) for part in content["data"].values())
        if size <= room:
            count = {"execution_count": content.get("execution_count")}
            more = count if kind == "execute_result" else {}
            outputs.append(new_output(kind, data=content["data"], **more))
        return size
    if kind == "error":
        lines = "\n".join(content["traceback"])[-20_000:].split("\n")
        told = {"ename": content["ename"][:100], "evalue": content["evalue"][:1000]}
        outputs.append(new_output(kind, traceback=lines, **told))
    return 0


class Judge(NbGraderPreprocessor):
    """Turn what a test cell showed into points that nbgrader understands.

    Parts, points and hints are read from the source of the cell, which is ours; from
    the kernel comes only which tests passed. A cell that did not come to its end gets
    nothing. Warnings cost nothing.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Replace the outputs of a test cell by points and report."""
        if cell.cell_type == "code" and utils.is_grade(cell):
            judge(cell)
        return cell, resources


def judge(cell):
    """Write the outcomes into the metadata of a test cell, the points into its outputs."""
    told = cell.metadata.setdefault("fieldguide", {"note": "not run"})
    tests, errors = tests_of(cell.source), []
    printed = [o for o in cell.outputs if o.get("name") == "stdout"]
    if told["note"]:
        errors = [o for o in cell.outputs if o.output_type == "error"]
        errors = errors or [new_output("error", ename="Stopped", evalue=told["note"])]
    if not tests:  # a plain test cell: it passes if nothing is raised
        cell.outputs = [o for o in cell.outputs if o not in errors] + errors
        return
    outcomes = [False] * len(tests)
    shown = [o.data[MIME] for o in cell.outputs if MIME in o.get("data", {})]
    if shown and not told["note"] and _fit(shown[-1], tests):
        outcomes = [o if o is True else str(o) for o in shown[-1]["outcomes"]]
        outcomes = [o if o is True or known_error(o) else False for o in outcomes]
    told["outcomes"] = outcomes
    points = sum(test[1] for test, o in zip(tests, outcomes, strict=True) if o is True)
    points = min(points, cell.metadata.nbgrader["points"])
    data = {
        "text/plain": str(points),
        "text/html": f"<pre>{html.escape(report(cell))}</pre>",
    }
    cell.outputs = [*printed, *errors, new_output("execute_result", data=data)]


def _fit(shown, tests):
    outcomes = shown.get("outcomes") if isinstance(shown, dict) else None
    return isinstance(outcomes, list) and len(outcomes) == len(tests)


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
    """What a student is told about a test cell, in lines; nothing in it comes from the
    kernel but which tests passed and which of Python's exceptions stopped one."""
    told, tests = cell.metadata["fieldguide"], tests_of(cell.source)
    lines = [NOTES[told["note"]]] if told["note"] in NOTES else []
    outcomes = told.get("outcomes", [])
    for (part, points, hint), outcome in zip(tests, outcomes, strict=False):
        lines.append(f"{'✓' if outcome is True else '✗'} {part} ({points})")
        if outcome is not True and not told["note"]:
            lines += textwrap.wrap(f"{explain(outcome)}{hint}", 80, **HINT)
    return "\n".join(lines)


class Redact(NbGraderPreprocessor):
    """Leave in the feedback what the student and the teacher wrote, and no output.

    Code that runs beside hidden tests can read and show them, in its own output or in
    an error's message, plainly or in disguise. So nothing that it showed is given back.
    """

    display_data_priority = List(help="Not used; pages are made with it.").tag(
        config=True
    )

    def preprocess(self, nb, resources):
        """Cut hidden tests, and replace all outputs by our own words."""
        marks = Config({"ClearHiddenTests": self.config.ClearHiddenTests})
        clear = ClearHiddenTests(config=marks)
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            told = cell.metadata.get("fieldguide", {"note": ""})
            if utils.is_grade(cell):
                text = report(cell)
                cell, _ = clear.preprocess_cell(cell, resources, 0)
            else:
                name = told["note"]
                raised = f"This cell raised {name}." if known_error(name) else ""
                text = NOTES.get(name, raised)
            lines = {"name": "stdout", "text": text + "\n"}
            cell.outputs = [new_output("stream", **lines)] if text else []
            cell.metadata.pop("fieldguide", None)
        return nb, resources


def clean_pages(folder):
    """A hook for nbgrader: leave pages in the feedback that ask no other host for anything.

    nbgrader copies there every file that lies beside a graded notebook, and its pages
    load a script for equations, which the assignments do not have.
    """

    def hook(**_):
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.suffix != ".html":
                path.unlink()
            elif path.is_file():
                page = path.read_text("utf-8")
                path.write_text(REMOTE_SCRIPT.sub("", page), "utf-8")

    return hook
