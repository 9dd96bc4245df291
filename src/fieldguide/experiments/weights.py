"""Weights that a lab needs and does not train: they lie beside its notebook, half as precise."""

import time

import numpy as np

from .. import data
from ..training import parameters


def write(chapter, trainings):
    """Train each network and write its numbers; say what it took and how the loss fell.

    Parameters
    ----------
    chapter : str
        Folder of the notebook, such as "pictures".
    trainings : dict of str to function
        The file's name -> what trains: it returns parameters, and the losses of the steps.
    """
    for file, train in trainings.items():
        began = time.process_time()
        p, losses = train()
        took = time.process_time() - began
        flat, _ = parameters.join(p)
        path = data.ROOT / "notebooks" / chapter / file
        path.parent.mkdir(exist_ok=True)
        np.save(path, flat.astype(np.float16))
        first = ", ".join(f"{losses[k]:.3f}" for k in (0, 9, 19))
        print(
            f"{file}: {flat.size:,} numbers, {took:.0f} s of processor time; losses "
            f"{first} ... {losses[-50:].mean():.3f}",
            flush=True,
        )


def read(file, like, dtype=float):
    """The parameters that were written, shaped as those that a network starts with.

    Parameters
    ----------
    file : str
        The file's name; it lies beside the notebook that runs, or beside any (`data.beside`).
    like : dict
        Parameters of the same shapes, as deep as you like. Not modified.
    dtype : type
        Of the numbers returned.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If the file holds more or fewer numbers.
    """
    flat, spread = parameters.join(like)
    stored = np.load(data.beside(file))
    if stored.shape != flat.shape:
        raise ValueError(
            f"{file} must hold {flat.size:,} numbers, got {stored.size:,}: it was written "
            f"for another network"
        )
    return spread(stored.astype(dtype))
