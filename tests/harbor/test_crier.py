"""The town crier: two tones a letter, and no two criers alike."""

import numpy as np
import pytest

from fieldguide.harbor import crier


def test_every_letter_has_tones_of_its_own_that_four_thousand_numbers_can_tell():
    both = [crier.tones(letter) for letter in crier.LETTERS]
    assert len(set(both)) == 26 and crier.tones("a") == (300, 850)
    assert crier.tones("g") == pytest.approx((360, 977.5))
    assert max(crier.PITCHES) * max(upper for _, upper in both) < crier.RATE / 2


def test_a_letter_sounds_as_its_tones_say():
    sung = crier.cry("k")[60:400]
    power = abs(np.fft.rfft(sung * np.hanning(len(sung)), crier.RATE))  # a row a hertz
    lower = power[:700].argmax()
    upper = 700 + power[700:].argmax()
    assert np.allclose((lower, upper), crier.tones("k"), atol=6)


def test_criers_differ_and_words_grow_with_their_letters(rng):
    plain = crier.cry("fog")
    assert len(plain) == 3 * 400 + 300 and not plain[-200:].any()
    one, two = crier.cry("fog", rng), crier.cry("fog", rng)
    assert len(one) != len(two) or not np.allclose(one, two)
    lengths = [len(crier.cry("fog", rng)) for _ in range(200)]
    low, high = 3 * 0.08 * 4000 + 300, 3 * 0.13 * 4000 + 300 + 400
    assert low - 3 <= min(lengths) and max(lengths) <= high + 3


@pytest.mark.parametrize("word", ["", "Fog", "f g", "é"])
def test_only_letters_are_sung(word):
    with pytest.raises(ValueError, match="word must have|letter must be one of a to z"):
        crier.cry(word)


def test_it_is_told_when_each_letter_begins(rng):
    sound, begins = crier.timed_cry("fog")
    assert begins.tolist() == [0, 400, 800, 1200]
    np.testing.assert_array_equal(sound, crier.cry("fog"))
    sound, begins = crier.timed_cry("fog", rng, noise=0)
    assert not sound[: begins[0]].any() and not sound[begins[-1] :].any()
    assert abs(sound[begins[0] : begins[-1]]).max() > 0.5
    with pytest.raises(ValueError, match="noise must be a finite number.*got -1"):
        crier.timed_cry("fog", rng, noise=-1)
