"""Sounds that are cut, joined and laid over each other.

A sound has shape (n,), or (n, 2) for the left ear and the right. Nothing is generated here: all
that is heard was recorded before, or is one of the harbor's.
"""

import numpy as np

from ... import checks

SECOND, FADE = 1.0, 0.5  # seconds of a piece, and over which it goes over into the next


def crossfade(leaving, coming, *, length):
    """Join two sounds: while the one fades out the other fades in.

    The weights go in a straight line and add up to 1. So a sound that goes over into itself
    stays as it is; weights whose squares add up to 1 would swell in the middle.

    Parameters
    ----------
    leaving, coming : array, shape (n,) or (n, 2), and (m, ...) alike
        Each `length` long or longer. Not modified.
    length : int
        Numbers for which both are heard; 0 or more.

    Returns
    -------
    array, shape (n + m - length, ...)

    Raises
    ------
    ValueError
        If one is shorter than `length`, or only one of them is for two ears.

    References
    ----------
    jiaaro/pydub, commit ae3c3a3, audio_segment.py, append and fade. There the weights change
    once a millisecond, and what fades ends at -120 decibels and not at 0.
    """
    leaving = _sound("leaving", leaving)
    coming = checks.numbers("coming", coming, (None, *leaving.shape[1:]))
    length = checks.count("length", length, 0, min(len(leaving), len(coming)))
    come = np.arange(length) / max(length, 1)  # 0 at first, 1 behind its end
    come = come.reshape(-1, *[1] * (leaving.ndim - 1))
    stay = len(leaving) - length
    both = (1 - come) * leaving[stay:] + come * coming[:length]
    return np.concatenate([leaving[:stay], both, coming[length:]])


def follow(sound, gains, *, piece, fade):
    """Play a sound in pieces, each as loud in either ear as its gains say, without a seam.

    Piece k begins `fade` before its time, and over that the one before goes over into it. With
    the same gains for all this is the sound itself.

    Parameters
    ----------
    sound : array, shape (n,)
        Not modified.
    gains : array, shape (k, 2)
        For left and right, one row a piece.
    piece, fade : int
        Numbers of a piece, and of the way from one to the next: the prototype's are a second
        and half a second. `fade` is not longer than a piece.

    Returns
    -------
    array, shape (k * piece, 2)

    Raises
    ------
    ValueError
        If the sound is shorter than k pieces, or the fade longer than one.

    References
    ----------
    Lin et al. 2021, arXiv:2112.09726, sec. 2, "Mix"; chuanenlin/soundify, commit 29aa35a,
    generate_audio. There all intervals of a sound get the gains of all its frames, so that a
    sound that comes back is first heard too long.
    """
    gains = checks.numbers("gains", gains, (None, 2))
    k = checks.count("rows of gains", len(gains))
    piece = checks.count("piece", piece)
    fade = checks.count("fade", fade, 0, piece)
    sound = checks.numbers("sound", sound, (None,))
    if len(sound) < k * piece:
        raise ValueError(
            f"sound must last for {k} pieces of {piece} numbers, got {len(sound)}"
        )
    track = sound[:piece, None] * gains[0]  # (piece, 2)
    for number in range(1, k):
        begin, end = number * piece - fade, (number + 1) * piece
        track = crossfade(track, sound[begin:end, None] * gains[number], length=fade)
    return track


def overlay(track, sound, *, start):
    """Add a sound to a track from a moment on; what would go beyond its end is cut off.

    Parameters
    ----------
    track : array, shape (n,) or (n, 2)
        Not modified.
    sound : array, shape (m, ...)
    start : int
        From which number of the track on: 0 ... n.

    Returns
    -------
    array, shape of track

    Raises
    ------
    ValueError
        If `start` lies outside, or only one of them is for two ears.

    References
    ----------
    jiaaro/pydub, commit ae3c3a3, audio_segment.py, overlay. There sums are cut off at the
    largest whole number of 16 bits; here they are kept.
    """
    track = _sound("track", track)
    sound = checks.numbers("sound", sound, (None, *track.shape[1:]))
    start = checks.count("start", start, 0, len(track))
    room = sound[: len(track) - start]
    out = np.array(track, float)
    out[start : start + len(room)] += room
    return out


def _sound(name, x):
    x = checks.numbers(name, x)
    if x.ndim not in (1, 2) or x.shape[1:] not in ((), (2,)):
        raise ValueError(f"{name} must have shape (n,) or (n, 2), got {x.shape}")
    return x
