"""Copies of our tests in what is handed in, and where each test runs for that.

Who mends an answer below its test, in a copy of the whole task, or at the end of the
notebook, tries it by a copy of that test. The last copy speaks: there the test runs, and
finds what it finds there in the student's own notebook.
"""

from typing import NamedTuple

from .bindings import PARSED, bound_in, statements, written_by
from .notebooks import alike, is_setup, is_test


class Task(NamedTuple):
    """The names of a task's cells, but for its tests, and of the answers among them."""

    cells: list
    answers: list


def last_copies(ours, cells):
    """The order in which our cells run, and what is handed in with one of each test.

    Parameters
    ----------
    ours : dict of str to cell
        By their names, in order.
    cells : list of cells
        With "name", of ours or None.

    Returns
    -------
    turn : dict of str to str
        Our names in the order in which they run. For a test that runs later than in our
        order, the name of its answer; for all else None.
    cells : list of cells
    """
    tasks = _tasks(ours)
    homes = _homes(tasks, cells)
    tried = _tried(ours, tasks, homes, cells)
    places, turn, late, above, kept = homes | tried, [*ours], {}, None, []
    for k, cell in enumerate(cells):
        name = cell.get("name")
        if name in tasks and places[name] != k:
            continue  # another copy
        kept.append(cell)
        if name in tried and turn.index(above or name) > turn.index(name):
            turn.remove(name)
            turn.insert(turn.index(above) + 1, name)
            late[name] = tasks[name].answers[-1]
        if name in ours and places[name] == k:
            above = max(above or name, name, key=turn.index)
    return {name: late.get(name) for name in turn}, kept


def _tasks(ours):
    """For each test its task: a test behind another one may have the same answers."""
    found, task, begun = {}, Task([], []), Task([], [])
    for name, mine in ours.items():
        if is_test(mine):
            task = begun if begun.answers else task
            begun = Task([], [])
            found[name] = task
        elif not is_setup(mine):
            begun.cells.append(name)
            if mine.metadata.nbgrader["solution"]:
                begun.answers.append(name)
    return found


def _homes(tasks, cells):
    """Where each name stands first, and each test behind what begins its task."""
    homes, copies = {}, {test: [] for test in tasks}
    for k, cell in enumerate(cells):
        name = cell.get("name")
        homes.setdefault(name, k)
        if name in tasks:
            copies[name].append(k)
    for test, there in copies.items():
        if there:
            begins = min(
                (homes[n] for n in tasks[test].cells if n in homes), default=-1
            )
            homes[test] = next((k for k in there if k > begins), there[-1])
    return homes


def _tried(ours, tasks, homes, cells):
    """The last copy of each test that tries something new, if there is one.

    Such as code of the student's own, or an answer to the task once more, with no code of
    ours in between that stands where it belongs. With whatever in between, if it writes
    what the answer is to bind.
    """
    answers = {answer for task in tasks.values() for answer in task.answers}
    written = _written({a: {*bound_in(ours[a].source)} for a in answers}, ours, cells)
    found, there, own, last, answered = {}, {}, -1, -1, {}
    for k, cell in enumerate(cells):
        name = cell.get("name")
        if name not in ours:
            own = k if cell.cell_type == "code" else own
            answered |= dict.fromkeys(written.get(k, ()), k)
            continue
        if name in there and tasks[name].answers:
            answer = max(answered.get(answer, -1) for answer in tasks[name].answers)
            if max(own, answer) >= last or answer > there[name]:
                found[name] = k
        if name in tasks:
            there[name] = k
        elif not alike(cell, ours[name]):
            answered[name] = k
        if homes[name] == k and cell.cell_type == "code":
            last = k
    return found


def _written(bound, ours, cells):
    """The answers whose names some cells of the student's own write, by the cells' places.

    Parameters
    ----------
    bound : dict of str to set of str
        What each answer is to bind.
    """
    names, found, left = {one for all_ in bound.values() for one in all_}, {}, PARSED
    for k, cell in enumerate(cells):
        own = cell.get("name") not in ours and cell.cell_type == "code"
        if own and left > 0 and any(one in cell.source for one in names):
            left -= len(cell.source)
            wrote = written_by(statements(cell.source))
            found[k] = [answer for answer, all_ in bound.items() if all_ & wrote]
    return found
