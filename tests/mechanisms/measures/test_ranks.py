"""The place of the right candidate, and how often it is among the best."""

import numpy as np
import pytest

from fieldguide.mechanisms.measures.ranks import ranks, top_k_accuracy

SCORES = np.array([[3.0, 1.0, 2.0], [3.0, 1.0, 2.0], [5.0, 5.0, 5.0]])


def test_by_hand():
    assert ranks(SCORES, [0, 2, 1]).tolist() == [1, 2, 3]  # all alike: the last place
    assert [top_k_accuracy(SCORES, [0, 2, 1], k=k) for k in (1, 2, 3)] == [
        1 / 3,
        2 / 3,
        1,
    ]


def test_by_chance_it_is_k_of_m(rng):
    n, m, k = 4000, 50, 10
    found = top_k_accuracy(rng.random((n, m)), rng.integers(m, size=n), k=k)
    assert abs(found - k / m) < 4 * np.sqrt(k / m * (1 - k / m) / n)


def test_errors():
    with pytest.raises(ValueError, match="partner must lie in 0 ... 2, got 3"):
        ranks(SCORES, [0, 3, 1])
    with pytest.raises(ValueError, match="k must be"):
        top_k_accuracy(SCORES, [0, 2, 1], k=4)
    with pytest.raises(ValueError, match="number of questions"):
        top_k_accuracy(SCORES[:0], np.zeros(0, int), k=1)
