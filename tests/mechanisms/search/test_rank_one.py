"""Fit one factor, and all in turn."""

import numpy as np
import pytest

from fieldguide.mechanisms.search import algorithms, rank_one

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


def fitted(u, v, w):
    return np.einsum("ra,rb,rc->abc", u, v, w)


def test_the_missing_factor_is_found():
    rng = np.random.default_rng(0)
    factors = [rng.normal(size=(2, n)) for n in (3, 4, 5)]
    tensor = fitted(*factors)
    for mode in range(3):
        forgotten = [*factors]
        forgotten[mode] = np.ones_like(factors[mode])
        found = rank_one.best_factor(tensor, *forgotten, mode=mode, ridge=1e-12)
        np.testing.assert_allclose(found, factors[mode], rtol=1e-6)


def test_a_ridge_by_hand():
    # u x 1 x 1 = 3: the best u minimizes (u - 3)^2 + 2 u^2
    one = np.ones((1, 1))
    found = rank_one.best_factor([[[3.0]]], one, one, one, mode=0, ridge=2.0)
    assert found.item() == pytest.approx(1.0)


def test_eight_are_found_and_six_are_not():
    for rank, fits in ((8, True), (6, False)):
        found = rank_one.alternating_least_squares(
            TWO, np.random.default_rng(1), rank=rank
        )
        assert [x.shape for x in found] == [(rank, 4)] * 3
        assert (np.abs(fitted(*found) - TWO).max() < 1e-3) == fits


def test_no_rounds_leave_the_start():
    found = rank_one.alternating_least_squares(
        TWO, np.random.default_rng(1), rank=2, rounds=0
    )
    rng = np.random.default_rng(1)
    assert np.array_equal(found[0], rng.normal(size=(2, 4)))


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: rank_one.best_factor(TWO, *[np.ones((2, 4))] * 3, mode=3, ridge=1.0), "mode"),
        (lambda: rank_one.best_factor(TWO, *[np.ones((2, 4))] * 3, mode=0, ridge=0), "ridge"),
        (lambda: rank_one.best_factor(TWO, *[np.ones((2, 3))] * 3, mode=0, ridge=1), "u must"),
        (
            lambda: rank_one.alternating_least_squares(TWO, np.random.default_rng(0), rank=0),
            "rank must",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
