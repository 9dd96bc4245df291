"""A codec that is learned, as SoundStream is, for frames that begin anywhere in a note.

The frames of `chimes` begin where notes begin, so that there are few kinds of them and k-means
knows them by heart. Here each melody begins somewhere within a frame. A small network looks at a
frame and its two neighbors and says in sixteen numbers what is there; these are quantized in
stages, and a second network makes the frame from the codes of the same three moments. In training
only some of the stages are used, another number in each batch, so that each is worth something
without those behind it.
"""

from functools import lru_cache

import numpy as np
from autograd.tracer import getval

from ..mechanisms.attention.attention import new_linear
from ..mechanisms.codes.nearest import (
    COMMITMENT,
    codes_of,
    nearest_code,
    new_codes,
    revive_codes,
)
from ..mechanisms.codes.residual import add_codes, fit_residual, quantize_residual
from ..training import descent, layers, primitives
from ..training.held import straight_through
from . import chimes

CODE, INSIDE = 16, 128  # numbers of a moment; features inside
BATCH, STEPS, STEP_SIZE, SOUND = 16, 600, 0.006, 40  # the last weighs the sound's error
PARTS, WORN = (
    3,
    4.0,
)  # when dead codes are revived; uses among the moments of some melodies
SEED = 13


def drift(waves, rng):
    """Melodies that begin somewhere within the first frame, as frames, (n, 40, 100)."""
    late = rng.integers(0, chimes.HOP, len(waves))
    late_waves = [np.roll(wave, k) for wave, k in zip(waves, late, strict=True)]
    return chimes.cut(np.stack(late_waves))


@lru_cache(1)
def learned_from():
    """The frames that both codecs learn from."""
    return drift(chimes.learned_from()[0], np.random.default_rng(SEED))


def by_heart(frames):
    """Frames as the stages give them back, (4, n, 40, 100), by k-means on frames themselves."""
    seen = learned_from()[: chimes.LEARNED].reshape(-1, chimes.HOP)
    rng = np.random.default_rng(SEED)
    codebooks = fit_residual(seen, rng, k=chimes.K, stages=chimes.STAGES)
    return _by_stages(frames, codebooks)


def _by_stages(x, codebooks):
    ids = quantize_residual(x, codebooks)
    stages = range(1, chimes.STAGES + 1)
    return np.stack([add_codes(ids[..., :q], codebooks) for q in stages])


# --- the learned one ------------------------------------------------------------------


def new_codec(rng):
    """Two small networks that see three moments each, and codebooks between them."""

    def maps(count, d, e):
        return [new_linear(rng, d=d, e=e, spread=(3 * d) ** -0.5) for _ in range(count)]

    return {
        "look": maps(3, chimes.HOP, INSIDE),
        "say": maps(1, INSIDE, CODE),
        "codebooks": rng.normal(size=(chimes.STAGES, chimes.K, CODE)),
        "hear": maps(3, CODE, INSIDE),
        "play": maps(1, INSIDE, chimes.HOP),
    }


def _three(x, inside, outside):
    """What was before, what is here and what comes after, through a network; ends drop out."""
    rows = x[:, :-2], x[:, 1:-1], x[:, 2:]
    seen = sum(layers.linear(row, p) for row, p in zip(rows, inside, strict=True))
    return layers.linear(primitives.gelu_tanh(seen), outside[0])


def look(p, frames):
    """Frames as vectors, (n, 38, 16)."""
    return _three(frames, p["look"], p["say"])


def play(p, vectors):
    """Vectors, or sums of codes in their place, as frames, (n, 36, 100)."""
    return _three(vectors, p["hear"], p["play"])


def codec_loss(p, frames, stages):
    """Frames shall come back from the first stages; codes and vectors shall meet."""
    z = look(p, frames)
    left, codes_move = getval(z), 0.0
    for stage in range(stages):
        ids = nearest_code(left, getval(p["codebooks"])[stage])
        codes = primitives.take(p["codebooks"][stage], ids)
        codes_move = codes_move + ((codes - left) ** 2).mean()
        left = left - getval(codes)
    total = getval(z) - left  # the sum of the codes
    made = play(p, straight_through(z, total))
    meet = codes_move + COMMITMENT * ((z - total) ** 2).mean()
    return SOUND * ((made - frames[:, 2:-2]) ** 2).mean() + meet


def _revived(p, rng, *, new):
    """Codebooks made new from what is left over, or their dead codes put there."""
    left, codebooks = look(p, learned_from()[:100]).reshape(-1, CODE), []
    for codes in p["codebooks"]:
        if new:
            q = new_codes(left, rng, k=chimes.K)
        else:
            used = np.bincount(nearest_code(left, codes), minlength=chimes.K)
            q = {"count": used.astype(float), "total": used[:, None] * codes}
            q = revive_codes(q, left, rng, least=WORN)
        codebooks.append(codes_of(q, small=0))
        left = left - codebooks[-1][nearest_code(left, codebooks[-1])]
    return p | {"codebooks": np.stack(codebooks)}


def train(*, steps=STEPS, seed=SEED):
    """Parameters, and the losses of the steps."""
    rng, losses = np.random.default_rng(seed), []
    p, frames = new_codec(rng), learned_from()
    for part in range(PARTS):
        p = _revived(p, rng, new=part == 0)
        some = descent.minibatches(frames, rng, size=BATCH, steps=steps // PARTS)
        batches = (
            (batch, int(rng.integers(1, chimes.STAGES + 1))) for (batch,) in some
        )
        step_size = STEP_SIZE / (1 + part)
        p, found, _ = descent.train(codec_loss, p, batches, step_size=step_size)
        losses.append(found)
    return p, np.concatenate(losses)


def learned(p, frames):
    """Frames as the stages give them back, (4, n, 36, 100), without two at either end."""
    return np.stack([play(p, z) for z in _by_stages(look(p, frames), p["codebooks"])])
