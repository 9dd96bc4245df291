"""The tasks in assignments/: what they ask, and that their tests notice wrong answers.

Everything here runs in this process; test_graded.py sends whole submissions
through nbgrader.
"""

import math
import re
import time

import pytest
import two_sides
from hidden_lines import secrets
from places import ROOT
from planted import PLANTED
from tasks import SOURCES, TASKS, grade, names, points, source
from trivial_answers import trivial_answers

from fieldguide.classroom import bindings, marks


def student(text):
    """An answer cell as it is given out."""
    stub = r"\1...  # your answer"
    return re.sub(r"( *)# BEGIN SOLUTION.*?# END SOLUTION", stub, text, flags=re.S)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(marks, "SECONDS", 2)


WRONG = [
    pytest.param(a, name, answer, id=f"{a}-{name}-{k}")
    for a, tasks in PLANTED.items()
    for name, answers in tasks.items()
    for k, answer in enumerate(answers)
]


def test_there_are_ten_tasks_or_more_for_each_finished_chapter():
    chapters = "assistants code-and-science decoders encoders foundations"
    pictures = "image-to-text text-to-image"
    assert set(SOURCES) == {*chapters.split(), *pictures.split(), "other", "senses"}
    assert all(len(names(a)) >= 10 for a in SOURCES)


def test_every_system_of_the_chapter_has_a_task():
    systems = "bert roberta xlm xl ernie xlnet albert distil labse electra deberta"
    prefixes = {name.split("-")[0] for name in names("encoders")}
    assert prefixes >= set(systems.split())


def test_the_guide_for_teachers_counts_tasks_and_points():
    guide = (ROOT / "book/instructors.md").read_text("utf-8")
    told = re.findall(r"^\| `([\w-]+)` \| (\d+) \| (\d+) \|$", guide, re.M)
    counted = {
        (a, str(len(names(a))), str(sum(points(a, n) for n in names(a))))
        for a in SOURCES
    }
    assert {*told} == counted and len(told) == len(SOURCES)


def test_every_task_has_two_planted_wrong_answers():
    assert {(a, n) for a in PLANTED for n in PLANTED[a]} == set(TASKS)
    assert all(len(answers) >= 2 for a in PLANTED.values() for answers in a.values())


def test_no_planted_answer_has_a_line_of_a_hidden_test():
    """It would stand in the student's feedback, as if it had been carried out."""
    found = [
        (name, k, line)
        for a, tasks in PLANTED.items()
        for line in secrets(SOURCES[a])
        for name, answers in tasks.items()
        for k, answer in enumerate(answers)
        if line in answer
    ]
    assert found == []


NUMBERS = (
    "No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen "
    "Fifteen Sixteen Seventeen Eighteen Nineteen Twenty Twenty-one Twenty-two Twenty-three "
    "Twenty-four Twenty-five Twenty-six Twenty-seven Twenty-eight"
).split()


@pytest.mark.parametrize("assignment", SOURCES)
def test_the_notebook_says_how_many_tasks_and_points_there_are(assignment):
    number = NUMBERS[len(names(assignment))]
    total = sum(points(assignment, name) for name in names(assignment))
    title = source(assignment, "title")
    assert f"{number} small tasks" in title and f"{total} points in all" in title


@pytest.mark.parametrize("assignment", SOURCES)
def test_sources_are_stripped_and_every_cell_has_a_name(assignment):
    cells = SOURCES[assignment]
    assert not any(c.get("outputs") or c.get("execution_count") for c in cells)
    ids = [c["id"] for c in cells]
    assert ids == [c["metadata"]["nbgrader"]["grade_id"] for c in cells]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("assignment, name", TASKS)
def test_the_reference_solution_gets_full_marks(assignment, name):
    report = grade(assignment, name, source(assignment, f"{name}-answer"))
    assert report.points == report.most == points(assignment, name), report


@pytest.mark.parametrize("assignment, name", TASKS)
def test_the_untouched_cell_gets_nothing(assignment, name):
    report = grade(assignment, name, student(source(assignment, f"{name}-answer")))
    assert report.points == 0 < report.most, report


@pytest.mark.parametrize("assignment, name, answer", WRONG)
def test_a_wrong_answer_loses_marks(assignment, name, answer):
    report = grade(assignment, name, answer)
    assert report.points < report.most, report


# Wrong answers that change an argument in a way that no result shows: once is as good as twice.
UNNOTICED = {
    ("foundations", "best-score"): {8},
    ("foundations", "softmax"): {13},
    ("encoders", "ernie-align"): {8},
    ("encoders", "labse"): {4},
    ("assistants", "koala-loss"): {5},
    ("assistants", "alpaca-verbs"): {8},
}


@pytest.mark.parametrize("assignment, name", TASKS)
def test_a_wrong_answer_loses_marks_where_it_has_copies_of_all(assignment, name):
    """In the grader what is done to an argument, or to what a painter gave, shows in results only."""
    told = source(assignment, "setup"), source(assignment, f"{name}-tests")
    given = bindings.bound_in(source(assignment, f"{name}-answer"))
    full = set()
    for k, answer in enumerate(PLANTED[assignment][name]):
        report = two_sides.grade(told[0], answer, told[1], given)
        if report.points == report.most:
            full.add(k)
    assert full <= UNNOTICED.get((assignment, name), set())


@pytest.mark.parametrize("assignment, name", TASKS)
def test_a_trivial_answer_gets_one_point_at_most(assignment, name):
    """And one that spoils its arguments no more than one that spoils copies of them."""
    right = source(assignment, f"{name}-answer")
    told = source(assignment, "setup"), source(assignment, f"{name}-tests")
    given = bindings.bound_in(right)

    def points_of(answer):
        return two_sides.grade(told[0], answer, told[1], given).points

    assert points_of(right) == points(assignment, name)
    found = {k: points_of(code) for k, code in trivial_answers(name, right).items()}
    assert {k: n for k, n in found.items() if n > 1} == {}
    pays = [
        k
        for k in found
        if k.startswith("spoils ") and found[k] > found[f"copies {k[7:]}"]
    ]
    assert pays == []


# Right answers of another kind: what is done to each value that is no container.
KINDS = {
    "lists for arrays": "v.tolist() if isinstance(v, np.ndarray) else v",
    "NumPy's scalars": "np.asarray(v)[()] if isinstance(v, (bool, int, float, str)) else v",
    "Python's scalars": "v.item() if isinstance(v, np.generic) else v",
    "single precision": "np.asarray(v, np.float32)[()] if np.asarray(v).dtype == float else v",
}
NO_WIDTH = {("assistants", "lamda-labels"), ("decoders", "gpt2-rows")}  # an empty list


@pytest.mark.parametrize("assignment, name", TASKS)
def test_a_right_answer_may_be_of_another_kind(assignment, name):
    """No hidden test asks for more than the one that is seen, which takes all of these."""
    right = source(assignment, f"{name}-answer")
    told = source(assignment, "setup"), source(assignment, f"{name}-tests")
    given = bindings.bound_in(right)
    function = re.search(r"^def (\w+)", right, re.M)
    for kind, change in KINDS.items() if function else ():
        answer = OTHER.format(right=right, name=function[1], change=change)
        report = two_sides.grade(told[0], answer, told[1], given)
        if kind != "lists for arrays" or (assignment, name) not in NO_WIDTH:
            assert report.points == report.most, (kind, report)


OTHER = """
import numpy as np
{right}
_right = {name}

def {name}(*args):
    def change(v):
        if type(v) in (list, tuple):
            return type(v)(map(change, v))
        return {change}

    return change(_right(*args))
"""


# The chance to the power of a million: the task says that it takes double precision.
DOUBLE = {("assistants", "chatgpt-best")}
SINGLE = """
import numpy as np
{right}
_right = {name}

def {name}(*args):
    def change(v):
        is_array = isinstance(v, np.ndarray) and v.dtype == float
        return v.astype(np.float32) if is_array else v

    return _right(*map(change, args))
"""
GENERATOR = """
{right}
_right = {name}

def {name}(*args):
    found = _right(*args)
    return (x for x in found) if type(found) is list else found
"""


@pytest.mark.parametrize("assignment, name", TASKS)
def test_a_right_answer_may_work_in_single_precision(assignment, name):
    report = made_into(SINGLE, assignment, name)
    if (assignment, name) in DOUBLE:
        assert "double precision" in source(assignment, f"{name}-task")
        assert report.points < report.most  # or it needs no mention
    else:
        assert report.points == report.most, report


@pytest.mark.parametrize("assignment, name", TASKS)
def test_what_the_seen_test_takes_for_a_list_the_others_take(assignment, name):
    report = made_into(GENERATOR, assignment, name)
    assert report.outcomes[0] is not True or report.points == report.most, report


def made_into(another, assignment, name):
    """The report on a right answer that was made into another one."""
    right = source(assignment, f"{name}-answer")
    told = source(assignment, "setup"), source(assignment, f"{name}-tests")
    if function := re.search(r"^def (\w+)", right, re.M):
        right = another.format(right=right, name=function[1])
    given = bindings.bound_in(source(assignment, f"{name}-answer"))
    return two_sides.grade(told[0], right, told[1], given)


LISTS = [(a, name) for a, name in TASKS if a in ("senses", "other")]


@pytest.mark.parametrize("assignment, name", LISTS)
@pytest.mark.parametrize("kind", ["tuple", "np.asarray"])
def test_a_list_of_numbers_may_be_a_tuple_or_an_array(assignment, name, kind):
    right = source(assignment, f"{name}-answer")
    told = source(assignment, "setup"), source(assignment, f"{name}-tests")
    function = re.search(r"^def (\w+)", right, re.M)[1]
    answer = LIKE_A_LIST.format(right=right, name=function, kind=kind)
    report = two_sides.grade(told[0], answer, told[1], bindings.bound_in(right))
    assert report.points == report.most, report


LIKE_A_LIST = """
import numpy as np
{right}
_right = {name}

def {name}(*args):
    found = _right(*args)
    plain = type(found) is list and all(isinstance(x, (bool, int, float)) for x in found)
    return {kind}(found) if plain else found
"""


def test_trivial_answers_are_of_many_kinds():
    made = trivial_answers("softmax", source("foundations", "softmax-answer"))
    assert len(made) > 50 and {
        "None",
        "argument 0",
        "always the first",
        "spoils 0 0",
    } <= {*made}
    assert max(two_sides.grade(
        source("foundations", "setup"), answer, source("foundations", "softmax-tests"), ["softmax"]
    ).points for answer in [made["always the first"], made["like 1 / max(1, len(a))"]]) == 1  # fmt: skip


@pytest.mark.parametrize("assignment, name", TASKS)
def test_there_is_partial_credit_and_more_to_earn_than_what_is_seen(assignment, name):
    text = source(assignment, f"{name}-tests")
    seen, hidden = text.split("# BEGIN HIDDEN TESTS")
    assert seen.count("marks.test(") == 1 and hidden.count("marks.test(") >= 2


VERDICTS = (
    "verdicts = dict(zip('abcdef', 'wrong wrong right wrong wrong right'.split()))"
)


@pytest.mark.parametrize(
    "assignment, name, answer, points",
    [
        ("encoders", "claims", f"{VERDICTS}; times = ...", 3),
        ("encoders", "claims", VERDICTS, 3),
        ("encoders", "claims", "times = 335_141_888 / 17_683_968; verdicts = ...", 1),
        ("foundations", "gato", "matrices = ...; verdict = 'rounded'", 1),
        ("foundations", "gato", "verdict = 'rounded'", 1),
        ("foundations", "gato", "matrices = 1_207_959_552", 2),
    ],
)
def test_half_an_answer_gets_its_half(assignment, name, answer, points):
    given = bindings.bound_in(source(assignment, f"{name}-answer"))
    told = source(assignment, "setup"), source(assignment, f"{name}-tests")
    assert two_sides.grade(told[0], answer, told[1], given).points == points


def test_the_books_own_function_does_not_pass():
    borrowed = [w for w in WRONG if w.values[2].startswith("from fieldguide")]
    assert len(borrowed) >= 10  # each is among the wrong answers above


# --- the report -----------------------------------------------------------------------


def outcomes(*tests):
    told = marks.Marks("a task")
    for passes in tests:
        told.test("a part", 1, passes, "A hint.")
    return told


def test_what_is_raised_is_named_if_it_is_pythons():
    class Secret(KeyError):
        pass

    def fail():
        raise Secret("42")

    told = outcomes(lambda: 1 / 0, fail, lambda: exit(), lambda: True)
    assert told.outcomes == ["ZeroDivisionError", "KeyError", "SystemExit", True]
    assert told.points == 1 and "It raised KeyError. A hint." in repr(told)
    assert "42" not in repr(told) and "Secret" not in repr(told)


def test_after_a_loop_the_other_tests_are_not_tried(monkeypatch):
    monkeypatch.setattr(marks, "SECONDS", 0.3)

    def loop():
        while True:
            try:
                math.sqrt(2)
            except Exception:
                pass

    tried = []
    told = outcomes(lambda: True, loop, lambda: tried.append(1))
    assert told.outcomes == [True, "TimeUp", "TimeUp"] and not tried
    assert "It took more than" in repr(told)


def test_an_array_is_no_verdict_and_an_interrupt_gets_through():
    import numpy as np

    assert outcomes(lambda: np.ones(2) == 1).outcomes == ["ValueError"]
    with pytest.raises(KeyboardInterrupt):
        outcomes(lambda: (_ for _ in ()).throw(KeyboardInterrupt))


def test_a_report_shows_points_as_a_number_to_nbgrader():
    bundle = outcomes(lambda: True, lambda: False)._repr_mimebundle_()
    assert bundle["text/plain"] == "1" and "1 of 2 points" in bundle["text/html"]


def test_an_unanswered_value_gets_nothing():
    told = marks.Marks("a task", ...)
    told.test("a part", 1, lambda: True, "A hint.")
    assert told.points == 0 and told.outcomes == [False]
    assert "replace the ..." in repr(told)


def test_unchanged_and_refuses():
    import numpy as np

    assert marks.unchanged(sorted, [2, 1]) and not marks.unchanged(list.pop, [2, 1])
    assert not marks.unchanged(lambda x: x.__itruediv__(2), np.array([2.0]))
    assert not marks.unchanged(print) and marks.refuses(int, "a")
    wipe = lambda x: x.__imul__(0)  # noqa: E731  two times are as good as one
    assert not marks.unchanged(wipe, np.ones(2))
    assert marks.unchanged(lambda x: (x + 1, [x]), np.ones(2))
    assert not marks.refuses(int, "1")
    assert marks.unchanged(iter, [1, 2]) and marks.unchanged(lambda x: [iter(x)], [1])
    empties = lambda x: iter([x.pop()])  # noqa: E731
    assert not marks.unchanged(empties, [1, 2])


def test_only_pythons_errors_are_known():
    known = [
        n
        for n in ("ValueError", "TimeUp", "print", "Secret", 3, None)
        if marks.known_error(n)
    ]
    assert known == ["ValueError", "TimeUp"]


def test_an_error_of_each_known_kind_can_be_made_from_its_name():
    import builtins

    known = [n for n in dir(builtins) if marks.known_error(n)]
    names = {getattr(builtins, n).__name__ for n in known}  # IOError is OSError
    for name in [*names, *marks.STOPS]:
        made = marks.name_of(marks.error_of(name))
        others = {"KeyboardInterrupt": "BaseException"}
        groups = ("BaseExceptionGroup", "ExceptionGroup")
        assert made == ("Exception" if name in groups else others.get(name, name)), name
    assert marks.name_of(marks.error_of("Secret")) == "BaseException"


def test_a_function_that_sleeps_is_stopped_by_the_clock(monkeypatch):
    monkeypatch.setattr(marks, "PATIENCE", 0.3)
    assert outcomes(lambda: time.sleep(60)).outcomes == ["TimeUp"]
    monkeypatch.setattr(marks, "SECONDS", None)  # the grader has limits of its own
    assert outcomes(lambda: time.sleep(0.5) or True).outcomes == [True]
