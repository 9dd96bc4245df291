"""The algorithm that AlphaTensor's makers printed: right modulo 2, and only there."""

import numpy as np

from fieldguide import data
from fieldguide.mechanisms.search import algorithms, published

FOUR = algorithms.matmul_tensor(n=4, m=4, p=4)


def test_forty_seven_are_right_modulo_two_only():
    found = published.forty_seven()
    assert len(found[0]) == data.fact("alphatensor@4x4x4.tensor_rank_mod2").number
    assert algorithms.is_exact_modulo(*found, FOUR)
    assert not algorithms.is_exact(*found, FOUR)
    assert not algorithms.is_exact_modulo(*found, FOUR, modulus=4)


def test_none_of_them_can_be_left_out():
    for k in range(47):
        rest = [np.delete(x, k, axis=0) for x in published.forty_seven()]
        assert not algorithms.is_exact_modulo(*rest, FOUR)


def test_its_second_product_as_it_is_printed():
    u, v, w = (np.flatnonzero(x[1]).tolist() for x in published.forty_seven())
    assert u == v == [0, 8, 10] and w == [0, 10]  # a11 + a31 + a33; c11 and c33


def test_bits_are_multiplied():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 2, (2, 4, 4))
    assert np.array_equal(
        algorithms.multiply(*published.forty_seven(), a, b) % 2, a @ b % 2
    )
