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


def test_the_loss_by_hand():
    # cosines of the best queries: 1 and 0 for the first picture, 0 and 1 for the second
    queries, texts = [[[2, 0], [1, 0]], [[0, 3], [0, 1]]], [[1, 0], [0, 5]]
    found = best_query.best_query_loss(queries, texts, temperature=0.5)
    np.testing.assert_allclose(found, np.log(1 + np.exp(-2)))
    alike = best_query.best_query_loss(np.ones((2, 3, 2)), np.ones((2, 2)))
    assert round(alike, 3) == 0.693
    assert best_query.TEMPERATURE == 0.07


def test_with_one_query_the_loss_is_the_contrastive_one(rng):
    x, y = rng.normal(size=(2, 4, 3))
    found = best_query.best_query_loss(x[:, None], y, temperature=0.2)
    np.testing.assert_allclose(found, contrast.contrastive_loss(x, y, scale=5.0))


def test_each_picture_has_a_text():
    with pytest.raises(ValueError, match="y must have shape"):
        best_query.best_query_loss(np.ones((2, 3, 4)), np.ones((3, 4)))
