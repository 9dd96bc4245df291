"""The assignment put together again: our cells in our order, with a student's answers.

Programs and people split, copy, move, merge and delete cells, and lose their names. What
passes in the student's own notebook, from top to bottom, is to pass here.
"""

import contextlib
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import is_grade

from .bindings import PARSED, bound_by, bound_in, statements
from .copies import in_order, last_copies
from .notebooks import CELLS, alike, is_setup, is_test, read

READ = 5 * PARSED  # of cells that hold a test and something else


def given_out(database, assignment, name):
    """The cells of an assignment's notebook, by name, as the gradebook knows them."""
    with Gradebook(database) as gradebook:
        notebook = gradebook.find_notebook(name, assignment)
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        answers = {cell.name for cell in notebook.solution_cells}
        # What only a teacher gives points for, whatever is added below it.
        tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
        cells = {
            cell.name: _our_cell(cell, points.get(cell.name), cell.name in answers)
            for cell in notebook.source_cells
        }
        for name, most in tasks.items():
            cells[name].metadata.nbgrader |= {"task": True, "points": most}
        return cells


def _our_cell(source, points, is_answer):
    graded = points is not None
    told = {
        "schema_version": 3, "grade_id": source.name, "grade": graded, "task": False,
        "solution": is_answer, "locked": source.locked, "cell_type": source.cell_type,
    }  # fmt: skip
    # By its checksum nbgrader knows an answer that nobody wrote in, and gives it no points;
    # but it may stand in a cell of the student's own.
    if not is_answer:
        told["checksum"] = source.checksum
    if graded:
        told["points"] = points
    make = new_code_cell if source.cell_type == "code" else new_markdown_cell
    return make(source.source, metadata={"nbgrader": told}, id=source.name)


def restore(ours, submitted, clear=str):
    """Our cells in our order, with the student's answers and the student's own cells.

    Parameters
    ----------
    ours : dict of str to cell
        By their names, in order.
    submitted : list of cells
        From `read`.
    clear : function
        Cuts hidden tests and mark schemes out of the source of a cell.

    Returns
    -------
    list of cells
        An answer cell that is missing stands there empty, since what we gave out would
        undo an answer that stands in another cell; so does one that nobody wrote in, or that
        was made a text, if what it binds is bound by the student's own cells above. Of
        several with one name, which JupyterLab makes of a cell that is split, the first is
        ours and the others are the student's own: all run, in their order, and one behind
        the tests stays there.
        So is what the student made of a copy of a task or of a test, and what stands in a
        copy of an answer in front of the place where that one belongs. What stands
        behind a cell of a later task that was moved up stays in the task that it is in.
        A set-up that the student added to runs behind ours, a copy where it stands. What
        was written above or below a test into its cell, runs above or below it. A test
        that was tried again further down stands there; then its answer's name is in its
        metadata.
    """
    given = {name: _as_given(cell, clear) for name, cell in ours.items()}
    answers = [n for n, c in ours.items() if c.metadata.nbgrader["solution"]]
    ours = ours | {name: given[name] for name in answers}
    for cell in submitted:  # a whole test is a teacher's, or one that somebody guessed
        name = cell.get("name")
        cut = name in ours and given[name] is not ours[name]
        if cut and len(cell.source) < PARSED:
            with contextlib.suppress(RuntimeError):  # one that does not end
                cell.source = clear(cell.source)
    submitted = _taken_apart(given, submitted)
    _name_by_text(given, submitted)
    _disown_copies(given, submitted)
    turn, kept = last_copies(ours, submitted)
    for name, answer in turn.items():
        if answer:
            ours[name].metadata["fieldguide"] = {"answer": answer}
    ours, given = ({name: those[name] for name in turn} for those in (ours, given))
    cells = _joined(ours, *_placed(ours, _without_strays(given, kept)))
    for k, cell in enumerate(cells):
        cell["id"] = f"cell-{k}"  # a student's copies may share one
    return cells


def _placed(ours, cells):
    """What stands for each cell of ours, by name, and the student's own behind each.

    In front of all stands what is behind None.
    """
    theirs, added, place = {}, {None: []}, None
    number = {name: k for k, name in enumerate(ours)}
    for cell, (above, below) in zip(cells, _between(ours, cells), strict=True):
        name = cell.pop("name", None)
        if place and below and number[below] < number[place]:
            place = above  # what stood there was moved up from below
        mine = name in ours and ours[name].metadata.nbgrader["solution"]
        later = max(place or name, name, key=number.get) if name in ours else place
        if name in ours and is_setup(ours[name]):
            place = later
            if name in theirs or not alike(cell, ours[name]):
                added.setdefault(place, []).append(cell)
            theirs[name] = cell
        elif name in ours and name not in theirs:
            # A text or a test that was moved down begins no task there.
            place, theirs[name] = name if mine else later, cell
        elif name not in ours:
            added.setdefault(place, []).append(cell)
        elif mine and not alike(cell, ours[name]):
            added.setdefault(later, []).append(cell)
    return theirs, added


def _joined(ours, theirs, added):
    """Our cells with the student's answers, and the student's own cells behind them."""
    cells = added[None]
    for name, cell in ours.items():
        if cell.metadata.nbgrader["solution"]:
            found = theirs.get(name)
            # A text did not run; where nothing else is an answer, it may have been one.
            text = found and found.cell_type != cell.cell_type
            undoes = found and (text or alike(found, cell)) and _is_bound(cell, cells)
            if text and undoes:
                added.setdefault(name, []).insert(0, found)
            cell.source = found.source if found and not undoes else ""
            if found and "attachments" in found and cell.cell_type != "code":
                cell["attachments"] = found["attachments"]
            if not found:
                cell.metadata["fieldguide"] = {"note": "missing"}
        cells += [cell, *added.get(name, [])]
    return cells


def _is_bound(stub, cells):
    """True if all names that a cell would bind are bound by the student's own among some."""
    own = [c for c in cells if c.cell_type == "code" and "nbgrader" not in c.metadata]
    missing, left = set(bound_in(stub.source)), PARSED
    if not missing:
        return False
    for cell in own:
        left -= len(cell.source)
        if left > 0 and any(name in cell.source for name in missing):
            missing -= {*bound_by(statements(cell.source))}
    return not missing


def _as_given(cell, clear):
    """A cell of ours as students got it.

    What they hand in is compared with nothing else: what becomes of a cell would tell
    which of its lines stand in a hidden test. So what stands between the marks of one is
    cut out of a copy, too, be it right or not.
    """
    if not (is_grade(cell) or cell.metadata.nbgrader["task"]):
        return cell
    make = new_code_cell if cell.cell_type == "code" else new_markdown_cell
    return make(clear(cell.source), metadata=cell.metadata)


def _name_by_text(ours, submitted):
    """Give our names back to cells that some program took them from, if nobody wrote in them.

    Else all that the student wrote would run before the first test, and of two helpers
    with one name, in two tasks, the second would serve both. A test that was typed off, or
    pasted as a text, is a copy of it as one with its name; so is what we gave out in place
    of an answer, unless that may be the answer's own cell.
    """

    def lines(source):
        return tuple(map(str.rstrip, source.strip().splitlines()))

    there, names = {cell.get("name") for cell in submitted}, {}
    for name, mine in ours.items():
        if is_test(mine) or (name in there) == mine.metadata.nbgrader["solution"]:
            known = mine.cell_type, lines(mine.source)
            names.setdefault(known, []).append(name)
    for cell in submitted:
        found = names.get((cell.cell_type, lines(cell.source)))
        if found and cell.source.strip() and cell.get("name") not in ours:
            cell["name"] = found.pop(0) if found[1:] else found[0]  # copies, too


def _disown_copies(ours, submitted):
    """Take our name from cells that a student copied from a locked one and wrote anew.

    The one that has most lines of ours keeps it; code that has none is the student's own.
    """
    best, anew = {}, []
    for cell in submitted:
        mine = ours.get(cell.get("name"))
        if mine and not (mine.metadata.nbgrader["solution"] or is_setup(mine)):
            lines, given = _lines(cell), _lines(mine)
            same, more = lines & given, lines - given
            text = cell.cell_type != "code"
            if not more or text or (same - {""} and mine.cell_type == "code"):
                rank = not more, len(same)
                if rank > best.get(cell["name"], ((),))[0]:
                    best[cell["name"]] = rank, cell
            if more:
                anew.append(cell)
    for cell in anew:  # one that was changed and then copied may have its name twice
        if cell["name"] not in best or best[cell["name"]][1].source != cell.source:
            cell["name"] = None


def _lines(cell):
    return {line.strip() for line in cell.source.splitlines()}


def _taken_apart(ours, submitted):
    """What is handed in, each test in a cell of its own.

    What was written above or below it into its cell, or into another copy of that, is
    the student's own; so is what a test was merged with.
    """
    tests, found, left = {}, [], READ
    for name, mine in ours.items():
        if is_test(mine) and mine.source.strip():
            lines = [line.rstrip() for line in mine.source.strip().splitlines()]
            tests.setdefault(lines[0], []).append((name, lines))
    for cell in submitted:
        mine, parts = ours.get(cell.get("name")), [cell]
        named = mine and is_test(mine)
        known = named or any(first in cell.source for first in tests)
        short = len(found) < CELLS and len(cell.source) < min(PARSED, left)
        if known and short and cell.cell_type == "code":
            left -= len(cell.source)
            parts = _around(cell, mine) if named else _out_of(cell, tests)
        found += parts
    return found


def _out_of(cell, tests):
    """The parts of a cell that is no test but has whole ones in it; each part is code."""
    whole, found, start, k = cell.source.split("\n"), [], 0, 0
    lines = [line.rstrip() for line in whole]
    while k < len(lines):
        for name, ours in tests.get(lines[k], []):
            end = k + len(ours)
            if lines[k:end] == ours:
                found += [_piece(whole[start:k], cell["name"]), _piece(ours, name)]
                start, k = end, end - 1
                break
        k += 1
    found.append(_piece(whole[start:], cell["name"]))
    code = start and all(statements(f"{part.source}\npass") for part in found)
    return [part for part in found if part.source] if code else [cell]


def _piece(lines, name):
    cell = new_code_cell("\n".join(lines).strip("\r\n"))
    cell["name"] = name
    return cell


def _around(cell, mine):
    """A test's cell, with what a student wrote above and below all lines of ours.

    That is nothing if it is no Python: then it belonged to what is put back.
    """
    ours = [line.strip() for line in mine.source.splitlines() if line.strip()]
    lines, known = [line.strip() for line in cell.source.splitlines()], {*ours}
    there = [k for k, line in enumerate(lines) if line in known]
    if not there or cell.cell_type != mine.cell_type:
        return [cell]
    first, last = ours[0], ours[-1]
    # From the end: what stands between two copies was tried by the second.
    start = len(lines) - 1 - lines[::-1].index(first) if first in lines else there[0]
    end = len(lines) - lines[::-1].index(last) if last in lines else there[-1] + 1
    whole, end = cell.source.splitlines(), max(start, end)
    parts = [_piece(whole[:start], None), cell, _piece(whole[end:], None)]
    cell.source = "\n".join(whole[start:end])
    return [part for part in parts if part is cell or statements(part.source)]


def _without_strays(ours, submitted):
    """What is handed in, with no copy in the place of the cell that it was made from.

    Of several cells with one name the first is ours. But who copies the answer of a later
    task may write a helper for this one into it: in front of a cell that stands in our
    order, a copy is the student's own, or nothing if it is one of a text or a test. The
    set-up's stay, since each of them runs where it is.
    """
    home = in_order([*ours], [cell.get("name") for cell in submitted])
    kept = []
    for k, cell in enumerate(submitted):
        mine = ours.get(cell.get("name"))
        if mine and k < home.get(cell["name"], 0) and not is_setup(mine):
            if not (mine.metadata.nbgrader["solution"] or _lines(cell) - _lines(mine)):
                continue
            cell["name"] = None
        kept.append(cell)
    return kept


def _between(ours, cells):
    """For each cell the last of ours at or above it that stands in our order, and the next
    of ours below it; None for that if it does not stand in order.

    And None if what follows an answer follows it out of a task: it may be a part of it.
    """
    names = [cell.get("name") for cell in cells]
    home = in_order([*ours], names)
    below, found = None, []
    for k in reversed(range(len(names))):
        found.append(below)
        if names[k] in ours and home.get(names[k], k) == k:  # no copy
            below = names[k] if names[k] in home else None
    last, above = None, None
    for k, (name, below) in enumerate(zip(names, found[::-1], strict=True)):
        above = name if home.get(name) == k else above
        if name not in ours and last and ours[last].metadata.nbgrader["solution"]:
            told = ours[below].metadata.nbgrader if below else {}
            below = below if told and (told["solution"] or told["grade"]) else None
        yield above, below
        last = name if name in ours else last


def put_together(ours, path, clear=str):
    """The notebook to run, from the assignment's cells and a student's file; see `restore`.

    Returns
    -------
    notebook : notebook
    doubt : str
        What is strange about the file; "" if nothing is.
    """
    cells = read(Path(path))
    known = {cell["name"] for cell in cells} & set(ours)
    doubt = "" if known else "no cell of the assignment was found in it"
    return new_notebook(cells=restore(ours, cells, clear)), doubt
