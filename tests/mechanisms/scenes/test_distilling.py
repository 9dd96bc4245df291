"""Score distillation for painters that are known exactly, with and without their derivative."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import exact, steps
from fieldguide.mechanisms.scenes import distilling


def linear(alpha_bar, spread=1.0):
    """The exact denoiser of pictures whose numbers are normal with variance spread²."""
    root = np.sqrt(1 - alpha_bar)
    return lambda z: root * z / (alpha_bar * spread**2 + 1 - alpha_bar)


def test_a_pixel_by_hand():
    # Half is left: z = 0.7 · 2 + 0.7 · 1. A painter who takes half of it for noise is 0.06 over.
    root = np.sqrt(0.5)
    got = distilling.distillation_gradient([2.0], [1.0], lambda z: z / 2, alpha_bar=0.5)
    assert got == pytest.approx([0.5 * (1.5 * root - 1)])
    whole = distilling.denoising_gradient([2.0], [1.0], lambda z: z / 2, alpha_bar=0.5)
    assert whole == pytest.approx(root * 0.5 * got)


def test_one_picture_pulls_straight_and_without_noise(rng):
    picture, x, noise = rng.normal(size=(3, 1, 4))

    def denoise(z):
        guess, _ = exact.exact_denoiser(z, picture, alpha_bar=0.3)
        return steps.noise_in(z, guess, alpha_bar=0.3)

    got = distilling.distillation_gradient(x, noise, denoise, alpha_bar=0.3)
    np.testing.assert_allclose(got, 0.7 * np.sqrt(0.3 / 0.7) * (x - picture))


def test_the_gradient_with_the_derivative_is_that_of_the_loss(rng):
    x, noise = rng.normal(size=(2, 3))
    matrix = rng.normal(size=(3, 3))

    def loss(x):
        guess = steps.add_noise(x, noise, alpha_bar=0.4) @ matrix
        return 0.25 / 2 * ((guess - noise) ** 2).sum()

    got = distilling.denoising_gradient(
        x, noise, lambda z: z @ matrix, alpha_bar=0.4, weight=0.25
    )
    shifts = 1e-6 * np.eye(3)
    slopes = [(loss(x + shift) - loss(x - shift)) / 2e-6 for shift in shifts]
    np.testing.assert_allclose(got, slopes, rtol=1e-6)
    without = distilling.distillation_gradient(
        x, noise, lambda z: z @ matrix, alpha_bar=0.4, weight=0.25
    )
    np.testing.assert_allclose(got, np.sqrt(0.4) * matrix @ without)


def test_with_little_noise_the_derivative_takes_the_pull_away():
    x, noise = np.full(10_000, 2.0), np.random.default_rng(3).normal(size=10_000)
    for alpha_bar, least, most in ((0.999, 0.02, 0.06), (0.5, 0.4, 0.6)):
        with_it, without = (
            gradient(x, noise, linear(alpha_bar), alpha_bar=alpha_bar).mean()
            for gradient in (
                distilling.denoising_gradient,
                distilling.distillation_gradient,
            )
        )
        assert least < with_it / without < most


def test_the_mean_pull_of_a_normal_painter_is_towards_its_mean(rng):
    noise = rng.normal(size=200_000)
    got = distilling.distillation_gradient(
        np.full(noise.shape, 1.5), noise, linear(0.4, 0.5), alpha_bar=0.4, weight=1.0
    )
    pull = np.sqrt(0.6 * 0.4) / (0.4 * 0.25 + 0.6) * 1.5
    assert abs(got.mean() - pull) < 4 * got.std() / np.sqrt(len(noise))


def test_a_target_has_the_gradient_and_the_logged_number_is_its_half_square():
    target, loss = distilling.distillation_target([1.0, 2.0], [0.5, -1.0])
    np.testing.assert_allclose(target, [0.5, 3.0])
    assert loss == pytest.approx((0.25 + 1) / 2)


def test_what_is_said_of_a_camera():
    said = {
        (0, 0): "front view", (44, 0): "front view", (-44, 60): "front view",
        (316, 0): "front view", (405 - 46, 0): "front view", (90, 0): "side view",
        (45, 0): "side view", (270, -10): "side view", (180, 0): "back view",
        (-170, 30): "back view", (540, 0): "back view", (0, 61): "overhead view",
        (180, 90): "overhead view",
    }  # fmt: skip
    assert {place: distilling.view_words(*place) for place in said} == said


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (
            lambda: distilling.distillation_gradient([1.0], [1.0], abs, alpha_bar=1),
            "alpha_bar",
        ),
        (
            lambda: distilling.distillation_gradient([1.0], [1.0], abs, alpha_bar=0),
            "alpha_bar",
        ),
        (
            lambda: distilling.distillation_gradient(
                [1.0], [1.0], lambda z: [0.0, 1.0], alpha_bar=0.5
            ),
            "denoise",
        ),
        (lambda: distilling.distillation_target([1.0], [1.0, 2.0]), "gradient"),
        (lambda: distilling.view_words(0, 91), "elevation"),
    ],
)
def test_what_is_wrong_is_said(call, match):
    with pytest.raises(ValueError, match=match):
        call()
