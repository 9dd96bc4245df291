"""Which word was heard: what is learned from, what is asked, and that a few steps teach something."""

import numpy as np
import pytest

from fieldguide.experiments import heard
from fieldguide.harbor import listeners


@pytest.fixture(scope="module")
def practice():
    return heard.practice(n=128)


def test_no_word_of_the_trial_was_in_the_practice():
    rng = np.random.default_rng(heard.SEED)
    listeners.new_heads(rng)
    made_up = heard.made_up(heard.HEARD, rng)
    assert len({*made_up} & {*heard.WORDS}) <= 2
    assert {len(w) for w in made_up} == {3, 4, 5, 6, 7}


def test_a_few_steps_teach_something(practice):
    _, recorded = practice
    p, losses = heard.train(recorded, steps=8)
    assert losses[0] > 0.8 * np.log(heard.BATCH) and losses[-1] < losses[0]
    windows, people, sung = recorded
    assert heard.guess(p, windows[:3], people[:3]).shape == (3, sung.shape[1])


def test_a_perfect_guess_finds_every_word_and_a_blind_one_none():
    which = np.arange(len(heard.WORDS))
    assert heard.right(heard.rows(heard.WORDS), which) == 1
    assert heard.right(np.zeros((len(which), 352)), which, k=10) == 0


def test_each_word_is_heard_by_each_of_the_people(practice):
    heads, _ = practice
    (windows, people, _), which = heard.trial(heads)
    pairs = {*zip(people.tolist(), which.tolist(), strict=True)}
    assert len(windows) == len(pairs) == listeners.PEOPLE * len(heard.WORDS)


def test_the_linear_decoder_hears_a_person_in_the_quiet():
    """Without noise a linear sum of the sensors is nearly all there is to find."""
    heads, recorded = heard.practice(noise=0.05, n=200)
    fits = heard.fit_linear(recorded, penalty=1.0)
    (windows, people, _), which = heard.trial(heads, noise=0.05)
    assert heard.right(heard.guess_linear(fits, windows, people), which) > 0.9
