"""A language for the quay: programs of one to three orders for a row of four crates.

A crate holds 0 to 9 barrels, and a row of crates is four digits. There are ten orders, so
1,110 programs and 10,000 rows, few enough to try every program on every row: whether a
program is right is never in doubt. Nothing of it needs a sandbox, for all that a program
can do is to move these digits.

    >>> run(("sort", "turn"), [[3, 1, 2, 2]])
    array([[3, 2, 2, 1]])
"""

import itertools
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .. import checks

CRATES, MOST, LONGEST = 4, 9, 3  # in a row; barrels in a crate; orders in a program
# Barrels are counted by their last digit: one more than nine is none.
ORDERS = {
    "turn": lambda x: x[..., ::-1],
    "sort": lambda x: np.sort(x, -1),
    "carry": lambda x: np.roll(x, 1, -1),
    "swap": lambda x: x[..., [1, 0, 3, 2]],
    "load": lambda x: (x + 1) % 10,
    "unload": lambda x: (x - 1) % 10,
    "double": lambda x: 2 * x % 10,
    "room": lambda x: MOST - x,
    "tally": lambda x: np.cumsum(x, -1) % 10,
    "match": lambda x: np.maximum.accumulate(x, -1),
}
MEANS = {
    "turn": "the row the other way round",
    "sort": "the crates with the fewest barrels first",
    "carry": "the last crate to the front",
    "swap": "the first two crates change places, and so do the last two",
    "load": "one barrel more in each",
    "unload": "one barrel less in each",
    "double": "twice as many barrels in each",
    "room": "as many as there was room for",
    "tally": "the sum of all crates up to this one",
    "match": "as many as in the fullest up to this one",
}
NAMES = tuple(ORDERS)
# Token ids: the digits are themselves; an order is 10 and its number.
END, START, BLANK = 20, 21, 22
VOCABULARY = (*map(str, range(10)), *NAMES, "[END]", "[START]", "[BLANK]")
EXAMPLES = 2  # that a statement has room for
STATEMENT = EXAMPLES * 2 * CRATES + 1  # tokens, with [START]
LENGTH = STATEMENT + LONGEST  # tokens of a statement and a program


def run(program, rows):
    """Carry out a program on rows of crates.

    Parameters
    ----------
    program : tuple of str
        Orders, the first first; none leaves the row as it is.
    rows : int array, shape (..., 4)
        Digits. Not modified.

    Returns
    -------
    int array, shape (..., 4)

    Raises
    ------
    ValueError
        If there is no such order, or a row is not four digits.
    """
    rows = checks.ids("rows", rows, MOST + 1, (..., CRATES))
    for order in program:
        if order not in ORDERS:
            raise ValueError(
                f"program must consist of {', '.join(NAMES)}, got {order!r}"
            )
        rows = ORDERS[order](rows)
    return rows


def numbers(rows):
    """Rows as numbers 0 ... 9999, as one reads them: 3, 1, 2, 2 is 3122."""
    return checks.ids("rows", rows, MOST + 1, (..., CRATES)) @ (1000, 100, 10, 1)


def rows(numbers):
    """Numbers 0 ... 9999 as rows: undoes `numbers`."""
    numbers = checks.ids("numbers", numbers, 10**CRATES)
    return numbers[..., None] // (1000, 100, 10, 1) % 10


@lru_cache(1)
def every_program():
    """All 1,110 programs, the short ones first: a tuple of tuples of orders."""
    return tuple(
        program
        for length in range(1, LONGEST + 1)
        for program in itertools.product(NAMES, repeat=length)
    )


@lru_cache(1)
def outcomes():
    """What every program makes of every row.

    Returns
    -------
    int16 array, shape (1110, 10000)
        The number of the row that comes out, for the row with the number of the column.
        Not to be changed.
    """
    start = rows(np.arange(10**CRATES))
    once = np.array([numbers(run((name,), start)) for name in NAMES], np.int16)
    longer = [once]
    for _ in range(LONGEST - 1):  # the last order acts on what the others have made
        longer.append(once[:, longer[-1]].swapaxes(0, 1).reshape(-1, 10**CRATES))
    found = np.concatenate(longer)
    found.flags.writeable = False
    return found


@lru_cache(1)
def behaviors():
    """Which programs do the same to every row.

    Returns
    -------
    int array, shape (1110,)
        The number of the first program that does the same, for each. Not to be changed.
    """
    first = {}
    found = np.array(
        [first.setdefault(o.tobytes(), k) for k, o in enumerate(outcomes())]
    )
    found.flags.writeable = False
    return found


@dataclass(frozen=True)
class Problems:
    """Problems: find the program that makes these rows of those.

    Parameters
    ----------
    wanted : int array, shape (n,)
        The number of the program that it was made with. Any that does the same to every
        row is right.
    given : int array, shape (n, 2)
        The numbers of the rows that the examples begin with.
    """

    wanted: np.ndarray
    given: np.ndarray

    def __len__(self):
        return len(self.wanted)

    @property
    def made(self):
        """The numbers of the rows that the examples end with, shape (n, 2)."""
        return outcomes()[self.wanted[:, None], self.given].astype(int)

    def right(self):
        """Which programs solve which problem: bool array, shape (n, 1110)."""
        return behaviors() == behaviors()[self.wanted][:, None]

    def fitting(self, examples=EXAMPLES):
        """Which programs pass the first examples: bool array, shape (n, 1110)."""
        given, made = self.given[:, :examples], self.made[:, :examples]
        found = outcomes()[:, given]  # (1110, n, examples)
        return (found == made).all(-1).T

    def statements(self, examples=EXAMPLES):
        """The examples as a text that ends with [START]: int array, shape (n, 17).

        The place of an example that is not told holds [BLANK].
        """
        pairs = np.stack([rows(self.given), rows(self.made)], 2)  # (n, 2, 2, 4)
        told = np.arange(EXAMPLES)[:, None, None] < examples
        text = np.where(told, pairs, BLANK).reshape(len(self), -1)
        return np.append(text, np.full((len(self), 1), START), axis=1)


def pose(n, rng):
    """Draw n problems: programs of each length as often, and rows that they change.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator

    Returns
    -------
    Problems
    """
    n, rng = checks.count("n", n), checks.rng(rng)
    first = np.cumsum([0] + [len(NAMES) ** k for k in range(1, LONGEST + 1)])
    length = rng.integers(LONGEST, size=n)
    wanted = rng.integers(first[length], first[length + 1])
    given = rng.integers(10**CRATES, size=(n, EXAMPLES))
    changed = (outcomes()[wanted[:, None], given] != given).any(1)
    if not changed.all():  # what moves nothing is no problem
        again = pose(int((~changed).sum()), rng)
        wanted[~changed], given[~changed] = again.wanted, again.given
    return Problems(wanted, given)


def written(numbers):
    """Programs by number as texts of three tokens, short ones filled up with [END].

    Parameters
    ----------
    numbers : int array, shape (...)

    Returns
    -------
    int array, shape (..., 3)
    """
    return _texts()[checks.ids("numbers", numbers, len(every_program()))]


@lru_cache(1)
def _texts():
    texts = np.full((len(every_program()), LONGEST), END)
    for text, program in zip(texts, every_program(), strict=True):
        text[: len(program)] = [10 + NAMES.index(order) for order in program]
    return texts
