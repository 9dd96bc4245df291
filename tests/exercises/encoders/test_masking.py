"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide import data
from fieldguide.exercises.encoders import masking as ex
from fieldguide.mechanisms.objectives import masking


def honest(ids, special, vocab_size, mask_id, rng):
    return masking.mask_tokens(
        ids, ~special, rng, vocab_size=vocab_size, mask_id=mask_id
    )


def masks_everything(ids, special, vocab_size, mask_id, rng):
    return masking.mask_tokens(
        ids, ~np.zeros_like(special), rng, vocab_size=vocab_size, mask_id=mask_id
    )


def two_draws(ids, special, vocab_size, mask_id, rng):
    """A widely copied mistake: a second draw among what the first left, 81 / 10 / 9."""
    chosen = masking.choose_each(~special, rng)
    inputs = np.where(chosen & (rng.random(ids.shape) < 0.8), mask_id, ids)
    other = chosen & (rng.random(ids.shape) < 0.1)
    inputs[other] = rng.integers(vocab_size, size=other.sum())
    return inputs, np.where(chosen, ids, -100)


def labels_after(ids, special, vocab_size, mask_id, rng):
    inputs, labels = masking.mask_tokens(
        ids, ~special, rng, vocab_size=vocab_size, mask_id=mask_id
    )
    return inputs, np.where(labels == -100, -100, inputs)


def in_place(ids, special, vocab_size, mask_id, rng):
    inputs, labels = masking.mask_tokens(
        ids, ~special, rng, vocab_size=vocab_size, mask_id=mask_id
    )
    ids[...] = inputs
    return inputs, labels


def forty_eighty(ids, special, vocab_size, mask_id, rng):
    return masking.mask_tokens(
        ids, ~special, rng, vocab_size=vocab_size, mask_id=mask_id, rate=0.8
    )


FACTOR = (
    data.fact("roberta.training_size").number
    / data.fact("roberta@books-wiki.training_size").number
)

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_visible,
        {"masked": 0.12, "wrong": 0.015, "kept": 0.015},
        [
            {"masked": 0.8, "wrong": 0.1, "kept": 0.1},  # of the chosen, not of all
            {"masked": 0.15, "wrong": 0.015, "kept": 0.015},  # all chosen become [MASK]
            {"masked": 0.12, "wrong": 0.015, "kept": 0.85},  # those never asked for
            {"masked": 0.12},
            7,
        ],
    ),
    (
        ex.ex_collator,
        honest,
        [
            masks_everything,
            two_draws,
            labels_after,
            in_place,
            forty_eighty,
            lambda *a: None,
            3,
        ],
    ),
    (
        ex.ex_segments,
        [0, 0, 0, 0, 0, 1, 1, 1, 1],
        [
            [0, 0, 0, 0, 1, 1, 1, 1, 1],  # the first [SEP] counted to the second text
            [1, 1, 1, 1, 1, 2, 2, 2, 2],  # counted from one
            [0, 0, 0, 1, 1, 1],  # special tokens forgotten
            "zero",
        ],
    ),
    (
        ex.ex_epochs,
        (29, 0.85**10),
        [
            (7, 0.85**10),  # 1 / 0.15: one round each
            (29, 1 - 0.85**10),  # the share that is hidden
            (28, 0.85**10),  # rounded down
            (29, 0.85**40),  # forty different masks
            29,
        ],
    ),
    (
        ex.ex_survey,
        ("training_size", FACTOR),
        [
            ("context_length", FACTOR),
            ("training_size", 160e9 / 3.3e9),  # bytes by words
            ("training_size", 1 / FACTOR),
            "training_size",
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.12", "0.015", "0.19", "29")


def test_a_right_function_passes_whatever_its_luck():
    class Unlucky:
        """Passes the generator of the check through, but spends some of it first."""

        def __init__(self, spent):
            self.spent = spent

        def __call__(self, ids, special, vocab_size, mask_id, rng):
            rng.random(self.spent)
            return honest(ids, special, vocab_size, mask_id, rng)

    reports = [ex.ex_collator(Unlucky(k)) for k in range(40)]
    assert sum(r.points < r.most for r in reports) == 0
