"""What belongs below what, in Markdown as people and machines write it."""

import pytest

from fieldguide.mechanisms.documents import outline as o

TALK = """\
# The fog and the horn

## When the horn sounds
- In fog
  - three times a minute
  - as long as the tower cannot be seen
- Never for the ferry

## Who pays
1. the harbor
   * for oil
2. nobody
"""


def levels(text):
    """The levels of the points of a slide that holds these lines."""
    (slide,) = o.parse_outline("## x\n" + text).slides
    return [point.level for point in slide.points]


def test_an_outline_by_hand():
    found = o.parse_outline(TALK)
    assert found.title == "The fog and the horn"
    assert [slide.title for slide in found.slides] == [
        "When the horn sounds",
        "Who pays",
    ]
    assert found.slides[0].points[1] == (1, "three times a minute")
    assert [p.level for p in found.slides[1].points] == [0, 1, 0]
    assert o.parse_outline("") == ("", [])
    assert o.parse_outline("## a\r\n- b\r- c").slides == [("a", [(0, "b"), (0, "c")])]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("- a\n  - b\n    - c\n- d", [0, 1, 2, 0]),
        ("- a\n    - b\n    - c", [0, 1, 1]),  # four spaces are one level, too
        ("- a\n - b\n  - c", [0, 0, 0]),  # one space is none
        ("1. a\n  - b", [0, 0]),  # the text of a begins one further right
        ("1. a\n   - b", [0, 1]),
        ("10. a\n   - b\n     - c", [0, 0, 1]),
        ("-   a\n  - b\n    - c", [0, 0, 1]),
        ("- a\n   - b\n  - c", [0, 1, 1]),
        ("- a\n\t- b", [0, 1]),
    ],
)
def test_levels(text, wanted):
    assert levels(text) == wanted


def test_a_slide_begins_anew():
    found = o.parse_outline("## x\n- a\n  - b\n## y\n  - c")
    assert found.slides[1].points == [(0, "c")]


@pytest.mark.parametrize(
    "text, word",
    [
        ("- a", "line 1 must be ## and a title, got '- a'"),
        ("# a\n# b", "line 2"),
        ("## x\n# a", "line 2 must be a heading or, on a slide, a point"),
        ("## x\n\nsome text", "line 3 .* got 'some text'"),
        ("## x\n### y", "line 2"),
        ("## x\n-", "line 2"),
        ("## x\n-a", "line 2"),
        ("## x\n- a\n      - b", "line 3 stands 4 spaces or more too far"),
        ("## x\n    - a", "line 2 stands 4"),
    ],
)
def test_what_cannot_be_read_is_named(text, word):
    with pytest.raises(ValueError, match=word):
        o.parse_outline(text)


def test_nine_levels_and_no_more():
    lines = [f"{'  ' * k}- a" for k in range(10)]
    assert levels("\n".join(lines[:9])) == [*range(9)]
    with pytest.raises(ValueError, match="level of line 11"):
        levels("\n".join(lines))


def test_what_is_written_is_read_back():
    found = o.parse_outline(TALK)
    again = o.write_outline(found)
    assert (
        o.parse_outline(again) == found
        and o.write_outline(o.parse_outline(again)) == again
    )
    for broken in (
        o.Outline("", [o.Slide("two\nlines", [])]),
        o.Outline("", [o.Slide("x", [(0, "")])]),
        ("", []),
    ):
        with pytest.raises(ValueError, match="must"):
            o.write_outline(broken)


@pytest.mark.parametrize(
    "points, word",
    [
        ([(1, "a")], r"points\[0\] must stand on level 0 or higher up, got 1"),
        ([(0, "a"), (2, "b")], r"points\[1\] must stand on level 1"),
        ([(0, "a"), "b"], r"points\[1\] must be a level and a text"),
        ([(0, 5)], r"points\[0\] must be a text"),
        ([(9, "a")], r"level of points\[0\]"),
    ],
)
def test_points_that_are_none(points, word):
    with pytest.raises(ValueError, match=word):
        o.as_points(points)


def test_slides_and_points_may_stand_in_any_list():
    talk = o.Outline("t", (o.Slide("a", ((0, "x"), [1, "y"])),))
    assert o.write_outline(talk) == "# t\n\n## a\n\n- x\n  - y\n"


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (o.Outline(3, []), "title must be a text"),
        (o.Outline("t", None), "slides must be a list"),
        (o.Outline("t", [3]), r"slides\[0\] must be a Slide, got 3"),
        (o.Outline("t", [o.Slide(None, [])]), r"title of slides\[0\] must be a text"),
    ],
)
def test_what_is_no_outline_is_named(talk, said):
    with pytest.raises(ValueError, match=said):
        o.write_outline(talk)
    with pytest.raises(ValueError, match=said):
        o.as_outline(talk)
