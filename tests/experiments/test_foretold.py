"""Small networks foretell a large one: what each costs, and what reward does."""

import numpy as np
import pytest

from fieldguide.experiments import foretold, ships
from fieldguide.mechanisms.measures.forecast import calibration_error


@pytest.fixture(scope="module")
def narrow():
    return foretold.train(2)


def test_all_small_ones_together_cost_a_tenth():
    """What the lab says; a network twice as wide costs four times as much."""
    whole = foretold.spent(foretold.LARGE)
    assert 0.08 < sum(map(foretold.spent, foretold.SMALL)) / whole < 0.1
    assert foretold.spent(8) / foretold.spent(4) == pytest.approx(4, rel=0.02)


def test_the_first_network_comes_out_again(narrow):
    """The smallest of the lab's; the loss was printed there."""
    assert foretold.loss(narrow) == pytest.approx(1.579, abs=0.01)


def test_the_loss_of_who_knows_nothing_and_of_who_knows_all():
    blind = {"table": np.zeros((ships.SHIPS, 1))} | {
        name: {"weight": np.zeros(shape), "bias": np.zeros(shape[1])}
        for name, shape in (("up", (1, 4)), ("out", (4, ships.PORTS)))
    }
    assert foretold.loss(blind) == pytest.approx(np.log(ships.PORTS))
    assert ships.floor() < 0.4


def test_nobody_passes_more_often_than_ships_are_not_lent(narrow):
    rates = foretold.pass_rates(narrow)
    assert rates.shape == (foretold.PROBLEMS,)
    assert (rates > 0).all()
    np.testing.assert_allclose(foretold.chances(narrow).sum(1), 1)


def test_reward_makes_it_surer_than_it_makes_it_better(narrow):
    """What the lab shows of a wider one."""
    chances, right = foretold.exam(narrow)
    after, right_after = foretold.exam(foretold.reward(narrow, steps=30))
    assert right_after.mean() > right.mean()
    assert after.mean() - chances.mean() > right_after.mean() - right.mean()
    assert calibration_error(after, right_after) > calibration_error(chances, right)
