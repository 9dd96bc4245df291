"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.captions import frozen as ex
from fieldguide.mechanisms.networks import gated

SEEN = [0.9, 0.8, 0.75, 0.5, 0.25, 0, 0]
SAID = [0, 0, 0.25, 0.5, 0.75, 0.8, 0.95]


def my_balance(x, found, scores, threshold):
    seen, said = gated.resurrecting_gates(scores, threshold=threshold)
    return seen * found + said * x


def adding_up(x, found, scores, threshold):
    seen, said = gated.resurrecting_gates(scores, threshold=threshold)
    return (seen * found + said * x) / (seen + said)


def on_scores(x, found, scores, threshold):
    share = 1 / (1 + np.exp(-scores))
    return (
        share * (scores > threshold) * found + (1 - share) * (-scores > threshold) * x
    )


def exchanged(x, found, scores, threshold):
    return my_balance(found, x, scores, threshold)


def never_shut(x, found, scores, threshold):
    return my_balance(x, found, scores, 0)


def my_open(x, found, gate):
    return x + np.tanh(gate) * found


def my_sight(starts, pictures, each):
    return gated.picture_mask(starts, images=pictures, each=each)


def all_before(starts, pictures, each):
    number = np.repeat(np.arange(1, pictures + 1), each)
    return np.cumsum(starts)[:, None] >= number


def the_next(starts, pictures, each):
    number = np.repeat(np.arange(pictures), each)
    return np.cumsum(starts)[:, None] == number


def at_least_the_first(starts, pictures, each):
    number = np.repeat(np.arange(1, pictures + 1), each)
    return np.maximum(np.cumsum(starts), 1)[:, None] == number


def one_token_each(starts, pictures, each):
    return np.cumsum(starts)[:, None] == np.arange(1, pictures + 1)


CASES = [
    (
        ex.ex_gates,
        (SEEN, SAID),
        [
            (SEEN, [0.1, 0.2, 0.25, 0.5, 0.75, 0.8, 0.95]),  # only one gate is shut
            (SAID, SEEN),  # exchanged
            (
                [1, 1, 0.75, 0.5, 0.25, 0, 0],
                [0, 0, 0.25, 0.5, 0.75, 1, 1],
            ),  # add up to 1
            ([0.9, 0.8, 0.75, 0.5, 0.25, 0.2, 0], [0, 0.2, 0.25, 0.5, 0.75, 0.8, 0.95]),
            (SEEN, SEEN),
            (SEEN[:3], SAID[:3]),
            0.5,
        ],
    ),
    (
        ex.ex_pass_gates,
        my_balance,
        [
            adding_up,
            on_scores,
            exchanged,
            never_shut,
            lambda x, found, scores, threshold: x,
            lambda x, found, scores, threshold: None,
            3,
        ],
    ),
    (
        ex.ex_open,
        my_open,
        [
            lambda x, found, gate: x + gate * found,  # no tanh
            lambda x, found, gate: (1 - np.tanh(gate)) * x + np.tanh(gate) * found,
            lambda x, found, gate: (
                x + found / (1 + np.exp(-gate))
            ),  # half open at first
            lambda x, found, gate: np.tanh(gate) * (x + found),
            lambda x, found, gate: x,
            lambda x, found, gate: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_sight,
        my_sight,
        [
            all_before,
            the_next,
            at_least_the_first,
            one_token_each,
            lambda starts, pictures, each: np.ones(
                (len(starts), pictures * each), bool
            ),
            lambda starts, pictures, each: "the last",
            None,
        ],
    ),
    (
        ex.ex_cost,
        (81_920, 1_024_000, 55_296),
        [
            (81_920, 1_024_000, 51_200),  # the latents do not see each other
            (16_384, 204_800, 55_296),  # one film
            (81_920, 128_000, 55_296),  # one frame
            (1_024_000, 81_920, 55_296),
            81_920,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("0.95", "0.8", "tanh", "cumsum", "81", "55")
