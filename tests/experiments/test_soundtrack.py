"""The film, what the eye sees in it and where, and the sounds that are laid under it."""

import numpy as np
import pytest

from fieldguide.experiments import soundtrack
from fieldguide.harbor import sounds
from fieldguide.mechanisms.objectives import contrast
from fieldguide.mechanisms.search import film
from fieldguide.mechanisms.sounds import placing


@pytest.fixture(scope="module")
def seen():
    return soundtrack.look(soundtrack.film())


def test_the_film_has_one_cut():
    changes = film.changes(film.histograms(soundtrack.film()))
    assert film.cuts(changes).tolist() == [6]


def test_the_eye_sees_what_was_drawn(seen):
    scenes, _ = seen
    assert scenes[:6, 0].tolist() == [1] * 6 and scenes[6:, 0].tolist() == [2] * 4
    assert scenes[:, 1].tolist() == [1] * 6 + [0] * 4
    assert scenes[:, 3].tolist() == [0] * 6 + [1] * 4
    assert scenes[:, 4].tolist() == [0, 0, 1, 1, 1] + [0] * 5


def test_the_heat_lies_where_the_thing_is(seen):
    _, heat = seen
    ship = [placing.middle(h) for h in heat["ship"][:6]]
    assert np.abs(ship - (np.linspace(5.5, 12.5, 6) / 8 - 1)).max() < 0.12
    gull = [placing.middle(h) for h in heat["gull"][2:5]]
    assert np.diff(gull).max() < -0.2  # to the left
    assert not heat["gull"][[0, 1, 5, 9]].any() and not heat["boat"][:6].any()
    assert abs(placing.middle(heat["fog"][7])) < 0.3  # everywhere


def test_a_name_fits_where_it_is_so(seen):
    scenes, _ = seen
    fit = contrast.cosines(
        soundtrack.picture_vectors(scenes), soundtrack.name_vectors(soundtrack.NAMES)
    )
    has = np.stack([scenes[:, 4], scenes[:, 1], 1 - scenes[:, 1], scenes[:, 3]], axis=1)
    assert ((fit > 0) == (has == 1)).all() and np.abs(fit).min() > 0.3


def test_what_is_mixed_is_heard_where_it_should_be():
    pieces = 3
    silent = np.zeros((pieces, 2))
    left = np.tile([1.0, 0.0], (pieces, 1))
    spans = {"gull": np.array([[1, 2]]), "ship": np.zeros((0, 2), int)}
    sea = soundtrack.mix({}, {}, pieces)
    track = soundtrack.mix(spans, {"gull": left, "ship": silent}, pieces)
    heard = track - sea
    p = soundtrack.PIECE
    assert track.shape == (pieces * p, 2)
    assert not heard[:p].any() and not heard[2 * p :].any() and not heard[:, 1].any()
    np.testing.assert_allclose(heard[p : 2 * p, 0], sounds.gull(p), atol=1e-12)


def test_factors_go_left_with_what_is_left(seen):
    _, heat = seen
    factors = soundtrack.place(heat["ship"][:6])
    assert factors.shape == (6, 2)
    assert (np.diff(factors[:, 1] / factors.sum(1)) > 0).all()
