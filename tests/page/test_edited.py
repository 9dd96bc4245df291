"""Edits are marked by elements that a screen reader and a printer know."""

import pytest

from fieldguide.page.edited import edited


def test_what_goes_and_what_comes():
    marked = edited(
        "the tide is <high>".split(), [(2, 3, ["stands"]), (4, 4, ["at", "noon"])]
    )
    assert marked == (
        "<p>the tide <del>is</del> <ins>stands</ins> &lt;high&gt; <ins>at noon</ins></p>"
    )


def test_edits_must_fit():
    with pytest.raises(ValueError, match="edits"):
        edited(["a"], [(0, 5, [])])
