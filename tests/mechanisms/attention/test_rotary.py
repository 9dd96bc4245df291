"""Rotary positions: hands turned by hand, what stays the same, what is refused."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention import rotary
from fieldguide.mechanisms.attention.rotary import (
    halves_order,
    rotate,
    rotate_halves,
    turning_angles,
)

BOTH = pytest.mark.parametrize("turn", [rotate, rotate_halves])


def test_angles_by_hand():
    # the second of two pairs is 10,000**(2/4) = 100 times slower
    np.testing.assert_allclose(turning_angles([0, 3], width=4), [[0, 0], [3, 0.03]])
    np.testing.assert_allclose(turning_angles([-2], width=4, base=16), [[-2, -0.5]])
    assert turning_angles([1.5], width=2).tolist() == [[1.5]]


def test_one_hand_by_hand():
    x = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    place = np.array([0, 1, np.pi / 2])
    want = [
        [1, 0],
        [np.cos(1), np.sin(1)],
        [-1, 0],
    ]  # a quarter turn: (0, 1) to (-1, 0)
    np.testing.assert_allclose(rotate(x, place), want, atol=1e-15)
    np.testing.assert_allclose(rotate_halves(x, place), want, atol=1e-15)


def test_who_is_paired_with_whom():
    x, place = np.array([[1.0, 2.0, 3.0, 4.0]]), [np.pi / 2]
    # base 1: both pairs turn by a quarter
    np.testing.assert_allclose(rotate(x, place, base=1), [[-2, 1, -4, 3]])
    np.testing.assert_allclose(rotate_halves(x, place, base=1), [[-3, -4, 1, 2]])


@BOTH
def test_products_know_the_distance_only(turn, rng):
    q, k = rng.normal(size=(2, 1, 8))
    gaps = {}
    for m in (0, 3, 100, 1000):
        turned = turn(q, [m + 5]) @ turn(k, [m]).T
        gaps[m] = turned.item()
    np.testing.assert_allclose(list(gaps.values()), gaps[0], rtol=1e-9)
    assert abs(gaps[0] - (turn(q, [6]) @ turn(k, [0]).T).item()) > 1e-3


@BOTH
def test_rows_keep_their_length_and_the_argument_is_kept(turn, rng):
    x = rng.normal(size=(2, 3, 5, 6))
    before = x.copy()
    out = turn(x, np.arange(5))
    np.testing.assert_allclose((out**2).sum(-1), (x**2).sum(-1))
    np.testing.assert_array_equal(x, before)
    np.testing.assert_allclose(turn(out, -np.arange(5)), x)  # and back again


@BOTH
def test_only_the_first_features_are_turned(turn, rng):
    x = rng.normal(size=(4, 8))
    out = turn(x, np.arange(4), turned=2)
    np.testing.assert_array_equal(out[:, 2:], x[:, 2:])
    np.testing.assert_allclose(out[:, :2], turn(x[:, :2], np.arange(4)))
    np.testing.assert_array_equal(turn(x, np.arange(4), turned=0), x)


def test_the_layouts_agree_up_to_an_order(rng):
    assert halves_order(4).tolist() == [0, 2, 1, 3]
    x, order = rng.normal(size=(5, 6)), halves_order(6)
    np.testing.assert_allclose(
        rotate_halves(x[:, order], np.arange(5)), rotate(x, np.arange(5))[:, order]
    )
    # a product of a query and a key that are put in one order is what it was
    y = rng.normal(size=(5, 6))
    np.testing.assert_allclose(
        rotate_halves(x[:, order], np.arange(5))
        @ rotate_halves(y[:, order], np.arange(5)).T,
        rotate(x, np.arange(5)) @ rotate(y, np.arange(5)).T,
    )


def test_the_constant_is_the_papers():
    assert data.fact("gpt-neox-20b.rope_base").number == rotary.BASE


@BOTH
@pytest.mark.parametrize(
    "arguments, said",
    [
        ({"x": np.ones((2, 3))}, "turned must be even to form pairs, got 3"),
        ({"x": np.ones((2, 4)), "turned": 3}, "even to form pairs, got 3"),
        ({"x": np.ones((2, 4)), "turned": 6}, "turned must be.*4.*got 6"),
        ({"x": np.ones((3, 4))}, r"place must have shape \(3,\), got \(2,\)"),
        ({"x": np.ones((2, 4)), "base": 0}, "base must be.*above 0.*got 0"),
        ({"x": np.ones(4)}, "x must have shape"),
    ],
)
def test_bad_input_is_refused(turn, arguments, said):
    with pytest.raises(ValueError, match=said):
        turn(**{"place": [0, 1]} | arguments)


def test_an_odd_width_has_no_order_and_no_angles():
    with pytest.raises(ValueError, match="width must be even to form pairs, got 5"):
        halves_order(5)
    with pytest.raises(ValueError, match="width must be even to form pairs, got 5"):
        turning_angles([0], width=5)
