"""In-batch contrast: by hand, what no vectors can beat, and that it can be learned from."""

import autograd
import numpy as np
import pytest

from fieldguide.mechanisms.objectives import contrast
from fieldguide.mechanisms.objectives.contrast import (
    additive_margin_loss,
    average_direction,
    candidate_loss,
    candidate_scores,
    contrastive_loss,
    cosines,
    in_batch_loss,
    learned_scale,
    lowest_loss,
    needed_gap,
    normalize,
    retrieval_accuracy,
    retrieval_loss,
    zero_shot,
)


def simplex(n):
    """n vectors of equal cosine -1 / (n - 1) to one another."""
    return np.eye(n) - 1 / n


def test_normalize_by_hand():
    assert np.allclose(normalize(np.array([[3.0, 4.0]])), [[0.6, 0.8]])
    with pytest.raises(ValueError, match="no row of zeros"):
        normalize(np.array([[3.0, 4.0], [0.0, 0.0]]))


def test_cosines_by_hand():
    x, y = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[0.0, -3.0], [5.0, 5.0]])
    assert np.allclose(cosines(x, y), [[0, np.sqrt(0.5)], [-1, np.sqrt(0.5)]])
    with pytest.raises(ValueError, match="y must have shape"):
        cosines(x, np.ones((2, 3)))


def test_a_blind_guess_loses_ln_n():
    for n in (1, 2, 7):
        assert np.isclose(in_batch_loss(np.full((n, n), 4.2)), np.log(n))
    assert np.isclose(
        in_batch_loss(np.array([[1000.0, 0], [0, 1000]])), 0
    )  # no overflow


def test_margin_by_hand():
    x = np.eye(2)
    one = np.log(1 + np.exp(-0.7))
    assert round(one, 3) == 0.403
    assert np.isclose(additive_margin_loss(x, x, margin=0.3, scale=1), 2 * one)
    assert np.isclose(additive_margin_loss(x, x, scale=1), 2 * one)  # LaBSE's margin
    assert contrast.MARGIN == 0.3


def test_without_margin_it_is_twice_the_plain_loss(rng):
    x, y = rng.normal(size=(2, 6, 5))
    plain = contrastive_loss(x, y, scale=7)
    assert np.isclose(additive_margin_loss(x, y, margin=0, scale=7), 2 * plain)


def test_a_margin_makes_it_harder_and_lengths_do_not_count(rng):
    x, y = rng.normal(size=(2, 6, 5))
    losses = [additive_margin_loss(x, y, margin=m, scale=5) for m in (0, 0.1, 0.3, 1)]
    assert (np.diff(losses) > 0).all()
    longer = x * rng.uniform(1, 9, (6, 1))
    assert np.isclose(additive_margin_loss(longer, y, margin=0.3, scale=5), losses[2])
    both = additive_margin_loss(y, x, margin=0.3, scale=5)
    assert np.isclose(both, losses[2])  # both directions are in it


@pytest.mark.parametrize("n", [2, 3, 24])
@pytest.mark.parametrize("scale", [1, 10])
def test_the_lowest_loss_is_that_of_a_simplex(n, scale, rng):
    x = simplex(n)
    least = additive_margin_loss(x, x, margin=0.3, scale=scale)
    assert np.isclose(least, 2 * lowest_loss(n=n, margin=0.3, scale=scale))
    for _ in range(20):
        near = [x + rng.normal(0, 0.2, x.shape) for _ in "xy"]
        assert additive_margin_loss(*near, margin=0.3, scale=scale) > least


def test_without_a_scale_a_large_batch_cannot_be_told_apart():
    """LaBSE's ranking batch of 2048: 6.92 of the 7.62 nats of a blind guess remain."""
    assert round(lowest_loss(n=2048, margin=0.3, scale=1), 2) == 6.92
    assert round(np.log(2048), 2) == 7.62
    assert (
        round(needed_gap(n=2048, margin=0.3, scale=1), 2) == 7.92
    )  # where 1 can be had


def test_needed_gap_by_hand():
    assert np.isclose(
        needed_gap(n=2, margin=0.3, scale=10), 0.3
    )  # one stranger, even odds
    assert np.isclose(
        needed_gap(n=2, margin=0.3, scale=10, confidence=0.9), 0.3 + np.log(9) / 10
    )
    for n, confidence in [(2, 0.5), (24, 0.9), (4096, 0.5)]:
        gap = needed_gap(n=n, margin=0.3, scale=20, confidence=confidence)
        scores = np.zeros((n, n)) + 20 * (gap - 0.3) * np.eye(n)
        assert np.isclose(np.exp(-in_batch_loss(scores)), confidence)


def test_accuracy_by_hand():
    assert retrieval_accuracy(np.array([[3, 1], [2, 1]])) == 0.5
    assert retrieval_accuracy(np.eye(4)) == 1


def test_chance_is_one_in_n(rng):
    hits = [retrieval_accuracy(rng.random((14, 14))) for _ in range(2000)]
    spread = np.sqrt(1 / 14 * 13 / 14 / (14 * 2000))
    assert abs(np.mean(hits) - 1 / 14) < 4 * spread


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: in_batch_loss(np.ones((3, 2))), r"partner.*\(3, 2\)"),
        (lambda: retrieval_accuracy(np.ones(3)), r"partner.*\(3,\)"),
        (
            lambda: contrastive_loss(np.ones((2, 3)), np.ones((3, 3)), scale=1),
            "y must have a row for each of x, 2, got 3",
        ),
        (
            lambda: contrastive_loss(np.eye(2), np.eye(2), scale=0),
            "scale must be a finite number above 0",
        ),
        (
            lambda: additive_margin_loss(np.eye(2), np.eye(2), margin=-0.3, scale=1),
            "margin must be a finite number of 0 or more, got -0.3",
        ),
        (
            lambda: needed_gap(n=1, margin=0.3, scale=10),
            "n must be .* 2 or more, got 1",
        ),
        (
            lambda: needed_gap(n=4, margin=0.3, scale=0),
            "scale must be a finite number above 0",
        ),
        (
            lambda: needed_gap(n=4, margin=0.3, scale=10, confidence=1),
            r"confidence must lie in \(0, 1\)",
        ),
        (
            lambda: lowest_loss(n=1, margin=0.3, scale=10),
            "n must be .* 2 or more",
        ),
        (
            lambda: lowest_loss(n=4, margin=0.3, scale=-1),
            "scale must be a finite number above 0",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_autograd_follows_it(rng):
    x, y = rng.normal(size=(2, 5, 4))

    def loss(x):
        return additive_margin_loss(x, y, margin=0.3, scale=3)

    slope, step = autograd.grad(loss)(x), np.zeros_like(x)
    for at in [(0, 0), (2, 3), (4, 1)]:
        step[at] = 1e-6
        assert np.isclose(slope[at], (loss(x + step) - loss(x - step)) / 2e-6)
        step[at] = 0
    # A step along the slope does not change lengths: only directions count.
    assert np.allclose((slope * x).sum(1), 0)


def test_strangers_without_a_partner_make_it_harder(rng):
    """Scores alike among 4 give ln 4; only the first 3 have a query."""
    assert np.isclose(in_batch_loss(np.zeros((3, 4))), np.log(4))
    x, y = rng.normal(size=(3, 5)), rng.normal(size=(7, 5))
    less, more = (retrieval_loss(x, y[:m], scale=2.0) for m in (3, 7))
    assert less < more
    assert np.isclose(less, in_batch_loss(2 * cosines(x, y[:3])))
    assert retrieval_accuracy([[2.0, 1.0, 0.0], [0.0, 1.0, 3.0]]) == 0.5
    with pytest.raises(ValueError, match="a partner, a column, for each row"):
        in_batch_loss(np.zeros((4, 3)))


def test_a_learned_scale_is_positive_and_capped():
    assert np.isclose(learned_scale(np.log(contrast.FIRST_SCALE)), 1 / 0.07)
    assert learned_scale(-50.0) > 0 and learned_scale(50.0) == 100
    with pytest.raises(ValueError, match="log_scale must be a finite number"):
        learned_scale(np.ones(2))


def test_the_scale_learns(rng):
    x, y = rng.normal(size=(2, 5, 4))

    def loss(t):
        return contrastive_loss(x, y, scale=learned_scale(t))

    finite = (loss(1 + 1e-6) - loss(1 - 1e-6)) / 2e-6
    assert np.isclose(autograd.grad(loss)(1.0), finite, rtol=1e-6)
    assert autograd.grad(loss)(9.0) == 0  # at the cap it stays


def test_zero_shot_by_hand():
    sure = zero_shot([[1.0, 0]], [[1.0, 0], [0, 2.0]], scale=1)
    assert np.allclose(sure.round(3), [[0.731, 0.269]])
    assert 1 - zero_shot([[1.0, 0]], [[1.0, 0], [0, 2.0]], scale=10)[0, 0] < 0.00005


def test_an_average_direction_by_hand():
    assert np.allclose(average_direction([[1.0, 0], [0, 2.0]]), np.sqrt([0.5, 0.5]))
    with pytest.raises(ValueError, match="no row of zeros"):
        average_direction([[1.0, 0], [-2.0, 0]])


def test_only_candidates_are_normalized():
    x, y = np.array([[6.0, 8.0]]), np.array([[3.0, 4.0], [0.0, 5.0]])
    assert np.allclose(candidate_scores(x, y), [[10, 8]])
    assert np.allclose(candidate_scores(2 * x, 9 * y), [[20, 16]])
    assert np.allclose(candidate_scores(0 * x, y), 0)  # who says nothing fits all alike
    with pytest.raises(ValueError, match="no row of zeros"):
        candidate_scores(y, 0 * x)


def test_a_guess_may_say_how_sure_it_is():
    """Right, a longer one loses less; wrong, more; and the order stays."""
    x, y = np.array([[1.0, 0.2]]), np.eye(2)
    right = [candidate_loss(k * x, y) for k in (0, 1, 5)]
    wrong = [candidate_loss(k * x, y[::-1]) for k in (0, 1, 5)]
    assert np.isclose(right[0], np.log(2)) and np.isclose(wrong[0], np.log(2))
    assert (np.diff(right) < 0).all() and (np.diff(wrong) > 0).all()


def test_candidates_do_not_look_for_guesses(rng):
    """One direction: a stranger more makes it harder, and the columns' shares do not count."""
    x, y = rng.normal(size=(2, 4, 3))
    scores = candidate_scores(x, y)
    assert np.isclose(candidate_loss(x, y), in_batch_loss(scores))
    assert not np.isclose(candidate_loss(x, y), in_batch_loss(scores.T))
    assert candidate_loss(x[:3], y) > candidate_loss(x[:3], y[:3])
