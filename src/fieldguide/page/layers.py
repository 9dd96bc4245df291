"""The tensor of a product of matrices, drawn layer by layer: one for each entry of the product."""

import matplotlib.pyplot as plt
import numpy as np

from .. import checks
from . import figures

NAMES = "11", "12", "21", "22"  # of the entries of each matrix, row by row


def layers(tensor):
    """Draw what lies in a tensor: a square for each entry of C, with A downward and B across.

    Negative numbers are orange and hatched, and have their sign.

    Parameters
    ----------
    tensor : int array, shape (4, 4, 4)

    Returns
    -------
    matplotlib Figure
    """
    tensor = checks.integers("tensor", tensor, (4, 4, 4))
    fig, axes = plt.subplots(2, 2, figsize=(3.4, 3.7))
    for k, ax in enumerate(axes.flat):
        for i, j in np.argwhere(tensor[:, :, k]):
            number = tensor[i, j, k]
            color, hatch = ("blue", None) if number > 0 else ("orange", "///")
            look = {"fc": figures.COLORS[color], "alpha": 0.45, "hatch": hatch}
            ax.add_patch(plt.Rectangle((j - 0.5, i - 0.5), 1, 1, lw=0, **look))
            said = f"{number:d}".replace("-", "−")
            ax.text(j, i, said, ha="center", va="center")
        ax.set(xlim=(-0.5, 3.5), ylim=(3.5, -0.5), aspect="equal", title=f"c{NAMES[k]}")
        across = [
            f"b{n}" if k > 1 else "" for n in NAMES
        ]  # at the foot and on the left only
        ax.set_xticks(range(4), across, rotation=90)
        ax.set_yticks(range(4), ["" if k % 2 else f"a{n}" for n in NAMES])
    return fig
