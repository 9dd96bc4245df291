"""The machine of *Frames that belong together*: a film as codes, of which the hidden are guessed."""

import numpy as np

from ...mechanisms.codes.nearest import nearest_code
from ...mechanisms.networks import transformer, tubes
from ...mechanisms.networks.captioned import captioned_block, new_captioned_block
from ...mechanisms.sampling.parallel import hide_tokens
from ...training.losses import cross_entropy
from .drawing import Machine

SIDE, SPAN = 8, 2  # pixels and frames of a tube: large ones, so that few rows are drawn
SPREAD = 0.6  # of random weights


def phenaki_run(film, words, d=6, c=8, k=9, share=0.5, seed=6):
    """A film becomes codes; most are hidden, and guessed from the others and from words.

    Parameters
    ----------
    film : array, shape (T, 16, 16, 3)
        In [0, 1]; T is odd.
    words : list of str
        The caption.
    d, c : int
        Features of a code, and of a word.
    k : int
        How many codes there are.
    share : float
        Of the codes that are hidden.
    """
    rng = np.random.default_rng(seed)
    squares, rest = tubes.cut_tubes(
        2 * np.asarray(film, float) - 1, side=SIDE, span=SPAN
    )
    t, m = 1 + len(rest), len(squares)
    p = tubes.new_tube_encoder(
        rng, d=d, m=m, t=t, r=squares.shape[-1], s=rest.shape[-1], e=3, depth=1,
        spread=SPREAD,
    )  # fmt: skip
    z = tubes.encode_tubes(squares, rest, p, heads=1).reshape(-1, 3)
    codes = nearest_code(z, z[rng.choice(len(z), k, replace=False)])
    shown, hidden = hide_tokens(codes[None], [share], rng, mask_id=k)
    known = sorted({*words})
    reader = transformer.new_model(
        rng, vocab_size=len(known), positions=len(words), d=c, layers=1, spread=SPREAD
    )
    memory = transformer.encoder([known.index(w) for w in words], reader, heads=1)
    table = rng.normal(0, SPREAD, (k + 1, d))
    x = table[shown[0]] + rng.normal(0, SPREAD, (len(codes), d))
    x, _ = captioned_block(x, memory, new_captioned_block(rng, d=d, c=c), heads=1)
    scores = x @ table[:k].T

    def grid(values):
        """A row a moment."""
        return np.reshape(values, (t, m))

    return {
        "tubes": rest.reshape(-1, rest.shape[-1]), "z": z, "codes": grid(codes + 1),
        "shown": grid(np.where(hidden[0], 0, codes + 1)), "memory": memory, "scores": scores,
        "loss": cross_entropy(scores[hidden[0]], codes[hidden[0]]),
    }  # fmt: skip


def phenaki(film, words, **sizes):
    """Draw Phenaki as it learns to guess a film's codes."""
    r = phenaki_run(film, words, **sizes)
    m = Machine("Phenaki learns to guess the codes of a film", 620)
    m.box("film", 184, 14, "data", text="a film, cut into tubes")
    m.box("space", 184, 64, "frozen", text="look around in space", wide=122)
    m.wire("film", "space")
    m.box("time", 184, 112, "frozen", text="look back in time", wide=122)
    m.wire("space", "time")
    m.box("nearest", 184, 214, "frozen", text="nearest code", wide=92)
    m.wire("time", "nearest", "z", r["z"], cells={"size": 5}, at=(184, 159))
    m.box("hide", 184, 314, "fixed", text="hide most of them", wide=112)
    m.wire("nearest", "hide", "codes", r["codes"], cells={}, at=(184, 264))
    m.box("words", 58, 214, "data", text=" ".join(words[:3]) + "\n" + " ".join(words[3:]),
          said="the caption")  # fmt: skip
    m.box("reader", 58, 280, "frozen", text="T5’s encoder", wide=92)
    m.wire("words", "reader")
    m.box("network", 184, 446, text="every code sees all,\nand the words", wide=126)
    m.wire("hide", "network", "shown", r["shown"], cells={}, at=(184, 370))
    m.sideways("reader", "network", "memory", r["memory"], cells={"size": 5}, at=(58, 360),
               side="below")  # fmt: skip
    m.box("loss", 184, 556, "loss", text="which codes are hidden?", wide=142)
    m.wire(
        "network",
        "loss",
        "scores",
        r["scores"],
        cells={"size": 4},
        at=(184, 500),
        side="left",
    )
    m.box("nats", 184, 606, "data", text=f"{r['loss']:.2f} nats a code")
    m.wire("loss", "nats")
    return m.picture(
        "A row of codes is a moment: the first frame, and then pairs of frames. Of a cell's code "
        "the shade tells the number; empty ones are hidden. Later all begin hidden, and the "
        "network fills them in."
    )
