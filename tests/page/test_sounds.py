"""Sounds in a page: they can be played, seen and read, and compared in loudness."""

import base64
import io
import re
import wave

import numpy as np
import pytest

from fieldguide.harbor import sounds as harbor
from fieldguide.page import sounds

WAVES = [harbor.bell(0, length=2000), 0.1 * harbor.horn(3000)]
TOLD = {"titles": ["A <bell>", "The horn"], "said": ["One stroke.", "One deep tone."]}


def played(html):
    """The numbers of each player, -128 ... 127, and how many a second."""
    for data in re.findall(r'src="data:audio/wav;base64,([^"]*)"', html):
        with wave.open(io.BytesIO(base64.b64decode(data))) as file:
            numbers = np.frombuffer(file.readframes(file.getnframes()), np.uint8)
            yield file.getparams(), numbers.astype(int) - 128


def test_a_sound_is_played_drawn_and_told():
    html = sounds.sounds(WAVES, rate=harbor.RATE, **TOLD)._repr_html_()
    (first, bell), (_, horn) = played(html)
    assert (first.framerate, first.nchannels, len(bell), len(horn)) == (
        4000,
        1,
        2000,
        3000,
    )
    assert np.allclose(bell / 127, WAVES[0] / abs(WAVES[0]).max(), atol=0.005)
    assert abs(horn).max() < 40  # as much softer as it is
    assert html.count('aria-label="A &lt;bell&gt;"') == 1
    assert (
        'alt="Spectrum, 0.5 seconds from left to right and 0 to 2,000 hertz upward. One'
        in html
    )
    assert repr(sounds.sounds(WAVES, rate=4000, **TOLD)).startswith(
        "Sounds: A <bell> (One"
    )


def test_each_may_be_as_loud_as_can_be_and_silence_stays_silent():
    html = sounds.sounds(WAVES, rate=4000, together=False, **TOLD)._repr_html_()
    assert [abs(numbers).max() for _, numbers in played(html)] == [127, 127]
    quiet = [np.zeros(200)]
    html = sounds.sounds(quiet, ["None"], ["Nothing."], rate=4000)._repr_html_()
    assert not next(played(html))[1].any()


def test_two_ears():
    both = np.stack([np.ones(200), -np.ones(200)], 1)
    html = sounds.sounds([both], ["Both"], ["Two."], rate=8000)._repr_html_()
    about, numbers = next(played(html))
    assert about.nchannels == 2 and list(numbers[:4]) == [127, -127, 127, -127]


def test_a_tone_is_bright_where_its_pitch_is():
    tone = np.sin(2 * np.pi * 500 * np.arange(4000) / 4000)
    picture = sounds.spectrum(tone)
    bright = picture.sum((1, 2)).argmax()
    assert picture.shape[0] == 32 and bright == 31 - 500 / 2000 * 32


def test_a_second_weighs_little():
    html = sounds.sounds([harbor.horn()], ["Horn"], ["One."], rate=4000)._repr_html_()
    assert len(html) < 6_800


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"waves": [WAVES[0]]}, "titles must have a text for each of 1 sounds, got 2"),
        (
            {"waves": [WAVES[0], np.zeros(5)]},
            r"waves\[1\] must have shape .* got \(5,\)",
        ),
        ({"waves": [WAVES[0], np.zeros((200, 3))]}, r"waves\[1\] must have shape"),
        ({"waves": [WAVES[0], np.full(200, np.nan)]}, r"waves\[1\]"),
        ({"said": ["", "b"]}, "said must not be empty"),
        ({"rate": 2000}, "rate must .* 3000"),
        ({"columns": 0}, "columns"),
    ],
)
def test_bad_sounds(change, match):
    with pytest.raises(ValueError, match=match):
        sounds.sounds(**{"waves": WAVES, "rate": 4000} | TOLD | change)


def test_no_sound_is_refused():
    with pytest.raises(ValueError, match="number of waves must be .* got 0"):
        sounds.sounds([], [], [], rate=4000)
