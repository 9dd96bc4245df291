"""Slides in a page are nested lists, and a file travels with the page."""

import base64
import re

import pytest

from fieldguide.page.slides import download, slides

PAGES = [
    ("The <fog>", [(0, "a & b"), (1, "c"), (2, "d"), (1, "e"), (0, "f")]),
    ("Empty", []),
]


def test_points_are_lists_in_lists():
    made = slides(PAGES, size=24)._repr_html_()
    assert (
        "<ul><li>a &amp; b<ul><li>c<ul><li>d</li></ul></li><li>e</li></ul></li><li>f</li></ul>"
        in made
    )
    assert made.count("<b>") == 2 and "The &lt;fog&gt;" in made
    assert made.count("<ul>") == made.count("</ul>") == 3


def test_smaller_text_has_more_letters_in_a_line():
    letters = [
        int(re.search(r"--letters: (\d+)", slides(PAGES, size=s)._repr_html_())[1])
        for s in (12, 24)
    ]
    assert letters == [108, 54]
    assert (
        repr(slides(PAGES, size=12)) == "Slides: The <fog> (5 points); Empty (0 points)"
    )


@pytest.mark.parametrize(
    "pages, word",
    [
        ([("x", [(1, "a")])], r"points\[0\]"),
        ([(5, [])], r"title of pages\[0\]"),
        (3, "pages"),
    ],
)
def test_what_is_no_slide_is_named(pages, word):
    with pytest.raises(ValueError, match=word):
        slides(pages, size=24)


def test_a_file_comes_out_as_it_went_in():
    data = bytes(range(256)) * 10
    made = download(data, "a.pptx", "Take <it>")._repr_html_()
    held = re.search(r'href="data:[\w./-]+;base64,([^"]+)"', made)[1]
    assert base64.b64decode(held) == data
    assert 'download="a.pptx"' in made and "Take &lt;it&gt;" in made and "3 kB" in made
    for wrong in (b"", "text", None):
        with pytest.raises(ValueError, match="data must be bytes"):
            download(wrong, "a", "b")


@pytest.mark.parametrize("page", [3, "ab", ("a",), ("a", [], 1)])
def test_what_is_no_page_is_named(page):
    with pytest.raises(ValueError, match=r"pages\[1\] must be a title and points, got"):
        slides([("a", []), page], size=20)
