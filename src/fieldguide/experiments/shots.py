"""A small decoder that learns from the prompt: the harbor master's list, whose flags change.

It reads lists of `harbor.sheds`, each with a rule of its own, and inventories, which tell what
belongs together. Rules that training never had show whether it looks things up in the list or
knows them by heart.
"""

import numpy as np

from ..harbor import sheds
from ..mechanisms.attention.attention import softmax
from ..mechanisms.attention.positions import sinusoidal_positions
from ..mechanisms.networks import transformer
from ..mechanisms.objectives import prompts
from ..training import next_word
from .kept import kept

WIDTH, HEADS, LAYERS, SPREAD = 32, 4, 2, 0.2
LISTS, INVENTORIES = 40_000, 10_000  # texts to learn from
BATCH, STEP_SIZE, STEPS, EVERY = 40, 0.006, 1080, 120
PLACES = 2 * sheds.SHOTS + 2


def texts(rng):
    """Lists under the rules of training, and inventories: int array, shape (50,000, 18)."""
    return np.concatenate(
        [sheds.lists(LISTS, rng), sheds.inventories(INVENTORIES, rng)]
    )


def new(rng):
    """A decoder that has learned nothing; its table of places begins as sines."""
    sizes = {"vocab_size": len(sheds.VOCABULARY), "positions": PLACES, "d": WIDTH}
    p = transformer.new_model(rng, **sizes, layers=LAYERS, spread=SPREAD)
    return p | {"position_table": sinusoidal_positions(n=PLACES, d=WIDTH) / 2}


@kept
def train(*, seed=1, steps=STEPS):
    """The network after each `EVERY` steps: a dict from steps to parameters."""
    rng = np.random.default_rng(seed)
    rows = texts(rng)
    how = {"heads": HEADS, "size": BATCH, "steps": steps, "step_size": STEP_SIZE}
    _, _, seen = next_word.teach(new(rng), rows, rng, **how, watch=dict, every=EVERY)
    return dict(seen)


def next_scores(p, rows):
    """Scores of what comes next, (b, v)."""
    return transformer.decoder(rows, p, heads=HEADS)[:, -1]


def share_right(p, *, shots, held, lists=200):
    """How often the most probable word is the flag that should come, behind `shots` examples."""
    rows = sheds.lists(lists, np.random.default_rng(9), shots=shots, held=held)
    return (next_scores(p, rows[:, :-1]).argmax(-1) == rows[:, -1]).mean()


def prompts_of(kinds, query, *, held, wrong=(), lists=120):
    """Lists whose things are of kinds that one chooses, some of them under the wrong flag.

    Parameters
    ----------
    kinds : list of int
        0 or 1 for each example, in order: land or water.
    query : int
        The kind that is asked for.
    held : bool
        Whether the rule is one that training does not have.
    wrong : list of int
        Numbers of the examples that get the other kind's flag.
    lists : int

    Returns
    -------
    rows : int array, shape (lists, 2 k + 1)
        Without the answer.
    flags : int array, shape (lists, 2)
        Ids of the flags of land and of water.
    """
    rng, known = np.random.default_rng(3), sheds.rules(held=held)
    rule = known[rng.integers(len(known), size=lists)]  # (lists, 2)
    kinds = np.array([*kinds, query])
    each = len(sheds.THINGS) // len(sheds.KINDS)
    things = each * kinds + rng.integers(each, size=(lists, len(kinds)))
    said = kinds.copy()
    said[list(wrong)] = 1 - said[list(wrong)]
    rows = sheds.write(things, rule[:, said])
    return rows[:, :-1], sheds.FIRST_FLAG + rule


def option_shares(p, rows, flags):
    """Shares of the two flags that are offered, (b, 2)."""
    return softmax(np.take_along_axis(next_scores(p, rows), flags, -1))


def without_content(rows):
    """The same lists, asked about *something*."""
    empty = rows.copy()
    empty[:, -1] = sheds.VOCABULARY.index(sheds.SOMETHING)
    return empty


def both_ways(p, land, *, held):
    """How often the right one of two flags is chosen: as it is, and calibrated.

    Parameters
    ----------
    p : dict
    land : int
        How many of the eight examples are things of the land.
    held : bool

    Returns
    -------
    plain, calibrated : array, shape (2,)
        For questions about the land, and about the water.
    """
    order = np.random.default_rng(5).permutation(np.arange(sheds.SHOTS) >= land)
    found = []
    for query in (0, 1):
        rows, flags = prompts_of(order.astype(int), query, held=held)
        shares = option_shares(p, rows, flags)
        bias = option_shares(p, without_content(rows), flags)
        fair = np.array([*map(prompts.calibrate, shares, bias)])
        found.append([(s.argmax(1) == query).mean() for s in (shares, fair)])
    return np.array(found).T
