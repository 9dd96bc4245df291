"""The sum over all paths: by hand, by trying every path, and its gradient."""

import itertools

import numpy as np
import pytest
from autograd import grad
from autograd.test_util import check_grads

from fieldguide.mechanisms.attention.attention import log_softmax
from fieldguide.mechanisms.objectives import alignment


def every_path(logits, word, blank=0):
    """Minus log of the chance of all paths that read as the word: v ** t of them are tried."""
    t, v = logits.shape
    said, total = np.exp(log_softmax(logits)), 0.0
    for path in itertools.product(range(v), repeat=t):
        if alignment.read_path(np.array(path), blank_id=blank).tolist() == [*word]:
            total += said[np.arange(t), path].prod()
    return -np.log(total)


def test_paths_are_read_as_the_docstring_says():
    f, o, g = 1, 2, 3
    assert alignment.read_path([f, f, 0, o, 0, o, g]).tolist() == [f, o, o, g]
    assert alignment.read_path([f, f, o, o, g]).tolist() == [f, o, g]
    assert alignment.read_path([0, 0]).tolist() == []
    assert alignment.read_path(np.array([], int)).tolist() == []
    assert alignment.read_path([2, 1, 1], blank_id=2).tolist() == [1]


def test_two_moments_by_hand():
    """a-, -a and aa: three of the four paths, each 1/4."""
    loss = alignment.alignment_loss(np.zeros((1, 2, 2)), [[1]], [1])
    assert loss == pytest.approx(-np.log(3 / 4))


@pytest.mark.parametrize("word", [(), (1,), (1, 2), (2, 2), (1, 2, 1), (1, 1, 2)])
def test_it_is_the_sum_over_every_path(rng, word):
    logits = rng.normal(size=(4, 3))
    targets = np.array([[*word, 0, 0, 0][:3]])
    loss = alignment.alignment_loss(logits[None], targets, [len(word)])
    assert loss == pytest.approx(every_path(logits, word))


def test_the_blank_may_be_another_label(rng):
    logits = rng.normal(size=(4, 3))
    loss = alignment.alignment_loss(logits[None], [[0, 1]], [2], blank_id=2)
    assert loss == pytest.approx(every_path(logits, (0, 1), blank=2))


def test_words_of_a_batch_do_not_disturb_each_other(rng):
    logits, targets = (
        rng.normal(size=(3, 6, 4)),
        np.array([[1, 2, 3], [2, 2, 0], [0, 3, 1]]),
    )
    lengths = np.array([3, 2, 0])
    alone = [
        alignment.alignment_loss(logits[[k]], targets[[k]], lengths[[k]])
        for k in range(3)
    ]
    together = alignment.alignment_loss(logits, targets, lengths)
    assert together == pytest.approx(np.mean(alone))


def test_the_gradient_is_that_of_small_differences(rng):
    targets, lengths = np.array([[1, 1], [2, 0]]), np.array([2, 1])
    check_grads(lambda z: alignment.alignment_loss(z, targets, lengths), modes=["rev"], order=1)(
        rng.normal(size=(2, 5, 3))
    )  # fmt: skip


def test_the_gradient_says_nothing_is_owed_in_all(rng):
    """What is said too much and too little at a moment adds up to zero."""
    slope = grad(lambda z: alignment.alignment_loss(z, [[1, 2]], [2]))(
        rng.normal(size=(1, 5, 3))
    )
    np.testing.assert_allclose(slope.sum(-1), 0, atol=1e-12)


def test_a_word_must_fit_with_a_blank_between_equal_letters():
    with pytest.raises(ValueError, match="fit into 2 moments, got a word that needs 3"):
        alignment.alignment_loss(np.zeros((1, 2, 3)), [[1, 1]], [2])
    with pytest.raises(ValueError, match="targets must not hold the blank, 0"):
        alignment.alignment_loss(np.zeros((1, 4, 3)), [[1, 0]], [2])
    assert np.isfinite(alignment.alignment_loss(np.zeros((1, 3, 3)), [[1, 1]], [2]))


@pytest.mark.parametrize(
    ("shape", "said"),
    [((0, 2, 3), "words of logits"), ((2, 0, 3), "moments of logits")],
)
def test_no_word_and_no_moment_are_refused(shape, said):
    b = shape[0]
    with pytest.raises(ValueError, match=f"{said} must be .* got 0"):
        alignment.alignment_loss(
            np.zeros(shape), np.zeros((b, 0), int), np.zeros(b, int)
        )
