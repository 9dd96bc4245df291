"""Bands of attention: OpenAI's mask for its sparse layers, restated."""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.attention import attention, bands

# --- how the vector is made -----------------------------------------------------------

SIZES = [
    (1, 1),
    (6, 1),
    (6, 2),
    (7, 4),
    (5, 5),
    (5, 9),
]  # tokens, and width of the band


@producer
def restated_band_masks():
    """get_attn_mask with mode "local": openai/sparse_attention, commit 199cdd3, attention.py.

    tf.matrix_band_part keeps `ctx` diagonals below the main one, with
    ctx = min(n - 1, bandwidth - 1), and none above.
    """
    import torch

    masks = []
    for n, width in SIZES:
        below = min(n - 1, width - 1)
        masks.append(torch.ones(n, n).tril().triu(-below).int())
    return record(
        "torch",
        "torch.ones(n, n).tril().triu(-min(n - 1, width - 1))",
        0,  # nothing is drawn
        {"sizes": SIZES},
        {"masks": masks},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_band_masks")
def bands_agree(vector):
    for (n, width), theirs in zip(
        vector["inputs"]["sizes"], vector["outputs"]["masks"], strict=True
    ):
        ours = bands.band_mask(n, width=width)
        np.testing.assert_array_equal(ours, np.array(theirs, bool))
        dense, banded = bands.alternating_masks(2, n=n, width=width)
        np.testing.assert_array_equal(banded, ours)
        np.testing.assert_array_equal(dense, np.tri(n, dtype=bool))
        assert bands.band_pairs(n, width=width) == np.sum(theirs)


# --- what must be noticed -------------------------------------------------------------

BAND, PAIRS = bands.band_mask, bands.band_pairs


def _one_more(n, *, width):
    """Width before the token, and the token itself."""
    return BAND(n, width=width + 1)


def _both_ways(n, *, width):
    return BAND(n, width=width) | BAND(n, width=width).T


def _all(n, *, width):
    return attention.causal_mask(n)


def _full_rows(n, *, width):
    """As if the first tokens had as many before them as the others."""
    return n * min(n, width)


def _all_banded(layers, *, n, width):
    return [BAND(n, width=width)] * layers


HERE = "attention.bands."
plant("restated_band_masks", HERE + "band_mask", _one_more, _both_ways, _all)
plant("restated_band_masks", HERE + "band_pairs", _full_rows)
plant("restated_band_masks", HERE + "alternating_masks", _all_banded)
