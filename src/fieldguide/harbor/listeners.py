"""Listeners who hear the crier, with sensors around their heads: brains of which all is known.

What a listener hears is written as the loudness of the crier's eleven tones, forty times a second.
Each tone is answered by a place of its own in the brain, about a tenth of a second later. A place
is felt by the sensors near it, from one side as a hill and from the other as a valley, as the
magnetic field of a small current is. Everybody's places are a little elsewhere, and turned. Over
all that lies what a brain does besides: slow waves that many sensors feel at once.

Of a true head nobody knows the places; here they can be drawn beside what a network has found.
"""

from functools import lru_cache

import numpy as np

from .. import checks
from .crier import LOWER, UPPER, cry
from .sounds import FRAME, RATE

TONES = np.concatenate([LOWER, UPPER])  # hertz
FEATURES = len(TONES)
SILENCE = 0.03  # loudness below which nothing is heard
MOMENTS = 32  # of a window, a fortieth of a second each
SHIFT = (
    5  # moments by which a window of the sensors begins later than that of the sound
)
SENSORS = 32
PEOPLE = 4
PEAKS = (
    3,
    7,
)  # moments after which a place answers most: 75 to 175 thousandths of a second
WIDTH = 0.17  # of a hill, in heads
ELSEWHERE, TURNED = 0.08, 1.2  # how people differ: heads, radians
ATTENTION = 0.3, 1.3  # how strongly a brain answers a word, between these
WAVES = 8  # places of slow noise
SLOW = 0.9  # share of a slow wave that is left a moment later
HISS = 0.3  # noise of each sensor's own, beside the waves' 1


def _spiral(n):
    """n places spread evenly over a round head in the unit square."""
    k = np.arange(n)
    far, turn = np.sqrt((k + 0.5) / n) / 2, k * np.pi * (3 - np.sqrt(5))
    return 0.5 + far[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)


POSITIONS = _spiral(SENSORS)


@lru_cache(None)
def _loudness(word):
    """How loud each tone is at each moment of a word: (moments, 11), read-only."""
    sound = cry(word)
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    turns = 2 * np.pi * TONES * np.arange(FRAME)[:, None] / RATE
    loud = 2 / FRAME * np.hypot(frames @ np.cos(turns), frames @ np.sin(turns))
    loud.flags.writeable = False
    return loud


def loudness(words):
    """How loud each tone is, moment by moment.

    Parameters
    ----------
    words : list of str
        Of seven letters or less; longer ones are cut.

    Returns
    -------
    array, shape (n, 32, 11)
        From 0, silence, to about 1.
    """
    out = np.zeros((len(checks.texts("words", words)), MOMENTS, FEATURES))
    for row, word in zip(out, words, strict=True):
        heard = _loudness(word)[:MOMENTS]
        row[: len(heard)] = heard
    return out


def features(words):
    """What is sung, as an ear tells it: the loudness of each tone in decades above `SILENCE`.

    Parameters
    ----------
    words : list of str

    Returns
    -------
    array, shape (n, 32, 11)
        From 0, silence, to about 1.5.
    """
    return np.log10(np.maximum(loudness(words), SILENCE) / SILENCE)


def new_heads(rng, *, people=PEOPLE):
    """Where the places of each person's brain lie and how the sensors feel them.

    Returns
    -------
    dict
        places, shape (people, 11, 2), in the unit square; fields, shape (people, 11, 32): what a
        sensor feels of a place; peaks, shape (11,), in moments; waves, shape (8, 32).
    """
    people = checks.count("people", people)
    rng = checks.rng(rng)
    # half of the places on the left, half on the right, where hearing is
    common = np.stack(
        [
            np.where(np.arange(FEATURES) % 2, 0.8, 0.2) + rng.normal(0, 0.06, FEATURES),
            np.linspace(0.25, 0.75, FEATURES),
        ],
        axis=1,
    )
    angle = rng.uniform(0, 2 * np.pi, FEATURES)
    places = common + rng.normal(0, ELSEWHERE, (people, FEATURES, 2))
    angles = angle + rng.normal(0, TURNED, (people, FEATURES))
    return {
        "places": places,
        "fields": _field(places, angles),
        "peaks": rng.uniform(*PEAKS, FEATURES),
        "waves": _field(rng.uniform(0.1, 0.9, (WAVES, 2)), rng.uniform(0, 6.3, WAVES)),
    }


def _field(places, angles):
    """What each sensor feels of currents at these places: (..., 32), a hill and a valley."""
    away = POSITIONS - places[..., None, :]  # (..., 32, 2)
    along = np.stack([np.cos(angles), np.sin(angles)], -1)[..., None, :]
    near = np.exp(-0.5 * (away**2).sum(-1) / WIDTH**2)
    return (away * along).sum(-1) / WIDTH * near * np.exp(0.5)  # 1 on the hill's top


def answers(heard, peaks):
    """What the places do: each answers its tone, rising and falling, up to a bound.

    Parameters
    ----------
    heard : array, shape (n, t, 11)
    peaks : array, shape (11,)
        Moments until the answer is largest.

    Returns
    -------
    array, shape (n, t, 11)
    """
    heard = checks.finite("heard", heard, (None, None, FEATURES))
    t = np.arange(heard.shape[1])
    share = np.maximum(t[:, None] - peaks / 3, 0) / (peaks * 2 / 3)
    kernel = (share * np.exp(1 - share)) ** 4  # (t, 11), 1 at the peak
    shifted = t[:, None] - t  # moments since
    kernels = np.where(shifted[..., None] >= 0, kernel[shifted.clip(0)], 0)
    return np.tanh(np.einsum("tsf,nsf->ntf", kernels, heard) / 2)


def record(words, people, heads, rng, *, noise):
    """What the sensors measure while words are heard.

    Parameters
    ----------
    words : list of str
    people : int array, shape (n,)
        Who hears each.
    heads : dict
        As `new_heads` makes it.
    rng : numpy.random.Generator
    noise : float
        How strong what else a brain does is; at 1 about as strong as the answers.

    Returns
    -------
    array, shape (n, 32, 32)
        Moments and sensors; the window begins five moments after the word does.
    """
    noise = checks.number("noise", noise, least=0)
    people = checks.ids("people", people, len(heads["fields"]), (len(words),))
    rng = checks.rng(rng)
    heard = np.pad(loudness(words), ((0, 0), (0, SHIFT), (0, 0)))
    heard = heard * rng.uniform(*ATTENTION, (len(words), 1, 1))
    felt = answers(heard, heads["peaks"]) @ heads["fields"][people]  # (n, t, sensors)
    slow = rng.normal(size=(len(words), felt.shape[1], WAVES))
    for t in range(1, felt.shape[1]):
        slow[:, t] = SLOW * slow[:, t - 1] + np.sqrt(1 - SLOW**2) * slow[:, t]
    hiss = rng.normal(0, HISS, felt.shape)
    return (felt + noise * (slow @ heads["waves"] + hiss))[:, SHIFT:]
