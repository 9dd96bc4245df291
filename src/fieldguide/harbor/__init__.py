"""The book's small world, a harbor town: its words (text.py) and its keeper's log (logbook.py)."""

from .text import (
    CLS,
    MASK,
    PAD,
    SEP,
    SPECIAL,
    UNK,
    between,
    decode,
    encode,
    is_special,
    read,
    stories,
    vocabulary,
)

__all__ = [
    "CLS", "MASK", "PAD", "SEP", "SPECIAL", "UNK",
    "between", "decode", "encode", "is_special", "read", "stories", "vocabulary",
]  # fmt: skip
