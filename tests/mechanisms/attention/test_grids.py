"""Rows, columns and neighborhoods of a picture that is read row by row."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.grids import (
    KERNEL,
    after_text,
    column_mask,
    neighborhood_mask,
    picture_masks,
    row_mask,
)


def seen(mask, place):
    return np.flatnonzero(mask[place]).tolist()


def test_whom_the_pieces_of_a_small_picture_see():
    """Four by four, as in the paper's Figure 11."""
    assert seen(row_mask(4), 9) == [5, 6, 7, 8, 9]  # five, back to the one above
    assert seen(row_mask(4), 2) == [0, 1, 2]
    assert seen(column_mask(4), 13) == [1, 5, 9, 13]
    assert seen(column_mask(4), 3) == [3]
    assert seen(neighborhood_mask(4, kernel=3), 10) == [5, 6, 7, 9, 10]
    # across the edge: left of the first piece of a row is the last of the row before
    assert seen(neighborhood_mask(4, kernel=3), 8) == [3, 4, 5, 7, 8]


def test_nobody_sees_what_is_to_come():
    for mask in (row_mask(5), column_mask(5), neighborhood_mask(5)):
        assert mask.diagonal().all() and not np.triu(mask, 1).any()


def test_words_stand_before_and_every_piece_sees_them():
    mask = after_text(column_mask(2), text_places=3)
    assert mask[:3, :3].tolist() == np.tri(3, dtype=bool).tolist()
    assert mask[3:, :3].all() and not mask[:3, 3:].any()
    np.testing.assert_array_equal(mask[3:, 3:], column_mask(2))
    np.testing.assert_array_equal(after_text(row_mask(2), text_places=0), row_mask(2))


def test_the_layers_are_row_column_row_row():
    masks = picture_masks(8, side=4, text_places=2, kernel=3)
    row, column = (after_text(m(4), text_places=2) for m in (row_mask, column_mask))
    last = after_text(neighborhood_mask(4, kernel=3), text_places=2)
    wanted = [row, column, row, row, row, column, row, last]
    assert all((a == b).all() for a, b in zip(masks, wanted, strict=True))


def test_the_paper_s_size_and_what_it_saves():
    """A last piece compares itself with 33 of 1,024, with 32, or with a half of 11 by 11."""
    side = 32
    assert side**2 == data.fact("dall-e.image_tokens").number
    assert [m(side)[-1].sum() for m in (row_mask, column_mask)] == [33, 32]
    assert neighborhood_mask(side)[-1].sum() == 5 * 11 + 6
    assert KERNEL == data.fact("dall-e.attention_kernel").number


def test_a_square_without_a_middle_is_refused():
    with pytest.raises(ValueError, match="kernel must be odd, to have a middle, got 4"):
        neighborhood_mask(4, kernel=4)
