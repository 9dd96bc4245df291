"""The machines of *Sound as tokens*: AudioLM's three decoders, Jukebox's three speeds."""

import numpy as np

from ...mechanisms.codes.nearest import nearest_code
from ...mechanisms.codes.residual import quantize_residual, three_rows
from ...mechanisms.networks import transformer
from ...mechanisms.sounds.spectra import spectrum
from .drawing import Machine

SPREAD = 0.6  # of random weights
FRAME, NOTE = 100, 500  # numbers, as `harbor.sounds` has them (a test compares)
LEVELS, HOPS = ("bottom", "middle", "top"), (8, 32, 128)  # Jukebox's


def _picked(x, rng, k):
    """Codes by chance: some of the vectors."""
    return x[rng.choice(len(x), k, replace=False)]


def audiolm_run(wave, stages=3, k=4, d=6, seed=3):
    """A short sound as content and codes, and what three decoders make of the rows.

    Parameters
    ----------
    wave : array, shape (n,)
        Whole notes of 500 numbers, two or more.
    """
    rng = np.random.default_rng(seed)
    frames = wave.reshape(-1, FRAME)
    tones = spectrum(wave.reshape(-1, NOTE), size=NOTE, hop=NOTE // 2, window=NOTE)[
        :, 1
    ]
    semantic = nearest_code(tones, tones[:2])
    left, books = frames, []
    for _ in range(stages):
        books.append(_picked(left, rng, k))
        left = left - books[-1][nearest_code(left, books[-1])]
    ids = quantize_residual(frames, np.stack(books))
    rows = three_rows(semantic, ids, coarse=1, semantic_size=2, size=k)
    p = transformer.new_model(
        rng,
        vocab_size=2 + stages * k,
        positions=ids.size,
        d=d,
        layers=1,
        spread=SPREAD,
    )
    scores = {name: transformer.decoder(row, p, heads=1) for name, row in rows.items()}
    return {
        "semantic": semantic[None] + 1, "coarse": ids[:, :1].T + 1,
        "content": scores["semantic"][:, :2],
        "first": scores["coarse"][len(semantic) :, 2 : 2 + k],
        "more": scores["fine"][len(frames) :, 2 + k :],
        "codes": ids + 1,
    }  # fmt: skip


def audiolm(wave, **sizes):
    """Draw AudioLM: what is played is continued first, how it sounds after that."""
    r = audiolm_run(wave, **sizes)
    frames, stages = r["codes"].shape
    m = Machine("AudioLM goes on with a sound", 590)
    m.box("sound", 135, 14, "data", text="the beginning of a sound")
    m.box("hear", 60, 72, "frozen", text="what is played?", wide=96)
    m.box("code", 205, 72, "frozen", text=f"codes in {stages} stages", wide=108)
    m.wire("sound", "hear", bend=36).wire("sound", "code", bend=36)
    m.box("content", 60, 190, text="decoder 1:\ncontent", wide=84)
    m.wire("hear", "content", "semantic", r["semantic"], cells={}, at=(60, 134),
           side="below")  # fmt: skip
    m.box("first", 135, 320, text="decoder 2:\nfirst stage", wide=92)
    m.wire("content", "first", "scores", r["content"], cells={}, bend=276, into=-24,
           at=(60, 246))  # fmt: skip
    m.wire("code", "first", "coarse", r["coarse"], cells={}, bend=276, into=24, at=(205, 176),
           side="below")  # fmt: skip
    m.box("more", 135, 448, text=f"decoder 3:\n{stages - 1} more stages", wide=110)
    m.wire("first", "more", "scores", r["first"], cells={"size": 6}, at=(135, 384))
    m.box("add", 135, 528, "fixed", text="add up the codes of a frame", wide=164)
    m.wire("more", "add", "scores", r["more"], at=(135, 494))
    m.box("next", 135, 576, "data", text="the sound goes on").wire("add", "next")
    return m.picture(
        f"{r['semantic'].size} notes are {frames} frames of {stages} codes. Cells of tokens "
        "show their numbers: the stronger the color, the higher."
    )


def jukebox_run(wave, k=8, d=6, seed=4):
    """A short sound as codes at three hops, a column for what a top code spans, and scores.

    Parameters
    ----------
    wave : array, shape (n,)
        A multiple of 128 numbers, 1,024 or more.
    """
    rng, made = np.random.default_rng(seed), {}
    for name, hop in zip(LEVELS, HOPS, strict=True):
        x = wave.reshape(-1, hop)
        ids = nearest_code(x, _picked(x, rng, k))
        p = transformer.new_model(
            rng, vocab_size=k, positions=len(ids), d=d, layers=1, spread=SPREAD
        )
        spans = ids.reshape(-1, max(HOPS) // hop)
        made |= {
            name: spans.T + 1,
            f"{name}_scores": transformer.decoder(ids, p, heads=1),
        }
    return made


def jukebox(wave, **sizes):
    """Draw Jukebox: three codebooks at three speeds, and the slowest is written first."""
    r = jukebox_run(wave, **sizes)
    m = Machine("Jukebox writes codes at three speeds", 500)
    m.box("music", 135, 14, "data", text=f"music, {wave.size:,} numbers")
    columns = {"bottom": 224, "middle": 135, "top": 46}
    for (name, x), hop in zip(columns.items(), HOPS, strict=True):
        m.box(name, x, 80, "frozen", text=f"{hop} numbers\na code", wide=78)
        m.wire("music", name, bend=44)
    m.box("writer", 46, 262, text="writer, told\nthe artist", wide=80)
    m.box("up", 135, 330, text="upsampler", wide=78)
    m.box("up again", 224, 390, text="upsampler", wide=78, said="a second upsampler")
    for name, to in zip(columns, ("up again", "up", "writer"), strict=True):
        m.wire(name, to, name, r[name], cells={"size": 5}, at=(columns[name], 172),
               side="below")  # fmt: skip
    m.sideways("writer", "up", "scores", r["top_scores"], at=(28, 352))
    m.sideways("up", "up again", "scores", r["middle_scores"], at=(112, 412))
    m.box("play", 200, 476, "fixed", text="codes back to sound", wide=128)
    m.wire(
        "up again",
        "play",
        "scores",
        r["bottom_scores"],
        into=24,
        at=(224, 434),
        side="left",
    )
    return m.picture(
        "A column is what one code of the top level spans. Each level has a codebook and an "
        "autoencoder of its own, trained beforehand."
    )
