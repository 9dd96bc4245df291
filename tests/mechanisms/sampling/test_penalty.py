"""CTRL's penalty: by hand, its trap, and what it spares."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import softmax
from fieldguide.mechanisms.sampling import penalty

LOGITS = np.array([6.0, 3.0, -6.0])


def test_theta_is_the_papers():
    assert penalty.THETA == data.fact("ctrl.repetition_penalty").number


def test_the_docstrings_by_hand():
    np.testing.assert_allclose(penalty.penalize(LOGITS, [0, 2]), [5, 3, -5])
    np.testing.assert_allclose(penalty.penalize_signed(LOGITS, [0, 2]), [5, 3, -7.2])


def test_dividing_a_negative_score_makes_a_repetition_more_probable():
    """The trap: token 2 has been written, and gains by it; with the repair it loses."""
    logits = np.array([-1.0, -1.0, -1.0])
    before = softmax(logits)[2]
    assert softmax(penalty.penalize(logits, [2]))[2] > before
    assert softmax(penalty.penalize_signed(logits, [2]))[2] < before


def test_the_rule_depends_on_where_zero_lies():
    """Adding 10 to all scores changes no probability, but what the penalty does."""
    low, high = LOGITS - 10, LOGITS + 10
    np.testing.assert_allclose(softmax(low), softmax(high))
    differ = softmax(penalty.penalize(low, [0])) - softmax(penalty.penalize(high, [0]))
    assert np.abs(differ).max() > 0.1


def test_a_token_is_punished_once_however_often_it_came():
    once, often = penalty.penalize(LOGITS, [0]), penalty.penalize(LOGITS, [0, 0, 0])
    np.testing.assert_array_equal(once, often)


def test_spared_tokens_and_texts_that_have_written_nothing():
    np.testing.assert_array_equal(
        penalty.penalize(LOGITS, [0, 2], spared=[0, 2]), LOGITS
    )
    np.testing.assert_array_equal(penalty.penalize(LOGITS, np.empty(0, int)), LOGITS)


def test_each_text_of_a_batch_has_its_own_penalty():
    logits = np.tile(LOGITS, (2, 1))
    wanted = [[5, 3, -6], [6, 2.5, -6]]
    np.testing.assert_allclose(penalty.penalize(logits, [[0, 0], [1, 1]]), wanted)
    assert penalty.written([[2, 0], [1, 1]], vocab_size=3).tolist() == [
        [True, False, True],
        [False, True, False],
    ]


def test_theta_one_changes_nothing():
    np.testing.assert_array_equal(penalty.penalize(LOGITS, [0, 1], theta=1), LOGITS)


@pytest.mark.parametrize("rule", [penalty.penalize, penalty.penalize_signed])
def test_wrong_arguments(rule):
    with pytest.raises(ValueError, match="theta must be .* above 0, got 0"):
        rule(LOGITS, [0], theta=0)
    with pytest.raises(ValueError, match="ids must lie in 0 ... 2, got 3"):
        rule(LOGITS, [3])
    with pytest.raises(ValueError, match="ids must have shape"):
        rule(np.tile(LOGITS, (2, 1)), [0, 1])
