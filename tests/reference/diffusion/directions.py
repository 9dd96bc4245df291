"""The way along an arc: torch's matrix exponential turns one direction towards the other."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import directions

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_arcs():
    """exp(share G) a, with G the turn in the plane of a and b that takes a to b."""
    import torch

    seed = 20220406
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 5, 6)).round(3)
    shares, turned = [0.0, 0.25, 0.5, 0.9, 1.0], []
    for x, y in zip(torch.tensor(a), torch.tensor(b), strict=True):
        x, y = x / torch.linalg.norm(x), y / torch.linalg.norm(y)
        across = y - (x @ y) * x
        across = across / torch.linalg.norm(across)
        angle = torch.arccos(x @ y)
        turn = torch.outer(across, x) - torch.outer(x, across)
        turned.append(
            [torch.linalg.matrix_exp(share * angle * turn) @ x for share in shares]
        )
    return record(
        "torch",
        "torch.linalg.matrix_exp(share * angle * (outer(across, a) - outer(a, across))) @ a",
        seed,
        {"a": a, "b": b, "shares": shares},
        {"turned": turned},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_arcs")
def arcs_agree(vector):
    a, b = (np.array(vector["inputs"][k]) for k in "ab")
    ours = [directions.slerp(a, b, t=t) for t in vector["inputs"]["shares"]]
    same_numbers(np.stack(ours, 1), vector["outputs"]["turned"])


# --- what must be noticed -------------------------------------------------------------


def _unit(x):
    return x / np.sqrt((x * x).sum(-1, keepdims=True))


def _straight(a, b, *, t):
    return (1 - t) * _unit(a) + t * _unit(b)


def _straight_then_stretched(a, b, *, t):
    """The right length, but not equal angles."""
    return _unit(_straight(a, b, t=t))


SLERP = directions.slerp


def _other_end(a, b, *, t):
    return SLERP(b, a, t=t)


plant(
    "torch_arcs",
    "diffusion.directions.slerp",
    _straight,
    _straight_then_stretched,
    _other_end,
)
