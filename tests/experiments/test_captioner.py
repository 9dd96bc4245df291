"""CoCa on the harbor: what each part is given; what it learns stands in its notebook."""

import numpy as np
import pytest

from fieldguide.experiments import captioner, matching
from fieldguide.harbor import views
from fieldguide.mechanisms.networks import transformer


@pytest.fixture(scope="module")
def begun():
    """A few steps, on a few pictures."""
    pictures, scenes = matching.learn_from(np.random.default_rng(0), 200)
    return captioner.train(pictures, scenes, steps=12)


def test_the_first_steps_learn(begun):
    p, losses = begun
    assert losses[-3:].mean() < losses[:3].mean()
    assert 80_000 < transformer.size(p) < 100_000


def test_texts_and_pictures_lie_in_one_space(begun):
    pictures = views.draw(views.SCENES[:3])
    seen, read = captioner.directions(begun[0], pictures, [*views.CAPTIONS[:5]])
    assert seen.shape == (3, captioner.SPACE) and read.shape == (5, captioner.SPACE)
    assert np.allclose((seen**2).sum(1), 1) and np.allclose((read**2).sum(1), 1)


def test_surprise_is_asked_of_words_alone(begun):
    texts = ["the boat at noon", views.CAPTIONS[-1]]
    nats = captioner.surprise(begun[0], views.draw(views.SCENES[:2]), texts)
    assert nats.shape == (2, views.LONGEST) and (nats[0, :5] > 0).all()  # with its end
    assert (nats[0, 5:] == 0).all()


def test_it_writes_words(begun):
    said = captioner.say(begun[0], views.draw(views.SCENES[:2]))
    assert len(said) == 2
    assert {word for text in said for word in text.split()} <= {*views.VOCABULARY}
