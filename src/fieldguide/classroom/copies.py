"""Copies of our tests in what is handed in, and what was tried by them.

Who mends an answer below its test, in a copy of the whole task, or at the end of the
notebook, tries it by a copy of that test, and the last copy speaks. So what stands above
a copy, and in no other task, is brought to where the test stands in its own task.
"""

import copy

from .notebooks import is_setup, is_test

AGAIN = 200_000  # characters, in all, that are brought to a second test, or a third
EACH = 100  # that a cell counts for at least


def last_copies(ours, cells):
    """What is handed in, with one of each test that was copied.

    What stands above copies of several tests in a row was written for all of them, and is
    brought to each.

    Parameters
    ----------
    ours : dict of str to cell
        By their names, in order.
    cells : list of cells
        With "name", of ours or None.

    Returns
    -------
    list of cells
    """
    return _Copies(ours, cells).folded()


class _Copies:
    """Where each test of ours stands in some cells, and where its copies do.

    Attributes
    ----------
    test_of : dict of str to str
        The test that each cell of ours goes with; None for the set-up.
    copies : dict of str to list of int
        Where each test stands.
    homes : dict of str to int
        Where it belongs: behind what begins its task, or where it stands last.
    first : dict of str to int
        Where each name stands first.
    """

    def __init__(self, ours, cells):
        self.ours, self.cells = ours, cells
        self.names = [cell.get("name") for cell in cells]
        self.test_of, test = {}, None
        for name, mine in reversed(ours.items()):
            test = name if is_test(mine) else test
            self.test_of[name] = None if is_setup(mine) else test
        self.copies, self.first, begins = {}, {}, {}
        for k, name in enumerate(self.names):
            self.first.setdefault(name, k)
            if name in ours and is_test(ours[name]):
                self.copies.setdefault(name, []).append(k)
            elif name in ours:
                begins.setdefault(self.test_of[name], k)
        self.homes = {
            test: next((k for k in there if k > begins.get(test, -1)), there[-1])
            for test, there in self.copies.items()
        }

    def folded(self):
        """The cells, with what was tried above copies at the homes of the tests."""
        tried = {home: self._tried_by(test) for test, home in self.homes.items()}
        moved = {k for found in tried.values() for k in found}
        left, order, there = AGAIN, [], set()
        for k, cell in enumerate(self.cells):
            for one in tried.get(k, ()):
                brought = copy.deepcopy(self.cells[one])
                left -= len(brought.source) + EACH if one in there else 0
                if one not in there or left > 0:  # or a large file becomes many
                    order.append(brought)
                    there.add(one)
            if k not in moved and self.homes.get(self.names[k], k) == k:
                order.append(cell)
        return order

    def _tried_by(self, test):
        """The cells that were tried by copies of a test behind its home."""
        home, found = self.homes[test], set()
        mine = [self.test_of.get(name, test) == test for name in self.names]
        for start in [k for k in self.copies[test] if k > home]:
            while start - 1 > home and self._in_row(start - 1):
                start -= 1
            end = start
            while start - 1 > home and (
                mine[start - 1]
                or (self._is_copy(start - 1) and not self._in_row(start - 1))
            ):
                start -= 1
            # What follows an answer to another task may be a part of that.
            above = self.ours.get(self.names[start - 1])
            if above is None or not above.metadata.nbgrader["solution"]:
                found |= {k for k in range(start, end) if mine[k]}
        return sorted(found - {*self.copies[test]})

    def _is_copy(self, k):
        """True for one more of ours."""
        name = self.names[k]
        return name in self.ours and self.homes.get(name, self.first[name]) != k

    def _in_row(self, k):
        """True for a copy of a test, or a text beside one."""
        is_text = self.names[k] not in self.ours and self.cells[k].cell_type != "code"
        return is_text or (self.names[k] in self.copies and self._is_copy(k))
