"""A tone stands where its pitch is; what a squared error hates and an ear does not hear."""

import numpy as np
import pytest

from fieldguide.mechanisms.sounds.mel import hann_window
from fieldguide.mechanisms.sounds.spectra import (
    SCALES,
    spectral_convergence,
    spectral_loss,
    spectrum,
)

RATE = 4000
SMALL = {"size": 256, "hop": 64, "window": 200}


def tone(hertz, late=0.0, n=RATE):
    return np.sin(2 * np.pi * hertz * (np.arange(n) / RATE - late))


def test_a_tone_stands_where_its_pitch_is():
    found = spectrum(tone(500), size=400, hop=100, window=400)
    assert found.shape == (41, 201)
    assert (found[5:-5].argmax(-1) == 50).all()  # rows of 10 hertz
    # a whole tone in a whole window: half of what the window holds together
    np.testing.assert_allclose(found[20, 50], hann_window(400).sum() / 2, rtol=1e-6)


def test_a_frame_is_cut_windowed_and_transformed(rng):
    x = rng.normal(size=600)
    found = spectrum(x, **SMALL)
    window = np.zeros(256)
    window[28:228] = hann_window(200)
    middle = 3 * 64
    by_hand = abs(np.fft.rfft(x[middle - 128 : middle + 128] * window))
    np.testing.assert_allclose(found[3], by_hand)
    mirrored = np.concatenate([x[128:0:-1], x[:128]])
    np.testing.assert_allclose(found[0], abs(np.fft.rfft(mirrored * window)))


def test_half_a_swing_late_is_worse_than_silence_for_a_squared_error_only():
    x, late, silence = tone(500), tone(500, late=1 / 1000), np.zeros(RATE)
    assert ((x - late) ** 2).mean() > 3.9 * ((x - silence) ** 2).mean()
    assert spectral_loss(x, late, scales=[(512, 50, 240)]) < 0.1 * spectral_loss(
        x, silence, scales=[(512, 50, 240)]
    )


def test_the_loss_is_a_mean_over_scales_and_has_no_direction(rng):
    x, y = rng.normal(size=(2, 3, 1500))
    losses = [spectral_loss(x, y, scales=[scale]) for scale in SCALES]
    np.testing.assert_allclose(spectral_loss(x, y), np.mean(losses, 0))
    np.testing.assert_allclose(spectral_loss(y, x), spectral_loss(x, y))
    np.testing.assert_allclose(spectral_loss(x, -x), 0)
    assert spectral_loss(x, y).shape == (3,)


def test_convergence_is_a_share_of_the_true_sound(rng):
    x = rng.normal(size=(2, 3000))
    np.testing.assert_allclose(spectral_convergence(x, 0 * x), 1)
    np.testing.assert_allclose(spectral_convergence(x, 0.75 * x), 0.25)
    np.testing.assert_allclose(spectral_convergence(0.75 * x, x, **SMALL), 1 / 3)
    assert spectral_convergence(0 * x, x).tolist() == [0, 0]


def test_sounds_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="longer than half a frame of 256, got 128"):
        spectrum(np.zeros(128), **SMALL)
    with pytest.raises(ValueError, match="window must be .* 1 ... 64, got 65"):
        spectrum(np.zeros(500), size=64, hop=8, window=65)
    with pytest.raises(ValueError, match="must have one shape"):
        spectral_loss(np.zeros(3000), np.zeros(2999))
    with pytest.raises(ValueError, match="number of scales .* got 0"):
        spectral_loss(np.zeros(3000), np.zeros(3000), scales=[])


def test_a_scale_is_three_numbers():
    with pytest.raises(ValueError, match=r"scales\[0\] must be .* got \(4, 2\)"):
        spectral_loss(np.ones(9), np.ones(9), scales=[(4, 2)])
