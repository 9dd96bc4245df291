"""The reader that follows prompts: its weights come out again, and it knows its two trades."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import prompted
from fieldguide.harbor import berths, views
from fieldguide.mechanisms.networks import transformer


@pytest.fixture(scope="module")
def reader():
    return prompted.stored()


def test_the_weights_are_small_and_of_this_model(reader):
    path = data.ROOT / "notebooks" / "captions" / prompted.FILE
    assert path.stat().st_size < 200_000
    assert transformer.size(reader) == transformer.size(
        prompted.new(np.random.default_rng(0))
    )


def test_the_first_steps_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, losses = prompted.train(steps=10)
    np.testing.assert_allclose(losses[[0, 9]], FIRST, atol=0.02)


FIRST = [3.515, 0.812]


def test_it_turns_key_words_in_any_order_into_captions(reader, rng):
    scenes = views.SCENES[::5]
    prompts = np.hstack(
        [prompted.key_words(scenes, rng), np.full((len(scenes), 1), prompted.END)]
    )
    said = prompted.go_on(reader, prompts)
    assert (
        np.mean([a == views.caption(s) for a, s in zip(said, scenes, strict=True)])
        > 0.95
    )


def test_it_knows_the_keepers_rule_in_words(reader, rng):
    ids, asked = prompted.berth_texts(200, rng)
    first = prompted.ASKED + 1
    said = prompted.go_on(reader, ids[:, :first])
    true = [prompted.words(row[first:]) for row in ids]
    assert np.mean([a == b for a, b in zip(said, true, strict=True)]) > 0.95
    assert {*true} == {"call the first", "call the second", "call nobody"}
    assert not asked[:, :first].any()


def test_only_the_caption_is_asked_for(rng):
    ids, asked = prompted.caption_texts(8, rng)
    assert not asked[:, : prompted.KEYS + 1].any()
    for row, yes in zip(ids, asked, strict=True):
        assert prompted.words(row[yes]) in views.CAPTIONS
    assert prompted.PAD == berths.VOCABULARY.index(views.PAD)
