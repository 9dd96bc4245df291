"""The leash: what tokens earn, the best policy there is, and how far it has moved."""

import math

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.preferences import leash


def test_the_papers_beta():
    assert data.fact("instructgpt.kl_coefficient").number == leash.BETA


def test_log_probs_by_hand():
    logits = np.log([[[1, 3], [1, 1]]])
    found = leash.token_log_probs(logits, [[1, 0]])
    np.testing.assert_allclose(found, np.log([[0.75, 0.5]]))
    assert leash.token_log_probs(np.zeros((0, 2, 5)), np.zeros((0, 2), int)).shape == (
        0,
        2,
    )


def test_rewards_by_hand():
    found = leash.leashed_rewards(1.0, np.log([0.5, 1]), np.log([0.25, 1]), beta=0.5)
    np.testing.assert_allclose(found, [-0.5 * math.log(2), 1])


def test_the_reward_stands_at_the_last_token_and_all_add_up(rng):
    score, new, old = rng.normal(size=3), *rng.normal(size=(2, 3, 5))
    found = leash.leashed_rewards(score, new, old)
    np.testing.assert_allclose(found.sum(1), score - 0.02 * (new - old).sum(1))
    free = leash.leashed_rewards(score, new, old, beta=0)
    np.testing.assert_array_equal(free[:, :-1], 0)
    np.testing.assert_array_equal(free[:, -1], score)


def test_a_token_that_has_become_less_probable_earns_something():
    assert leash.leashed_rewards(0.0, [-2.0, -1], [-1.0, -1], beta=1)[0] == 1


def test_tilts_by_hand():
    half = [0.5, 0.5]
    np.testing.assert_allclose(
        leash.tilt(half, [1, 0], beta=1), [0.731059, 0.268941], atol=1e-6
    )
    np.testing.assert_allclose(leash.tilt(half, [1, 0], beta=1e-3), [1, 0])
    np.testing.assert_allclose(leash.tilt(half, [1, 0], beta=1e9), half)
    np.testing.assert_allclose(leash.tilt([0.5, 0.5, 0], [1, 0, 1e6], beta=1)[2], 0)
    np.testing.assert_allclose(leash.tilt([0.9, 0.1], [0, 1e5], beta=0.01), [0, 1])


def test_no_policy_does_better_than_the_tilt(rng):
    p, r = rng.dirichlet(np.ones(6)), rng.normal(size=6)

    def worth(q):
        return q @ r - 0.3 * leash.divergence(q, p)

    best = leash.tilt(p, r, beta=0.3)
    np.testing.assert_allclose(worth(best), 0.3 * math.log(p @ np.exp(r / 0.3)))
    for other in rng.dirichlet(np.ones(6), size=200):
        assert worth(0.9 * best + 0.1 * other) < worth(best)


def test_divergences_by_hand():
    assert leash.divergence([0.5, 0.5], [0.5, 0.5]) == 0
    np.testing.assert_allclose(leash.divergence([1, 0], [0.5, 0.5]), math.log(2))
    assert leash.divergence([0.5, 0.5], [1, 0]) == np.inf
    assert leash.divergence([[1, 0]] * 3, [[0.5, 0.5]] * 3).shape == (3,)


def test_the_mean_of_what_the_tokens_say_is_the_divergence(rng):
    p, q = rng.dirichlet(np.ones(4), size=2)
    drawn = rng.choice(4, p=q, size=40_000)
    each = np.log(q[drawn]) - np.log(p[drawn])
    error = each.std() / math.sqrt(len(each))
    assert abs(each.mean() - leash.divergence(q, p)) < 4 * error


@pytest.mark.parametrize(
    "call, said",
    [
        (
            lambda: leash.leashed_rewards(1.0, [0.0], [0.0], beta=-1),
            "beta must be.*got -1",
        ),
        (lambda: leash.leashed_rewards([1.0], [0.0], [0.0]), "reward must have shape"),
        (
            lambda: leash.leashed_rewards(1.0, [0.0], [0.0, 1]),
            "supervised must have shape",
        ),
        (lambda: leash.leashed_rewards(1.0, [], []), "tokens of log_probs must be"),
        (lambda: leash.tilt([0.5, 0.5], [1, 2], beta=0), "beta must be"),
        (
            lambda: leash.tilt([0.5, 0.6], [1, 2], beta=1),
            "chances must be probabilities",
        ),
        (lambda: leash.divergence([1.0], [0.5, 0.5]), "p must have shape|p must be"),
        (
            lambda: leash.token_log_probs(np.zeros((1, 2)), [5]),
            "ids must lie in 0 ... 1",
        ),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
