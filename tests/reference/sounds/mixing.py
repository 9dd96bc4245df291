"""Pieces joined as Soundify's prototype joins them: pydub's append with a crossfade."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sounds import mixing, panning

PIECE, FADE = 8, 4

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_pydub_append():
    """generate_audio: chuanenlin/soundify, commit 29aa35a, with append and fade of
    jiaaro/pydub, commit ae3c3a3, whose fades end at -120 decibels, one step a number.
    """
    import librosa

    seed = 120
    rng = np.random.default_rng(seed)
    sound = rng.normal(size=4 * PIECE).round(3)
    factors = rng.uniform(0, 1.5, (4, 2)).round(3)
    faint = float(librosa.db_to_amplitude(-120.0))

    def fade(segment, start, end):
        weights = start + (end - start) / len(segment) * np.arange(len(segment))
        return segment * weights[:, None]

    def append(one, two, crossfade):
        both = fade(one[-crossfade:], 1, faint) + fade(two[:crossfade], faint, 1)
        return np.concatenate([one[:-crossfade], both, two[crossfade:]])

    track = None
    for time, pair in enumerate(factors):
        adjusted = sound[:, None] * pair
        if track is None:
            track = adjusted[:PIECE]
        else:
            begin = time * PIECE - FADE
            track = append(track, adjusted[begin : (time + 1) * PIECE], FADE)
    return record(
        "librosa",
        "append(track, (sound * factors[k])[k * piece - fade : (k + 1) * piece], fade), "
        "weights from 1 to db_to_amplitude(-120) and back",
        seed,
        {"sound": sound, "factors": factors, "silence": 6},
        {"track": track, "later": np.concatenate([np.zeros((6, 2)), track[:-6]])},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_pydub_append")
def the_pieces_are_joined_alike(vector):
    given = vector["inputs"]
    ours = mixing.follow(given["sound"], given["factors"], piece=PIECE, fade=FADE)
    same_numbers(ours, vector["outputs"]["track"], 1e-5)  # -120 decibels are 1e-6
    later = mixing.overlay(np.zeros_like(ours), ours, start=given["silence"])
    same_numbers(later, vector["outputs"]["later"], 1e-5)


# --- what must be noticed -------------------------------------------------------------


def _equal_power(before, after, *, length):
    """Weights whose squares add up to 1: a sound that goes over into itself swells."""
    if not length:
        return np.concatenate([before, after])
    gains = panning.constant_power_pan(np.linspace(-1, 1, length))[..., None]
    both = gains[:, 0] * before[len(before) - length :] + gains[:, 1] * after[:length]
    return np.concatenate([before[: len(before) - length], both, after[length:]])


def _hard(before, after, *, length):
    """No fade: the one stops and the other begins."""
    return np.concatenate([before, after[length:]])


def _replaced(track, sound, *, start):
    out = np.array(track, float)
    out[start:] = 0
    return out


HERE = "sounds.mixing."
plant("restated_pydub_append", HERE + "crossfade", _equal_power, _hard)
plant("restated_pydub_append", HERE + "overlay", _replaced)
