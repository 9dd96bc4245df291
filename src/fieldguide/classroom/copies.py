"""Copies of our tests in what is handed in, and where each test runs for that.

Who mends an answer below its test, in a copy of the whole task, or at the end of the
notebook, tries it by a copy of that test. The last copy speaks: there the test runs, and
finds what it finds there in the student's own notebook.
"""

from typing import NamedTuple

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
            above = name
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
    ours in between that stands where it belongs.
    """
    found, there, own, last, answered = {}, set(), -1, -1, {}
    for k, cell in enumerate(cells):
        name = cell.get("name")
        if name not in ours:
            own = k if cell.cell_type == "code" else own
            continue
        if name in there and tasks[name].answers:
            answers = [answered.get(answer, -1) for answer in tasks[name].answers]
            if max(own, *answers) >= last:
                found[name] = k
        if name in tasks:
            there.add(name)
        elif not alike(cell, ours[name]):
            answered[name] = k
        if homes[name] == k and cell.cell_type == "code":
            last = k
    return found
