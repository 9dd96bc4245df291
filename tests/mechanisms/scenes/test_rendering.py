"""A ray by hand, weights that never exceed 1, and a cube that is seen from four sides."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.mechanisms.scenes import rendering

HALF = np.log(2)  # a density that takes half of the light on a way of length 1


def test_a_ray_of_four_samples_by_hand():
    density, lengths = HALF * np.array([0.0, 1.0, 2.0, 1.0]), np.ones(4)
    taken = rendering.opacities(density, lengths)
    left = rendering.transmittance(density, lengths)
    weights = rendering.ray_weights(density, lengths)
    np.testing.assert_allclose(taken, [0, 1 / 2, 3 / 4, 1 / 2])
    np.testing.assert_allclose(left, [1, 1, 1 / 2, 1 / 8])
    np.testing.assert_allclose(weights, [0, 1 / 2, 3 / 8, 1 / 16])
    assert weights.sum() == pytest.approx(1 - 1 / 16)


def test_the_rest_is_the_background():
    density, colors = HALF * np.array([1.0, 1.0]), np.array([[1.0, 0.0], [0.0, 1.0]])
    got = rendering.see_along(density, colors, np.ones(2), background=[4.0, 8.0])
    np.testing.assert_allclose(got, [1 / 2 + 1, 1 / 4 + 2])


def test_a_piece_may_be_cut_in_two(rng):
    density = rng.gamma(1, size=(5, 6))
    lengths = rng.random(6)
    whole = rendering.ray_weights(density, lengths)
    halves = rendering.ray_weights(density.repeat(2, 1), (lengths / 2).repeat(2))
    np.testing.assert_allclose(whole, halves.reshape(5, 6, 2).sum(-1))


def test_weights_add_up_to_what_does_not_get_through(rng):
    density, lengths = rng.gamma(1, 5, size=(100, 9)), rng.random(9)
    weights = rendering.ray_weights(density, lengths)
    through = np.exp(-(density * lengths).sum(-1))
    np.testing.assert_allclose(weights.sum(-1), 1 - through)
    assert (weights >= 0).all() and (weights.sum(-1) <= 1 + 1e-12).all()


def test_a_wall_hides_what_is_behind_it(rng):
    density = np.array([1.0, 1e6, 3.0])
    assert rendering.ray_weights(density, np.ones(3))[2] == 0


@pytest.mark.parametrize("turns", range(4))
def test_from_four_sides_a_plane_is_turned_by_right_angles(rng, turns):
    plane = rng.normal(size=(5, 5))
    seen = rendering.turned_plane(5, angle=90 * turns) @ plane.ravel()
    # From the right what was deepest on the right is nearest, and the front is on the left.
    np.testing.assert_allclose(seen.reshape(5, 5), np.rot90(plane, -turns), atol=1e-12)


def test_a_turned_plane_takes_means_of_four():
    plane = rendering.turned_plane(7, angle=30)
    assert ((plane >= 0) & (plane <= 1)).all() and (plane.sum(1) <= 1 + 1e-12).all()
    assert (np.count_nonzero(plane > 1e-12, axis=1) <= 4).all()
    assert plane[24].sum() == pytest.approx(1) and plane[24, 24] == pytest.approx(1)


def test_a_voxel_is_seen_where_it_stands():
    density, colors = np.zeros((4, 4, 4)), np.zeros((4, 4, 4, 3))
    density[0, 1, 3], colors[0, 1, 3] = 1e6, (1, 2, 3)
    seen = {}
    for angle in (0, 90, 180, 270):
        plane = rendering.turned_plane(4, angle=angle)
        picture = rendering.render(density, colors, plane, background=np.zeros(3))
        [row], [column] = np.nonzero(picture[..., 0] > 0.5)
        seen[angle] = row, column
        np.testing.assert_allclose(picture[row, column], (1, 2, 3))
    # On the left as seen from the front; from the right its y says how far from the left.
    assert seen == {0: (3, 0), 90: (3, 1), 180: (3, 3), 270: (3, 2)}


def test_a_picture_can_be_followed_back_to_every_voxel(rng):
    density, colors = rng.gamma(1, size=(3, 3, 3)), rng.random((3, 3, 3, 3))
    plane, wanted = rendering.turned_plane(3, angle=45), rng.random((3, 3, 3))

    def loss(density, colors):
        picture = rendering.render(density, colors, plane, background=np.ones(3))
        return ((picture - wanted) ** 2).sum()

    for argument, place in ((0, (1, 1, 2)), (1, (1, 1, 2, 0))):
        step = np.zeros((density, colors)[argument].shape)
        step[place] = 1e-5
        moved = [(density, colors), (density, colors)]
        for k, sign in enumerate((1, -1)):
            pair = [density, colors]
            pair[argument] = pair[argument] + sign * step
            moved[k] = loss(*pair)
        slope = grad(loss, argument)(density, colors)[place]
        assert slope == pytest.approx((moved[0] - moved[1]) / 2e-5, rel=1e-5)


def test_a_blob_is_densest_in_the_middle():
    points = np.array([[0.0, 0, 0], [0.2, 0, 0], [0.2, 0.2, 0], [1, 0, 0]])
    got = rendering.density_blob(points)
    np.testing.assert_allclose(got, 5 * np.exp([0, -0.5, -1, -12.5]))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: rendering.ray_weights([-1.0], [1.0]), "densities"),
        (lambda: rendering.ray_weights([1.0], [-1.0]), "deltas"),
        (lambda: rendering.ray_weights([1.0, 2.0], [1.0]), "deltas"),
        (
            lambda: rendering.render(
                np.ones((2, 2, 3)), np.ones((2, 2, 3, 3)), np.eye(4), background=[1] * 3
            ),
            "cube",
        ),
        (lambda: rendering.density_blob([[1.0, 2.0]]), "points"),
        (lambda: rendering.density_blob([[0.0] * 3], blob_width=0), "blob_width"),
    ],
)
def test_what_is_wrong_is_said(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_light_before_a_wall_does_not_feel_how_dense_the_wall_is():
    density = [1.0, 1e17, 1.0]
    left = rendering.transmittance(density, np.ones(3))
    np.testing.assert_allclose(left, [1, np.exp(-1), 0])
    assert rendering.ray_weights(density, np.ones(3)).sum() == pytest.approx(1)


def test_a_cube_without_voxels_is_refused():
    none = np.zeros((0, 0, 0)), np.zeros((0, 0, 0, 3)), np.zeros((0, 0))
    with pytest.raises(ValueError, match="voxels along a side must be .* got 0"):
        rendering.render(*none, background=np.ones(3))
