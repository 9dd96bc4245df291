"""The best query decides how well a text fits a picture."""

import numpy as np
import pytest

from fieldguide.mechanisms.objectives import best_query, contrast


def test_the_best_of_two_queries_decides():
    # the first picture's queries point east and north, the second's both west
    queries = [[[2, 0], [0, 1]], [[-1, 0], [-3, 0]]]
    texts = [[0, 5], [1, 1], [-1, 0]]
    found = best_query.best_query_cosines(queries, texts)
    half = 0.5**0.5
    np.testing.assert_allclose(found, [[1, half, 0], [0, -half, 1]], atol=1e-12)


def test_with_one_query_it_is_the_cosine(rng):
    x, y = rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    found = best_query.best_query_cosines(x[:, None], y)
    np.testing.assert_allclose(found, contrast.cosines(x, y))


def test_another_query_can_only_help(rng):
    x, y = rng.normal(size=(3, 6, 4)), rng.normal(size=(5, 4))
    fewer = best_query.best_query_cosines(x[:, :5], y)
    assert (best_query.best_query_cosines(x, y) >= fewer).all()


def test_no_queries_are_none():
    with pytest.raises(ValueError, match="queries of x"):
        best_query.best_query_cosines(np.ones((2, 0, 4)), np.ones((3, 4)))
