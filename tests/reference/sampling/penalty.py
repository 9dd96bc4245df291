"""Penalized sampling: transformers' processor, and CTRL's released code, restated.

Restated from salesforce/ctrl, generation.py, at commit a089a0c: once a token that has been
written, but not for the line break, its score is divided by the penalty.
"""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sampling import penalty

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_repetition_penalty():
    """RepetitionPenaltyLogitsProcessor on scores of both signs."""
    import torch
    from transformers import RepetitionPenaltyLogitsProcessor

    seed = 12
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, size=(6, 9)).round(2)
    ids = rng.integers(9, size=(6, 5))
    thetas = 1.0, 1.2, 2.0, 0.5
    found = [
        RepetitionPenaltyLogitsProcessor(theta)(
            torch.from_numpy(ids), torch.from_numpy(logits)
        )
        for theta in thetas
    ]
    return record(
        "transformers",
        "RepetitionPenaltyLogitsProcessor(theta)(ids, logits)",
        seed,
        {"logits": logits, "ids": ids, "thetas": thetas},
        {"logits": found},
    )


@producer
def restated_ctrl_penalty():
    """The loop of CTRL's generation.py, without numpy's help."""
    seed, newline = 13, 4
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, size=(6, 9)).round(2)
    ids = rng.integers(9, size=(6, 7))
    found = logits.tolist()
    for scores, text in zip(found, ids.tolist(), strict=True):
        done = set()
        for token in text:
            if token == newline or token in done:
                continue
            done.add(token)
            scores[token] /= penalty.THETA
    return record(
        "numpy",
        "for each token of the text that is new and no newline: scores[token] /= 1.2",
        seed,
        {"logits": logits, "ids": ids, "newline": newline},
        {"logits": found},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_repetition_penalty")
def the_repaired_rule_agrees(vector):
    given = vector["inputs"]
    for theta, theirs in zip(given["thetas"], vector["outputs"]["logits"], strict=True):
        same_numbers(
            penalty.penalize_signed(given["logits"], given["ids"], theta=theta), theirs
        )


@agrees("restated_ctrl_penalty")
def the_released_rule_agrees(vector):
    given = vector["inputs"]
    ours = penalty.penalize(given["logits"], given["ids"], spared=[given["newline"]])
    same_numbers(ours, vector["outputs"]["logits"])


@agrees("restated_ctrl_penalty")
def the_same_tokens_count_as_written(vector):
    given = vector["inputs"]
    seen = penalty.written(given["ids"], vocab_size=9, spared=[given["newline"]])
    changed = np.array(vector["outputs"]["logits"]) != np.array(given["logits"])
    np.testing.assert_array_equal(seen, changed)


# --- what must be noticed -------------------------------------------------------------

SIGNED, PLAIN = penalty.penalize_signed, penalty.penalize


def _each_time(logits, ids, *, theta=penalty.THETA, spared=()):
    """Divides once an occurrence."""
    counts = np.array([np.bincount(t, minlength=np.shape(logits)[1]) for t in ids])
    counts[:, list(spared)] = 0
    return np.asarray(logits) / theta**counts


def _spares_nothing(logits, ids, *, theta=penalty.THETA, spared=()):
    return PLAIN(logits, ids, theta=theta)


def _always_multiplies(logits, ids, *, theta=penalty.THETA, spared=()):
    return PLAIN(logits, ids, theta=1 / theta, spared=spared)


plant(
    "transformers_repetition_penalty",
    "sampling.penalty.penalize_signed",
    PLAIN,
    _each_time,
    _always_multiplies,
)
plant(
    "restated_ctrl_penalty",
    "sampling.penalty.penalize",
    SIGNED,
    _each_time,
    _spares_nothing,
)
