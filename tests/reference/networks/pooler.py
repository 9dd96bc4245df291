"""A pooler: torch's multi-head attention, asked by learned queries, and its layer norm."""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import pooler

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_attentional_pool():
    """Three queries of 8 features ask five rows of 6, in two pictures."""
    import torch

    seed = 20220504
    rng = np.random.default_rng(seed)
    layer = torch.nn.MultiheadAttention(8, 2, kdim=6, vdim=6, batch_first=True)
    norm = torch.nn.LayerNorm(8)
    states = [weights.random_weights(m, rng) for m in (layer, norm)]
    for m, state in zip((layer, norm), states, strict=True):
        weights.with_weights(m, state)
    x, queries = rng.normal(size=(2, 5, 6)).round(3), rng.normal(size=(3, 8)).round(3)
    seen = torch.from_numpy(x)
    with torch.no_grad():
        mixed, _ = layer(torch.from_numpy(queries).expand(2, -1, -1), seen, seen)
        out = norm(mixed)
    return record(
        "torch",
        "LayerNorm(8)(MultiheadAttention(8, 2, kdim=6, vdim=6)(queries, x, x))",
        seed,
        {
            "x": x,
            "queries": queries,
            "attention": states[0],
            "norm": states[1],
            "heads": 2,
        },
        {"pooled": out},
    )


# --- how ours is compared -------------------------------------------------------------


def _pooler(given):
    state = {k: np.array(v) for k, v in given["attention"].items()}
    bias = dict(zip("qkv", np.split(state["in_proj_bias"], 3), strict=True))
    asks = {
        name: {"weight": state[f"{name[0]}_proj_weight"].T, "bias": bias[name[0]]}
        for name in ("query", "key", "value")
    }
    norm = {k: np.array(v) for k, v in given["norm"].items()}
    return {
        "queries": np.array(given["queries"]),
        "attention": asks | {"output": weights.linear(state, "out_proj")},
        "norm": {"gain": norm["weight"], "bias": norm["bias"]},
    }


@agrees("torch_attentional_pool")
def pooled_vectors_agree(vector):
    given = vector["inputs"]
    x = np.array(given["x"])
    ours = pooler.attentional_pool(x, _pooler(given), heads=given["heads"])
    same_numbers(ours, vector["outputs"]["pooled"])


# --- what must be noticed -------------------------------------------------------------

POOL = pooler.attentional_pool


def _without_norm(x, p, *, heads):
    """The norm's gain and bias, without what it does first."""
    d = p["queries"].shape[1]
    out = POOL(x, p | {"norm": {"gain": np.ones(d), "bias": np.zeros(d)}}, heads=heads)
    return out


def _one_head(x, p, *, heads):
    return POOL(x, p, heads=1)


def _mean_of_rows(x, p, *, heads):
    return POOL(x.mean(1, keepdims=True), p, heads=heads)


plant(
    "torch_attentional_pool",
    "networks.pooler.attentional_pool",
    _without_norm,
    _one_head,
    _mean_of_rows,
)
