"""Programs that nobody has read: what they print is judged, and what they try comes to nothing."""

import os
import resource
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from fieldguide.sandbox import programs

LOOP = "while True:\n    pass"


@pytest.fixture(scope="module")
def run():
    """`run_program`, or none where there is no sandbox."""
    if lacking := programs.why_not():
        pytest.skip(lacking)
    return programs.run_program


def said(run, source, **options):
    """What a program prints: judged against a text that no program prints."""
    verdict = run(source, [("", "\1")], **options)
    assert verdict.reason == "wrong", verdict
    return verdict.detail


# --- judging --------------------------------------------------------------------------


def test_all_tests_must_be_passed(run):
    source = "print(int(input()) + 1)"
    assert run(source, [("4", "5"), ("9\n", "10\n\n")]) == programs.Verdict(
        2, 2, "passed"
    )
    verdict = run("print(5)", [("4", "5"), ("9", "10"), ("4", "5")])
    assert verdict == programs.Verdict(1, 3, "wrong", "5") and not verdict.solved


def test_white_space_at_the_end_of_lines_does_not_count_and_at_the_beginning_does(run):
    assert run("print('1  \\n2\\n\\n')", [("", "1\n2")]).solved
    assert run("print(' 1')", [("", "1")]).reason == "wrong"


def test_an_error_is_told_by_its_last_line(run):
    verdict = run("print(1)\nprint(1 / 0)", [("", "1")])
    assert (verdict.reason, verdict.detail) == (
        "error",
        "ZeroDivisionError: division by zero",
    )
    assert run("if", [("", "")]).detail.startswith("SyntaxError")
    assert run("raise SystemExit(3)", [("", "")]).reason == "error"


def test_ending_early_is_no_way_to_pass(run):
    for source in ("raise SystemExit", "import os\nos._exit(0)", "print('passed')"):
        assert run(source, [("4", "5")]).reason == "wrong"


def test_the_program_is_apart_from_the_readers_settings_and_packages(run):
    assert said(run, "import sys\nprint('numpy' in sys.modules, sys.flags.isolated)")
    assert run("import numpy", [("", "")]).detail.startswith("ModuleNotFoundError")
    assert said(run, "import os\nprint(sorted(os.environ))") == str(
        ["HOME", "LANG", "PATH"]
    )


# --- what it tries --------------------------------------------------------------------


def test_an_endless_loop_ends_by_its_processor_time(run):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run(LOOP, [("", "")], cpu_seconds=1).reason == "time"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3
    quiet = f"import os, sys\nos.close(1)\nos.close(2)\n{LOOP}"
    assert run(quiet, [("", "")], cpu_seconds=1).reason == "time"


def test_an_endless_loop_cannot_catch_the_signal(run):
    source = (
        "import signal\nfor k in range(1, 65):\n    try:\n"
        "        signal.signal(k, signal.SIG_IGN)\n    except (OSError, ValueError):\n        pass\n"
    )
    assert run(source + LOOP, [("", "")], cpu_seconds=1).reason == "time"


@pytest.mark.parametrize("first", ["", "import os\nos.close(1)\nos.close(2)\n"])
def test_who_sleeps_is_stopped(run, first):
    source = first + "import time\ntime.sleep(1e6)"
    assert run(source, [("", "")], idle=1).reason == "idle"


@pytest.mark.parametrize(
    "act",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "subprocess.run(['true'])",
        "multiprocessing.Process(target=print).start()",
    ],
)
def test_it_starts_no_process(run, act):
    source = f"import os, subprocess, multiprocessing\nwhile True:\n    {act}"
    verdict = run(source, [("", "")])
    assert verdict.reason == "error" and "not permitted" in verdict.detail


def test_it_may_start_threads_and_memory_bounds_them(run):
    one = "import threading\nt = threading.Thread(target=print, args=[7])\nt.start()\nt.join()"
    assert said(run, one) == "7"
    many = (
        "import threading, time\nwhile True:\n"
        "    threading.Thread(target=time.sleep, args=[1e6], daemon=True).start()"
    )
    assert run(many, [("", "")]).reason in ("error", "memory")


def test_it_gets_no_ten_gigabytes(run):
    assert run("x = bytearray(10 << 30)", [("", "")]).reason == "memory"
    slow = "x = []\nwhile True:\n    x.append(bytes(1 << 20))"
    assert run(slow, [("", "")]).reason == "memory"


def test_an_error_that_is_listed_for_want_of_memory_is_read(run):
    """As Python 3.13 does it; other versions write a traceback."""
    listed = "object type name: MemoryError\\nobject repr     : MemoryError()\\nlost sys.stderr"
    verdict = run(f"import sys\nsys.exit('{listed}')", [("", "")])
    assert (verdict.reason, verdict.detail) == ("memory", "MemoryError()")


def test_it_reaches_no_socket(run):
    with (
        socket.socket() as here,
        socket.socket(socket.AF_UNIX) as named,
        tempfile.TemporaryDirectory() as folder,
    ):
        here.bind(("127.0.0.1", 0))
        named.bind(f"{folder}/s")
        for each in (here, named):
            each.listen()
            each.setblocking(False)
        source = (
            "import socket\n"
            f"for kind, place in ((2, {here.getsockname()}), (1, {folder + '/s'!r})):\n"
            "    try:\n        socket.socket(kind).connect(place)\n        print('in')\n"
            "    except OSError:\n        print('no')"
        )
        assert said(run, source) == "no\nno"
        for each in (here, named):
            with pytest.raises(BlockingIOError):
                each.accept()


def test_it_reads_and_writes_only_in_its_folder(run, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("42")
    places = [
        *(secret, Path.home() / ".bashrc", "/etc/shadow", Path(__file__)),
        Path(programs.__file__),
    ]
    source = (
        "import os\n"
        f"print([p for p in {[*map(str, places)]} if os.path.exists(p)])\n"
        f"for place in ('/dev/null/x', '/usr/x', {str(tmp_path / 'x')!r}, {sys.prefix + '/x'!r}):\n"
        "    try:\n        open(place, 'w').write('x')\n        print('wrote')\n"
        "    except OSError:\n        print('no')\n"
        "open('mine', 'w').write('x')\nprint(os.listdir('.'))"
    )
    assert said(run, source).split("\n") == ["[]", *4 * ["no"], "['mine']"]
    assert [*tmp_path.iterdir()] == [secret]
    run("open('/etc/fg-x', 'w').write('x')", [("", "")])  # it has an /etc of its own
    assert not Path("/etc/fg-x").exists()
    assert said(run, "import os\nprint(os.listdir('.'))") == "[]"  # a new one each time


def test_it_fills_no_disk(run):
    source = (
        "for n in range(100):\n    with open(str(n), 'wb') as f:\n"
        "        for _ in range(15):\n            f.write(bytes(1 << 20))"
    )
    verdict = run(source, [("", "")])
    assert verdict.reason == "error" and "No space left" in verdict.detail
    verdict = run(
        "f = open('x', 'wb')\nwhile True:\n    f.write(bytes(1 << 20))", [("", "")]
    )
    assert verdict.reason != "passed"


@pytest.mark.parametrize("whom", ["os.getppid()", "0", "-1", "{me}", "{parent}", "1"])
@pytest.mark.parametrize("signal", [9, 15])
def test_it_kills_nobody(whom, signal, run):
    """Run from a process of its own, that a signal to a whole group would end."""
    whom = whom.format(me=os.getpid(), parent=os.getppid())
    attack = (
        f"import os\ntry:\n    os.kill({whom}, {signal})\nexcept OSError:\n    pass"
    )
    source = (
        "from fieldguide.sandbox.programs import run_program\n"
        f"print(run_program({attack!r}, [('', '')]).tests)"
    )
    done = subprocess.run(
        [sys.executable, "-c", source],
        capture_output=True,
        text=True,
        start_new_session=True,
    )
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr


def test_it_sees_nobody_and_not_what_is_wanted(run):
    source = (
        "import os\npids = [p for p in os.listdir('/proc') if p.isdigit()]\n"
        "print(len(pids), 'wan' + 'ted' in ''.join(open(f'/proc/{p}/cmdline').read() for p in pids))"
    )
    assert run(source, [("", "wanted")]).detail == "1 False"


def test_a_print_without_end_is_stopped_and_not_kept(run):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for stream in ("stdout", "stderr"):
        source = (
            f"import sys\nfor _ in range(100):\n    sys.{stream}.write('x' * 1_000_000)"
        )
        assert run(source, [("", "")]).reason == "output"
    assert run("print('x' * 1000)", [("", "")], output=500).reason == "output"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 50_000  # kilobytes


def test_what_it_takes_back_does_not_hold_us(run, monkeypatch):
    """A program can open the other end of its own output, and read before us."""
    told, look = [], programs.selectors.DefaultSelector.select

    def select(pipes, timeout):
        told.append(1)
        ready = [(key, 1) for key in pipes.get_map().values()]
        return ready if len(told) == 1 else look(pipes, timeout)

    monkeypatch.setattr(programs.selectors.DefaultSelector, "select", select)
    assert run("import time\ntime.sleep(1e6)", [("", "")], idle=1).reason == "idle"


def test_what_it_does_not_read_does_not_hold_us(run):
    assert run("print(1)", [("x" * 10_000_000, "1")]).solved


def test_a_crash_is_no_time_out(run):
    source = "import ctypes\nctypes.string_at(0)"
    assert run(source, [("", "")]).reason == "killed"


def test_nothing_is_left(run):
    import glob

    import psutil

    def children():
        return set(psutil.Process().children())

    pattern = f"{tempfile.gettempdir()}/fg-*"
    before = children()  # other tests' browser, when the whole suite runs
    for source in (LOOP, "open('x', 'w').write('y')", "1 / 0"):
        run(source, [("", "")], cpu_seconds=1)
    ours = [
        p
        for p in glob.glob(pattern + "/owner")
        if Path(p).read_text() == str(os.getpid())
    ]
    assert not ours and not children() - before


# --- where there is no sandbox --------------------------------------------------------


def test_without_a_sandbox_nothing_is_run(monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError("something was started")

    monkeypatch.setattr(
        programs, "_command", lambda *limits: (["unshare"], "hide files")
    )
    monkeypatch.setattr(subprocess, "Popen", never)
    verdict = programs.run_program("print(1)", [("", "1")])
    assert verdict.reason == "not run" and "hide files" in verdict.detail
    assert not verdict.solved
    monkeypatch.setattr(sys, "platform", "win32")
    assert "win32" in programs.run_program("print(1)", [("", "1")]).detail


@pytest.mark.parametrize(
    "told, named",
    [
        ({"source": 3}, "source"),
        ({"source": "x\0"}, "source"),
        ({"source": "\ud800"}, "source"),
        ({"source": "#" * 100_001}, "source .* got 100001 bytes"),
        ({"tests": []}, "tests"),
        ({"tests": "no"}, "tests"),
        ({"tests": ["no"]}, r"tests\[0\]"),
        ({"tests": [("1", "2"), ("1",)]}, r"tests\[1\]"),
        ({"tests": [(1, "2")]}, r"tests\[0\]"),
        ({"cpu_seconds": 0}, "cpu_seconds"),
        ({"cpu_seconds": 0.5}, "cpu_seconds must be a whole number"),
        ({"memory": -1}, "memory"),
        ({"output": True}, "output"),
        ({"idle": 0}, "idle"),
        ({"idle": float("nan")}, "idle"),
    ],
)
def test_it_says_what_is_wrong(told, named):
    good = {"source": "print(1)", "tests": [("", "1")]}
    with pytest.raises(ValueError, match=named):
        programs.run_program(**good | told)


@pytest.mark.parametrize(
    "limits", [{"memory": 1}, {"memory": 1 << 70}, {"cpu_seconds": 1 << 70}]
)
def test_with_limits_that_cannot_be_set_nothing_is_run(run, limits):
    verdict = run("print(1)", [("", "1")], **limits)
    assert (verdict.passed, verdict.tests, verdict.reason) == (0, 1, "not run")
    assert "Python itself cannot be run" in verdict.detail


@pytest.mark.parametrize(
    "call",
    [
        "os.memfd_create('a')",
        "check(c.shmget(0, 1 << 20, 0o1600))",
        "check(c.semget(0, 32_000, 0o1600))",
        "check(c.msgget(0, 0o1600))",
        "check(c.mq_open(b'/x', 0o102, 0o600, 0))",
        "check(c.unshare(1 << 28))",
    ],
)
def test_it_makes_no_store_that_no_limit_counts(run, call):
    """Segments, semaphores, queues, files without a name, and name spaces with a file
    system of any size."""
    source = (
        "import ctypes, os\nc = ctypes.CDLL(None, use_errno=True)\n"
        "def check(result):\n    if result < 0:\n"
        "        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))\n"
        f"{call}"
    )
    verdict = run(source, [("", "")])
    assert verdict.reason == "error" and "not permitted" in verdict.detail


def test_what_it_leaves_unread_and_empty_is_bounded(run):
    """The kernel's own memory: buffers of sockets, and what it notes of each file."""
    sockets = "import socket\nkept = []\nwhile True:\n    kept += socket.socketpair()"
    files = "k = 0\nwhile True:\n    k += 1\n    open(str(k), 'w').close()"
    for source, why in {sockets: "Too many open files", files: "No space left"}.items():
        verdict = run(source, [("", "")], cpu_seconds=20)
        assert verdict.reason == "error" and why in verdict.detail
