"""The machines of *Pictures as a language*: DALL·E's one stream, Muse's guesses side by side."""

import numpy as np

from ...mechanisms.attention.attention import linear, log_softmax, new_linear
from ...mechanisms.codes.nearest import nearest_code
from ...mechanisms.networks import encoder_decoder as nets
from ...mechanisms.networks import transformer
from ...mechanisms.networks.patches import cut_patches
from ...mechanisms.objectives.streams import join_stream
from ...mechanisms.sampling.parallel import hidden_counts, least_sure
from .drawing import Machine

SPREAD, PATCH = 0.6, 4  # of random weights; pixels of a tile's side


def _words(words):
    known = sorted(set(words))
    return [known.index(w) for w in words], len(known)


def dall_e_run(words, picture, d=6, k=8, seed=2):
    """A caption and a picture as one row of tokens, through a small decoder.

    Parameters
    ----------
    words : list of str
        The caption.
    picture : array, shape (16, 16, 3)
        In [0, 1].
    """
    rng = np.random.default_rng(seed)
    tiles = cut_patches(np.asarray(picture), side=PATCH)
    encoder = new_linear(rng, d=tiles.shape[1], e=d, spread=SPREAD)
    z = linear(tiles - tiles.mean(0), encoder)
    codes = nearest_code(z, z[rng.choice(len(z), k, replace=False)])
    ids, v = _words(words)
    (row,) = join_stream([ids], codes[None], vocab_size=v, text_places=len(ids))
    p = transformer.new_model(
        rng,
        vocab_size=v + len(ids) + k,
        positions=len(row),
        d=d,
        layers=1,
        spread=SPREAD,
    )
    side = int(np.sqrt(len(codes)))
    return {
        "z": z, "codes": codes.reshape(side, side), "row": row,
        "x": transformer.embed(row, p), "scores": transformer.decoder(row, p, heads=1),
    }  # fmt: skip


def dall_e(words, picture, **sizes):
    """Draw DALL·E: a picture becomes codes, and codes stand behind the words."""
    r = dall_e_run(words, picture, **sizes)
    m = Machine("DALL·E learns to continue a caption", 590)
    m.box("caption", 62, 190, "data", text=" ".join(words[:2]) + "\n" + " ".join(words[2:]),
          said="the caption")  # fmt: skip
    m.box("picture", 204, 14, "data", text="picture")
    m.box("look", 204, 62, "frozen", text="look at each tile", wide=112)
    m.wire("picture", "look")
    m.box("nearest", 204, 190, "frozen", text="nearest code", wide=100)
    m.wire("look", "nearest", "z", r["z"], cells={"size": 5}, at=(204, 122))
    m.box("join", 135, 300, "fixed", text="one row: words, then codes", wide=166)
    m.wire("caption", "join", bend=272, into=-30)
    m.wire("nearest", "join", "codes", r["codes"] + 1, cells={}, at=(204, 234), bend=272,
           into=30, side="left")  # fmt: skip
    m.box("decoder", 135, 440, wide=100)
    m.wire("join", "decoder", "x", r["x"], cells={"size": 5}, at=(135, 368))
    m.box("loss", 135, 540, "loss", text="surprise by the next token:\n⅛ words, ⅞ codes", wide=172,
          said="surprise by the next token, one eighth words and seven eighths codes")  # fmt: skip
    m.wire("decoder", "loss", "scores", r["scores"])
    return m.picture(
        "Of the codes a cell shows the number: the stronger the color, the higher. Later the decoder "
        "writes the codes itself, and the tokenizer's other half paints them."
    )


def muse_run(words, codes, open_, d=6, k=8, steps=4, seed=2):
    """One step of filling in: guess all hidden codes, settle the surest.

    Parameters
    ----------
    words : list of str
        The caption.
    codes : int array, shape (4, 4)
        0 ... k - 1.
    open_ : bool array, shape (4, 4)
        Which of them are known already.
    """
    rng, (ids, v) = np.random.default_rng(seed), _words(words)
    codes, known = np.ravel(codes), np.ravel(open_)
    p = nets.new_bart(
        rng, vocab_size=max(v, k + 1), positions=max(len(codes), len(ids)), d=d, layers=1,
        spread=SPREAD,
    )  # fmt: skip
    table, rule = {"token_table": p["token_table"]}, {"heads": 1, "eps": 1e-5}
    memory = transformer.encoder(np.array(ids), table | p["encoder"], **rule)
    y = transformer.embed(np.where(known, codes, k), table | p["decoder"])
    all_ = np.ones((len(codes), len(codes)), bool)
    for block in p["decoder"]["blocks"]:
        y, _ = nets.cross_block(y, memory, block, heads=1, mask=all_)
    scores = y @ p["token_table"][:k].T
    drawn, sure = scores.argmax(-1), log_softmax(scores).max(-1)
    done = int(np.argmax(hidden_counts(len(codes), steps=steps) < (~known).sum()))
    left = int(hidden_counts(len(codes), steps=steps)[done])
    again = least_sure(np.where(known, np.inf, sure)[None], count=left)[0]
    side = int(np.sqrt(len(codes)))

    def grid(values):
        return np.asarray(values).reshape(side, side)

    return {
        "memory": memory, "scores": scores, "left": left,
        "before": grid(np.where(known, codes + 1, 0)),
        "sure": grid(np.where(known, 0, np.exp(sure))),
        "after": grid(np.where(again, 0, np.where(known, codes, drawn) + 1)),
    }  # fmt: skip


def muse(words, codes, open_, **sizes):
    """Draw a step of Muse: all hidden codes are guessed, and few of the guesses stay."""
    r = muse_run(words, codes, open_, **sizes)
    m = Machine("Muse fills in the codes of a picture", 590)
    m.box("caption", 62, 20, "data", text=" ".join(words[:2]) + "\n" + " ".join(words[2:]),
          said="the caption")  # fmt: skip
    m.box("reader", 62, 74, "frozen", text="T5's encoder", wide=92)
    m.wire("caption", "reader")
    m.box("picture", 204, 20, "data", text="codes, most hidden")
    m.box("network", 204, 190, text="every code sees all,\nand the words", wide=126)
    m.wire(
        "picture", "network", "codes", r["before"], cells={}, at=(204, 98), side="left"
    )
    m.sideways("reader", "network", "memory", r["memory"], cells={"size": 5}, at=(62, 136),
               side="below")  # fmt: skip
    m.box("draw", 204, 306, "fixed", text="draw a code a place", wide=120)
    m.wire(
        "network",
        "draw",
        "scores",
        r["scores"],
        cells={"size": 4},
        at=(204, 250),
        side="left",
    )
    m.box("keep", 135, 424, "fixed", text="hide the least sure again", wide=150)
    m.wire("draw", "keep", "how sure", r["sure"], cells={}, bend=338, into=20,
           at=(155, 376))  # fmt: skip
    m.box("next", 135, 570, "data", text="the next step begins with these")
    m.wire("keep", "next", "codes", r["after"], cells={}, at=(135, 500))
    return m.picture(
        f"Empty cells are hidden; {r['left']} of them are after this step. What is settled "
        "stays, and the next guesses see it."
    )
