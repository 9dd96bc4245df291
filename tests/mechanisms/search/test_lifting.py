"""Linear equations modulo 2, and the minus signs of Strassen's algorithm."""

import numpy as np
import pytest

from fieldguide.mechanisms.search import algorithms, lifting, published

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


def test_equations_by_hand():
    assert lifting.solve_modulo_two([[1, 1], [0, 1]], [1, 1]).tolist() == [0, 1]
    assert lifting.solve_modulo_two([[1, 1], [1, 1]], [1, 0]) is None
    assert lifting.solve_modulo_two([[0, 1]], [1]).tolist() == [0, 1]
    assert lifting.solve_modulo_two(np.zeros((0, 3), int), []).tolist() == [0, 0, 0]


def test_equations_that_were_made_to_have_a_solution():
    rng = np.random.default_rng(0)
    for m, n in ((5, 9), (9, 5), (40, 33), (17, 16)):
        matrix, x = rng.integers(0, 2, (m, n)), rng.integers(0, 2, n)
        found = lifting.solve_modulo_two(matrix, matrix @ x % 2)
        assert np.array_equal(matrix @ found % 2, matrix @ x % 2)


def test_strassen_gets_signs_back():
    plain = [np.abs(x) for x in algorithms.strassen()]
    found = lifting.lift(*plain, TWO)
    assert algorithms.is_exact(*found, TWO)
    assert {*np.concatenate(found).ravel()} == {-1, 0, 1}
    for x, y in zip(found, plain, strict=True):
        assert np.array_equal(np.abs(x), y)


def test_what_needs_no_signs_stays():
    school = algorithms.schoolbook(n=2, m=2, p=2)
    found = lifting.lift(*school, TWO)
    assert all(np.array_equal(x, y) for x, y in zip(found, school, strict=True))


def test_forty_seven_have_no_signs():
    four = algorithms.matmul_tensor(n=4, m=4, p=4)
    assert lifting.lift(*published.forty_seven(), four) is None


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: lifting.solve_modulo_two([[2]], [1]), "a must lie in 0 ... 1"),
        (lambda: lifting.solve_modulo_two([[1]], [1, 1]), "b must have shape"),
        (
            lambda: lifting.lift(*[x[:6] for x in algorithms.strassen()], TWO),
            "u, v and w must be right modulo 2",
        ),
        (lambda: lifting.lift(*algorithms.strassen(), TWO[:2]), "tensor must have"),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
