"""Cutting off the tail: transformers' warpers; and draws beside torch's own."""

import numpy as np
from harness import agrees, near, plant, producer, record

from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.sampling import choosing

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_warpers():
    """Which of the scores TopKLogitsWarper and TopPLogitsWarper keep."""
    import torch
    from transformers import TopKLogitsWarper, TopPLogitsWarper

    seed = 1904
    logits = (
        np.random.default_rng(seed).normal(0, 2, size=(20, 12)).round(1)
    )  # some equal
    scores = torch.from_numpy(logits)
    ks, ps = (1, 2, 5, 12), (0.05, 0.3, 0.5, 0.9, 0.95, 1.0)
    return record(
        "transformers",
        "torch.isfinite(TopKLogitsWarper(k)(None, scores)), and TopPLogitsWarper(top_p)",
        seed,
        {"logits": logits, "k": ks, "top_p": ps},
        {
            "k": [torch.isfinite(TopKLogitsWarper(k)(None, scores)) for k in ks],
            "top_p": [torch.isfinite(TopPLogitsWarper(p)(None, scores)) for p in ps],
        },
    )


@producer
def torch_draws():
    """How often torch.multinomial draws each token, at three temperatures."""
    import torch

    seed, n = 40, 20_000
    logits = np.random.default_rng(seed).normal(0, 2, size=8).round(2)
    torch.manual_seed(seed)
    temperatures = 0.5, 1.0, 2.0
    counts = []
    for t in temperatures:
        p = torch.softmax(torch.from_numpy(logits) / t, -1)
        counts.append(torch.bincount(torch.multinomial(p, n, True), minlength=8))
    return record(
        "torch",
        "bincount(multinomial(softmax(logits / t), n, True))",
        seed,
        {"logits": logits, "temperatures": temperatures, "n": n},
        {"counts": counts},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_warpers")
def top_k_keeps_the_same(vector):
    logits = np.array(vector["inputs"]["logits"])
    for k, theirs in zip(vector["inputs"]["k"], vector["outputs"]["k"], strict=True):
        ours = np.isfinite(choosing.keep_top_k(logits, k=k))
        np.testing.assert_array_equal(ours, theirs)


@agrees("transformers_warpers")
def the_nucleus_keeps_as_many(vector):
    """The same tokens, but for equals at the edge, of which either keeps another."""
    logits = np.array(vector["inputs"]["logits"])
    equal = 0
    for top_p, theirs in zip(
        vector["inputs"]["top_p"], np.array(vector["outputs"]["top_p"]), strict=True
    ):
        ours = np.isfinite(choosing.keep_nucleus(logits, top_p=top_p))
        np.testing.assert_array_equal(ours.sum(-1), theirs.sum(-1))
        for row, a, b in zip(logits, ours, theirs, strict=True):
            np.testing.assert_array_equal(np.sort(row[a]), np.sort(row[b]))
            equal += (a == b).all()
    assert equal > 100  # of 120


@agrees("torch_draws")
def tokens_are_drawn_as_often(vector):
    given, rng = vector["inputs"], np.random.default_rng(0)
    rows = np.tile(given["logits"], (given["n"], 1))
    for t, counts in zip(
        given["temperatures"], vector["outputs"]["counts"], strict=True
    ):
        p = softmax(np.array(given["logits"]) / t)
        near(counts, given["n"], p)
        ours = choosing.sample_tokens(rows, rng, temperature=t)
        near(np.bincount(ours, minlength=len(p)), given["n"], p)


# --- what must be noticed -------------------------------------------------------------

SAMPLE = choosing.sample_tokens


def _strictly_inside(logits, *, top_p):
    """The likeliest mistake: without the token that crosses the line."""
    order = np.argsort(-logits, axis=-1, kind="stable")
    sums = np.take_along_axis(softmax(logits), order, -1).cumsum(-1)
    kept = np.empty(logits.shape, bool)
    np.put_along_axis(kept, order, sums <= top_p, -1)
    return np.where(kept, logits, -np.inf)


def _unsorted(logits, *, top_p):
    p = softmax(logits)
    return np.where(p.cumsum(-1) - p < top_p, logits, -np.inf)


def _one_more(logits, *, k):
    last = np.sort(logits, -1)[..., [-min(k + 1, logits.shape[-1])]]
    return np.where(logits >= last, logits, -np.inf)


def _multiplies(logits, rng, *, temperature=1.0):
    return SAMPLE(logits, rng, temperature=1 / temperature)


plant(
    "transformers_warpers",
    "sampling.choosing.keep_nucleus",
    _strictly_inside,
    _unsorted,
)
plant("transformers_warpers", "sampling.choosing.keep_top_k", _one_more)
plant("torch_draws", "sampling.choosing.sample_tokens", _multiplies)
