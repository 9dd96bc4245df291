"""Films of the harbor: a vessel sails west or east, and seven frames are taken of it.

A frame is a picture of `views`, without fog or gull. A caption says three things, each of which
can be checked: "the ship sails east at dusk". Two rules stand in no caption: the lamp burns at
dusk, and a vessel that has come to the rocks or to the quay stays there.

The witness without a network holds each frame beside pictures of all hours, vessels and places, and
says which is nearest: so a vessel can be followed from frame to frame.
"""

import itertools
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .. import checks
from . import views

FRAMES = 7  # of a film: one, and three pairs
WAYS = "west", "east"
FACTORS = {"time": views.TIMES, "vessel": views.VESSELS, "way": WAYS}
VOYAGES = np.array(list(itertools.product(*(range(len(v)) for v in FACTORS.values()))))
SPEEDS = 1.0, 1.3  # pixels a frame, the slowest and the fastest
ENDS = (
    4.0,
    13.0,
)  # pixels from the left, where a vessel stays: in the west and in the east
STEP = 0.25  # pixels between two places that the witness knows
MOVED = 0.5  # pixels: less is none, for the witness


def caption(voyage):
    """What a film shows, in words: "the ship sails east at dusk".

    Parameters
    ----------
    voyage : ints, shape (3,)
        Time, vessel, way: a row of `VOYAGES`.
    """
    time, vessel, way = checks.integers("voyage", voyage, (len(FACTORS),))
    return f"the {views.VESSELS[vessel]} sails {WAYS[way]} at {views.TIMES[time]}"


CAPTIONS = tuple(caption(voyage) for voyage in VOYAGES)


def voyage(text):
    """The voyage that a caption tells of: int array, shape (3,).

    Raises
    ------
    ValueError
        If it is not one of `CAPTIONS`.
    """
    if checks.text("text", text) not in CAPTIONS:
        raise ValueError(f"expected a caption such as {CAPTIONS[0]!r}, got {text!r}")
    return VOYAGES[CAPTIONS.index(text)].copy()


def places(voyages, *, start, speed, frames=FRAMES):
    """Where the vessel is in each frame: it sails on until it has arrived, and stays.

    Parameters
    ----------
    voyages : int array, shape (n, 3)
    start, speed : array, shape (n,)
        Pixels from the left in the first frame, and pixels a frame.
    frames : int

    Returns
    -------
    array, shape (n, frames)
        Pixels from the left.
    """
    voyages = _voyages(voyages)
    n, t = len(voyages), np.arange(checks.count("frames", frames))
    start, speed = (
        checks.finite("start", start, (n,)),
        checks.finite("speed", speed, (n,)),
    )
    forward = 2 * voyages[:, 2] - 1  # west is to the left
    return (start[:, None] + (forward * speed)[:, None] * t).clip(*ENDS)


def shoot(voyages, x):
    """Films of vessels that are at `x`.

    Parameters
    ----------
    voyages : int array, shape (n, 3)
    x : array, shape (n, frames)
        Pixels from the left, such as `places` gives.

    Returns
    -------
    float32 array, shape (n, frames, 16, 16, 3)
        In [0, 1].
    """
    voyages = _voyages(voyages)
    x = checks.finite("x", x, (len(voyages), None))
    scenes = np.zeros((len(voyages), len(views.FACTORS)), int)
    scenes[:, :2] = voyages[:, :2]
    frames = views.draw(np.repeat(scenes, x.shape[1], axis=0), x=x.ravel())
    return frames.reshape(*x.shape, *frames.shape[1:])


def sample(size, rng, *, frames=FRAMES):
    """Films by chance: any voyage, any speed, anywhere on the way.

    Parameters
    ----------
    size : int
    rng : numpy.random.Generator
    frames : int

    Returns
    -------
    films : float32 array, shape (size, frames, 16, 16, 3)
        In [0, 1].
    voyages : int array, shape (size, 3)
    """
    drawn = checks.rng(rng).integers(len(VOYAGES), size=checks.count("size", size))
    start, speed = rng.uniform(*ENDS, size), rng.uniform(*SPEEDS, size)
    voyages = VOYAGES[drawn]
    x = places(voyages, start=start, speed=speed, frames=frames)
    return shoot(voyages, x), voyages


# --- the witness ----------------------------------------------------------------------


class Track(NamedTuple):
    """What a witness tells of films: arrays of shape (n, frames)."""

    times: np.ndarray  # numbers of views.TIMES
    vessels: np.ndarray  # numbers of views.VESSELS
    places: np.ndarray  # pixels from the left
    distances: np.ndarray  # root mean square of the difference to the nearest picture


@lru_cache(1)
def _known():
    """Pictures (m, 768) of every hour, vessel and place; and these three, (m, 3)."""
    x = np.arange(ENDS[0] - 2, ENDS[1] + 2 + STEP, STEP)
    each = np.array([(*voyage[:2], place) for voyage in VOYAGES[::2] for place in x])
    pictures = shoot(
        np.append(each[:, :2], each[:, :1] * 0, 1).astype(int), each[:, 2:]
    )
    return pictures.reshape(len(each), -1), each


def track(films):
    """Follow the vessel: hour, vessel and place in every frame.

    Parameters
    ----------
    films : array, shape (n, frames, 16, 16, 3)
        In [0, 1]; what lies outside is clipped.

    Returns
    -------
    Track
    """
    films = checks.finite("films", films, (None, None, views.SIZE, views.SIZE, 3))
    flat = films.clip(0, 1).reshape(-1, views.SIZE**2 * 3).astype(np.float32)
    known, each = _known()
    squares = (flat**2).sum(1)[:, None] - 2 * flat @ known.T + (known**2).sum(1)
    nearest = squares.argmin(1)
    least = np.maximum(squares[np.arange(len(flat)), nearest], 0) / flat.shape[1]
    time, vessel, x = each[nearest].T
    found = time.astype(int), vessel.astype(int), x, np.sqrt(least)
    return Track(*(column.reshape(films.shape[:2]) for column in found))


def obeys(films, voyages):
    """Whether films show what their captions say, by what the witness tells.

    Parameters
    ----------
    films : array, shape (n, frames, 16, 16, 3)
    voyages : int array, shape (n, 3)

    Returns
    -------
    bool array, shape (n, 3)
        The hour is right in every frame; so is the vessel; and the vessel sails the way that
        is told, or has arrived.
    """
    voyages = _voyages(voyages)
    found = track(films)
    if len(found.times) != len(voyages):
        raise ValueError(
            f"voyages must be one for each of {len(found.times)} films, got {len(voyages)}"
        )
    forward = 2 * voyages[:, 2:] - 1  # (n, 1)
    gone = (forward * (found.places[:, -1:] - found.places[:, :1]))[:, 0]
    end = np.array(ENDS)[voyages[:, 2]]
    arrived = abs(found.places[:, 0] - end) <= 2 * MOVED
    sails = (gone > MOVED) | (arrived & (gone > -MOVED))
    return np.stack(
        [
            (found.times == voyages[:, :1]).all(1),
            (found.vessels == voyages[:, 1:2]).all(1),
            sails,
        ],
        axis=1,
    )


def _voyages(voyages):
    voyages = checks.integers("voyages", voyages, (None, len(FACTORS)))
    for (name, values), column in zip(FACTORS.items(), voyages.T, strict=True):
        checks.ids(name, column, len(values))
    return voyages
