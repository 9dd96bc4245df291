"""Cuts of a film and intervals in it, by hand and on what may not be mistaken for them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from fieldguide.harbor import views
from fieldguide.mechanisms.search import film


def test_a_histogram_by_hand():
    frame = np.ones((1, 2, 2, 3))
    frame[0, 0, 0] = 0
    assert_allclose(film.histograms(frame, bins=2), [[0.25, 0.75]])
    green = np.zeros((1, 1, 1, 3))
    green[..., 1] = 1  # 0.587 bright: the tenth of sixteen
    assert film.histograms(green)[0].argmax() == 9


def test_a_histogram_forgets_where_and_adds_up_to_1(rng):
    frames = rng.random((3, 4, 5, 3))
    mixed = frames.reshape(3, 20, 3)[:, rng.permutation(20)].reshape(frames.shape)
    shares = film.histograms(frames)
    assert_allclose(shares.sum(1), 1)
    assert_array_equal(film.histograms(mixed), shares)
    assert film.histograms(np.zeros((0, 4, 4, 3))).shape == (0, 16)


@pytest.mark.parametrize(
    "frames, word",
    [(np.full((1, 2, 2, 3), 1.5), "1.5"), (np.ones((1, 0, 2, 3)), "pix")],
)
def test_what_is_no_frame_is_refused(frames, word):
    with pytest.raises(ValueError, match=f"frames must .*{word}"):
        film.histograms(frames)


def test_changes_by_hand():
    assert_allclose(film.changes([[0.75, 0.25], [0.25, 0.75], [0.25, 0.75]]), [0, 1, 0])
    assert_allclose(film.changes([[1, 0], [0, 1]]), [0, 2])  # the most
    with pytest.raises(ValueError, match="frames must be .* got 0"):
        film.changes(np.zeros((0, 3)))


def test_cuts_are_peaks_that_are_high_enough():
    changes = np.array([0, 0.1, 0.3, 0.9, 0.4, 0, 0.2, 0, 0.5, 0.5, 0.5, 0, 0.9])
    assert_array_equal(film.cuts(changes), [3, 9])  # not on the way up, nor at the end
    assert_array_equal(film.cuts(changes, threshold=0.6), [3])
    assert_array_equal(film.cuts(changes, threshold=0.1), [3, 6, 9])
    assert_array_equal(film.cuts([0, 0.24, 0]), [1])
    for few in ([], [0], [0, 1], [1, 0], [1, 1, 1]):
        assert_array_equal(film.cuts(few), np.zeros(0))


def test_a_ship_that_sails_is_no_cut_and_dusk_is():
    noon, dusk = (
        views.scene("the ship on the sea at noon"),
        views.scene("the boat by the rocks at dusk"),
    )
    frames = np.concatenate(
        [
            views.draw([noon] * 5, x=np.linspace(5, 12, 5)),
            views.draw([dusk] * 4, x=np.linspace(5, 8, 4)),
        ]
    )
    changes = film.changes(film.histograms(frames))
    assert_array_equal(film.cuts(changes), [5])
    assert np.delete(changes, 5).max() < film.CUT < 1 < changes[5]


def test_intervals_by_hand():
    assert_array_equal(film.intervals([0, 5, 7, 0, 6], threshold=4), [[1, 3], [4, 5]])
    assert_array_equal(film.intervals([0.1, 0.11, 0.1]), [[1, 2]])  # above, not at
    assert_array_equal(film.intervals([1, 1]), [[0, 2]])
    for scores in ([], [0, 0]):
        assert film.intervals(scores).shape == (0, 2)


def test_intervals_are_where_it_is_above(rng):
    scores = rng.random(200)
    inside = np.zeros(200, bool)
    for start, stop in film.intervals(scores, threshold=0.6):
        inside[start:stop] = True
    assert_array_equal(inside, scores > 0.6)


@pytest.mark.parametrize("bins", [2, 4, 10, 16])
def test_a_gray_that_begins_a_shade_belongs_to_it(bins):
    grays = np.arange(bins) / bins
    frames = np.broadcast_to(grays[:, None, None, None], (bins, 3, 5, 3))
    assert_array_equal(film.histograms(frames, bins=bins), np.eye(bins))


def test_a_frame_that_is_hardly_too_bright_is_told_by_its_number():
    with pytest.raises(ValueError, match="got 1.0000001 to 1.0000001"):
        film.histograms(np.full((1, 1, 1, 3), 1.0000001))
