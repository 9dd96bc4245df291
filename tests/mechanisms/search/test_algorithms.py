"""Matrix multiplication as tensor decomposition: by hand, by running, and the errors."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.search import algorithms as al


def test_the_tensor_by_hand():
    # (a1 a2) times the column (b1, b2): a1 b1 + a2 b2 is the only entry
    assert al.matmul_tensor(n=1, m=2, p=1)[:, :, 0].tolist() == [[1, 0], [0, 1]]
    assert al.matmul_tensor(n=2, m=2, p=2).sum() == 8
    tensor = al.matmul_tensor(n=2, m=3, p=4)
    assert tensor.shape == (6, 12, 8) and tensor.sum() == 24


def test_the_tensor_multiplies():
    rng = np.random.default_rng(0)
    a, b = rng.integers(-9, 10, (2, 3)), rng.integers(-9, 10, (3, 4))
    tensor = al.matmul_tensor(n=2, m=3, p=4)
    c = np.einsum("abc,a,b->c", tensor, a.ravel(), b.ravel())
    assert np.array_equal(c.reshape(2, 4), a @ b)


def test_strassen_by_hand_and_exactly():
    u, v, w = al.strassen()
    assert len(u) == data.fact("alphatensor@2x2x2.tensor_rank").number == 7
    assert al.is_exact(u, v, w, al.matmul_tensor(n=2, m=2, p=2))
    c = al.multiply(u, v, w, np.array([[1, 2], [3, 4]]), np.array([[5, 6], [7, 8]]))
    assert c.tolist() == [[19, 22], [43, 50]]


def test_strassen_twice_takes_49():
    twice = al.compose(al.strassen(), al.strassen())
    assert len(twice[0]) == data.fact("alphatensor@4x4x4.tensor_rank").number == 49
    assert al.is_exact(*twice, al.matmul_tensor(n=4, m=4, p=4))
    rng = np.random.default_rng(0)
    a, b = rng.integers(-9, 10, (2, 4, 4))
    assert np.array_equal(al.multiply(*twice, a, b), a @ b)


def test_schoolbook_and_composition_of_different_sizes():
    assert al.is_exact(*al.schoolbook(n=2, m=3, p=4), al.matmul_tensor(n=2, m=3, p=4))
    mixed = al.compose(al.schoolbook(n=3, m=3, p=3), al.strassen())
    assert len(mixed[0]) == 27 * 7
    assert al.is_exact(*mixed, al.matmul_tensor(n=6, m=6, p=6))


def test_without_signs_it_is_right_modulo_two_only():
    plain = [np.abs(x) for x in al.strassen()]
    tensor = al.matmul_tensor(n=2, m=2, p=2)
    assert not al.is_exact(*plain, tensor)
    assert al.is_exact_modulo(*plain, tensor)
    assert not al.is_exact_modulo(*plain, tensor, modulus=3)
    wrong = al.computed_tensor(*plain) - tensor
    assert set(wrong[wrong != 0]) == {2} and np.count_nonzero(wrong) == 12


def test_one_product_fewer_is_right_nowhere():
    for k in range(7):
        six = [np.delete(x, k, axis=0) for x in al.strassen()]
        assert not al.is_exact_modulo(*six, al.matmul_tensor(n=2, m=2, p=2))


def test_exponents():
    assert al.exponent(n=2, multiplications=8) == pytest.approx(3)
    assert al.exponent(n=2, multiplications=7) == pytest.approx(
        al.exponent(n=4, multiplications=49)
    )
    printed = data.fact("alphatensor@4x4x4-mod2.complexity_exponent").number
    rank = int(data.fact("alphatensor@4x4x4.tensor_rank_mod2").number)
    assert (
        printed - 0.001 < al.exponent(n=4, multiplications=rank) < printed
    )  # rounded up, as a bound


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: al.matmul_tensor(n=0, m=1, p=1), "n must be .* 1 or more, got 0"),
        (lambda: al.schoolbook(n=1, m=-1, p=1), "1 or more"),
        (lambda: al.computed_tensor([[1]], [[1]], [[1], [1]]), "got 1, 1 and 2"),
        (
            lambda: al.computed_tensor([[0.5]], [[1]], [[1]]),
            "u must be whole numbers, got float64",
        ),
        (lambda: al.computed_tensor([1], [[1]], [[1]]), "u must have shape"),
        (
            lambda: al.is_exact(*al.strassen(), al.matmul_tensor(n=2, m=2, p=1)),
            "tensor must have shape .4, 4, 4., got .4, 2, 2.",
        ),
        (
            lambda: al.is_exact_modulo(
                *al.strassen(), al.matmul_tensor(n=2, m=2, p=2), modulus=1
            ),
            "2 or more, got 1",
        ),
        (
            lambda: al.compose(al.schoolbook(n=1, m=2, p=1), al.strassen()),
            "square matrices, got rows of 2",
        ),
        (
            lambda: al.multiply(*al.strassen(), np.eye(3), np.eye(3)),
            "an algorithm for .4, 4, 4. entries, got .3, 3.",
        ),
        (lambda: al.exponent(n=1, multiplications=1), "n must be .* 2 or more, got 1"),
        (
            lambda: al.exponent(n=2, multiplications=0),
            "multiplications must be .*got 0",
        ),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
