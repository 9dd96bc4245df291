"""The machine of *One sequence for everything*: Gato's one moment as a row."""

import numpy as np

from ...mechanisms.attention.attention import linear, new_linear
from ...mechanisms.networks import any_size, patches, spliced, transformer
from ...mechanisms.objectives import episodes
from ...mechanisms.tokens import numbers
from ...training.losses import cross_entropy
from .drawing import Machine

SPREAD = 0.6  # of random weights


def gato_run(picture, words, depth, turn, d=6, seed=3):
    """One moment: a picture, words and a depth are seen, a turn is made and foretold.

    Parameters
    ----------
    picture : array, shape (16, 16, 3)
        In [0, 1]: a single patch.
    words : list of int
        Their tokens.
    depth, turn : float
        What is measured, and what is done about it.
    """
    rng = np.random.default_rng(seed)
    cut = patches.cut_patches(np.asarray(picture), side=any_size.SIDE)
    pixels = any_size.scale_pixels(cut)
    look = new_linear(rng, d=pixels.shape[1], e=d, spread=SPREAD)
    seen = linear(pixels, look)
    observed = {
        "depth": numbers.observation_tokens([depth]),
        "picture": np.full(len(seen), spliced.MARKER),
        "text": words,
    }
    done = numbers.action_tokens([turn])
    ids, asked = episodes.lay_out_step(observed, done, texts=["text"])
    p = transformer.new_model(
        rng,
        vocab_size=episodes.SEPARATOR + 1,
        positions=len(ids),
        d=d,
        layers=2,
        spread=SPREAD,
    )
    marked = ids == spliced.MARKER
    rows = p["token_table"][np.where(marked, 0, ids)]
    logits = spliced.spliced_decoder(ids[:-1], seen, p, heads=1)[asked[1:]]
    return {
        "pixels": pixels, "seen": seen, "tokens": ids[~marked], "rows": rows[~marked],
        "x": spliced.splice(rows, seen, marked), "logits": logits,
        "loss": cross_entropy(logits, ids[asked]), "asked": asked,
    }  # fmt: skip


def gato(picture, words, depth, turn, **sizes):
    """Draw Gato: what is seen and what is done become one row, and the done is foretold."""
    r = gato_run(picture, words, depth, turn, **sizes)
    m = Machine("Gato: one moment in one row", 560)
    m.box("picture", 46, 14, "data", text="a picture")
    m.box("words", 138, 14, "data", text=f"{len(words)} words")
    m.box("numbers", 222, 22, "data", text="a depth,\na turn", tall=34)
    m.box("bins", 222, 80, "fixed", text="bins; the depth\nis squeezed", wide=88).wire(
        "numbers", "bins"
    )
    m.box("table", 170, 150, text="token table", wide=84)
    m.wire("words", "table", into=-32, bend=110)
    m.wire("bins", "table", "tokens", r["tokens"], into=24, bend=116, at=(194, 126))
    m.box("look", 46, 150, text="small network", wide=84)
    m.wire("picture", "look", "pixels", r["pixels"], at=(46, 66))
    m.box("row", 135, 270, "fixed", text="each in its place", wide=120)
    m.wire("look", "row", "", r["seen"], cells={}, into=-34, bend=240, at=(46, 196),
           side="below")  # fmt: skip
    m.wire("table", "row", "", r["rows"], cells={}, into=24, bend=240, at=(170, 196),
           side="right")  # fmt: skip
    m.box("decoder", 135, 416, wide=90, times=2)
    m.wire("row", "decoder", "x", r["x"], cells={}, at=(135, 342))
    m.box("loss", 135, 496, "loss", text="which words, which turn?", wide=150)
    m.wire("decoder", "loss", "logits", r["logits"], at=(135, 460))
    m.box("nats", 135, 546, "data", text=f"{r['loss']:.1f} nats a token")
    m.wire("loss", "nats")
    last = len(r["asked"])
    return m.picture(
        f"A row of {last} places: the depth, the picture, the words, a mark, the turn. Asked "
        f"for are the words and the turn, each one of {r['logits'].shape[-1]:,} tokens; the "
        "mark is the last of them."
    )
