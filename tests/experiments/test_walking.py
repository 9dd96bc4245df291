"""Walks from noise: what a denoiser learns from, and what rules inside the steps do."""

import numpy as np
import pytest

from fieldguide.experiments import walking
from fieldguide.harbor import walks


@pytest.fixture(scope="module")
def model():
    return walking.teach(training=12, n=200)


def test_a_few_steps_teach_something(model):
    assert model["losses"][-1] < 0.9 * model["losses"][0]


def test_numbers_vary_alike(model):
    seen, _ = walks.sample(200, np.random.default_rng(walking.SEED))
    rows = (walks.to_rows(seen) - model["mean"]) / model["spread"]
    assert abs(rows.mean(0)).max() < 1e-9
    assert 0.9 < np.median(rows.std(0)) <= 1 + 1e-9


def test_who_obeys_in_the_last_step_obeys(model):
    drawn = {
        name: walking.draw(model, [0, 1], np.random.default_rng(3), when)
        for name, when in walking.WHEN.items()
    }
    for name, when in walking.WHEN.items():
        lawful = walking.faults(drawn[name])["all"] < 1e-6
        assert lawful == (0 in when), name
    afterward = walks.obey(drawn["never"])
    last = walking.draw(model, [0, 1], np.random.default_rng(3), [0])
    np.testing.assert_allclose(last, afterward, atol=1e-9)


def test_a_crowd_is_at_no_distance_from_itself(model):
    seen, _ = walks.sample(200, np.random.default_rng(walking.SEED))
    assert walking.apart(seen, model) < 1e-9 < walking.apart(seen[:50], model)
    assert walking.apart(seen + 0.2, model) > 0


def test_the_nearest_walk_by_hand(model):
    seen, _ = walks.sample(200, np.random.default_rng(walking.SEED))
    assert walking.nearest(seen[:3], model) < 1e-3
    one = seen[:1].copy()
    one[0, :, walks.LEFT_HEIGHT] += 1e-4  # so little that no other walk is nearer
    assert np.isclose(walking.nearest(one, model), 0.1 / np.sqrt(5), rtol=1e-3)
