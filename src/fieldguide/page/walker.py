"""A walk as a strip: the keeper's legs, moment by moment, on the quay that he should walk on."""

import matplotlib.pyplot as plt

from .. import checks
from ..mechanisms.measures import motion
from . import figures

C = figures.COLORS
LEGS = 0.9  # meters from the hip to the lower foot
EVERY = 2  # moments from one figure to the next
LOWEST, HIGHEST = -0.22, 1.05  # meters that are shown
NEAR = motion.TOLERANCE  # meters


def strip(hips, places, heights, *, title=""):
    """Draw a walk from the side, with a mark for each foot that breaks a rule.

    Parameters
    ----------
    hips : array, shape (t,)
        How far the hip has come, in meters.
    places, heights : array, shape (t, 2)
        Of the left foot and the right one, in meters.
    title : str
        Above it.

    Returns
    -------
    matplotlib Axes
    """
    hips = checks.finite("hips", hips, (None,))
    places = checks.finite("places", places, (len(hips), 2))
    heights = checks.finite("heights", heights, (len(hips), 2))
    _, ax = plt.subplots(figsize=(4.2, 1.8))
    for t in range(0, len(hips), EVERY):
        hip = hips[t], LEGS + heights[t].min()
        for foot, (color, line) in enumerate(((C["blue"], "-"), (C["orange"], "--"))):
            ax.plot(
                [hip[0], places[t, foot]], [hip[1], heights[t, foot]],
                color=color, ls=line, lw=1.2, marker="",
            )  # fmt: skip
    ax.axhline(0, color=C["ink"], lw=1)
    below = heights < -NEAR
    if below.any():
        ax.plot(
            places[below],
            heights[below] - 0.05,
            ls="",
            marker="v",
            color=C["purple"],
            ms=4,
        )
    air = heights.min(1) > NEAR
    if air.any():
        ax.plot(
            hips[air], [-0.12] * air.sum(), ls="", marker="^", color=C["purple"], ms=4
        )
    far = max(hips[-1], places.max()) + 0.3
    ax.set(
        xlim=(-0.9, max(far, 3.5)), ylim=(LOWEST, HIGHEST), yticks=[0, 0.5, 1],
        xlabel="meters along the quay", ylabel="height (m)", title=title,
    )  # fmt: skip
    ax.grid(visible=False)
    return ax
