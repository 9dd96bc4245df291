"""A talk of the keeper's that nobody has written: notes are found, and become an outline.

Where a product asks a language model, this looks into the harbor's archive: for each question
the note that shares most words with it, first sentence first, the others below it. What is
found is said as it stands there, and the archive has notes that are out of date, and one that
was wrong from the start.
"""

from ..harbor import archive
from ..mechanisms.documents.outline import Outline, Point, Slide
from ..mechanisms.search import retrieval

TITLE = "What a visitor asks"
QUESTIONS = (
    "How tall is the tower?",
    "When is high water at the quay on market day?",
    "How many times a minute does the horn sound in fog?",
    "What did the children count on the steps?",
)
# Notes that are no longer so, or never were, and the one that says so.
OVERTURNED = {
    "traveler-1881": "tower-1868",
    "tides-1902": "tides-1931",
    "horn-1907": "horn-1934",
    "lamp-1870": "lamp-1926",
}


def found(question, *, newest=False):
    """The note that answers a question best; or of those nearly as good the newest."""
    scores = retrieval.bm25(question, archive.texts())
    best = retrieval.newest(scores, archive.days()) if newest else scores.argmax()
    return archive.NOTES[best]


def slide(question, note):
    """A slide with what a note says: its first sentence, and the others below it."""
    first, *others = [s.rstrip(".") for s in note.text.split(". ")]
    return Slide(question, [Point(0, first), *(Point(1, s) for s in others)])


def points(notes):
    """The archive's first so many notes as points of one slide."""
    return [point for note in archive.NOTES[:notes] for point in slide("", note).points]


def talk(questions=QUESTIONS, *, newest=False):
    """A talk that answers questions, a slide each: an outline, and the notes behind it."""
    notes = [found(question, newest=newest) for question in questions]
    slides = [slide(*pair) for pair in zip(questions, notes, strict=True)]
    return Outline(TITLE, slides), notes
