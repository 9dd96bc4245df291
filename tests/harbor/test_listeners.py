"""Listeners of whom all is known: what is heard, who answers it, and what the sensors feel."""

import numpy as np
import pytest

from fieldguide.harbor import crier, listeners


@pytest.fixture
def heads(rng):
    return listeners.new_heads(rng)


def test_a_letter_is_heard_in_its_two_tones():
    """In the middle of a letter its own tones are the loudest of each kind."""
    heard = listeners.loudness(["k"])[0]
    lower, upper = crier.tones("k")
    tones = listeners.TONES.tolist()
    middle = heard[2]
    assert middle[:5].argmax() == tones.index(lower)
    assert 5 + middle[5:].argmax() == tones.index(upper)
    assert 0.7 < middle.max() < 1.1
    assert np.abs(heard[10:]).max() == 0  # silence afterward


def test_words_of_seven_letters_have_room():
    longest = listeners.loudness(["captain"])
    assert longest.shape == (1, listeners.MOMENTS, listeners.FEATURES)
    assert longest[0, 27].max() > 0.3


def test_features_are_decades_above_silence():
    loud, told = (f(["gull"]) for f in (listeners.loudness, listeners.features))
    assert told.min() == 0 and told[loud <= listeners.SILENCE].max() == 0
    np.testing.assert_allclose(
        told[loud > 0.1], np.log10(loud[loud > 0.1] / listeners.SILENCE)
    )


def test_sensors_are_on_the_head():
    away = np.hypot(*(listeners.POSITIONS - 0.5).T)
    assert away.max() < 0.5
    between = np.hypot(
        *(listeners.POSITIONS[:, None] - listeners.POSITIONS).transpose(2, 0, 1)
    )
    assert between[~np.eye(listeners.SENSORS, dtype=bool)].min() > 0.08


def test_a_place_is_a_hill_and_a_valley(heads):
    """What is felt on one side of a current is felt on the other side with the other sign."""
    middle = listeners._field(np.array([[0.5, 0.5]]), np.array([0.0]))[0]
    right = listeners.POSITIONS[:, 0] > 0.5
    assert (middle[right] > 0).all() and (middle[~right] < 0).all()
    assert 0.5 < abs(middle).max() <= 1
    assert heads["fields"].shape == (4, 11, 32)


def test_answers_come_later_and_have_a_bound(heads):
    heard = np.zeros((1, 20, 11))
    heard[0, 4] = 1
    found = listeners.answers(heard, heads["peaks"])[0]
    assert np.abs(found[:5]).max() == 0
    late = found.argmax(0) - 4
    assert (abs(late - heads["peaks"]) < 1).all()
    assert listeners.answers(100 * heard, heads["peaks"]).max() <= 1


def test_a_recording_is_of_the_word_the_person_and_noise(heads):
    words, people = ["gull", "gull", "baker"], [0, 1, 0]

    def once(noise, words=words, people=people):
        rng = np.random.default_rng(3)
        return listeners.record(words, people, heads, rng, noise=noise)

    quiet = once(0)
    assert quiet.shape == (3, 32, 32)
    assert not np.allclose(quiet[0], quiet[1] * (quiet[0].std() / quiet[1].std()))
    np.testing.assert_array_equal(once(0.5), once(0.5))
    rest = once(2) - quiet, once(1) - quiet
    np.testing.assert_allclose(rest[0], 2 * rest[1], atol=1e-12)
    neighbors = np.corrcoef(rest[1][0, 1:].ravel(), rest[1][0, :-1].ravel())[0, 1]
    assert neighbors > 0.5  # the waves are slow
    with pytest.raises(ValueError, match="people must lie in 0 ... 3, got 4"):
        once(0, people=[0, 4, 0])
