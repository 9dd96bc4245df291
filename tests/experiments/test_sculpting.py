"""The growing lighthouse, in its first steps, and what the painter is told."""

import numpy as np
import pytest

from fieldguide.experiments import sculpting
from fieldguide.harbor import solids


@pytest.fixture(scope="module")
def grown():
    return sculpting.sculpt(count=40)


def test_it_grows_towards_the_views(grown):
    raw, log = grown
    begun = sculpting.new_scene(np.random.default_rng(0))
    wanted = sculpting.views()
    before, after = (
        sculpting.decibels(sculpting.all_views(scene), wanted) for scene in (begun, raw)
    )
    assert after > before + 5
    assert log["distance"][-10:].mean() < log["distance"][:10].mean() / 2


def test_the_same_seed_grows_the_same():
    one, again, other = (sculpting.sculpt(count=3, seed=seed)[0] for seed in (0, 0, 1))
    assert (one == again).all() and (one != other).any()


def test_what_is_said_leaves_so_many_pictures():
    pictures = {kind: sculpting.views(kind) for kind in solids.KINDS}
    counts = {
        said: [
            len(sculpting.known(said, view, ["red", "blue"], pictures))
            for view in (0, 2, 4)
        ]
        for said in sculpting.SAID
    }
    assert counts == {
        "the side": [2, 2, 2],
        "front, side or back": [2, 12, 2],
        "nothing": [16, 16, 16],
    }


def test_a_finer_scene_looks_the_same(grown):
    raw, _ = grown
    fine = sculpting.all_views(sculpting.finer(raw)).reshape(8, 12, 2, 12, 2, 3)
    assert sculpting.decibels(fine.mean((2, 4)), sculpting.all_views(raw)) > 20


def test_one_picture_is_painted_and_nothing_else():
    picture = sculpting.views()[:1]
    painted = sculpting.paint(picture, picture, many=3, count=80)
    assert sculpting.decibels(painted, picture) > 25


@pytest.mark.parametrize(("time", "sign"), [(0.1, 1), (0.3, 1), (0.9, -1)])
def test_little_noise_pulls_to_the_nearest_and_much_noise_to_the_middle(time, sign):
    found = sculpting.pulls(0.4, time)
    assert np.sign(found["pull"]) == sign and found["spread"] > 0


def test_the_painters_derivative_scales_the_pull_by_what_he_knows():
    share = {}
    for known in (sculpting.grays, sculpting.black_or_white):
        found = sculpting.pulls(0.4, 0.1, known)
        share[known.__name__] = found["true pull"] / found["pull"]
    assert 0 < share["grays"] < 1 < 5 < share["black_or_white"]


def test_a_share_of_the_work_may_be_coarse():
    assert sculpting.coarse_then_fine(8 * sculpting.WORK - 8).shape == (24, 24, 24, 4)
