"""The keeper's walks keep their rules, and what does not keep them is put right."""

import numpy as np
import pytest

from fieldguide.harbor import walks
from fieldguide.mechanisms.measures import motion


@pytest.fixture
def seen(rng):
    return walks.sample(40, rng)[0]


def test_he_walks_on_the_quay(seen):
    places, heights = walks.feet(seen)
    assert motion.physical_error(places, heights).max() < 0.1  # a foot just lifted
    assert motion.penetration(heights).max() == motion.floating(heights).max() == 0
    assert (heights.min(-1) == 0).all()
    assert heights.max() <= walks.LIFTS[1]
    assert (np.diff(seen[..., walks.HIP]) > 0).all()


def test_a_leg_is_never_longer_than_half_a_stride_away(seen):
    """Feet are around the hip: a foot stands down half a stand ahead of it."""
    away = seen[..., walks.PLACES] - seen[..., [walks.HIP]]
    assert abs(away).max() < 0.5
    assert abs(away.mean()) < 0.05


def test_who_hurries_gets_further(rng):
    far = {
        pace: np.mean([walks.walk(pace, rng)[-1, walks.HIP] for _ in range(20)])
        for pace in walks.PACES
    }
    assert far["hurries"] > 2 * far["strolls"] > 0
    with pytest.raises(ValueError, match="pace must be one of .*strolls.*'runs'"):
        walks.walk("runs", rng)


def test_rows_and_back(seen):
    rows = walks.to_rows(seen)
    assert rows.shape == (40, 160)
    np.testing.assert_allclose(walks.from_rows(rows), seen, atol=1e-12)


def test_true_walks_are_left_nearly_as_they_are(seen):
    """Only a foot that is just leaving or landing is put down."""
    lawful = walks.obey(seen)
    assert abs(lawful - seen).max() < 0.5
    assert np.median(abs(lawful - seen)) == 0


def test_what_is_put_right_keeps_the_rules(rng, seen):
    shaken = seen + rng.normal(0, 0.04, seen.shape)
    before = motion.physical_error(*walks.feet(shaken))
    lawful = walks.obey(shaken)
    after = motion.physical_error(*walks.feet(lawful))
    assert before.min() > 20 and after.max() < 1e-9
    np.testing.assert_array_equal(shaken[..., walks.HIP], lawful[..., walks.HIP])


def test_to_obey_twice_changes_nothing_more(rng, seen):
    once = walks.obey(seen + rng.normal(0, 0.1, seen.shape))
    np.testing.assert_allclose(walks.obey(once), once, atol=1e-12)


def test_to_stand_by_hand():
    """Below the quay; hardly above it; both in the air; one a little lower than the other."""
    given = [[-0.1, 0.2], [0.02, 0.2], [0.1, 0.3], [0.1, 0.11]]
    np.testing.assert_allclose(
        walks.stand(given), [[0, 0.2], [0, 0.2], [0, 0.2], [0, 0]], atol=1e-12
    )


def test_the_rules_by_hand():
    still = np.zeros((1, walks.MOMENTS, 5))
    still[..., walks.RIGHT_HEIGHT] = 0.2
    walk = still.copy()
    walk[0, 5, walks.LEFT_HEIGHT] = -0.04  # below the quay
    walk[0, 9, walks.HEIGHTS] = 0.1, 0.3  # both feet in the air
    walk[0, :16, walks.LEFT] = 0.02  # slides in the middle of a stand
    lawful = walks.obey(walk)
    assert lawful[0, 5, walks.LEFT_HEIGHT] == 0
    np.testing.assert_allclose(lawful[0, 9, walks.HEIGHTS], [0, 0.2])
    np.testing.assert_allclose(lawful[0, :, walks.LEFT], 0.01)


def test_no_walk_is_no_row():
    rows = walks.to_rows(np.zeros((0, walks.MOMENTS, 5)))
    assert rows.shape == (0, 5 * walks.MOMENTS)
    assert walks.from_rows(rows).shape == (0, walks.MOMENTS, 5)
