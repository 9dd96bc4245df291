"""What is visible comes back, with the noise of its step; the rest is left alone."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import exact, inpainting, schedules, steps


def test_the_hole_stays_and_the_known_gets_its_noise(rng):
    x, picture = rng.normal(size=(4000, 2, 2, 1)), np.full((2, 2, 1), 0.8)
    visible = np.array([[True, False], [False, False]])
    got = inpainting.put_back(x, picture, visible, rng, alpha_bar=0.25)
    np.testing.assert_array_equal(got[:, ~visible], x[:, ~visible])
    there = got[:, 0, 0, 0]
    assert there.mean() == pytest.approx(0.5 * 0.8, abs=4 * np.sqrt(0.75 / 4000))
    assert there.var() == pytest.approx(0.75, abs=0.08)


def test_without_noise_it_is_the_picture(rng):
    x, picture = rng.normal(size=(2, 3, 3, 3)), rng.normal(size=(3, 3, 3))
    visible = rng.random((3, 3)) < 0.5
    got = inpainting.put_back(x, picture, visible, rng, alpha_bar=1.0)
    np.testing.assert_array_equal(got, inpainting.keep_visible(x, picture, visible))
    np.testing.assert_array_equal(got[0][visible], picture[visible])


def test_two_pictures_the_left_half_decides_the_right(rng):
    pictures = np.array([[[-1.0, -1.0]], [[1.0, 1.0]]])[..., None]  # (2, 1, 2, 1)
    visible = np.array([[True, False]])
    left = schedules.alpha_bars(schedules.cosine_betas(100))

    def denoise(x, t):
        x = inpainting.put_back(x, pictures[1], visible, rng, alpha_bar=left[t])
        guess = exact.exact_denoiser(x, pictures, alpha_bar=left[t])[0]
        return inpainting.keep_visible(guess, pictures[1], visible)

    times = schedules.spaced_times(100, steps=20)
    drawn = steps.walk_back(denoise, rng.normal(size=(200, 1, 2, 1)), left, times)[-1]
    assert (drawn[:, 0, 0] == 1).all() and (drawn[:, 0, 1] > 0).mean() > 0.9


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"x": np.zeros((3, 3, 3))}, "x"),
        ({"picture": np.zeros((2, 3, 3))}, "picture"),
        ({"visible": np.ones((3, 3))}, "visible"),
        ({"visible": np.ones((3, 2), bool)}, "visible"),
        ({"alpha_bar": 1.5}, "alpha_bar"),
        ({"rng": 0}, "rng"),
    ],
)
def test_bad_holes(rng, change, match):
    given = {"x": np.zeros((1, 3, 3, 3)), "picture": np.zeros((3, 3, 3)),
             "visible": np.ones((3, 3), bool), "rng": rng, "alpha_bar": 0.5}  # fmt: skip
    with pytest.raises(ValueError, match=match):
        inpainting.put_back(**given | change)
