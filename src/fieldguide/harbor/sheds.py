"""The harbor master's list: under which flag is each thing found today?

There are two sheds, for the things of the land and of the water. Each morning a flag is hung
over each, and no two are alike. The day's list names things and flags: *lamp red net blue
bread red ...* What the flags mean today stands nowhere but in the list itself, so whoever is
asked for the next flag must learn it from there.

There is a second sort of text, the inventory of a shed, which never says a flag: *lamp bread
horn oven ...* It tells which things belong together.
"""

import itertools

import numpy as np

KINDS = {
    "land": "lamp horn bell book window stairs bread crust oven flour table apron".split(),
    "water": "net fish crate hook rope barrel sail mast chart anchor rudder deck".split(),
}
THINGS = tuple(itertools.chain(*KINDS.values()))
FLAGS = tuple("red blue white green black yellow brown orange gray pink".split())
SOMETHING = "something"  # stands on no list
VOCABULARY = (*THINGS, *FLAGS, SOMETHING)
FIRST_FLAG = len(THINGS)
KIND = np.repeat(np.arange(len(KINDS)), len(KINDS["land"]))  # of each thing, by its id
SHOTS = 8  # things with their flags in front of the last one
RULES = np.array(list(itertools.permutations(range(len(FLAGS)), len(KINDS))))
HELD = 9  # of the rules one in so many is kept from training


def encode(words):
    """Words (a list, or a text with spaces) to ids."""
    words = words.split() if isinstance(words, str) else words
    return np.array([VOCABULARY.index(w) for w in words])


def decode(ids):
    """Ids to a text."""
    return " ".join(VOCABULARY[k] for k in ids)


def rules(*, held):
    """The ways to hang the flags: those of training, or those that are kept from it.

    Parameters
    ----------
    held : bool

    Returns
    -------
    int array, shape (m, 2)
        For each kind of thing, the number of its flag.
    """
    # Rules that differ by a turn of all flags are kept together, so that no flag and no
    # thing is rarer in training than another.
    steps = (RULES[:, 1:] - RULES[:, :1]) % len(FLAGS)
    _, turned = np.unique(steps, axis=0, return_inverse=True)
    return RULES[(turned.ravel() % HELD == 0) == held]


def lists(size, rng, *, shots=SHOTS, held=False):
    """Draw lists of `shots` things with their flags, and one more: (size, 2 shots + 2).

    A thing may come twice, the last one too.

    Parameters
    ----------
    size : int
    rng : numpy.random.Generator
    shots : int
        0 or more.
    held : bool
        Whether the day's rule is one that training does not have.

    Returns
    -------
    int array, shape (size, 2 shots + 2)
        Ids of `VOCABULARY`. The last column is what is asked for.
    """
    known = rules(held=held)
    rule = known[rng.integers(len(known), size=size)]  # (size, 2)
    things = rng.integers(len(THINGS), size=(size, shots + 1))
    return write(things, np.take_along_axis(rule, KIND[things], -1))


def inventories(size, rng, *, n=2 * SHOTS + 2):
    """Things of one shed, drawn again and again: int array, shape (size, n)."""
    shed = rng.integers(len(KINDS), size=(size, 1))
    each = len(THINGS) // len(KINDS)
    return shed * each + rng.integers(each, size=(size, n))


def write(things, flags):
    """Things and the numbers of their flags, each (..., k), as lists: (..., 2 k)."""
    pairs = np.stack([things, FIRST_FLAG + flags], axis=-1)
    return pairs.reshape((*pairs.shape[:-2], -1))


def best_guess(shots):
    """How often one who knows how lists are made is right about the last flag.

    Right for sure if a thing of its kind stood on the list. If all were of the other kind,
    its flag is one of the other nine.

    Parameters
    ----------
    shots : int

    Returns
    -------
    float
        A probability.
    """
    missing = len(KINDS) ** -float(shots)  # nothing of its kind stood on the list
    return 1 - missing + missing / (len(FLAGS) - (shots > 0))
