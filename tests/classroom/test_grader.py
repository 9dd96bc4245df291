"""Points from outcomes, and one notebook run by `RunApart`, without nbgrader's course."""

import time

import pytest
from places import ROOT
from submissions import ours
from traitlets.config import Config

grader = pytest.importorskip("fieldguide.classroom.grader")
v4 = pytest.importorskip("nbformat.v4")

TESTS = """
marks = Marks("owl")
seven = 7
marks.test("an owl", 1, lambda: owl() == seven, "Count again.")
# BEGIN HIDDEN TESTS
secret = 3
marks.test("a secret owl", 2, lambda: owl() == 7 * 1, "Which owl?")
# END HIDDEN TESTS
marks
"""


def judged(outcomes, note=""):
    cell = ours("owl-tests", TESTS, grade=True, points=3)
    cell.metadata["fieldguide"] = {"note": note, "outcomes": outcomes}
    grader.judge(cell)
    score, most = grader.utils.determine_grade(cell)
    assert most == 3
    return score, cell


@pytest.mark.parametrize(
    "outcomes, points",
    [
        ([True, True], 3),
        ([True, False], 1),
        (["ValueError", True], 2),
        ([True, "Secret of the class"], 1),
        ([True, True, True], 3),
        (["TimeUp"], 0),
        ([True], 3),
        ([1, "True"], 0),
        (None, 0),
    ],
)
def test_points_follow_from_the_outcomes_and_the_source(outcomes, points):
    score, cell = judged(outcomes)
    assert score == points
    assert "Secret of the class" not in str(cell)


@pytest.mark.parametrize("note", ["not run", "died", "time", "output", "NameError"])
def test_a_test_cell_that_did_not_come_to_its_end_gets_nothing(note):
    assert judged([True, True], note)[0] == 0


def test_a_teachers_own_plain_test_cell():
    cell = ours("plain", "assert owl() == 7", grade=True, points=2)
    for note, score in (("", 2), ("died", 0), ("not run", 0)):
        cell.outputs, cell.metadata["fieldguide"] = [], {"note": note}
        grader.judge(cell)
        assert grader.utils.determine_grade(cell) == (score, 2)


def test_a_number_that_was_printed_is_worth_nothing():
    _, cell = judged([False, False])
    shown = {"output_type": "execute_result", "data": {"text/plain": "3"}}
    cell.outputs.insert(0, v4.output_from_msg(
        {"header": {"msg_type": "execute_result"},
         "content": {**shown, "metadata": {}, "execution_count": 1}}))  # fmt: skip
    grader.judge(cell)
    assert grader.utils.determine_grade(cell) == (0, 3)


def test_a_hint_must_be_written_out():
    with pytest.raises(ValueError):
        grader.tests_of('marks.test("a", 1, lambda: True, hint)')


@pytest.fixture(scope="module")
def run():
    """Run a notebook of some cells; give the notes, and the cells."""
    made = grader.RunApart(cell_seconds=2)

    def run(*cells, **limits):
        for name, value in limits.items():
            setattr(made, name, value)
        cells = [v4.new_code_cell(c) if isinstance(c, str) else c for c in cells]
        made.preprocess(v4.new_notebook(cells=cells), {})
        return [cell.metadata["fieldguide"]["note"] for cell in cells], cells

    return run


SETUP = "from fieldguide.classroom import Marks"


def test_tests_see_the_student_and_not_the_other_way_round(run):
    notes, cells = run(
        ours("setup", SETUP),
        "from fieldguide.classroom import marks as m\nm.Marks.test = None",
        "def owl():\n    return 7\nMarks = all = None",
        ours("owl-tests", TESTS, grade=True, points=3),
        "seven + 1",  # as in the student's own notebook
        "secret",
        "Marks('x')",
        "print(In)",
    )
    assert notes == ["", "", "", "", "", "NameError", "TypeError", ""]
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, True]
    assert "Which owl" not in str(cells[7].outputs)


LISTS_NAMES = """
import gc
asked = []
functions = (o for o in gc.get_objects() if type(o).__name__ == "function")
space = next(f for f in functions if f.__qualname__ == "values").__globals__
def values(link, mine, names, real=space["values"]):
    asked.extend(names)
    return real(link, mine, names)
space["values"] = values
def owl(): return 7
"""


def test_a_student_is_asked_for_no_name_of_a_hidden_test(run):
    """Only for what may be the student's: a name tells what a test does."""
    _, cells = run(
        ours("setup", SETUP),
        LISTS_NAMES,
        ours("owl-tests", TESTS, grade=True, points=3),
        "print(asked)",
    )
    assert cells[2].metadata["fieldguide"]["outcomes"] == [True, True]
    assert cells[3].outputs[0].text == "['owl']\n"


FORGES = """
import gc
links = (o for o in gc.get_objects() if type(o).__name__ == "Channel")
link = next(one for one in links if one.me == "tester")
link.send({"outcomes": None})
while True:
    link.receive()
    link.send({"outcomes": [True] * 9})
"""


def test_an_answer_that_a_teacher_reads_runs_with_the_students(run):
    """It has points and is an answer: among the tests it could have answered for them."""
    read = {"grade": True, "solution": True, "locked": False, "points": 4}
    told = 'marks = Marks("x")\nmarks.test("x", 9, lambda: True, "x")\nmarks'
    notes, cells = run(
        ours("setup", SETUP),
        ours("essay", FORGES, **read),
        ours("broken", "def (:", **read),
        ours("helps", f"def owl():\n    return 7\n\n{told}", **read),
        "owl()",
        ours("owl-tests", TESTS.replace("owl()", "owl() - 1"), grade=True, points=3),
    )
    assert notes == ["", "StopIteration", "SyntaxError", "", "", ""]
    assert cells[5].metadata["fieldguide"]["outcomes"] == [False, False]
    for cell in cells[1:4]:
        before = len(cell.outputs)
        grader.Judge().preprocess_cell(cell, {}, 0)
        assert len(cell.outputs) == before and "outcomes" not in str(cell.metadata)
        assert grader.utils.determine_grade(cell) == (None, 4)


NAMES = (
    "import math\nfrom fieldguide import data\nfrom fieldguide.classroom import Marks"
)


def about_owls(run, names, answer, tests, *more, setup=NAMES):
    """The graded cells: the set-up, the student's names, an answer, its tests, and more."""
    _, cells = run(
        ours("setup", setup),
        names,
        ours("owl-answer", answer, solution=True, locked=False),
        ours("owl-tests", tests, grade=True, points=3),
        *more,
    )
    return cells


@pytest.mark.parametrize(
    "before, answer",
    [
        ("data = {'owls': 7}", "def owl():\n    return data['owls']"),
        ("", "math = None\ndef owl():\n    return 7"),
        ("data = math = None", "def owl():\n    return math.floor(7.5)"),
        ("data = math = None", "seven = math.floor(7.5)\ndef owl():\n    return seven"),
        (
            "data = None",
            "owl = ...\nseven = len(data.fact.__name__) + 3\nowl = lambda: seven",
        ),
    ],
)
def test_names_of_the_first_cell_may_be_the_students_or_be_lost(run, before, answer):
    """A name is what it would be in the student's notebook, or else what we promised."""
    cells = about_owls(
        run,
        before,
        answer,
        TESTS,
        ours("again-answer", answer, solution=True, locked=False),
        ours("again-tests", TESTS, grade=True, points=3),
    )
    outcomes = [cells[k].metadata["fieldguide"]["outcomes"] for k in (3, 5)]
    assert outcomes == [[True, True]] * 2


def test_who_has_threads_and_lost_a_name_has_both_again(run):
    pool = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "pool = ThreadPoolExecutor(1)\npool.submit(abs, 1).result()\nmath = None"
    )
    answer = "def owl():\n    return pool.submit(math.floor, 7.5).result()"
    cells = about_owls(run, pool, answer, TESTS, "pool.submit(abs, -7).result()")
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, True]
    assert cells[4].outputs[0].data["text/plain"] == "7"


def test_a_name_may_be_lost_behind_the_answer(run):
    """In a cell that was tried out after the tests; the answer was right until then."""
    answer = "def owl():\n    return math.floor(7.5)"
    _, cells = run(
        ours("setup", NAMES),
        ours("owl-answer", answer, solution=True, locked=False),
        "math = data = [3]",
        ours("owl-tests", TESTS, grade=True, points=3),
        "math, data",
        ours("again-answer", answer, solution=True, locked=False),
        ours("again-tests", TESTS, grade=True, points=3),
    )
    outcomes = [cells[k].metadata["fieldguide"]["outcomes"] for k in (3, 6)]
    assert outcomes == [[True, True]] * 2
    assert cells[4].outputs[0].data["text/plain"] == "([3], [3])"


@pytest.mark.parametrize(
    "before, behind",
    [
        ("math = None", "print(unknown)"),
        ("", "math = None\nprint(unknown)"),
        (
            "import threading\nhold = threading.Event()\nmath = None\n"
            "threading.Thread(target=hold.wait, daemon=True).start()",
            "assert owl() == 8",
        ),
    ],
)
@pytest.mark.parametrize("inside", ["", "\nprint(unknown)"])
def test_an_error_that_has_other_reasons_keeps_no_name_lost(
    run, before, behind, inside
):
    """A cell that was tried out behind the answer fails with each meaning of a name."""
    _, cells = run(
        ours("setup", NAMES),
        f"nights = []\n{before}",
        ours(
            "owl-answer",
            f"nights += [7]\ndef owl():\n    return math.floor(sum(nights)){inside}",
            solution=True,
            locked=False,
        ),
        behind,
        ours("owl-tests", TESTS, grade=True, points=3),
        "print(math, nights)",
    )
    assert cells[4].metadata["fieldguide"]["outcomes"] == [True, True]
    assert cells[5].outputs[0].text == "None [7]\n"


def test_a_number_that_an_error_took_comes_back_though_another_error_stays(run):
    """An answer of one statement gets no further than that when it ends well."""
    tests = TESTS.replace("owl()", "owls")
    cells = about_owls(run, "math = None", "owls = math.floor(7.5)", tests)
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, True]
    _, cells = run(
        ours("setup", NAMES),
        "math = None",
        ours("owl-answer", "owls = math.floor(7.5)", solution=True, locked=False),
        "print(unknown)",
        ours("owl-tests", tests, grade=True, points=3),
    )
    assert cells[4].metadata["fieldguide"]["outcomes"] == [True, True]


def test_a_test_that_runs_further_down_goes_with_its_own_answer(run):
    """And not with that of the task which it was tried in: there a name is lost for it."""
    test = ours("owl-tests", TESTS, grade=True, points=3)
    other = ours("jay-tests", "assert jay == 7", grade=True, points=1)
    test.metadata["fieldguide"] = {"answer": "owl-answer"}
    cells = (
        ours("setup", f"{SETUP}\nlucky = 7"),
        ours("owl-answer", "def owl():\n    return 6", solution=True),
        ours("jay-answer", "lucky = 'lost'\njay = 7", solution=True),
        other,
        "owl = (lambda n: lambda: n)(lucky + 0)",
        test,
        "assert lucky == 'lost' and owl() == 7",
    )
    notes, cells = run(*cells)
    assert notes == ["", "", "", "", "TypeError", "", ""]
    told = cells[5].metadata["fieldguide"]
    assert told == {"answer": "owl-answer", "note": "", "outcomes": [True, True]}


def test_an_answer_may_stand_in_front_of_its_cell_when_names_are_lost(run):
    """Some program took our names from all cells that the student wrote in."""
    gone = ours("owl-answer", "", solution=True, locked=False)
    gone.metadata["fieldguide"] = {"note": "missing"}
    _, cells = run(
        ours("setup", NAMES),
        "math = [3]",
        "owl = ...",
        "seven = math.floor(7.5)\ndef owl():\n    return seven",
        gone,
        ours("owl-tests", TESTS, grade=True, points=3),
    )
    assert cells[5].metadata["fieldguide"]["outcomes"] == [True, True]


def test_an_answer_that_is_missing_is_said_to_be_missing_whatever_happens_there(run):
    """The page says it of each cell, and the student's code knows what it was called with."""
    gone = ours("owl-answer", "", solution=True, locked=False)
    gone.metadata["fieldguide"] = {"note": "missing"}
    ends = "import os\nget_ipython().transform_cell = lambda cell: os._exit(0)"
    notes, cells = run(ours("setup", NAMES), ends, gone, "1")
    assert notes == ["", "", "missing", "died"]


def test_a_name_of_the_students_stays_where_an_error_was_wanted(run):
    """Half an answer keeps its half: a test that wants an error has it both times."""
    answer = "def owl(n):\n    if n in math:\n        raise ValueError\n    return 7"
    tests = (
        'marks = Marks("owl")\n'
        'marks.test("a", 1, lambda: refuses(owl, 3), "One.")\n'
        'marks.test("b", 2, lambda: owl(4) == 8, "Two.")\nmarks'
    )
    _, cells = run(
        ours("setup", f"{NAMES}, refuses"),
        ours("owl-answer", answer, solution=True, locked=False),
        "math = [3]",
        ours("owl-tests", tests, grade=True, points=3),
    )
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, False]


PEEKS = """
import os, pathlib
seen = pathlib.Path("seen")
def owl():
    times = len(seen.read_text()) if seen.exists() else 0
    seen.write_text("x" * (times + 1))
    if times == 1:
        os._exit(0)
    return 7 if times > 1 else 0
"""


def test_what_a_test_said_stands_when_another_one_was_stopped(run):
    """And the second time the student's code finds nothing that it left the first time."""
    cells = about_owls(run, "", PEEKS, TESTS, "print(seen.read_text())")
    assert cells[3].metadata["fieldguide"]["outcomes"] == [False, "Died"]
    assert cells[4].outputs[0].text == "xx\n"


LOOKS_AHEAD = """
import json, os, pathlib
log = pathlib.Path("log")
def owl(what, there):
    seen = json.loads(log.read_text()) if log.exists() else []
    if math is None and [what, there] not in seen:
        log.write_text(json.dumps([*seen, [what, there]]))
        {}
    return next((other for other, back in seen if back != there), None)
"""


@pytest.mark.parametrize("ends", ["raise ValueError", "os._exit(1)"])
@pytest.mark.parametrize("behind", ["", "\nif math is None: 1 / 0"])
def test_one_test_does_not_tell_in_time_what_another_one_wants(run, ends, behind):
    """What a later test hands over, an earlier one wants: to be tried twice is no help."""
    tests = (
        'marks = Marks("owl")\n# BEGIN HIDDEN TESTS\n'
        'marks.test("there", 1, lambda: owl("abc", True) == [1, 2, 3], "One.")\n'
        'marks.test("back", 2, lambda: owl([1, 2, 3], False) == "abc", "Two.")\n'
        "# END HIDDEN TESTS\nmarks"
    )
    cells = about_owls(run, "math = None", LOOKS_AHEAD.format(ends) + behind, tests)
    outcomes = cells[3].metadata["fieldguide"]["outcomes"]
    assert len(outcomes) == 2 and True not in outcomes


WATCHES = """
import pathlib
heard = pathlib.Path("heard")
heard.touch()
def owl(night=0):
    heard.write_text(heard.read_text() + str(night))
    {}
"""
NIGHTS = """
marks = Marks("owl")
marks.test("tonight", 1, lambda: owl(1) == 7, "One.")
# BEGIN HIDDEN TESTS
marks.test("tomorrow", 1, lambda: owl(2) == 7, "Two.")
marks.test("later", 1, lambda: owl(3) == 7, "Three.")
# END HIDDEN TESTS
marks
"""


@pytest.mark.parametrize(
    "answer, heard",
    [
        ("return 7", "1123"),  # what students got passes, and that was all
        ("return math.floor(7.5)", "11123"),
        ("return 6", "11123"),
        ("return math.floor(7.5) if night < 2 else 1 / 0", "11123"),
    ],
)
@pytest.mark.parametrize("behind", ["", "if math is None: 1 / 0"])
def test_a_hidden_test_is_tried_with_one_meaning_of_a_name(run, answer, heard, behind):
    """Which it is, the tests tell that students got: code that is tried twice could use it."""
    code = WATCHES.format(answer) + behind
    cells = about_owls(run, "math = None", code, NIGHTS, "print(heard.read_text())")
    assert cells[4].outputs[0].text.strip() == heard


@pytest.mark.parametrize("time_left, heard", [(True, "123"), (False, "12123")])
def test_what_was_stopped_is_tried_again_before_the_next_test(
    run, monkeypatch, time_left, heard
):
    """So the second try knows of no test behind it, whatever it remembers the first by."""
    from fieldguide.classroom.running import Student

    if not time_left:  # for a new place, where no file knows anything either
        monkeypatch.setattr(Student, "anew", lambda student, alone: False)
    answer = "if night == 2: __import__('os')._exit(0)\n    return 7"
    code = WATCHES.format(answer)
    cells = about_owls(run, "", code, NIGHTS, "print(heard.read_text())")
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, "Died", True]
    assert cells[4].outputs[0].text == heard + "\n"


def test_an_error_behind_the_answer_takes_no_name_away(run):
    """The student's own `data` stays, if the set-up's does not get the cell any further."""
    cells = about_owls(
        run,
        "data = {'owls': 7}",
        "def owl():\n    return data['owls']\n\nassert owl() == 8",
        TESTS,
        "data",
    )
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, True]
    assert "'owls': 7" in str(cells[4].outputs)


@pytest.mark.parametrize(
    "answer",
    [
        "def owl(n):\n    return n if math is None else 7",
        "owls = 3 if math is None else 7\ndef owl(n):\n    return owls",
        "def owl(n):\n    return n\nif math is None: 1 / 0\ndef owl(n):\n    return 7",
    ],
)
def test_two_answers_are_not_better_than_one(run, answer):
    """Each is right once; those tests that students got choose one for the hidden ones, too."""
    tests = NIGHTS.replace("owl(1)", "owl(7)").replace("owl(3)", "4 + owl(3)")
    cells = about_owls(run, "math = None", answer, tests)
    assert cells[3].metadata["fieldguide"]["outcomes"].count(True) == 2


REFUSALS = """
marks = Marks("owl")
marks.test("below", 1, lambda: refuses(owl, -1), "Fewer than none?")
marks.test("above", 2, lambda: owl(1) == 7, "Count again.")
marks
"""


@pytest.mark.parametrize(
    "answer, passing",
    [
        ("def owl(n):\n    if not math: raise ValueError\n    return 7", 1),
        ("def owl(n):\n    if math: raise ValueError\n    return 7", 1),
        ("def owl(n):\n    return math.floor(7.5) if n > 0 else int('x')", 2),
        ("def owl(n):\n    if n < 0: raise ValueError\n    return 7", 2),
    ],
    ids=["first", "second", "honest", "careful"],
)
@pytest.mark.parametrize("behind", ["", "\nif not math: 1 / 0"])
def test_to_raise_is_an_answer_too(run, answer, passing, behind):
    """Who refuses with one meaning of a name, and answers with another, has one of both."""
    cells = about_owls(
        run,
        "math = None",
        answer + behind,
        REFUSALS,
        setup=NAMES.replace("Marks", "Marks, refuses"),
    )
    assert cells[3].metadata["fieldguide"]["outcomes"].count(True) == passing


@pytest.mark.parametrize(
    "before, answer, note",
    [
        ("data = {'owls': 7}", "def owl():\n    return data['owls']\ndata.fact", ""),
        ("math = None", "def owl():\n    return math.floor(7.5)", ""),
        ("math = None", "def owl():\n    return math.floor(6.5)", "AttributeError"),
        ("math = None", "def owl():\n    return 6", "AssertionError"),
    ],
)
def test_a_plain_test_cell_is_run_with_other_names_too(run, before, answer, note):
    """If that helps by what students got of it; this one they got whole."""
    cells = about_owls(run, before, answer, "assert owl() == 7")
    assert cells[3].metadata["fieldguide"]["note"] == note


UNKNOWN = "\nprint(unknown)"


@pytest.mark.parametrize(
    "before, answer, behind",
    [
        ("math = None", "def owl():\n    return 6" + UNKNOWN, "def owl():\n    return 7"),
        ("seven = [3]", "seven += [4]\ndef owl():\n    return sum(seven)" + UNKNOWN, "1"),
        ("seven = [3]", "seven += [4]\ndef owl():\n    return sum(seven)", UNKNOWN),
        ("seven = 7", "def four():\n    return 4", "n = math.ceil(2.5)\n\n"
         "def owl():\n    return n + four()"),
        ("data = {'owls': 7}", "def owl():\n    return data['owls']\ndata.fact", "1"),
    ],
    ids=["mended", "once", "behind", "split", "own"],
)  # fmt: skip
def test_an_answer_that_is_run_again_is_not_taken_for_another_one(
    run, before, answer, behind
):
    """All that the student wrote for a task is run again, and undone if that is no help."""
    tests = TESTS.replace("seven = 7", "").replace("== seven", "== 7")
    _, cells = run(
        ours("setup", NAMES),
        f"math = Marks = None\n{before}",
        ours("owl-answer", answer, solution=True, locked=False),
        behind,
        ours("owl-tests", tests, grade=True, points=3),
        "print(seven)" if "[3]" in before else "print([3, 4])",
    )
    assert cells[4].metadata["fieldguide"]["outcomes"] == [True, True]
    assert cells[5].outputs[0].text == "[3, 4]\n"


@pytest.mark.parametrize(
    "first, second, both",
    [
        ([True, "Died"], [False, True, False], [True, True, False]),
        ([True, "TimeUp"], [False, "TimeUp"], [True, "TimeUp"]),
        ([True, False, "TimeUp"], ["TimeUp"], [True, False, "TimeUp"]),
        (["Died"], [True, "Died"], [True, "Died"]),
        (None, [True], [True]),
        ([True], None, [True]),
        (None, None, None),
    ],
)
def test_the_second_run_speaks_for_what_was_stopped(first, second, both):
    told = [{"note": "", "outcomes": outcomes} for outcomes in (first, second)]
    assert grader.together(*told)["outcomes"] == both


def test_a_loop_in_one_test_is_tried_again_alone(run, monkeypatch):
    """The first time something of the student's own is busy beside it."""
    from fieldguide.classroom import running

    monkeypatch.setattr(running, "SECONDS", 1)
    busy = """
import threading
ends = threading.Event()
def work():
    while not ends.is_set():
        pass
threading.Thread(target=work, daemon=True).start()
busy = threading.active_count()
"""
    owl = """
import threading, time
def owl():
    while threading.active_count() >= busy and [t for t in threading.enumerate() if t.is_alive()][1:]:
        time.sleep(0.05)
    return 7
"""
    notes, cells = run(
        ours("setup", SETUP), busy, owl, ours("t", TESTS, grade=True, points=3)
    )
    assert notes == [""] * 4
    assert cells[3].metadata["fieldguide"]["outcomes"] == [True, True]


def test_a_notebook_that_takes_too_long_runs_no_further(run):
    notes, _ = run("while True:\n    pass", "1", notebook_seconds=1)
    assert notes == ["time", "not run"]


def test_a_notebook_that_only_sleeps_runs_no_further(run):
    limits = {"idle_seconds": 1, "notebook_idle_seconds": 0.5}
    notes, _ = run("import time\ntime.sleep(1000)", "1", **limits)
    assert notes == ["time", "not run"]
    run("1", idle_seconds=60, notebook_idle_seconds=180)


def test_a_cell_is_cut_in_no_time_whatever_stands_in_it():
    """nbgrader's search for pictures took four minutes for this, and days for more."""
    clear = grader.clearing(Config())
    pictures = "![](attachment:" * 1600
    assert clear(f"a\n# BEGIN MARK SCHEME\n{pictures}\n# END MARK SCHEME\nb") == "a\nb"


SLOW = """
import time
late = time.process_time() + 1.5 * again
while time.process_time() < late:
    pass
"""


def test_cells_that_take_long_when_they_are_run_again_have_an_end(run):
    """Hundreds of seconds each, once the names of the first cell were tried on them."""
    answer = "data = 5\nagain = len(tries)\ndef owl():\n    return 7 + data"
    limits = {"notebook_seconds": 3, "notebook_idle_seconds": 180}
    cells = [
        ours("setup", f"{SETUP}\ndata = 0"),
        "tries = []",
        ours("owl", answer, solution=True, locked=False),
        *[SLOW] * 20,
        "tries.append(1)",
        ours("t", TESTS, grade=True, points=3),
    ]
    start = time.monotonic()
    notes, _ = run(*cells, **limits)
    assert notes == [""] * 25 and time.monotonic() - start < 25
    run("1", notebook_seconds=240)


def test_a_notebook_runs_in_a_sandbox_of_ones_own(run):
    sources = ["import os\nkept = 3", "os._exit(0)", "print(kept, os.environ['OWN'])"]
    notes, cells = run(*sources, wrapper=["env", "OWN={folder}"], notebook_seconds=240)
    assert notes == ["", "died", ""]
    assert cells[2].outputs[0].text.startswith("3 /") and "fg-" in str(cells[2].outputs)


def test_what_was_left_from_looking_for_a_fault_stops_nobody(run):
    """Nobody is there to say that it may go on."""
    asking = (
        "%pdb on\nimport pdb\nfrom IPython.core.debugger import set_trace\n"
        "def owl():\n    breakpoint()\n    pdb.set_trace()\n    set_trace()\n    return 7"
    )
    tests = ours("t", TESTS, grade=True, points=3)
    notes, _ = run(ours("setup", SETUP), asking, "1 / 0", "%debug", tests)
    assert notes == ["", "", "ZeroDivisionError", "", ""]
    assert tests.metadata["fieldguide"]["outcomes"] == [True, True]


def test_the_guide_names_the_limits():
    from fieldguide.classroom import marks, student

    guide = (ROOT / "book" / "instructors.md").read_text("utf-8")
    run = grader.RunApart()
    assert f"a test works longer than {marks.SECONDS} seconds" in guide
    assert f"a cell works longer than {run.cell_seconds:g} seconds" in guide
    assert f"a notebook works longer than {run.notebook_seconds:g} seconds" in guide
    assert f"a cell or a test does nothing for {run.idle_seconds:g} seconds" in guide
    assert f"{run.notebook_idle_seconds:g} seconds in all" in guide
    assert f"{2 * run.patience_seconds / 3600:g} hour by the clock" in guide
    assert f"more than {run.output_bytes // 10**6} million characters" in guide
    assert f"more than {run.memory_bytes >> 30} gigabytes of memory" in guide
    assert f"files of {run.file_bytes // 10**6} megabytes" in guide
    assert f"{run.folder_bytes // 10**6} megabytes in all" in guide
    assert f"{student.OPENED} files open at once" in guide
