"""Permutation language modeling: predict in any order, with every word at its place.

XLNet (Yang et al. 2019, arXiv:1906.08237) draws an order in which the words of a sentence
become known. The sentence itself is never shuffled: the order lives in two masks, one
for what a word passes on and one for what it is predicted from.
"""

import numpy as np

from ... import checks, shapes
from ..networks.recurrence import RELATIVE, beside_memory, relative_block

K = 6  # one token in K is predicted; XLNet, section 3.1


def factorization_masks(order):
    """Who may look at whom if words become known in this order: (content, query).

    With the order (2, 0, 1) word 0 becomes known second. Its content may look at words
    2 and 0, its query at word 2 only.

    Parameters
    ----------
    order : int array, shape (n,)
        order[t] is the place of the word that becomes known at time t, from 0.

    Returns
    -------
    content : bool array, shape (n, n)
        Row i: the words known up to word i, itself included.
    query : bool array, shape (n, n)
        The same without word i itself. The row of order[0] is empty.

    Raises
    ------
    ValueError
        If `order` does not name each of n places once.

    References
    ----------
    Yang et al. 2019, section 2.3 and figure 4, where places count from 1.
    """
    time = _time(order)  # (n,)
    return time <= time[:, None], time < time[:, None]


def predicted_places(order, *, k=K):
    """The places whose words are asked for: the last n/k of the order, rounded.

    Of 512 tokens the last 85 are asked for; each of them has at least 427 to go by.

    Parameters
    ----------
    order : int array, shape (n,)
    k : float
        1 or more; 1 asks for all.

    Returns
    -------
    bool array, shape (n,)
        By place, not by time.

    Raises
    ------
    ValueError
        If `order` does not name each place once, or k is below 1.

    References
    ----------
    Yang et al. 2019, section 2.3, "Partial Prediction".
    """
    time = _time(order)
    k = checks.number("k", k, least=1)
    return time >= len(time) - round(len(time) / k)


def order_in_blocks(rng, *, n, block_size):
    """An order for a long row: block after block, each with the same shuffle inside.

    With blocks of 3 and the shuffle (2, 0, 1), six words become known in the order
    (2, 0, 1, 5, 3, 4). So what is predicted can use all blocks before its own.

    Parameters
    ----------
    rng : numpy.random.Generator
        Draws the shuffle.
    n : int
        Places, a multiple of `block_size`.
    block_size : int
        Places in a block; XLNet was trained with 512 in blocks of 256 (perm_size).

    Returns
    -------
    int array, shape (n,)
        order[t] is the place of the word that becomes known at time t.

    Raises
    ------
    ValueError
        If `n` is no multiple of `block_size`.

    References
    ----------
    zihangdai/xlnet, data_utils.py, _local_perm; the paper draws one order for all.
    """
    n, block_size = checks.counts(n=n, block_size=block_size)
    if n % block_size:
        raise ValueError(f"n must be a multiple of block_size, {block_size}, got {n}")
    shuffle = checks.rng(rng).permutation(block_size)  # (block_size,)
    return (np.arange(0, n, block_size)[:, None] + shuffle).ravel()  # (n,)


def released_masks(order, asked, *, marks=None):
    """The masks of the released code, where words not asked for all see each other.

    In the paper's masks a word that only serves as context sees just the context that
    became known before it. The code gives all context to everybody: (content, query).

    Parameters
    ----------
    order : int array, shape (n,)
        The code uses it for the words that are asked for only.
    asked : bool array, shape (n,)
        True at the places whose words are predicted.
    marks : bool array, shape (n,), optional
        True at <sep> and <cls>, which are never asked for. They keep their time in the
        order: who comes before does not see them, and they see what became known by then,
        themselves included.

    Returns
    -------
    content, query : bool array, shape (n, n)
        The query rows of words that are not asked for are used by nobody.

    Raises
    ------
    ValueError
        If `order` does not name each place once, or `asked` or `marks` is not bool, has
        another shape, or they share a place.

    References
    ----------
    zihangdai/xlnet, data_utils.py, _local_perm, whose perm_mask is True where one may not
    look. The paper does not speak of <sep> and <cls>.
    """
    time = _time(order)
    asked = checks.booleans("asked", asked, time.shape)
    marks = np.zeros(time.shape, bool) if marks is None else marks
    marks = checks.booleans("marks", marks, time.shape)
    if (asked & marks).any():
        raise ValueError("marks must not be asked for, got a place that is both")
    time = np.where(asked | marks, time, -1)  # context is known before all else
    query = (time < (time + marks)[:, None]) | ~(asked | marks)
    return query | np.eye(len(time), dtype=bool), query


@checks.weights(p=RELATIVE | {"norm": shapes.NORM})
def two_stream(h, g, content_mask, query_mask, p, *, memory=None, eps=1e-12):
    """One step of both streams: h knows its own word, g only its own place.

    Parameters
    ----------
    h : array, shape (..., n, d)
        Content stream; at first the word vectors.
    g : array, shape (..., n, d)
        Query stream; at first one learned vector, the same for all.
    content_mask, query_mask : bool array, shape (n, n) or (..., n, n)
        True where a token may look, in all heads.
    p : dict
        As in `recurrence.relative_block`, shared by the streams.
    memory : array, shape (..., m, d), optional
        Content of the last segment, for both streams.
    eps : float
        Of the layer norm.

    Returns
    -------
    h, g : array, shape (..., n, d)

    Raises
    ------
    ValueError
        If the streams differ in shape, or a mask does not fit.

    References
    ----------
    Yang et al. 2019, section 2.3, equation of the two streams, and section 2.4 for the
    memory. As in `recurrence.relative_block` the network for each row is left out, and so is
    the term that tells a row's two texts apart (section 2.5). Who may
    look nowhere, first in the order without memory, gets zeros here; transformers' code
    gives it equal shares of all words, its own included.
    """
    h = checks.rows("h", h)
    g = checks.numbers("g", g, h.shape)
    n = h.shape[-2]
    content_mask = checks.booleans("content_mask", content_mask, (..., n, n))
    query_mask = checks.booleans("query_mask", query_mask, (..., n, n))
    if memory is not None:
        memory = checks.numbers("memory", memory, (*h.shape[:-2], None, h.shape[-1]))
    rows = 0 if memory is None else memory.shape[-2]
    seen = h if memory is None else np.concatenate([memory, h], axis=-2)  # never g
    content_mask, query_mask = (
        beside_memory(content_mask, rows),
        beside_memory(query_mask, rows),
    )
    return (
        relative_block(h, seen, p, mask=content_mask, eps=eps),
        relative_block(g, seen, p, mask=query_mask, eps=eps),
    )


def _time(order):
    """When each place becomes known: the inverse permutation."""
    order = checks.integers("order", order, (None,))
    if sorted(order.tolist()) != list(range(len(order))):
        raise ValueError(
            f"order must name each place from 0 once, got {order.tolist()}"
        )
    return np.argsort(order)
