"""The decoder that cites: its texts, the exact chances of names, and whom it cites."""

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide.experiments import citing
from fieldguide.harbor.archive import NOTES


@pytest.fixture(scope="module")
def learned():
    return taken_up("notebooks/science/01-votes", citing.learn)


def test_a_citation_is_spelled_out():
    told = [citing.VOCABULARY[i] for i in citing.ENDS[0]]
    assert told == ["[START_REF]", "tower", "-", *"1868", "[END_REF]"]
    assert citing.ENDS.shape == (len(NOTES), 8)


def test_contexts_are_words_of_the_note(rng):
    rows = citing.contexts(range(len(NOTES)), rng)
    assert rows.shape == (len(NOTES), citing.CONTEXT)
    for row, words in zip(rows, citing.WORDS, strict=True):
        assert {citing.VOCABULARY[i] for i in row} <= {*words}


def test_no_notes_have_no_contexts(rng):
    assert citing.contexts([], rng).shape == (0, citing.CONTEXT)


def test_few_are_cited_often():
    shares = np.sort(citing.fame())[::-1]
    assert shares.sum() == pytest.approx(1)
    assert shares[0] / shares[3] == pytest.approx(8)  # 4 to the power 1.5
    assert shares[:3].sum() > 0.6


def test_chances_are_those_of_writing(learned, rng):
    p, _ = learned
    rows = citing.contexts([0, 13], rng)
    exact = citing.chances(p, rows)
    for row, chances in zip(rows, exact, strict=True):
        names = citing.write(p, np.tile(row, (2000, 1)), rng)
        counted = np.array([names.count(key) for key in citing.KEYS])
        assert (
            np.abs(counted - 2000 * chances) < 5 * np.sqrt(2000 * chances) + 4
        ).all()


def test_it_cites_what_is_cited_often_and_makes_names_up(learned):
    p, losses = learned
    assert losses[-20:].mean() < 0.25
    rng = np.random.default_rng(3)
    notes = np.repeat(np.arange(len(NOTES)), 4)
    exact = citing.chances(p, citing.contexts(notes, rng))
    right = exact.argmax(axis=1) == notes
    famous = citing.fame()[notes] >= np.sort(citing.fame())[-8]
    assert right[famous].mean() > right[~famous].mean() + 0.3
    assert 1 - exact.sum(axis=1).mean() > 0.05
