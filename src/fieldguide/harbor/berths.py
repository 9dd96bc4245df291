"""One berth at the quay, two vessels, and water that rises and falls: who is called in?

The keeper calls the vessel that lies nearer to the quay. But a ship draws three meters, a boat
hardly one, so at low water a ship is passed over; and if nobody can come, nobody is called.
Of two that lie equally near the first one comes.
"""

import numpy as np

from .. import checks
from . import views

DRAFT = {"boat": 1.0, "ship": 3.0}  # meters of water that a vessel needs
LEAST, MOST = 1.5, 4.5  # meters at the quay, at ebb and at flood
WHO = "first", "second", "nobody"
MORE = "first", "second", "water", "low", "high", "call", "nobody"
VOCABULARY = (*views.VOCABULARY, *MORE)  # the captions' words and these
KEYS = {"by the rocks": "rocks", "on the sea": "sea", "by the quay": "quay"}
_NUMBER = {word: number for number, word in enumerate(VOCABULARY)}


def called(first, second, depth):
    """Who may come in: 0 for the first, 1 for the second, 2 for nobody.

    Parameters
    ----------
    first, second : int array, shape (n, 5)
        Scenes, rows of `views.SCENES`, of which vessel and place matter.
    depth : array, shape (n,)
        Meters of water at the quay.

    Returns
    -------
    int array, shape (n,)
    """
    first, second = (
        checks.integers(name, scenes, (None, len(views.FACTORS)))
        for name, scenes in (("first", first), ("second", second))
    )
    depth = checks.finite("depth", depth, (len(first),))
    needs = np.array([DRAFT[vessel] for vessel in views.VESSELS])
    near = np.stack([first[:, 2], second[:, 2]], 1) + 1  # rocks 1, sea 2, quay 3
    vessel = np.stack([first[:, 1], second[:, 1]], 1)
    near = np.where(needs[vessel] <= depth[:, None], near, 0)
    return np.where(near.max(1) > 0, near.argmax(1), 2)


def ids(words):
    """Words, a list or in one str, to their numbers in `VOCABULARY`: int array."""
    words = words.split() if isinstance(words, str) else words
    return np.array([_NUMBER[word] for word in words])


def keys(scene):
    """A vessel and its place in two words: ship, quay."""
    return views.VESSELS[scene[1]], KEYS[views.PLACES[scene[2]]]


def told(first, second, depth):
    """A question in words: first ship quay second boat sea water low [EOS]."""
    tide = "high" if depth >= DRAFT["ship"] else "low"
    return ["first", *keys(first), "second", *keys(second), "water", tide, views.END]


def answer(who):
    """What is answered: call the first [EOS], or call nobody [EOS]."""
    the = ["the"] if who < 2 else []
    return ["call", *the, WHO[who], views.END]


def sample(size, rng):
    """Draw questions: pictures (n, 2, 16, 16, 3), scenes (n, 2, 5), meters of water (n,)."""
    pictures, scenes = views.sample(2 * size, rng)
    depth = rng.uniform(LEAST, MOST, size)
    return (
        pictures.reshape(size, 2, *pictures.shape[1:]),
        scenes.reshape(size, 2, -1),
        depth,
    )
