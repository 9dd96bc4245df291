"""Bells at three speeds, as Jukebox hears music, and a codebook that dies or is kept alive.

Both sets of bells ring at once, any bell, and begin anywhere: hardly any two frames are alike. Each
level has a codebook for frames of its own length; no network stands around them, so that a frame
is all that a code can say. Jukebox's autoencoders look further to both sides.
"""

from functools import lru_cache

import numpy as np

from ..harbor import sounds
from ..mechanisms.codes.nearest import (
    codes_of,
    move_codes,
    nearest_code,
    restarted_codes,
)
from ..mechanisms.codes.residual import fit_residual
from . import chimes

HOPS = {"bottom": 2, "middle": 8, "top": 32}  # numbers a code: a quarter of Jukebox's
SOUNDS, K, FRAMES = 100, 64, 6000  # sounds; codes of a level; frames they learn from
BATCH, BATCHES = 256, 200  # frames of a batch; batches that a codebook follows
SCATTER = 2.0  # of the noise that a codebook begins as; a sound has 0.4
SEED = 11


def ring(n, rng):
    """Sounds of a second, (n, 4000): both sets of bells at once, each beginning anywhere."""
    mixed = np.zeros((n, chimes.LENGTH))
    for voice in sounds.VOICES:
        notes = rng.integers(0, sounds.BELLS, (n, sounds.NOTES))
        played = sounds.play(notes, rng, voice=voice)
        late = rng.integers(0, sounds.NOTE, n)
        mixed += [np.roll(x, k) for x, k in zip(played, late, strict=True)]
    return mixed


@lru_cache(3)
def frames_of(level):
    """The frames of a level that codebooks learn from, in any order."""
    rng = np.random.default_rng(SEED)
    frames = chimes.cut(ring(SOUNDS, rng), HOPS[level]).reshape(-1, HOPS[level])
    return frames[rng.choice(len(frames), FRAMES, replace=False)]


@lru_cache(3)
def codebook(level):
    """The codes of a level, (64, numbers a code)."""
    (codes,) = fit_residual(
        frames_of(level), np.random.default_rng(SEED), k=K, stages=1
    )
    return codes


def coded(waves, level):
    """Sounds as they come back from the codes of a level."""
    codes = codebook(level)
    ids = nearest_code(chimes.cut(waves, HOPS[level]), codes)
    return codes[ids].reshape(waves.shape)


@lru_cache(2)
def follow(restart, *, seed=SEED):
    """A codebook that begins as noise and follows batches of frames, with Jukebox's averages.

    Parameters
    ----------
    restart : bool
        Whether codes that are hardly chosen are thrown where a frame is.

    Returns
    -------
    chosen : int array, shape (batches, 64)
        How many frames of each batch chose each code.
    codes : array, shape (64, 20)
        In the end.
    """
    rng, frames = np.random.default_rng(seed), frames_of("middle")
    p = {"count": np.ones(K), "total": rng.normal(0, SCATTER, (K, HOPS["middle"]))}
    codes, chosen = p["total"], []
    for _ in range(BATCHES):
        some = frames[rng.choice(FRAMES, BATCH, replace=False)]
        ids = nearest_code(some, codes)
        chosen.append(np.bincount(ids, minlength=K))
        p = move_codes(some, ids, p)
        codes = restarted_codes(p, some, rng) if restart else codes_of(p, small=0)
    return np.array(chosen), codes
