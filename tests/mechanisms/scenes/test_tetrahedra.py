"""Crossings by hand, sixteen patterns, and a ball whose mesh is closed and turned outwards."""

from itertools import product

import numpy as np
import pytest

from fieldguide.mechanisms.scenes import tetrahedra

UNIT = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])


def test_a_crossing_by_hand():
    got = tetrahedra.crossing([0.0, 0, 0], [4.0, 0, 8], 1.0, -3.0)
    np.testing.assert_allclose(got, [1, 0, 2])


def test_the_number_of_triangles():
    counts = [
        len(tetrahedra.triangles(inside)) for inside in product([False, True], repeat=4)
    ]
    assert counts == [0, 1, 1, 2, 1, 2, 2, 1, 1, 2, 2, 1, 2, 1, 1, 0]


@pytest.mark.parametrize("inside", [*product([False, True], repeat=4)])
def test_each_triangle_cuts_edges_and_looks_outwards(inside):
    inside = np.array(inside)
    outwards = (
        UNIT[~inside].mean(0) - UNIT[inside].mean(0) if 0 < inside.sum() < 4 else None
    )
    for triangle in tetrahedra.triangles(inside):
        assert (inside[triangle].sum(1) == 1).all()
        a, b, c = UNIT[triangle].mean(1)
        assert np.cross(b - a, c - a) @ outwards > 0


def test_the_example_that_kaolin_prints():
    corners, faces = tetrahedra.marching_tetrahedra(
        UNIT[[0, 1, 2, 3]], [[0, 1, 2, 3]], [-1.0, -1.0, 0.5, 0.5]
    )
    wanted = [[0, 2 / 3, 0], [0, 0, 2 / 3], [1 / 3, 2 / 3, 0], [1 / 3, 0, 2 / 3]]
    np.testing.assert_allclose(corners, wanted)
    assert faces.shape == (2, 3)


def test_small_cubes_are_cut_in_six_of_one_handedness():
    points, found = tetrahedra.grid_tetrahedra(3)
    assert points.shape == (27, 3) and found.shape == (48, 4)
    a, b, c, d = points[found].swapaxes(0, 1)
    volume = (np.cross(b - a, c - a) * (d - a)).sum(1) / 6
    np.testing.assert_allclose(volume, 1 / 6)


def test_a_ball_is_closed_and_has_its_volume():
    points, cut = tetrahedra.grid_tetrahedra(13)
    values = 4.3 - np.linalg.norm(points - 6, axis=1)
    corners, faces = tetrahedra.marching_tetrahedra(points, cut, values)
    edges = np.sort(faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    _, meets = np.unique(edges, axis=0, return_counts=True)
    assert (meets == 2).all()
    assert len(corners) - len(meets) + len(faces) == 2  # Euler: no holes, no handles
    a, b, c = corners[faces].swapaxes(0, 1) - 6
    volume = (np.cross(a, b) * c).sum() / 6
    assert volume == pytest.approx(4 / 3 * np.pi * 4.3**3, rel=0.03)
    assert abs(np.linalg.norm(corners - 6, axis=1) - 4.3).max() < 0.1


def test_nothing_inside_has_no_surface():
    points, cut = tetrahedra.grid_tetrahedra(2)
    for value in (-1.0, 1.0):
        corners, faces = tetrahedra.marching_tetrahedra(points, cut, np.full(8, value))
        assert corners.shape == (0, 3) and faces.shape == (0, 3)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: tetrahedra.crossing([0.0] * 3, [1.0] * 3, 1.0, 2.0), "sign"),
        (lambda: tetrahedra.crossing([0.0] * 3, [1.0] * 2, 1.0, -2.0), "other_corner"),
        (
            lambda: tetrahedra.crossing([0.0] * 3, [1.0] * 3, np.nan, -2.0),
            "corner_value",
        ),
        (lambda: tetrahedra.crossing([0.0] * 3, [1.0] * 3, 1.0, [-2.0]), "other_value"),
        (lambda: tetrahedra.triangles([True] * 3), "inside"),
        (
            lambda: tetrahedra.marching_tetrahedra(UNIT, [[0, 1, 2, 4]], np.ones(4)),
            "tetrahedra",
        ),
        (lambda: tetrahedra.grid_tetrahedra(1), "n"),
    ],
)
def test_what_is_wrong_is_said(call, match):
    with pytest.raises(ValueError, match=match):
        call()
