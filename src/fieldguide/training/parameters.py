"""Parameters: arrays in dicts and lists, taken apart and put together again."""

import numpy as np
from autograd.extend import SparseObject, defvjp, primitive, vspace

from .. import checks


def leaves(p):
    """The arrays in dicts and lists of parameters, in their order: {"a": [x], "b": y} has x, y."""
    if isinstance(p, dict):
        return [a for part in p.values() for a in leaves(part)]
    if isinstance(p, list):
        return [a for part in p for a in leaves(part)]
    if p is None or isinstance(p, tuple | set | str):
        raise ValueError(f"p must hold arrays, in dicts and lists, got {p!r:.60}")
    return [p]


def rebuild(p, arrays):
    """Dicts and lists of the form of `p` with other arrays in them: undoes `leaves`."""
    arrays, old = list(checks.iterable("arrays", arrays)), leaves(p)
    if len(arrays) != len(old):
        raise ValueError(
            f"arrays must be {len(old)}, one for each in p, got {len(arrays)}"
        )
    if (found := [*map(np.shape, arrays)]) != (wanted := [*map(np.shape, old)]):
        raise ValueError(f"arrays must have the shapes {wanted} of p, got {found}")
    return _rebuild(p, iter(arrays))


def _rebuild(p, arrays):
    if isinstance(p, dict):
        return {name: _rebuild(part, arrays) for name, part in p.items()}
    if isinstance(p, list):
        return [_rebuild(part, arrays) for part in p]
    return next(arrays)


def join(p):
    """All numbers of `p` in one row, and a function that spreads such a row out again."""
    arrays = [checks.numbers("p", a) for a in leaves(p)]
    if not arrays:
        raise ValueError("p must hold an array, got none")
    ends = np.cumsum([np.size(a) for a in arrays])
    places = [
        (slice(int(end) - np.size(a), int(end)), np.shape(a))
        for end, a in zip(ends, arrays, strict=True)
    ]

    def spread(flat):
        return _rebuild(p, (_part(flat, *place) for place in places))

    return np.concatenate([np.ravel(a) for a in arrays]).astype(float), spread


@primitive
def _part(flat, place, shape):
    return flat[place].reshape(shape)


def _part_vjp(_, flat, place, shape):
    """Back to the row: add to the part, and leave the rest alone; see autograd.extend."""
    space = vspace(flat)

    def vjp(g):
        def add(total):
            total[place] += g.ravel()
            return total

        return SparseObject(space, add)

    return vjp


defvjp(_part, _part_vjp, argnums=(0,))
