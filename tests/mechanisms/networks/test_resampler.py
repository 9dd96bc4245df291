"""The resampler: a fixed number of tokens, from pictures of any size and films of any length."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks import resampler
from fieldguide.mechanisms.networks.transformer import size

SIZES = {"d": 8, "r": 3, "layers": 2, "t": 4, "spread": 0.5}


@pytest.fixture
def p(rng):
    return resampler.new_resampler(rng, **SIZES)


@pytest.mark.parametrize("frames, tokens", [(1, 1), (1, 16), (4, 5)])
def test_as_many_tokens_come_out_as_there_are_latents(rng, p, frames, tokens):
    given = rng.normal(size=(2, frames, tokens, 8))
    out = resampler.resample(given, p, heads=2)
    assert out.shape == (2, 3, 8) and np.isfinite(out).all()


def test_the_order_of_a_pictures_tokens_does_not_matter_that_of_frames_does(rng, p):
    film = rng.normal(size=(4, 5, 8))
    out = resampler.resample(film, p, heads=2)
    shuffled = film[:, rng.permutation(5)]
    np.testing.assert_allclose(resampler.resample(shuffled, p, heads=2), out)
    backward = resampler.resample(film[::-1], p, heads=2)
    assert np.abs(backward - out).max() > 0.01


def test_latents_look_at_the_tokens_and_at_each_other(rng, p):
    latents, context = rng.normal(size=(3, 8)), rng.normal(size=(5, 8))
    layer = p["layers"][0]
    out, shares = resampler.resample_layer(latents, context, layer, heads=2)
    assert shares.shape == (2, 3, 5 + 3)
    np.testing.assert_allclose(shares.sum(-1), 1)
    assert (shares > 0).all()
    other = latents.copy()
    other[0] *= -1  # the first latent is seen by the second
    moved, _ = resampler.resample_layer(other, context, layer, heads=2)
    assert np.abs(moved[1] - out[1]).max() > 1e-6


def test_a_film_that_is_too_long_is_refused(rng, p):
    with pytest.raises(ValueError, match="at most 4"):
        resampler.resample(rng.normal(size=(5, 2, 8)), p, heads=2)


def test_the_papers_numbers():
    assert data.fact("flamingo.query_tokens").number == resampler.LATENTS
    assert data.fact("flamingo.resampler_layers").number == resampler.LAYERS
    assert data.fact("flamingo@training.video_frames").number == resampler.FRAMES


def test_one_of_the_papers_size_has_the_published_number_of_parameters():
    """194 million are stated; what differs are norms, biases and the width of the eye."""
    d = int(data.fact("flamingo.resampler_width").number)
    small = resampler.new_resampler(np.random.default_rng(0), d=48)
    matrices = 12 * 48**2 * resampler.LAYERS
    assert 0 < size(small) - matrices < 0.1 * size(small)
    stated = data.fact("flamingo.resampler_parameters").number
    assert abs(12 * d**2 * resampler.LAYERS / stated - 1) < 0.15


def test_no_films_give_no_tokens(rng):
    p = resampler.new_resampler(rng, **SIZES)
    assert resampler.resample(np.zeros((0, 2, 5, 8)), p, heads=2).shape == (0, 3, 8)
