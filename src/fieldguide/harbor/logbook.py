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
        who, what, where = (rng.choice(options[k][j]) for j, k in enumerate(own))
        line = f"[CLS] the {who} {what} {where} at {rng.choice(TIMES)} [SEP]"
        lines.append(text.encode(line))
    return np.array(lines), work


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
    options = [_options(kind) for kind in WORK.values()]
    choices = [sorted({o for kind in options for o in kind[j]}) for j in range(3)]
    shares = []  # of each choice, given the day's work: (4, choices)
    for j, known in enumerate(choices):
        own = np.array(
            [[kind[j].count(o) / len(kind[j]) for o in known] for kind in options]
        )
        shares.append((1 - SLIP) * own + SLIP * own.mean(0))
    parts = np.einsum("ka,kb,kc->abc", *shares).ravel() / len(WORK)
    lines = [
        text.encode(f"[CLS] the {who} {what} {where} at {time} [SEP]")
        for who, what, where in itertools.product(*choices)
        for time in TIMES
    ]
    lines, chances = np.array(lines), np.repeat(parts / len(TIMES), len(TIMES))
    lines.flags.writeable = chances.flags.writeable = False
    return lines, chances


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
