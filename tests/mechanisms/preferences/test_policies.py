"""Policies: the gradient, its baseline, the clip, each with a case by hand."""

import numpy as np
import pytest
from autograd import grad

from fieldguide import data
from fieldguide.mechanisms.preferences import policies


def test_the_papers_constants():
    for quantity, ours in {
        "ppo_clip": policies.CLIP,
        "gae_discount": policies.DISCOUNT,
        "pretraining_loss_coefficient": policies.PRETRAINING,
    }.items():
        assert data.fact(f"instructgpt.{quantity}").number == ours


def test_the_policy_gradient_by_hand():
    slope = grad(policies.reinforce_loss)(np.array([-1.0, -2]), np.array([2.0, -1]))
    np.testing.assert_array_equal(slope, [-1, 0.5])


def test_advantages_by_hand():
    for lam, want in ((1, [0.5, 0.2]), (0, [0.3, 0.2]), (0.5, [0.4, 0.2])):
        found = policies.advantages([0, 1], [0.5, 0.8], lam=lam)
        np.testing.assert_allclose(found, want)
    np.testing.assert_allclose(
        policies.advantages([0, 1], [0.5, 0.8], discount=0.5, lam=1),
        [0.0, 0.2],
        atol=1e-15,
    )
    assert policies.advantages(np.ones((2, 0)), np.ones((2, 0))).shape == (2, 0)


def test_with_lam_1_they_are_what_came_minus_what_was_expected(rng):
    rewards, values = rng.normal(size=(2, 4, 6))
    came = np.cumsum(rewards[:, ::-1], axis=1)[:, ::-1]
    found = policies.advantages(rewards, values, lam=1)
    np.testing.assert_allclose(found + values, came)


def test_values_that_know_what_comes_leave_no_surprise():
    np.testing.assert_allclose(policies.advantages([0, 0, 1], [1, 1, 1]), 0)


def test_the_clip_by_hand():
    old, gain = np.zeros(1), np.ones(1)
    for ratio, advantage, want in (
        (1.1, 1, -1.1),
        (1.5, 1, -1.2),  # no more to be gained
        (0.5, 1, -0.5),  # it must come back
        (0.5, -1, 0.8),
        (1.5, -1, 1.5),
    ):
        found = policies.clipped_loss(np.log([ratio]), old, advantage * gain)
        np.testing.assert_allclose(found, want)


def test_where_the_clip_bites_nothing_pulls():
    slope = grad(policies.clipped_loss)
    old = np.zeros(1)
    assert slope(np.log([1.5]), old, np.ones(1)) == 0
    assert slope(np.log([0.5]), old, -np.ones(1)) == 0
    assert slope(np.log([0.5]), old, np.ones(1)) == -0.5
    assert slope(np.log([1.5]), old, -np.ones(1)) == 1.5


def test_the_first_step_is_the_policy_gradient(rng):
    log_p, advantage = rng.normal(size=(2, 3, 4))
    clipped = grad(policies.clipped_loss)(log_p, log_p.copy(), advantage)
    plain = grad(policies.reinforce_loss)(log_p, advantage)
    np.testing.assert_allclose(clipped, plain)


def test_a_baseline_leaves_the_mean_of_the_gradient_and_calms_it(rng):
    """Two answers, p and 1 - p; their gradients by the score of the first are 1 - p and -p."""
    p, reward = 0.3, np.array([5.0, 4.0])
    chance, slope = np.array([p, 1 - p]), np.array([1 - p, -p])
    for baseline in (0.0, chance @ reward):
        pull = (reward - baseline) * slope
        np.testing.assert_allclose(chance @ pull, p * (1 - p))
        spread = chance @ pull**2 - (chance @ pull) ** 2
        assert (spread < 0.1) == (baseline > 0)


def test_values_are_missed_by_half_a_square():
    assert policies.value_loss([1.0, 2], [1.0, 4]) == 1


def test_the_mix():
    np.testing.assert_allclose(policies.mixed_loss(1.0, 0.5), 14.9)
    assert policies.mixed_loss(1.0, 0.5, gamma=0) == 1


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: policies.reinforce_loss([1.0], [1.0, 2]), "one shape"),
        (lambda: policies.reinforce_loss([], []), "must hold a token"),
        (lambda: policies.advantages([1.0], [1.0], lam=1.5), "lam must lie in"),
        (lambda: policies.advantages([1.0], [1.0, 2]), "values must have shape"),
        (lambda: policies.clipped_loss([0.0], [0.0], [1.0], clip=0), "clip must be"),
        (lambda: policies.mixed_loss(1.0, 1.0, gamma=-1), "gamma must be"),
        (lambda: policies.mixed_loss([1.0], 1.0), "policy_loss must have shape"),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
