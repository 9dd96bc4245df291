"""What can be foretold from small models, and whether a model knows what it knows."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.measures import forecast, scaling

SPENT = np.array([1.0, 10, 100, 1000])


def test_a_law_with_a_floor_is_found_and_drawn_out():
    y = scaling.power_law(SPENT, scale=4, exponent=0.5, floor=1)  # 5, 2.26, 1.4, 1.13
    found = forecast.forecast(SPENT, y, [1e4, 1e8], tries=20_000)
    np.testing.assert_allclose(found, [1.04, 1.0004], rtol=2e-3)
    scale, exponent = scaling.fit_power_law(SPENT, y)
    without = scaling.power_law(1e8, scale=scale, exponent=exponent)
    assert without < 0.2  # who leaves the floor out promises far too much


def test_the_mean_is_of_logarithms():
    found = forecast.mean_log_pass_rate([1, 0.25])
    np.testing.assert_allclose(found, np.log(4) / 2)
    rates = [[0.5, 0.5], [1, 1]]
    np.testing.assert_allclose(forecast.mean_log_pass_rate(rates), [np.log(2), 0])


def test_one_hard_problem_weighs_more_than_in_the_mean_of_rates():
    even, uneven = [0.5, 0.5], [0.99, 0.01]
    assert forecast.mean_log_pass_rate(uneven) > forecast.mean_log_pass_rate(even)


def test_a_problem_that_is_never_solved_has_no_logarithm():
    with pytest.raises(ValueError, match="never solves"):
        forecast.mean_log_pass_rate([0.5, 0])
    rates = [[0.5, 0, 0.1], [0.9, 0.2, 0.4]]
    assert forecast.solved_by_all(rates).tolist() == [True, False, True]


def test_buckets_from_the_easiest_to_the_hardest():
    rates = [[0.1, 0.9, 0.5, 0.0, 0.7], [0.3, 0.9, 0.6, 0.0, 0.8]]
    found = forecast.difficulty_buckets(rates, buckets=2, hardest=1)
    assert [bucket.tolist() for bucket in found] == [[1, 4], [2, 0]]


def test_the_reports_buckets():
    """164 problems less the 15 hardest: six buckets of 24 or 25; the report draws one of 23."""
    assert data.fact("gpt-4.difficulty_buckets").number == forecast.BUCKETS
    rates = np.random.default_rng(0).random((3, 164))
    found = [len(b) for b in forecast.difficulty_buckets(rates)]
    assert sum(found) == 164 - forecast.HARDEST
    assert {*found} == {24, 25}


def test_with_fewer_problems_than_buckets_there_are_none():
    with pytest.raises(ValueError, match="buckets"):
        forecast.difficulty_buckets(np.ones((1, 20)))


def test_ten_answers_that_were_believed_too_much():
    right = np.arange(10) < 6
    assert forecast.calibration_error(np.full(10, 0.9), right) == pytest.approx(0.3)
    count, mean_chance, share = forecast.reliability(np.full(10, 0.9), right)
    assert count.tolist() == [0] * 9 + [10]
    assert mean_chance[-1] == pytest.approx(0.9)
    assert share[-1] == 0.6
    assert np.isnan(share[:-1]).all()


def test_errors_in_two_directions_do_not_cancel_between_bins():
    chances = np.array([0.9] * 10 + [0.1] * 10)
    right = np.array([True] * 8 + [False] * 2 + [True] * 2 + [False] * 8)
    assert forecast.calibration_error(chances, right) == pytest.approx(0.1)
    assert forecast.calibration_error(chances, right, bins=1) == pytest.approx(0)


def test_who_is_sure_and_right_is_calibrated():
    assert forecast.calibration_error([1.0, 0.0], np.array([True, False])) == 0


def test_chances_that_come_true_have_a_small_error(rng):
    n = 20_000
    chances = rng.random(n)
    right = rng.random(n) < chances
    # in a bin of n / 10 the share right strays by about 0.5 / sqrt(n / 10)
    assert forecast.calibration_error(chances, right) < 0.5 / np.sqrt(n / 10)


def test_who_passes_all_is_at_0():
    assert str(forecast.mean_log_pass_rate([1.0, 1.0])) == "0.0"  # and not -0.0
