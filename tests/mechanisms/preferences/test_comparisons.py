"""Comparisons: rewards by hand, Bradley and Terry's likelihood, and the best of several."""

import itertools
import math

import numpy as np
import pytest
from autograd import grad

from fieldguide import data
from fieldguide.mechanisms.preferences import comparisons, leash


def test_a_lead_decides_and_nothing_else():
    assert comparisons.win_chance(2.0, 2.0) == 0.5
    np.testing.assert_allclose(comparisons.win_chance(math.log(3), 0.0), 0.75)
    np.testing.assert_allclose(
        comparisons.win_chance([5, -5], [4, -6]), [0.7310586] * 2
    )
    np.testing.assert_array_equal(comparisons.win_chance([1e4, -1e4], [0, 0]), [1, 0])


def test_one_of_two_wins(rng):
    a, b = rng.normal(size=(2, 9))
    both = comparisons.win_chance(a, b) + comparisons.win_chance(b, a)
    np.testing.assert_allclose(both, 1)


@pytest.mark.parametrize("end", ["min", "max"])
def test_the_papers_numbers_of_pairs(end):
    k = int(data.fact(f"instructgpt.ranked_responses_{end}").number)
    assert (
        len(comparisons.pairs(k))
        == data.fact(f"instructgpt.pairs_per_prompt_{end}").number
    )


def test_pairs_by_hand():
    want = [[0, 1], [0, 2], [1, 2]]
    assert comparisons.pairs(3).tolist() == want


def test_the_loss_by_hand():
    loss = comparisons.ranking_loss
    np.testing.assert_allclose(loss([math.log(3), 0]), math.log(4 / 3))
    np.testing.assert_allclose(loss([0, math.log(3)]), math.log(4))
    np.testing.assert_allclose(loss(np.zeros((3, 5))), math.log(2))
    # three answers: leads of 1, 2 and 1
    want = (2 * math.log1p(math.exp(-1)) + math.log1p(math.exp(-2))) / 3
    np.testing.assert_allclose(loss([2, 1, 0]), want)
    assert loss([1e4, 0]) == 0 and loss([0, 1e4]) == 1e4


def test_the_loss_is_bradley_and_terrys_likelihood(rng):
    r = rng.normal(size=6)
    likelihood = math.prod(
        math.exp(r[i]) / (math.exp(r[i]) + math.exp(r[j]))
        for i, j in itertools.combinations(range(6), 2)
    )
    np.testing.assert_allclose(math.exp(-15 * comparisons.ranking_loss(r)), likelihood)


def test_rankings_do_not_use_up_the_probability():
    """Three equal answers: six rankings of 1/8 each. The rest goes in circles."""
    total = sum(
        math.exp(-3 * comparisons.ranking_loss(np.zeros(3)))
        for _ in itertools.permutations(range(3))
    )
    np.testing.assert_allclose(total, 0.75)


def test_a_prompt_counts_once_however_many_answers_it_has(rng):
    """Separate pairs would give a prompt of 9 answers six times the weight of one of 4."""
    four, nine = rng.normal(size=4), rng.normal(size=9)
    losses = [comparisons.ranking_loss(r) for r in (four, nine)]
    together = [four[i] - four[j] for i, j in comparisons.pairs(4)]
    together += [nine[i] - nine[j] for i, j in comparisons.pairs(9)]
    pooled = np.logaddexp(0, -np.array(together)).mean()
    np.testing.assert_allclose(pooled, (6 * losses[0] + 36 * losses[1]) / 42)
    assert abs(pooled - np.mean(losses)) > 0.01


def test_only_differences_count_and_the_gradient_is_how_sure_it_was_not(rng):
    r = rng.normal(size=(4, 3))
    np.testing.assert_allclose(
        comparisons.ranking_loss(r + 7), comparisons.ranking_loss(r)
    )
    slope = grad(comparisons.ranking_loss)(np.array([0.3, 0.1]))
    wrong = comparisons.win_chance(0.1, 0.3)
    np.testing.assert_allclose(slope, [-wrong, wrong])


def test_demonstrations_get_zero(rng):
    r = rng.normal(size=20)
    np.testing.assert_allclose(comparisons.center(r, r).mean(), 0, atol=1e-15)
    np.testing.assert_array_equal(comparisons.center([5, 3], [3, 3]), [2, 0])


def test_the_best_of_several():
    assert comparisons.best_of([[1, 3, 2], [5, 5, 0]]).tolist() == [1, 0]


def test_how_far_the_best_of_several_is():
    assert comparisons.best_of_kl(1) == 0
    np.testing.assert_allclose(comparisons.best_of_kl(2), 0.193147, atol=1e-6)
    np.testing.assert_allclose(comparisons.best_of_kl(16), 1.835089, atol=1e-6)


@pytest.mark.parametrize("n", [2, 4, 16])
def test_the_formula_is_the_limit_of_many_answers_and_otherwise_a_bound(n):
    """The m-th of m equally probable answers is the best of n with (k**n - (k-1)**n) / m**n."""
    far = []
    for m in (2, 10, 1000):
        k = np.arange(1, m + 1) / m
        chosen = np.diff(k**n, prepend=0)
        far.append(leash.divergence(chosen, np.full(m, 1 / m)))
    assert far == sorted(far) and far[-1] <= comparisons.best_of_kl(n)
    np.testing.assert_allclose(far[-1], comparisons.best_of_kl(n), rtol=0.01)


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: comparisons.win_chance([1.0], [1.0, 2]), "one shape: reward"),
        (lambda: comparisons.pairs(1), "k must be.*2 or more.*got 1"),
        (lambda: comparisons.ranking_loss([1.0]), "answers in rewards must be.*got 1"),
        (
            lambda: comparisons.ranking_loss(np.ones((0, 3))),
            "rewards must hold a ranking",
        ),
        (lambda: comparisons.center([1.0], []), "demonstrations must hold a reward"),
        (lambda: comparisons.best_of([[]]), "answers in rewards must be"),
        (lambda: comparisons.best_of([np.nan]), "rewards must be finite"),
        (lambda: comparisons.best_of_kl(0), "n must be.*got 0"),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_more_answers_than_numpy_can_count_have_a_divergence():
    assert comparisons.best_of_kl(10**20) == pytest.approx(20 * math.log(10) - 1)
