"""Bells that can be told apart, melodies whose rules can be checked, sounds without a network."""

import numpy as np
import pytest

from fieldguide.harbor import sounds


def test_a_bell_swings_as_often_as_its_pitch_says():
    for number, pitch in enumerate(sounds.PITCHES):
        struck = sounds.bell(number, length=sounds.RATE)
        power = abs(np.fft.rfft(struck))  # one second: a row a hertz
        assert abs(power.argmax() - pitch) <= 1
    assert abs(struck[:500]).max() > 20 * abs(struck[-500:]).max()  # it fades


def test_melodies_keep_the_rules_and_strangers_do_not(rng):
    notes = sounds.melodies(200, rng)
    assert notes.shape == (200, sounds.NOTES)
    assert all(kept.all() for kept in sounds.rules(notes).values())
    strangers = sounds.rules(rng.integers(0, sounds.BELLS, (2000, sounds.NOTES)))
    shares = [kept.mean() for kept in strangers.values()]
    assert np.allclose(shares, [1 / 6, (16 / 36) ** 7, 1 / 216], atol=0.03)


def test_each_rule_is_broken_alone():
    kept = sounds.rules(
        [
            [0, 1, 2, 1, 0, 1, 2, 1],  # ends higher
            [0, 2, 1, 1, 0, 2, 1, 0],  # leaps
            [0, 1, 1, 1, 0, 1, 0, 0],  # another theme
        ]
    )
    assert np.array_equal(list(kept.values()), ~np.eye(3, dtype=bool))


def test_the_judge_hears_what_was_played(rng):
    notes = sounds.melodies(100, rng)
    assert np.array_equal(sounds.tell(sounds.play(notes, rng)), notes)
    assert np.array_equal(sounds.tell(sounds.play(notes[0])), notes[0])
    assert sounds.play(notes).shape == (100, sounds.NOTE * sounds.NOTES)


def test_glass_has_the_pitches_of_bronze_and_another_ring(rng):
    notes = sounds.melodies(60, rng)
    for k, voice in enumerate(sounds.VOICES):
        played = sounds.play(notes, rng, voice=voice)
        assert np.array_equal(sounds.tell(played), notes)
        assert (sounds.tell_voice(played) == k).all()
    power = abs(np.fft.rfft(sounds.bell(2, length=sounds.RATE, voice="glass"))) ** 2
    above = power[800:].sum() / power.sum()
    plain = abs(np.fft.rfft(sounds.bell(2, length=sounds.RATE))) ** 2
    assert above > 3 * plain[800:].sum() / plain.sum()


def test_other_sounds_stay_in_range_and_differ(rng):
    made = (
        sounds.horn(),
        sounds.gull(4000),
        sounds.sea(rng),
        sounds.bell(0, length=4000),
    )
    assert all(s.shape == (4000,) and np.all(abs(s) < 1.5) for s in made)
    power = np.array([abs(np.fft.rfft(s)) ** 2 for s in made])
    middles = power @ np.arange(2001) / power.sum(1)  # hertz
    assert 220 < middles[3] < 400 and middles[1] > 900 and middles[0] < 300


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: sounds.bell(0, voice="tin"), "voice must be .* glass, got 'tin'"),
        (lambda: sounds.bell(6), "number must be .* 5.*got 6"),
        (lambda: sounds.play([0, 6]), "notes must lie in 0 ... 5, got 6"),
        (
            lambda: sounds.tell(np.zeros(499)),
            r"whole notes of 500 numbers, got shape \(499,\)",
        ),
        (lambda: sounds.rules([[0, 1]]), "notes"),
        (lambda: sounds.melodies(0, np.random.default_rng(0)), "n must"),
        (lambda: sounds.horn(-1), "length must"),
    ],
)
def test_bad_input_is_named(call, match):
    with pytest.raises(ValueError, match=match):
        call()


def test_no_melody_is_a_sound_of_none():
    assert sounds.play(np.zeros((0, 8), int)).shape == (0, 8 * sounds.NOTE)
    assert sounds.tell(np.zeros((0, 2 * sounds.NOTE))).shape == (0, 2)
    assert sounds.play(3).shape == (sounds.NOTE,)
