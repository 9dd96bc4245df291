"""The talk that nobody wrote: what is on it, and what of it is wrong."""

from fieldguide.experiments import lecture
from fieldguide.harbor import archive
from fieldguide.mechanisms.documents import deck, layout, outline


def test_each_question_has_a_slide_that_says_its_note():
    talk, notes = lecture.talk()
    assert [s.title for s in talk.slides] == [*lecture.QUESTIONS]
    for slide, note in zip(talk.slides, notes, strict=True):
        assert [p.level for p in slide.points] == [0] + [1] * (len(slide.points) - 1)
        said = ". ".join(p.text for p in slide.points)
        assert said == note.text.rstrip(".")


def test_the_talk_fits_and_survives_both_ways_of_writing_it():
    talk, _ = lecture.talk()
    assert all(layout.fits(s.points, size=24) for s in talk.slides)
    assert outline.parse_outline(outline.write_outline(talk)) == talk
    assert deck.read_pptx(deck.write_pptx(talk)) == talk


def test_what_is_overturned_is_so_by_a_note_of_the_archive():
    keys = {note.key for note in archive.NOTES}
    assert {*lecture.OVERTURNED} | {*lecture.OVERTURNED.values()} <= keys


def test_the_newest_note_helps_where_something_has_changed_and_not_where_it_was_wrong():
    plain = {note.key for note in lecture.talk()[1]} & lecture.OVERTURNED.keys()
    newest = {
        note.key for note in lecture.talk(newest=True)[1]
    } & lecture.OVERTURNED.keys()
    assert len(plain) > len(newest) >= 1 and newest == {"traveler-1881", "horn-1907"}
