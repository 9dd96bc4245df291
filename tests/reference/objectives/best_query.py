"""BLIP-2's contrastive scores, LAVIS's three lines restated."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.objectives import best_query, contrast

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_best_query():
    """sim_q2t.max(-1): salesforce/LAVIS, commit 013dd0f, blip2_qformer.py, forward."""
    import torch
    from torch.nn import functional

    seed = 20230130
    given = draw(np.random.default_rng(seed), 3, x=(4, 5, 6), y=(3, 6))
    image = functional.normalize(torch.tensor(given["x"]), dim=-1)
    text = functional.normalize(torch.tensor(given["y"]), dim=-1)
    each = torch.matmul(image.unsqueeze(1), text.unsqueeze(-1)).squeeze()
    best, _ = each.max(-1)
    return record(
        "torch",
        "matmul(normalize(x)[:, None], normalize(y)[..., None]).squeeze().max(-1)",
        seed,
        given,
        {"best": best},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_best_query")
def the_best_query_agrees(vector):
    ours = best_query.best_query_cosines(**vector["inputs"])
    same_numbers(ours, vector["outputs"]["best"])


# --- what must be noticed -------------------------------------------------------------


def _mean(x, y):
    found = contrast.normalize(np.asarray(x)) @ contrast.normalize(y).T
    return found.mean(1)


def _first(x, y):
    return contrast.cosines(np.asarray(x)[:, 0], y)


def _longest(x, y):
    """Without making the queries one long."""
    return (np.asarray(x) @ contrast.normalize(y).T).max(1)


plant(
    "restated_best_query",
    "objectives.best_query.best_query_cosines",
    _mean,
    _first,
    _longest,
)
