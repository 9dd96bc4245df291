"""A question with pictures and a measurement in it: its layout, its answers, what is kept."""

import numpy as np
import pytest

from fieldguide.experiments import pilot, prompted, seeing
from fieldguide.harbor import berths
from fieldguide.mechanisms.networks import spliced
from fieldguide.mechanisms.networks.spliced import MARKER


@pytest.fixture(scope="module")
def frozen():
    return prompted.stored(), seeing.frozen()["eye"]


@pytest.fixture
def maps(rng):
    return pilot.new(rng)


def test_a_sentence_has_five_places_that_are_seen():
    ids, asked = pilot.sentences([0, 2])
    said = ["▢" if k == MARKER else berths.VOCABULARY[k] for k in ids[1]]
    assert " ".join(said) == (
        "first ▢ ▢ second ▢ ▢ water ▢ [EOS] call nobody [EOS] [PAD]"
    )
    assert asked.sum(1).tolist() == [4, 3]


def test_pictures_come_before_the_measurement(rng, maps):
    seen, depth = rng.normal(size=(3, 2, seeing.WIDTH)), np.array([2.0, 3, 4])
    found = pilot.observe(maps, seen, depth)
    assert found.shape == (3, 5, prompted.WIDTH)
    seen[:, 1] += 1  # the second picture
    moved = pilot.observe(maps, seen, depth)
    changed = ~np.isclose(moved, found).all((0, 2))
    assert changed.tolist() == [False, False, True, True, False]
    other = ~np.isclose(pilot.observe(maps, seen, depth + 1), moved).all((0, 2))
    assert other.tolist() == [False] * 4 + [True]


def test_chances_are_of_three_answers(frozen, maps, rng):
    reader, eye = frozen
    seen, depth, *_ = pilot.sample(4, rng, eye)
    chances = pilot.chances(maps, reader, seen, depth)
    assert chances.shape == (4, 3)
    assert ((chances >= 0) & (chances.sum(1, keepdims=True) < 1 + 1e-9)).all()


def test_with_words_rows_in_their_places_the_reader_needs_no_training(frozen, rng):
    """The frozen reader can answer, if what is seen becomes the rows of the right words."""
    reader, eye = frozen
    _, depth, who, scenes, _ = pilot.sample(60, rng, eye)
    rows = [berths.told(*pair, d) for pair, d in zip(scenes, depth, strict=True)]
    observed = reader["token_table"][
        [berths.ids([r[1], r[2], r[4], r[5], r[7]]) for r in rows]
    ]
    found = []
    for one in range(3):
        ids, asked = pilot.sentences(np.full(60, one))
        said = spliced.spliced_decoder(
            ids[:, :-1], observed, reader, heads=prompted.HEADS
        )
        logs = said - np.log(np.exp(said).sum(-1, keepdims=True))
        each = np.take_along_axis(logs, np.maximum(ids[:, 1:, None], 0), -1)[..., 0]
        found.append((each * asked[:, 1:]).sum(1))
    assert np.mean(np.argmax(found, axis=0) == who) > 0.95


def test_a_frozen_reader_stays_and_a_free_one_moves(frozen):
    reader, eye = frozen
    _, same, _ = pilot.train(reader, eye, frozen=True, steps=3, examples=70)
    assert same is reader
    _, other, losses = pilot.train(
        reader, eye, frozen=False, words=0.5, steps=3, examples=70
    )
    assert not np.allclose(other["token_table"], reader["token_table"])
    assert len(losses) == 3
