"""Films: who sails where how fast, captions that can be checked, a witness that follows."""

import numpy as np
import pytest

from fieldguide.harbor import films, views


def test_captions_and_voyages_are_one_to_one():
    assert len(set(films.CAPTIONS)) == len(films.VOYAGES) == 3 * 2 * 2
    for voyage, text in zip(films.VOYAGES, films.CAPTIONS, strict=True):
        assert (films.voyage(text) == voyage).all()
    assert films.caption([2, 1, 1]) == "the ship sails east at dusk"
    with pytest.raises(ValueError, match="expected a caption such as"):
        films.voyage("the ship sails home at dusk")


def test_a_vessel_stays_where_it_has_arrived():
    x = films.places([[0, 0, 1], [0, 0, 0]], start=[10.5, 6.0], speed=[1.0, 1.25])
    assert x[0].tolist() == [10.5, 11.5, 12.5, 13, 13, 13, 13]
    assert x[1].tolist() == [6, 4.75, 4, 4, 4, 4, 4]


def test_a_film_is_a_row_of_views():
    film = films.shoot([[2, 1, 1]], [[5.0, 6.0]])
    scenes = np.array([[2, 1, 0, 0, 0]] * 2)
    np.testing.assert_array_equal(film[0], views.draw(scenes, x=[5.0, 6.0]))
    assert film.shape == (1, 2, 16, 16, 3)


def test_the_witness_follows_and_films_obey_their_captions(rng):
    some, voyages = films.sample(60, rng)
    found = films.track(some)
    assert (found.times == voyages[:, :1]).all()
    assert (found.vessels == voyages[:, 1:2]).all()
    assert found.distances.max() < 0.03
    assert films.obeys(some, voyages).mean(0).tolist() == [1, 1, 1]
    other = voyages.copy()
    other[:, 2] = 1 - other[:, 2]
    moved = abs(np.ptp(found.places, axis=1)) > 2
    assert not films.obeys(some, other)[moved, 2].any()


def test_a_frame_that_is_wrong_is_found(rng):
    some, voyages = films.sample(1, rng)
    some[0, 3] = films.shoot([[(voyages[0, 0] + 1) % 3, *voyages[0, 1:]]], [[8.0]])[
        0, 0
    ]
    assert not films.obeys(some, voyages)[0, 0]
    with pytest.raises(ValueError, match="voyages must be one for each of 1 films"):
        films.obeys(some, films.VOYAGES)


def test_what_is_no_voyage():
    with pytest.raises(ValueError, match="way must lie in"):
        films.shoot([[0, 0, 2]], [[4.0]])
