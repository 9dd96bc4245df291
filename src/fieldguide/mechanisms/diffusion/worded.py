"""A denoiser of latent pictures whose places look at the words of a caption.

The latent is a small picture: n places with a few numbers each. A place is told where it is
and how much noise there is; what is to be seen it finds out itself, by looking at the words.
"""

import numpy as np

from ... import checks, shapes
from ...training import layers, primitives
from ...training.descent import train
from ...training.primitives import gelu_tanh
from ..attention.attention import linear, new_linear
from ..networks.captioned import CAPTIONED, EPS, captioned_block, new_captioned_block
from .learned import AVERAGE, DROPPED, OCTAVES, level_features, noisy_examples
from .steps import add_noise

PADDING = 0  # the id that fills captions up
STEP_SIZE = 0.006

WORDED = {
    "enter": shapes.affine("k", "d"),
    "level": shapes.affine("l", "d"),
    "place_table": "n d",
    "token_table": "v c",
    "blocks": [CAPTIONED],
    "leave": shapes.affine("d", "k"),
}


def new_worded(rng, *, positions, k, vocab_size, d, blocks=1):
    """Parameters of a denoiser that reads, before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    positions, k : int
        Of a latent picture, and numbers of each.
    vocab_size : int
        Of the captions.
    d : int
        Features of a place, and of a word.
    blocks : int

    Returns
    -------
    dict
        For `worded_denoiser`.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.
    """
    positions, k, vocab_size = checks.counts(
        positions=positions, k=k, vocab_size=vocab_size
    )
    d, blocks = checks.counts(d=d, blocks=blocks)
    rng = checks.rng(rng)
    return {
        "enter": new_linear(rng, d=k, e=d, spread=k**-0.5),
        "level": new_linear(rng, d=2 * OCTAVES, e=d, spread=(2 * OCTAVES) ** -0.5),
        "place_table": rng.normal(0, 0.3, (positions, d)),
        "token_table": rng.normal(0, 1, (vocab_size, d)),
        "blocks": [
            new_captioned_block(rng, d=d, c=d, inner=2 * d) for _ in range(blocks)
        ],
        "leave": new_linear(rng, d=d, e=k, spread=0.1 * d**-0.5),
    }


@checks.weights(p=WORDED)
def worded_denoiser(x, ids, p, *, alpha_bar, heads):
    """What the network guesses to lie below the noise, and at which words each place looked.

    Parameters
    ----------
    x : array, shape (b, n, k)
        Noisy latent pictures.
    ids : int array, shape (b, m)
        Their captions, filled up with 0.
    p : dict
        As `new_worded` makes it.
    alpha_bar : array, shape (b,)
        In [0, 1]: what is left of each picture.
    heads : int
        A divisor of the width.

    Returns
    -------
    guess : array, shape (b, n, k)
    shares : list of arrays, shape (b, heads, n, m)
        One for each block.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    After Rombach et al. 2021, arXiv:2112.10752, section 3.3 and figure 3, whose network is a
    U-Net with such blocks, and whose words go through a Transformer first.
    """
    places = len(p["place_table"])
    x = checks.numbers("x", x, (None, places, len(p["enter"]["weight"])))
    ids = checks.ids("ids", ids, len(p["token_table"]), (len(x), None))
    alpha_bar = checks.finite("alpha_bar", alpha_bar, (len(x),))
    level = linear(level_features(alpha_bar), p["level"])  # (b, d)
    h = linear(x, p["enter"]) + p["place_table"] + level[:, None, :]
    words = p["token_table"][ids]  # (b, m, d)
    mask = np.broadcast_to((ids != PADDING)[:, None], (len(x), places, ids.shape[1]))
    all_shares = []
    for block in checks.dicts("blocks", p["blocks"]):
        h, shares = captioned_block(
            h, words, block, heads=heads, mask=mask, activation=gelu_tanh
        )
        all_shares.append(shares)
    return linear(h, p["leave"]), all_shares


@checks.weights(p=WORDED)
def teach_worded(
    p, x, ids, blank, rng, *, alpha_bars, heads, size=64, steps=600, dropped=DROPPED,
    step_size=STEP_SIZE, average=AVERAGE,
):  # fmt: skip
    """Train a denoiser that reads, as `learned.teach_denoiser` does.

    Parameters
    ----------
    p : dict
        As `new_worded` makes it. Not modified.
    x : array, shape (m, n, k)
        Clean latent pictures.
    ids : int array, shape (m, w)
        Their captions.
    blank : int array, shape (w,)
        The caption that says nothing.
    rng : numpy.random.Generator
    alpha_bars : array, shape (times,)
    heads, size, steps : int
    dropped, step_size, average : float
        See `learned.teach_denoiser`.

    Returns
    -------
    p : dict
    losses : array, shape (steps,)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    rows = len(p["token_table"])
    ids = checks.ids("ids", ids, rows, (None, None))
    blank = checks.ids("blank", blank, rows, (ids.shape[1],))
    examples = noisy_examples(
        x, ids, blank, rng, alpha_bars=alpha_bars, size=size, steps=steps,
        dropped=dropped,
    )  # fmt: skip
    # once with its checks, which say what does not fit
    some, left = np.asarray(x)[:1], np.ones(min(1, len(x)))
    worded_denoiser(some, ids[:1], p, alpha_bar=left, heads=heads)

    def loss(p, x, noise, ids, left):
        noisy = add_noise(x, noise, alpha_bar=left[:, None, None])
        guess = _guess(noisy, ids, p, alpha_bar=left, heads=heads)
        return ((guess - x) ** 2).mean()

    p, losses, _ = train(loss, p, examples, step_size=step_size, average=average)
    return p, losses


def _guess(x, ids, p, *, alpha_bar, heads):
    """The guess of `worded_denoiser`, made of the primitives, so that it learns sooner.

    Its blocks are those of `captioned_block`; a test compares the two guesses.
    """
    level = layers.linear(level_features(alpha_bar), p["level"])
    h = layers.linear(x, p["enter"]) + p["place_table"] + level[:, None, :]
    words = primitives.take(p["token_table"], ids)
    mask = np.broadcast_to(
        (ids != PADDING)[:, None], (len(x), x.shape[1], ids.shape[1])
    )
    for block in p["blocks"]:
        y = layers.norm(h, block["attention_norm"], eps=EPS)
        h = h + layers.multi_head_attention(y, y, block["attention"], heads=heads)
        y = layers.norm(h, block["cross_attention_norm"], eps=EPS)
        h = h + layers.multi_head_attention(
            y, words, block["cross_attention"], heads=heads, mask=mask
        )
        y = layers.norm(h, block["feed_forward_norm"], eps=EPS)
        part = block["feed_forward"]
        inner = layers.linear(y, part["up"]) * gelu_tanh(layers.linear(y, part["gate"]))
        h = h + layers.linear(inner, part["down"])
    return layers.linear(h, p["leave"])
