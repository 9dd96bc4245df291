"""Made-up games and other coordinates."""

import numpy as np
import pytest

from fieldguide.mechanisms.search import algorithms
from fieldguide.mechanisms.search import demonstrations as demo

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


def test_made_up_moves_have_no_empty_rows():
    rng = np.random.default_rng(0)
    factors = demo.draw_factors(rng, rank=400, a=2, b=3, c=4, entries=(0, 1))
    assert [f.shape for f in factors] == [(400, 2), (400, 3), (400, 4)]
    for f in factors:
        assert f.any(1).all() and set(f.ravel()) == {0, 1}


def test_all_entries_come_up():
    (u, _, _) = demo.draw_factors(np.random.default_rng(1), rank=50, a=4, b=4, c=4)
    assert set(u.ravel()) == {-2, -1, 0, 1, 2}


def test_a_basis_can_be_left_without_fractions():
    rng = np.random.default_rng(2)
    for _ in range(20):
        basis = demo.draw_basis(rng, size=4)
        back = demo.inverse_basis(basis)
        assert np.array_equal(basis @ back, np.eye(4, dtype=int))
    assert demo.draw_basis(rng, size=1).tolist() == [[1]]


def test_an_order_with_signs():
    p = demo.draw_signed_permutation(np.random.default_rng(3), size=5)
    assert np.array_equal(np.abs(p).sum(0), np.ones(5)) and set(p.ravel()) == {-1, 0, 1}
    assert np.array_equal(p @ p.T, np.eye(5, dtype=int))


def test_what_is_found_in_other_coordinates_leads_home():
    rng = np.random.default_rng(4)
    a, b, c = (demo.draw_basis(rng, size=4) for _ in range(3))
    moved = demo.change_basis(TWO, a, b, c)
    assert not np.array_equal(moved, TWO)
    there = [x @ y.T for x, y in zip(algorithms.strassen(), (a, b, c), strict=True)]
    assert algorithms.is_exact(*there, moved)
    home = [x @ demo.inverse_basis(y).T for x, y in zip(there, (a, b, c), strict=True)]
    assert algorithms.is_exact(*home, TWO)
    assert all(
        np.array_equal(x, y)
        for x, y in zip(home, algorithms.strassen(), strict=True)
    )  # fmt: skip


def test_a_change_of_basis_by_hand():
    swap, one = np.array([[0, 1], [1, 0]]), np.eye(2, dtype=int)
    tensor = np.array([[[1, 2], [3, 4]], [[5, 6], [7, 8]]])
    assert np.array_equal(demo.change_basis(tensor, swap, one, one), tensor[::-1])
    assert np.array_equal(
        demo.change_basis(tensor, one, one, -swap), -tensor[..., ::-1]
    )


@pytest.mark.parametrize(
    "call, said",
    [
        (
            lambda: demo.draw_factors(
                np.random.default_rng(0), rank=1, a=1, b=1, c=1, entries=[0]
            ),
            "entries must have one that is not 0",
        ),
        (lambda: demo.inverse_basis([[2, 0], [0, 1]]), "determinant 1 or -1, got 2"),
        (lambda: demo.inverse_basis([[1, 1], [1, 1]]), "determinant 1 or -1"),
        (lambda: demo.inverse_basis([[1, 0]]), "basis must have shape"),
        (lambda: demo.change_basis(TWO, np.eye(3, dtype=int), *[np.eye(4, dtype=int)] * 2),
         "a must have shape"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
