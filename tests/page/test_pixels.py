"""Small pictures in a page: crisp, small, true in color, and told in words."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from fieldguide.harbor import views
from fieldguide.page import pixels

SCENES = views.SCENES[::9]
PICTURES = views.draw(SCENES)
CAPTIONS = [views.caption(scene) for scene in SCENES]


def test_each_picture_says_what_is_on_it():
    page = pixels.pixels(PICTURES, CAPTIONS, below=[f"<{k}>" for k in range(8)])
    text = page._repr_html_()
    assert re.findall(r'alt="([^"]*)"', text) == CAPTIONS
    assert "<small>&lt;3&gt;</small>" in text
    assert text.count("<img ") == len(re.findall(r'width="96" height="96"', text)) == 8
    assert repr(page).count(";") == 7


def test_colors_are_kept_and_bytes_are_few():
    for picture in PICTURES:
        data = base64.b64decode(pixels.address(picture).split(",")[1])
        back = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        assert abs(back - 255.0 * picture).max() <= 12.5  # of 255
        assert len(data) < 450


def test_what_lies_outside_is_clipped():
    inside = pixels.address(np.full((2, 2, 3), 1.0))
    assert pixels.address(np.full((2, 2, 3), 1.7)) == inside


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"captions": CAPTIONS[:-1]}, "captions must have a text for each of 8"),
        ({"captions": ["", *CAPTIONS[1:]]}, "says what to see"),
        ({"below": ["a"]}, "below must have a text for each"),
        ({"pictures": PICTURES[0]}, "pictures"),
        ({"columns": 0}, "columns"),
        ({"pictures": PICTURES[:, :, :0]}, "pictures must have pixels"),
    ],
)
def test_bad_pictures(change, match):
    good = {"pictures": PICTURES, "captions": CAPTIONS}
    with pytest.raises(ValueError, match=match):
        pixels.pixels(**good | change)


def test_texts_that_can_be_gone_through_only_once():
    shown = pixels.pixels(PICTURES, iter(CAPTIONS), below=iter(CAPTIONS))
    assert shown._repr_html_() == (
        pixels.pixels(PICTURES, CAPTIONS, below=CAPTIONS)._repr_html_()
    )
