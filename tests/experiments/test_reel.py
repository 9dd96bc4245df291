"""A small Phenaki: its weights come out again, and film what the pages say."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import reel
from fieldguide.harbor import films
from fieldguide.mechanisms.sampling import unrolling
from fieldguide.training import parameters

HERE = data.ROOT / "notebooks" / "senses"


@pytest.fixture(scope="module")
def true():
    return films.sample(40, np.random.default_rng(9))


@pytest.fixture(scope="module")
def coder():
    return reel.stored("coder")


@pytest.mark.parametrize("name", reel.FILES)
def test_the_weights_are_small_and_of_these_networks(name):
    path = HERE / reel.FILES[name]
    stored = np.load(path)
    assert stored.dtype == np.float16 and path.stat().st_size < 200_000
    flat, _ = parameters.join(reel.stored(name))
    np.testing.assert_array_equal(flat.astype(np.float16), stored)


def test_the_first_steps_of_the_coder_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, losses = reel.train_coder(steps=6 * reel.PARTS)
    np.testing.assert_allclose(losses[[0, 5]], [2.083, 1.443], atol=0.005)


def test_the_first_steps_of_the_filler_come_out_again():
    _, losses = reel.train_filler(steps=10)
    np.testing.assert_allclose(losses[[0, 4]], [5.874, 5.191], atol=0.02)


def test_what_is_given_back_of_a_film_can_be_read(true, coder):
    some, voyages = true
    made = reel.decode(coder, reel.encode(coder, some))
    assert np.sqrt(((made - some) ** 2).mean()) < 0.05
    assert (films.obeys(made, voyages).mean(0) >= 0.95).all()


def test_codes_of_a_beginning_do_not_know_the_end(true, coder):
    """And would, if time looked both ways."""
    some, both = true[0], np.ones((reel.TIMES,) * 2, bool)
    whole = reel.encode(coder, some)
    for frames, moments in ((1, 1), (3, 2), (5, 3)):
        begun = reel.encode(coder, some[:, :frames])
        assert (begun == whole[:, :moments]).all()
    still = reel.encode(coder, some[:, :1], both[:1, :1])
    assert (still != reel.encode(coder, some, both)[:, :1]).any((1, 2)).mean() > 0.9


def test_captions_are_filmed():
    wanted = np.repeat(films.VOYAGES, 3, axis=0)
    made = reel.shoot(wanted, np.random.default_rng(4))
    assert (films.obeys(made, wanted).mean(0) > 0.75).all()


def test_a_beginning_is_gone_on_with(true, coder):
    """The codes that were given stay, and the vessel goes on from where it was."""
    some, voyages = true
    known = reel.encode(coder, some[:, :3])
    ids = reel.fill(voyages, np.random.default_rng(4), known=known)
    assert (ids[-1][:, :2] == known).all()
    found = films.track(reel.decode(coder, ids[-1]))
    wanted = films.track(some)
    assert (found.vessels == wanted.vessels).mean() > 0.9
    assert abs(found.places - wanted.places).mean() < 1.5


def test_a_story_has_the_length_that_was_foretold():
    story = ["the ship sails east at noon", "the ship sails west at noon"]
    make = reel.teller(np.random.default_rng(8), n=2)
    film = unrolling.unroll(story, make, overlap=3)
    length = unrolling.unrolled_length(2, window=films.FRAMES, overlap=3)
    assert film.shape == (2, length, 16, 16, 3)


def test_tubes_that_are_not_settled_are_gray():
    ids = np.full((2, 1, reel.TIMES, reel.PLACES), 3)
    ids[0, 0, 1, 5] = reel.HIDDEN
    shown = reel.half_filmed(ids, 1)[0]
    np.testing.assert_allclose(shown[1:3, 4:8, 4:8], reel.GRAY, atol=1e-6)
    assert np.ptp(shown[3:, 4:8, 4:8]) > 0 and np.ptp(shown[0]) > 0


def test_a_strip_has_a_white_line_between_frames():
    strip = reel.strip(np.zeros((3, 4, 5, 3)))
    assert strip.shape == (4, 17, 3)
    assert (strip[:, 5] == 1).all() and (strip[:, 6:11] == 0).all()
