"""Sines and cosines for places: DistilBERT's first table of positions, and Whisper's waves."""

import numpy as np
from harness import SINGLE as SINGLES
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import positions

SINGLE = 2.0**-24  # half the gap between two single-precision numbers near 1


# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_sinusoidal_positions():
    """DistilBERT's first position table, kept by it in single precision."""
    import torch
    from transformers.models.distilbert.modeling_distilbert import (
        create_sinusoidal_embeddings,
    )

    n, d = 12, 8
    out = create_sinusoidal_embeddings(n, d, torch.empty(n, d))
    return record(
        "transformers",
        "create_sinusoidal_embeddings(12, 8, torch.empty(12, 8))",
        0,  # nothing is drawn
        {"n": n, "d": d},
        {"positions": [[round(x, 9) for x in row] for row in out.tolist()]},
    )


@producer
def whisper_sinusoids():
    """The fixed places of Whisper's encoder, in single precision."""
    from whisper.model import sinusoids

    n, d = 12, 8
    return record(
        "openai-whisper",
        "model.sinusoids(12, 8)",
        0,  # nothing is drawn
        {"n": n, "d": d},
        {"positions": [[round(x, 9) for x in row] for row in sinusoids(n, d).tolist()]},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_sinusoidal_positions")
def sinusoidal_positions_agree(vector):
    ours = positions.sinusoidal_positions(
        n=vector["inputs"]["n"], d=vector["inputs"]["d"]
    )
    theirs = np.array(vector["outputs"]["positions"])  # single precision, 9 decimals
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= SINGLE + 5e-10


@agrees("whisper_sinusoids")
def timing_signals_agree(vector):
    ours = positions.timing_signal(n=vector["inputs"]["n"], d=vector["inputs"]["d"])
    same_numbers(ours, vector["outputs"]["positions"], within=SINGLES)


# --- what must be noticed -------------------------------------------------------------

SINUSOIDAL = positions.sinusoidal_positions


def _halves(*, n, d, slowest=10_000):
    """All sines, then all cosines."""
    pairs = SINUSOIDAL(n=n, d=d, slowest=slowest)
    return np.hstack([pairs[:, 0::2], pairs[:, 1::2]])


def _spaced_wider(*, n, d, slowest=10_000):
    """As in tensor2tensor: the last wave is exactly 10,000 times slower."""
    return SINUSOIDAL(n=n, d=d, slowest=slowest ** (d / (d - 2)))


def _from_one(*, n, d, slowest=10_000):
    return SINUSOIDAL(n=n + 1, d=d, slowest=slowest)[1:]


plant(
    "transformers_sinusoidal_positions",
    "attention.positions.sinusoidal_positions",
    _halves,
    _spaced_wider,
    _from_one,
)
plant("whisper_sinusoids", "attention.positions.timing_signal", SINUSOIDAL, _halves)
