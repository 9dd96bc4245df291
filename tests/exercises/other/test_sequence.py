"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.other import sequence as ex
from fieldguide.mechanisms.objectives.episodes import lay_out_step
from fieldguide.mechanisms.tokens import numbers


def lower_end(ids):
    return numbers.undo_mu_law(2 * (np.asarray(ids) - numbers.FIRST) / 1024 - 1)


def still_squeezed(ids):
    return numbers.action_numbers(ids)


def without_shift(ids):
    return numbers.undo_mu_law((2 * np.asarray(ids) + 1) / 1024 - 1)


def without_sign(ids):
    return np.abs(numbers.observed_numbers(ids))


def telephone(ids):
    """With a reach of 1."""
    return numbers.undo_mu_law(numbers.action_numbers(ids), reach=1.0)


def my_row(observation, action, separator):
    return lay_out_step(observation, action, separator=separator)


def as_they_came(observation, action, separator):
    seen = [token for tokens in observation.values() for token in tokens]
    ids, asked = my_row(observation, action, separator)
    return np.array([*seen, *ids[len(seen) :]]), asked


def everything(observation, action, separator):
    ids, _ = my_row(observation, action, separator)
    return ids, np.arange(len(ids)) > 0


def mark_too(observation, action, separator):
    ids, asked = my_row(observation, action, separator)
    return ids, asked | (ids == separator)


def markless(observation, action, separator):
    ids, asked = my_row(observation, action, separator)
    return ids[ids != separator], asked[ids != separator]


def done_first(observation, action, separator):
    ids, asked = my_row(observation, action, separator)
    return np.roll(ids, len(action)), np.roll(asked, len(action))


def my_half(achieved, chance, expert):
    return int(((achieved - chance) / (expert - chance) >= 0.5).sum())


SIX = {"measured": [32512, 32710, 32000], "moved": [32512, 32768, 33023]}

CASES = [
    (
        ex.ex_number_tokens,
        SIX,
        [
            SIX | {"moved": [32512, 32710, 32744]},  # movements squeezed, too
            SIX | {"moved": [32512, 32768, 33024]},  # a bin behind the last
            SIX | {"measured": [32512, 32768, 32000]},  # not squeezed
            {k: [each - 32_000 for each in v] for k, v in SIX.items()},  # no shift
            SIX | {"measured": [32511, 32710, 32000]},
            SIX | {"measured": 32512},
            32512,
        ],
    ),
    (
        ex.ex_read_back,
        numbers.observed_numbers,
        [
            lower_end, still_squeezed, without_shift, without_sign, telephone,
            lambda ids: np.asarray(ids) - numbers.FIRST, lambda ids: 1 / 0, 3,
        ],
    ),
    (
        ex.ex_moment,
        my_row,
        [
            as_they_came, everything, mark_too, markless, done_first,
            lambda *args: my_row(*args)[0], lambda *args: 1 / 0, 3,
        ],
    ),
    (
        ex.ex_half,
        my_half,
        [
            lambda a, c, e: int((a / e >= 0.5).sum()),
            lambda a, c, e: int(((a - c) / (e - c) > 0.5).sum()),
            lambda a, c, e: float(((a - c) / (e - c) >= 0.5).mean()),
            lambda a, c, e: int((a >= e).sum()),
            lambda a, c, e: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_claims,
        dict(ex.CLAIMS),
        [
            ex.CLAIMS | {"better than the experts in 450 tasks": True},
            ex.CLAIMS | {"a new game is learned from a prompt": True},
            ex.CLAIMS | {"it hears": True},
            dict.fromkeys(ex.CLAIMS, True),
            dict.fromkeys(ex.CLAIMS, "yes"),
            True,
        ],
    ),
]  # fmt: skip


class TestGrading(Grading):
    cases = CASES
    secrets = (
        "32,512",
        "32512",
        "32,710",
        "32710",
        "32,768",
        "32768",
        "33,023",
        "33023",
    )
