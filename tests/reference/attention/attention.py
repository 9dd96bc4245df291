"""Scaled dot-product attention and attention with heads, as torch computes them.

Random arrays in double precision. A bool mask in nn.MultiheadAttention is True where a token
may *not* look, and its weights are (out, in); ours are the other way round.
"""

import numpy as np
import weights
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_attention():
    """Three tokens look at five, freely and through a mask; and five at one another."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    seed = 20170612
    rng = np.random.default_rng(seed)
    given = draw(rng, 3, q=(2, 3, 4), k=(2, 5, 4), v=(2, 5, 3))
    given["mask"] = rng.random((2, 3, 5)) < 0.5
    given["mask"][..., 1] = True  # torch gives nan where a token may look nowhere
    q, k, v, mask = (torch.from_numpy(a) for a in given.values())
    return record(
        "torch",
        "torch.nn.functional.scaled_dot_product_attention(q, k, v), with attn_mask=mask, "
        "and (k, k, v, is_causal=True)",
        seed,
        given,
        {
            "free": scaled_dot_product_attention(q, k, v),
            "masked": scaled_dot_product_attention(q, k, v, attn_mask=mask),
            "causal": scaled_dot_product_attention(k, k, v, is_causal=True),
        },
    )


@producer
def torch_multi_head_attention():
    """Two heads, tokens of 6 features that look at tokens of 4; padding; and themselves."""
    import torch

    seed = 20170613
    rng = np.random.default_rng(seed)
    given = draw(rng, 3, x=(2, 3, 6), context=(2, 5, 4))
    given["real"] = np.array([[1, 1, 1, 1, 1], [1, 1, 1, 0, 0]], bool)
    x, context, real = (torch.from_numpy(a) for a in given.values())
    mine = torch.nn.MultiheadAttention(6, 2, batch_first=True)
    cross = torch.nn.MultiheadAttention(6, 2, kdim=4, vdim=4, batch_first=True)
    states = {
        "self": weights.random_weights(mine, rng),
        "cross": weights.random_weights(cross, rng),
    }
    mine = weights.with_weights(mine, states["self"])
    cross = weights.with_weights(cross, states["cross"])
    later = torch.ones(3, 3, dtype=torch.bool).triu(1)
    with torch.no_grad():
        ours, own = mine(x, x, x, attn_mask=later, average_attn_weights=False)
        out, shares = cross(
            x, context, context, key_padding_mask=~real, average_attn_weights=False
        )
    return record(
        "torch",
        "torch.nn.MultiheadAttention(6, 2)(x, x, x, attn_mask=later) and "
        "MultiheadAttention(6, 2, kdim=4, vdim=4)(x, context, context, "
        "key_padding_mask=~real)",
        seed,
        given | states,
        {"self": ours, "self_shares": own, "cross": out, "cross_shares": shares},
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("torch_attention")
def scaled_dot_product_attention_agrees(vector):
    given = {name: np.array(values) for name, values in vector["inputs"].items()}
    q, k, v, mask = (given[name] for name in ("q", "k", "v", "mask"))
    for name, ours in (
        ("free", attention.attention(q, k, v)),
        ("masked", attention.attention(q, k, v, mask=mask)),
        ("causal", attention.attention(k, k, v, mask=attention.causal_mask(5))),
    ):
        same_numbers(ours[0], vector["outputs"][name])


@agrees("torch_multi_head_attention")
def self_attention_with_heads_agrees(vector):
    """The output, and the shares of each head."""
    x, state = np.array(vector["inputs"]["x"]), vector["inputs"]["self"]
    parts = np.split(np.array(state["in_proj_weight"]), 3)
    out, shares = attention.multi_head_attention(
        x, x, _heads(parts, state), heads=2, mask=attention.causal_mask(3)
    )
    same_numbers(out, vector["outputs"]["self"])
    same_numbers(shares, vector["outputs"]["self_shares"])


@agrees("torch_multi_head_attention")
def cross_attention_with_padding_agrees(vector):
    given = vector["inputs"]
    x, context = np.array(given["x"]), np.array(given["context"])
    mask = attention.padding_mask(np.array(given["real"], int))
    state = given["cross"]
    parts = [np.array(state[f"{k}_proj_weight"]) for k in "qkv"]
    out, shares = attention.multi_head_attention(
        x, context, _heads(parts, state), heads=2, mask=mask
    )
    same_numbers(out, vector["outputs"]["cross"])
    same_numbers(shares, vector["outputs"]["cross_shares"])


def _heads(parts, state):
    """Of a torch.nn.MultiheadAttention: three matrices, their biases in one row."""
    biases = np.split(np.array(state["in_proj_bias"]), 3)
    names = "query", "key", "value"
    p = {
        name: {"weight": np.array(weight).T, "bias": bias}
        for name, weight, bias in zip(names, parts, biases, strict=True)
    }
    return p | {"output": weights.linear(weights.as_arrays(state), "out_proj")}


# --- what must be noticed -------------------------------------------------------------

SOFTMAX = attention.softmax


def _unscaled(q, k, v, mask=None):
    return attention.attend(q @ k.swapaxes(-1, -2), v, mask=mask)


def _scaled_by_d(q, k, v, mask=None):
    return attention.attend(q @ k.swapaxes(-1, -2) / q.shape[-1], v, mask=mask)


def _scaled_by_all_features(q, k):
    """The root of the model's width, not of the head's."""
    return q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1] * q.shape[-3])


def _down_the_columns(scores, v, mask=None):
    """Softmax over those who look, not over those who are looked at."""
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    shares = SOFTMAX(scores, axis=-2)
    return shares @ v, shares


def _hide_after(scores, v, mask=None):
    """Shares of what is hidden are dropped, and the others do not make up for it."""
    shares = SOFTMAX(scores)
    shares = shares if mask is None else shares * mask
    return shares @ v, shares


def _without_looking_at_itself(n):
    return np.tri(n, k=-1, dtype=bool)


def _padding_only(ids, padding_id=0):
    return np.equal(ids, padding_id)[..., None, :]


def _interleaved(x, heads):
    """Features 0, 2, 4, ... for the first head."""
    *batch, n, d = x.shape
    return x.reshape((*batch, n, d // heads, heads)).swapaxes(-1, -2).swapaxes(-2, -3)


def _reshaped_only(x, heads):
    """The right shape without swapping axes: mixes tokens."""
    *batch, n, d = x.shape
    return x.reshape((*batch, heads, n, d // heads))


plant("torch_attention", "attention.attention.attention", _unscaled, _scaled_by_d)
plant("torch_attention", "attention.attention._attend", _down_the_columns, _hide_after)
plant("torch_attention", "attention.attention.causal_mask", _without_looking_at_itself)
HEADS = "torch_multi_head_attention"
plant(HEADS, "attention.attention._scaled", _scaled_by_all_features)
plant(HEADS, "attention.attention._split", _interleaved, _reshaped_only)
plant(HEADS, "attention.attention.padding_mask", _padding_only)
