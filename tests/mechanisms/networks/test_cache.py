"""The cache gives the same numbers as reading anew, and refuses what does not fit."""

import itertools

import numpy as np
import pytest

from fieldguide.mechanisms.networks import cache
from fieldguide.mechanisms.networks import transformer as tf
from fieldguide.training import parameters


@pytest.fixture
def model(rng):
    return tf.new_model(rng, vocab_size=20, positions=9, d=8, layers=2, spread=0.5)


@pytest.mark.parametrize(
    "cuts", [c for n in range(3) for c in itertools.combinations(range(1, 7), n)]
)
def test_a_text_read_in_pieces_has_the_scores_of_the_whole(model, cuts):
    """However it is cut: in one piece, in two or in three."""
    ids = np.random.default_rng(1).integers(20, size=(2, 7))
    whole = tf.decoder(ids, model, heads=2)
    kept, found = None, []
    for start, end in itertools.pairwise([0, *cuts, 7]):
        logits, kept = cache.read_on(ids[:, start:end], model, heads=2, cache=kept)
        found.append(logits)
    np.testing.assert_allclose(np.concatenate(found, 1), whole, rtol=1e-12, atol=1e-13)


def test_what_is_kept_has_a_key_and_a_value_a_head_and_token(model):
    _, kept = cache.read_on([[1, 2, 3]], model, heads=2)
    assert len(kept) == 2
    assert {a.shape for block in kept for a in block.values()} == {(1, 2, 3, 4)}
    _, more = cache.read_on([[4]], model, heads=2, cache=kept)
    assert more[0]["key"].shape == (1, 2, 4, 4)
    assert kept[0]["key"].shape == (1, 2, 3, 4)  # what was given stays
    np.testing.assert_array_equal(more[0]["key"][:, :, :3], kept[0]["key"])


def test_one_text_needs_no_batch(model):
    logits, _ = cache.read_on([1, 2, 3], model, heads=2)
    np.testing.assert_allclose(logits, tf.decoder([1, 2, 3], model, heads=2))


def test_places_go_on_where_the_cache_ends(model):
    """The likeliest mistake: the next token at place 0 again."""
    _, kept = cache.read_on([[5, 5]], model, heads=2)
    third, _ = cache.read_on([[5]], model, heads=2, cache=kept)
    np.testing.assert_allclose(third, tf.decoder([[5, 5, 5]], model, heads=2)[:, 2:])
    assert np.abs(third - tf.decoder([[5]], model, heads=2)).max() > 0.01


def test_a_text_can_get_too_long(model):
    _, kept = cache.read_on([[1] * 9], model, heads=2)
    with pytest.raises(ValueError, match="cache and ids: at most 9 tokens .* got 10"):
        cache.read_on([[1]], model, heads=2, cache=kept)


def test_a_cache_must_fit(model):
    _, kept = cache.read_on([[1, 2]], model, heads=2)
    short = {name: array[:, :, :1] for name, array in kept[1].items()}
    for wrong, said in (
        (kept[:1], "cache must be a list of 2 dicts, got 1"),
        ({}, "cache must be a list of 2 dicts, got {}"),
        ([kept[0], short], r"cache must have one length in all blocks, got 1, 2"),
        ([kept[0], {"key": kept[1]["key"]}], "cache must have the part value"),
        (
            [{"key": 1, "value": 2}] * 2,
            "cache must have one length in all blocks, got none",
        ),
    ):
        with pytest.raises(ValueError, match=said):
            cache.read_on([[1]], model, heads=2, cache=wrong)
    with pytest.raises(ValueError, match=r"kept key must have shape \(2, 2, any, 4\)"):
        cache.read_on([[1], [1]], model, heads=2, cache=kept)  # of another batch
    with pytest.raises(ValueError, match=r"kept key must have shape"):
        cache.read_on([[1]], model, heads=4, cache=kept)


def test_an_empty_cache_list_is_of_another_model(model):
    with pytest.raises(ValueError, match="cache must be a list of 2 dicts, got 0"):
        cache.read_on([[1]], model, heads=2, cache=[])


def test_single_precision_stays_single(model):
    """One number of NumPy's in double precision would make all that follows double."""
    small = [a.astype("float32") for a in parameters.leaves(model)]
    p = parameters.rebuild(model, small)
    logits, kept = cache.read_on([[1, 2]], p, heads=2)
    assert logits.dtype == kept[0]["key"].dtype == np.float32
    assert tf.decoder([[1, 2]], p, heads=2).dtype == np.float32


def test_to_read_nothing_is_no_step(model):
    with pytest.raises(ValueError, match="length of ids must be .*, got 0"):
        cache.read_on(np.zeros((2, 0), int), model, heads=2)
