"""Run one student's notebook: cells in one process, tests in another, limits on both.

The limits count processor time, so that marks do not depend on what else the computer
does; by the clock there is only a long limit, for code that sleeps.
"""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from nbformat.v4 import new_output

from . import wire
from .marks import SECONDS, known_error

GLANCE = 0.25  # seconds between two looks at how long something has been running


KINDS = {"time": "TimeUp", "died": "Died", "output": "Flood"}


class Stopped(Exception):
    """Something ran too long, printed too much, or ended: a key of KINDS."""


class Watch:
    """How long a group of processes has been at work on something.

    Parameters
    ----------
    roots : list of int
        Processes that count, with all that descends from them.
    seconds : float
        Of processor time.
    patience : float
        Seconds by the clock.
    """

    def __init__(self, roots, seconds, patience):
        self.roots, self.seconds = roots, seconds
        self.late = time.monotonic() + patience
        self.start, self.used = None, 0.0

    def over(self):
        """True if the time is up; the first look, which comes early, starts it."""
        now = work(self.roots)
        if self.start is None:
            self.start = now
        self.used = now - self.start
        return self.used > self.seconds or time.monotonic() > self.late


def work(roots):
    """Processor seconds of some processes and their descendants, also of dead ones."""
    total, seen = 0.0, set()
    for root in roots:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(root)
            for one in [process, *process.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    if one.pid not in seen:
                        seen.add(one.pid)
                        total += sum(one.cpu_times()[:4])
    return total


class Line:
    """A connection to another process, and the number of that process as we see it."""

    def __init__(self, end):
        self.socket = end
        self.socket.settimeout(600)
        told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        self.process = int.from_bytes(told[:4], sys.byteorder)

    def send(self, message):
        """Send a message; Stopped if nobody takes it."""
        try:
            wire.send(self.socket, message)
        except OSError as error:
            raise Stopped("died") from error

    def receive(self, watch):
        """The next message; Stopped("time") if the watch runs out before it is there."""
        try:
            return wire.parse(
                self._exactly(wire.length(self._exactly(8, watch)), watch)
            )
        except (OSError, wire.Broken) as error:
            raise Stopped("died") from error

    def _exactly(self, n, watch):
        parts = []
        while n:
            while not select.select([self.socket], [], [], GLANCE)[0]:
                if watch.over():
                    raise Stopped("time")
            parts.append(self.socket.recv(min(n, 1 << 20)))
            n -= len(parts[-1])
            if not parts[-1]:
                raise wire.Broken("the connection was closed")
        return b"".join(parts)

    def pass_on(self, seconds):
        """The connection that the other side passes on, or None."""
        if not select.select([self.socket], [], [], seconds)[0]:
            return None
        try:
            _, ends, _, _ = socket.recv_fds(self.socket, 1, 1)
        except OSError:
            return None
        return Line(socket.socket(fileno=ends[0])) if ends else None

    def kill(self):
        """End the process."""
        self.socket.close()
        if (
            self.process
        ):  # 0: it is on another computer, or in a space that we do not see
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.process, signal.SIGKILL)


def start(command, environment, folder, through):
    """Start a process whose standard input is a socket."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        command, stdin=through, env=environment, cwd=folder, **silent
    )


class Tester:
    """The process of the tests; one serves all students, and is replaced if it ends."""

    def __init__(self, memory):
        self.memory = memory
        self._start()

    def _start(self):
        ours, theirs = socket.socketpair()
        words = ["-m", "fieldguide.classroom.tester", str(self.memory)]
        plain = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        environment = {**os.environ, **plain}
        self.started = start([sys.executable, *words], environment, "/", theirs)
        theirs.close()
        self.line, self.process = Line(ours), self.started.pid

    def close(self):
        """End it, with the test that it runs."""
        self.line.socket.close()
        end(self.started)

    def start_again(self):
        """Replace it by a new one."""
        self.close()
        self._start()


def end(started):
    """End a process and all that descends from it."""
    with contextlib.suppress(psutil.Error):
        family = psutil.Process(started.pid).children(recursive=True)
        started.kill()
        for one in family:
            with contextlib.suppress(psutil.Error):
                one.kill()
    started.wait()


def remove(folder):
    """Remove a folder; Python's own rmtree gives up at a thousand nested ones."""
    subprocess.run(["rm", "-rf", "--", str(folder)], check=False)


def clear_away():
    """Remove the folders of graders that were killed."""
    for folder in Path(tempfile.gettempdir()).glob("fg-*"):
        with contextlib.suppress(OSError, ValueError):
            if not psutil.pid_exists(int((folder / "owner").read_text())):
                remove(folder)


class Student:
    """The processes that run one student's code, by the limits of a `RunApart`."""

    def __init__(self, limits, wrapper):
        self.limits = limits
        self.folder = Path(tempfile.mkdtemp(prefix="fg-")).resolve()
        (self.folder / "work").mkdir()
        (self.folder / "owner").write_text(str(os.getpid()))
        most = (
            limits.memory_bytes,
            2 * int(limits.notebook_seconds) + 60,
            limits.file_bytes,
        )
        ours, theirs = socket.socketpair()
        self.started = start(
            [
                *(word.replace("{folder}", str(self.folder)) for word in wrapper),
                *(sys.executable, "-m", "fieldguide.classroom.student"),
                *map(str, (*most, limits.output_bytes)),
            ],
            self._environment(),
            str(self.folder / "work"),
            theirs,
        )
        theirs.close()
        self.lifeline, self.spare, self.watch, self.used = ours, None, None, 0.0
        self.line = Line(ours).pass_on(limits.patience_seconds)
        if self.line is None or "ready" not in self.line.receive(self._watch(60)):
            self.close()
            raise RuntimeError("the process for students' code does not start")

    def _environment(self):
        keep = {k: os.environ[k] for k in ("PATH", "PYTHONPATH") if k in os.environ}
        home = {k: str(self.folder) for k in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR")}
        plain = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        return {**keep, **home, **plain, **inline}

    def _watch(self, seconds, *others):
        roots = [self.started.pid, *others]
        self.used += self.watch.used if self.watch else 0
        self.watch = Watch(roots, seconds, self.limits.patience_seconds)
        return self.watch

    def close(self):
        """End all processes and remove the folder."""
        self.lifeline.close()
        end(self.started)
        remove(self.folder)

    # --- the spare process

    def keep(self):
        """Have a sleeping copy of the student's process, as it is now."""
        if self.spare:
            self.spare.kill()
        try:
            self.line.send({"do": "double"})
            self.spare = self.line.pass_on(self.limits.patience_seconds)
        except Stopped:
            self.spare = None

    def fall_back(self):
        """Go on with the copy, and with nothing else that the student started."""
        self.line.kill()
        if self.spare is None:
            return
        keep = {self.spare.process, self.started.pid}
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(self.started.pid).children(recursive=True)
            above = psutil.Process(self.spare.process).parents()
            keep |= {process.pid for process in above}
            for process in family:
                if process.pid not in keep:
                    process.kill()
        self.line, self.spare = self.spare, None
        with contextlib.suppress(Stopped):
            self.line.send({"do": "go on"})

    # --- what it is asked for

    def _answer(self, watch, shown):
        """The next message that is not output; output goes to `shown`."""
        while True:
            told = self.line.receive(watch)
            if "show" not in told:
                return told
            if not shown.add(told):
                raise Stopped("output")

    def _stop(self, shown):
        """Interrupt what runs; True if it listened and the process can go on."""
        if self.line.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.line.process, signal.SIGINT)
        try:
            watch = self._watch(self.limits.grace_seconds)
            shown.full = True
            while "show" in self.line.receive(watch):
                pass
            return True
        except Stopped:
            return False

    def run(self, source, silent=False):
        """Run one cell.

        Returns
        -------
        note : str
            "" if nothing went wrong, a key of NOTES, the name of one of Python's
            exceptions, or "error".
        outputs : list of output
        """
        self.keep()
        shown = Shown(self.limits.output_bytes)
        try:
            self.line.send({"do": "cell", "source": source, "silent": silent})
            told = self._answer(self._watch(self.limits.cell_seconds), shown)
            name = told.get("done", "error")
            return (name if not name or known_error(name) else "error"), shown.outputs
        except Stopped as stop:
            (note,) = stop.args
            if note == "died" or not self._stop(shown):
                self.fall_back()
            return note, shown.outputs

    def values(self, names):
        """What some of the student's names stand for; for the tests to read."""
        try:
            self.line.send({"do": "names", "names": sorted(names)})
            shown = Shown(self.limits.output_bytes)
            told = self._answer(self._watch(self.limits.cell_seconds), shown)
            found = told.get("names")
            return found if isinstance(found, dict) else {}
        except Stopped:
            self.fall_back()
            return {}

    def test(self, tester, source, setup, given, names):
        """Run one test cell.

        Parameters
        ----------
        tester : Tester
        source, setup, given
            As for `tester.Tests.run`.
        names : set of str
            The student's names that the tests may use.

        Returns
        -------
        note : str
            As of `run`.
        outcomes : list or None
            True, False or the name of what was raised, for each test that was tried;
            None if the cell has no `Marks`.
        outputs : list of output
            What the student's functions showed.
        """
        told = {"source": source, "setup": setup, "given": given}
        told["names"] = self.values(names)
        self.keep()
        shown, so_far = Shown(self.limits.output_bytes), None
        watch = self._watch(SECONDS, tester.process)
        try:
            tester.line.send(told)
            while True:
                asked = tester.line.receive(watch)
                if "test" in asked:
                    so_far = asked["test"]
                    watch = self._watch(SECONDS, tester.process)
                elif "call" in asked:
                    self._call(tester, asked, watch, shown)
                else:
                    return asked.get("raised", ""), asked.get("outcomes"), shown.outputs
        except Stopped as stop:  # what the student's code returned was too much
            tester.start_again()
            name = KINDS[stop.args[0]]
            outcomes = None if so_far is None else [*so_far, name]
            return "" if outcomes else stop.args[0], outcomes, shown.outputs

    def _call(self, tester, asked, watch, shown):
        """Pass a call on to the student's process, and the answer back."""
        try:
            self.line.send(asked)
            while "call" in (told := self._answer(watch, shown)):
                tester.line.send(told)
                self.line.send(tester.line.receive(watch))
        except Stopped as stop:
            (note,) = stop.args
            if note == "died" or not self._stop(shown):
                self.fall_back()
                self.keep()
            told = {"raised": KINDS[note]}
        tester.line.send(told)


class Shown:
    """What a cell shows, as far as there is room for it."""

    def __init__(self, room):
        self.room, self.outputs, self.full = room, [], False

    def add(self, told):
        """Add what a message shows; False if there was no room left."""
        kind = told["show"]
        if kind == "flood":
            return False
        # All of it counts: texts, keys, and how many there are.
        self.room -= len(str(told))
        if self.room < 0:
            return False
        with contextlib.suppress(Exception):  # whatever a student's process may send
            self._add(kind, told)
        return True

    def _add(self, kind, told):
        if kind == "stream":
            name, text = str(told["name"]), str(told["text"])
            if name not in ("stdout", "stderr"):
                return
            if self.outputs and self.outputs[-1].get("name") == name:
                self.outputs[-1].text += text
            else:
                self.outputs.append(new_output(kind, name=name, text=text))
        elif kind in ("execute_result", "display_data"):
            data = {str(k): str(v) for k, v in told["data"].items() if "/" in k}
            self.outputs.append(new_output(kind, data=data))
        elif kind == "error":
            words = {k: str(told[k]) for k in ("ename", "evalue")}
            lines = [str(line) for line in told["traceback"]]
            self.outputs.append(new_output(kind, traceback=lines, **words))
