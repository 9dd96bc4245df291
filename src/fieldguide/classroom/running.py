"""Run one student's notebook: cells in one process, tests in another, limits on both.

The limits count processor time, and time in which a process has nothing to do, so that
marks do not depend on what else the computer does. Time in which a process waits for a
processor is neither.
"""

import base64
import contextlib
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from nbformat.v4 import new_output

from ..sandbox.watch import GLANCE, Watch, end, remove
from . import wire
from .harmless import LONG, QUIET, clean
from .marks import SECONDS, STOPS, known_error

CELL = 0.02  # seconds that a cell counts for at least, or a million of them take a day
SAFE = ("text/plain", "text/html", "image/png", "image/jpeg")
EACH = 500  # bytes that an output takes in our memory, beside what it shows
HTML = 2_000_000  # characters of all cells: nests take us seconds to clean, nobody else


KINDS = {"time": "TimeUp", "died": "Died", "output": "Flood"}


class Stopped(Exception):
    """Something ran too long, printed too much, or ended.

    Parameters
    ----------
    kind : str
        A key of KINDS.
    who : str
        "student" or "tester": the process that it happened in.
    """

    def __init__(self, kind, who="student"):
        super().__init__(kind, who)
        self.kind, self.who = kind, who

    @property
    def name(self):
        """What stopped a test, as `marks.STOPS` knows it."""
        lost = self.who == "tester" and self.kind == "died"
        return "Lost" if lost else KINDS[self.kind]


class Line:
    """A connection to another process, and the number of that process as we see it.

    Parameters
    ----------
    end : socket
    them : str
        "student" or "tester".
    """

    def __init__(self, end, them="student"):
        self.socket, self.channel = end, wire.Channel(end, "grader", them)
        self.threads = False  # that a copy has not
        told = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        self.process = int.from_bytes(told[:4], sys.byteorder)
        self.owner = None  # knows when it began: numbers are given again
        with contextlib.suppress(psutil.Error):
            self.owner = psutil.Process(self.process) if self.process else None

    def send(self, message, watch):
        """Send a message; Stopped if nobody takes it."""
        try:
            data = memoryview(wire.packed(self.channel.marked(message)))
        except (MemoryError, RecursionError):  # what a student's process sent us
            raise Stopped("output") from None
        try:
            while data:
                self._wait([], [self.socket], watch)
                data = data[self.socket.send(data, socket.MSG_DONTWAIT) :]
        except (OSError, ValueError) as error:  # the second: we have closed it
            raise Stopped("died", self.channel.them) from error
        self.channel.sent += 1

    def receive(self, watch):
        """The next message; Stopped("time") if the watch runs out before it is there."""
        try:
            text = self._exactly(wire.length(self._exactly(8, watch)), watch)
            return self.channel.opened(wire.parse(text))
        except (OSError, ValueError, wire.Broken) as error:
            raise Stopped("died", self.channel.them) from error

    def _exactly(self, n, watch):
        parts = []
        while n:
            parts.append(self._some(min(n, 1 << 20), watch))
            n -= len(parts[-1])
            if not parts[-1]:
                raise wire.Broken("the connection was closed")
        return b"".join(parts)

    def _some(self, n, watch):
        """Up to n bytes; none if the connection was closed.

        We never wait in `recv`, where no watch looks at us: a student's process can have
        its socket seem ready while there is nothing to read, or less than it asks for.
        """
        while True:
            self._wait([self.socket], [], watch)
            try:
                return self.socket.recv(n, socket.MSG_DONTWAIT)
            except BlockingIOError:
                time.sleep(GLANCE / 10)
                watch.waited += GLANCE / 10

    def _wait(self, read, write, watch):
        try:
            wait(read, write, watch, self.gone)
        except Stopped as stop:
            raise Stopped(stop.kind, self.channel.them) from None

    def gone(self):
        """True if the process has ended; its children may hold the connection open."""
        if not self.process:
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            there = self.owner and self.owner.is_running()
            return not there or self.owner.status() == psutil.STATUS_ZOMBIE
        return True

    def kill(self):
        """End the process."""
        self.socket.close()
        if self.owner:  # else it is in a space that we do not see, or was gone
            with contextlib.suppress(psutil.Error):
                self.owner.kill()


def wait(read, write, watch, gone):
    """Wait for a socket to be ready.

    Stopped("time") if the watch runs out before, "died" if `gone()` says that nobody is
    there who could make it ready.
    """
    ready, quiet = False, False
    while not ready:
        start = time.monotonic()
        ended = quiet and gone()  # asked before we look: what it said last is there
        ready = any(select.select(read, write, [], 0 if ended else GLANCE))
        watch.waited += time.monotonic() - start
        quiet = not ready
        if quiet and ended:
            raise Stopped("died")
        # Somebody who never stops talking is looked at, too.
        if watch.due() and watch.over():
            raise Stopped("time")


def passed_on(through, watch=None, gone=lambda: False):
    """What the other side of a connection passes on.

    Stopped if nothing comes before the watch runs out, or those who could pass something
    on are gone; without a watch, do not wait.

    Returns
    -------
    word : bytes
        One byte; none if nothing is there, or nobody.
    lines : list of Line
    """
    if watch:
        wait([through], [], watch, gone)
    elif not select.select([through], [], [], 0)[0]:
        return b"", []
    ends = []
    try:
        through.setblocking(False)  # recv_fds heeds no flags
        word, ends, _, _ = socket.recv_fds(through, 1, 2)
        return word, [Line(socket.socket(fileno=end)) for end in ends]
    except OSError:  # no socket, no more to come, or nothing though it seemed ready
        for end in ends:  # or a student's process fills our table of open files
            with contextlib.suppress(OSError):
                os.close(end)
        return b"", []


class Apart:
    """A program of ours in a process of its own, with a folder that goes with it.

    Parameters
    ----------
    wrapper : list of str
        Command to put in front of Python's, with {folder} for the folder.
    words : list
        Module and arguments.
    """

    def __init__(self, wrapper, *words):
        self.folder = Path(tempfile.mkdtemp(prefix="fg-")).resolve()
        (self.folder / "work").mkdir()
        (self.folder / "owner").write_text(str(os.getpid()))
        self.lifeline, theirs = socket.socketpair()
        command = [word.replace("{folder}", str(self.folder)) for word in wrapper]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.started = subprocess.Popen(
            [*command, sys.executable, "-m", *map(str, words)],
            stdin=theirs,
            env=self._environment(),
            cwd=self.folder / "work",
            **silent,
        )
        theirs.close()

    def _environment(self):
        keep = {k: os.environ[k] for k in ("PATH", "PYTHONPATH") if k in os.environ}
        home = {k: str(self.folder) for k in ("HOME", "IPYTHONDIR", "MPLCONFIGDIR")}
        plain = {"LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        # Else each thread takes 64 MB of address space, of as many as there are processors.
        few = {"MALLOC_ARENA_MAX": "2"}
        # Else the order of a set's texts is another one each time, and with it the marks.
        same = {"PYTHONHASHSEED": "0"}
        # Else pip waits ten seconds for a network.
        alone = {"PIP_RETRIES": "0"}
        return {**keep, **home, **plain, **inline, **few, **same, **alone}

    def close(self):
        """End all processes and remove the folder."""
        self.lifeline.close()
        end(self.started)
        remove(self.folder)


class Tester:
    """The process of the tests of one student; it is replaced if it ends."""

    def __init__(self, memory, wrapper):
        self.told = wrapper, "fieldguide.classroom.tester", memory
        self._start()

    def _start(self):
        self.apart, self.ready = Apart(*self.told), False
        self.line, self.process = (
            Line(self.apart.lifeline, "tester"),
            self.apart.started.pid,
        )

    def wait(self, watch):
        """Wait until it can be asked; Stopped if it cannot."""
        while not self.ready:
            self.ready = self.line.receive(watch).get("ready", False)

    def close(self):
        """End it, with the test that it runs."""
        self.apart.close()

    def start_again(self):
        """Replace it by a new one."""
        self.close()
        self._start()


def clear_away():
    """Remove the folders of graders that were killed."""
    for folder in Path(tempfile.gettempdir()).glob("fg-*"):
        with contextlib.suppress(OSError, ValueError):
            if not psutil.pid_exists(int((folder / "owner").read_text())):
                remove(folder)


class Student(Apart):
    """The processes that run one student's code, by the limits of a `RunApart`."""

    def __init__(self, limits, wrapper):
        self.limits, self.wrapper = limits, wrapper
        self.late = time.monotonic() + 2 * limits.patience_seconds
        self.watches, self.spent = [], 0.0
        self.again, self.starts = [], 0  # what running everything again has taken
        self.counting = self.watches
        self.shown, self.kept = Shown(0, 0), 0
        self.past, self.names = [], []  # what has been run; what the tests may use
        self.steps = 0  # statements of the last cell that were begun
        self._begin()

    def _begin(self):
        """Start the process, and connect to it."""
        limits = self.limits
        seconds = 2 * int(limits.notebook_seconds) + 60
        most = limits.memory_bytes, seconds, limits.file_bytes, limits.output_bytes
        super().__init__(self.wrapper, "fieldguide.classroom.student", *most)
        self.spare, self.mark, self.bereft = None, 0, False
        try:
            _, (self.line, births) = passed_on(self.lifeline, self._watch(60))
            self.births = births.socket  # where the copies of the process report
            self.above = set()  # what starts them; it must outlive them all
            with contextlib.suppress(psutil.Error):
                above = psutil.Process(self.line.process).parents()
                self.above = {process.pid for process in above}
            while "ready" not in self.line.receive(self._watch(60)):
                pass  # a warning of Python's, such as that a start takes long
        except (ValueError, Stopped):
            self.close()
            raise RuntimeError(
                "the process for students' code does not start"
            ) from None

    def _shown(self):
        """Where the output of a cell goes; all cells together fill a page or two."""
        self.kept += self.shown.size + EACH * len(self.shown.outputs)
        room = self.limits.output_bytes
        keep = max(0, min(room, 50 * room - self.kept))
        self.shown = Shown(room, keep, self.shown.html)
        return self.shown

    @property
    def used(self):
        """Processor seconds until now, of what took long enough to be looked at."""
        return self.spent + sum(watch.used for watch in self.watches)

    @property
    def slept(self):
        """Seconds until now in which there was nothing to do."""
        return sum(watch.slept for watch in self.watches)

    def over(self):
        """True if the notebook has used up its time."""
        used = self.used > self.limits.notebook_seconds
        idle = self.slept > self.limits.notebook_idle_seconds
        return used or idle or time.monotonic() > self.late

    def _watch(self, seconds, *others):
        roots, limits = [self.started.pid, *others], self.limits
        left = max(1, limits.notebook_idle_seconds - self.slept)
        idle = min(limits.idle_seconds, left)
        watch = Watch(roots, seconds, idle, limits.patience_seconds)
        self.counting.append(watch)
        return watch

    # --- the spare process

    def keep(self):
        """Have a sleeping copy of the student's process, as it is now.

        Returns
        -------
        bool
            False if that was not possible, and an earlier one goes on.
        """
        lives, copy = self._copy()
        if not lives:  # what cannot be copied is what the last cell has left
            self.fall_back()
            _, copy = self._copy()
        if self.spare:
            self.spare.kill()
        self.spare, self.mark = copy, len(self.past)
        return lives

    def _copy(self):
        """Whether the process can be asked for a copy, and the copy if there is one."""
        for _ in range(100):
            if not passed_on(self.births)[0]:
                break  # nobody who comes too late
        else:
            return False, None  # somebody who never stops
        watch = self._watch(self.limits.cell_seconds)
        try:
            self.line.send({"do": "double"}, watch)
            word, copies = passed_on(self.births, watch, self.line.gone)
        except Stopped:
            return False, None
        if not copies or not self._owns(copies[0]):
            return word == b"-", None  # it says that it cannot, and lives
        copies[0].threads = word == b"t" or self.bereft
        return True, copies[0]

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

    def fall_back(self, alone=False):
        """Go on as it was at the last copy, with nothing else that the student started.

        Where there is no copy, or one that has lost threads, everything is run again.

        Parameters
        ----------
        alone : bool
            Take such a copy, too: what is run again may have been slow because of threads.
        """
        self.line.kill()
        del self.past[self.mark :]
        if not self.spare or (self.spare.threads and not alone and self._may_again()):
            self._again()
            return
        # Not only who is above the copy now: one who is just ending hides all above him.
        keep = {self.spare.process, self.started.pid, *self.above}
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(self.started.pid).children(recursive=True)
            above = psutil.Process(self.spare.process).parents()
            keep |= {process.pid for process in above}
            for process in family:
                if process.pid not in keep:
                    process.kill()
        self.line, self.spare, self.bereft = self.spare, None, self.spare.threads
        with contextlib.suppress(Stopped):
            self.line.send({"do": "go on"}, self._watch(self.limits.cell_seconds))

    def anew(self, alone=False):
        """Go on as it was before a test, in a new place: nothing there knows of the test.

        What a copy finds in the folder, or in another process, could tell what the tests
        call, and so what is wanted.

        Parameters
        ----------
        alone : bool
            Without threads, as in `fall_back`.

        Returns
        -------
        bool
            False if there is no time for that; then all is as it was.
        """
        if not self._may_again():
            return False
        self._again()
        if alone:
            self.keep()
            if self.spare and self.spare.threads:
                self.fall_back(alone=True)
        return True

    def with_threads(self):
        """Go on with the threads that a copy has lost."""
        if self.bereft and self._may_again():
            self._again()

    def _may_again(self):
        """True if running all again takes no more, in all, than a notebook may take."""
        took, slept = self._took()
        return (
            took + self.used < self.limits.notebook_seconds
            and slept + self.slept < self.limits.notebook_idle_seconds
        )

    def _took(self):
        """What running everything again has taken: processor seconds, and idle ones."""
        used = self.starts + sum(watch.used for watch in self.again)
        return used, sum(watch.slept for watch in self.again)

    def _again(self):
        """Start anew and run what has been run, but for what ends Python this time.

        Cells that take much longer than the first time end it: what is behind them is
        left out.
        """
        self.counting, before = self.again, self._took()
        limits = self.limits
        late = time.monotonic() + limits.patience_seconds

        def over():
            took, slept = (
                now - then for now, then in zip(self._took(), before, strict=True)
            )
            long = (
                took > limits.notebook_seconds or slept > limits.notebook_idle_seconds
            )
            return long or time.monotonic() > late

        try:
            while self._may_again():
                self.starts += 1  # a second, about
                for line in filter(None, (self.line, self.spare)):
                    line.kill()
                self.births.close()
                self.close()
                self._begin()
                for k, told in enumerate(self.past):
                    if over():
                        del self.past[k:]
                        continue  # and that is the end
                    self.starts += CELL
                    try:
                        self._ask(told, Shown(self.limits.output_bytes, 0))
                    except Stopped:
                        del self.past[k]
                        break
                else:
                    self.mark = len(self.past)
                    with contextlib.suppress(Stopped):  # the functions' numbers
                        names = {"do": "names", "names": self.names}
                        self._ask(names, self.shown)
                    return
        finally:
            self.counting = self.watches

    # --- what it is asked for

    def _ask(self, told, shown):
        """Have it do something that may take as long as a cell; its answer."""
        watch = self._watch(self.limits.cell_seconds)
        self.line.send(told, watch)
        return self._answer(watch, shown)

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
        self.steps = shown.steps
        if note == "time" and shown.steps > 1 and self.line:
            self.keep()
            self._run(told | {"silent": True, "most": shown.steps - 1})
        return note, shown.outputs

    def _run(self, told):
        shown = self._shown()
        try:
            name = self._ask(told, shown).get("done")
        except Stopped as stop:
            self.fall_back()
            return stop.kind, shown
        self.past.append(told)
        known = isinstance(name, str) and (name == "" or known_error(name))
        return (name if known else "error") or ("output" if shown.full else ""), shown

    def run_again(self, sources, reached, failed):
        """Run some cells again; if they get no further, it is as if they had not been run.

        Or if the notebook has used up its time before they have ended.

        Parameters
        ----------
        sources : list of str
        reached : int
            Statements that were begun the first time.
        failed : int
            Cells that ended in an error the first time.

        Returns
        -------
        bool
            True if more were begun now, or fewer cells or none ended in an error.
        """
        self.keep()
        steps, errors = 0, 0
        for source in sources:
            self.spent += CELL
            told = {"do": "cell", "source": source, "silent": True}
            note, shown = self._run(told)
            if not self.past or self.past[-1] is not told:
                return False  # it was stopped, and is as it was
            if self.over():
                self.fall_back()
                return False
            steps, errors = steps + shown.steps, errors + (note not in ("", "output"))
        if steps > reached or errors < max(1, failed):
            return True
        self.fall_back()
        return False

    def exchange(self, *setup):
        """Bind the names of the set-up as it does; without one, as they were before.

        Returns
        -------
        bool
            True if one of them stood for something else.
        """
        told = {"do": "exchange", "setup": setup}
        try:
            changed = self._ask(told, self._shown()).get("changed")
        except Stopped:
            self.fall_back()
            return False
        self.past.append(told)
        return changed is True

    def values(self, names):
        """What some of the student's names stand for, as bytes for the tests to read."""
        self.names = sorted(names)
        try:
            told = self._ask({"do": "names", "names": self.names}, self._shown())
            return told.get("body", b"")
        except Stopped:
            self.fall_back()
            return b""

    def test(self, tester, source, setup, given, names, last=True, copy=True):
        """Run one test cell.

        Parameters
        ----------
        tester : Tester
        source, setup, given
            As for `tester.Tests.run`.
        names : set of str
            The student's names that the tests may use.
        last : bool
            If False, it ends with the first test that is stopped, which will be tried again.
        copy : bool
            If False, `fall_back` goes back to the last copy and not to the first test.

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
        told["body"], told["names"] = self.values(names), self.names
        if copy and not self.keep():  # who goes on is one who was not asked
            told["body"] = self.values(names)
            self.keep()
        shown, so_far = self._shown(), None
        self._ready(tester)
        try:
            watch = self._watch(SECONDS, tester.process)
            tester.line.send(told, watch)
            while True:
                asked = tester.line.receive(watch)
                if "test" in asked:
                    so_far = asked["test"]
                    watch, shown.since = self._watch(SECONDS, tester.process), 0
                elif "call" in asked:
                    self._call(tester, asked, watch, shown, last)
                else:
                    return asked.get("raised", ""), asked.get("outcomes"), shown.outputs
        except Stopped as stop:
            tester.start_again()
            outcomes = None if so_far is None else [*so_far, stop.name]
            return "" if outcomes else stop.kind, outcomes, shown.outputs

    def _ready(self, tester):
        """Wait for the tester; RuntimeError if it does not even start."""
        for _ in range(2):
            try:
                return tester.wait(self._watch(60, tester.process))
            except Stopped:
                tester.start_again()
        raise RuntimeError("the process of the tests does not start")

    def _call(self, tester, asked, watch, shown, last):
        """Pass a call on to the student's process, and the answer back.

        Raises
        ------
        Stopped
            If the tests took too long over something that the student's code asked them,
            or ended, or do not take the answer; if it is not the last try, also if the
            student's code did.
        """
        try:
            self.line.send(asked, watch)
            while "call" in (told := self._answer(watch, shown)):
                self.line.send(self._lend(tester, told, watch), watch)
            if shown.full:
                raise Stopped("output")
            if str(told.get("raised")) in STOPS:  # that is for us to say
                told = {"raised": "BaseException"}
        except Stopped as stop:
            self.fall_back()
            self.keep()
            if watch.roots[0] != self.started.pid:  # all has been run again
                watch.roots[0], watch.start = self.started.pid, None
            if stop.who == "tester" or not last:
                raise
            shown.full, told = False, {"raised": KINDS[stop.kind]}
        # Nothing else of the student's reaches the tester, which runs what it is told to.
        answer = {k: told[k] for k in ("body", "raised") if k in told}
        tester.line.send(answer, watch)

    @staticmethod
    def _lend(tester, asked, watch):
        """Let the student's code call a function of the tests'; what comes back."""
        if "body" not in asked:
            raise Stopped("died")
        told = {"call": asked["call"], "body": asked["body"]}
        tester.line.send(told, watch)
        told = tester.line.receive(watch)
        if not told.get("called"):  # it asks us in its turn, in the middle of an answer
            raise Stopped("died", "tester")
        return told


class Shown:
    """What a cell shows: `room` bytes, of which `keep` are kept, and `html` as HTML.

    Each test of a cell has this room; whoever sees one begin sets `since` to 0.
    """

    def __init__(self, room, keep, html=HTML):
        self.room, self.keep, self.html = room, keep, html
        self.size, self.since, self.full = 0, 0, False
        self.outputs, self.steps = [], 0

    def add(self, told):
        """Add what a message shows, if there is room; all of it counts, keys too."""
        kind = told["show"]
        size = len(str(told))
        self.size, self.since = self.size + size, self.since + size
        self.full = self.full or kind == "flood" or self.since > self.room
        if self.size <= self.keep and not self.full:
            # A student's process may send what it likes.
            with contextlib.suppress(Exception):
                self._add(kind, told)

    def _add(self, kind, told):
        if kind == "stream":
            name, text = str(told["name"]), _text(told["text"])
            if name not in ("stdout", "stderr"):
                return
            if self.outputs and self.outputs[-1].get("name") == name:
                self.outputs[-1].text += text
            else:
                self.outputs.append(new_output(kind, name=name, text=text))
        elif kind in ("execute_result", "display_data"):
            data = {k: _text(told["data"][k]) for k in SAFE if k in told["data"]}
            if len(data.get("text/html", "")) > min(LONG, self.html):
                del data["text/html"]
            self.html -= len(data.get("text/html", ""))
            data = {k: _safe(k, v) for k, v in data.items()}
            self.outputs.append(new_output(kind, data=data))
        elif kind == "error":
            words = {k: _text(told[k]) for k in ("ename", "evalue")}
            lines = [_text(line) for line in told["traceback"]]
            self.outputs.append(new_output(kind, traceback=lines, **words))


def _text(told):
    """A text that a file can hold: half a surrogate pair would cost the whole notebook."""
    return str(told).encode("utf-8", "replace").decode()


def _safe(kind, data):
    """Data that can do nothing in the browser of a teacher who looks at it."""
    if kind == "text/html":
        return QUIET.format(clean(data, links=False))
    if kind.startswith("image/"):
        return base64.b64encode(base64.b64decode(data)).decode()
    return data
