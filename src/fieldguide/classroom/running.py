"""Run one student's notebook: cells in one process, tests in another, limits on both.

The limits count processor time, so that marks do not depend on what else the computer
does; by the clock there is only a long limit, for code that sleeps.
"""

import base64
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

import nh3
import psutil
from nbformat.v4 import new_output

from . import wire
from .marks import SECONDS, known_error

GLANCE = 0.25  # seconds between two looks at how long something has been running
CELL = 0.02  # seconds that a cell counts for at least, or a million of them take a day
SAFE = ("text/plain", "text/html", "image/png", "image/jpeg")


KINDS = {"time": "TimeUp", "died": "Died", "output": "Flood"}


class OutOfStep(Exception):
    """Grader and tester no longer agree on who is asking whom: begin anew."""


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
        self.start, self.used, self.next = None, 0.0, time.monotonic() + GLANCE

    def due(self):
        """True if it is time for a look."""
        return time.monotonic() > self.next

    def over(self):
        """True if the time is up; the first look, which comes early, starts it."""
        now, self.next = work(self.roots), time.monotonic() + GLANCE
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
        self.socket.settimeout(120)
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
            # Somebody who never stops talking is looked at, too.
            while not select.select([self.socket], [], [], GLANCE)[0] or watch.due():
                if watch.over():
                    raise Stopped("time")
            parts.append(self.socket.recv(min(n, 1 << 20)))
            n -= len(parts[-1])
            if not parts[-1]:
                raise wire.Broken("the connection was closed")
        return b"".join(parts)

    def kill(self):
        """End the process."""
        self.socket.close()
        if self.process:  # 0: it is in a space that we do not see
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.process, signal.SIGKILL)


def passed_on(through, seconds):
    """The connections that the other side of one passes on: a list of Line."""
    if not select.select([through], [], [], seconds)[0]:
        return []
    try:
        _, ends, _, _ = socket.recv_fds(through, 1, 2)
        return [Line(socket.socket(fileno=end)) for end in ends]
    except OSError:  # no socket, or no more to come
        return []


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
        self.lifeline, self.spare, self.watch, self.spent = ours, None, None, 0.0
        self.shown, self.kept = Shown(0, 0), 0
        try:
            self.line, births = passed_on(ours, limits.patience_seconds)
            self.births = births.socket  # where the copies of the process report
            while "ready" not in self.line.receive(self._watch(60)):
                pass  # a warning of Python's, such as that a start takes long
        except (ValueError, Stopped):
            self.close()
            raise RuntimeError(
                "the process for students' code does not start"
            ) from None

    def _environment(self):
        keep = {k: os.environ[k] for k in ("PATH", "PYTHONPATH") if k in os.environ}
        home = {k: str(self.folder) for k in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR")}
        plain = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        return {**keep, **home, **plain, **inline}

    def _shown(self):
        """Where the output of a cell goes; all cells together fill a page or two."""
        self.kept += self.shown.size
        room = self.limits.output_bytes
        self.shown = Shown(room, max(0, 50 * room - self.kept))
        return self.shown

    @property
    def used(self):
        """Processor seconds until now, of what took long enough to be looked at."""
        return self.spent + (self.watch.used if self.watch else 0)

    def _watch(self, seconds, *others):
        roots = [self.started.pid, *others]
        self.spent += self.watch.used if self.watch else 0
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
        if copy := self._copy():
            if self.spare:
                self.spare.kill()
            self.spare = copy
        elif self.spare:  # what cannot be copied is what the last cell has left
            self.fall_back()
            self.spare = self._copy()

    def _copy(self):
        while passed_on(self.births, 0):
            pass  # who comes too late
        try:
            self.line.send({"do": "double"})
        except Stopped:
            return None
        copies = passed_on(self.births, self.limits.patience_seconds)
        return copies[0] if copies and self._owns(copies[0]) else None

    def _owns(self, line):
        """True if a process descends from the one that we started.

        A connection to somebody else could be passed on to us, to have that one killed.
        """
        if not line.process:
            return True
        with contextlib.suppress(psutil.Error):
            parents = psutil.Process(line.process).parents()
            return self.started.pid in {process.pid for process in parents}
        return False

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
        """The next message that is neither output nor a step; output goes to `shown`."""
        while True:
            told = self.line.receive(watch)
            if "show" in told:
                shown.add(told)
            elif "step" in told:
                shown.steps += 1
            else:
                return told

    def run(self, source, silent=False):
        """Run one cell.

        Of a cell that takes too long, the statements before the one that does are run
        again in the copy. An interrupt would be simpler; whether it works depends on
        where in a ``try`` it arrives, and so on chance.

        Returns
        -------
        note : str
            "" if nothing went wrong, a key of NOTES, the name of one of Python's
            exceptions, or "error".
        outputs : list of output
        """
        self.keep()
        self.spent += CELL
        told = {"do": "cell", "source": source, "silent": silent}
        note, shown = self._run(told)
        if note == "time" and shown.steps > 1 and self.line:
            self.keep()
            self._run(told | {"silent": True, "most": shown.steps - 1})
        return note, shown.outputs

    def _run(self, told):
        shown = self._shown()
        try:
            self.line.send(told)
            name = self._answer(self._watch(self.limits.cell_seconds), shown).get(
                "done"
            )
        except Stopped as stop:
            self.fall_back()
            return stop.args[0], shown
        known = isinstance(name, str) and (name == "" or known_error(name))
        return (name if known else "error") or ("output" if shown.full else ""), shown

    def values(self, names):
        """What some of the student's names stand for; for the tests to read."""
        try:
            self.line.send({"do": "names", "names": sorted(names)})
            told = self._answer(self._watch(self.limits.cell_seconds), self._shown())
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
        if tester.started.poll() is not None:
            tester.start_again()
        told = {"source": source, "setup": setup, "given": given}
        told["names"] = self.values(names)
        self.keep()
        shown, so_far = self._shown(), None
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
        except OutOfStep as stop:
            self.fall_back()
            self.keep()
            tester.start_again()
            outcomes = None if so_far is None else [*so_far, KINDS[stop.args[0]]]
            return "" if outcomes else stop.args[0], outcomes, shown.outputs
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
                self.line.send(self._lend(tester, told, watch))
            if shown.full:
                raise Stopped("output")
        except Stopped as stop:
            self.fall_back()
            self.keep()
            shown.full, told = False, {"raised": KINDS[stop.args[0]]}
        # Nothing else of the student's reaches the tester, which runs what it is told to.
        tester.line.send({k: told[k] for k in ("value", "args", "raised") if k in told})

    @staticmethod
    def _lend(tester, asked, watch):
        """Let the student's code call a function of the tests'; what comes back.

        Raises
        ------
        OutOfStep
            If the tester answers anything else than such a call, or not at all.
        """
        try:
            tester.line.send({"call": asked["call"], "args": asked["args"]})
            told = tester.line.receive(watch)
        except (Stopped, KeyError):
            raise OutOfStep("died") from None
        if not told.get("called"):
            raise OutOfStep("died")
        return told


class Shown:
    """What a cell shows: `room` bytes, of which `keep` are kept."""

    def __init__(self, room, keep):
        self.room, self.keep, self.size, self.full = room, keep, 0, False
        self.outputs, self.steps = [], 0

    def add(self, told):
        """Add what a message shows, if there is room; all of it counts, keys too."""
        kind = told["show"]
        self.size += len(str(told))
        self.full = self.full or kind == "flood" or self.size > self.room
        if self.size <= self.keep and not self.full:
            # A student's process may send what it likes.
            with contextlib.suppress(Exception):
                self._add(kind, told)

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
            data = {
                k: _safe(k, str(told["data"][k])) for k in SAFE if k in told["data"]
            }
            self.outputs.append(new_output(kind, data=data))
        elif kind == "error":
            words = {k: str(told[k]) for k in ("ename", "evalue")}
            lines = [str(line) for line in told["traceback"]]
            self.outputs.append(new_output(kind, traceback=lines, **words))


def _safe(kind, data):
    """Data that can do nothing in the browser of a teacher who looks at it."""
    if kind == "text/html":
        return nh3.clean(data)
    if kind.startswith("image/"):
        return base64.b64encode(base64.b64decode(data)).decode()
    return data
