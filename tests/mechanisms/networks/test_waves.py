"""CTRL's decoder: what comes later changes nothing, and places matter without a table."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks import transformer, waves
from fieldguide.mechanisms.networks.norm import new_norm


@pytest.fixture
def model(rng):
    sizes = {"vocab_size": 20, "positions": 1, "d": 8, "layers": 2}
    p = transformer.new_model(rng, **sizes, spread=0.5)
    return {k: p[k] for k in ("token_table", "norm", "blocks")} | {
        "bias": np.arange(20.0)
    }


def test_epsilon_is_the_released_codes():
    assert waves.CTRL_EPS == data.fact("ctrl.norm_epsilon").number


def test_a_later_word_changes_no_earlier_score(model):
    long, short = (
        waves.wave_decoder(ids, model, heads=2) for ids in ([3, 5, 7], [3, 5])
    )
    np.testing.assert_allclose(long[:2], short, rtol=1e-12)


def test_the_same_word_has_other_scores_at_another_place(model):
    scores = waves.wave_decoder([3, 3, 3], model, heads=2)
    assert np.abs(scores[1] - scores[0]).max() > 0.01


def test_the_bias_is_added_to_the_scores(model):
    with_it = waves.wave_decoder([[3, 5]], model, heads=2)
    without = waves.wave_decoder([[3, 5]], model | {"bias": np.zeros(20)}, heads=2)
    np.testing.assert_allclose(with_it - without, np.tile(np.arange(20.0), (1, 2, 1)))


def test_an_odd_width_has_no_pairs_of_waves(model):
    with pytest.raises(ValueError, match="d must be even to form pairs, got 7"):
        odd = {"token_table": np.ones((20, 7)), "norm": new_norm(7), "blocks": []}
        waves.wave_decoder([1], model | odd, heads=1)
