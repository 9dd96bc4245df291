"""A witness without a network, who tells what a picture of the harbor shows.

It holds the picture beside some three thousand that it knows, of every scene, and names the scene
of the nearest. It is right on nearly all true pictures, and says how near the nearest was.
"""

import itertools
from functools import lru_cache

import numpy as np

from .. import checks
from ..mechanisms.measures.distance import frechet_distance
from . import views

KNOWN = 2000  # pictures of which the features are made
FEATURES = 24  # directions in which true pictures differ most


@lru_cache(1)
def _known():
    """Pictures (m, 768) of every scene, their scenes, and how far things are out of place."""
    known = []
    for scene in views.SCENES:
        shifts = np.linspace(-views.DRIFT, views.DRIFT, 5)
        (x, y), (along, up) = views.GULL_XY, views.GULL_DRIFT
        beside, above = np.linspace(-along, along, 5), np.linspace(-up, up, 3)
        gulls = list(itertools.product(x + beside, y + above))
        gulls = gulls if scene[4] else [views.GULL_XY]
        known += [(*scene, shift, *gull) for shift in shifts for gull in gulls]
    known = np.array(known)
    scenes = known[:, :5].astype(int)
    x = views.PLACE_X[scenes[:, 2]] + known[:, 5]
    pictures = views.draw(scenes, x=x, gull=known[:, 6:])
    drift = np.hstack([known[:, 5:6], known[:, 6:] - views.GULL_XY])  # (m, 3)
    drift[scenes[:, 4] == 0, 1:] = np.nan  # without a gull it is nowhere
    return pictures.reshape(len(pictures), -1), scenes, drift


def tell(pictures):
    """What pictures show, and how far they are from anything that the harbor looks like.

    Parameters
    ----------
    pictures : array, shape (n, 16, 16, 3)
        In [0, 1]; what lies outside is clipped.

    Returns
    -------
    scenes : int array, shape (n, 5)
        Those of the nearest known pictures.
    distances : array, shape (n,)
        Root mean square of the difference to it, in [0, 1].
    """
    nearest, distances = _nearest(pictures, _known()[0])
    return _known()[1][nearest], distances


def where(pictures, *, through=None):
    """How far out of place things lie on pictures: as on the nearest known picture of each.

    The known pictures have the vessel at five places, 0.4 pixels apart, and the gull at
    five along and three up; so a vessel that lies 0.5 to the right is told as 0.4.

    Parameters
    ----------
    pictures : array, shape (n, 16, 16, 3)
        In [0, 1]; what lies outside is clipped.
    through : function, optional
        What the pictures have gone through, such as an autoencoder: pictures to pictures. The
        known ones go through it, too, since what it drops would else be told as a place.

    Returns
    -------
    array, shape (n, 3)
        Pixels of 16: the vessel to the right of the middle of its place, the gull to the
        right and down of the middle of its own; nan for a gull that is not there.
    """
    known, _, drift = _known()
    if through is not None:
        checks.function("through", through)
        known = _flat(through(known.reshape(-1, views.SIZE, views.SIZE, 3)))
        checks.as_many(known=drift, through=known)
    return drift[_nearest(pictures, known)[0]]


def _nearest(pictures, known):
    """Which known picture (m, 768) is nearest to each, and how far away it is: (n,) both."""
    flat = _flat(pictures)
    squares = (flat**2).sum(1)[:, None] - 2 * flat @ known.T + (known**2).sum(1)
    nearest = squares.argmin(1)
    least = np.maximum(squares[np.arange(len(flat)), nearest], 0)
    return nearest, np.sqrt(least / flat.shape[1])


def all_right(pictures, scenes):
    """Whether each picture shows all five things as its scene says: bool array, shape (n,)."""
    told, _ = tell(pictures)
    return (told == checks.integers("scenes", scenes, told.shape)).all(1)


@lru_cache(1)
def _true():
    """Mean and directions of true pictures, and their features."""
    flat = _flat(views.sample(KNOWN, np.random.default_rng(0))[0])
    mean = flat.mean(0)
    directions = np.linalg.svd(flat - mean, full_matrices=False)[2][:FEATURES].T
    return mean, directions, (flat - mean) @ directions


def features(pictures):
    """Pictures (n, 16, 16, 3) as the 24 numbers in which true ones differ most: (n, 24)."""
    mean, directions, _ = _true()
    return (_flat(pictures) - mean) @ directions


def distance(pictures):
    """Frechet distance between pictures, many of them, and true ones of the harbor.

    Counted in the features above, where the field uses those of a trained network. Small if
    the pictures as a whole look like the harbor: with as much fog, as many gulls, as sharp.

    Parameters
    ----------
    pictures : array, shape (n, 16, 16, 3)
        25 or more.

    Returns
    -------
    float
    """
    return frechet_distance(_true()[2], features(pictures))


def _flat(pictures):
    pictures = checks.finite("pictures", pictures, (None, views.SIZE, views.SIZE, 3))
    flat = pictures.clip(0, 1).reshape(len(pictures), views.SIZE**2 * 3)
    return flat.astype(np.float32)
