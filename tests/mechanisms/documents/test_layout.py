"""Lines and slides by hand, and against Python's own textwrap."""

import textwrap

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from fieldguide.harbor import archive
from fieldguide.mechanisms.documents import layout

POINTS = [(0, "one two"), (1, "three"), (0, "four"), (1, "five six"), (1, "seven")]


def test_room_by_hand():
    assert layout.room(24) == (54, 12)
    assert layout.room(10, wide=50, tall=36) == (10, 3)  # nothing is lost to rounding
    assert layout.room(400) == (3, 0)
    with pytest.raises(ValueError, match="size"):
        layout.room(0)


def test_wrapping_by_hand():
    assert layout.wrap("the gull steals the bread", width=10) == [
        "the gull", "steals the", "bread",
    ]  # fmt: skip
    assert layout.wrap("a lighthouse", width=4) == ["a", "lighthouse"]
    assert layout.wrap("", width=3) == [""]


@pytest.mark.parametrize("width", [8, 17, 40, 60])
def test_lines_are_those_of_textwrap(width):
    for note in archive.texts():
        theirs = textwrap.wrap(
            note, width, break_long_words=False, break_on_hyphens=False
        )
        assert layout.wrap(note, width=width) == theirs


def test_a_deeper_point_has_less_width():
    assert_array_equal(layout.line_numbers(POINTS, width=9), [1, 1, 1, 2, 1])
    assert layout.line_numbers([], width=9).shape == (0,)
    with pytest.raises(ValueError, match="width on level 1"):
        layout.line_numbers(POINTS, width=2)


def test_what_fits_and_what_does_not():
    box = {"wide": 45, "tall": 60}  # at 10 points: 9 characters, 5 lines
    assert not layout.fits(POINTS, size=10, **box)  # six lines
    assert layout.fits(POINTS[:4], size=10, **box)
    assert not layout.fits([(0, "lighthouses")], size=10, **box)  # would stick out
    assert not layout.fits(
        [(0, "a"), (1, "harborer")], size=10, **box
    )  # with its indent
    assert layout.fits([], size=10, **box) and layout.fits([], size=100, **box)


def test_the_largest_size_is_found():
    box = {"wide": 45, "tall": 60}
    assert layout.largest_size(POINTS, sizes=[5, 10, 8], **box) == 8
    assert layout.largest_size(POINTS, sizes=[20, 10], **box) is None
    assert layout.largest_size(POINTS) == layout.SIZES[0]
    with pytest.raises(ValueError, match="number of sizes"):
        layout.largest_size(POINTS, sizes=[])


def test_groups_stay_together():
    slides = layout.split_points(POINTS, size=10, wide=45, tall=60)
    assert slides == [POINTS[:2], POINTS[2:]]
    assert layout.split_points([], size=10) == [[]]


def test_a_group_that_is_too_large_goes_on_below_a_copy():
    points = [(0, "a"), (1, "b"), (2, "c"), (2, "d"), (1, "e")]
    slides = layout.split_points(points, size=10, wide=60, tall=36)  # three lines
    assert slides == [points[:3], [(0, "a"), (1, "b"), (2, "d")], [(0, "a"), (1, "e")]]


def test_nothing_is_lost_and_all_slides_fit(rng):
    notes = archive.texts()
    for size in (12, 18, 24, 28):
        depths = [0, *rng.integers(0, 2, 11)]
        points = list(zip(map(int, depths), notes[:12], strict=True))
        slides = layout.split_points(points, size=size)
        assert all(layout.fits(slide, size=size) for slide in slides)
        seen = [text for slide in slides for _, text in slide]
        assert list(dict.fromkeys(seen)) == notes[:12]  # copies of heads aside


def test_a_point_that_fits_nowhere_is_named():
    with pytest.raises(ValueError, match="size 30 leaves no room for 'lighthouses'"):
        layout.split_points([(0, "a"), (1, "lighthouses")], size=30, wide=100)


def test_the_box_is_that_of_the_template():
    pptx = pytest.importorskip("pptx")
    body = pptx.Presentation().slide_layouts[1].placeholders[1]
    assert body.width.pt == layout.WIDE and int(body.height.pt) == layout.TALL
    assert np.all(np.diff(layout.SIZES) < 0)
