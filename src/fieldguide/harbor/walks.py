"""The keeper walks along the quay: seen from the side, ten times a second, for three seconds.

A walk has 32 moments of five numbers in meters: how far the hip has come, and of the left and of
the right foot how far and how high it is. The quay is at the height 0. A foot stands for half of
each cycle and does not move; in the other half it is lifted and set down one stride further. So
at every moment one foot stands, none is below the quay, and none slides: three rules that can be
checked.
"""

import numpy as np

from .. import checks

RATE = 10  # moments a second
MOMENTS = 32
HIP, LEFT, LEFT_HEIGHT, RIGHT, RIGHT_HEIGHT = range(5)
PLACES, HEIGHTS = [LEFT, RIGHT], [LEFT_HEIGHT, RIGHT_HEIGHT]
PACES = {  # how he walks: seconds of a cycle of two steps, meters that it takes him on
    "strolls": ((1.2, 1.6), (0.8, 1.2)),
    "hurries": ((0.8, 1.0), (1.4, 1.8)),
}
LIFTS = 0.10, 0.20  # meters: how high a foot is lifted
PUT_DOWN = 0.03  # meters: a foot that is lower is put on the quay by `obey`
LEAST = 1e-3  # of a number's spread, where all walks agree


def walk(pace, rng):
    """A walk as the keeper walks, of one of `PACES`: array, shape (32, 5), in meters."""
    if pace not in PACES:
        raise ValueError(f"pace must be one of {[*PACES]}, got {pace!r}")
    (short, long), (small, large) = PACES[pace]
    cycle = checks.rng(rng).uniform(short, long) * RATE  # moments
    stride, lift = rng.uniform(small, large), rng.uniform(*LIFTS)
    t = np.arange(MOMENTS)
    begun = t / cycle + rng.uniform()  # cycles
    out = [stride * t / cycle]
    for ahead in (0, 0.5):
        number, share = np.divmod(begun + ahead, 1)
        swing = np.clip(2 * share - 1, 0, 1)  # 0 while the foot stands
        step = number + (1 - np.cos(np.pi * swing)) / 2
        place = (step - ahead + 0.25 - begun[0]) * stride  # half a stand before the hip
        out += [place, lift * np.sin(np.pi * swing)]
    return np.stack(out, axis=1)


def sample(n, rng):
    """Walks, shape (n, 32, 5), and which of `PACES` each has, shape (n,), by turns."""
    checks.counts(n=n)
    paces = np.arange(n) % len(PACES)
    return np.stack([walk([*PACES][k], rng) for k in paces]), paces


def to_rows(walks):
    """Walks as rows of 160 numbers without a beginning: feet from the hip, and the hip's speed.

    Parameters
    ----------
    walks : array, shape (n, 32, 5)

    Returns
    -------
    array, shape (n, 160)
    """
    walks = checks.finite("walks", walks, (None, MOMENTS, 5)).copy()
    walks[..., PLACES] -= walks[..., [HIP]]
    walks[..., HIP] = np.diff(walks[..., HIP], axis=1, prepend=0)
    return walks.reshape(len(walks), MOMENTS * 5)


def from_rows(rows):
    """Undoes `to_rows`, for walks whose hip begins at 0."""
    rows = checks.finite("rows", rows, (None, MOMENTS * 5))
    walks = rows.reshape(len(rows), MOMENTS, 5).copy()
    walks[..., HIP] = np.cumsum(walks[..., HIP], axis=1)
    walks[..., PLACES] += walks[..., [HIP]]
    return walks


def feet(walks):
    """Places and heights of the feet, each of shape (n, 32, 2), for `measures.motion`."""
    walks = checks.finite("walks", walks, (..., MOMENTS, 5))
    return walks[..., PLACES], walks[..., HEIGHTS]


def stand(heights):
    """Heights of two feet put right: none below the quay, and one of them on it.

    Parameters
    ----------
    heights : array, shape (..., 2)
        In meters.

    Returns
    -------
    array, shape (..., 2)
    """
    heights = checks.finite("heights", heights, (..., 2))
    low = np.where(heights < PUT_DOWN, 0, heights)
    low = low - low.min(-1, keepdims=True)
    return np.where(low < PUT_DOWN, 0, low)  # who was lowered with the other


def obey(walks):
    """Walks put right by three rules: the quay carries, a foot stands, and it does not slide.

    1. A foot below the quay, or hardly above it, is put on it.
    2. If both feet are above it, both are lowered until one stands.
    3. A foot that stands for several moments is put where it is on the average of them.

    Parameters
    ----------
    walks : array, shape (n, 32, 5)

    Returns
    -------
    array, shape (n, 32, 5)
        To obey twice changes nothing more.
    """
    walks = checks.finite("walks", walks, (None, MOMENTS, 5)).copy()
    walks[..., HEIGHTS] = stand(walks[..., HEIGHTS])
    for place, height in zip(PLACES, HEIGHTS, strict=True):
        stands = walks[..., height] == 0  # (n, 32)
        ahead = np.pad(stands, ((0, 0), (1, 0)))[:, :-1]
        which = np.cumsum(stands & ~ahead, axis=1)  # of which stand a moment is
        which = (
            np.where(stands, which, 0) + (MOMENTS + 1) * np.arange(len(walks))[:, None]
        )
        size = (MOMENTS + 1) * len(walks)
        total = np.bincount(which.ravel(), walks[..., place].ravel(), size)
        count = np.bincount(which.ravel(), minlength=size)
        mean = (total / np.maximum(count, 1))[which]
        walks[..., place] = np.where(stands, mean, walks[..., place])
    return walks
