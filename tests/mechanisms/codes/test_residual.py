"""Stages by hand, what each leaves over, the order of tokens and what each decoder reads."""

from itertools import pairwise

import numpy as np
import pytest

from fieldguide.mechanisms.codes.nearest import nearest_code
from fieldguide.mechanisms.codes.residual import (
    add_codes,
    fit_residual,
    flatten_codes,
    quantize_residual,
    three_rows,
    unflatten_codes,
)

BOOKS = np.array([[[0.0], [10.0], [20.0]], [[-1.0], [0.0], [2.0]]])


def test_two_stages_by_hand():
    ids = quantize_residual([[11.5], [4.0], [18.9]], BOOKS)
    assert ids.tolist() == [[1, 2], [0, 2], [2, 0]]
    assert add_codes(ids, BOOKS)[:, 0].tolist() == [12, 2, 19]
    assert quantize_residual([[11.5]], BOOKS, stages=1).tolist() == [[1]]
    assert add_codes(ids[:, :1], BOOKS)[:, 0].tolist() == [10, 0, 20]


def test_each_stage_sees_what_is_left_over(rng):
    x, books = rng.normal(size=(2, 9, 3)), rng.normal(size=(4, 6, 3))
    ids, left = quantize_residual(x, books), x
    for stage, book in enumerate(books):
        np.testing.assert_array_equal(ids[..., stage], nearest_code(left, book))
        left = left - book[ids[..., stage]]
    np.testing.assert_allclose(x - add_codes(ids, books), left)


def test_codebooks_that_are_learned_come_nearer_with_each_stage(rng):
    x = rng.normal(size=(400, 3))
    books = fit_residual(x, rng, k=8, stages=4)
    assert books.shape == (4, 8, 3)
    ids = quantize_residual(x, books)
    off = [((x - add_codes(ids[:, :q], books)) ** 2).mean() for q in range(1, 5)]
    assert all(b < 0.7 * a for a, b in pairwise(off))
    assert all(len(np.unique(stage)) == 8 for stage in ids.T)  # none is dead
    # as many codes in one codebook are worse than in four
    (one,) = fit_residual(x, rng, k=32, stages=1)
    assert off[-1] < ((x - one[nearest_code(x, one)]) ** 2).mean()


def test_the_order_of_tokens_by_hand():
    ids = [[3, 7], [3, 0]]
    assert flatten_codes(ids, size=10).tolist() == [3, 17, 3, 10]
    assert flatten_codes(ids, size=10, before=5).tolist() == [8, 22, 8, 15]
    assert unflatten_codes([8, 22, 8, 15], stages=2, size=10, before=5).tolist() == ids


def test_order_and_back(rng):
    ids = rng.integers(0, 8, (2, 5, 3))
    line = flatten_codes(ids, size=8, before=4)
    assert line.shape == (2, 15) and line.min() >= 4 and line.max() < 4 + 3 * 8
    back = unflatten_codes(line, stages=3, size=8, before=4)
    np.testing.assert_array_equal(back, ids)
    assert flatten_codes(np.zeros((0, 2), int), size=8).shape == (0,)


def test_tokens_that_are_out_of_order_are_found():
    with pytest.raises(
        ValueError, match="stage in turn, got one of stage 0 at stage 1 of moment 1"
    ):
        unflatten_codes([3, 17, 3, 4], stages=2, size=10)
    with pytest.raises(ValueError, match="whole moments of 2 tokens, got 3 in all"):
        unflatten_codes([3, 17, 3], stages=2, size=10)
    with pytest.raises(ValueError, match="line must lie in 5 ... 24, got 25"):
        unflatten_codes([5, 25], stages=2, size=10, before=5)


def test_three_rows_by_hand():
    rows = three_rows(
        [1, 0], [[3, 7, 2], [4, 0, 9]], coarse=2, semantic_size=2, size=10
    )
    assert rows["semantic"].tolist() == [1, 0]
    assert rows["coarse"].tolist() == [1, 0, 5, 19, 6, 12]
    assert rows["fine"].tolist() == [5, 19, 6, 12, 24, 31]


def test_bad_rows_and_codebooks_are_refused():
    with pytest.raises(ValueError, match="coarse must be .* 1 ... 1, got 2"):
        three_rows([0], [[0, 1]], coarse=2, semantic_size=2, size=4)
    with pytest.raises(ValueError, match="of the same sounds"):
        three_rows([[0]], [[0, 1]], coarse=1, semantic_size=2, size=4)
    with pytest.raises(ValueError, match="stages of ids must be .* 1 ... 2, got 3"):
        add_codes([[0, 0, 0]], BOOKS)
    with pytest.raises(ValueError, match="stages must be .* 1 ... 2, got 3"):
        quantize_residual([[1.0]], BOOKS, stages=3)
    with pytest.raises(ValueError, match="number of codebooks .* got 0"):
        add_codes([[0]], np.zeros((0, 2, 1)))
    with pytest.raises(ValueError, match="k must be .* 1 ... 3, got 4"):
        fit_residual(np.zeros((3, 2)), np.random.default_rng(0), k=4, stages=1)
