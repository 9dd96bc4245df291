"""The lighthouse in space: a cube of voxels that looks different from every side.

The tower has red bands and a lamp room, as on the pictures; behind it is only sky. There is a
door in front, and a hut stands to the right of the tower; so one can tell from each of eight
views where one stands. `KINDS` differ in the color of the bands alone.

Empty voxels have a color, too: that of the tower at their height. A ray that grazes the tower
takes means of voxels that are full and voxels that are empty, and would get dark edges if empty
ones were black.
"""

import numpy as np

from .. import checks
from .views import BAND, LIT, TOWER

SIDE = 12  # voxels along each edge
FULL = 6.0  # density of a voxel that is full: it lets through a four-hundredth
SKY = np.array([0.35, 0.60, 0.92])  # behind everything
KINDS = {"red": BAND, "blue": (0.15, 0.35, 0.80), "dark": (0.20, 0.20, 0.20)}
ANGLES = tuple(range(0, 360, 45))  # degrees, walking to the right-hand side first
NAMES = (
    "the front",
    "the front right",
    "the right",
    "the back right",
    "the back",
    "the back left",
    "the left",
    "the front left",
)
BANDS = (5, 6, 9)  # of 12 rows, from the top
LAMP = (1, 2)
DOOR_COLOR, HUT_COLOR = (0.10, 0.10, 0.30), (0.30, 0.60, 0.30)


def lighthouse(kind="red", *, side=SIDE):
    """A lighthouse as densities and colors.

    Parameters
    ----------
    kind : a name of `KINDS`
    side : int
        Voxels along each edge, a multiple of 12: more of them show the same lighthouse with
        rounder walls.

    Returns
    -------
    density : array, shape (side, side, side)
        `FULL` or 0, along x, y and down.
    colors : array, shape (side, side, side, 3)
        In [0, 1].
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {kind!r}")
    fine = checks.count("side", side) / SIDE
    if side % SIDE:
        raise ValueError(f"side must be a multiple of {SIDE}, got {side}")
    # Middles of voxels, counted in those of the coarse cube; x and y from its axis.
    at = (np.arange(side) + 0.5) / fine
    x, y, z = np.meshgrid(at - SIDE / 2, at - SIDE / 2, at, indexing="ij")
    row = np.floor(z).astype(int)  # from the top
    colors = np.empty((side, side, side, 3))
    colors[:] = TOWER
    colors[np.isin(row, BANDS)] = KINDS[kind]
    colors[np.isin(row, LAMP)] = LIT
    radius = np.where(row < 3, 1.3, 1.6 + 0.12 * row)
    solid = (row >= 1) & (x**2 + y**2 < radius**2)
    door = (row >= 10) & (abs(x) < 1) & (y > -3.4) & (y < -2)
    hut = (row >= 9) & (abs(y) < 1.6) & (x > 2.5) & (x < 5.2)
    for part, color in ((hut, HUT_COLOR), (door, DOOR_COLOR)):
        colors[part] = color
    return FULL * (solid | door | hut), colors
