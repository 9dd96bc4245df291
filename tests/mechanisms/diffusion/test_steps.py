"""Noise added at once and step by step, taken away again, and the posterior by Bayes' rule."""

import numpy as np
import pytest

from fieldguide.mechanisms.diffusion import schedules, steps


def test_many_steps_are_one(rng):
    betas = schedules.linear_betas(50, beta_start=0.01, beta_end=0.2)
    left = schedules.alpha_bars(betas)
    x = np.full(40_000, 1.5)
    for beta in betas:
        x = steps.add_noise(x, rng.normal(size=x.shape), alpha_bar=1 - beta)
    assert x.mean() == pytest.approx(1.5 * np.sqrt(left[-1]), abs=0.02)
    assert x.var() == pytest.approx(1 - left[-1], abs=0.03)


def test_of_three_two_give_the_third(rng):
    picture, noise = rng.normal(size=(2, 3, 4))
    x = steps.add_noise(picture, noise, alpha_bar=0.3)
    assert np.allclose(steps.noise_in(x, picture, alpha_bar=0.3), noise)
    assert np.allclose(steps.picture_below(x, noise, alpha_bar=0.3), picture)
    v = steps.velocity(picture, noise, alpha_bar=0.3)
    assert np.allclose(steps.picture_of_velocity(x, v, alpha_bar=0.3), picture)
    assert np.allclose(np.sqrt(0.7) * x + np.sqrt(0.3) * v, noise)


def test_times_of_their_own_for_each_picture(rng):
    picture, noise = rng.normal(size=(2, 3, 2, 2, 1))
    left = np.array([0.1, 0.5, 0.9])[:, None, None, None]
    together = steps.add_noise(picture, noise, alpha_bar=left)
    for k, share in enumerate((0.1, 0.5, 0.9)):
        one = steps.add_noise(picture[k], noise[k], alpha_bar=share)
        assert np.allclose(together[k], one)


@pytest.mark.parametrize(("before", "now"), [(0.8, 0.5), (0.99, 0.98), (0.3, 0.01)])
def test_an_error_of_the_picture_counts_by_the_ratio_that_the_step_destroys(
    before, now
):
    # Two bell curves of one width are apart by the square of what lies between their middles,
    # over twice the variance; a picture that is wrong by 1 moves the middle by its factor.
    right, variance = steps.posterior(
        np.array(0.0), np.array(1.0), earlier=before, alpha_bar=now
    )
    wrong, _ = steps.posterior(
        np.array(0.0), np.array(0.0), earlier=before, alpha_bar=now
    )
    ratio = {left: left / (1 - left) for left in (before, now)}
    cost = (right - wrong) ** 2 / (2 * variance)
    assert cost == pytest.approx((ratio[before] - ratio[now]) / 2)


def test_posterior_is_bayes_rule_on_a_grid():
    picture, x, before, now = 0.7, -0.4, 0.8, 0.5
    kept = now / before
    earlier = np.linspace(-6, 6, 4001)
    log = -((earlier - np.sqrt(before) * picture) ** 2) / (2 * (1 - before))
    log -= (x - np.sqrt(kept) * earlier) ** 2 / (2 * (1 - kept))
    chance = np.exp(log - log.max())
    chance /= chance.sum()
    mean = (chance * earlier).sum()
    variance = (chance * (earlier - mean) ** 2).sum()
    got = steps.posterior(np.array(x), np.array(picture), earlier=before, alpha_bar=now)
    assert got[0] == pytest.approx(mean) and got[1] == pytest.approx(variance)


def test_with_eta_one_a_step_is_drawn_from_the_posterior(rng):
    x, picture = np.full(50_000, -0.4), np.full(50_000, 0.7)
    options = {"alpha_bar": 0.5, "earlier": 0.8}
    drawn = steps.ddim_step(x, picture, **options, eta=1.0, rng=rng)
    mean, variance = steps.posterior(x, picture, **options)
    assert drawn.mean() == pytest.approx(mean[0], abs=0.01)
    assert drawn.var() == pytest.approx(variance, abs=0.01)


def test_one_who_knows_the_picture_walks_to_it(rng):
    left = schedules.alpha_bars(schedules.cosine_betas(100))
    times = schedules.spaced_times(100, steps=5)
    picture = rng.normal(size=(2, 3))
    noise = rng.normal(size=(2, 3))
    path = steps.walk_back(lambda x, t: picture, noise, left, times)
    assert len(path) == 6 and np.allclose(path[-1], picture)
    assert path[0] is noise or np.array_equal(path[0], noise)
    seen = []
    steps.walk_back(lambda x, t: seen.append(t) or picture, noise, left, times)
    assert seen == times.tolist() == [99, 79, 59, 39, 19]


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda x: steps.noise_in(x, x, alpha_bar=1.0), "less than 1"),
        (lambda x: steps.picture_below(x, x, alpha_bar=0.0), "more than 0"),
        (lambda x: steps.ddim_step(x, x, alpha_bar=0.8, earlier=0.5), "earlier"),
        (lambda x: steps.ddim_step(x, x, alpha_bar=0.5, earlier=0.8, eta=9), "eta"),
        (lambda x: steps.ddim_step(x, x, alpha_bar=0.5, earlier=0.8, eta=1), "rng"),
        (lambda x: steps.add_noise(x, x[:1], alpha_bar=0.5), "noise"),
    ],
)  # fmt: skip
def test_bad_steps(call, match):
    with pytest.raises(ValueError, match=match):
        call(np.zeros(3))


def test_a_denoiser_that_writes_into_what_it_is_given_changes_no_path():
    def greedy(x, t):
        x += 5
        return np.zeros_like(x)

    x = np.ones(2)
    path = steps.walk_back(greedy, x, [0.9, 0.5], [1, 0])
    tidy = steps.walk_back(lambda x, t: np.zeros_like(x), x, [0.9, 0.5], [1, 0])
    assert x.tolist() == [1, 1]
    assert np.array_equal(path, tidy)
