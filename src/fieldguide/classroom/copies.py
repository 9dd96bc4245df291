"""Copies of our tests in what is handed in, and where each test runs for that.

Who mends an answer below its test, in a copy of the whole task, or at the end of the
notebook, tries it by a copy of that test. The last copy speaks: there the test runs, and
finds what it finds there in the student's own notebook.
"""

import bisect
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
    what the answer is to bind. The first is one, too, if it was moved down alone.
    """
    answers = {answer for task in tasks.values() for answer in task.answers}
    written = _written({a: {*bound_in(ours[a].source)} for a in answers}, ours, cells)
    number = {name: k for k, name in enumerate(ours)}
    order = in_order([*ours], [cell.get("name") for cell in cells])
    found, there, own, last, lowest, answered = {}, {}, -1, -1, -1, {}
    for k, cell in enumerate(cells):
        name = cell.get("name")
        if name not in ours:
            own = k if cell.cell_type == "code" else own
            answered |= dict.fromkeys(written.get(k, ()), k)
            continue
        if name in tasks and tasks[name].answers:
            answer = max(answered.get(answer, -1) for answer in tasks[name].answers)
            new = max(own, answer) >= last or answer > there.get(name, k)
            moved = order.get(name) != k and number[name] < lowest
            alone = moved and cells[last]["name"] not in tasks[name].cells
            if new and (name in there or alone):
                found[name] = k
        if name in tasks:
            there[name] = k
        elif not alike(cell, ours[name]):
            answered[name] = k
        if homes[name] == k and cell.cell_type == "code":
            last, lowest = k, max(lowest, number[name])
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


def in_order(order, names):
    """Where the names of the longest series that stands in a given order are, by name.

    Of equal ones the first. Names that are not in the order are passed over; if half of
    the others are not in their order, nobody knows what is, and nothing is found.
    """
    number, ends, series = {name: k for k, name in enumerate(order)}, [], []
    for k, name in enumerate(names):
        if name in number:
            n = bisect.bisect_left(ends, number[name])
            if ends[n : n + 1] != [number[name]]:
                before = series[n - 1] if n else None
                ends[n : n + 1], series[n : n + 1] = [number[name]], [(k, before)]
    found, rest = {}, series[-1] if series else None
    while rest:
        k, rest = rest
        found[names[k]] = k
    return found if 2 * len(found) > len({*names} & {*order}) else {}
