"""TensorGame: subtract simple tensors until nothing is left, in as few moves as possible.

The state is what is left of the tensor. A move writes down three vectors and subtracts their
product, and each move is one multiplication of the algorithm that comes out. Modulo 2 one
takes the remainder of the state after each move.
"""

import numpy as np

from ... import checks
from .algorithms import computed_tensor

ENTRIES = (-2, -1, 0, 1, 2)  # Fawzi et al. 2022, "DRL for algorithm discovery": F
STEP_REWARD = -1  # the same section


def play(residual, u, v, w):
    """One move: what is left after the product of three vectors is subtracted.

    A tensor with a single 1 is gone after the move that has a 1 in its row, column and layer.

    Parameters
    ----------
    residual : int array, shape (a, b, c)
    u, v, w : int arrays, shapes (a,), (b,) and (c,)

    Returns
    -------
    int array, shape (a, b, c)

    Raises
    ------
    ValueError
        If the vectors do not fit.

    References
    ----------
    Fawzi et al. 2022, doi:10.1038/s41586-022-05172-4, Methods, equation (2).
    """
    residual = checks.integers("residual", residual, (None, None, None))
    u, v, w = (
        checks.integers(name, x, (n,))
        for name, x, n in zip("uvw", (u, v, w), residual.shape, strict=True)
    )
    return residual - np.einsum("a,b,c->abc", u, v, w)


def rank_bound(residual):
    """How many moves are surely enough: the ranks of the slices, added up.

    The tensor of 2 x 2 matrices has four slices of rank 2: 8 moves are enough.

    Parameters
    ----------
    residual : int array, shape (a, b, c)

    Returns
    -------
    int
        It bounds the moves modulo 2 as well: ranks are not larger there.

    Raises
    ------
    ValueError
        If it is not a tensor of whole numbers.

    References
    ----------
    Fawzi et al. 2022, Methods, "TensorGame". In which direction they slice is not said; ours
    is the one that gives least.
    """
    residual = checks.integers("residual", residual, (None, None, None))
    sliced = (np.moveaxis(residual, axis, 0) for axis in range(3))
    return int(min(np.linalg.matrix_rank(slices).sum() for slices in sliced))


def game_return(tensor, u, v, w):
    """What a game is worth: -1 for each move, and less if something is left at the end.

    Strassen's seven moves are worth -7; without the last one -6 and a penalty.

    Parameters
    ----------
    tensor : int array, shape (a, b, c)
        Where the game began.
    u, v, w : int arrays, shapes (r, a), (r, b) and (r, c)
        The moves.

    Returns
    -------
    int
        The penalty is `rank_bound` of what is left, so that giving up never pays.

    Raises
    ------
    ValueError
        If the moves do not fit the tensor.

    References
    ----------
    Fawzi et al. 2022, section "DRL for algorithm discovery". There the penalty falls due
    when a game has run out of moves.
    """
    played = computed_tensor(u, v, w)
    tensor = checks.integers("tensor", tensor, played.shape)
    return STEP_REWARD * (len(u) + rank_bound(tensor - played))


def canonical_move(u, v, w):
    """The one of several equal moves that is written down: u and v begin with a plus.

    (-u) x (-v) x w is u x v x w, so one move has four spellings.

    Parameters
    ----------
    u, v, w : int arrays, shapes (a,), (b,) and (c,)

    Returns
    -------
    tuple of three int arrays
        The same product.

    Raises
    ------
    ValueError
        If u or v has only zeros: then the move does nothing.

    References
    ----------
    Fawzi et al. 2022, Methods, "Action canonicalization".
    """
    u, v, w = (
        checks.integers(name, x, (None,))
        for name, x in zip("uvw", (u, v, w), strict=True)
    )
    for name, x in (("u", u), ("v", v)):
        if not x.any():
            raise ValueError(f"{name} must have an entry that is not 0, got {x}")
    first_u, first_v = (np.sign(x[np.flatnonzero(x)[0]]) for x in (u, v))
    return u * first_u, v * first_v, w * first_u * first_v
