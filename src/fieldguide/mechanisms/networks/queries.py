"""Queries between an eye and a reader: the Q-Former of BLIP-2.

A few vectors that have been learned, the *queries*, look at what a frozen image encoder has
made of a picture. There are as many afterwards as before, however large the picture was, and
they are what a frozen language model gets to read. Before that they learn from captions: then
the words of the caption stand behind the queries in one row, and one of three masks says who
may look at whom.

Parameters, d features wide, for an image encoder that is c wide:

    query_tokens                              (k, d), what the queries are at first
    norm                                      behind queries and words, before the blocks
    blocks                                    as in `transformer`, norms after, and with
        cross_attention                       keys and values (c, d); every other block
        cross_attention_norm
        text_feed_forward                     of the words: they think with weights of their
        text_feed_forward_norm                own, and attend with those of the queries
    token_table, position_table               of the words, (v, d) and (m, d)

What belongs to words may be missing: the language model's own words never come here.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import multi_head_attention, prefix_mask
from .norm import layer_norm, new_norm
from .transformer import (
    BERT_EPS,
    SPREAD,
    embed,
    feed_forward,
    gelu,
    new_block,
    new_model,
)

QUERIES = 32  # Li et al. 2023, sec. 3.1
EVERY = 2  # blocks for one that looks at the picture, sec. 3.1

TEXT = {
    "text_feed_forward?": shapes.FEED_FORWARD,
    "text_feed_forward_norm?": shapes.NORM,
}
BLOCK = shapes.BLOCK | {f"{name}?": part for name, part in shapes.CROSS.items()} | TEXT
Q_FORMER = {
    "query_tokens": "k d",
    "norm": shapes.NORM,
    "blocks": [BLOCK],
    "token_table?": "v d",
    "position_table?": "m d",
}


# --- who may look at whom -------------------------------------------------------------


def contrast_mask(*, k, n):
    """Queries see queries, words see words: neither can know the other before they meet.

    Parameters
    ----------
    k, n : int
        Numbers of queries, which stand first, and of words; 0 or more.

    Returns
    -------
    bool array, shape (k + n, k + n)

    Raises
    ------
    ValueError
        If a number is no whole number, or negative.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2 and figure 2, "uni-modal self-attention mask".
    """
    k, n = checks.counts(0, k=k, n=n)
    is_query = np.arange(k + n) < k
    return is_query[:, None] == is_query


def generation_mask(*, k, n):
    """Queries see queries; a word sees all queries and the words up to itself.

    So the next word can be foretold from what the queries hold, and from nothing else of the
    picture; and no query has looked ahead in the text.

    Parameters
    ----------
    k, n : int
        Numbers of queries, which stand first, and of words; 0 or more.

    Returns
    -------
    bool array, shape (k + n, k + n)

    Raises
    ------
    ValueError
        If a number is no whole number, or negative.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2, "multimodal causal self-attention mask". It is
    T5's mask with the queries for a prefix.
    """
    k, n = checks.counts(0, k=k, n=n)
    return prefix_mask(n=k + n, prefix=k)


def matching_mask(*, k, n):
    """Everybody sees everybody: does this text belong to this picture?

    Parameters
    ----------
    k, n : int
        Numbers of queries, which stand first, and of words; 0 or more.

    Returns
    -------
    bool array, shape (k + n, k + n)

    Raises
    ------
    ValueError
        If a number is no whole number, or negative.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2, "bi-directional self-attention mask".
    """
    k, n = checks.counts(0, k=k, n=n)
    return np.ones((k + n, k + n), bool)


# --- the network ----------------------------------------------------------------------


@checks.weights(p=BLOCK)
def query_block(
    x, image, p, *, heads, queries, mask=None, activation=gelu, eps=BERT_EPS
):
    """All attend among themselves; the queries look at the picture; each thinks.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Queries, and behind them words, if there are any.
    image : array, shape (..., m, c)
        What the eye has made of the picture.
    p : dict
        The parts of a block. Without cross_attention the picture is not looked at.
    heads : int
    queries : int
        How many of the n are queries, 1 or more.
    mask : bool array, shape (n, n) or (..., n, n), optional
        Who may look at whom among the n.
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If there are fewer than so many queries, words but no weights for them, or something
        does not fit.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.1; salesforce/LAVIS, Qformer.py, BertLayer.
    """
    x = checks.numbers("x", x, (..., None, len(p["attention"]["query"]["weight"])))
    queries = checks.count("queries", queries, most=x.shape[-2])
    looks = p.get("cross_attention")
    width = len(looks["key"]["weight"]) if looks else None
    image = checks.rows("image", image, width)
    mixed, _ = multi_head_attention(x, x, p["attention"], heads=heads, mask=mask)
    x = layer_norm(x + mixed, p["attention_norm"], eps=eps)  # (..., n, d)
    asking, words = x[..., :queries, :], x[..., queries:, :]
    if looks:
        seen, _ = multi_head_attention(asking, image, looks, heads=heads)
        asking = layer_norm(asking + seen, p["cross_attention_norm"], eps=eps)
    how = {"activation": activation, "eps": eps}
    asking = _think(asking, p["feed_forward"], p["feed_forward_norm"], **how)
    if not words.shape[-2]:
        return asking
    checks.parts("p", p, "text_feed_forward", "text_feed_forward_norm")
    words = _think(words, p["text_feed_forward"], p["text_feed_forward_norm"], **how)
    return np.concatenate([asking, words], axis=-2)  # (..., n, d)


def _think(x, network, norm, *, activation, eps):
    return layer_norm(
        x + feed_forward(x, network, activation=activation), norm, eps=eps
    )


@checks.weights(p=Q_FORMER)
def q_former(image, p, *, heads, ids=None, mask=None, activation=gelu, eps=BERT_EPS):
    """From what the eye sees to as many vectors as there are queries.

    Parameters
    ----------
    image : array, shape (..., m, c)
    p : dict
        As `new_q_former` makes it.
    heads : int
    ids : int array, shape (..., n), optional
        The words of a text that belongs to the picture, or is to be held against it. There
        may be several texts for one picture.
    mask : bool array, shape (k + n, k + n), optional
        Who may look at whom: `contrast_mask`, `generation_mask` or `matching_mask`; without one all see all.
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., k, d), or (..., k + n, d) with words

    Raises
    ------
    ValueError
        If there are words but no tables for them, or something does not fit.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.1. With queries alone autograd can follow.
    """
    image = checks.rows("image", image)
    k, _ = np.shape(p["query_tokens"])
    x = p["query_tokens"] + np.zeros((*image.shape[:-2], 1, 1))  # (..., k, d)
    if ids is not None:
        checks.parts("p", p, "token_table", "position_table")
        words = embed(ids, p)
        checks.one_batch(image=image, words=words)
        batch = np.broadcast_shapes(x.shape[:-2], words.shape[:-2])
        both = [np.broadcast_to(a, (*batch, *a.shape[-2:])) for a in (x, words)]
        x = np.concatenate(both, axis=-2)  # (..., k + n, d)
        n = x.shape[-2]
        mask = None if mask is None else checks.booleans("mask", mask, (n, n))
    x = layer_norm(x, p["norm"], eps=eps)
    how = {"heads": heads, "queries": k, "activation": activation, "eps": eps}
    for block in checks.dicts("blocks", p["blocks"]):
        x = query_block(x, image, block, mask=mask, **how)
    return x


def new_q_former(
    rng,
    *,
    queries,
    d,
    image_width,
    layers,
    every=EVERY,
    vocab_size=0,
    positions=0,
    inner=None,
    spread=SPREAD,
):
    """Parameters of a Q-Former before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    queries, d, image_width : int
        k, d and c.
    layers : int
        0 or more.
    every : int
        The first of so many blocks looks at the picture.
    vocab_size, positions : int
        Of the words; with 0 there are none.
    inner, spread
        As in `transformer.new_block`.

    Returns
    -------
    dict
        For `q_former`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small, or only one of the words' is given.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.1: all but queries and cross-attention begin with
    BERT's weights, which is left out; the queries begin at zero in LAVIS, plus noise of 0.02.
    """
    queries, d, image_width, every = checks.counts(
        queries=queries, d=d, image_width=image_width, every=every
    )
    vocab_size, positions = checks.counts(0, vocab_size=vocab_size, positions=positions)
    if bool(vocab_size) != bool(positions):
        raise ValueError(
            f"vocab_size and positions must both be 0 or both not, got {vocab_size} "
            f"and {positions}"
        )
    sizes = {"d": d, "inner": inner, "spread": spread}
    tables = {"vocab_size": vocab_size or 1, "positions": positions or 1}
    p = new_model(rng, **tables, layers=layers, **sizes)
    words = {name: p.pop(name) for name in ("token_table", "position_table")}
    for number, block in enumerate(p["blocks"]):
        if number % every == 0:
            block["cross_attention"] = _looks(rng, d, image_width, spread)
            block["cross_attention_norm"] = new_norm(d)
        if vocab_size:
            block["text_feed_forward"] = new_block(rng, **sizes)["feed_forward"]
            block["text_feed_forward_norm"] = new_norm(d)
    tokens = {"query_tokens": rng.normal(0, spread, (queries, d))}
    return tokens | p | (words if vocab_size else {})


def _looks(rng, d, c, spread):
    """Attention of what is d wide on what is c wide."""
    p = new_block(rng, d=d, spread=spread)["attention"]
    wide = {"weight": rng.normal(0, spread, (c, d)), "bias": np.zeros(d)}
    return p | {"key": wide, "value": {**wide, "weight": rng.normal(0, spread, (c, d))}}
