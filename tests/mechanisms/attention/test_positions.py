"""Sines and T5's buckets: examples by hand, bounds of other implementations, errors."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention import positions
from fieldguide.mechanisms.attention.positions import (
    causal_position_bucket,
    relative_position_bucket,
    sinusoidal_positions,
    timing_signal,
)

# Distances at which a new bucket begins, as transformers 5.23.0 computes them
# (T5Attention._relative_position_bucket on offsets -700 to 700, run on 2026-11-22).
ENCODER_STARTS = [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91]
DECODER_STARTS = [
    *range(1, 17), 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113,
]  # fmt: skip


def starts(buckets):
    return (np.flatnonzero(np.diff(buckets)) + 1).tolist()


def test_examples_by_hand():
    # 16 buckets a side, 8 of them exact: 8 * 16**(1/8) = 11.3, so 8 to 11 share one
    offsets = np.array([0, -1, -7, -8, -11, -12, 1, 8])
    assert relative_position_bucket(offsets).tolist() == [0, 1, 7, 8, 8, 9, 17, 24]
    offsets = np.array([0, -15, -16, -18, -19, 1, 50])
    assert causal_position_bucket(offsets).tolist() == [0, 15, 16, 16, 17, 0, 0]


def test_bounds_agree_with_transformers():
    distance = np.arange(701)
    assert starts(relative_position_bucket(-distance)) == ENCODER_STARTS
    assert starts(causal_position_bucket(-distance)) == DECODER_STARTS


def test_ahead_mirrors_back_sixteen_buckets_on():
    distance = np.arange(1, 400)
    back, ahead = (relative_position_bucket(s * distance) for s in (-1, 1))
    assert (ahead == back + 16).all()


def test_numbers_that_the_chapter_states():
    used = relative_position_bucket(np.arange(-1000, 1001))
    assert set(used) == set(range(32)) - {16}
    assert relative_position_bucket(np.array([-90, -91, -10_000])).tolist() == [
        14, 15, 15,
    ]  # fmt: skip
    assert causal_position_bucket(np.array([-112, -113])).tolist() == [30, 31]
    assert data.fact("t5.relative_buckets").number == positions.BUCKETS
    assert data.fact("t5.relative_max_distance").number == positions.FURTHEST


def test_powers_of_two_are_not_lost_to_rounding():
    # 8 * 16**(k/8) is whole at k = 2, 4, 6: a float rule may put these one bucket low
    assert relative_position_bucket(np.array([-16, -32, -64])).tolist() == [10, 12, 14]


@pytest.mark.parametrize("bucket", [relative_position_bucket, causal_position_bucket])
@pytest.mark.parametrize("buckets, furthest", [(8, 20), (16, 64), (64, 1000)])
def test_buckets_never_fall_and_stay_in_range(bucket, buckets, furthest):
    found = bucket(-np.arange(3000), buckets=buckets, furthest=furthest)
    assert (np.diff(found) >= 0).all() and found.min() == 0 and found.max() < buckets
    assert found[furthest] == found[-1]


def test_shape_is_kept_and_the_argument_too():
    offsets = np.arange(6).reshape(2, 3)
    assert relative_position_bucket(offsets).shape == (2, 3)
    assert (offsets == np.arange(6).reshape(2, 3)).all()
    assert relative_position_bucket(np.int64(-3)) == 3


@pytest.mark.parametrize(
    "bucket, arguments, said",
    [
        (
            relative_position_bucket,
            {"offset": np.array([0.5])},
            "must be whole numbers.*float64",
        ),
        (causal_position_bucket, {"offset": ["a"]}, "must be whole numbers"),
        (
            relative_position_bucket,
            {"offset": np.array([1]), "buckets": 31},
            "even.*got 31",
        ),
        (
            relative_position_bucket,
            {"offset": np.array([1]), "buckets": 2},
            "at least 4, got 2",
        ),
        (
            causal_position_bucket,
            {"offset": np.array([1]), "buckets": 1},
            "2 or more, got 1",
        ),
        (
            relative_position_bucket,
            {"offset": np.array([1]), "buckets": 32, "furthest": 8},
            "over the 8.*got 8",
        ),
        (
            causal_position_bucket,
            {"offset": np.array([1]), "buckets": 32, "furthest": 16},
            "over the 16.*got 16",
        ),
    ],
)
def test_bad_input_is_refused(bucket, arguments, said):
    with pytest.raises(ValueError, match=said):
        bucket(**arguments)


# --- sines and cosines ----------------------------------------------------------------


def test_sines_by_hand():
    table = sinusoidal_positions(n=3, d=4)
    np.testing.assert_allclose(table[0], [0, 1, 0, 1])
    # The second pair is 10,000**(2/4) = 100 times slower.
    want = [np.sin(2), np.cos(2), np.sin(0.02), np.cos(0.02)]
    np.testing.assert_allclose(table[2], want)


def test_rows_of_sines_have_one_length_and_products_know_the_distance_only():
    table = sinusoidal_positions(n=50, d=16)
    np.testing.assert_allclose((table**2).sum(1), 8)
    products = table @ table.T
    for k in (1, 7, 30):
        np.testing.assert_allclose(np.diagonal(products, k), products[0, k])


def test_a_step_turns_each_pair_by_its_own_angle():
    table, i = sinusoidal_positions(n=9, d=8), 1
    pairs = table[:, 2 * i] * 1j + table[:, 2 * i + 1]  # cosine + i sine
    np.testing.assert_allclose(np.angle(pairs[1:] / pairs[:-1]), 10_000 ** (-2 * i / 8))


def test_sines_come_in_pairs():
    assert sinusoidal_positions(n=0, d=4).shape == (0, 4)
    with pytest.raises(ValueError, match="even to form pairs, got 5"):
        sinusoidal_positions(n=3, d=5)


def test_a_timing_signal_by_hand():
    """Two waves, the second exactly ten thousand times slower; sines before cosines."""
    one = [np.sin(1), np.sin(1e-4), np.cos(1), np.cos(1e-4)]
    np.testing.assert_allclose(timing_signal(n=2, d=4), [[0, 0, 1, 1], one])
    slow = sinusoidal_positions(n=2, d=4)[1, 2:]  # a hundred times slower only
    np.testing.assert_allclose(slow, [np.sin(0.01), np.cos(0.01)])
    with pytest.raises(
        ValueError, match="d must be a whole number of 4 or more, got 2"
    ):
        timing_signal(n=3, d=2)
    with pytest.raises(ValueError, match="d must be even to form pairs, got 5"):
        timing_signal(n=3, d=5)
