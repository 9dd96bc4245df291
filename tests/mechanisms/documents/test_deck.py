"""A deck is a real .pptx, the same each time, and says what the outline said."""

import io
import zipfile

import pptx
import pytest

from fieldguide.mechanisms.documents import deck
from fieldguide.mechanisms.documents.outline import Outline, Point, Slide

TALK = Outline(
    "The fog & the horn",
    [
        Slide(
            "When",
            [Point(0, "in fog"), Point(1, "“three” times"), Point(2, "a minute")],
        ),
        Slide("Who <pays>", []),
        Slide("", [Point(0, "nobody")]),
    ],
)


@pytest.mark.parametrize(
    "talk", [TALK, TALK._replace(title=""), Outline("Only a title", [])]
)
def test_what_is_written_is_read_back(talk):
    assert deck.read_pptx(deck.write_pptx(talk)) == talk


def test_the_same_outline_gives_the_same_bytes():
    written = deck.write_pptx(TALK)
    assert written == deck.write_pptx(TALK)
    assert len(written) < 20_000
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        names = parts.namelist()
    assert len(names) == len(set(names))
    assert not [n for n in names if "thumbnail" in n or "printer" in n]
    assert len([n for n in names if n.startswith("ppt/slideLayouts/slideLayout")]) == 2


def test_titles_levels_and_sizes_stand_where_programs_look_for_them():
    made = pptx.Presentation(io.BytesIO(deck.write_pptx(TALK, size=20)))
    assert [s.shapes.title.text for s in made.slides][:2] == [TALK.title, "When"]
    paragraphs = made.slides[1].placeholders[1].text_frame.paragraphs
    assert [p.level for p in paragraphs] == [0, 1, 2]
    assert {p.font.size.pt for p in paragraphs} == {20}
    assert made.core_properties.title == TALK.title
    assert made.core_properties.author == ""
    assert made.core_properties.modified == deck.DAY


def test_what_is_no_deck_is_refused():
    for data in (b"", b"PK", "text", None):
        with pytest.raises(ValueError, match=r"data must be a \.pptx"):
            deck.read_pptx(data)
    with pytest.raises(ValueError, match="title or a slide"):
        deck.write_pptx(Outline("", []))
    with pytest.raises(ValueError, match="outline must be an Outline"):
        deck.write_pptx(("", []))


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\x1b", "\r", "\ufffe"])
def test_a_character_that_xml_forbids_is_named(letter):
    point, slide = [Point(0, "a"), Point(0, "b" + letter)], Slide("c" + letter, [])
    for talk, where in (
        (Outline("ab" + letter, []), "title .* at place 2"),
        (Outline("", [slide]), r"title of slides\[0\] .* at place 1"),
        (Outline("a", [Slide("", point)]), r"points\[1\] of slides\[0\] .* place 1"),
    ):
        with pytest.raises(ValueError, match=f"{where}"):
            deck.write_pptx(talk)


def test_tabs_broken_lines_and_long_titles_come_back():
    slide = Slide("b\tc", [Point(0, "d\ne"), Point(0, ""), Point(1, "\U0001f6a2")])
    talk = Outline("a" * 300, [slide])
    written = deck.write_pptx(talk)
    assert deck.read_pptx(written) == talk
    about = pptx.Presentation(io.BytesIO(written)).core_properties
    assert about.title == "a" * deck.NAME


def test_a_size_that_no_program_takes_is_refused():
    assert deck.read_pptx(deck.write_pptx(TALK, size=deck.LARGEST)) == TALK
    with pytest.raises(ValueError, match="size must be .* 1 ... 4000, got 4001"):
        deck.write_pptx(TALK, size=deck.LARGEST + 1)


@pytest.mark.parametrize(("layout", "found"), [(6, r"\[\]"), (5, r"\[0\]")])
def test_somebody_else_s_deck_without_points_is_refused(layout, found):
    made, data = pptx.Presentation(), io.BytesIO()
    made.slides.add_slide(made.slide_layouts[layout])
    made.save(data)
    with pytest.raises(ValueError, match=rf"slides\[0\] must have .* got {found}"):
        deck.read_pptx(data.getvalue())
