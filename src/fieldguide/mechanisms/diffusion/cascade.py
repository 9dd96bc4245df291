"""Draw small, then enlarge: what a chain of diffusion models hands on from one to the next.

The first model draws a small picture, in which all that the caption says is settled. The second
is shown it and draws a larger one. It was trained on small pictures that are made from true
ones, but will be shown what the first model drew, with its mistakes. So the small pictures are
spoilt a little in training, and the model is told how much: *noise conditioning augmentation*.
"""

import numpy as np

from ... import checks
from .steps import add_noise


def shrink(pictures, *, zoom):
    """Pictures of fewer pixels: each is the mean of a block of zoom x zoom.

    Parameters
    ----------
    pictures : array, shape (n, height, width, colors)
        Height and width are multiples of the zoom.
    zoom : int

    Returns
    -------
    array, shape (n, height / zoom, width / zoom, colors)

    Raises
    ------
    ValueError
        If the zoom divides not both sides.
    """
    pictures = checks.numbers("pictures", pictures, (None, None, None, None))
    n, height, width, colors = pictures.shape
    zoom = checks.count("zoom", zoom)
    if height % zoom or width % zoom:
        raise ValueError(f"zoom must divide {height} and {width}, got {zoom}")
    blocks = n, height // zoom, zoom, width // zoom, zoom, colors
    return pictures.reshape(blocks).mean((2, 4))


def enlarge(pictures, *, zoom):
    """Pictures of more pixels, each a block of zoom x zoom that are alike.

    Nothing is added: `shrink` gives the small pictures back. GLIDE blends neighbors (bicubic)
    instead, and its network does the rest either way.

    Parameters
    ----------
    pictures : array, shape (n, height, width, colors)
    zoom : int

    Returns
    -------
    array, shape (n, zoom height, zoom width, colors)
    """
    pictures = checks.numbers("pictures", pictures, (None, None, None, None))
    zoom = checks.count("zoom", zoom)
    return pictures.repeat(zoom, axis=1).repeat(zoom, axis=2)


def augment(pictures, noise, *, level):
    """Spoil small pictures before a model enlarges them: the forward process, up to a level.

    What is left of the variance is cos²(level pi / 2): at level 0 all, at 1 nothing. The
    picture's and the noise's shares add up to 1 (*variance preserving*), so that pictures do
    not get louder with the level.

    Parameters
    ----------
    pictures, noise : array, shape (n, ...)
        In -1 ... 1; standard normal.
    level : float, or array of shape (n,)
        In [0, 1]. Drawn anew for each picture in training; chosen by who draws, later.

    Returns
    -------
    array, shape (n, ...)

    Raises
    ------
    ValueError
        If a level lies outside [0, 1], or the shapes differ.

    References
    ----------
    Saharia et al. 2022, arXiv:2205.11487, sec. 2.4, who say that it resembles the forward
    process but not how the level counts; the cosine is that of their schedules. The idea is
    Ho et al.'s, Cascaded Diffusion Models, 2021, arXiv:2106.15282, sec. 4.
    """
    pictures = checks.numbers("pictures", pictures)
    level = checks.finite("level", level)
    if ((level < 0) | (level > 1)).any():
        raise ValueError(f"level must lie in [0, 1], got {level}")
    if level.ndim:
        level = checks.finite("level", level, pictures.shape[:1])
        level = level.reshape(-1, *[1] * (pictures.ndim - 1))
    return add_noise(pictures, noise, alpha_bar=np.cos(level * np.pi / 2) ** 2)


def surroundings(pictures, *, radius):
    """What each pixel of a small picture has around it, pixel by pixel, itself included.

    Beyond the edge the edge goes on.

    Parameters
    ----------
    pictures : array, shape (n, height, width, colors)
    radius : int
        0 or more: 2 radius + 1 pixels across and down are seen.

    Returns
    -------
    array, shape (n, height, width, (2 radius + 1)², colors)
        Row by row.

    Notes
    -----
    It stands in for the convolutions of the papers' networks, whose layers see such a square.
    """
    pictures = checks.numbers("pictures", pictures, (None, None, None, None))
    radius = checks.count("radius", radius, least=0)
    n, height, width, colors = pictures.shape
    border = [(0, 0), (radius, radius), (radius, radius), (0, 0)]
    framed = np.pad(pictures, border, mode="edge")
    across = 2 * radius + 1
    seen = np.lib.stride_tricks.sliding_window_view(
        framed, (across, across), (1, 2)
    )  # (n, height, width, colors, across, down)
    return np.moveaxis(seen, 3, -1).reshape(n, height, width, across**2, colors)
