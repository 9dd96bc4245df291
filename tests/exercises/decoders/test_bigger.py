"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.decoders import bigger as ex
from fieldguide.mechanisms.attention.attention import attention
from fieldguide.mechanisms.networks import experts


def my_seats(chosen, number, capacity):
    return experts.take_seats(chosen, experts=number, capacity=capacity)


def token_by_token(chosen, number, capacity):
    """Both choices of a token sit down before the next token comes."""
    taken, kept = np.zeros(number, int), np.zeros(chosen.shape, bool)
    for i, row in enumerate(chosen):
        for j, e in enumerate(row):
            kept[i, j] = taken[e] < capacity
            taken[e] += 1
    return kept


def all_or_nothing(chosen, number, capacity):
    """A token that has lost its first choice loses the second as well."""
    kept = my_seats(chosen, number, capacity)
    return kept & kept[:, :1]


def my_balance(shares, chosen):
    return experts.balancing_loss(shares, chosen[:, None])


def my_shared(q, k, v):
    return attention(q, k[None], v[None])[0]


def own_features(q, k, v):
    """Each head looks at its part of the features only."""
    out = []
    for h, queries in enumerate(q):
        seen = np.zeros(k.shape[1])
        seen[h::3] = 1
        out.append(attention(queries, k * seen, v)[0])
    return np.array(out)


CASES = [
    (
        ex.ex_route,
        {"experts": (1, 3), "weights": (4 / 7, 3 / 7)},
        [
            {"experts": (1, 3), "weights": (0.4, 0.3)},  # as they are
            {"experts": (1, 3), "weights": (0.5, 0.5)},
            {"experts": (2, 4), "weights": (4 / 7, 3 / 7)},  # counted from 1
            {"experts": (3, 1), "weights": (3 / 7, 4 / 7)},
            {"experts": 1, "weights": 1},
            7,
        ],
    ),
    (
        ex.ex_seats,
        my_seats,
        [
            token_by_token,
            all_or_nothing,
            lambda c, number, capacity: np.ones(c.shape, bool),
            lambda c, number, capacity: my_seats(c, number, capacity + 1),
            lambda *a: 1 / 0,
            "first come, first served",
        ],
    ),
    (
        ex.ex_refused,
        (1, 7),
        [
            (1, 22),  # the other expert takes over the whole weight
            (0, 5),  # nothing came in
            (1, 2),  # as it came, though one expert had a seat
            (8.5, 7),  # the full one works all the same
            7,
        ],
    ),
    (
        ex.ex_balance,
        my_balance,
        [
            lambda s, c: my_balance(s, c) / s.shape[1],  # without the factor
            lambda s, c: s.shape[1] * (s.mean(0) ** 2).sum(),  # who was asked left out
            lambda s, c: float(np.bincount(c).std()),  # has no gradient
            lambda s, c: np.bincount(c, minlength=4) / len(c) * s.mean(0),
            1,
        ],
    ),
    (
        ex.ex_active,
        {"all": 532, "at work": 36},
        [
            {"all": 532, "at work": 532},  # all experts work
            {"all": 788, "at work": 44},  # experts with a gate
            {"all": 532, "at work": 28},  # one expert
            {"all": 512, "at work": 16},  # the experts alone
            36,
        ],
    ),
    (
        ex.ex_pairs,
        {"dense": 21, "band": 15, "back": 4},
        [
            {"dense": 36, "band": 18, "back": 4},  # both ways, and full rows
            {"dense": 21, "band": 18, "back": 6},
            {"dense": 21, "band": 15, "back": 6},
            {"dense": 21, "band": 15, "back": 2},
            21,
        ],
    ),
    (
        ex.ex_shared,
        my_shared,
        [
            own_features,
            lambda q, k, v: np.tile(my_shared(q.mean(0)[None], k, v), (len(q), 1, 1)),
            lambda q, k, v: my_shared(q, k, v).sum(0),
            lambda q, k, v: my_shared(q * np.sqrt(q.shape[-1]), k, v),  # not divided
            None,
        ],
    ),
    (
        ex.ex_kept,
        {"own": 512_000, "shared": 64_000},
        [
            {"own": 256_000, "shared": 32_000},  # keys only
            {"own": 512_000, "shared": 32_000},  # one key serves as value, too
            {"own": 512_000, "shared": 512_000},
            {"own": 256_000, "shared": 64_000},
            64_000,
        ],
    ),
    (
        ex.ex_width,
        (1536, 2048),
        [
            (1365, 2048),  # not rounded
            (1280, 2048),  # rounded down
            (1536, 2304),  # one multiple too far
            (2048, 3072),  # PaLM's: four times
            1536,
        ],
    ),
    (
        ex.ex_used,
        0.5,
        [
            1 / 6,  # reading only
            0.5 / 6,
            500,
            50,
            (0.5,),
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = (
        "4/7",
        "0.57",
        "532",
        "36",
        "21",
        "15",
        "512,000",
        "64,000",
        "1536",
        "2048",
    )
