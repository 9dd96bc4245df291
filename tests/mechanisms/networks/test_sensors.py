"""Sensors that are merged by where they are, a map for each person, and looks around in time."""

import autograd
import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks import sensors
from fieldguide.training.primitives import gelu_tanh

PLACES = np.array([[0.1, 0.5], [0.9, 0.5], [0.5, 0.1]])


def test_two_harmonics_by_hand():
    """A wave that runs once across the square and its margin; none, across, along, both."""
    quarter = [[0.35, 0.35]]  # with the margin 0.2 on 1.4: 0.55 / 1.4
    turn = 2 * np.pi * 0.55 / 1.4
    found = sensors.fourier_positions(quarter, harmonics=2)
    np.testing.assert_allclose(
        found[0], [f(k * turn) for f in (np.cos, np.sin) for k in (0, 1, 1, 2)]
    )
    np.testing.assert_allclose(
        sensors.fourier_positions(PLACES, harmonics=1), [[1, 0]] * 3
    )


def test_the_papers_sizes():
    fact = data.fact("speech-from-brain.position_dim").number
    assert sensors.fourier_positions(PLACES).shape == (3, fact) == (3, 2048)
    assert data.fact("speech-from-brain.fourier_harmonics").number == sensors.HARMONICS
    assert data.fact("speech-from-brain.position_margin").number == sensors.MARGIN
    assert data.fact("speech-from-brain.virtual_channels").number == sensors.CHANNELS
    assert data.fact("speech-from-brain.hidden_size").number == sensors.INNER
    assert data.fact("speech-from-brain.layers").number == sensors.LAYERS
    assert data.fact("speech-from-brain.kernel_size").number == sensors.KERNEL
    assert data.fact("speech-from-brain.dilation_period").number == sensors.PERIOD


def test_a_blank_map_takes_alike_from_all_sensors_that_work():
    blank = np.zeros((1, 8))
    np.testing.assert_allclose(sensors.spatial_shares(PLACES, blank), [[1 / 3] * 3])
    shares = sensors.spatial_shares(PLACES, blank, mask=[True, False, True])
    np.testing.assert_allclose(shares, [[0.5, 0, 0.5]])


def test_a_map_is_of_places_and_not_of_sensors(rng):
    """A sensor in the same place gets the same share, whatever its number, and a new one its own."""
    maps = rng.normal(size=(4, 18))
    shares = sensors.spatial_shares(PLACES, maps)
    np.testing.assert_allclose(
        sensors.spatial_shares(PLACES[::-1], maps), shares[:, ::-1]
    )
    more = sensors.spatial_shares(np.vstack([PLACES, [[0.5, 0.9]]]), maps)
    np.testing.assert_allclose(more[:, :3] / more[:, :1], shares / shares[:, :1])


def test_merged_is_a_mean_of_the_sensors(rng):
    x = rng.normal(size=(2, 6, 3))
    merged = sensors.merge_sensors(x, PLACES, np.zeros((2, 8)))
    np.testing.assert_allclose(merged, np.repeat(x.mean(-1, keepdims=True), 2, -1))


def test_everybody_has_a_map_of_his_own():
    maps = np.stack([np.eye(2), [[0.0, 1.0], [1.0, 0.0]]])
    x = np.tile([1.0, 2.0], (2, 1, 1))
    assert sensors.person_layer(x, [0, 1], maps).tolist() == [[[1, 2]], [[2, 1]]]


def test_a_convolution_by_hand():
    p = {"weight": np.ones((3, 1, 1)), "bias": np.zeros(1)}
    x = np.array([[1.0], [2.0], [3.0], [4.0]])
    assert sensors.convolve(x[:3], p)[:, 0].tolist() == [3, 6, 5]
    assert sensors.convolve(x, p, dilation=2)[:, 0].tolist() == [4, 6, 4, 6]
    late = {"weight": np.array([0.0, 0, 1])[:, None, None], "bias": np.ones(1)}
    assert sensors.convolve(x, late)[:, 0].tolist() == [3, 4, 5, 1]  # the next moment


def test_a_door_half_open():
    assert sensors.gated([4.0, 0.0]).tolist() == [2.0]
    np.testing.assert_allclose(sensors.gated([4.0, 50.0]), [4.0])


def small(rng, **more):
    sizes = {"people": 2, "features": 3, "channels": 4, "inner": 5, "depth": 3}
    return sensors.new_brain_encoder(rng, harmonics=2, **sizes | more)


def test_how_far_the_encoder_looks(rng):
    """Three convolutions with reaches 1, 2 and 4 and a gate's 1: eight moments to each side."""
    p = small(rng)
    p["persons"] = rng.normal(size=p["persons"].shape)
    x = rng.normal(size=(1, 40, 3))
    later = x.copy()
    later[0, 20] += 1
    before, after = (sensors.brain_encoder(w, PLACES, [1], p) for w in (x, later))
    assert before.shape == (1, 40, 3)
    changed = np.flatnonzero(np.any(before != after, axis=(0, 2)))
    assert (changed.min(), changed.max()) == (20 - 8, 20 + 8)


def test_all_begin_alike_and_differ_when_their_maps_do(rng):
    p, x = small(rng), rng.normal(size=(1, 5, 3))
    one, other = (sensors.brain_encoder(x, PLACES, [k], p) for k in (0, 1))
    np.testing.assert_array_equal(one, other)
    p["persons"] = rng.normal(size=p["persons"].shape)
    other = sensors.brain_encoder(x, PLACES, [1], p)
    assert not np.allclose(one, other)


def test_gates_and_blocks(rng):
    p = small(rng, depth=5, every=2)
    assert ["gate" in block for block in p["blocks"]] == [False, True] * 2 + [False]


def test_autograd_follows_it(rng):
    p, x = small(rng), rng.normal(size=(2, 6, 3))

    def size(maps, persons):
        parts = p | {"maps": maps, "persons": persons}
        out = sensors.brain_encoder(x, PLACES, [1, 0], parts, activation=gelu_tanh)
        return (out**2).sum()

    at = p["maps"], p["persons"]
    slopes = autograd.grad(size, (0, 1))(*at)
    for k, slope in enumerate(slopes):
        step = np.zeros_like(at[k])
        step.flat[3] = 1e-6
        moved = [[*at], [*at]]
        moved[0][k], moved[1][k] = at[k] + step, at[k] - step
        finite = (size(*moved[0]) - size(*moved[1])) / 2e-6
        assert np.isclose(slope.flat[3], finite, rtol=1e-4)


@pytest.mark.parametrize(
    "call, message",
    [
        (
            lambda: sensors.spatial_shares(PLACES, np.ones((2, 9))),
            "maps must have twice a square number of columns, got 9",
        ),
        (
            lambda: sensors.spatial_shares(
                PLACES, np.ones((2, 8)), mask=np.zeros(3, bool)
            ),
            "mask must leave a sensor that works",
        ),
        (
            lambda: sensors.convolve(
                np.ones((3, 1)), {"weight": np.ones((2, 1, 1)), "bias": np.ones(1)}
            ),
            "odd number of moments, got 2",
        ),
        (lambda: sensors.gated([1.0, 2, 3]), "even number of features, got 3"),
        (
            lambda: small(np.random.default_rng(0), kernel=4),
            "kernel must be odd, got 4",
        ),
    ],
)
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_broken_sensor_may_measure_anything(rng):
    x, maps, mask = (
        rng.normal(size=(4, 3)),
        rng.normal(size=(2, 8)),
        [True, False, True],
    )
    broken = x.copy()
    broken[:, 1] = np.nan, np.inf, -np.inf, 1e300
    np.testing.assert_allclose(
        sensors.merge_sensors(broken, PLACES, maps, mask=mask),
        sensors.merge_sensors(x[:, mask], PLACES[mask], maps),
    )


def test_without_sensors_there_is_nothing_to_merge():
    none = np.zeros((0, 2))
    assert sensors.fourier_positions(none, harmonics=2).shape == (0, 8)
    with pytest.raises(ValueError, match="number of places must be .* got 0"):
        sensors.spatial_shares(none, np.ones((1, 8)))
