"""The lighthouse in space: what is where, and that each side looks different."""

import numpy as np
import pytest

from fieldguide.experiments import sculpting
from fieldguide.harbor import solids


def test_the_door_is_in_front_and_the_hut_on_the_right():
    density, colors = solids.lighthouse()
    full = density > 0
    for color, axis, side in (
        (solids.DOOR_COLOR, 1, -1),
        (solids.HUT_COLOR, 0, 1),
    ):
        places = np.argwhere(full & (colors == color).all(-1))
        assert len(places) > 3
        assert (np.sign(places[:, axis] - 5.5) == side).all()


def test_empty_voxels_have_the_color_of_their_row():
    density, colors = solids.lighthouse("blue")
    for row in range(solids.SIDE):
        empty = colors[:, :, row][density[:, :, row] == 0]
        assert len({*map(tuple, empty)}) == 1
    assert (colors[0, 0, solids.BANDS[0]] == solids.KINDS["blue"]).all()


def test_kinds_differ_in_their_bands_alone():
    red, blue = (solids.lighthouse(kind) for kind in ("red", "blue"))
    assert (red[0] == blue[0]).all()
    rows = {*np.argwhere((red[1] != blue[1]).any(-1))[:, 2].tolist()}
    assert rows == {*solids.BANDS}


def test_all_views_differ():
    pictures = np.concatenate([sculpting.views(kind) for kind in solids.KINDS])
    away = np.sqrt(((pictures[:, None] - pictures[None]) ** 2).mean((2, 3, 4)))
    assert away[~np.eye(len(away), dtype=bool)].min() > 0.02
    assert sculpting.nearest_view(pictures[11]) == ("blue", 3)


def test_more_voxels_show_the_same_lighthouse():
    coarse, fine = (sculpting.views(side=side) for side in (12, 24))
    halved = fine.reshape(8, 12, 2, 12, 2, 3).mean((2, 4))
    assert sculpting.decibels(halved, coarse) > 18


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: solids.lighthouse("green"), "kind"),
        (lambda: solids.lighthouse(side=18), "side"),
    ],
)
def test_what_is_wrong_is_said(call, match):
    with pytest.raises(ValueError, match=match):
        call()
