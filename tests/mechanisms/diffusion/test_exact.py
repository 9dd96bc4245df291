"""Denoisers known exactly: by hand for two pictures, against loops, and what each can make."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import exact, steps


def test_two_pictures_by_hand():
    # Pictures -1 and +1; x = 0.5, half of the variance left: the logits differ by
    # 2 sqrt(0.5) 0.5 2 / (2 0.5) = sqrt(2).
    guess, weights = exact.exact_denoiser([[0.5]], [[-1.0], [1.0]], alpha_bar=0.5)
    chance = 1 / (1 + np.exp(-np.sqrt(2)))
    assert weights[0, 1] == pytest.approx(chance)
    assert guess[0, 0] == pytest.approx(2 * chance - 1)


def test_the_guess_points_uphill(rng):
    # The slope of the log density of noisy pictures, by small steps to either side.
    pictures, x, left = rng.normal(size=(4, 3)), rng.normal(size=3), 0.6

    def log_density(y):
        away = ((y - np.sqrt(left) * pictures) ** 2).sum(1)
        return np.log(np.exp(-away / (2 * (1 - left))).sum())

    slope = [(log_density(x + h) - log_density(x - h)) / 2e-5 for h in 1e-5 * np.eye(3)]
    guess, _ = exact.exact_denoiser(x[None], pictures, alpha_bar=left)
    assert np.allclose((np.sqrt(left) * guess[0] - x) / (1 - left), slope, atol=1e-6)


def test_between_two_pictures_the_hill_is_at_zero():
    # The story's: probably light, and yet downhill to the light.
    guess, _ = exact.exact_denoiser([[0.5]], [[-1.0], [1.0]], alpha_bar=0.5)
    slope = (np.sqrt(0.5) * guess[0, 0] - 0.5) / 0.5
    assert guess[0, 0] > 0 and round(slope, 2) == -0.14


def test_no_guess_is_better(rng):
    pictures = rng.normal(size=(5, 3))
    which = rng.integers(5, size=20_000)
    x = steps.add_noise(pictures[which], rng.normal(size=(20_000, 3)), alpha_bar=0.6)
    guess, _ = exact.exact_denoiser(x, pictures, alpha_bar=0.6)
    best = ((guess - pictures[which]) ** 2).mean()
    for other in (guess * 0.95, guess + 0.05, x * np.sqrt(0.6)):
        assert best < ((other - pictures[which]) ** 2).mean()


def test_nothing_left_means_the_mean_and_shares_count(rng):
    pictures = rng.normal(size=(4, 2, 2, 1))
    x = rng.normal(size=(3, 2, 2, 1))
    guess, weights = exact.exact_denoiser(x, pictures, alpha_bar=0.0)
    assert np.allclose(weights, 0.25) and np.allclose(guess, pictures.mean(0))
    shares = [0.5, 0.5, 0.0, 0.0]
    guess, weights = exact.exact_denoiser(x, pictures, alpha_bar=0.0, shares=shares)
    assert np.allclose(weights, shares)


@pytest.mark.parametrize("reach", [0, 1, 2])
def test_patches_against_loops(rng, reach):
    pictures, x = rng.normal(size=(4, 5, 4, 3)), rng.normal(size=(2, 5, 4, 3))
    got = exact.patch_denoiser(x, pictures, alpha_bar=0.4, radius=reach)
    for n in range(2):
        for i in range(5):
            for j in range(4):
                part = np.s_[
                    max(i - reach, 0) : i + reach + 1, max(j - reach, 0) : j + reach + 1
                ]
                away = [
                    ((x[n][part] - np.sqrt(0.4) * p[part]) ** 2).sum() for p in pictures
                ]
                chance = np.exp(-(np.array(away) - min(away)) / (2 * 0.6))
                chance /= chance.sum()
                wanted = (chance[:, None] * pictures[:, i, j]).sum(0)
                assert np.allclose(got[n, i, j], wanted)


def test_patches_as_large_as_the_picture_see_all(rng):
    pictures, x = rng.normal(size=(4, 3, 3, 2)), rng.normal(size=(2, 3, 3, 2))
    all_seen = exact.patch_denoiser(x, pictures, alpha_bar=0.4, radius=3)
    assert np.allclose(all_seen, exact.exact_denoiser(x, pictures, alpha_bar=0.4)[0])


def test_gaussian_is_the_best_linear_guess(rng):
    spread = np.array([[2.0, 0.6], [0.6, 0.5]])
    mean = np.array([1.0, -1.0])
    variances, directions = np.linalg.eigh(spread)
    x = rng.normal(size=(3, 2))
    got = exact.gaussian_denoiser(
        x, mean=mean, directions=directions, variances=variances, alpha_bar=0.3
    )
    gain = np.sqrt(0.3) * spread @ np.linalg.inv(0.3 * spread + 0.7 * np.eye(2))
    assert np.allclose(got, mean + (x - np.sqrt(0.3) * mean) @ gain.T)


def test_a_narrow_network_by_hand():
    # Variances 4 and 0, half of the variance left, width 1. Asked for the picture, the network
    # keeps the first direction and misses 4 - (0.5 4²) / 2.5 = 0.8. Asked for the noise, it
    # keeps the second, where x is nothing else, and misses 1 of the first.
    errors = exact.narrow_errors([4.0, 0.0], alpha_bar=0.5, width=1)
    assert errors["picture"] == pytest.approx(0.8 / 2)
    assert errors["noise"] == pytest.approx(1 / 2)
    # Of v, 0.25 9 / 2.5 = 0.9 can be told along the first, 0.25 / 0.5 = 0.5 along the second.
    assert errors["velocity"] == pytest.approx(0.5 * (2.5 + 0.5 - 0.9) / 2)
    wide = exact.narrow_errors([4.0, 0.0], alpha_bar=0.5, width=2)
    assert np.allclose([*wide.values()], 0.8 / 2)


def test_no_narrow_network_is_better(rng):
    """Reduced-rank regression by singular values, from the covariances alone."""
    variances, left, width = np.array([3.0, 1.2, 0.4, 0.05]), 0.35, 2
    spread_x = left * variances + 1 - left
    wanted = {
        "picture": (np.sqrt(left) * variances, variances, 1),
        "noise": (np.full(4, np.sqrt(1 - left)), np.ones(4), (1 - left) / left),
        "velocity": (
            np.sqrt(left * (1 - left)) * (1 - variances),
            left + (1 - left) * variances,
            1 - left,
        ),
    }
    found = exact.narrow_errors(variances, alpha_bar=left, width=width)
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[
        0
    ]  # the axes need not be the directions
    for name, (shared, own, cost) in wanted.items():
        cross = turn @ np.diag(shared) @ turn.T
        root = turn @ np.diag(spread_x**-0.5) @ turn.T
        values = np.linalg.svd(cross @ root, compute_uv=False)
        missed = own.sum() - (values[:width] ** 2).sum()
        assert found[name] == pytest.approx(cost * missed / 4)


def test_bad_pictures():
    with pytest.raises(ValueError, match="pictures"):
        exact.exact_denoiser(np.zeros((1, 2)), np.zeros((0, 2)), alpha_bar=0.5)
    with pytest.raises(ValueError, match="x must have 4 axes"):
        exact.patch_denoiser(
            np.zeros((1, 2)), np.zeros((1, 2)), alpha_bar=0.5, radius=1
        )
    with pytest.raises(ValueError, match="less than 1"):
        exact.exact_denoiser(np.zeros((1, 2)), np.zeros((1, 2)), alpha_bar=1.0)


def test_of_no_noisy_pictures_none_is_guessed():
    guess, weights = exact.exact_denoiser(
        np.zeros((0, 2, 3)), np.ones((4, 2, 3)), alpha_bar=0.5
    )
    assert guess.shape == (0, 2, 3) and weights.shape == (0, 4)
