"""The keeper's log: a line a day on who did what, and where, in the harbor town.

The eight stories have 56 sentences, which a network soon knows by heart. The log has as
many lines as you like, in the same words. Nobody wrote it: a small grammar draws it.
"""

import itertools
from functools import lru_cache

import numpy as np

from . import text

# Four kinds of work: who does it (as often as named), what is done, and where.
WORK = {
    "tower": (
        "keeper keeper keeper child gull",
        "lights the lamp, sounds the horn, hears the bell, writes the book, "
        "reads the weather, climbs the tower",
        "in the tower, by the lamp, by the bell",
    ),
    "bakery": (
        "baker baker baker cat child",
        "bakes the bread, sells the bread, buys the bread, smells the crust, "
        "eats the crust, lights the oven",
        "by the oven, in the street, in the chair",
    ),
    "quay": (
        "fisher fisher fisher cat gull",
        "mends the net, casts the net, pulls the fish, steals the fish, sells the fish, "
        "rows the boat, ties the boat",
        "on the quay, in the boat, on the rocks",
    ),
    "ship": (
        "captain captain captain child gull",
        "sails the ship, turns the ship, ties the ship, reads the chart, "
        "draws the chart, sees the sea",
        "on the mast, in the fog, on the sea",
    ),
}
TIMES = "dawn", "noon", "dusk"
SLIP = 0.1  # how often who, what or where comes from any work instead of the day's own
PARTS = [2], [3, 5], [6, 8]  # places of who, what and where in a line
WORDS = 10  # of a line; the other two tokens are [CLS] and [SEP]


def write(days, rng):
    """Draw lines like: [CLS] the keeper lights the lamp in the tower at dusk [SEP].

    Parameters
    ----------
    days : int
        Number of lines.
    rng : numpy.random.Generator

    Returns
    -------
    lines : int array, shape (days, 12)
        Ids of harbor tokens.
    work : int array, shape (days,)
        Which of the four kinds of work the day was about, 0 ... 3. Not in the line.
    """
    options = [_options(kind) for kind in WORK.values()]
    work = rng.integers(len(WORK), size=days)
    lines = []
    for kind in work:
        own = [kind if rng.random() > SLIP else rng.integers(4) for _ in PARTS]
        who, what, where = (_any(options[k][j], rng) for j, k in enumerate(own))
        lines.append(f"[CLS] the {who} {what} {where} at {_any(TIMES, rng)} [SEP]")
    return text.encode(" ".join(lines)).reshape(days, WORDS + 2), work


def _any(options, rng):
    """One of them; rng.choice, which draws the same, makes an array of them first."""
    return options[rng.integers(len(options))]


@lru_cache(1)
def possible_lines():
    """Every line that `write` can draw, and with what probability it does.

    Nobody can know more of the next line than this: the mean of -ln probability is the
    entropy of the log, the lowest loss that a model of it can have on new lines.

    Returns
    -------
    lines : int array, shape (m, 12)
        Ids of harbor tokens, as `write` gives them. Not to be changed.
    chances : array, shape (m,)
        Probabilities; they add up to 1. Not to be changed.
    """
    choices, _ = _shares()
    lines = [
        text.encode(f"[CLS] the {who} {what} {where} at {time} [SEP]")
        for who, what, where in itertools.product(*choices)
        for time in TIMES
    ]
    lines, chances = np.array(lines), chances_of_work().mean(0)
    lines.flags.writeable = chances.flags.writeable = False
    return lines, chances


@lru_cache(1)
def chances_of_work():
    """The same for days of which the work is known: p(line | work).

    Returns
    -------
    array, shape (4, m)
        A row for each kind of work, in the order of `WORK`, a column for each of
        `possible_lines`. Rows add up to 1. Not to be changed.
    """
    parts = np.einsum("ka,kb,kc->kabc", *_shares()[1]).reshape(len(WORK), -1)
    chances = np.repeat(parts / len(TIMES), len(TIMES), axis=1)
    chances.flags.writeable = False
    return chances


def entropy(chances):
    """Mean surprise of one who knows the probabilities of the lines, in nats a word.

    With those of `possible_lines`, nobody can predict the log's words better than this.

    Parameters
    ----------
    chances : array, shape (m,)
        Probabilities of lines, adding up to 1.

    Returns
    -------
    float
    """
    chances = chances[chances > 0]  # what never comes surprises nobody
    return -(chances * np.log(chances)).sum() / WORDS


def running_text(lines, days):
    """Several days in one row, with [SEP] before, between and after them.

    Parameters
    ----------
    lines : int array, shape (rows * days, 12)
        As `write` gives them.
    days : int
        Lines of a row.

    Returns
    -------
    int array, shape (rows, 1 + 11 days)
    """
    rows = lines[:, 1:].reshape(-1, days * (WORDS + 1))
    return np.column_stack([np.full(len(rows), text.SEP), rows])


def are_possible(lines):
    """Whether the grammar can draw these lines: bool array, shape (n,).

    Parameters
    ----------
    lines : int array, shape (n, 10)
        The words alone, without [CLS] and [SEP].
    """
    return np.array([tuple(line) in _known() for line in np.asarray(lines).tolist()])


@lru_cache(1)
def _known():
    return {tuple(line) for line in possible_lines()[0][:, 1:-1].tolist()}


def are_of_one_work(lines):
    """Whether who, what and where come from one kind of work: no slip shows. Bool, (n,).

    Parameters
    ----------
    lines : int array, shape (n, 10)
        The words alone, without [CLS] and [SEP].
    """
    return np.array(
        [tuple(line) in _of_one_work() for line in np.asarray(lines).tolist()]
    )


@lru_cache(1)
def _of_one_work():
    return {
        tuple(text.encode(f"the {who} {what} {where} at {time}").tolist())
        for kind in WORK.values()
        for who, what, where in itertools.product(*_options(kind))
        for time in TIMES
    }


def best_guess_of_work():
    """How often one who knows how the log is made says rightly what work a line is about.

    The largest of the four probabilities of each line, added up: slips make some lines say
    the wrong thing, and nobody can know it. In [0, 1].
    """
    return chances_of_work().max(0).sum() / len(WORK)


def spoil(lines, work, rng):
    """In half of the lines, take who, what or where from a line about other work.

    Parameters
    ----------
    lines, work
        As `write` gives them. Not modified.
    rng : numpy.random.Generator

    Returns
    -------
    spoiled : int array, shape of `lines`
    wrong : bool array, shape of `work`
        True where something has been exchanged.
    """
    spoiled, wrong = lines.copy(), rng.random(len(lines)) < 0.5
    for i in np.flatnonzero(wrong):
        places = PARTS[rng.integers(len(PARTS))]
        spoiled[i, places] = lines[rng.choice(np.flatnonzero(work != work[i]))][places]
    return spoiled, wrong


def _options(kind):
    who, what, where = kind
    return who.split(), what.split(", "), where.split(", ")


def _shares():
    """All choices of who, what and where, and the share of each, given the day's work."""
    options = [_options(kind) for kind in WORK.values()]
    choices = [sorted({o for kind in options for o in kind[j]}) for j in range(3)]
    shares = []  # (4, choices) each
    for j, known in enumerate(choices):
        own = np.array(
            [[kind[j].count(o) / len(kind[j]) for o in known] for kind in options]
        )
        shares.append((1 - SLIP) * own + SLIP * own.mean(0))
    return choices, shares
