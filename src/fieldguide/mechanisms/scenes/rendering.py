"""What a ray sees of a scene in which every place is more or less dense, and has a color.

A *density* says what share of the light is taken away on a very short way, for each unit of
its length. Light that is not taken away goes on, so what stands in front hides what is behind
it, and how much reaches the eye from a place is the product of two things: how much that
place takes (its opacity), and how much all places before it have let through.

The scenes here are cubes of voxels, n x n x n: x runs to the right and y away from us, as seen
from the front, and height runs down, as rows of a picture do. A camera stands far away at the
height of the scene, so that its rays are parallel.
"""

import numpy as np

from ... import checks

BLOB_SCALE, BLOB_WIDTH = 5.0, 0.2  # Poole et al. 2022, app. A.2


def opacities(densities, deltas):
    """What share of the light each piece of a ray takes: 1 - exp(-density distance).

    A piece that is twice as long takes the same share of what is left once more, so two
    pieces of opacity 0.5 make one of 0.75.

    Parameters
    ----------
    densities : array, shape (..., n)
        0 or more, for each unit of length.
    deltas : array, shape (n,)
        Of the pieces, 0 or more.

    Returns
    -------
    array, shape (..., n)
        In [0, 1].

    References
    ----------
    Mildenhall et al. 2020, arXiv:2003.08934, below eq. 3: alpha.
    """
    return 1 - np.exp(-_thickness(densities, deltas))


def transmittance(densities, deltas):
    """What share of the light gets as far as each piece: exp(-all that stands before it).

    The piece itself does not count: the first one gets all.

    Parameters
    ----------
    densities : array, shape (..., n)
        0 or more, the nearest piece first.
    deltas : array, shape (n,)

    Returns
    -------
    array, shape (..., n)
        In [0, 1], falling.

    References
    ----------
    Mildenhall et al. 2020, arXiv:2003.08934, eq. 3: T, whose sum runs to i - 1.
    """
    thickness = _thickness(densities, deltas)
    # Added up, and not all less its own: in a wall that difference is rounded away.
    n = np.shape(thickness)[-1]
    return np.exp(-(thickness @ np.triu(np.ones((n, n)), 1)))


def ray_weights(densities, deltas):
    """How much each piece of a ray counts in the pixel: transmittance times opacity.

    Together they are 1 less what gets through all pieces; so they never exceed 1, and the
    rest belongs to the background.

    Parameters
    ----------
    densities : array, shape (..., n)
        0 or more, the nearest piece first.
    deltas : array, shape (n,)

    Returns
    -------
    array, shape (..., n)

    References
    ----------
    Mildenhall et al. 2020, arXiv:2003.08934, eq. 3 and 5.
    """
    return transmittance(densities, deltas) * opacities(densities, deltas)


def see_along(densities, colors, deltas, *, background):
    """The color of a pixel: what its ray meets, each piece by its weight, and the background.

    Parameters
    ----------
    densities : array, shape (..., n)
        0 or more, the nearest piece first.
    colors : array, shape (..., n, c)
    deltas : array, shape (n,)
    background : array, shape (c,)
        What is seen of whatever light the pieces let through.

    Returns
    -------
    array, shape (..., c)

    References
    ----------
    Mildenhall et al. 2020, arXiv:2003.08934, eq. 3, and for the background, over which the
    rest is laid, Poole et al. 2022, arXiv:2209.14988, sec. 3.1.
    """
    weights = ray_weights(densities, deltas)
    colors = checks.numbers("colors", colors, (*np.shape(weights), None))
    background = checks.numbers("background", background, (np.shape(colors)[-1],))
    rest = 1 - weights.sum(-1)
    return (weights[..., None] * colors).sum(-2) + rest[..., None] * background


def turned_plane(n, *, angle):
    """Which numbers of an n x n plane lie where, seen from another side: a matrix.

    Row a n + d says what lies at place a from the left and d from the front, once one has
    walked around by `angle`: a mean of the four numbers nearest to it, by their nearness. What
    lies outside of the plane is 0.

    Parameters
    ----------
    n : int
    angle : float
        In degrees. At 0 one looks along y and has x from the left; at 90 one has walked to
        the right-hand side and looks back along x.

    Returns
    -------
    array, shape (n * n, n * n)
        Its columns belong to x n + y. Rows add up to 1 inside, and to less at the corners.
    """
    n = checks.count("n", n)
    turn = np.deg2rad(checks.number("angle", angle))
    middle = (n - 1) / 2
    from_left, from_front = np.meshgrid(*[np.arange(n) - middle] * 2, indexing="ij")
    x = from_left * np.cos(turn) - from_front * np.sin(turn) + middle
    y = from_left * np.sin(turn) + from_front * np.cos(turn) + middle
    near = [
        np.maximum(0, 1 - np.abs(at.reshape(-1, 1) - np.arange(n))) for at in (x, y)
    ]
    return (near[0][:, :, None] * near[1][:, None, :]).reshape(n * n, n * n)


def render(densities, colors, plane, *, background, edge=1.0):
    """A picture of a cube of voxels, from the side that `plane` belongs to.

    Parameters
    ----------
    densities : array, shape (n, n, n)
        0 or more, along x, y and down.
    colors : array, shape (n, n, n, c)
    plane : array, shape (n * n, n * n)
        Of `turned_plane`.
    background : array, shape (c,)
    edge : float
        Of a voxel's edge, 0 or more.

    Returns
    -------
    array, shape (n, n, c)
        Rows from the top, and pixels from the left.

    Raises
    ------
    ValueError
        If the three do not belong to one cube, or a density is negative.

    References
    ----------
    As `see_along`. A camera of NeRF's has rays that meet in a point, and between the voxels
    it asks a network; ours has parallel ones, and takes means of four neighbors.
    """
    densities = checks.numbers("densities", densities, (None, None, None))
    n = checks.count("voxels along a side", np.shape(densities)[0])
    if np.shape(densities) != (n, n, n):
        raise ValueError(f"densities must be a cube, got shape {np.shape(densities)}")
    colors = checks.numbers("colors", colors, (n, n, n, None))
    plane = checks.numbers("plane", plane, (n * n, n * n))
    # From the left, from the front, down; then the ray's own axis to where a ray has it.
    seen = (
        (plane @ densities.reshape((n * n, n))).reshape((n, n, n)).transpose((2, 0, 1))
    )
    shades = (plane @ colors.reshape((n * n, -1))).reshape((n, n, n, -1))
    lengths = np.full(n, checks.number("edge", edge, least=0))
    return see_along(
        seen, shades.transpose((2, 0, 1, 3)), lengths, background=background
    )


def density_blob(points, *, scale=BLOB_SCALE, blob_width=BLOB_WIDTH):
    """A cloud around the origin, where a scene begins that does not know yet what it will be.

    Without it the quickest way to change a picture is to put something right in front of a
    camera.

    Parameters
    ----------
    points : array, shape (..., 3)
        The scene is about 1 wide to each side.
    scale : float
        Density in the middle.
    blob_width : float
        Above 0: where it has fallen to 61 percent.

    Returns
    -------
    array, shape (...)

    References
    ----------
    Poole et al. 2022, arXiv:2209.14988, app. A.2, "Spatial density bias".
    """
    points = checks.numbers("points", points, (..., 3))
    scale = checks.number("scale", scale)
    blob_width = checks.number("blob_width", blob_width, above=0)
    return scale * np.exp(-(points**2).sum(-1) / (2 * blob_width**2))


def _thickness(densities, deltas):
    """Density times length of each piece, if neither is negative."""
    densities = checks.numbers("densities", densities, (..., None))
    deltas = checks.numbers("deltas", deltas, (np.shape(densities)[-1],))
    for name, x in (("densities", densities), ("deltas", deltas)):
        if (x < 0).any():
            raise ValueError(f"{name} must be 0 or more, got {x.min()}")
    return densities * deltas
