"""Autoencoders: the linear one is best among the linear, the learned one bends."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.mechanisms.networks import autoencoder as ae


def test_points_on_a_line_need_one_number():
    """(0, 0), (3, 4), (6, 8): the mean in the middle, one direction, (0.6, 0.8)."""
    x = np.array([[0.0, 0], [3, 4], [6, 8]])
    p = ae.fit_principal(x, d=1)
    np.testing.assert_allclose(p["mean"], [3, 4])
    np.testing.assert_allclose(np.abs(p["directions"][:, 0]), [0.6, 0.8])
    z = ae.encode_principal(x, p)
    np.testing.assert_allclose(np.abs(z[:, 0]), [5, 0, 5], atol=1e-12)
    np.testing.assert_allclose(ae.decode_principal(z, p), x, atol=1e-12)


@pytest.mark.parametrize("rows", [5, 40])  # by the singular values, by the covariance
def test_directions_are_the_most_telling_and_at_right_angles(rng, rows):
    x = rng.normal(size=(rows, 8)) * np.arange(1, 9)
    p = ae.fit_principal(x, d=3)
    np.testing.assert_allclose(
        p["directions"].T @ p["directions"], np.eye(3), atol=1e-12
    )
    spread = ae.encode_principal(x, p).std(0)
    assert (np.diff(spread) < 0).all()
    values = np.linalg.svd(x - x.mean(0), compute_uv=False)
    np.testing.assert_allclose(spread, values[:3] / np.sqrt(rows))


def test_no_other_plane_loses_less(rng):
    x = rng.normal(size=(50, 6)) * [4, 3, 2, 1, 1, 1]
    p = ae.fit_principal(x, d=2)

    def lost(p):
        return ((ae.decode_principal(ae.encode_principal(x, p), p) - x) ** 2).sum()

    for _ in range(20):
        other = np.linalg.qr(rng.normal(size=(6, 2)))[0]
        assert lost(p) < lost(p | {"directions": other})


def test_latents_of_the_docstring():
    z = np.array([3.0, -3.0])
    assert ae.latent_scale(z) == pytest.approx(1 / 3)
    assert (z * ae.latent_scale(z)).std() == pytest.approx(1)
    with pytest.raises(ValueError, match="z must vary"):
        ae.latent_scale(np.ones(3))


def test_stable_diffusions_constants():
    assert ae.SCALE == 0.18215
    assert 512**2 * 3 / (64**2 * 4) == 48


def test_a_draw_of_the_docstring():
    got = ae.reparametrize([2.0], [np.log(9)], [1.0])
    np.testing.assert_allclose(got, [5])


def test_the_penalty_by_hand():
    """Mean 2 with variance 1 costs 2; variance e with mean 0 costs (e - 2) / 2."""
    np.testing.assert_allclose(ae.normal_kl([2.0], [0.0]), 2)
    np.testing.assert_allclose(ae.normal_kl([0.0], [1.0]), (np.e - 2) / 2)
    np.testing.assert_allclose(
        ae.normal_kl([[2.0, 0], [0, 0]], np.zeros((2, 2))), [2, 0]
    )


def test_the_penalty_is_the_mean_difference_of_the_log_densities(rng):
    mean, log_variance, n = 0.7, -0.4, 200_000
    z = ae.reparametrize(np.full(n, mean), np.full(n, log_variance), rng.normal(size=n))
    own = -0.5 * ((z - mean) ** 2 / np.exp(log_variance) + log_variance)
    gain = own + 0.5 * z**2
    wanted = ae.normal_kl([mean], [log_variance])
    assert gain.mean() == pytest.approx(wanted, abs=4 * gain.std() / np.sqrt(n))


def test_moments_are_two_halves_and_bounded():
    mean, log_variance = ae.split_moments([1.0, 2.0, -99.0, 99.0])
    assert mean.tolist() == [1, 2] and log_variance.tolist() == [ae.LEAST, ae.MOST]
    with pytest.raises(ValueError, match="an even width, got 3"):
        ae.split_moments(np.ones(3))


def test_the_loss_is_the_error_of_a_row_and_the_weighted_penalty(rng):
    p = ae.new_autoencoder(rng, n=6, d=2, inner=5)
    x, noise = rng.normal(size=(4, 6)), rng.normal(size=(4, 2))
    mean, log_variance = ae.encode(x, p)
    back = ae.decode(mean + np.exp(log_variance / 2) * noise, p)
    errors = ((back - x) ** 2).sum(1)
    wanted = errors.mean() + 0.1 * ae.normal_kl(mean, log_variance).mean()
    assert ae.autoencoder_loss(p, x, noise, kl_weight=0.1) == pytest.approx(wanted)
    slopes = grad(ae.autoencoder_loss)(p, x, noise)
    for part in (*slopes["encoder"].values(), *slopes["decoder"].values()):
        assert np.abs(part["weight"]).max() > 0


def test_it_bends_where_a_line_cannot(rng):
    """Points on an arc of 270 degrees: one number tells which, but not along a line."""
    angle = rng.uniform(-0.75, 0.75, 600) * np.pi
    x = np.column_stack([np.cos(angle), np.sin(angle)])
    p = ae.new_autoencoder(rng, n=2, d=1, inner=24)
    p, losses = ae.teach_autoencoder(p, x, rng, steps=500, step_size=0.01)
    line = ae.fit_principal(x, d=1)
    straight = ae.decode_principal(ae.encode_principal(x, line), line)
    bent = ae.decode(ae.encode(x, p)[0], p)
    assert ((bent - x) ** 2).mean() < 0.3 * ((straight - x) ** 2).mean()
    assert losses[-50:].mean() < losses[:50].mean()


def test_a_heavy_penalty_makes_latents_say_nothing(rng):
    x = rng.normal(size=(200, 3))
    p = ae.new_autoencoder(rng, n=3, d=2, inner=8)
    p, _ = ae.teach_autoencoder(p, x, rng, steps=300, kl_weight=100, step_size=0.01)
    mean, log_variance = ae.encode(x, p)
    assert ae.normal_kl(mean, log_variance).mean() < 0.02


@pytest.mark.parametrize("z", [[], [2.0], [0.1, 0.1, 0.1]])
def test_latents_that_are_all_alike_have_no_scale(z):
    """The deviation of three times 0.1 is 1e-17 in floats, and not 0."""
    with pytest.raises(ValueError, match="z must vary"):
        ae.latent_scale(z)
