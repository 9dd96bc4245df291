"""The process that runs a student's cells and functions, with limits it cannot lift.

    python -m fieldguide.classroom.student MEMORY SECONDS FILE ROOM

MEMORY in bytes of address space, SECONDS of processor time for a process, FILE in bytes,
the most that one file may hold, ROOM in bytes of output, after which a cell is told to
stop. Needs a Unix system. Standard input is a socket to the grader (see `running`).

The process that is started here runs nothing of the student's. It begets the one that
does, and waits until the grader is gone. That one can be doubled before a cell: the
double sleeps, and goes on in its place should the cell bring it down.
"""

import asyncio
import base64
import bdb
import collections
import contextlib
import ctypes
import io
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from time import monotonic

import numpy as np

from ..sandbox.apart import limit
from . import wire
from .marks import error_of, name_of

DEEP = (
    3000  # calls in calls, as in notebooks whose completion raised it; 1000 is Python's
)
# Files at once. Who passes some on, and takes none, keeps all others of this user from
# passing any, when these are more than others may have open, which is mostly 1024.
OPENED = 700
# Texts that go alone; characters and seconds for which the others wait.
FIRST, TOGETHER, AT_ONCE = 200, 4000, 0.02
# A student's code may put something else into their places.
ERRSTATE, FLOATS = np.errstate, np.geterr()
CATCH, FILTER = warnings.catch_warnings, warnings.simplefilter
DRAWN, DRAW_AS = random.getstate, random.setstate
MASK, SIGNALS = signal.pthread_sigmask, signal.valid_signals()
SET, TIMERS = (
    signal.setitimer,
    (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF),
)


class Link:
    """The connection to the grader."""

    def __init__(self, room):
        self.room, self.left, self.first = room, room, FIRST
        self.wire = wire.Wire(self.call)
        self.copied, self.before = True, {}
        self.copies = []  # processes

    def connect(self, through, *more, word=b"!"):
        """Make a connection of this process's own and pass it on through another."""
        mine, theirs = pair()
        ends = [end.fileno() for end in (theirs, *more)]
        socket.send_fds(through, [word], ends)
        theirs.close()
        self.socket, self.process = mine, os.getpid()
        # Whoever had these when a copy was made is not in the copy.
        self.lock, self.asking = threading.RLock(), threading.RLock()
        self.waiting, self.sending = collections.deque(), False
        self.written, self.size, self.flushed = collections.deque(), 0, 0.0
        self.channel = wire.Channel(mine, "student", "grader")

    def start(self, lifeline):
        """Connect for the first time; copies will report through `births`."""
        self.births, theirs = pair()
        self.connect(lifeline, theirs)
        theirs.close()
        lifeline.close()

    def send(self, message):
        """Send a message, unless this process is a child of the student's own.

        An object that is thrown away in the middle of this, or a signal, may have
        something printed: that goes behind. A signal's handler may raise, too; so it
        waits until the message is whole.
        """
        if os.getpid() != self.process:
            return
        self.flush()
        before = MASK(signal.SIG_BLOCK, SIGNALS)
        try:
            with self.lock:
                self.waiting.append(message)
                if self.sending:
                    return
                self.sending = True
                try:
                    while self.waiting:
                        self.channel.send(self.waiting.popleft())
                finally:
                    self.sending = False
        finally:
            MASK(signal.SIG_SETMASK, before)

    def write(self, name, text):
        """Show a text; with what follows at once, if it is not among the first.

        A print makes two of a few letters; each as a message of its own would take as
        much room, and time, as a page. The first go alone: they may be the last, too.
        """
        if self.left >= 0:
            self.written.append((name, text))
            self.size, self.first = self.size + len(text), self.first - 1
            late = monotonic() > self.flushed + AT_ONCE
            if late or self.size > TOGETHER or self.first >= 0:
                self.flush()

    def flush(self):
        """Send what was written."""
        if not self.written:
            return
        self.size, self.flushed, parts = 0, monotonic(), [("", "")]
        with contextlib.suppress(IndexError):  # other threads may do the same
            while self.written:
                name, text = self.written.popleft()
                if name == parts[-1][0]:
                    text = parts.pop()[1] + text
                parts.append((name, text))
        for name, text in parts[1:]:
            self.show("stream", name=name, text=text)

    def show(self, kind, **told):
        """Tell the grader what a cell shows, as long as there is room for it."""
        if self.left >= 0:
            self.left -= sum(len(str(part)) for part in told.values()) + 50
            flood = {"show": "flood"}
            self.send({"show": kind, **told} if self.left >= 0 else flood)

    def call(self, number, args, kwargs):
        """Call a function of the tests; of several threads, one after the other.

        A child of the student's has no connection. It says so: if it waited for an
        answer, the notebook's time would go by.
        """
        if os.getpid() != self.process:
            raise RuntimeError("only the notebook's own process can call the tests")
        with self.asking:
            self.send({"call": number, "body": self.wire.dump((args, kwargs))})
            told = self.channel.receive()
        if "raised" in told:
            raise error_of(told["raised"])
        return self.wire.unpickle(told["body"])


def pair():
    """Two ends that wait as long as it takes, whatever a student has sockets do."""
    both = socket.socketpair()
    for end in both:
        end.settimeout(None)
    return both


class Stream(io.TextIOBase):
    """Standard output or error."""

    encoding = "utf-8"

    def __init__(self, link, name):
        self.link, self.name = link, name

    def writable(self):
        """True."""
        return True

    def fileno(self):
        """A file that takes what other programs write, and faulthandler."""
        return {"stdout": 1, "stderr": 2}[self.name]

    def write(self, text):
        """Show some text, at most as much as there is room for."""
        if not isinstance(text, str):
            raise TypeError(f"write() takes a text, not {type(text).__name__}")
        self.link.write(self.name, str.__str__(text)[: self.link.room + 1])
        return len(text)


def shell_for(link):
    """IPython, with all that it shows going to the grader."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    class Results(DisplayHook):
        def write_output_prompt(self):
            pass

        def write_format_data(self, data, metadata=None):
            link.show("execute_result", data=plain(data))

        def finish_displayhook(self):
            pass

    class Displays(DisplayPublisher):
        def publish(self, data, metadata=None, **_):
            link.show("display_data", data=plain(data))

        def clear_output(self, wait=False):
            pass

    class Shell(InteractiveShell):
        displayhook_class = Type(Results)
        display_pub_class = Type(Displays)

        def _showtraceback(self, kind, value, lines):
            told = {"ename": kind.__name__[:100], "evalue": str(value)[:1000]}
            lines = [str(line)[:5000] for line in lines[-50:]]
            link.show("error", **told, traceback=lines)

        most = None

        async def run_code(self, code, result=None, *, async_=False):
            """Run a statement; IPython takes True for "stop here"."""
            if self.most is not None and self.most <= 0:
                return True
            self.most = None if self.most is None else self.most - 1
            link.send({"step": True})
            return await super().run_code(code, result, async_=async_)

        def ask_exit(self):
            raise SystemExit

        def enable_gui(self, gui=None):
            pass  # there is no screen

        def system(self, command):
            both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
            done = subprocess.run(self.var_expand(command, 1), shell=True, **both)
            print(done.stdout.decode(errors="replace"), end="")
            self.user_ns["_exit_code"] = done.returncode

    config = Config()
    config.HistoryManager.enabled = False
    shell = Shell.instance(config=config, colors="nocolor")
    for name in ("autosave", "clear", "connect_info", "qtconsole"):
        shell.register_magic_function(lambda line: None, magic_name=name)
    shell.set_hook("show_in_pager", lambda _, text, **rest: print(_plain_text(text)))
    return shell


def _plain_text(page):
    """The text that `?` shows, which IPython gives in several forms."""
    return page.get("text/plain", "") if isinstance(page, dict) else page


def plain(data):
    """The parts of a display that JSON can hold."""
    coded = {
        kind: base64.b64encode(part).decode() if isinstance(part, bytes) else part
        for kind, part in data.items()
    }
    return {str(k)[:100]: v for k, v in coded.items() if isinstance(v, str)}


def double(link):
    """Leave a copy of this process that sleeps until the grader wants it."""
    link.copies = [copy for copy in link.copies if not has_ended(copy)]
    word = b"!" if threading.active_count() == 1 else b"t"  # they stay behind
    drawn = DRAWN()  # Python has a copy draw other numbers
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if copy := forked(50 if link.copied else 1):
                link.copies.append(copy)
                return
    except Exception:  # no room, or no such call any more: then without a copy
        link.copied = False
        link.births.send(b"-")
        return
    DRAW_AS(drawn)
    link.socket.close()
    link.copies = []  # they are not this one's
    try:
        link.connect(link.births, word=word)
    except Exception:  # no file can be opened any more: so it says, and is gone
        with contextlib.suppress(OSError):
            link.births.send(b"-")
        os._exit(0)
    if link.channel.receive().get("do") != "go on":
        os._exit(0)
    asyncio.events._set_running_loop(link.loop)  # it was another process's


def has_ended(copy):
    """True if a copy has ended, or is no child of this process.

    Only of copies may we ask: who has asked of a student's child has its answer, too.
    """
    try:
        return os.waitpid(copy, os.WNOHANG)[0] == copy
    except ChildProcessError:
        return True


def reap():
    """Take note of children that have ended: their work counts from then on."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def forked(tries):
    """What os.fork returns; a computer that has no room for a process may soon have it."""
    for left in reversed(range(tries)):
        try:
            return os.fork()
        except OSError:
            if not left:
                raise
            time.sleep(0.1)


def allow_inline(shell):
    """Allow %config InlineBackend.figure_format = "retina", as a Jupyter kernel does.

    Not for everybody, since it imports matplotlib, which then looks at all fonts.
    """
    from matplotlib_inline.config import InlineBackend

    backend = InlineBackend.instance(parent=shell)
    if backend not in shell.configurables:
        shell.configurables.append(backend)


async def cell(shell, source, silent, most=None):
    """Run a cell, or as many of its statements as `most`, and say what it raised."""
    if "InlineBackend" in source:
        allow_inline(shell)
    try:
        ready, failure = shell.transform_cell(source), None
    except Exception:  # no Python; IPython tells the student
        ready, failure = source, sys.exc_info()
    how = {"transformed_cell": ready, "preprocessing_exc_tuple": failure}
    shell.most = most
    try:
        done = await shell.run_cell_async(source, store_history=not silent, **how)
        error = done.error_before_exec or done.error_in_exec
    except BaseException as raised:  # by an error that cannot say what it is, say
        error = raised
    return {"done": name_of(error) if error else ""}


def called(link, told):
    """What a function returns or raises.

    A notebook may have made errors of warnings, by ``np.seterr(all="raise")``, say. What
    raises one is called once more with warnings as they are by themselves: they cost
    nothing.
    """

    def once(floats):
        try:
            args, kwargs = link.wire.unpickle(told["body"])
            with ERRSTATE(**floats):
                value = link.wire.lent[told["call"]](*args, **kwargs)
            return {"body": link.wire.dump(value)}
        except (FloatingPointError, Warning) as error:
            return {"raised": name_of(error), "warned": True}
        except BaseException as error:  # sys.exit() too
            return {"raised": name_of(error)}

    floats = told.get("floats", {})
    answer = once(floats)
    if answer.pop("warned", False):
        with CATCH():
            FILTER("ignore")
            answer = once(FLOATS | floats)
            answer.pop("warned", None)
    return answer


def values(link, space, names):
    """What some of the student's names stand for; nothing that is too large to send."""
    for of_the_test_before in (link.wire.objects, link.wire.lent, link.wire.numbers):
        of_the_test_before.clear()
    return link.wire.dump_all({name: space[name] for name in names if name in space})


def exchange(link, space, setup):
    """Bind the set-up's names as it does; without one, as they were before that.

    Parameters
    ----------
    setup : list of str
        Cells; or none. Twice with cells, when the student's code has bound names in the
        meantime, is undone by once without.

    Returns
    -------
    bool
        True if a name stood for something else.
    """
    names = link.before
    if setup:
        names = {"__name__": space["__name__"]}
        with contextlib.suppress(Exception):
            for cell in setup:
                exec(cell, names)
        del names["__builtins__"]
        others = {k: v for k, v in names.items() if space.get(k) is not v}
        link.before |= {k: space[k] for k in others if k in space}
        names = others
    else:
        link.before = {}
    space.update(names)
    return bool(names)


async def serve(link):
    """Do what the grader asks for until it is gone."""
    shell = shell_for(link)
    link.send({"ready": True})
    while True:
        told = link.channel.receive()
        link.left, link.first, what = link.room, FIRST, told.pop("do")
        if what == "double":
            double(link)
            continue
        if what == "cell":
            answer = await cell(shell, **told)
        elif what == "names":
            answer = {"body": values(link, shell.user_ns, told["names"])}
        elif what == "exchange":
            answer = {"changed": exchange(link, shell.user_ns, **told)}
        else:
            answer = called(link, told)
        for timer in TIMERS:  # it would go off in what comes next; no copy has it
            SET(timer, 0)
        if os.getpid() != link.process:
            os._exit(0)  # the student's code forked, and this is the other one
        try:
            link.send(answer)
        except MemoryError:
            link.send({"raised": "MemoryError"})


def open_few():
    """Limit what this process, and all that it starts, may have open."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = OPENED if most == resource.RLIM_INFINITY else min(most, OPENED)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def beget(room):
    """Start the process that runs a student's code; wait until the grader is gone."""
    lifeline = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # Who loses its parent becomes a child of this process, and can be found and ended.
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER, Linux
    if os.fork():
        open_few()
        signal.signal(signal.SIGCHLD, lambda *_: reap())
        reap()
        lifeline.recv(1)
        import psutil

        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                process.kill()
        os._exit(0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    link = Link(room)
    link.start(lifeline)
    open_few()  # not before: one that has more of them may hold many now
    # Nobody is there to say that it may go on: breakpoint() and the like stop nothing.
    bdb.Bdb.set_trace = lambda self, frame=None: None
    sys.stdout, sys.stderr = Stream(link, "stdout"), Stream(link, "stderr")
    link.loop = asyncio.new_event_loop()
    asyncio.set_event_loop(link.loop)
    try:
        link.loop.run_until_complete(serve(link))
    except wire.Broken:
        os._exit(0)


if __name__ == "__main__":
    *limits, room = map(int, sys.argv[1:5])
    limit(*limits)
    sys.setrecursionlimit(DEEP)
    del sys.argv[1:]
    beget(room)
