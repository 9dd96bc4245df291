"""The archive holds what the lab says of it: dated notes, names, and contradictions."""

from fieldguide.harbor import archive
from fieldguide.mechanisms.search import retrieval


def test_names_are_unique_and_notes_stand_in_their_order():
    keys = [n.key for n in archive.NOTES]
    assert len(keys) == len(set(keys)) >= 24
    assert archive.days() == sorted(archive.days())
    assert all(n.key.split("-")[1] == n.day[:4] for n in archive.NOTES)
    assert all(len(n.text) <= 200 for n in archive.NOTES)


def test_the_old_table_is_found_before_the_new_one():
    query = "when is high water at the quay on market day"
    first, *rest = retrieval.retrieve(query, archive.texts(), most=5)
    assert archive.NOTES[first].key == "tides-1902"
    assert "tides-1931" in [archive.NOTES[k].key for k in rest]
    scores = retrieval.bm25(query, archive.texts())
    assert archive.NOTES[retrieval.newest(scores, archive.days())].key == "tides-1931"


def test_a_traveler_is_found_before_the_builder():
    (first, *_) = retrieval.retrieve("how tall is the tower", archive.texts(), most=5)
    assert archive.NOTES[first].key == "traveler-1881"
    assert archive.note("tower-1868").day == "1868-06-02"


def test_one_share_serves_two_questions_and_half_does_not():
    """What the lab says of taking the newer note."""
    needed = {
        "how many steps lead to the lamp": "steps-1868",
        "when is high water at the quay on market day": "tides-1931",
    }

    def found(share):
        scores = [retrieval.bm25(query, archive.texts()) for query in needed]
        numbers = [retrieval.newest(s, archive.days(), share=share) for s in scores]
        return [archive.NOTES[k].key for k in numbers]

    assert found(0.62) == [*needed.values()]
    assert found(0.5) == ["lamp-1926", "tides-1931"] and found(0.7)[1] == "tides-1902"
