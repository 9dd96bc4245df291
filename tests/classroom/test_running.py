"""A student's process that fights back."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from submissions import framed

running = pytest.importorskip("fieldguide.classroom.running")
from fieldguide.classroom import marks  # noqa: E402
from fieldguide.classroom.bindings import names_in  # noqa: E402
from fieldguide.classroom.grader import RunApart  # noqa: E402
from fieldguide.sandbox import watch  # noqa: E402
from fieldguide.sandbox.apart import sandbox  # noqa: E402

SETUP = "from fieldguide.classroom import Marks, close, unchanged\nimport numpy as np"
LINK = """
import gc
link = next(o for o in gc.get_objects() if type(o).__name__ == "Link")
"""


@pytest.fixture(scope="module")
def tester():
    tester = running.Tester(4 << 30, [])
    yield tester
    tester.close()


@pytest.fixture(params=["sandbox", "bare"])
def student(request):
    wrapper, missing = sandbox() if request.param == "sandbox" else ([], "")
    if missing:
        pytest.skip(f"this system does not let us {missing}")
    limits = RunApart(cell_seconds=1, idle_seconds=60)
    made = running.Student(limits, wrapper)
    yield made
    family = running.psutil.Process(made.started.pid).children(recursive=True)
    made.close()
    _, alive = running.psutil.wait_procs(family, 20)
    assert not alive and not made.folder.exists()


@pytest.fixture
def bare():
    limits = RunApart(cell_seconds=1, idle_seconds=60)
    made = running.Student(limits, [])
    yield made
    made.close()


def tried(student, tester, *tests, given=()):
    """The outcomes of some tests, which are expressions."""
    lines = [f"marks.test('a', 1, lambda: {test}, 'h')" for test in tests]
    source = "\n".join(["marks = Marks('x')", *lines])
    return student.test(tester, source, [SETUP], list(given), names_in(source))[1]


FIGHTS = {
    "exits": "import os\nos._exit(3)",
    "kills itself": "import os\nos.kill(os.getpid(), 9)",
    "kills all": "import os\nos.kill(-1, 9)\nos._exit(0)",
    "closes all": "import os\nos.closerange(0, 100)",
    "loops": "while True:\n    try:\n        1 + 1\n    except BaseException:\n        pass",
    "stops": "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
    "does not listen": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    "while True:\n    pass",
    "talks for ever": LINK + "while True:\n    link.left = 10**9\n    try:\n"
    "        link.show('stream', name='stdout', text='x' * 10_000)\n"
    "    except BaseException:\n        pass",
    "talks nonsense": LINK + "link.socket.sendall(b'x' * 100)",
    "sends a giant": LINK + "link.socket.sendall((10**15).to_bytes(8, 'big'))",
    "sends no object": LINK + "link.socket.sendall((2).to_bytes(8, 'big') + b'[]')",
    "recurses": "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n"
    "    def __repr__(self):\n        return f'{self}'\nstr(A())\nimport ctypes\nctypes.string_at(0)",
}  # fmt: skip


@pytest.mark.parametrize("fight", [f for f in FIGHTS if f != "kills all"])
def test_a_fight_costs_the_cell_where_it_is(bare, fight):
    assert bare.run("kept = [7]")[0] == ""
    bare.limits.idle_seconds = 3 if fight == "stops" else 60
    fought = bare.run("lost = 1\n" + FIGHTS[fight])[0]
    bare.limits.idle_seconds = 60
    guarded = fight == "recurses" and sys.version_info >= (3, 12)  # Python's own limit
    assert fought in (("RecursionError",) if guarded else ("time", "died"))
    assert bare.run("assert kept == [7]")[0] == ""
    # What took too long, or raised, is told apart from what stood before it.
    assert bare.run("lost")[0] == ("NameError" if fought == "died" else "")


def test_what_stands_before_a_loop_counts_and_what_stands_behind_does_not(bare):
    asks = "while True:\n    try:\n        int(input())\n        break\n    except:\n        pass"
    for _ in range(3):
        assert (
            bare.run(f"a = 1\n\ndef f():\n    return a\n\n{asks}\nb = 2")[0] == "time"
        )
        assert bare.run("f()")[0] == "" and bare.run("b")[0] == "NameError"
        assert bare.run("del a, f")[0] == ""


def test_what_stands_before_a_loop_and_fails_the_second_time_is_lost(bare):
    once = "import os\na = 1\nif os.path.exists('x'):\n    os._exit(0)\nopen('x', 'w')"
    assert bare.run("kept = 1")[0] == ""
    assert bare.run(f"{once}\nwhile True:\n    pass")[0] == "time"
    assert bare.run("kept")[0] == "" and bare.run("a")[0] == "NameError"


def test_who_kills_all_ends_nobody_else(tester):
    wrapper, missing = sandbox()
    if missing:
        pytest.skip(f"this system does not let us {missing}")
    limits = RunApart(cell_seconds=1, idle_seconds=60)
    made = running.Student(limits, wrapper)
    try:
        made.run("kept = [7]")
        assert made.run(FIGHTS["kills all"])[0] == "died"
        assert tried(made, tester, "True") is not None  # and the tests go on
    finally:
        made.close()


def test_an_end_is_noticed_though_children_hold_the_connection(student, tester):
    """Those of a pool that nobody has closed; else it would count as a minute of sleep."""
    assert (
        student.run("import os\nfrom multiprocessing import Pool\np = Pool(2)")[0] == ""
    )
    assert student.run("def f(n):\n    return p.map(abs, [n])[0]")[0] == ""
    assert student.run("lost = 1\nos._exit(1)")[0] == "died"
    assert student.run("lost")[0] == "NameError"
    student.run("def dies(n):\n    os._exit(1)")
    assert tried(student, tester, "f(-3) == 3", "dies(1)") == [True, "Died"]
    assert student.slept < 10


def test_a_child_of_the_students_tells_the_student_how_it_ended(bare):
    """Cells later, too; whoever else asks it gets the only answer."""
    bare.run("import os, subprocess\np = subprocess.Popen(['false'])")
    bare.run("child = os.fork()\nif not child:\n    os._exit(3)")
    bare.run("while os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT) is None: pass")
    assert bare.run("assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3")[
        0
    ] == ""  # fmt: skip
    assert bare.run("assert p.wait() == 1")[0] == ""
    ended = "[c for c in psutil.Process().children() if c.status() == 'zombie']"
    bare.run("import psutil")
    assert bare.run(f"assert len({ended}) <= 1")[0] == ""  # the last copy


def test_threads_and_calls_may_be_as_many_as_in_a_notebook(bare):
    """However many processors there are: for each a thread takes room of its own."""
    threads = """
import threading
ends = threading.Event()
def work():
    kept = [bytearray(5000) for _ in range(50)]
    ends.wait()
threads = [threading.Thread(target=work, daemon=True) for _ in range(120)]
for thread in threads:
    thread.start()
size = next(line for line in open("/proc/self/status") if line.startswith("VmSize"))
ends.set()
assert int(size.split()[1]) < 1_500_000, size  # kB; twice as much with 16 rooms for them
"""
    assert bare.run(threads)[0] == ""
    deep = "def deep(n):\n    return n and 1 + deep(n - 1)\nassert deep(2900) == 2900"
    assert bare.run(deep)[0] == ""


def test_quit_ends_the_cell_and_nothing_else(bare):
    assert bare.run("a = 1\nquit()\nb = 2")[0] == "SystemExit"
    assert bare.run("a")[0] == "" and bare.run("b")[0] == "NameError"
    assert bare.run("import os\nos.fork()\nc = 3")[0] == ""
    assert bare.run("c")[0] == ""


@pytest.mark.parametrize(
    "says", ["1 / 0", "return 5", "return self.reason", "raise SystemExit"]
)
def test_an_error_that_cannot_say_what_it_is_costs_nothing_before_it(bare, says):
    odd = f"class Odd(Exception):\n    def __str__(self):\n        {says}"
    assert bare.run(f"kept = 1\n{odd}\nraise Odd")[0] not in ("", "died")
    assert bare.run("assert kept == 1")[0] == ""


def test_values_and_functions_reach_the_tests(student, tester):
    student.run("import numpy as np\nfrom numpy import *\nn, s, e = 3, 'fog', ...")
    student.run("def grow(a, f=None):\n    a += 1\n    return f(a) if f else a")
    student.run(
        "def each(k):\n    yield from range(k)\nadd = lambda k: lambda m: k + m"
    )
    student.run("class Odd:\n    pass\nodd = Odd()\nall = sum = close = None")
    assert tried(
        student, tester,
        "n == 3 and s == 'fog' and e is ...",
        "close(grow(np.zeros(2)), [1, 1]) and close(grow(1, lambda x: 2 * x), 4)",
        "unchanged(grow, np.zeros(2))",
        "unchanged(grow, 1)",
        "all(k >= 0 for k in each(3)) and sum(each(4)) == 6",
        "add(1)(2) == 3",
        "odd == odd and odd != 1",
        "bool(odd)",
        "missing",
    ) == [True, True, False, True, True, True, True, "TypeError", "NameError"]  # fmt: skip


def test_a_name_of_pythons_is_the_students_if_it_was_asked_for(bare, tester):
    bare.run("def round(x):\n    return 7")
    assert tried(bare, tester, "round(1) == 7", given=["round"]) == [True]
    assert tried(bare, tester, "round(1) == 7") == [False]


@pytest.mark.parametrize("setup", [[], ["import math"]])
def test_names_that_nobody_asked_for_are_not_taken(bare, tester, setup):
    """Python's own names, for the tests of an assignment without a first cell, above all."""
    yes = "{'all': lambda *args: True, '__import__': lambda *args: 1}"
    bare.run(f"{LINK}\ndump, yes = link.wire.dump_all, {yes}")
    bare.run(
        "link.wire.dump_all = lambda names: dump(\n"
        "    {**names, '__builtins__': yes, '__name__': 'x', **yes, 'unasked': 7})"
    )
    for source, note in {
        "assert all([0])": "AssertionError",
        "assert [unasked for unasked in [7]]\nassert 'unasked' not in globals()": "",
        "import math\nassert math.pi > 3": "",
    }.items():
        names = names_in(source) - {"unasked"}
        assert bare.test(tester, source, setup, [], names)[0] == note, source


def test_names_that_the_tests_happen_to_have_cost_nothing(bare, tester):
    """What a student calls as the tests call something of theirs may be anything."""
    bare.run("import itertools, numpy as np\nk = iter([1, 2])\ndef f(x):\n    return x")
    bare.run(
        "large = np.zeros(5_000_000)\nlong = ['x' * 10**6] * 9\nforever = itertools.count()"
    )
    bare.run(
        "class Odd:\n    def __array__(self, *a, **k):\n        1 / 0\nodd = Odd()"
    )
    bare.run("class Quits:\n    __array__ = lambda *a, **k: exit()\nquits = Quits()")
    others = "large, long, forever, odd, quits"
    assert tried(
        bare, tester, "all(f(k) == k for k in range(3))", f"[{others}] and f(1) == 1"
    ) == [True, True]  # fmt: skip
    assert bare.run("assert next(k) == 1")[0] == ""  # nobody has gone through it
    assert names_in("lambda a: [f(a, b) for b in c]\nd = e") == {*"fcde"}


def test_a_test_may_want_that_nothing_overflows(bare, tester):
    """Which NumPy says by a warning, in the student's process, unless it is told to raise."""
    bare.run("import numpy as np\ndef f(z):\n    return 1 / (1 + np.exp(-z))")
    careful = "(lambda: [np.seterr(over={!r}), f(np.array([-1000.0]))][1] == 0)()"
    assert tried(
        bare, tester, "f(np.array([-1000.0])) == 0", careful.format("raise"),
        careful.format("warn"),
    ) == [True, "FloatingPointError", True]  # fmt: skip


@pytest.mark.parametrize(
    "setting",
    [
        "np.seterr(all='raise')",
        "import warnings\nwarnings.simplefilter('error')",
        "import warnings\nwarnings.filterwarnings('error', category=RuntimeWarning)",
    ],
)
def test_a_notebook_that_makes_errors_of_warnings_loses_nothing(bare, tester, setting):
    bare.run(f"import numpy as np\n{setting}")
    bare.run("def f(z):\n    return 1 / (1 + np.exp(-z))")
    bare.run(
        "def careful(z):\n    try:\n        return np.divide(1.0, z)\n"
        "    except (FloatingPointError, RuntimeWarning):\n        return 7"
    )
    bare.run("def g(z):\n    raise FloatingPointError")
    far = "np.array([-1000.0])"
    assert tried(
        bare, tester, f"f({far}) == 0", "careful(np.zeros(1)) == 7", "g(1) == 1",
        f"(lambda: [np.seterr(over='raise'), f({far}) == 0][1])()",
    ) == [True, True, "FloatingPointError", "FloatingPointError"]  # fmt: skip
    assert bare.run("assert careful(np.zeros(1)) == 7")[0] == ""  # it is as it was


def test_what_a_function_raises_ends_no_loop_of_the_tests(bare, tester):
    """`all` of what is left of a map would be true."""
    bare.run(
        "def f(x):\n    raise StopIteration\ndef g(x):\n    raise StopAsyncIteration"
    )
    assert tried(bare, tester, "all(map(f, [1, 2]))", "all(map(g, [1, 2]))") == [
        "RuntimeError"
    ] * 2  # fmt: skip


def test_a_text_of_numpys_is_a_text(bare, tester):
    bare.run("import numpy as np\ndef f(x):\n    return [np.str_(one) for one in x]")
    assert tried(bare, tester, "unchanged(f, ['a', 'b'])") == [True]


@pytest.mark.parametrize(
    "mishap",
    [
        "files = []\ntry:\n    while True:\n        files.append(open('/dev/null'))\n"
        "except OSError:\n    pass",
        "import socket\nsocket.socket = None",
    ],
)
def test_who_can_open_nothing_more_loses_nothing(bare, tester, mishap):
    """A copy cannot connect then, and says so."""
    assert bare.run(f"import os\nkept = 7\n{mishap}")[0] == ""
    assert bare.run("def f(n):\n    return n + 1")[0] == ""
    assert tried(bare, tester, "f(1) == 2") == [True] and bare.slept < 5
    assert bare.run("lost = 1\nos._exit(0)")[0] == "died"
    assert bare.run("assert kept == 7 and f(1) == 2")[0] == ""
    assert bare.run("lost")[0] == "NameError" and bare.slept < 20


HOLDS = """
import socket
held, number = [], 0
try:
    while True:
        held.append(socket.socketpair())
        held[-1][0].setblocking(False)
        try:
            while True:
                socket.send_fds(held[-1][0], [b"x"], [held[-1][0].fileno()] * 250)
                number += 250
        except BlockingIOError:
            pass
except OSError:
    pass
assert 0 < number < 1000, number
"""


def test_who_passes_files_on_that_nobody_takes_leaves_some_to_others(student):
    """Linux counts them for all programs of a user: neighbors could not even start."""
    if not student.wrapper:
        pytest.skip("of who is root nobody counts them")
    assert student.run(HOLDS)[0] == ""
    other = running.Student(student.limits, student.wrapper)
    try:
        assert other.run("a = 1")[0] == ""
    finally:
        other.close()


def test_only_the_grader_says_what_stopped_a_test(bare, tester):
    bare.run("from fieldguide.classroom.marks import STOPS")
    bare.run("def f(name):\n    raise STOPS[name]")
    names = ["Lost", "TimeUp", "Died", "Flood"]
    assert tried(bare, tester, *(f"f({name!r})" for name in names)) == [
        "BaseException"
    ] * 4  # fmt: skip


def test_an_error_of_two_kinds_is_a_value_error_if_one_of_them_is(bare, tester):
    """As it is at home; such as io.UnsupportedOperation, or one of the student's own."""
    bare.run(
        "import io\nclass Odd(KeyError, ValueError):\n    pass\n"
        "kinds = [Odd, io.UnsupportedOperation, UnicodeError, KeyError, OSError]\n"
        "def f(n):\n    raise kinds[n]"
    )
    tests = ["refuses(f, 0)", "refuses(f, 1)", "refuses(f, 2)", "refuses(f, 3)", "f(4)"]
    setup = f"{SETUP}\nfrom fieldguide.classroom import refuses"
    lines = [f"marks.test('a', 1, lambda: {test}, 'h')" for test in tests]
    source = "\n".join(["marks = Marks('x')", *lines])
    told = bare.test(tester, source, [setup], [], names_in(source))
    assert told[1] == [True, True, True, "KeyError", "OSError"]


def test_what_happens_in_a_function_costs_its_test(bare, tester):
    bare.run(
        "import os, sys\n"
        "def f(how):\n"
        "    if how == 'dies': os._exit(0)\n"
        "    if how == 'exits': sys.exit()\n"
        "    if how == 'floods': print('x' * 10**7)\n"
        "    if how == 'grows': return bytes(10**9)\n"
        "    if how == 'breaks': raise KeyboardInterrupt\n"
        "    if how == 'asks': return input()\n"
        "    return 7"
    )
    hows = ["is well", "dies", "exits", "floods", "grows", "breaks", "asks", "is well"]
    assert tried(bare, tester, *(f"f({how!r}) == 7" for how in hows)) == [
        True, "Died", "SystemExit", "Flood", "MemoryError", "BaseException", "EOFError", True,
    ]  # fmt: skip


def test_each_test_has_its_own_room_for_output(bare, tester):
    bare.run("def f(n):\n    print('x' * n)\n    return 7")
    tests = ["f(400_000) == 7"] * 4 + ["f(10**7) == 7", "f(400_000) == 7"]
    assert tried(bare, tester, *tests) == [True] * 4 + ["Flood", True]
    assert len(bare.shown.outputs[0].text) <= bare.limits.output_bytes


def test_a_million_characters_may_be_printed_a_few_at_a_time(bare, tester):
    """A print of a digit took as much room as a hundred characters: 9000 were a flood."""
    bare.run(
        "import sys\ndef f(n):\n    for k in range(n): print(k % 10)\n    return 7"
    )
    assert tried(bare, tester, "f(200_000) == 7", "f(600_000) == 7", "f(1) == 7") == [
        True, "Flood", True,
    ]  # fmt: skip
    note, (said,) = bare.run("for k in range(5000): print(k)")
    assert note == "" and said.text.split() == [str(k) for k in range(5000)]
    note, outputs = bare.run(
        "for k in range(400):\n    print(k)\n    print('e', file=sys.stderr)\n7"
    )
    assert len(outputs) == 801 and outputs[-1].data["text/plain"] == "7"
    note, (said,) = bare.run("print('last words')\nos = __import__('os')\nos._exit(1)")
    assert note == "died" and said.text == "last words\n"
    assert bare.run("sys.stdout.write(b'x')")[0] == "TypeError"
    odd = "type('Odd', (str,), {'__getitem__': None, '__str__': None})('odd')"
    note, (said,) = bare.run(f"done = sys.stdout.write({odd})")
    assert note == "" and said.text == "odd"


def test_outputs_without_end_do_not_fill_the_graders_memory(bare):
    both = "import sys\nfor k in range(2000):\n    print(end='a')\n    print(end='b', file=sys.stderr)"
    kept = [len(bare.run(both)[1]) for _ in range(30)]
    assert kept[0] == 4000 and kept[-1] == 0 and sum(kept) < 100_000


def test_what_ends_the_process_of_the_tests_is_not_laid_to_the_student(
    bare, tester, monkeypatch
):
    monkeypatch.setattr(running, "SECONDS", 1)
    bare.run("import os\ndef f(g, *args):\n    return g(*args)")
    bare.run("h = lambda g: g(lambda: 1)")
    ends, loops = "lambda: __import__('os')._exit(1)", "lambda: list(iter(int, 1))"
    for act, outcome in {
        f"({ends})()": "Lost",
        f"f({ends})": "Lost",
        f"f({loops})": "TimeUp",
        "h(lambda g: g())": "RuntimeError",  # it waits for us
    }.items():
        assert tried(bare, tester, "True", act) == [True, outcome], act
    bare.run("def f(g):\n    os._exit(1)")
    assert tried(bare, tester, "f(len)") == ["Died"]
    assert tried(bare, tester, "1 == 1") == [True]


def test_a_tester_that_does_not_start_is_no_wrong_answer(bare):
    broken = running.Tester(4 << 30, ["false"])
    with pytest.raises(RuntimeError, match="the tests does not start"):
        tried(bare, broken, "True")
    broken.close()


def test_the_tests_run_in_a_sandbox_too(bare, tmp_path):
    wrapper, missing = sandbox()
    if missing:
        pytest.skip(f"this system does not let us {missing}")
    (tmp_path / "gradebook.db").touch()
    made = running.Tester(4 << 30, wrapper)
    try:
        assert tried(
            bare, made,
            f"__import__('os').path.exists({str(tmp_path)!r})",
            "len([p for p in __import__('os').listdir('/proc') if p.isdigit()]) <= 3",
            "open('/usr/x', 'w')",
            "__import__('socket').create_connection(('192.0.2.1', 80), 3)",
            "len(__import__('fieldguide.data').data.systems()) > 50",
        ) == [False, True, "OSError", "OSError", True]  # fmt: skip
    finally:
        made.close()
    assert not made.apart.folder.exists()


def test_what_a_student_says_of_arguments_is_not_believed(bare, tester):
    bare.run(
        LINK + "import numpy as np\ndef grows(a):\n    a.append(1)\n    return len(a)\n"
        "def wipes(a):\n    a[:] = 0\n    return np.zeros(1)\n"
        "def fair(a):\n    return np.array(a) + 1\n"
        "link.wire.changeable = lambda *args: None\nreal = link.send\n"
        "link.send = lambda told: real(told | {'args': {'tuple': []}})"
    )
    assert tried(
        bare, tester,
        "unchanged(grows, [1])",
        "unchanged(wipes, np.ones(2))",  # seen by nobody who does not look again
        "unchanged(wipes, np.ones(2), again=fair)",
        "unchanged(fair, np.ones(2)) and unchanged(fair, [1])",
    ) == [False, True, False, True]  # fmt: skip


def test_a_function_that_spoils_its_arguments_spoils_no_expectation(bare, tester):
    bare.run("def f(a):\n    a[:] = 0\n    return a")
    source = (
        "marks, x = Marks('x'), np.arange(3.0)\n"
        "marks.test('a', 1, lambda: close(f(x), x), 'h')\n"
        "marks.test('b', 1, lambda: close(x, [0, 1, 2]), 'h')"
    )
    told = bare.test(tester, source, [SETUP], [], names_in(source))
    assert told[1] == [False, True]


@pytest.mark.parametrize("nap", ["100", "0.01"])
def test_who_sleeps_is_stopped_and_what_stands_before_counts(bare, nap):
    bare.limits.idle_seconds = 1
    code = f"import time\na = 1\nwhile True:\n    time.sleep({nap})"
    assert bare.run(code)[0] == "time" and bare.run("a")[0] == ""
    assert 1 <= bare.slept < 10


def test_a_test_that_never_ends_itself_is_stopped(bare, tester, monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 1)
    bare.run("n = 10**12")
    assert tried(bare, tester, "n > 0", "sum(range(n)) > 0", "True") == [True, "TimeUp"]
    assert tried(bare, tester, "n > 0") == [True]


FORGED = (
    LINK
    + """
def forged(**told):
    "Answer a call with what no call gives."
    def f(*args):
        link.send(told)
        link.send = lambda message: None
    return f
"""
)


@pytest.mark.parametrize(
    "told",
    [
        {"body": framed({"array": ["|O", [1], 8]}, bytes(8))},
        {"body": framed([True])},
        {"body": b"x"},
        {"body": framed(True, b"more")},
        {"value": True},
        {"raised": ["x"]},
        {"raised": "Secret"},
        {"call": 0, "body": framed({"tuple": []})},
        {"call": "system", "body": framed({"tuple": [{"tuple": []}, {"dict": []}]})},
        {"outcomes": [True, True]},
        {"test": [True]},
        {"body": framed(True), "args": {"tuple": [{"list": []}, {"list": []}]}},
    ],
    ids=str,
)
def test_forged_answers_pass_no_test(bare, tester, told):
    bare.run(FORGED)
    bare.limits.idle_seconds = 2  # for an answer that never comes
    bare.run(f"f = forged(**{told!r})")
    assert tried(bare, tester, "f([1]) == 7")[0] is not True
    assert tried(bare, tester, "1 == 1") == [True]


@pytest.mark.parametrize("note", [[], {}, 0, "Secret", None, "not run"])
def test_a_forged_note_is_an_error(bare, note):
    assert bare.run(f"{LINK}\nlink.send({{'done': {note!r}}})")[0] == "error"


def test_nobody_elses_process_is_killed(bare):
    """A student passes on a connection to another process, to have that one killed."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    code = f"""{LINK}
import os, socket
real = socket.socketpair
def pair():
    a, b = real()
    return a, b
os.register_at_fork(before=lambda: None)
def connect(through, *more):
    fd = os.open("/dev/null", os.O_RDONLY)
    socket.send_fds(through, [b"!"], [fd])
type(link).connect = lambda self, through, *more, **word: connect(through)
"""
    try:
        assert bare.run("kept = 1")[0] == ""
        assert bare.run(code)[0] == ""
        assert bare.run("kept")[0] == ""
        ours = running.Line(running.socket.socketpair()[0])
        assert ours.process == os.getpid() and not bare._owns(ours)
        assert other.poll() is None
    finally:
        other.kill()


def test_connections_without_end_hold_nobody_up(bare):
    """And leave none of them open with us."""
    opened = len(os.listdir("/proc/self/fd"))
    code = f"""{LINK}
import os, socket, threading
def flood(fd=os.open("/dev/null", os.O_RDONLY)):
    while True:
        try:
            socket.send_fds(link.births, [b"!"], [fd, fd])
        except OSError:
            pass
threading.Thread(target=flood, daemon=True).start()
"""
    assert bare.run("kept = 1")[0] == ""
    assert bare.run(code)[0] == ""
    assert [bare.run("kept")[0] for _ in range(3)] == [""] * 3
    assert len(os.listdir("/proc/self/fd")) < opened + 10


def test_who_has_the_number_of_one_that_is_gone_is_not_killed(bare):
    """A student can have numbers of processes given again."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    try:
        assert not bare.line.gone()
        bare.line.owner = running.psutil.Process(other.pid)
        bare.line.owner._ident = other.pid, 1.0  # one that began in 1970
        assert bare.line.gone()
        bare.line.kill()
        assert other.poll() is None
    finally:
        other.kill()


SEEMS = {
    "a byte that stands beside the others": "link.socket.send(b'x', socket.MSG_OOB); time.sleep(1e6)",
    "a byte of a message": "link.socket.send(b'x'); time.sleep(1e6)",
    "a word that stands beside the others": "link.births.send(b'x', socket.MSG_OOB)",
}


@pytest.mark.parametrize("act", SEEMS)
def test_a_connection_that_only_seems_ready_holds_nobody_up(bare, act):
    """Who reads from it waits for ever, and no watch looks at that."""
    all_or_nothing = """
import socket, time
known = type(link).connect.__globals__
real = known["pair"]
def pair():
    mine, theirs = real()
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1000)
    return mine, theirs
known["pair"] = pair
"""
    assert bare.run(LINK + all_or_nothing + "kept = 1")[0] == ""
    assert bare.run("import os\nos._exit(0)")[0] == "died"  # a copy goes on
    bare.limits.idle_seconds = 2
    with marks.time_limit():
        note = bare.run(f"if True:\n    {SEEMS[act]}")[0]
        if note == "OSError":
            pytest.skip("this system has no such bytes")
        assert note == ("" if "births" in SEEMS[act] else "time")
        assert bare.run("assert kept == 1")[0] == ""
        assert bare.run("assert kept == 1")[0] == ""


def test_falling_back_ends_nothing_above_the_copy(student, monkeypatch):
    """Who is above it cannot always be seen: the process between them is just ending."""
    student.run("kept = 1")
    student.keep()
    monkeypatch.setattr(running.psutil.Process, "parents", lambda self: [])
    student.fall_back()
    assert student.run("assert kept == 1")[0] == ""


def test_who_cannot_be_copied_at_once_is_copied_a_little_later(bare):
    bare.run(
        "import os\nkept, left, fork = 1, [3], os.fork\n"
        "def full():\n"
        "    left[0] -= 1\n"
        "    if left[0] > 0:\n"
        "        raise BlockingIOError\n"
        "    return fork()\n"
        "os.fork = full"
    )
    assert bare.run("lost = 1\nos._exit(0)")[0] == "died"
    assert bare.run("assert kept == 1")[0] == "" and bare.run("lost")[0] == "NameError"


def test_a_set_has_the_same_order_in_every_grading():
    """An answer may rest on it, and its marks would be others each time."""
    words, said = "{*map(str, range(30))}", set()
    for _ in range(2):
        made = running.Student(RunApart(), [])
        said.add(made.run(f"print([*{words}])")[1][0].text)
        made.close()
    assert len(said) == 1


def test_a_copy_draws_the_numbers_that_were_due(bare):
    """Python itself has each copy draw others."""
    bare.run("import os, random\nrandom.seed(1)")
    assert bare.run("os._exit(0)")[0] == "died"
    assert bare.run("assert random.random() == random.Random(1).random()")[0] == ""


def test_who_goes_on_for_want_of_a_copy_is_asked_for_its_functions(bare, tester):
    """Else the tests call functions by the numbers that another one gave them."""
    bare.limits.idle_seconds = 3
    bare.run("def f():\n    return 7")
    bare.run("import os, time\nos.register_at_fork(before=lambda: time.sleep(600))")
    assert tried(bare, tester, "f() == 7", "f() == 8") == [True, False]


def test_magics_of_jupyters_screen_do_nothing(bare):
    """At home they work, and what stands behind them in the cell, too."""
    said = bare.run("%autosave 0\n%clear\nkept = 7")
    assert said == ("", []) and bare.run("assert kept == 7")[0] == ""


NO_COPY = "import os\nos.fork = None"


def test_who_cannot_be_copied_at_all_is_run_again(bare, tester):
    """Without the cell that ended Python, and with the functions that are being tried."""
    bare.run(NO_COPY)
    bare.run(
        "kept, calls = [7], []\ndef f(n):\n    if n > 1: os._exit(0)\n    return 7"
    )
    assert bare.run("lost = 1\nos._exit(0)")[0] == "died"
    assert (
        bare.run("assert kept == [7]")[0] == "" and bare.run("lost")[0] == "NameError"
    )
    assert tried(bare, tester, "f(1) == 7", "f(2) == 7", "f(1) == 7") == [
        True, "Died", True,
    ]  # fmt: skip
    assert bare.run("def f(n):\n    while True:\n        pass")[0] == ""
    assert tried(bare, tester, "f(1) == 7") == ["TimeUp"]
    bare.fall_back()
    assert bare.run("assert kept == [7]")[0] == ""


def test_what_ends_python_only_the_second_time_is_left_out(bare):
    bare.run(NO_COPY + "\nkept = 1")
    folder = str(bare.folder)
    assert (
        bare.run(f"second = not os.path.exists({folder!r})\nif second: os._exit(1)")[0]
        == ""
    )
    assert bare.run("os._exit(0)")[0] == "died"
    assert (
        bare.run("assert kept == 1")[0] == "" and bare.run("second")[0] == "NameError"
    )


def test_running_again_has_an_end(bare, monkeypatch):
    monkeypatch.setattr(type(bare), "starts", 10**6, raising=False)
    bare.starts = 10**6
    assert bare.run(NO_COPY)[0] == ""
    assert bare.run("os._exit(0)")[0] == "died"
    assert bare.run("1")[0] == "died"


def test_a_new_place_knows_nothing_of_a_test(student, tester):
    """Neither what a copy of the process knew, nor the folder, nor a child that lives on."""
    leaves = (
        "import os, time\nkept = 7\ndef f(n):\n    open('log', 'w').close()\n"
        "    if os.fork() == 0: time.sleep(1000)\n    global kept\n    kept = n"
    )
    assert student.run(leaves)[0] == ""
    assert tried(student, tester, "f(3) is None") == [True]
    assert student.anew()
    assert student.run("assert kept == 7 and not os.path.exists('log')")[0] == ""
    student.starts = 10**6  # there is no time left
    assert not student.anew()
    assert student.run("assert kept == 7")[0] == ""


DAWDLES = """
import time
def dawdle():
    end = time.process_time() + 0.8
    while not link.copies and time.process_time() < end:
        pass
"""


def test_who_takes_longer_when_run_again_is_not_run_to_the_end(bare):
    """That it is run again can be told from what the grader asks for."""
    bare.limits.notebook_seconds = 3
    assert bare.run(LINK + DAWDLES)[0] == ""
    for _ in range(9):
        assert bare.run("dawdle()")[0] == ""
    assert bare.anew() and len(bare.past) < 7
    assert bare.run("dawdle()")[0] == ""
    assert not bare.anew()


POOL = """
import os, queue, threading
from concurrent.futures import ThreadPoolExecutor
pool, asked, told = ThreadPoolExecutor(1), queue.Queue(), queue.Queue()
def work():
    while True:
        told.put(2 * asked.get())
threading.Thread(target=work, daemon=True).start()
def f(n):
    if n == 3: os._exit(0)
    asked.put(pool.submit(abs, n).result())
    return told.get()
"""


def test_threads_are_there_again_after_python_has_ended(bare, tester):
    """A copy has none, and who waits for them waits for ever."""
    bare.limits.idle_seconds = 5
    assert bare.run(POOL)[0] == ""
    assert bare.run("assert f(1) == 2")[0] == ""
    assert bare.run("lost = 1\nos._exit(0)")[0] == "died"
    assert bare.run("assert f(1) == 2")[0] == "" and bare.run("lost")[0] == "NameError"
    assert tried(bare, tester, "f(-2) == 4", "f(3) == 6", "f(-4) == 8") == [
        True, "Died", True,
    ]  # fmt: skip
    bare.fall_back(alone=True)  # for a test that is tried again
    assert tried(bare, tester, "f(-2) == 4") == ["TimeUp"]
    bare.with_threads()
    assert tried(bare, tester, "f(-2) == 4") == [True]


def test_sockets_that_do_not_wait_cost_nothing(bare):
    assert bare.run("import os, socket, time\nsocket.setdefaulttimeout(0.1)")[0] == ""
    assert bare.run("kept = 1")[0] == ""
    assert bare.run("lost = 1\ntime.sleep(0.5)\nos._exit(0)")[0] == "died"
    assert bare.run("assert kept == 1")[0] == "" and bare.run("lost")[0] == "NameError"


NOISE = {
    "what is thrown away": """
class Noisy:
    def __init__(self):
        self.me = self
    def __del__(self):
        print("gone")
for k in range(2000):
    Noisy()
    print(k)
""",
    "a timer": """
import signal, time
signal.signal(signal.SIGALRM, lambda *_: print("tick"))
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
end = time.process_time() + 0.5
while time.process_time() < end:
    print("x", end="")
""",
}


@pytest.mark.parametrize("noise", NOISE)
def test_what_prints_in_the_middle_of_a_print_costs_nothing(bare, noise):
    bare.limits.output_bytes, bare.limits.idle_seconds = 10**8, 5
    note, outputs = bare.run(NOISE[noise] + "\nkept = 1")
    said = "".join(output.get("text", "") for output in outputs)
    assert note == "" and ("gone" in said or "tick" in said)
    assert bare.run("assert kept == 1")[0] == ""


def test_a_timer_that_is_still_set_goes_off_in_nothing_that_comes_next(bare, tester):
    late = "import signal, time\ndef late(*_):\n    raise TimeoutError\n"
    bare.run(late + "signal.signal(signal.SIGALRM, late)\nsignal.alarm(1)")
    bare.run("def f():\n    time.sleep(1.5)\n    return 7")
    bare.run("signal.alarm(1)")
    assert tried(bare, tester, "f() == 7") == [True]
    bare.run("def f():\n    signal.alarm(1)\n    time.sleep(9)")
    assert tried(bare, tester, "f() is None") == ["TimeoutError"]
    bare.run("def f():\n    signal.setitimer(signal.ITIMER_REAL, 0.2)\n    return 7")
    wait = "__import__('time').sleep(0.5)"  # as a test that computes does
    assert tried(bare, tester, f"[f(), {wait}, f()] == [7, None, 7]") == [True]


def test_several_threads_may_ask_a_function_of_the_tests(bare, tester):
    bare.run(
        "from concurrent.futures import ThreadPoolExecutor\ndef f(g, n):\n"
        "    with ThreadPoolExecutor(8) as pool:\n"
        "        return list(pool.map(g, range(n)))"
    )
    wanted = "[k * k for k in range(300)]"
    assert tried(bare, tester, f"f(lambda k: k * k, 300) == {wanted}") == [True]


def test_a_child_that_asks_a_function_of_the_tests_holds_nobody_up(bare, tester):
    bare.run(
        "import os\ndef f(g):\n    child = os.fork()\n    if not child:\n"
        "        try:\n            g(1)\n        except RuntimeError:\n"
        "            os._exit(3)\n        os._exit(0)\n"
        "    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) + g(1)"
    )
    assert tried(bare, tester, "f(lambda n: n) == 4") == [True] and bare.slept < 5


def test_output_may_be_handed_to_other_programs(bare):
    code = "import faulthandler, subprocess, sys\nfaulthandler.enable()\n"
    done = "subprocess.run(['echo'], stdout=sys.stdout, stderr=sys.stderr, check=True)"
    assert bare.run(code + done)[0] == ""


def test_what_numpy_is_made_to_be_changes_no_result(bare, tester):
    bare.run("import numpy as np\ndef f():\n    return np.arange(3)")
    bare.run("np.ndarray = np.generic = list\nnp.asarray = np.errstate = None")
    assert tried(bare, tester, "f().tolist() == [0, 1, 2]") == [True]


def test_the_work_of_children_that_nobody_waits_for_counts(bare):
    """The parent of each has ended before it does."""
    code = """
import os, time
if not os.fork():
    if not os.fork():
        while time.process_time() < 0.5:
            pass
    os._exit(0)
os.wait()
"""

    def alive():
        family = running.psutil.Process(bare.started.pid).children(recursive=True)
        return sum(one.status() != running.psutil.STATUS_ZOMBIE for one in family)

    def work():
        return watch.work(bare.started.pid)[0]

    bare.keep()
    least, many = work() + 0.4, alive()
    bare.run(code)
    bare.keep()
    for ends in (lambda: alive() == many, lambda: work() > least):
        for _ in range(600):
            if ends():
                break
            time.sleep(0.1)
        assert ends()


def test_who_cannot_be_copied_falls_back(bare):
    assert bare.run("kept = 1")[0] == ""
    bare.limits.idle_seconds = 3
    sleeps = "import os, time\nos.register_at_fork(before=lambda: time.sleep(600))"
    assert bare.run(sleeps)[0] == ""
    assert bare.run("kept")[0] == ""
    assert bare.slept < 20


def test_output_is_kept_to_a_limit_and_does_nothing(bare):
    """A link, too: browsers ask for its host, which may be named by a hidden test's value."""
    html = "<table><tr><td onclick='x'>1</td></tr></table><script>alert(1)</script>"
    html += "<a href='http://12.far.example' title='a'>b</a>"
    _, outputs = bare.run(
        "from IPython.display import display\n"
        f"display({{'text/html': {html!r}, 'text/plain': 'a', 'application/javascript': 'x',"
        " 'image/svg+xml': '<svg/>'}, raw=True)"
    )
    assert "<td>1</td>" in outputs[0].data["text/html"]
    assert not re.search("alert|href|far", outputs[0].data["text/html"])
    assert ">b</a>" in outputs[0].data["text/html"] and len(outputs[0].data) == 2
    bare.limits.output_bytes = 1000
    notes = [bare.run("print('x' * 900)")[0] for _ in range(60)]
    assert set(notes) == {""} and len(bare.shown.outputs) == 0
    assert bare.run("print('x' * 2000)\nlast = 1")[0] == "output"
    assert bare.run("last")[0] == ""


def test_half_a_surrogate_pair_can_be_shown(bare):
    """As it stands in texts that were read with errors="surrogateescape"."""
    bare.run("from IPython.display import display\nhalf = chr(0xd800) + 'x'")
    show = "display({'text/html': half, 'text/plain': half}, raw=True)"
    for code in ("print(half)", "half", show, "raise ValueError(half)"):
        _, (one,) = bare.run(code)
        assert "x" in json.dumps(one) and json.dumps(one, ensure_ascii=False).encode()


def test_nests_of_html_do_not_keep_the_grader_at_work(bare):
    """Cleaning takes the square of how deep they are, and no limit of a cell's is on it."""
    show = "from IPython.display import HTML, display\nfor _ in range({}):\n    display(HTML({}))"
    _, (one,) = bare.run(show.format(1, "'<ul><li>' * 60_000"))
    assert set(one.data) == {"text/plain"}
    for _ in range(3):  # in all cells together
        bare.run(show.format(6, "'x' * 150_000"))
    assert bare.shown.html < 150_000
    _, (one,) = bare.run(show.format(1, "'x' * 150_000"))
    assert set(one.data) == {"text/plain"}
    _, (one,) = bare.run(show.format(1, "'<b>x</b>'"))
    assert "<b>x</b>" in one.data["text/html"]


def test_the_process_ends_with_the_grader(tmp_path):
    """Also with one that is killed, and whose student never ends."""
    code = """
import json, os, signal, sys
from fieldguide.classroom import marks, running
from fieldguide.classroom.grader import RunApart
student = running.Student(RunApart(), [])
student.run("1")
student.line.send({"do": "cell", "source": "while True: pass", "silent": False}, student._watch(5))
print(json.dumps([p.pid for p in running.psutil.Process().children(recursive=True)]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    family = json.loads(done.stdout)
    assert len(family) >= 2
    for _ in range(600):
        if not any(map(running.psutil.pid_exists, family)):
            return
        time.sleep(0.1)
    raise AssertionError("a process was left")


def test_a_warning_while_the_process_starts_is_no_answer(tmp_path):
    """Under load, matplotlib said that it takes long; all answers were one cell late."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys, threading, time\n"
        "def talk():\n"
        "    for _ in range(2000):\n"
        "        sys.stderr.write('careful')\n"
        "        time.sleep(0.001)\n"
        "start = lambda: threading.Thread(target=talk, daemon=True).start()\n"
        "os.register_at_fork(after_in_child=start)\n"
    )
    wrapper = ["env", f"PYTHONPATH={tmp_path}"]
    made = running.Student(RunApart(), wrapper)
    try:
        assert [made.run(cell)[0] for cell in ("1", "1 / 0", "2")] == [
            "", "ZeroDivisionError", "",
        ]  # fmt: skip
    finally:
        made.close()


GIANT = "def f(g):\n    try:\n        g(10**7)\n    except MemoryError:\n        return 'told'\n"
FORGERY = (
    LINK
    + "def f(g):\n    try:\n        g(10**7)\n    except MemoryError:\n        pass\n"
    "    link.send({'source': 'import os; os._exit(0)', 'setup': [], 'given': [],\n"
    "               'do': 'run', 'body': link.wire.dump({})})\n    return 1\n"
)


@pytest.mark.parametrize("answer", [GIANT, FORGERY])
def test_a_result_too_large_to_be_told_costs_nobody_else(bare, tester, answer):
    """A function of the tests' that the student's code calls gives more than a message holds."""
    assert bare.run(answer)[0] == ""
    outcomes = tried(bare, tester, "f(lambda n: 'x' * (10 * n)) == 'told'")
    assert (outcomes == [True]) is (answer == GIANT)
    other = running.Student(bare.limits, [])
    assert other.run("def f():\n    return 7")[0] == ""
    assert tried(other, tester, "f() == 7", "f() == 8") == [True, False]
    other.close()
