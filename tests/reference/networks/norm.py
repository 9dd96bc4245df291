"""Layer norm as torch computes it, epsilon and all."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.networks import norm

# --- how the vector is made -----------------------------------------------------------


@producer
def torch_layer_norm():
    """Six rows, of which one is constant and one so narrow that epsilon decides."""
    import torch

    seed, d = 20160721, 6
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (6, d)).round(6)
    x[3] = 2
    x[4] = (x[4] / 1000).round(9)
    gain, bias = rng.normal(1, 0.5, d).round(6), rng.normal(0, 0.5, d).round(6)
    arrays = [torch.from_numpy(a) for a in (gain, bias, x)]
    eps = [1e-5, 1e-12]
    out = [torch.nn.functional.layer_norm(arrays[2], (d,), *arrays[:2], e) for e in eps]
    return record(
        "torch",
        "torch.nn.functional.layer_norm(x, (6,), gain, bias, eps)",
        seed,
        {"x": x, "gain": gain, "bias": bias, "eps": eps},
        {"rows": out},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_layer_norm")
def layer_norm_agrees(vector):
    given = {k: np.array(vector["inputs"][k]) for k in ("x", "gain", "bias")}
    for eps, theirs in zip(
        vector["inputs"]["eps"], vector["outputs"]["rows"], strict=True
    ):
        same_numbers(norm.layer_norm(given["x"], given, eps=eps), theirs)


# --- what must be noticed -------------------------------------------------------------

LAYER_NORM = norm.layer_norm


def _sample_variance(x, p, *, eps=1e-5):
    scale = np.sqrt(x.var(-1, ddof=1, keepdims=True) + eps)
    return (x - x.mean(-1, keepdims=True)) / scale * p["gain"] + p["bias"]


def _large_eps(x, p, *, eps=1e-5):
    return LAYER_NORM(x, p, eps=1e-5)


plant("torch_layer_norm", "networks.norm.layer_norm", _sample_variance, _large_eps)
