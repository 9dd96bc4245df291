"""BLIP-2's first stage: the row under each mask, its stored weights, and what the page says."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import first_stage, seeing
from fieldguide.harbor import views
from fieldguide.mechanisms.networks import queries, transformer
from fieldguide.mechanisms.objectives import pairing
from fieldguide.training.primitives import gelu_tanh

MASKS = queries.contrast_mask, queries.generation_mask, queries.matching_mask


@pytest.fixture(scope="module")
def eye():
    return seeing.frozen()["eye"]


@pytest.fixture(scope="module")
def stage():
    return first_stage.stored()


@pytest.fixture(scope="module")
def others(eye):
    """Sixty new pictures, no two alike, with their captions."""
    pictures, scenes = views.sample(200, np.random.default_rng(7))
    texts = [views.caption(scene) for scene in scenes]
    k = first_stage.apart(texts, np.random.default_rng(7), size=60)
    return seeing.tokens_of(pictures[k], eye), [texts[j] for j in k]


@pytest.mark.parametrize("mask", MASKS)
def test_the_row_is_the_q_formers(mask, eye, stage):
    """Of captions of one length, so that there is no padding to be left out."""
    texts = ["the boat by the quay at noon", "the ship on the sea at dusk"]
    seen = seeing.tokens_of(views.draw([views.scene(text) for text in texts]), eye)
    ids = first_stage.begun(texts, first_stage.DEC)
    ids = ids[:, : np.count_nonzero(ids[0])]
    mask = mask(k=first_stage.QUERIES, n=ids.shape[1])
    found = first_stage.read(stage, seen, ids, mask)
    wanted = queries.q_former(
        seen,
        stage["former"],
        heads=first_stage.HEADS,
        ids=ids,
        mask=mask,
        activation=gelu_tanh,
    )
    np.testing.assert_allclose(found, wanted, atol=1e-9)


def test_nobody_looks_at_padding(eye, stage):
    text = ["the boat by the quay at noon"]
    seen = seeing.tokens_of(views.draw([views.scene(text[0])]), eye)
    ids = first_stage.begun(text, first_stage.CLS)
    short = np.count_nonzero(ids[0])
    whole, cut = (
        first_stage.read(
            stage, seen, ids[:, :n], queries.matching_mask(k=first_stage.QUERIES, n=n)
        )
        for n in (ids.shape[1], short)
    )
    np.testing.assert_allclose(whole[:, : cut.shape[1]], cut, atol=1e-9)


def test_a_batch_has_no_caption_twice(rng):
    texts = ["a", "b", "a", "c", "b", "a"]
    rows = first_stage.apart(texts, rng, size=2)
    assert len({texts[k] for k in rows}) == 2
    assert {texts[k] for k in first_stage.apart(texts, rng, size=9)} == {*"abc"}


def test_the_weights_are_small_and_of_this_model(stage):
    path = data.ROOT / "notebooks" / "captions" / first_stage.FILE
    assert path.stat().st_size < 200_000
    fresh = first_stage.new(np.random.default_rng(0))
    assert transformer.size(stage) == transformer.size(fresh)


def test_the_first_steps_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, losses = first_stage.train(steps=10)
    np.testing.assert_allclose(losses[[0, 9]], [8.153, 5.426], atol=0.02)


def test_all_three_are_learned(stage, others):
    seen, texts = others
    found = first_stage.losses(stage, seen, texts, np.random.default_rng(3))
    assert (np.array(found) < [0.1, 0.05, 0.15]).all()


def test_hard_pairs_are_harder(stage, others):
    """The page says so, and how many times."""
    seen, texts = others
    _, fit = first_stage.contrast(stage, seen, texts)
    hard, blind = (
        np.mean(
            [
                first_stage.matching(
                    stage,
                    seen,
                    texts,
                    pairing.matching_batch(by, np.random.default_rng(k)),
                )
                for k in range(5)
            ]
        )
        for by in (fit, 0 * fit)
    )
    assert hard > 3 * blind
