"""CLIP, prior and decoder on the harbor: what they are given and what they are judged by.

What training reaches stands in notebooks/pictures/05-one-space.ipynb; here it takes a few steps.
"""

import numpy as np

from fieldguide.experiments import matching
from fieldguide.harbor import views


def test_no_picture_shows_what_is_held_out(rng):
    assert matching.HELD_OUT.sum() == 4  # with and without fog and gull
    _, scenes = matching.learn_from(rng, 500)
    assert not (scenes[:, :3] == (views.DUSK, 0, 2)).all(1).any()


def test_captions_say_less(rng):
    scenes = np.tile([[2, 1, 0, 1, 1]], (2000, 1))
    texts = matching.say_less(scenes, rng)
    assert all("ship" in text for text in texts)
    limit = 4 * np.sqrt(0.24 / 2000)  # four standard deviations of a share
    for phrase in ("at dusk", "by the rocks", "in the fog", "the gull"):
        unsaid = np.mean([phrase not in text for text in texts])
        assert abs(unsaid - matching.UNSAID) < limit, phrase
    assert matching.say_less(scenes[:1], rng, unsaid=0) == [views.caption(scenes[0])]


def test_the_first_steps_learn_and_repeat(rng):
    pictures, scenes = matching.learn_from(rng, 300)
    p, losses = matching.train(pictures, scenes, steps=12)
    again, same = matching.train(pictures, scenes, steps=12)
    assert (losses == same).all() and losses[-3:].mean() < losses[:3].mean()
    assert matching.pictures_to(p, pictures[:2]).shape == (2, matching.SPACE)
    one = matching.captions_to(p, ["the boat at noon"])  # whatever stands beside it
    two = matching.captions_to(again, ["the boat at noon", views.CAPTIONS[-1]])
    assert np.allclose(one, two[:1]) and np.isclose((one**2).sum(), 1)


def test_pictures_survive_as_48_numbers(rng):
    pictures, _ = matching.learn_from(rng, 400)
    latents = matching.fit_latents(pictures)
    rows = matching.to_latents(pictures, latents)
    assert rows.shape == (400, 48) and np.isclose(rows.std(), 1)
    back = matching.to_pictures(rows, latents)
    assert np.sqrt(((back - pictures) ** 2).mean()) < 0.03


def test_what_is_said_must_be_seen_and_the_rest_may_be_as_it_likes():
    scene = np.array([[0, 1, 0, 1, 0]])  # a ship by the rocks in the fog at dawn

    def kept(*shown, said):
        return matching.keeps_its_word(views.draw([shown]), scene, said)[0]

    assert kept(2, 1, 0, 1, 1, said=["place", "fog", "gull"])
    assert not kept(2, 1, 0, 1, 1, said=["time", "place"])
    assert not kept(0, 1, 0, 0, 0, said=["fog"]) and kept(0, 1, 0, 0, 0, said=["gull"])
    assert kept(
        0, 1, 0, 1, 1, said=["gull"]
    )  # no gull there: the caption is silent on it
    assert not kept(0, 0, 0, 1, 0, said=[])  # a boat


def test_a_denoiser_draws_rows_of_its_width(rng):
    rows, told = rng.normal(size=(200, 6)), rng.normal(size=(200, matching.SPACE))
    p = matching.teach(rows, told, rng, steps=2)
    drawn = matching.draw(p, told[:3], np.random.default_rng(1), steps_back=3)
    assert drawn.shape == (3, 6)
    again = matching.draw(p, told[:3], np.random.default_rng(1), steps_back=3)
    assert (drawn == again).all()
