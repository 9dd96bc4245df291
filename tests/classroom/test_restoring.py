"""The assignment put together again, from what students hand in."""

import contextlib
import copy
import json
import random
import re

import pytest
from submissions import ours

pytest.importorskip("nbgrader")
v4 = pytest.importorskip("nbformat.v4")
from fieldguide.classroom import notebooks, restoring  # noqa: E402

TESTS = (
    'marks = Marks("owl")\nmarks.test("an owl", 1, lambda: owl() == 7, "Count.")\nmarks'
)


def given_out():
    cells = [
        ours("setup", "import math"),
        ours("owl-answer", "...", solution=True, locked=False),
        ours("owl-tests", TESTS, grade=True, points=3),
        ours("end", "'the end'"),
    ]
    return {cell.id: cell for cell in cells}


@pytest.fixture
def restored(tmp_path):
    """Restored cells from cells that are handed in."""

    def restored(cells, **more):
        path = tmp_path / "n.ipynb"
        told = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(told | more))
        return restoring.restore(given_out(), notebooks.read(path))

    return restored


def submitted():
    cells = given_out()
    cells["owl-answer"].source = "def owl(): return 7"
    return list(cells.values())


def names(cells):
    return [c.metadata.get("nbgrader", {}).get("grade_id", c.source) for c in cells]


ORDER = [*given_out()]


def test_a_whole_notebook_comes_back_with_the_students_answer(restored):
    cells = restored(submitted())
    assert names(cells) == ORDER
    assert cells[1].source == "def owl(): return 7" and cells[2].source == TESTS


def test_changed_tests_and_points_are_put_back(restored):
    theirs = submitted()
    theirs[2].source, theirs[2].cell_type = "marks = 3", "raw"
    theirs[2].metadata.nbgrader["points"] = 100
    cells = restored(theirs)
    assert cells[2] == given_out()["owl-tests"] | {"id": cells[2].id}


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_a_deleted_cell_is_put_back(gone, restored):
    theirs = submitted()
    del theirs[gone]
    cells = restored(theirs)
    assert names(cells) == ORDER
    # The stub would undo an answer that stands in a cell of the student's own.
    assert cells[1].source == ("" if gone == 1 else "def owl(): return 7")


def test_everything_deleted(restored):
    assert names(restored([])) == ORDER


def test_own_cells_stay_behind_the_cell_that_they_followed(restored):
    theirs = submitted()
    theirs.insert(2, v4.new_code_cell("'help'", metadata={"nbgrader": "nonsense"}))
    theirs.insert(0, v4.new_markdown_cell("'hello'"))
    cells = restored(theirs)
    assert names(cells) == ["'hello'", "setup", "owl-answer", "'help'", *ORDER[2:]]
    assert len({cell.id for cell in cells}) == 6


def piece(source):
    return ours("owl-answer", source, solution=True, locked=False)


def test_the_pieces_of_a_split_cell_run_in_their_order(restored):
    theirs = submitted()
    own = v4.new_code_cell("between")
    theirs[1:2] = [piece("one"), own, piece("two"), piece("three")]
    cells = restored(theirs)
    assert [c.source for c in cells[1:5]] == ["one", "between", "two", "three"]
    assert names(cells)[:2] == ORDER[:2] and names(cells)[-2:] == ORDER[2:]


def test_a_copy_behind_the_tests_stays_there(restored):
    cells = restored([*submitted(), piece("a draft")])
    assert [c.source for c in cells][1:] == [
        "def owl(): return 7", TESTS, "'the end'", "a draft",
    ]  # fmt: skip


def test_a_piece_never_comes_before_the_first(restored):
    cells = restored([*submitted()[::-1], piece("two")])
    assert [c.source for c in cells][1:3] == ["def owl(): return 7", "two"]


def test_what_was_written_around_a_test_runs_around_it(restored):
    """An answer or a helper, in an editor that lets students write into every cell."""
    theirs = submitted()
    theirs[2].source = f"%time 1\ndef owl():\n    return 7\n{TESTS}\n\nhelper = 7\n"
    cells = restored(theirs)
    assert [c.source for c in cells][1:5] == [
        theirs[1].source, "%time 1\ndef owl():\n    return 7", TESTS, "helper = 7",
    ]  # fmt: skip
    for theirs[2].source in (f"# mine\n{TESTS}\n# mine", f"(\n{TESTS}\n)", "", "marks"):
        assert names(restored(theirs)) == ORDER


def test_what_was_written_into_the_set_up_runs_behind_it(restored):
    theirs = submitted()
    theirs[0].source += "\nfrom collections import Counter"
    cells = restored(theirs)
    assert [c.source for c in cells][:2] == ["import math", theirs[0].source]
    split = [ours("setup", "import"), ours("setup", "math")]
    assert [c.source for c in restored([*split, *submitted()[1:]])][:3] == [
        "import math", "import", "math",
    ]  # fmt: skip


def test_a_copy_of_the_set_up_stays_where_it_is(restored):
    """What stands behind it, too: it may need what stands before it, or replace it."""
    setup, answer, tests, end = submitted()
    own = v4.new_code_cell("owl = faster(owl)")
    for copied in (setup, ours("setup", "import cmath")):
        cells = restored([setup, answer, copied, own, tests, end])
        assert [c.source for c in cells][1:4] == [
            answer.source, copied.source, own.source,
        ]  # fmt: skip


def test_what_was_made_of_a_copy_of_a_test_is_the_students(restored):
    setup, answer, tests, end = submitted()
    copied = copy.deepcopy(tests)
    copied.source = "helper = 7"
    changed = copy.deepcopy(tests)
    changed.source = f"if True:\n{TESTS}\n    marks"
    for cells in ([setup, copied, answer, tests, end], [setup, answer, tests, copied]):
        assert sorted(names(restored(cells))) == sorted([*ORDER, "helper = 7"])
    assert names(restored([setup, copied, answer, tests])).index("helper = 7") == 1
    # Who changed the only one has changed a test; a copy of it is no work of anybody's.
    assert names(restored([setup, answer, changed, end])) == ORDER
    cells = [setup, answer, copied, changed, end]
    assert names(restored(cells)).index("helper = 7") == 2
    # In one that has nothing of ours the answer may stand.
    assert names(restored([setup, answer, copied, end])).index("helper = 7") == 2
    assert names(restored([setup, answer, tests, tests, end])) == ORDER


def two_birds():
    """An assignment of two tasks, and what is handed in, as `read` gives it."""
    ours_ = [ours("setup", "import math")]
    for bird in ("owl", "jay"):
        task = v4.new_markdown_cell(f"the {bird}", id=f"{bird}-task")
        task.metadata = ours_[0].metadata
        ours_ += [
            task,
            ours(f"{bird}-answer", "...", solution=True, locked=False),
            ours(f"{bird}-tests", f"assert {bird} == 7", grade=True, points=1),
        ]
    theirs = copy.deepcopy(ours_)
    for cell in theirs:
        cell["name"], cell.metadata = cell.id, {}
        cell.source = cell.source.replace("...", f"{cell.id[:3]} = 7")
    return {cell.id: cell for cell in ours_}, theirs


def copied(cell, source=None):
    made = copy.deepcopy(cell)
    made.source = cell.source if source is None else source
    return made


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_helper_in_a_copy_of_a_later_answer_stays_where_it_is(place):
    """It ran with the later answer, and the task that needed it had no points."""
    ours_, theirs = two_birds()
    theirs.insert(place, copied(theirs[5], "helper = 7"))
    cells = restoring.restore(ours_, theirs)
    assert names(cells).index("jay-answer") == 6
    assert [c.source for c in cells].index("helper = 7") == place
    assert len(cells) == 8


def test_each_answer_may_stand_in_a_copy_of_the_last():
    ours_, theirs = two_birds()
    theirs[2] = copied(theirs[5], "owl = 7")
    cells = restoring.restore(ours_, theirs)
    assert [c.source for c in cells] == [
        "import math", "the owl", "owl = 7", "", "assert owl == 7", "the jay",
        "jay = 7", "assert jay == 7",
    ]  # fmt: skip


@pytest.mark.parametrize("k", [4, 6])
def test_a_copy_of_a_later_task_or_test_keeps_no_cell_with_it(k):
    ours_, theirs = two_birds()
    theirs[2:2] = [copied(theirs[k]), handed_in("helper = 7")]
    cells = restoring.restore(ours_, theirs)
    assert [c.source for c in cells].index("helper = 7") == 2 and len(cells) == 8
    for cell in theirs:  # by their texts as by their names
        cell["name"] = None
    theirs[2:2] = [copied(theirs[k + 2]), handed_in("helper = 7")]
    cells = restoring.restore(ours_, theirs)
    assert [c.source for c in cells].index("helper = 7") == 2
    # Written anew it is the student's, though the other one was changed, too.
    ours_, theirs = two_birds()
    theirs[k].source += "\n3"
    theirs.insert(2, copied(theirs[k], "helper = 7"))
    cells = restoring.restore(ours_, theirs)
    assert [c.source for c in cells].index("helper = 7") == 2
    assert len(cells) == 8 + (k == 6)  # what was added to the test


@pytest.mark.parametrize("k", [4, 5, 6])
def test_what_stands_behind_a_later_cell_that_was_moved_up_stays_in_its_task(k):
    """It ran with the later task, and the one that it stood in had no points."""
    ours_, theirs = two_birds()
    moved = theirs.pop(k)
    theirs[3:3] = [moved, handed_in("owl += 0"), copied(theirs[2], "owl *= 1")]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:6] == ["owl = 7", "owl += 0", "owl *= 1", "assert owl == 7"]
    assert len(cells) == 9


@pytest.mark.parametrize("k", [1, 3])
def test_a_text_or_a_test_that_was_moved_down_takes_nothing_with_it(k):
    """What stood below ran in its task, before the answer that it mends."""
    ours_, theirs = two_birds()
    theirs[5].source = "jay = 6"
    moved = theirs.pop(k)
    theirs[5:5] = [moved, handed_in("jay += 1")]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[5:] == ["jay = 6", "jay += 1", "assert jay == 7"] and len(cells) == 8


def test_an_answer_in_pieces_may_be_moved_to_the_top_of_a_notebook_without_a_set_up():
    """Nothing of it was graded: no place was known for the second piece."""
    ours_, theirs = two_birds()
    theirs = [theirs[5], copied(theirs[5], "jay *= 1"), *theirs[2:4]]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:4] == ["owl = 7", "assert owl == 7"]
    assert cells[5:] == ["jay = 7", "jay *= 1", "assert jay == 7"]


def test_what_stands_behind_an_answer_that_was_moved_out_of_all_tasks_is_its_part():
    ours_, theirs = two_birds()
    theirs[:0] = [theirs.pop(5), handed_in("jay *= 1")]
    theirs.insert(3, handed_in("helper = 7"))  # behind the set-up: for all tasks
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[:2] == ["import math", "helper = 7"]
    assert cells[6:] == ["jay = 7", "jay *= 1", "assert jay == 7"]


@pytest.mark.parametrize("name", [None, "owl-answer"])
def test_an_answer_mended_above_a_copy_of_its_test_counts(name):
    """As in the student's notebook, where the copy is the test that speaks last."""
    ours_, theirs = two_birds()
    theirs[4:4] = [handed_in("owl += 0", name), copied(theirs[3])]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:5] == ["owl = 7", "owl += 0", "assert owl == 7"]
    assert len(cells) == 8


@pytest.mark.parametrize("name", [None, "owl-answer"])
@pytest.mark.parametrize("magic", ["", "%time 1\n"])
def test_what_we_gave_out_does_not_undo_an_answer_above(name, magic):
    """In a cell of the student's own, or in a copy; ours below is as it was."""
    for stub in ("owl = ...", "owl, n = ..."):
        ours_, theirs = two_birds()
        ours_["owl-answer"].source = theirs[2].source = stub
        answer = f"{magic}owl = 7"
        theirs.insert(2, handed_in(answer, name))
        cells = [c.source for c in restoring.restore(ours_, theirs)]
        assert cells[2] == answer or cells[3] == answer
        # It stays if it binds something else, too.
        assert (stub in cells) == (stub != "owl = ..." and name is None)


def test_a_draft_that_was_made_a_text_does_not_undo_the_answer_above():
    """Such as a raw cell: it ran, after the answer in a cell of the student's own."""
    ours_, theirs = two_birds()
    ours_["owl-answer"].source = "owl = ..."
    draft = v4.new_markdown_cell("owl = 6")
    draft["name"] = "owl-answer"
    theirs[2:3] = [handed_in("owl = 7"), draft]
    cells = restoring.restore(ours_, theirs)
    sources = [c.source for c in cells]
    assert sources[2:6] == ["owl = 7", "", "owl = 6", "assert owl == 7"]
    assert cells[4].cell_type == "markdown"
    # Alone it may be an answer whose kind was changed by mistake.
    draft["name"] = "owl-answer"
    theirs = [*two_birds()[1][:2], draft, *two_birds()[1][3:]]
    sources = [c.source for c in restoring.restore(ours_, theirs)]
    assert sources[2:4] == ["owl = 6", "assert owl == 7"]


@pytest.mark.parametrize(
    "source",
    ["owl = 7\0", "(" * 9000, "owl = " + "-" * 90_000 + "1", "owl = 1" + "+1" * 90_000,
     "owl = " + "7 " * 900_000, "owl = 1" + ".real" * 30_000, "owl = '\\d' is 3"],
    ids=["null", "nest", "signs", "sum", "long", "names", "warning"],
)  # fmt: skip
def test_code_that_is_hard_to_read_stops_nobody(source, recwarn):
    """Python itself gives up on some of it, each in a way of its own."""
    ours_, theirs = two_birds()
    ours_["owl-answer"].source = theirs[2].source
    theirs[3].source = f"{source}\n{theirs[3].source}\n{source}"
    theirs.insert(2, handed_in(source))
    cells = restoring.restore(ours_, theirs)
    assert {"owl-tests", "jay-tests"} <= {*names(cells)}
    assert not recwarn.list


def test_what_we_gave_out_stays_where_nobody_answered():
    ours_, theirs = two_birds()
    ours_["jay-answer"].source = theirs[5].source
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[5] == "jay = 7"


def test_what_becomes_of_a_cell_tells_no_line_of_a_hidden_test():
    """Thousands of guesses fit into a notebook, and its page showed which were wrong."""

    def restored(guess, way):
        ours_, theirs = two_birds()
        for name in ("owl-tests", "jay-tests"):
            ours_[name].source += "\n# BEGIN\nassert owl < 8\n# END\nmarks"
        shown = [copied(theirs[k], f"{theirs[k].source}\nmarks") for k in (3, 6)]
        theirs[3], theirs[6] = shown
        made = copied(theirs[6 if way == "stray" else 3], guess)
        if way == "whole":
            right = ours_["owl-tests"].source
            made.source = right.replace("assert owl < 8", guess)
        if way == "around":
            made.source = f"x = 1\n{guess}\ny = 2\nassert owl == 7\nz = 3\n{guess}"
            theirs[3] = made
        else:
            theirs.insert(2 if way == "stray" else 4, made)
        clear = lambda source: re.sub("# BEGIN.*# END\n", "", source, flags=re.S)  # noqa: E731
        cells = restoring.restore(ours_, theirs, clear)
        tests = ours_["owl-tests"], ours_["jay-tests"]
        return [c.source.replace(guess, "guess") for c in cells if c not in tests]

    for way in ("stray", "copy", "around", "whole"):
        right, wrong = restored("assert owl < 8", way), restored("assert owl < 9", way)
        assert right == wrong and ("guess" in str(right)) == (way != "whole"), way


def test_nothing_that_is_handed_in_tells_two_hidden_tests_apart():
    """Of whatever cells, whole or in pieces, with whatever names: both make the same."""
    rng = random.Random(7)
    clear = lambda source: re.sub("# BEGIN.*?# END\n", "", source, flags=re.S)  # noqa: E731

    def assignment(most):
        ours_, _ = two_birds()
        for bird in ("owl", "jay"):
            hidden = f"\n# BEGIN\nassert {bird} < {most}\n# END\nmarks"
            ours_[f"{bird}-tests"].source += hidden
        # One that a teacher reads may hide lines, too.
        ours_["jay-answer"].metadata.nbgrader |= {"grade": True, "points": 1}
        ours_["jay-answer"].source += f"\n# BEGIN\njay{most} = 1\n# END\n"
        return ours_

    def drawn():
        cell = copy.deepcopy(rng.choice(cells))
        whole = rng.choice([cell.source, clear(cell.source)])
        lines = rng.choices(all_lines, k=rng.randint(1, 6))
        cell.source = rng.choice(
            [whole, whole, f"{whole}\n{lines[0]}", "\n".join(lines)]
        )
        cell["name"] = rng.choice([cell.id, cell.id, rng.choice(cells).id, None])
        return cell

    both = [assignment(8), assignment(9)]
    cells = [cell for one in both for cell in one.values()]
    all_lines = [line for cell in cells for line in cell.source.splitlines()]
    for _ in range(500):
        handed, made = [drawn() for _ in range(rng.randint(2, 12))], []
        for one in copy.deepcopy(both):
            tests = one["owl-tests"], one["jay-tests"]
            found = restoring.restore(one, copy.deepcopy(handed), clear)
            shown = [c.id if c in tests else c.source for c in found]
            told = [c.metadata.get("nbgrader", {}) for c in found]
            # By one of an answer nbgrader would say who has guessed its hidden lines.
            assert not any("checksum" in t and t["solution"] for t in told)
            made.append(shown)
        assert made[0] == made[1]


def test_code_in_the_place_of_a_text_is_the_students_though_the_text_holds_code():
    """A task may show code that is to be mended."""
    ours_, theirs = two_birds()
    ours_["owl-task"].source = "Mend this:\n\n    def owl():\n        return 6"
    theirs[1] = handed_in("def owl():\n    return 7", "owl-task")
    cells = restoring.restore(ours_, theirs)
    assert [c.source for c in cells][1:3] == [
        theirs[1].source,
        ours_["owl-task"].source,
    ]


def test_a_whole_test_of_the_teachers_and_a_copy_of_it_are_tests():
    ours_, theirs = two_birds()
    theirs.insert(3, copied(theirs[3]))
    clear = lambda source: source.replace("assert", "# assert")  # noqa: E731
    cells = restoring.restore(ours_, theirs, clear)
    assert len(cells) == 7 and cells[3].source == "assert owl == 7"


def test_names_are_found_in_ids_if_the_metadata_are_gone(restored):
    theirs = submitted()
    for cell in theirs:
        cell.metadata = {}
    assert [c.source for c in restored(theirs)] == [
        "import math", "def owl(): return 7", TESTS, "'the end'",
    ]  # fmt: skip


def handed_in(source, name=None):
    cell = v4.new_code_cell(source)
    cell["name"] = name
    return cell


def test_cells_whose_names_are_lost_are_known_by_their_texts():
    """A helper with one name in two tasks served both, as the second task has it."""
    ours_, theirs = {"setup": ours("setup", "import math")}, ["import math  \r\n"]
    for bird, n in (("owl", 7), ("jay", 9)):
        hidden = f"# BEGIN\nassert {bird}() + 1 == {n + 1}\n# END\n"
        test, answer = f"assert {bird}() == {n}\n", f"{bird} = lambda: helper({n})"
        for name, source, told in (
            (f"{bird}-answer", "...", {"solution": True, "locked": False}),
            (f"{bird}-tests", test + hidden, {"grade": True, "points": 1}),
        ):
            ours_[name] = ours(name, source, **told)
        theirs += [f"helper = lambda _: {n}\n{answer}", test, "'mine'"]
    submitted = [handed_in(source) for source in [*theirs, ""]]
    cells = restoring.restore(
        ours_, submitted, lambda source: source.partition("# BEGIN")[0]
    )
    assert names(cells) == [
        "setup", theirs[1], "owl-answer", "owl-tests", "'mine'",
        theirs[4], "jay-answer", "jay-tests", "'mine'", "",
    ]  # fmt: skip
    copied = [handed_in(c.source) for c in ours_.values()]
    named = [handed_in(c.source, k) for k, c in ours_.items()]
    cells = restoring.restore(
        ours_, [*named, *copied]
    )  # all are there: these are copies
    assert [n for n in names(cells) if n not in ("import math", "")] == [
        "setup", "owl-answer", "jay-answer", "owl-tests", "jay-tests",
    ]  # fmt: skip


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("where", ["task", "test", "end", "whole"])
def test_the_last_copy_of_a_test_is_the_one_that_counts(where, named):
    """An answer that was mended in a copy of the task was lost, and the first one counted."""
    ours_, theirs = two_birds()
    first, test = copied(theirs[2], "owl = 6"), copied(theirs[3])
    again = [handed_in("owl = 7", "owl-answer" if named else None), test]
    if not named:
        test["name"] = None
    if where == "end":
        theirs[2:3] = [first]
        theirs += again
    elif (
        where == "whole"
    ):  # and what we gave out undoes nothing, with names and without
        stubs = [copied(cell) for cell in theirs]
        stubs[2] = first
        ours_["jay-answer"].source = stubs[5].source = "jay = ..."
        again = [copied(cell) for cell in theirs]
        theirs = [*stubs, *again, *map(copied, stubs[3:])]
        for cell in theirs[7:] if not named else []:
            cell["name"] = None
    else:
        text = [copied(theirs[1])] if where == "task" else []
        theirs[2:4] = [first, theirs[3], *text, *again]
    cells = restoring.restore(ours_, theirs)
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    tests = names(cells).index("owl-tests"), names(cells).index("jay-tests")
    for bird, before in zip(("owl", "jay"), tests, strict=True):
        spoken = [c.source for c in cells[:before] if c.source.startswith(f"{bird} =")]
        assert spoken[-1] == f"{bird} = 7"
    assert sources.count("assert owl == 7") == sources.count("assert jay == 7") == 1


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("how", ["cells", "copies", "one", "text"])
def test_answers_that_were_mended_together_and_then_tried_count(how, named):
    """Two answers, and their tests below both: the second one was lost."""
    ours_, theirs = two_birds()
    theirs[2].source, theirs[5].source = "owl = 6", "jay = 6"
    mended = [handed_in("owl = 7"), handed_in("jay = 7")]
    if how == "copies":
        mended[0]["name"], mended[1]["name"] = "owl-answer", "jay-answer"
    elif how == "one":
        mended = [handed_in("owl = 7\njay = 7")]
    elif how == "text":
        mended.append(v4.new_markdown_cell("Now the tests."))
    tests = [copied(theirs[3]), copied(theirs[6])]
    for test in tests if not named else []:
        test["name"] = None
    cells = restoring.restore(ours_, [*theirs, *mended, *tests])
    known = {}
    for cell in cells:
        if cell.cell_type == "code":
            exec(cell.source, known)
    order = names(cells)
    assert order.index("owl-tests") < order.index("jay-tests")
    assert len(cells) == len({cell.id for cell in cells})


def test_what_stands_above_copies_of_many_tests_does_not_become_many():
    """It was brought to each: of 5000 cells and 14 tests 70,000 were made."""
    ours_, theirs = two_birds()
    many = [handed_in("owl = jay = 7") for _ in range(4900)]
    tests = [copied(theirs[3]), copied(theirs[6])]
    cells = restoring.restore(ours_, [*theirs, *many, *tests])
    assert len(cells) == len(theirs) + len(many)


@pytest.mark.parametrize("named", [True, False])
def test_an_answer_that_was_mended_at_the_end_finds_what_only_a_later_task_has(named):
    """It was brought to where its test stands, and that was above what it needs."""
    ours_, theirs = two_birds()
    theirs[2].source, theirs[5].source = "owl = 6", "import cmath\njay = 7"
    mended = handed_in("owl = round(cmath.phase(1)) + jay")
    theirs += [mended, copied(theirs[3])]
    theirs[-2]["name"] = "owl-answer" if named else None
    cells = restoring.restore(ours_, theirs)
    assert [c.source for c in cells] == [
        "import math", "the owl", "owl = 6", "the jay", theirs[5].source,
        "assert jay == 7", mended.source, "assert owl == 7",
    ]  # fmt: skip
    # The test is known to belong to its answer, and to no other; no other is moved.
    told = {c.id: c.metadata["fieldguide"] for c in cells if "fieldguide" in c.metadata}
    assert told == {cells[-1].id: {"answer": "owl-answer"}}


def test_an_answer_that_was_mended_between_another_answer_and_its_test_counts():
    """What stands there may be a part of either; both tests find it."""
    ours_, theirs = two_birds()
    theirs[2].source = "owl = 6"
    theirs[6:6] = [handed_in("owl = 7"), copied(theirs[3])]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[4:] == ["jay = 7", "owl = 7", "assert owl == 7", "assert jay == 7"]


def test_a_copy_of_a_test_may_stand_below_the_next_heading():
    """Where it lands if the heading was selected; or the test itself stands too high."""
    ours_, theirs = two_birds()
    theirs[2].source = "owl = 6"
    test = copied(theirs[3])
    theirs[4:5] = [handed_in("owl = 7"), theirs[4], test]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:5] == ["owl = 6", "owl = 7", "the jay"]
    assert cells.index("assert owl == 7") > 3
    ours_, theirs = two_birds()
    theirs[5].source = "jay = 6"
    theirs.insert(1, theirs.pop(6))
    theirs += [handed_in("jay = 7"), handed_in("assert jay == 7", "jay-tests")]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[-2:] == ["jay = 7", "assert jay == 7"]


@pytest.mark.parametrize("name", [None, "owl-answer"])
@pytest.mark.parametrize("how", ["look", "mended", "heading"])
def test_an_answer_mended_below_its_test_counts_if_it_is_tried_at_all(how, name):
    """By a last look at all tests, say, with the answers of other tasks in between."""
    ours_, theirs = two_birds()
    ours_["owl-answer"].source, theirs[2].source = "owl = ...", "owl = 6"
    looks = [copied(theirs[3]), copied(theirs[6])]
    mended = handed_in("owl = 6\nowl += 1" if how == "mended" else "owl = 7", name)
    if how == "heading":  # that was not copied to the end but cut out
        theirs += [theirs.pop(1), mended, looks[0]]
    else:
        theirs.insert(4, mended)
        theirs += looks
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells.index("assert owl == 7") > cells.index(mended.source)
    assert cells.index("assert owl == 7") > cells.index("jay = 7")


@pytest.mark.parametrize("name", [None, "owl-answer"])
def test_a_test_that_was_moved_below_the_mended_answer_runs_there(name):
    """Alone: one that was moved with its answer, or stands in order, stays with it."""
    ours_, theirs = two_birds()
    theirs[2].source = "owl = 6"
    theirs += [handed_in("owl = 7", name), theirs.pop(3)]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[-2:] == ["owl = 7", "assert owl == 7"]
    ours_, theirs = two_birds()
    theirs[4:] += [theirs.pop(k) for k in (1, 1, 1)]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:4] == ["owl = 7", "assert owl == 7"]


def test_what_changes_a_part_of_an_answer_mends_it():
    """Such as one of several verdicts; what only reads it does not."""
    for line, mends in (("owl[0] = 7", True), ("owl += 1", True), ("x = owl", False)):
        ours_, theirs = two_birds()
        ours_["owl-answer"].source = "owl = ..."
        looks = [copied(theirs[3]), copied(theirs[6])]
        theirs.insert(4, handed_in(line))
        cells = [c.source for c in restoring.restore(ours_, [*theirs, *looks])]
        assert mends == (cells.index("assert owl == 7") > cells.index("jay = 7"))


@pytest.mark.parametrize("named", [True, False])
def test_a_test_is_known_in_whatever_cell_it_stands(named):
    """Merged with the answer, or with what was typed below it; a copy tries a new answer."""
    ours_, theirs = two_birds()
    merged = copied(theirs[2], "owl = 6\n\nassert owl == 7\n\nprint(owl)")
    theirs[2:4] = [merged]
    theirs += [handed_in("owl = 7", "owl-answer"), handed_in("assert owl == 7")]
    for cell in theirs if not named else []:
        cell["name"] = None
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:4] == ["owl = 6", "print(owl)"]
    assert cells.index("assert owl == 7") > cells.index("owl = 7") > 4
    assert cells.count("assert owl == 7") == 1
    # In a text of Python's, or a function, it is none.
    for source in (
        '"""\nassert owl == 7\n"""',
        "def f():\n    assert owl == 7",
        "1\n(",
    ):
        ours_, theirs = two_birds()
        theirs.insert(4, handed_in(source))
        assert source in [c.source for c in restoring.restore(ours_, theirs)]


def test_a_copy_of_a_test_tries_an_answer_though_more_stands_below_the_first():
    """The clean one was taken for the test itself, and the answer above it was lost."""
    ours_, theirs = two_birds()
    test, theirs[2].source = copied(theirs[3]), "owl = 6"
    theirs[3].source += "\nprint(owl)"
    theirs += [handed_in("owl = 7", "owl-answer"), test]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[-2:] == ["owl = 7", "assert owl == 7"] and "print(owl)" in cells


def test_a_last_look_at_all_tests_moves_none_of_them():
    """What a later task binds anew is nothing to a test that has passed."""
    ours_, theirs = two_birds()
    looks = [copied(theirs[3]), v4.new_markdown_cell("And:"), copied(theirs[6])]
    stub = copied(ours_["owl-answer"])
    stub["name"] = "owl-answer"
    cells = restoring.restore(ours_, [*theirs, stub, *looks])
    assert [c.source for c in cells] == [*(c.source for c in ours_.values()), "And:"]


def test_both_tests_of_an_answer_run_where_they_were_tried():
    ours_, theirs = two_birds()
    second = ours("owl-more", "assert owl < 8", grade=True, points=1)
    ours_ = {
        k: c
        for n, one in ours_.items()
        for k, c in [(n, one), *([("owl-more", second)] if n == "owl-tests" else [])]
    }
    more = handed_in(second.source, "owl-more")
    theirs[2].source = "owl = 6"
    theirs[4:4] = [more]
    theirs += [handed_in("owl = 7"), copied(theirs[3]), copied(more)]
    cells = restoring.restore(ours_, theirs)
    assert names(cells)[-3:] == ["owl = 7", "owl-tests", "owl-more"]
    assert {c.metadata["fieldguide"]["answer"] for c in cells[-2:]} == {"owl-answer"}


def test_a_test_that_was_changed_and_then_copied_is_one_with_two_copies():
    ours_, theirs = two_birds()
    theirs[2].source, theirs[3].source = "owl = 6", f"{theirs[3].source}\nprint(owl)"
    theirs += [handed_in("owl = 7", "owl-answer"), copied(theirs[3])]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:4] == ["owl = 6", "print(owl)"]
    assert cells[7:] == ["owl = 7", "assert owl == 7", "print(owl)"]
    # What a copy has that the other one has not is nobody's but the student's.
    theirs = two_birds()[1]
    theirs.insert(4, copied(theirs[3], f"owl += 0\n{theirs[3].source}\nowl"))
    assert any("owl += 0" in c.source for c in restoring.restore(ours_, theirs))


def test_an_answer_between_two_copies_of_a_test_in_one_cell_counts():
    """Of three cells that were merged."""
    ours_, theirs = two_birds()
    test, theirs[2].source = theirs[3].source, "owl = 6"
    theirs[3].source = f"{test}\nowl = 7\n{test}"
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[2:6] == ["owl = 6", f"{test}\nowl = 7", test, "the jay"]


def test_a_copy_of_a_test_in_another_task_takes_nothing_along():
    """To see that all is well still; what stands above it is a part of that task."""
    ours_, theirs = two_birds()
    theirs[6:6] = [handed_in("jay += 0"), copied(theirs[3])]
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells[4:] == ["jay = 7", "jay += 0", "assert owl == 7", "assert jay == 7"]
    # One above the task is no place for its test, either.
    ours_, theirs = two_birds()
    theirs.insert(1, copied(theirs[6]))
    cells = [c.source for c in restoring.restore(ours_, theirs)]
    assert cells == [c.source for c in restoring.restore(*two_birds())]


def test_a_task_with_a_mark_scheme_is_known_by_what_students_got_of_it():
    """Else it would stand there twice, and what was written below it would run above."""
    task = v4.new_markdown_cell("Tell.\n# BEGIN\n2: owls", id="task")
    task.metadata = ours("task").metadata
    task.metadata["nbgrader"] |= {"task": True}
    submitted = [v4.new_markdown_cell(text) for text in ("Tell.", "Owls!")]
    cells = restoring.restore(
        {"task": task}, submitted, lambda source: source.partition("# BEGIN")[0]
    )
    assert names(cells) == ["task", "Owls!"] and "2: owls" in cells[0].source


def test_pictures_stay_and_other_attachments_go(restored):
    cell = v4.new_markdown_cell("![a](attachment:a.png)")
    cell["attachments"] = {
        "a.png": {"image/png": ["QUJD", "RA=="]},
        "b.svg": {"image/svg+xml": "<svg/>"},
        "c.png": {"image/png": {"x": 1}},
        "d.png": "QUJD",
        "e.png": {"image/png": "no base 64!"},
    }
    assert restored([cell])[0].attachments == {"a.png": {"image/png": "QUJDRA=="}}


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"cell_type": 3, "source": None},
        {"cell_type": "code", "source": ["a", 1], "outputs": "none"},
        {"cell_type": "raw", "metadata": []},
        {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": ["x"]}}, "id": 5},
        {"cell_type": "markdown", "source": "\ud800", "attachments": [1]},
    ],
)
def test_a_strange_cell_is_a_cell(cell, restored):
    cells = restored([cell, "no cell", *submitted()])
    assert len(cells) == 5 and names(cells)[1:] == ORDER
    json.dumps([c.source for c in cells]).encode()


BIRDS = ("owl", "jay", "tit")
TEST = "passed.discard('{0}')\nassert {0}() == 7\npassed.add('{0}')"


def three_birds():
    """An assignment of three tasks, as `given_out` gives it."""
    cells = [ours("setup", "import math")]
    for bird in BIRDS:
        task = v4.new_markdown_cell(f"the {bird}", id=f"{bird}-task")
        task.metadata["nbgrader"] = ours(task.id).metadata.nbgrader
        stub = ours(f"{bird}-answer", f"{bird} = ...", solution=True, locked=False)
        test = ours(f"{bird}-tests", TEST.format(bird), grade=True, points=1)
        cells += [task, stub, test]
    return {cell.id: cell for cell in cells}


def worked_on(rng):
    """What students make of it: right answers here and there, with a test below each."""
    cells = [handed_in(c.source, name) for name, c in three_birds().items()]
    nameless = rng.random() < 0.2
    for bird in BIRDS:
        there = [cell["name"] for cell in cells]
        k, tests = there.index(f"{bird}-answer"), there.index(f"{bird}-tests")
        lines = (
            f"from cmath import e as my_{bird}",
            f"{bird} = lambda: round(my_{bird}) + 4",
        )
        right = handed_in("\n".join(lines), rng.choice([None, f"{bird}-answer"]))
        again = [right, copied(cells[tests])]
        ways = ["answer", "split", "own", "again", "end", "needs", "typed", "merged"]
        # With no names nobody knows which of two cells was moved past the other.
        way = rng.choice([*ways, "below", "end" if nameless else "moved"])
        if way == "answer":
            cells[k].source = right.source
        elif way == "split":
            cells[k : k + 1] = [handed_in(line, f"{bird}-answer") for line in lines]
        elif way == "own":
            cells.insert(k + rng.choice([0, 1]), handed_in(right.source))
        elif way == "typed":  # into the test's cell
            cells[tests].source = f"{right.source}\n{cells[tests].source}\n{bird}()"
        elif way == "merged":  # the answer's cell with the test's
            cells[k].source = f"{right.source}\n\n{cells.pop(tests).source}"
        elif way == "below":  # the test, which is tried by a last look at all of them
            cells.insert(tests + 1, right)
        else:
            cells[k].source = rng.choice(["", f"{bird} = ...", f"{bird} = lambda: 6"])
            where = tests + 1 if way == "again" else len(cells)
            cells[where:where] = again
            if way == "moved":
                del cells[tests]
        if way == "needs":  # what only another task has
            right.source = f"{bird} = lambda: seven"
            others = [k for k, c in enumerate(cells) if "passed.add" in c.source]
            cells.insert(rng.choice(others), handed_in("seven = 7"))
    looks = [copied(cell) for cell in cells if "assert" in cell.source]
    if rng.random() < 0.3:  # with something else above it
        looks.insert(0, handed_in("x = 3"))
    cells += rng.choice([[], [], looks])
    for cell in cells if nameless else ():
        cell["name"] = None
    return cells


def passing(cells):
    """The birds whose tests pass last in a notebook that is run as it stands."""
    known = {"passed": set()}
    for cell in cells:
        with contextlib.suppress(Exception):
            exec(cell.source if cell.cell_type == "code" else "", known)
    return known["passed"]


def test_what_passes_in_the_students_own_notebook_passes():
    rng, birds = random.Random(7), 0
    for _ in range(300):
        cells = worked_on(rng)
        own = passing(cells)
        birds += len(own)
        assert own <= passing(restoring.restore(three_birds(), cells))
    assert birds > 700
