"""The town crier, who sings each letter as two tones, so that words can be heard and read.

A letter's lower tone says its column and the upper one its row in a table of five columns, as two
resonances of the mouth say which vowel is meant. A crier has a pitch and a pace of his own; he
begins a little late, and the harbor is noisy.
"""

import numpy as np

from .. import checks
from .sounds import RATE

LETTERS = "abcdefghijklmnopqrstuvwxyz"
COLUMNS = 5
LOWER = 300 * 1.2 ** np.arange(COLUMNS)  # hertz
UPPER = 850 * 1.15 ** np.arange(6)  # hertz
UPPER_SHARE = 0.7  # loudness of the upper tone, the lower one's is 1
PACE = 0.10  # seconds a letter
PACES = 0.08, 0.13  # seconds: how fast a crier may be, and how slow
PITCHES = 0.93, 1.07  # times the tones above
LOUDNESS = 0.5, 1.0
NOISE = 0.05, 0.30  # standard deviation
LATEST = 0.10  # seconds before the first letter, at most
AFTER = 0.075  # seconds after the last
CONSONANT = 0.015, 0.25  # seconds at a letter's start that are softer, and how soft
SMOOTH = 81  # numbers over which one letter turns into the next


def tones(letter):
    """The two tones of a letter in hertz: "a" is (300, 850)."""
    if checks.text("letter", letter) not in [*LETTERS]:
        raise ValueError(f"letter must be one of a to z, got {letter!r}")
    row, column = divmod(LETTERS.index(letter), COLUMNS)
    return float(LOWER[column]), float(UPPER[row])


def cry(word, rng=None):
    """A word as the crier sings it.

    Parameters
    ----------
    word : str
        Letters a to z.
    rng : numpy.random.Generator, optional
        Draws another crier: pitch, loudness, how long each letter is, when he begins, how
        noisy it is. Without it all are as the tones say, and nothing else is heard.

    Returns
    -------
    array, shape (n,)
        `RATE` numbers a second.
    """
    return timed_cry(word, rng)[0]


def timed_cry(word, rng=None, *, noise=None):
    """The same, and when each letter begins.

    Parameters
    ----------
    word, rng
        As in `cry`.
    noise : float, optional
        Standard deviation of the harbor's noise; drawn if not given.

    Returns
    -------
    sound : array, shape (n,)
    begins : int array, shape (letters + 1,)
        The first number of each letter, and the one behind the last.
    """
    if not checks.text("word", word):
        raise ValueError("word must have a letter or more, got ''")
    both = np.array([tones(letter) for letter in word])  # hertz, (letters, 2)
    if rng is None:
        lengths, late = np.full(len(word), round(PACE * RATE)), 0
        pitch, loudness, heard = 1.0, 1.0, 0.0
    else:
        low, high = PACES
        lengths = np.round(checks.rng(rng).uniform(low, high, len(word)) * RATE)
        lengths, late = lengths.astype(int), rng.integers(round(LATEST * RATE))
        pitch, loudness = rng.uniform(*PITCHES), rng.uniform(*LOUDNESS)
        heard = rng.uniform(*NOISE)
    if noise is not None:
        heard = checks.number("noise", noise, least=0)
    seconds, softness = CONSONANT
    soft = [np.arange(length) < seconds * RATE for length in lengths]
    strength = _smooth(np.where(np.concatenate(soft), softness, 1.0))
    pitches = [_smooth(np.repeat(tone, lengths)) * pitch for tone in both.T]
    lower, upper = (np.sin(2 * np.pi * np.cumsum(p) / RATE) for p in pitches)
    sung = loudness * strength * (lower + UPPER_SHARE * upper)
    sung = np.concatenate([np.zeros(late), sung, np.zeros(round(AFTER * RATE))])
    begins = late + np.append(0, np.cumsum(lengths))
    return (sung if rng is None else sung + rng.normal(0, heard, sung.shape)), begins


def _smooth(x):
    """A mean over what is near, so that nothing jumps; as long as x."""
    near = np.hanning(SMOOTH) / np.hanning(SMOOTH).sum()
    return np.convolve(np.pad(x.astype(float), SMOOTH // 2, "edge"), near, "valid")
