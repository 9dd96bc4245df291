"""Drawing the next word: by hand, and what is cut off."""

import numpy as np
import pytest

from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.sampling import choosing

CUT = -np.inf


def test_tokens_are_drawn_as_often_as_softmax_says(rng):
    n = 4000
    drawn = choosing.sample_tokens(np.tile([0, np.log(3)], (n, 1)), rng)
    assert abs(drawn.mean() - 0.75) < 5 * np.sqrt(0.75 * 0.25 / n)


def test_the_cold_draw_is_greedy(rng):
    logits = rng.normal(size=(50, 7))
    cold = choosing.sample_tokens(logits, rng, temperature=1e-6)
    assert (cold == logits.argmax(-1)).all()


def test_what_was_cut_off_is_never_drawn(rng):
    logits = np.tile([0.0, CUT, 0.0], (200, 1))
    assert set(choosing.sample_tokens(logits, rng)) == {0, 2}


@pytest.mark.parametrize("temperature", [0, -1.0, np.nan])
def test_a_temperature_must_be_above_zero(temperature, rng):
    with pytest.raises(ValueError, match=r"temperature must be .* above 0, got"):
        choosing.sample_tokens(np.zeros((1, 2)), rng, temperature=temperature)


def test_top_k_of_the_docstring():
    assert choosing.keep_top_k([3.0, 0.0, 2.0, 1.0], k=2).tolist() == [3, CUT, 2, CUT]


def test_top_k_keeps_equals_and_each_row_by_itself():
    logits = np.array([[1.0, 1.0, 0.0], [0.0, 2.0, 1.0]])
    wanted = [[1, 1, CUT], [CUT, 2, CUT]]
    assert choosing.keep_top_k(logits, k=1).tolist() == wanted
    np.testing.assert_array_equal(choosing.keep_top_k(logits, k=3), logits)


@pytest.mark.parametrize("k", [0, 4])
def test_top_k_needs_a_k_of_the_vocabulary(k):
    with pytest.raises(
        ValueError, match=rf"k must be a whole number in 1 ... 3, got {k}"
    ):
        choosing.keep_top_k(np.zeros(3), k=k)


@pytest.mark.parametrize("top_p, kept", [(0.5, 1), (0.75, 2), (0.9, 3), (0.96, 4)])
def test_the_nucleus_of_the_docstring_has_the_token_that_crosses_the_line(top_p, kept):
    logits = np.log([0.15, 0.5, 0.05, 0.3])
    nucleus = np.isfinite(choosing.keep_nucleus(logits, top_p=top_p))
    assert nucleus.sum() == kept and nucleus[1]


def test_the_nucleus_is_the_smallest_set_with_its_probability(rng):
    logits = rng.normal(0, 3, size=(200, 9))
    kept = np.isfinite(choosing.keep_nucleus(logits, top_p=0.8))
    shares = np.where(kept, softmax(logits), 0)
    least = np.where(kept, shares, np.inf).min(-1)
    assert (shares.sum(-1) >= 0.8).all() and (shares.sum(-1) - least < 0.8).all()
    assert (np.where(kept, np.inf, softmax(logits)).min(-1) <= least).all()


def test_a_nucleus_of_one_keeps_all_however_improbable():
    logits = np.array([100.0, 0.0, -700.0])
    np.testing.assert_array_equal(choosing.keep_nucleus(logits, top_p=1), logits)
    assert np.isfinite(choosing.keep_nucleus(np.zeros(3), top_p=1e-9)).sum() == 1


@pytest.mark.parametrize("top_p", [0, -0.1, 1.5])
def test_a_nucleus_needs_a_share_of_the_probability(top_p):
    with pytest.raises(ValueError, match=rf"top_p must lie in .*1\], got {top_p}"):
        choosing.keep_nucleus(np.zeros(3), top_p=top_p)


def test_cuts_stand_one_after_the_other(rng):
    logits = np.log([0.4, 0.3, 0.2, 0.1])
    both = choosing.keep_nucleus(choosing.keep_top_k(logits, k=2), top_p=0.5)
    assert np.isfinite(both).tolist() == [True, False, False, False]  # 0.4 of 0.7


def test_arguments_are_left_alone():
    logits = np.array([[3.0, 1.0, 2.0]])
    choosing.keep_top_k(logits, k=1)
    choosing.keep_nucleus(logits, top_p=0.1)
    assert logits.tolist() == [[3, 1, 2]]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("kind", "scores", "temperature"),
    [
        (np.float32, [1, 2], 1e-45),
        (np.float32, [0, 1], 1e-50),
        (np.float32, [-1, 1], 1e-200),
        (np.float16, [1, 2], 1e-6),
        (float, [1e300, 2e300], 1e-50),
        (float, [-np.inf, -2e300, -1e300], 1e-50),
    ],
)
def test_the_best_is_drawn_in_the_cold_whatever_the_scores_are_kept_in(
    rng, kind, scores, temperature
):
    logits = np.array([scores] * 20, kind)
    drawn = choosing.sample_tokens(logits, rng, temperature=temperature)
    assert (drawn == len(scores) - 1).all()
