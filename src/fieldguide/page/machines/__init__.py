"""Machines: what a system does, drawn from a run of its functions.

One function a machine, named after its system. It takes the sentence, runs the mechanism on it with
random weights, and draws boxes and arrows that carry the arrays of that run; its sizes are
keywords. Machines with steps have a second function that ends in ``_walk``.
"""

from .masking import bert, roberta
from .transformers import attention, attention_walk, blocks, masks, multi_head

__all__ = [
    "attention", "attention_walk", "bert", "blocks", "masks", "multi_head", "roberta",
]  # fmt: skip
