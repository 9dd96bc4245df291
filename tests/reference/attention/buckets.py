"""T5's buckets: transformers' T5Attention, for distances of up to 300 both ways."""

from functools import partial

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.attention import positions

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_t5_buckets():
    """T5Attention._relative_position_bucket on -300 ... 300, 32 buckets up to 128."""
    import torch
    from transformers.models.t5.modeling_t5 import T5Attention

    offset = torch.arange(-300, 301)
    bucket = partial(
        T5Attention._relative_position_bucket, num_buckets=32, max_distance=128
    )
    return record(
        "transformers",
        "T5Attention._relative_position_bucket(torch.arange(-300, 301), ..., 32, 128)",
        0,  # nothing is drawn
        {"least": -300, "most": 300},
        {
            "encoder": bucket(offset, bidirectional=True),
            "decoder": bucket(offset, bidirectional=False),
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_t5_buckets")
def every_bucket_agrees(vector):
    offset = np.arange(vector["inputs"]["least"], vector["inputs"]["most"] + 1)
    ours = {
        "encoder": positions.relative_position_bucket(offset),
        "decoder": positions.causal_position_bucket(offset),
    }
    for name, buckets in ours.items():
        assert buckets.tolist() == vector["outputs"][name], name


# --- what must be noticed -------------------------------------------------------------

BOTH, BACK = positions.relative_position_bucket, positions.causal_position_bucket


def _other_sign(offset):
    """Place of the one that looks minus place of the one that is looked at."""
    return BOTH(-offset)


def _nothing_beyond(offset):
    """As a survey has it: what is 128 or more away is set to zero."""
    return np.where(np.abs(offset) < 128, BOTH(offset), 0)


def _one_for_each(offset):
    return np.where(offset > 0, 16, 0) + np.minimum(np.abs(offset), 15)


def _both_ways(offset):
    """The encoder's rule in the decoder."""
    return BOTH(np.minimum(offset, 0))


def _ahead(offset):
    return BACK(-offset)


plant(
    "transformers_t5_buckets",
    "attention.positions.relative_position_bucket",
    _other_sign,
    _nothing_beyond,
    _one_for_each,
)
plant(
    "transformers_t5_buckets",
    "attention.positions.causal_position_bucket",
    _both_ways,
    _ahead,
)
