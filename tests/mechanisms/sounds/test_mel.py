"""A sound becomes a picture: by hand, and where the usual mistakes would show."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.sounds import mel


def tone(hertz, seconds=0.5, rate=mel.RATE):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def test_the_sizes_are_whispers():
    facts = {
        "sample_rate": mel.RATE,
        "fft_size": mel.WINDOW,
        "hop_length": mel.HOP,
        "mel_bins": mel.BANDS,
        "window_seconds": mel.SECONDS,
        "mel_frames": mel.SECONDS * mel.RATE // mel.HOP,
    }
    for quantity, ours in facts.items():
        assert data.fact(f"whisper.{quantity}").number == ours, quantity


def test_the_window_is_that_of_the_docstring_and_adds_up_to_1():
    assert mel.hann_window(4) == pytest.approx([0, 0.5, 1, 0.5])
    hill = mel.hann_window(400)
    np.testing.assert_allclose(hill + np.roll(hill, 200), 1)
    assert not np.allclose(hill, np.hanning(400), atol=1e-3)


def test_thirty_seconds_have_three_thousand_frames_and_not_one_more():
    short = np.zeros(3 * mel.HOP)
    assert mel.power_frames(short).shape == (3, 201)
    assert mel.log_mel(np.zeros((2, 1600))).shape == (2, 10, 80)
    assert mel.power_frames(np.zeros(401)).shape == (2, 201)


def test_a_tone_has_its_power_in_its_column():
    """A tone of 1000 Hz is 25 turns in a window: column 25, and by the hill half of it beside."""
    power = mel.power_frames(tone(1000))[20]
    assert power.argmax() == 25
    assert power[[24, 26]] / power[25] == pytest.approx([0.25, 0.25])
    assert power[25] == pytest.approx((mel.hann_window(400).sum() / 2) ** 2)


def test_a_frame_is_centered_on_its_moment():
    click = np.zeros(1600)
    click[800] = 1  # frame 5
    strength = mel.power_frames(click).sum(-1)
    assert strength.argmax() == 5 and strength[4] == pytest.approx(strength[6])


def test_the_scale_is_even_below_1000_hertz_and_by_ratios_above():
    assert mel.hertz_to_mel([0, 500, 1000, 6400]) == pytest.approx([0, 7.5, 15, 42])
    above = np.diff(mel.hertz_to_mel(1000 * 2.0 ** np.arange(4)))
    np.testing.assert_allclose(above, above[0])
    hertz = np.linspace(0, 8000, 50)
    np.testing.assert_allclose(mel.mel_to_hertz(mel.hertz_to_mel(hertz)), hertz)


def test_bands_are_triangles_of_one_area_that_overlap_by_half():
    filters = mel.mel_filters(
        sample_rate=16_000, window=16_000, bands=20
    )  # a row a hertz
    np.testing.assert_allclose(filters.sum(0), 1, rtol=0.001)
    wide = (filters > 0).sum(0)
    assert (np.diff(wide) >= -1).all() and wide[-1] > 5 * wide[0]
    assert ((filters > 0).sum(1) <= 2).all()
    assert mel.mel_filters().shape == (201, 80)


def test_a_tenth_of_the_power_is_a_quarter_less():
    loud, soft = (mel.log_mel(a * tone(440))[10] for a in (1, 0.1**0.5))
    band = loud.argmax()
    assert loud[band] - soft[band] == pytest.approx(0.25)


def test_the_floor_lies_two_below_the_loudest_of_the_whole_sound():
    """A soft second half is measured against the loud first one, and not against itself."""
    sound = np.concatenate([tone(440), 1e-6 * tone(440)])
    seen = mel.log_mel(sound)
    assert seen.min() == pytest.approx(seen.max() - 2)
    assert seen[60:].max() == seen.min()  # all of it lies under the floor
    alone = mel.log_mel(1e-6 * tone(440))
    assert alone.max() > alone.min()


def test_silence_is_one_number():
    assert np.unique(mel.log_mel(np.zeros(1600))) == pytest.approx([(-10 + 4) / 4])


def test_each_sound_of_a_batch_has_a_floor_of_its_own():
    sounds = np.stack([tone(440), 1e-3 * tone(440)])
    together = mel.log_mel(sounds)
    np.testing.assert_allclose(together[1], mel.log_mel(sounds[1]))


def test_lengths_are_cut_or_filled_with_silence():
    sound = np.arange(1.0, 6)
    assert mel.fit_length(sound, length=3).tolist() == [1, 2, 3]
    assert mel.fit_length(sound, length=7).tolist() == [1, 2, 3, 4, 5, 0, 0]
    assert mel.fit_length(np.ones((2, 3)), length=5).sum(1).tolist() == [3, 3]


def test_a_sound_must_be_longer_than_half_a_window():
    with pytest.raises(
        ValueError, match="sound must have more than 200 numbers.* got 200"
    ):
        mel.power_frames(np.zeros(200))
    with pytest.raises(ValueError, match="hertz must be 0 or more, got -1"):
        mel.hertz_to_mel([-1.0])
