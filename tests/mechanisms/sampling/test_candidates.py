"""LaMDA's filter and rank, Sparrow's weighing: by hand, and what each cannot be bought with."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.sampling import candidates


def test_the_constants_are_the_papers():
    weights = [
        data.fact(f"lamda.rank_weight_{name}").number
        for name in ("sensible", "specific", "interesting")
    ]
    ours = candidates.SENSIBLE, candidates.SPECIFIC, candidates.INTERESTING
    assert list(ours) == weights
    assert candidates.CANDIDATES == data.fact("lamda.rerank_candidates").number
    both = candidates.PLAIN + candidates.WITH_EVIDENCE
    assert both == data.fact("sparrow.rerank_candidates").number
    searched = data.fact("sparrow.rerank_candidates_with_search").number
    assert candidates.WITH_EVIDENCE == searched


def test_quality_by_hand():
    assert candidates.quality(0.9, 0.5, 0.2) == pytest.approx(3.4)
    np.testing.assert_allclose(candidates.quality([1, 0], [1, 1], [1, 1]), [5, 2])
    assert candidates.quality(0.9, 0.5, 0.2, importance=(0, 0, 1)) == pytest.approx(0.2)


def test_the_docstring_of_filter_then_rank():
    order = candidates.filter_then_rank([0.9, 0.4, 0.8], [2, 5, 3], threshold=0.5)
    assert order.tolist() == [2, 0]


def test_an_unsafe_reply_cannot_buy_itself_in():
    for score in (5, 500, 5e9):
        order = candidates.filter_then_rank([0.1, 0.9], [score, 0], threshold=0.2)
        assert order.tolist() == [1]


def test_nothing_may_be_left_and_the_threshold_itself_is_enough():
    rank = candidates.filter_then_rank
    assert rank([0.1, 0.2], [1, 1], threshold=0.5).tolist() == []
    assert rank([0.5, 0.2], [1, 1], threshold=0.5).tolist() == [0]
    assert rank([0.5, 0.2], [1, 1], threshold=0).tolist() == [0, 1]
    assert rank([], [], threshold=0.5).tolist() == []


def test_the_docstring_of_rerank():
    same = candidates.rerank([1.0, 1.0], [[0.9, 0.4], [0.9, 0.9]])
    np.testing.assert_allclose(same, [0.3, 0.45])


def test_only_what_is_above_the_mean_counts():
    kept = np.full((3, 2), 0.8)
    here = candidates.rerank([0.0, 1, 2], kept)
    np.testing.assert_allclose(here, candidates.rerank([100.0, 101, 102], kept))
    assert np.isfinite(candidates.rerank([-1e9, 1e9, 0], kept)).all()


def test_a_rule_that_is_surely_broken_ends_it():
    assert candidates.rerank([50.0, 0.0], [[1, 0], [0.5, 0.5]]).argmax() == 1


def test_the_more_rules_the_less_one_of_them_counts():
    """What the lab shows of the geometric mean: one broken rule among 3, and among 23."""
    for rules, wanted in ((3, 0.05 ** (1 / 3)), (23, 0.05 ** (1 / 23))):
        kept = np.ones((1, rules))
        kept[0, 0] = 0.05
        assert candidates.rerank([0.0], kept)[0] == pytest.approx(0.5 * wanted)


@pytest.mark.parametrize("kept", [np.ones((3, 2)), np.ones((2, 0)), [[1, 2], [0, 1]]])
def test_rules_must_fit(kept):
    with pytest.raises(ValueError, match="obeyed"):
        candidates.rerank([1.0, 2.0], kept)


@pytest.mark.parametrize("weights", [(1, 1), (1, 1, -1), (1, 1, np.nan)])
def test_weights_must_be_three_and_not_negative(weights):
    with pytest.raises(ValueError, match="importance"):
        candidates.quality(0.5, 0.5, 0.5, importance=weights)


def test_probabilities_must_fit_each_other():
    with pytest.raises(ValueError, match="specific"):
        candidates.quality([0.5, 0.5], [0.5], [0.5, 0.5])
    with pytest.raises(ValueError, match="sensible"):
        candidates.quality(1.5, 0.5, 0.5)


def test_preferences_of_any_size_are_weighed():
    kept = [[1.0], [1.0]]
    np.testing.assert_allclose(candidates.rerank([1e308, 1e308], kept), 0.5)
    found = candidates.rerank([0.0, -100.0], kept)  # 50 above the mean, and 50 below
    np.testing.assert_allclose(found, [1, np.exp(-50)])
