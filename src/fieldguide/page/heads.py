"""Heads seen from above, nose upward, with what each sensor around them feels or gives."""

import matplotlib.pyplot as plt
import numpy as np

from .. import checks
from . import figures

C = figures.COLORS
DOT = 150  # square points of the largest sensor


def head(ax, values, places, *, crosses=None, title=""):
    """Draw sensors as large as their numbers: blue dots above zero, hollow orange squares below.

    Parameters
    ----------
    ax : matplotlib Axes
    values : array, shape (n,)
    places : array, shape (n, 2)
        In the unit square, around (0.5, 0.5).
    crosses : array, shape (k, 2), optional
        Places in the brain, to be marked.
    title : str

    Returns
    -------
    matplotlib Axes
    """
    values = checks.finite("values", values, (None,))
    places = checks.finite("places", places, (len(values), 2))
    ax.add_patch(plt.Circle((0.5, 0.5), 0.54, fc="none", ec=C["soft"]))
    ax.plot([0.44, 0.5, 0.56], [1.04, 1.12, 1.04], color=C["soft"], marker="", lw=1)
    size = DOT * abs(values) / (abs(values).max() or 1)
    above = values > 0
    for mask, marker, inside, color in (
        (above, "o", C["blue"], C["blue"]),
        (~above, "s", "none", C["orange"]),
    ):
        ax.scatter(
            *places[mask].T,
            size[mask],
            marker=marker,
            facecolor=inside,
            edgecolor=color,
        )
    if crosses is not None:
        ax.plot(*np.asarray(crosses).T, "x", color=C["ink"], ms=9, mew=2)
    ax.set(xlim=(-0.1, 1.1), ylim=(-0.1, 1.17), aspect="equal", title=title)
    ax.axis("off")
    return ax
