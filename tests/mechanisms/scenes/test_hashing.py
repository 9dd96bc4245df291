"""Corners and the rows they fall on, in Python's own whole numbers; means of eight; sharing."""

import numpy as np
import pytest

from fieldguide.mechanisms.scenes import hashing


def slowly(corner, rows):
    """The rule once more, with whole numbers that never overflow."""
    x, y, z = (int(k) * p % 2**32 for k, p in zip(corner, hashing.PRIMES, strict=True))
    return (x ^ y ^ z) % rows


@pytest.mark.parametrize("rows", [7, 64, 2**14, 2**19, 2**32])
def test_corners_fall_where_pythons_numbers_say(rng, rows):
    corners = rng.integers(0, 2**31, size=(200, 3))
    wanted = [slowly(corner, rows) for corner in corners]
    assert hashing.hash_corners(corners, table_size=rows).tolist() == wanted


def test_a_corner_by_hand():
    assert hashing.hash_corners([5, 0, 0], table_size=64) == 5
    assert hashing.hash_corners([0, 1, 0], table_size=64) == 2_654_435_761 % 64 == 49
    assert hashing.hash_corners([0, 0, 1], table_size=64) == 805_459_861 % 64 == 21
    assert hashing.hash_corners([1, 1, 1], table_size=64) == 1 ^ 49 ^ 21 == 37


def test_a_coarse_grid_has_a_row_for_each_corner():
    corners = np.stack(np.meshgrid(*[range(4)] * 3, indexing="ij"), -1).reshape(-1, 3)
    own = hashing.table_rows(corners, grid_size=3, table_size=64)
    assert sorted(own) == list(range(64))
    shared = hashing.table_rows(corners, grid_size=3, table_size=63)
    assert shared.max() < 63 and len({*shared.tolist()}) < 64


def test_the_papers_levels():
    cells = hashing.level_cells(finest=2048)
    assert len(cells) == 16 and cells[0] == 16 and cells[-1] == 2048
    ratios = cells[1:] / cells[:-1]
    assert np.ptp(ratios) < 0.06 and ratios.mean() == pytest.approx(
        128 ** (1 / 15), 0.01
    )
    assert hashing.level_cells(coarsest=2, finest=16, levels=4).tolist() == [
        2,
        4,
        8,
        16,
    ]


def test_a_place_takes_the_mean_of_eight_corners():
    table = np.zeros((8, 1))
    table[7] = 1  # the corner where all three are 1
    got = hashing.encode_points(
        [[0.5, 0.5, 0.5], [1, 1, 1], [1, 1, 0.25]], [table], cells=[1]
    )
    np.testing.assert_allclose(got, [[1 / 8], [1], [1 / 4]])


def test_a_function_that_changes_evenly_is_kept(rng):
    """Between corners that say x + 2y + 4z, the means say it, too."""
    cells = [2, 3]
    tables = []
    for side in cells:
        corners = np.stack(np.meshgrid(*[range(side + 1)] * 3, indexing="ij"), -1)
        table = np.empty(((side + 1) ** 3, 1))
        rows = hashing.table_rows(corners, grid_size=side, table_size=len(table))
        table[rows.ravel(), 0] = (corners / side @ [1, 2, 4]).ravel()
        tables.append(table)
    points = rng.random((20, 3))
    got = hashing.encode_points(points, tables, cells=cells)
    np.testing.assert_allclose(got, np.repeat(points @ [[1], [2], [4]], 2, axis=1))


def test_new_tables_are_small_where_the_grid_is_coarse(rng):
    tables = hashing.new_tables(rng, cells=[1, 4, 9], table_size=100)
    assert [t.shape for t in tables] == [(8, 2), (100, 2), (100, 2)]
    assert max(abs(t).max() for t in tables) <= hashing.WIDEST


def test_what_is_seen_decides_what_is_shared():
    values = np.array([[1.0], [5.0], [3.0], [7.0]])
    got = hashing.shared_mean(values, [3.0, 1.0, 0.0, 0.0], [0, 0, 9, 9])
    np.testing.assert_allclose(got, [[2], [2], [5], [5]])


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda r: hashing.hash_corners([[-1, 0, 0]], table_size=8), "corners"),
        (lambda r: hashing.hash_corners([[1, 0]], table_size=8), "corners"),
        (
            lambda r: hashing.table_rows([[4, 0, 0]], grid_size=3, table_size=8),
            "corners",
        ),
        (lambda r: hashing.level_cells(finest=8), "finest"),
        (
            lambda r: hashing.encode_points(
                [[0, 0, 1.5]], [np.ones((8, 1))], cells=[1]
            ),
            "points",
        ),
        (
            lambda r: hashing.encode_points(
                [[0, 0, 1]], [np.ones((8, 1))], cells=[1, 2]
            ),
            "cells",
        ),
        (lambda r: hashing.shared_mean([[1.0]], [-1.0], [0]), "strengths"),
        (lambda r: hashing.new_tables(r, cells=[0], table_size=8), "cells"),
    ],
)
def test_what_is_wrong_is_said(rng, call, match):
    with pytest.raises(ValueError, match=match):
        call(rng)


@pytest.mark.parametrize("finest", [10**6, 2**30, 10**12])
def test_the_last_level_is_the_finest_however_fine_it_is(finest):
    for levels in (2, 5, 6, 9, 13, 16):
        cells = hashing.level_cells(coarsest=1, finest=finest, levels=levels)
        assert (cells[0], cells[-1]) == (1, finest)
