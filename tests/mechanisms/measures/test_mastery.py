"""Scores between chance and an expert, and how many tasks reach a share."""

import numpy as np
import pytest

from fieldguide.mechanisms.measures import mastery


def test_shares_by_hand():
    found = mastery.expert_share([30, 60, 5], chance=[10] * 3, expert=[50] * 3)
    assert found == pytest.approx([0.5, 1.25, -0.125])


def test_points_may_be_negative():
    """A game in which chance loses."""
    found = mastery.expert_share([0.0], chance=[-21.0], expert=[21.0])
    assert found == pytest.approx([0.5])


def test_an_expert_who_knows_nothing_is_refused():
    with pytest.raises(ValueError, match="expert must be better than chance"):
        mastery.expert_share([1.0], chance=[2.0], expert=[2.0])


def test_tasks_are_counted_at_and_above_a_threshold():
    found = mastery.tasks_above([0.1, 0.5, 1.2], [0, 0.5, 0.51, 2])
    assert found.tolist() == [3, 2, 1, 0]
    assert mastery.tasks_above([0.1, 0.5], np.float64(0.5)) == 1
