"""ALiBi's slopes and biases: transformers' build_alibi_tensor."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import slopes
from fieldguide.mechanisms.attention.attention import softmax

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_alibi():
    """build_alibi_tensor for 1 to 16 heads and for BLOOM's 112, on five tokens."""
    import torch
    from transformers.models.bloom.modeling_bloom import build_alibi_tensor

    heads = [*range(1, 17), 112]
    seen = torch.ones(1, 5)
    out = [build_alibi_tensor(seen, h, torch.float64)[:, 0] for h in heads]
    return record(
        "transformers",
        "build_alibi_tensor(torch.ones(1, 5), heads, torch.float64)",
        0,  # nothing is drawn
        {"heads": heads},
        {"alibi": out},
    )


# --- how ours is compared -------------------------------------------------------------

SINGLE = 1e-6  # theirs come from powers in single precision


@agrees("transformers_alibi")
def slopes_agree(vector):
    """Theirs is slope * place; at place 1 it is the slope."""
    for heads, theirs in zip(
        vector["inputs"]["heads"], vector["outputs"]["alibi"], strict=True
    ):
        same_numbers(slopes.alibi_slopes(heads), np.array(theirs)[:, 1], SINGLE)


@agrees("transformers_alibi")
def shares_agree(vector):
    """Within a row the two biases differ by one number, so a decoder's shares are the same."""
    for heads, theirs in zip(
        vector["inputs"]["heads"], vector["outputs"]["alibi"], strict=True
    ):
        ours = slopes.alibi_bias(slopes.alibi_slopes(heads), n=5)
        for n in range(1, 6):
            same_numbers(
                softmax(ours[:, n - 1, :n]), softmax(np.array(theirs)[:, :n]), SINGLE
            )


# --- what must be noticed -------------------------------------------------------------

BIAS = slopes.alibi_bias


def _literal(heads):
    """The paper's sentence taken at its word, for any number of heads."""
    return 2.0 ** (-8 * np.arange(1, heads + 1) / heads)


def _from_zero(heads):
    """The first slope is 2**0."""
    return 2 * slopes._series(heads)


def _closest_above(heads):
    """The first of the power above."""
    return slopes._series(1 << (heads - 1).bit_length())[:heads]


def _other_sign(values, *, n):
    return -BIAS(values, n=n)


def _same_for_all(values, *, n):
    return BIAS(np.full(len(values), values[0]), n=n)


plant(
    "transformers_alibi",
    "attention.slopes.alibi_slopes",
    _literal,
    _from_zero,
    _closest_above,
)
plant("transformers_alibi", "attention.slopes.alibi_bias", _other_sign, _same_for_all)
