"""What is heard on the quay: six bells and the melodies that they play, the horn, gulls, the sea.

A sound is a row of numbers, `RATE` of them a second, most within -1 ... 1: how far the air is
pressed together at each moment. The bells are tuned to a scale of five tones, so that any two of
them agree; a set of bronze has the same pitches as one of glass, and another ring. A melody has
eight notes of an eighth of a second, and keeps rules that can be checked:

- it ends on the lowest bell,
- it goes to the same bell or to a neighbor, never further,
- its theme, the first three notes, comes back as notes five to seven.

Notes begin where frames of a fortieth of a second begin, so that a frame is never half of one
note and half of the next.
"""

import numpy as np

from .. import checks

RATE = 4000  # numbers a second
FRAME = 100  # numbers of a frame: a fortieth of a second
NOTE = 5 * FRAME  # numbers of a note: an eighth of a second
NOTES = 8  # of a melody
SEMITONES = 0, 2, 4, 7, 9, 12  # of each bell, above the lowest
LOWEST = 220.0  # hertz
PITCHES = LOWEST * 2 ** (np.array(SEMITONES) / 12)  # hertz
BELLS = len(PITCHES)
FADE, HUM = 14.0, 0.01  # 1/s, of a bell's tone; noise
# Of the tone above it: its pitch and its share, in parts of the lower's; how fast it fades, 1/s.
VOICES = {"bronze": (2.05, 0.4, 34.0), "glass": (3.1, 0.7, 20.0)}
THEME = 3  # notes that come back
LATER = 4  # notes after which they do
SOFTEST = 0.7  # of a struck bell, the loudest is 1


def bell(number, *, length=NOTE, voice="bronze"):
    """A struck bell: two tones that fade, the upper one sooner.

    Parameters
    ----------
    number : int
        0, the lowest, to 5.
    length : int
        Numbers of the sound; 500 are a note.
    voice : str
        "bronze", or "glass", which has more of a higher tone.

    Returns
    -------
    array, shape (length,)
    """
    checks.count("number", number, 0, BELLS - 1)
    checks.counts(length=length)
    over, share, shimmer = VOICES[_voice(voice)]
    t = np.arange(length) / RATE
    turns = 2 * np.pi * PITCHES[number] * t
    upper = share * np.exp(-shimmer * t) * np.sin(over * turns)
    return np.exp(-FADE * t) * np.sin(turns) + upper


def melodies(n, rng):
    """Melodies that keep the rules: ints 0 ... 5, shape (n, 8), a bell a note."""
    checks.counts(n=n)
    rng, kept = checks.rng(rng), []
    while len(kept) < n:
        notes = [rng.integers(0, 3)]
        while len(notes) <= THEME:
            notes.append(np.clip(notes[-1] + rng.choice([-1, 0, 1, 1]), 0, BELLS - 1))
        notes = np.array([*notes, *notes[:THEME], 0])
        if np.all(abs(np.diff(notes)) <= 1):
            kept.append(notes)
    return np.stack(kept)


def play(notes, rng=None, *, voice="bronze"):
    """Melodies as sounds.

    Parameters
    ----------
    notes : ints, shape (..., NOTES) or of any other length
        Bells.
    rng : numpy.random.Generator, optional
        Strikes each bell with a strength of its own, and adds a little noise. Without it all
        are struck alike, and all is quiet between them.
    voice : str
        Of which bells.

    Returns
    -------
    array, shape (..., 500 x notes)
    """
    notes = checks.ids("notes", notes, BELLS)
    struck = np.stack([bell(k, voice=voice) for k in range(BELLS)])[notes]
    if rng is not None:
        struck = struck * checks.rng(rng).uniform(SOFTEST, 1, notes.shape)[..., None]
        struck = struck + rng.normal(0, HUM, struck.shape)
    whole = NOTE * (notes.shape[-1] if notes.ndim else 1)
    return struck.reshape(*notes.shape[:-1], whole)


def tell(sounds):
    """Which bell each note of a sound is most like: a judge without a network.

    Parameters
    ----------
    sounds : array, shape (..., 500 x notes)

    Returns
    -------
    int array, shape (..., notes)
        The bell whose sound, at its best loudness, leaves the least of the note over; be it of
        bronze or of glass.
    """
    return _likeness(sounds).max(-2).argmax(-1)


def tell_voice(sounds):
    """Which set of bells each note of a sound is most like: 0 bronze, 1 glass.

    Parameters
    ----------
    sounds : array, shape (..., 500 x notes)

    Returns
    -------
    int array, shape (..., notes)
    """
    return _likeness(sounds).max(-1).argmax(-1)


def _likeness(sounds):
    """How much of each note each voice and bell explains, (..., notes, voices, bells)."""
    sounds = checks.finite("sounds", sounds)
    if sounds.ndim < 1 or sounds.shape[-1] % NOTE:
        raise ValueError(
            f"sounds must have whole notes of {NOTE} numbers, got shape {sounds.shape}"
        )
    bells = np.stack([[bell(k, voice=v) for k in range(BELLS)] for v in VOICES])
    bells /= np.linalg.norm(bells, axis=-1, keepdims=True)
    notes = sounds.reshape(*sounds.shape[:-1], sounds.shape[-1] // NOTE, NOTE)
    return np.einsum("...t,vkt->...vk", notes, bells)


def _voice(voice):
    if voice not in VOICES:
        raise ValueError(f"voice must be one of {', '.join(VOICES)}, got {voice!r}")
    return voice


def rules(notes):
    """Which of the rules each melody keeps.

    Parameters
    ----------
    notes : ints, shape (n, 8)

    Returns
    -------
    dict of str to bool array, shape (n,)
        "ends on the lowest bell", "goes to neighbors", "the theme comes back".
    """
    notes = checks.ids("notes", notes, BELLS, (None, NOTES))
    again = notes[:, LATER : LATER + THEME]
    return {
        "ends on the lowest bell": notes[:, -1] == 0,
        "goes to neighbors": np.all(abs(np.diff(notes)) <= 1, axis=1),
        "the theme comes back": np.all(notes[:, :THEME] == again, axis=1),
    }


def horn(length=RATE):
    """The foghorn: one deep tone with seven above it, swelling and dying away; shape (length,)."""
    checks.counts(length=length)
    t = np.arange(length) / RATE
    tones = sum(np.sin(2 * np.pi * 110 * k * t) / k for k in range(1, 9))
    return 0.6 * tones * np.sin(np.pi * np.arange(length) / length) ** 0.5


def gull(length=RATE // 2):
    """A gull's call: a tone that rises and falls twice; shape (length,)."""
    checks.counts(length=length)
    share = np.arange(length) / length
    pitch = 900 + 500 * abs(np.sin(2 * np.pi * share))  # hertz
    turns = 2 * np.pi * np.cumsum(pitch) / RATE
    return 0.8 * np.sin(turns) * abs(np.sin(2 * np.pi * share))


def sea(rng, length=RATE):
    """Waves: noise without its high tones, that comes and goes; shape (length,)."""
    checks.counts(length=length)
    noise = checks.rng(rng).normal(size=length + 8)
    low = np.convolve(noise, np.full(9, 1 / 9), "valid")
    return 0.8 * low * (0.6 + 0.4 * np.sin(2 * np.pi * np.arange(length) / RATE / 0.9))
