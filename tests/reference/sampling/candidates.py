"""LaMDA's and Sparrow's ranking: no code was published, so the formulas restated in torch."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sampling import candidates

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_lamda_ranking():
    """The sentence of section 6.1, in torch: filter, then sort."""
    import torch

    seed = 62
    rng = np.random.default_rng(seed)
    chances = rng.random((6, 16, 4)).round(3)  # turns, replies, safe and the three
    orders, scores = [], []
    for turn in torch.tensor(chances):
        score = turn[:, 1:] @ torch.tensor([3.0, 1.0, 1.0], dtype=torch.float64)
        left = torch.where(turn[:, 0] >= 0.6, score, -torch.inf)
        order = torch.argsort(left, descending=True, stable=True)
        orders.append([int(k) for k in order if torch.isfinite(left[k])])
        scores.append(score)
    return record(
        "torch",
        "argsort(where(safe >= 0.6, 3 sensible + specific + interesting, -inf))",
        seed,
        {"chances": chances, "threshold": 0.6},
        {"orders": orders, "scores": [s.tolist() for s in scores]},
    )


@producer
def restated_sparrow_ranking():
    """exp(r) / (exp(r) + exp(mean r)) times the n-th root of the product, in torch."""
    import torch

    seed = 63
    rng = np.random.default_rng(seed)
    preference = rng.normal(size=(5, 8)).round(3)
    kept = rng.uniform(0.01, 1, size=(5, 8, 23)).round(3)
    r, p = torch.tensor(preference), torch.tensor(kept)
    liked = torch.exp(r) / (torch.exp(r) + torch.exp(r.mean(1, keepdim=True)))
    score = liked * torch.prod(p, 2) ** (1 / 23)
    return record(
        "torch",
        "exp(r) / (exp(r) + exp(mean(r))) * prod(p) ** (1 / n)",
        seed,
        {"preference": preference, "kept": kept},
        {"scores": score},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_lamda_ranking")
def orders_agree(vector):
    given = vector["inputs"]
    for turn, order, scores in zip(
        np.array(given["chances"]), *vector["outputs"].values(), strict=True
    ):
        ours = candidates.quality(*turn[:, 1:].T)
        same_numbers(ours, np.array(scores))
        found = candidates.filter_then_rank(
            turn[:, 0], ours, threshold=given["threshold"]
        )
        assert found.tolist() == order


@agrees("restated_sparrow_ranking")
def scores_agree(vector):
    for preference, kept, scores in zip(
        *vector["inputs"].values(), vector["outputs"]["scores"], strict=True
    ):
        same_numbers(candidates.rerank(preference, kept), np.array(scores), 1e-9)


# --- what must be noticed -------------------------------------------------------------

FILTER, RERANK, QUALITY = (
    candidates.filter_then_rank,
    candidates.rerank,
    candidates.quality,
)


def _equal_weights(sensible, specific, interesting, *, importance=(1, 1, 1)):
    return QUALITY(sensible, specific, interesting, importance=importance)


def _no_filter(safe, scores, *, threshold):
    return FILTER(np.ones(len(safe)), scores, threshold=threshold)


def _worst_first(safe, scores, *, threshold):
    return FILTER(safe, -scores, threshold=threshold)


def _mean_of_the_rules(preference, kept):
    """The arithmetic mean, which hides a broken rule."""
    return RERANK(preference, np.asarray(kept).mean(1, keepdims=True))


def _product(preference, kept):
    return RERANK(preference, np.prod(kept, 1)[:, None])


def _broken_for_kept(preference, kept):
    return RERANK(preference, 1 - np.asarray(kept))


plant("restated_lamda_ranking", "sampling.candidates.quality", _equal_weights)
plant(
    "restated_lamda_ranking",
    "sampling.candidates.filter_then_rank",
    _no_filter,
    _worst_first,
)
plant(
    "restated_sparrow_ranking",
    "sampling.candidates.rerank",
    _mean_of_the_rules,
    _product,
    _broken_for_kept,
)
