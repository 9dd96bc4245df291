"""Schedules: the papers' constants, and what is left of a picture."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import schedules


def test_the_papers_ends():
    linear = schedules.linear_betas(1000)
    assert (linear[0], linear[-1]) == (1e-4, 0.02)
    assert np.allclose(np.diff(linear), np.diff(linear)[0])
    scaled = schedules.scaled_linear_betas(1000)
    assert scaled[[0, -1]] == pytest.approx([0.00085, 0.012])
    assert np.allclose(np.diff(np.sqrt(scaled)), np.diff(np.sqrt(scaled))[0])
    assert schedules.cosine_betas(1000)[-1] == 0.999


def test_cosine_falls_like_its_name():
    left = schedules.alpha_bars(schedules.cosine_betas(1000))
    t = (np.arange(1000) + 1) / 1000
    wanted = np.cos((t + 0.008) / 1.008 * np.pi / 2) ** 2
    wanted /= np.cos(0.008 / 1.008 * np.pi / 2) ** 2
    assert np.allclose(left[:-1], wanted[:-1])


def test_left_and_signal_to_noise_by_hand():
    left = schedules.alpha_bars([0.5, 0.2, 0.0])
    assert np.allclose(left, [0.5, 0.4, 0.4])
    assert np.allclose(schedules.signal_to_noise(left), [1, 2 / 3, 2 / 3])
    with pytest.raises(ValueError, match="alpha_bar must be in"):
        schedules.signal_to_noise([0.5, 1.0])


@pytest.mark.parametrize("steps", [1, 3, 4, 7, 999, 1000])
def test_a_shorter_walk_begins_in_pure_noise(steps):
    times = schedules.spaced_times(1000, steps=steps)
    assert len(times) == steps and times[0] == 999
    assert (np.diff(times) < 0).all() and times[-1] >= 0


def test_four_steps_by_hand():
    assert schedules.spaced_times(1000, steps=4).tolist() == [999, 749, 499, 249]


def test_without_steps_half_is_left_at_half_time():
    left = schedules.cosine_alpha_bar([0, 0.5, 1])
    np.testing.assert_allclose(left, [1, 0.5, 0], atol=1e-15)
    many = schedules.alpha_bars(schedules.cosine_betas(1000, s=0, beta_max=1))
    times = np.arange(1, 1001) / 1000
    np.testing.assert_allclose(schedules.cosine_alpha_bar(times), many, atol=1e-9)
    with pytest.raises(ValueError, match="time"):
        schedules.cosine_alpha_bar(1.1)
