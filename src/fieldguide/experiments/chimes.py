"""The bells' melodies as tokens: codes in stages, what they keep, and decoders that compose.

Two sets of bells play, of bronze and of glass. A melody of a second is cut into forty frames,
and each frame becomes a code a stage (`codec`): these are the *acoustic* tokens. What is played,
and not by which bells, is in eight *semantic* tokens, one a note (`contents`). One decoder
continues these; a second one reads them and writes the first stage's codes; what the other stages
say is drawn from a table of counts (`add_fine`).

Before all that, a melody is written number by number (`write_numbers`), which is what codes are for.
"""

from functools import lru_cache

import numpy as np

from ..harbor import sounds
from ..mechanisms.codes.nearest import nearest_code
from ..mechanisms.codes.residual import (
    add_codes,
    fit_residual,
    quantize_residual,
    three_rows,
)
from ..mechanisms.networks import transformer
from ..mechanisms.sampling.choosing import sample_tokens
from ..mechanisms.sampling.writing import write_on
from ..mechanisms.sounds.spectra import spectrum
from ..mechanisms.tokens.numbers import bin_numbers
from ..training import descent, next_word, primitives

HOP, K, STAGES, COARSE = sounds.FRAME, 32, 4, 1  # coarse is the first stage
LENGTH = sounds.NOTE * sounds.NOTES  # numbers of a melody
MOMENTS = LENGTH // HOP  # frames of a melody
CONTENTS = sounds.BELLS  # semantic tokens
START = CONTENTS + K  # the token before all others
MELODIES, LEARNED = 1500, 300  # that decoders, and that codebooks learn from
WIDTH, HEADS, LAYERS, SPREAD, BATCH = 40, 4, 2, 0.1, 32
STEPS = {"what": 250, "how": 80}  # of what decoders learn, and of how it sounds
STEP_SIZE, AVERAGE = 0.004, 0.95
STRUCK, TRIES = 40, 12  # rows of eight notes by chance; tries of k-means
HEIGHTS = 32  # that numbers are rounded to, where melodies are written one by one
SEED = 7


def perform(n, rng):
    """Melodies, each by one of the two sets of bells: sounds (n, 4000), and 0 or 1 for the set."""
    notes = sounds.melodies(n, rng)
    glass = rng.integers(0, len(sounds.VOICES), n)
    waves = np.empty((n, LENGTH))
    for k, voice in enumerate(sounds.VOICES):
        waves[glass == k] = sounds.play(notes[glass == k], rng, voice=voice)
    return waves, glass


@lru_cache(1)
def learned_from():
    """The melodies that everything here learns from, and by which bells they are played."""
    return perform(MELODIES, np.random.default_rng(SEED))


# --- no tokens: number by number ------------------------------------------------------


def write_numbers(n, rng, *, back):
    """Melodies, (n, 4000), of which each number goes on as the last `back` have gone on before.

    What has been heard is one long row, closed to a ring. Of all places where the last `back`
    numbers stand in it, one is drawn, and the number behind it comes next.
    """
    heard = learned_from()[0][:LEARNED]
    loudest = abs(heard).max()
    row = bin_numbers(heard / loudest, bins=HEIGHTS).ravel()
    row = np.append(row, row[:back])
    digits = HEIGHTS ** np.arange(back)  # make one whole number of a past
    pasts = np.lib.stride_tricks.sliding_window_view(row, back)[:-1] @ digits
    order = np.argsort(pasts, kind="stable")
    pasts = pasts[order]
    made = np.tile(row[:LENGTH], (n, 1))  # all begin as the first melody does
    for t in range(back, LENGTH):
        past = made[:, t - back : t] @ digits
        first, end = (np.searchsorted(pasts, past, side) for side in ("left", "right"))
        made[:, t] = row[order[rng.integers(first, end)] + back]
    return loudest * ((2 * made + 1) / HEIGHTS - 1)


# --- tokens ---------------------------------------------------------------------------


def cut(waves, hop=HOP):
    """Sounds as frames, (..., n, hop)."""
    return waves.reshape(*waves.shape[:-1], -1, hop)


@lru_cache(1)
def codec():
    """The codebooks of the stages, (4, 32, 100): k-means on frames and what is left over."""
    frames = cut(learned_from()[0][:LEARNED]).reshape(-1, HOP)
    return fit_residual(frames, np.random.default_rng(SEED), k=K, stages=STAGES)


def encode(waves):
    """Acoustic tokens of melodies, (n, 40, 4)."""
    return quantize_residual(cut(waves), codec())


def decode(ids):
    """Sounds from acoustic tokens, or from those of the first stages."""
    made = add_codes(ids, codec())
    return made.reshape(*made.shape[:-2], -1)


def decibels(true, made):
    """How far what is wrong lies below the sound: ten times the logarithm of their powers."""
    return 10 * np.log10((true**2).sum() / ((true - made) ** 2).sum())


def tones(waves):
    """The power of each pitch in each note, with all loudness taken away, (..., 8, 251)."""
    notes, size = cut(waves, sounds.NOTE), sounds.NOTE
    # a frame in the middle of each note: where a spectrum has three, the second
    power = spectrum(notes, size=size, hop=size // 2, window=size)[..., 1, :] ** 2
    return power / np.linalg.norm(power, axis=-1, keepdims=True)


@lru_cache(1)
def kinds():
    """Tones that come up, (6, 251): k-means on bells struck by chance, the best of some tries."""
    rng = np.random.default_rng(SEED)
    struck = rng.integers(0, sounds.BELLS, (STRUCK, sounds.NOTES))
    played = [sounds.play(struck, rng, voice=voice) for voice in sounds.VOICES]
    seen = tones(np.concatenate(played)).reshape(-1, sounds.NOTE // 2 + 1)
    tries = [fit_residual(seen, rng, k=CONTENTS, stages=1) for _ in range(TRIES)]

    def off(codebook):
        return ((seen - codebook[0][nearest_code(seen, codebook[0])]) ** 2).sum()

    return min(tries, key=off)[0]


def contents(waves):
    """Semantic tokens of melodies, (n, 8): the kind of each note's tone."""
    return nearest_code(tones(waves), kinds())


@lru_cache(1)
def rows():
    """What the decoders read and write, from the melodies that they learn from."""
    waves, _ = learned_from()
    return three_rows(
        contents(waves), encode(waves), coarse=COARSE, semantic_size=CONTENTS, size=K
    )


# --- decoders -------------------------------------------------------------------------


def train(lines, *, read, steps, seed=SEED):
    """A decoder that goes on with lines of tokens: parameters, and the losses of the steps.

    Parameters
    ----------
    lines : int array, shape (m, n)
    read : int
        So many tokens at the beginning are given and not asked for.
    steps : int
    """
    rng = np.random.default_rng(seed)
    p = transformer.new_model(
        rng,
        vocab_size=START + 1,
        positions=lines.shape[1],
        d=WIDTH,
        layers=LAYERS,
        spread=SPREAD,
    )
    asked = np.tile(np.arange(lines.shape[1]) >= read, (BATCH, 1))

    def loss(p, ids):
        return next_word.next_word_loss(
            p, ids, asked, heads=HEADS, activation=primitives.gelu_tanh
        )

    batches = descent.minibatches(lines, rng, size=BATCH, steps=steps)
    p, losses, _ = descent.train(loss, p, batches, step_size=STEP_SIZE, average=AVERAGE)
    return p, losses


def started(lines):
    """Lines with the token in front that stands before all others."""
    return np.insert(lines, 0, START, axis=1)


def go_on(lines, p, rng, *, tokens, among, temperature):
    """Let a decoder go on with lines, with tokens from `among`, (first, last + 1)."""
    first, last = among

    def choose(scores, _):
        some = scores[:, first:last]
        return first + sample_tokens(some, rng, temperature=temperature)

    return write_on(lines, p, choose, tokens=tokens, heads=HEADS)


SEMANTIC, ACOUSTIC = (0, CONTENTS), (CONTENTS, CONTENTS + K)  # tokens of each kind


def write_contents(n, p, rng, *, temperature=1.0, begin=None):
    """Semantic tokens by a decoder that has learned them, (n, 8); `begin` are given ones."""
    given = np.zeros((n, 0), int) if begin is None else np.asarray(begin)
    lines = go_on(
        started(given), p, rng, tokens=sounds.NOTES - given.shape[1], among=SEMANTIC,
        temperature=temperature,
    )  # fmt: skip
    return lines[:, 1:]


def write_coarse(semantic, p, rng, *, temperature=1.0, begin=None):
    """Codes of the first stage for semantic tokens, (n, 40); `begin` are given codes."""
    given = np.zeros((len(semantic), 0), int) if begin is None else np.asarray(begin)
    lines = np.concatenate([semantic, CONTENTS + given], axis=1)
    lines = go_on(
        lines, p, rng, tokens=MOMENTS - given.shape[1], among=ACOUSTIC,
        temperature=temperature,
    )  # fmt: skip
    return lines[:, sounds.NOTES :] - CONTENTS


def write_alone(n, p, rng, *, temperature=1.0):
    """Codes of the first stage by a decoder that has nothing else, (n, 40)."""
    lines = started(np.zeros((n, 0), int))
    return go_on(
        lines, p, rng, tokens=MOMENTS, among=ACOUSTIC, temperature=temperature
    )[:, 1:] - CONTENTS  # fmt: skip


@lru_cache(1)
def fine_chances():
    """How often a stage's code follows the code of the stage before, (3, 32, 32), in shares."""
    ids = encode(learned_from()[0])
    counts = np.zeros((STAGES - 1, K, K))
    for stage in range(STAGES - 1):
        np.add.at(counts[stage], (ids[..., stage], ids[..., stage + 1]), 1)
    return counts / np.maximum(counts.sum(-1, keepdims=True), 1)


def add_fine(coarse, rng):
    """Codes of all stages, (n, 40, 4): what follows the first is drawn from a table of counts."""
    ids = [np.asarray(coarse)]
    for chances in fine_chances():
        with np.errstate(divide="ignore"):
            ids.append(sample_tokens(np.log(chances[ids[-1]]), rng))
    return np.stack(ids, axis=-1)


def kept(waves):
    """Shares of melodies that keep each rule, and all of them."""
    found = sounds.rules(sounds.tell(waves))
    shares = {name: each.mean() for name, each in found.items()}
    return shares | {"all three": np.all([*found.values()], axis=0).mean()}
