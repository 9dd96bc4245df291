"""Steered pictures of the harbor: what the lab says of the outcome, and the parts of training."""

import numpy as np
import pytest

from fieldguide.experiments import steering
from fieldguide.harbor import views, witness
from fieldguide.mechanisms.diffusion.cascade import shrink
from fieldguide.mechanisms.diffusion.thresholds import dynamic_threshold


def scenes_of(drawn):
    return witness.tell((drawn + 1) / 2)[0]


@pytest.fixture(scope="module")
def dusks():
    """Foggy, and how many kinds, at three scales; and with a threshold."""
    found = {}
    for scale, tame in (
        (1, None),
        (3, None),
        (8, None),
        (5, None),
        (5, dynamic_threshold),
    ):
        rng = np.random.default_rng(0)
        drawn = steering.steer("at dusk", rng, size=200, scale=scale, tame=tame)
        found[scale, tame is not None] = scenes_of(drawn)
    return found


def test_all_are_at_dusk_at_any_scale(dusks):
    assert all((scenes[:, 0] == views.DUSK).all() for scenes in dusks.values())


def test_fog_and_ships_go_though_nobody_mentioned_them(dusks):
    """At scale 1 as in the album, within four standard deviations."""
    for factor in (1, 3):
        share = {
            scale: s[:, factor].mean() for (scale, tame), s in dusks.items() if not tame
        }
        assert abs(share[1] - 0.5) < 4 * np.sqrt(0.25 / 200)
        assert share[1] > share[3] > share[8] and share[8] < 0.2


def test_kinds_go_and_a_threshold_brings_them_back(dusks):
    kinds = {key: len(set(map(tuple, scenes))) for key, scenes in dusks.items()}
    assert kinds[1, False] == 24 > kinds[5, False] > kinds[8, False]
    assert kinds[5, True] == 24
    assert dusks[5, True][:, 3].mean() > 0.4 > 0.2 > dusks[5, False][:, 3].mean()


def test_one_noise_shows_what_the_words_make_of_it():
    """A gull is white at dusk and dark by day, so from one noise it comes where it was not."""
    ends = {}
    for text in ("at dusk", "at noon", "at dawn", "ship at dusk", "boat at dusk"):
        drawn = steering.steer(text, np.random.default_rng(0), size=100)
        ends[text] = scenes_of(drawn)[:, 2:]  # place, fog, gull

    def same(one, other):
        return (ends[one] == ends[other]).mean(0)

    assert same("at dusk", "at noon")[2] < 0.2 < 0.8 < same("at dawn", "at noon")[2]
    place, fog, gull = same("ship at dusk", "boat at dusk")
    assert gull > 0.95 > fog > 0.75 and 0.25 < place < 0.6
    assert 0.5 < same("at dusk", "at noon")[1] < 0.85


@pytest.mark.parametrize("unwanted, factor", [("fog", 3), ("gull", 4), ("ship", 1)])
def test_what_is_unwanted_goes_and_noon_stays(unwanted, factor):
    rng = np.random.default_rng(0)
    drawn = steering.steer("at noon", rng, size=200, scale=3, unwanted=unwanted)
    scenes = scenes_of(drawn)
    assert (scenes[:, 0] == 1).all() and scenes[:, factor].mean() < 0.15


@pytest.mark.parametrize("left", [True, False])
def test_a_hole_is_filled_fittingly_by_who_sees_clearly(left):
    visible = np.tile((np.arange(16) < 8) == left, (16, 1))
    torn, shares = steering.album()[40], []
    for clearly in (False, True):
        rng = np.random.default_rng(0)
        drawn = steering.fill(torn, visible, rng, size=50, clearly=clearly)
        np.testing.assert_array_equal(drawn[:, visible], np.stack([torn[visible]] * 50))
        shares.append(steering.whole(drawn).mean())
    assert shares[1] == 1 > shares[0] and (not left or shares[0] < 0.5)


def test_blocks_and_back(rng):
    large = rng.normal(size=(2, 16, 16, 3))
    blocks = steering._blocks(large)
    assert blocks.shape == (128, 12)
    np.testing.assert_array_equal(blocks[8 + 3].reshape(2, 2, 3), large[0, 2:4, 6:8])
    np.testing.assert_array_equal(steering._pictures(blocks), large)


def test_what_the_enlarger_is_shown(rng):
    small = rng.normal(size=(2, 8, 8, 3))
    seen = steering._seen(small, np.array([0.0, 0.3])).reshape(2, 8, 8, 78)
    np.testing.assert_array_equal(seen[..., 36:39], small)  # the middle of 5 x 5
    np.testing.assert_allclose(seen[:, 0, 7, 75:77], [[-1, 1]] * 2)
    assert (seen[0, ..., 77] == 0).all() and (seen[1, ..., 77] == 0.3).all()


def test_a_few_steps_learn_something():
    """What both networks give has the right shape, and is nearer than what they start with."""
    some = views.SCENES[::9]
    base = steering.teach_base(steps=30)
    drawn = steering.draw_small(base, some, np.random.default_rng(1), steps=5)
    assert drawn.shape == (8, 8, 8, 3)
    start = steering.draw_small(
        steering.teach_base(steps=0), some, np.random.default_rng(1), steps=5
    )
    true = shrink(2 * views.draw(some).astype(float) - 1, zoom=2)
    assert np.square(drawn - true).mean() < 0.7 * np.square(start - true).mean()
    enlarger = steering.teach_enlarger(steps=30)
    large = steering.enlarge_by(enlarger, true, np.random.default_rng(2))
    right, distance, away = steering.judge(large, some[:1].repeat(8, 0))
    assert large.shape == (8, 16, 16, 3) and right <= 1 / 8 and away < 0.15
