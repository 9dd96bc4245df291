"""Captions and codes in one row, and a loss that counts the two kinds apart."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.objectives.streams import (
    PICTURE,
    TEXT,
    join_stream,
    stream_loss,
)


def test_a_row_by_hand():
    rows = join_stream([[4, 7], []], [[0, 2], [1, 1]], vocab_size=10, text_places=3)
    assert rows.tolist() == [[4, 7, 12, 13, 15], [10, 11, 12, 14, 14]]


def test_the_paper_s_row_has_1280_tokens():
    row = join_stream(
        [[]], np.zeros((1, 1024), int), vocab_size=16_384, text_places=256
    )
    assert row.shape == (1, data.fact("dall-e.context_length").number)
    assert len(set(row[0, :256])) == 256  # each empty place has its own token
    assert row[0, -1] == 16_384 + 256


def test_captions_that_do_not_fit_are_refused():
    sizes = {"vocab_size": 10, "text_places": 2}
    with pytest.raises(ValueError, match=r"length of captions\[0\] .* 0 ... 2, got 3"):
        join_stream([[1, 2, 3]], [[0]], **sizes)
    with pytest.raises(ValueError, match=r"captions\[0\] must lie in 0 ... 9, got 10"):
        join_stream([[10]], [[0]], **sizes)
    with pytest.raises(ValueError, match="as many: captions 2, codes 1"):
        join_stream([[1], [2]], [[0]], **sizes)


def test_the_loss_by_hand():
    surprise = np.array([[4.0, 4.0, 1.0, 3.0, 2.0]])
    picture = np.array([False, False, True, True, True])
    assert stream_loss(surprise, picture) == pytest.approx(4 / 8 + 14 / 8)
    # ten times as many codes change nothing: each kind is averaged for itself
    many = np.append(surprise[:, :2], np.tile(surprise[:, 2:], 10), axis=1)
    assert stream_loss(many, np.arange(32) > 1) == pytest.approx(2.25)
    assert [TEXT, PICTURE] == [
        data.fact(f"dall-e@{kind}.loss_weight").number for kind in ("text", "image")
    ]


def test_one_kind_alone_is_refused():
    for wrong in (np.ones(3, bool), np.zeros(3, bool)):
        with pytest.raises(ValueError, match="is_picture must hold words and codes"):
            stream_loss(np.ones((2, 3)), wrong)


def test_captions_that_can_be_gone_through_only_once_are_refused():
    """They would be counted, and then be gone: rows of padding."""
    with pytest.raises(ValueError, match="captions must be a list, got <generator"):
        join_stream((c for c in [[4]]), [[0, 2]], vocab_size=10, text_places=3)
