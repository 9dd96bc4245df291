"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.senses import sound_tokens as ex
from fieldguide.mechanisms.codes.nearest import nearest_code
from fieldguide.mechanisms.codes.residual import flatten_codes, quantize_residual


def whole_each_time(x, books):
    return np.stack([nearest_code(x, book) for book in books], -1)


def from_the_moment(x, books):
    """What is left is the moment less the last code, and not less all codes."""
    ids, left = [], x
    for book in books:
        ids.append(nearest_code(left, book))
        left = x - book[ids[-1]]
    return np.stack(ids, -1)


def added(x, books):
    ids, left = [], x
    for book in books:
        ids.append(nearest_code(left, book))
        left = left + book[ids[-1]]
    return np.stack(ids, -1)


def stage_by_stage(ids, size):
    return (ids + size * np.arange(ids.shape[1])).T.ravel()


def without_offsets(ids, size):
    return ids.ravel()


def by_moments(ids, size):
    """An offset a moment."""
    return (ids + size * np.arange(len(ids))[:, None]).ravel()


def follow(x, ids, count, total, thrown, *, mu=0.9, after=True, keep=True):
    chose = np.eye(len(count))[ids]
    n = mu * count + (1 - mu) * chose.sum(0)
    m = mu * total + (1 - mu) * chose.T @ x
    used = (n if after else count) >= 1
    codes = np.where(used[:, None], m / n[:, None], thrown)
    if keep:
        return n, m, codes
    return np.where(used, n, 1), np.where(used[:, None], m, thrown), codes


def nobody_thrown(x, ids, count, total, thrown):
    n, m, _ = follow(x, ids, count, total, thrown)
    return n, m, m / n[:, None]


CASES = [
    (
        ex.ex_phone,
        {"moments": 75, "bits": 6000, "stages": 2},
        [
            {"moments": 75, "bits": 750, "stages": 2},  # of one stage
            {"moments": 75, "bits": 6000, "stages": 4},  # as the broadest course has it
            {"moments": 75, "bits": 75 * 8 * 1024, "stages": 2},
            {"moments": 320, "bits": 6000, "stages": 2},
            75,
        ],
    ),
    (
        ex.ex_stages,
        quantize_residual,
        [
            whole_each_time,
            from_the_moment,
            added,
            lambda x, b: quantize_residual(x, b).T,
            lambda x, b: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_tokens,
        lambda ids, size: flatten_codes(ids, size=size),
        [stage_by_stage, without_offsets, by_moments, lambda ids, size: ids, 1],
    ),
    (
        ex.ex_song,
        {"seconds": 4096 * 96 / 48_000, "below": 16, "minute": 630_000},
        [
            {"seconds": 4096 / 96, "below": 16, "minute": 630_000},
            {"seconds": 4096 * 96 / 48_000, "below": 4, "minute": 630_000},
            {"seconds": 4096 * 96 / 48_000, "below": 16, "minute": 630_001},
            {"seconds": 4096 * 96 / 48_000, "below": 16, "minute": 30_000},
            16,
        ],
    ),
    (
        ex.ex_thrown,
        follow,
        [
            nobody_thrown,
            lambda *a: follow(*a, mu=0.1),
            lambda *a: follow(*a, after=False),
            lambda *a: follow(*a, keep=False),
            lambda *a: 1 / 0,
            3,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("75", "6000", "6,000", "8.19", "630000", "630,000")


def test_three_things_may_come_in_a_list():
    report = ex.ex_thrown(lambda *a: [*follow(*a)])
    assert report.points == report.most
