"""The denoiser that learns: what it is told, what it is asked, and that it learns."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.mechanisms.diffusion import learned, schedules, steps
from fieldguide.mechanisms.networks import transformer

LEFT = schedules.alpha_bars(schedules.cosine_betas(1000))


@pytest.fixture
def p(rng):
    return learned.new_denoiser(rng, d=4, condition_size=3, width=8, blocks=2)


def test_the_level_is_an_angle():
    """With half of the variance left the angle is an eighth of a turn."""
    clean, half, noise = learned.level_features(np.array([1.0, 0.5, 0.0]))
    np.testing.assert_allclose(clean, [0] * 6 + [1] * 6, atol=1e-12)
    np.testing.assert_allclose(
        half[[0, 1, 6, 7]], [0.5**0.5, 1, 0.5**0.5, 0], atol=1e-12
    )
    np.testing.assert_allclose(noise[[0, 6]], [1, 0], atol=1e-12)


def test_the_usual_size():
    p = learned.new_denoiser(np.random.default_rng(0), d=48, condition_size=12)
    w = learned.WIDTH
    outside = (48 + 12 + 12) * w + 3 * w + 2 * w + w * 48 + 48
    assert transformer.size(p) == outside + 3 * (3 * (w * w + w) + 2 * w)


def test_each_row_has_its_own_condition_and_level(p, rng):
    x, condition = rng.normal(size=(3, 4)), np.eye(3)
    left = np.array([0.9, 0.5, 0.1])
    together = learned.learned_denoiser(x, condition, p, alpha_bar=left)
    for k in range(3):
        row = slice(k, k + 1)
        alone = learned.learned_denoiser(x[row], condition[row], p, alpha_bar=left[k])
        np.testing.assert_allclose(together[row], alone)
    told_otherwise = learned.learned_denoiser(x, condition[::-1], p, alpha_bar=left)
    assert (np.abs(together - told_otherwise).max(1) > 1e-6).tolist() == [
        True,
        False,  # the middle one is told the same
        True,
    ]


def test_the_loss_is_the_mean_square_and_every_part_learns(p, rng):
    x, noise, condition = (
        rng.normal(size=(5, 4)),
        rng.normal(size=(5, 4)),
        np.ones((5, 3)),
    )
    left = np.linspace(0.1, 0.9, 5)
    noisy = np.sqrt(left)[:, None] * x + np.sqrt(1 - left)[:, None] * noise
    guess = learned.learned_denoiser(noisy, condition, p, alpha_bar=left)
    loss = learned.denoising_loss(p, x, noise, condition, left)
    assert loss == pytest.approx(((guess - x) ** 2).mean())
    slopes = grad(learned.denoising_loss)(p, x, noise, condition, left)
    blocks = slopes.pop("blocks")
    for part in (*slopes.values(), *(b for block in blocks for b in block.values())):
        assert all(np.abs(a).max() > 0 for a in part.values())


def test_it_learns_to_bring_back_what_it_is_told(rng):
    """Three points, one for each condition: told which, it walks from noise to that point."""
    points = np.array([[1.0, 1, 0, -1], [-1, 0, 1, 1], [0, -1, -1, 1]])
    which = rng.integers(3, size=600)
    p = learned.new_denoiser(rng, d=4, condition_size=3, width=16, blocks=1)
    p, losses, _ = learned.teach_denoiser(
        p, points[which], np.eye(3)[which], rng, alpha_bars=LEFT, size=64, steps=250,
        step_size=0.01,
    )  # fmt: skip
    assert losses[-20:].mean() < 0.2 * losses[:5].mean()
    condition = np.repeat(np.eye(3), 20, axis=0)
    times = schedules.spaced_times(1000, steps=10)
    x = rng.normal(size=(60, 4))
    found = steps.walk_back(
        lambda x, t: learned.learned_denoiser(x, condition, p, alpha_bar=LEFT[t]),
        x, LEFT, times,
    )[-1]  # fmt: skip
    np.testing.assert_allclose(found, np.repeat(points, 20, axis=0), atol=0.3)


def test_what_is_left_out_is_left_out_as_often_as_said(monkeypatch, rng):
    seen = []

    def look(loss, p, batches, **options):
        seen.extend(batches)
        return p, np.array([]), []

    monkeypatch.setattr(learned, "train", look)
    p = learned.new_denoiser(rng, d=2, condition_size=1, width=4, blocks=1)
    learned.teach_denoiser(
        p,
        np.ones((100, 2)),
        np.ones((100, 1)),
        rng,
        alpha_bars=LEFT,
        size=100,
        steps=50,
    )
    told = np.concatenate([condition for _, _, condition, _ in seen])
    assert len(told) == 5000
    assert (told == 0).mean() == pytest.approx(
        learned.DROPPED, abs=4 * np.sqrt(0.09 / 5000)
    )
    levels = np.sort([left for *_, left in seen], axis=1)  # each batch has all levels
    assert (levels[:, 0] < 0.01).all() and (levels[:, -1] > 0.99).all()


def test_levels_that_are_no_shares_are_refused(p):
    with pytest.raises(ValueError, match=r"alpha_bar must lie in \[0, 1\], got 1.5"):
        learned.learned_denoiser(np.ones((1, 4)), np.ones((1, 3)), p, alpha_bar=1.5)
    with pytest.raises(ValueError, match="one for each of 2 rows, got 3"):
        learned.learned_denoiser(
            np.ones((2, 4)), np.ones((2, 3)), p, alpha_bar=np.ones(3)
        )
