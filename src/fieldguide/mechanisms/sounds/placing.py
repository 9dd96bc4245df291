"""From what is seen to how it is heard: where it stands is the pan, how much of it the gain.

A network that finds a dog in a picture can be asked which pixels have spoken for the dog: an
*activation map*, one number a pixel. Soundify reads two things off it, the middle of what is
bright and how large a part is bright. The numbers are those of the prototype that the first
author has published, chuanenlin/soundify, commit 29aa35a, soundify.py, heatmap.
"""

import numpy as np

from ... import checks

FLOOR = 0.0416  # brightness of what is darkest: matplotlib's color map "hot", red
FULL = 0.365079  # share of the highest from which on all is as bright as can be, there
BRIGHT = 30 / 255  # what is brighter counts as seen
LOUDER, QUIETEST, LOUDEST = (
    40.0,
    -10.0,
    10.0,
)  # decibels: for the whole picture; the ends


def glow(heat):
    """An activation map as it is drawn: from black over red to white, of which the red.

    What lies a third of the way to the highest number glows fully, and what is lowest still a
    little: 0.04. The prototype reads positions off this picture and not off the map.

    Parameters
    ----------
    heat : array, shape (height, width)
        Not all alike.

    Returns
    -------
    array, shape (height, width)
        In [0.04, 1].

    Raises
    ------
    ValueError
        If all numbers are alike: then nothing stands out.

    References
    ----------
    chuanenlin/soundify, commit 29aa35a, heatmap: the red of matplotlib's color map "hot".
    There the map has 224 by 224 pixels, and the glow is rounded to one of 256 whole numbers.
    """
    heat = checks.finite("heat", heat, (None, None))
    if not heat.size or heat.max() == heat.min():
        raise ValueError(
            "heat must have something that stands out, got numbers all alike"
        )
    share = (heat - heat.min()) / (heat.max() - heat.min())
    return FLOOR + (1 - FLOOR) * np.minimum(share / FULL, 1)


def middle(heat):
    """Where the middle of the heat lies, from the left edge to the right.

    Of two columns with the heat 1 and 3 the first stands at -1/2, the second at 1/2, and the
    middle at (-1/2 · 1 + 1/2 · 3) / 4 = 1/4.

    Parameters
    ----------
    heat : array, shape (height, width)
        0 or more, and not all 0.

    Returns
    -------
    float
        In (-1, 1), as the laws of panning take it.

    Raises
    ------
    ValueError
        If a number is negative, or all are 0.

    References
    ----------
    chuanenlin/soundify, commit 29aa35a, heatmap: the center of mass of the glow. There a pixel
    counts from its left edge and not from its middle, which puts everything half a pixel,
    1/224, too far to the left.
    """
    heat = checks.finite("heat", heat, (None, None))
    if not heat.size or heat.min() < 0 or not heat.any():
        raise ValueError("heat must be 0 or more, and not 0 everywhere")
    width = heat.shape[1]
    at = (2 * np.arange(width) + 1) / width - 1  # (width,)  middles of the columns
    return float(heat.sum(0) @ at / heat.sum())


def loudness(glow):
    """How loud something is that so much of the picture glows with.

    A quarter of the picture gives 40 · 1/4 - 10 = 0 decibels, half of it already 10, the most.

    Parameters
    ----------
    glow : array, shape (height, width)

    Returns
    -------
    float
        Decibels, -10 to 10.

    Raises
    ------
    ValueError
        If there are no pixels.

    References
    ----------
    chuanenlin/soundify, commit 29aa35a, heatmap: "Some scaling determined empirically. Capped".
    """
    glow = checks.finite("glow", glow, (None, None))
    checks.count("pixels of glow", glow.size)
    return float(min(LOUDER * (glow > BRIGHT).mean() + QUIETEST, LOUDEST))
