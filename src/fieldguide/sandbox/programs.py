"""Judge a program that nobody has read: run it apart, and compare what it prints.

What is wanted stays outside. The program gets a text to read and prints one, so it can
neither look at the answers nor say that it has passed.
"""

import contextlib
import os
import selectors
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CPU_SECONDS, MEMORY = 2, 512 << 20
IDLE, PATIENCE = 10, 600  # seconds; the second by the clock, in case nothing else tells
OUTPUT, FILES = 1 << 20, 16 << 20  # bytes that a program may print, and may write
OPENED = 64  # files, sockets and pipes at once
LONGEST = 100_000  # bytes of a source: it is handed over as an argument
LISTEN = 0.05  # seconds between two looks at a program that prints nothing
PYTHON = "-I", "-S", "-B", "-X", "utf8", "-c"  # no package, no setting of the reader's


@dataclass(frozen=True)
class Verdict:
    """What came of a program.

    Parameters
    ----------
    passed : int
        Tests that it passed before the first that it did not.
    tests : int
        How many there are.
    reason : str
        "passed" all; or what it did at the first other one: "wrong" answer, "error",
        "memory", "time", "idle", "output" (it printed too much), "killed"; or "not run".
    detail : str
        What it printed instead, the last line of its error, or why it was not run.
    """

    passed: int
    tests: int
    reason: str
    detail: str = ""

    @property
    def solved(self):
        """True if it passed all tests."""
        return self.reason == "passed"


def why_not():
    """What this system lacks for running programs of strangers; empty if nothing."""
    if not sys.platform.startswith("linux"):
        return f"there is no sandbox for {sys.platform}"
    command, missing = _command(CPU_SECONDS, MEMORY)
    return f"this system does not let us {missing}" if missing else ""


def run_program(
    source, tests, *, cpu_seconds=CPU_SECONDS, memory=MEMORY, output=OUTPUT, idle=IDLE
):
    """Run a Python program on each test, apart from all else, until one is not passed.

    ``print(int(input()) + 1)`` passes the tests ("4", "5") and ("9", "10").

    Parameters
    ----------
    source : str
        The program: it has Python's own library, and no package.
    tests : list of pairs of str
        What it can read, and what it must print; white space at the ends of lines and
        empty lines at the end do not count.
    cpu_seconds : int
        Processor time for each test. How long the computer lets it wait does not count.
    memory : int
        Bytes of address space; Python itself needs some 20 million.
    output : int
        Bytes that it may print.
    idle : float
        Seconds in which it may do nothing at all.

    Returns
    -------
    Verdict
        Where this system has no sandbox, or Python none with such limits, nothing is run,
        and the verdict says so.

    Raises
    ------
    ValueError
        If the source is too long to be handed over, a test is no pair of texts, or a
        limit is not above 0.

    Notes
    -----
    Each test starts a new process, which cannot start others, in an empty folder that is
    gone afterwards. It sees Python and the system's libraries, no network, and no process
    but itself. It shares the kernel with all else: see the notes for instructors.
    """
    source, tests = _checked(source, tests)
    cpu_seconds = _above_0("cpu_seconds", cpu_seconds, int)
    memory, output = _above_0("memory", memory, int), _above_0("output", output, int)
    idle = _above_0("idle", idle, (int, float))
    if lacking := why_not():
        return Verdict(0, len(tests), "not run", lacking)
    command, missing = _command(cpu_seconds, memory)
    if missing:  # Python does not even start with such limits: so nothing may be run
        told = (
            f"Python itself cannot be run with {memory} bytes and {cpu_seconds} seconds"
        )
        return Verdict(0, len(tests), "not run", told)
    for number, (given, wanted) in enumerate(tests):
        reason, said = _run(command, source, given, cpu_seconds, output, idle)
        if reason == "passed" and _lines(said) != _lines(wanted):
            reason = "wrong"
        if reason != "passed":
            return Verdict(number, len(tests), reason, said.strip()[:200])
    return Verdict(len(tests), len(tests), "passed")


def _command(cpu_seconds, memory):
    """The command that a program's own is added to, and what it does not do."""
    from .apart import sandbox  # needs Linux

    # The kernel counts by samples, and some percent off where others wait for the
    # processor, too; we look ourselves, and it ends what we would miss.
    limits = memory, cpu_seconds + 1, FILES, OPENED
    return sandbox(most=FILES, library=False, limits=limits)


def _run(command, source, given, cpu_seconds, output, idle):
    """One run: why it ended, and what it printed or the last line of its error."""
    from .apart import fill
    from .watch import Watch, end, remove

    folder = Path(tempfile.mkdtemp(prefix="fg-")).resolve()
    (folder / "work").mkdir()
    (folder / "owner").write_text(str(os.getpid()))
    with tempfile.TemporaryFile() as typed:
        typed.write(given.encode())
        typed.seek(0)
        started = subprocess.Popen(
            [*fill(command, folder), sys.executable, *PYTHON, source],
            stdin=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder / "work",
            env={"PATH": os.defpath, "HOME": str(folder / "work"), "LANG": "C.UTF-8"},
        )
    with started.stdout, started.stderr:
        try:
            watch = Watch([started.pid], cpu_seconds, idle, PATIENCE)
            stopped, used, said, errors = _listen(started, watch, output)
        finally:
            if started.returncode is None:
                end(started)
            remove(folder)
    last = _last_error(errors)
    if stopped:
        return stopped, ""
    if started.returncode == 0:
        return "passed", said
    if last.startswith("MemoryError"):
        return "memory", last
    # The kernel ends what has used up its processor time, as it ends what has crashed;
    # some versions of unshare end with an error of their own then.
    if used > cpu_seconds:
        return "time", ""
    if started.returncode < 0 or last.startswith("unshare: "):
        return "killed", ""
    return "error", last


def _last_error(errors):
    """The error that ended a program, in a line, from what it wrote to standard error.

    Without memory for a traceback Python 3.13 lists the object: object repr : MemoryError().
    """
    lines = errors.strip().splitlines() or [""]
    if lines[-1] == "lost sys.stderr":
        listed = [line for line in lines if line.startswith("object repr")]
        return listed[-1].partition(": ")[2] if listed else lines[-1]
    return lines[-1]


def _listen(started, watch, room):
    """Collect what a process prints until it ends.

    Returns
    -------
    stopped : str
        Why it has to be stopped; empty if it has ended.
    used : float
        Processor seconds.
    said, errors : str
    """
    said = {started.stdout: b"", started.stderr: b""}
    with selectors.DefaultSelector() as pipes:
        for pipe in said:
            os.set_blocking(pipe.fileno(), False)
            pipes.register(pipe, selectors.EVENT_READ)
        while True:
            start, ready = time.monotonic(), []
            if pipes.get_map():
                ready = pipes.select(LISTEN)
            else:
                done, status, spent = os.wait4(started.pid, os.WNOHANG)
                if done:
                    break
                time.sleep(LISTEN / 10)  # it has closed its output, or is just ending
            watch.waited += time.monotonic() - start
            for key, _ in ready:
                try:
                    part = os.read(key.fd, 1 << 16)
                except BlockingIOError:  # it can read its own output, before us
                    continue
                said[key.fileobj] += part
                if not part:
                    pipes.unregister(key.fileobj)
            if sum(map(len, said.values())) > room:
                return "output", 0, "", ""
            if watch.due() and watch.over():
                late = watch.used > watch.seconds
                return "time" if late else "idle", 0, "", ""
    started.returncode = os.waitstatus_to_exitcode(status)
    used = spent.ru_utime + spent.ru_stime  # of all that it has waited for
    return "", used, *(text.decode(errors="replace") for text in said.values())


def _lines(text):
    return [line.rstrip() for line in text.rstrip().split("\n")]


def _checked(source, tests):
    size = len(_text("source", source).encode())
    if size > LONGEST or "\0" in source:
        raise ValueError(
            f"source must have at most {LONGEST} bytes and no NUL, got {size} bytes"
        )
    if not isinstance(tests, list | tuple) or not tests:
        raise ValueError(f"tests must be a list of pairs of texts, got {tests!r:.60}")
    for number, test in enumerate(tests):
        if not isinstance(test, list | tuple) or len(test) != 2:
            raise ValueError(
                f"tests[{number}] must be what is read and what must be printed, "
                f"got {test!r:.60}"
            )
        for text in test:
            _text(f"tests[{number}]", text)
    return source, tests


def _text(name, text):
    """A text that can be written as UTF-8."""
    with contextlib.suppress(AttributeError, UnicodeEncodeError):
        text.encode()
        if isinstance(text, str):
            return text
    raise ValueError(f"{name} must be text that can be written, got {text!r:.60}")


def _above_0(name, x, kind):
    if isinstance(x, bool) or not isinstance(x, kind) or not x > 0:
        what = "a whole number" if kind is int else "a number"
        raise ValueError(f"{name} must be {what} above 0, got {x!r:.60}")
    return x
