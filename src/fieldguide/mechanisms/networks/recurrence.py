"""Segment-level recurrence: read a long text piece by piece, and remember.

Transformer-XL (Dai et al. 2019, arXiv:1901.02860) keeps what each layer was given for the
last segment and lets the next one look at it. Places are then told by distance, since
a place counted from the start of a segment would mean two words at once.

The parameters of one relative attention, d wide with heads of width e, are a dict, which
`new_relative_block` makes. The names are the paper's:

    W_q    (heads, d, e)    what a token asks
    W_k    (heads, d, e)    what a token can be found by; the paper's W_{k,E}
    W_v    (heads, d, e)    what a token gives
    W_R    (heads, d, e)    what a distance can be found by; W_{k,R}
    W_o    (heads, e, d)    back to the width of the network
    u      (heads, e)       what every token asks of a word
    v      (heads, e)       what every token asks of a distance
    norm                    gain (d,), bias (d,), of the layer norm
"""

import math

import numpy as np

from ... import checks, shapes
from ..attention.attention import attend, causal_mask, for_all_heads
from .norm import layer_norm, new_norm

# the shapes: see `fieldguide.shapes`
RELATIVE = dict.fromkeys(("W_q", "W_k", "W_R"), "h d e")
RELATIVE |= {"W_v": "h d f", "W_o": "h f d", "u": "h e", "v": "h e"}
BASE = 10_000  # the slowest sine turns once in about 2 pi BASE tokens, Vaswani 2017


def new_relative_block(rng, *, d, heads=1):
    """Random weights that stand in for trained ones: variance 1/d, heads of width d/heads.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Width; a multiple of `heads`.
    heads : int

    Returns
    -------
    dict
        See the top of this module. The layer norm changes nothing: gain 1, bias 0.

    Raises
    ------
    ValueError
        If the heads do not share d evenly.
    """
    d = checks.count("d", d)
    heads = checks.heads(heads, d)
    e, spread = d // heads, d**-0.5
    checks.rng(rng)
    into = ("W_q", "W_k", "W_v", "W_R")
    p = {name: rng.normal(0, spread, (heads, d, e)) for name in into}
    p["W_o"] = rng.normal(0, spread, (heads, e, d))
    p["u"], p["v"] = rng.normal(0, spread, (2, heads, e))
    return p | {"norm": new_norm(d)}


# --- how far apart --------------------------------------------------------------------


def relative_encoding(distance, d):
    """R: a row of d/2 sines and then d/2 cosines for each distance, slower and slower.

    With d = 2 the row of distance t is (sin t, cos t); with d = 4 it is
    (sin t, sin(t/100), cos t, cos(t/100)).

    Parameters
    ----------
    distance : int array, shape (t,)
        Tokens; positive for what came before.
    d : int
        Even.

    Returns
    -------
    array, shape (t, d)
        In [-1, 1].

    Raises
    ------
    ValueError
        If d is odd, or distances are no whole numbers.

    References
    ----------
    Dai et al. 2019, section 3.3, which takes the formula of Vaswani et al. 2017 without
    learned numbers. There sines and cosines alternate; the code of kimiyoung/transformer-xl
    (PositionalEmbedding) and XLNet's put all sines first, as here.
    """
    distance, d = checks.integers("distance", distance), checks.count("d", d)
    if d % 2:
        raise ValueError(f"d must be even: as many sines as cosines, got {d}")
    speed = BASE ** (np.arange(0, -d, -2) / d)  # (d/2,)    radian per token
    angle = distance[..., None] * speed  # (t, d/2)  radian
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=-1)


def rel_shift(x):
    """Turn "score of query i with distance c" into "score of query i with word j".

    Row i moves n - i places to the left. Let the numbers be the distances themselves:
    ((2, 1, 0), (2, 1, 0)) becomes ((0, 2), (1, 0)). Query 0 is 0 from word 0, query 1 is
    1 from word 0 and 0 from itself. The 2 is no distance of query 0: word 1 is ahead of
    it, and the number ran over from the row below.

    Parameters
    ----------
    x : array, shape (..., n, t)
        Column c belongs to distance m - c, of m words of which the last n ask.

    Returns
    -------
    array, shape (..., n, t - 1)
        Entry (i, j) is x[i, j + n - i], the one of distance (m - n + i) - j. Where
        j + n - i >= t, x has no such column and the entry comes from the next row:
        with t = m + 1 all words ahead, with t = m + n none of the m words.

    Raises
    ------
    ValueError
        If x has fewer than two axes.

    References
    ----------
    Dai et al. 2019, appendix B. Their code puts a column of zeros in front where ours
    has distance m, which no pair of words has; the result is the same.
    """
    x = checks.array("x", x, (..., None, None))
    *rest, n, t = x.shape
    return x.reshape(*rest, t, n)[..., 1:, :].reshape(*rest, n, t - 1)


def relative_scores(q, k, r, u, v):
    """Four reasons to look: (q_i + u) k_j + (q_i + v) r_{i-j}.

    Written out: (a) q_i k_j, this word wants that word; (b) q_i r_{i-j}, this word wants
    that distance; (c) u k_j, everyone wants that word; (d) v r_{i-j}, everyone wants that
    distance.

    Parameters
    ----------
    q : array, shape (..., n, e)
        Queries of the last n of the m words.
    k : array, shape (..., m, e)
        Keys.
    r : array, shape (..., t, e)
        Keys of the distances m, m - 1, ...: row c belongs to m - c. With t = m + n words
        ahead are told apart too; with t = m + 1 scores of words ahead mean nothing and
        must be masked.
    u, v : array, shape (e,) or one that broadcasts to q

    Returns
    -------
    array, shape (..., n, m)
        Not divided by the root of e.

    Raises
    ------
    ValueError
        If r has too few rows, there are more queries than words, or widths differ.

    References
    ----------
    Dai et al. 2019, section 3.3; the paper numbers the terms (a) to (d).
    """
    q = checks.rows("q", q)
    k, r = checks.rows("k", k, q.shape[-1]), checks.rows("r", r, q.shape[-1])
    n, m, t = q.shape[-2], k.shape[-2], r.shape[-2]
    _among("q", n, "k", m)
    if not m < t <= m + n:
        raise ValueError(f"r needs {m + 1} to {m + n} rows, got {t}")
    return _scores(q, k, r, checks.numbers("u", u), checks.numbers("v", v))


def _among(name, n, others, m):
    if n > m:
        raise ValueError(
            f"{name} must ask for words that are among {others}, got {n} of {m} words"
        )


def _scores(q, k, r, u, v):
    m = k.shape[-2]
    content = (q + u) @ k.swapaxes(-1, -2)  # (..., n, m)      a + c
    place = rel_shift((q + v) @ r.swapaxes(-1, -2))  # (..., n, t - 1)  b + d
    return content + place[..., :m]


@checks.weights(p=RELATIVE)
def relative_attention(x, seen, p, *, mask=None):
    """Attention that knows words and distances; `x` asks, `seen` answers.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Those who ask; they stand at the last n places of `seen`.
    seen : array, shape (..., m, d)
        Memory and segment, one below the other. Keys and values come from here.
    p : dict
        See the top of this module.
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a token may look, in all heads. It has no axis for the heads.

    Returns
    -------
    mixed : array, shape (..., n, d)
    shares : array, shape (..., heads, n, m)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Dai et al. 2019, section 3.3, last equations. They leave out the division by the root
    of e, which their code has (RelPartialLearnableMultiHeadAttn). Dropout is left out.
    """
    heads, d, e = p["W_q"].shape
    f = p["W_v"].shape[-1]
    own, each = (heads, d, e), (heads, e)
    checks.shaped(
        p, W_k=own, W_R=own, W_v=(heads, d, f), W_o=(heads, f, d), u=each, v=each
    )
    x, seen = checks.rows("x", x, d), checks.rows("seen", seen, d)
    n, m = x.shape[-2], seen.shape[-2]
    _among("x", n, "seen", m)
    x, seen = x[..., None, :, :], seen[..., None, :, :]
    q = x @ p["W_q"]  # (..., heads, n, e)
    k, v = seen @ p["W_k"], seen @ p["W_v"]  # (..., heads, m, e)
    r = relative_encoding(np.arange(m, -n, -1), d) @ p["W_R"]  # (heads, m + n, e)
    scores = _scores(q, k, r, p["u"][:, None], p["v"][:, None])
    scores = scores / math.sqrt(e)  # (..., heads, n, m)
    mixed, shares = attend(scores, v, mask=for_all_heads(mask))
    return (mixed @ p["W_o"]).sum(-3), shares  # (..., n, d)


@checks.weights(p=RELATIVE | {"norm": shapes.NORM})
def relative_block(x, seen, p, *, mask=None, eps=1e-5):
    """Attention, then add what was there, then normalize: the mixing half of a layer.

    The other half, a small network that is applied to each row by itself, lets no word
    know of another and is left out here.

    Parameters
    ----------
    x, seen, p, mask
        As in `relative_attention`.
    eps : float
        Of the layer norm: 1e-5 in Transformer-XL's code, 1e-12 in XLNet's.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Dai et al. 2019, section 3.3, last equations.
    """
    x = checks.numbers("x", x)
    mixed, _ = relative_attention(x, seen, p, mask=mask)
    return layer_norm(x + mixed, p["norm"], eps=eps)


# --- memory ---------------------------------------------------------------------------


def remember(memory, h, *, most):
    """The memory after a segment: the last `most` rows of the old one and the segment.

    Parameters
    ----------
    memory : array, shape (m, d)
        m may be 0.
    h : array, shape (n, d)
        What a layer was given for this segment.
    most : int
        Rows to keep, 0 or more.

    Returns
    -------
    array, shape (min(m + n, most), d)
        A constant to whoever learns: no gradient flows into it.

    Raises
    ------
    ValueError
        If `most` is negative, or the widths differ.

    References
    ----------
    Dai et al. 2019, section 3.2; SG is the paper's sign for "no gradient".
    """
    most = checks.count("most", most, least=0)
    h = checks.numbers("h", h, (None, None))
    memory = checks.numbers("memory", memory, (None, h.shape[-1]))
    both = np.concatenate([memory, h])
    return both[max(0, len(both) - most) :]  # not both[-most:], which keeps all if 0


def beside_memory(mask, columns):
    """Put so many columns to the left of a mask: everybody may look at the memory.

    Parameters
    ----------
    mask : bool array, shape (..., n, n)
        Who sees whom within the segment.
    columns : int

    Returns
    -------
    bool array, shape (..., n, rows + n)

    Raises
    ------
    ValueError
        If the mask is not bool, or `columns` is negative.
    """
    mask = checks.booleans("mask", mask, (..., None, None))
    columns = checks.count("columns", columns, least=0)
    return np.concatenate([np.ones((*mask.shape[:-1], columns), bool), mask], axis=-1)


def read_segments(segments, stack, *, most):
    """Read segment after segment; each layer remembers what it was given.

    Parameters
    ----------
    segments : list of arrays, shape (n, d)
        Word vectors, in the order of the text.
    stack : list of functions
        The layers, the lowest first: each, called as layer(h, seen, mask=mask), gives the
        next h, as `relative_block` does once it has its weights.
    most : int
        Rows of memory in each layer; 0 for none.

    Returns
    -------
    list of lists of arrays, shape (n, d)
        out[s][l] is what layer l gives for segment s; out[s][0] are the word vectors.

    Raises
    ------
    ValueError
        If there is no segment, `stack` is no list of functions for
        such arrays, or `most` is negative.

    References
    ----------
    Dai et al. 2019, section 3.2 and figure 2.
    """
    segments = checks.several("segments", segments, checks.numbers, (None, None))
    most = checks.count("most", most, least=0)
    checks.functions("stack", stack)
    memories, out = [segments[0][:0]] * len(stack), []
    for h in segments:
        states, kept = [h], []
        for layer, memory in zip(stack, memories, strict=True):
            h = states[-1]
            mask = beside_memory(causal_mask(len(h)), len(memory))  # (n, m)
            given = layer(h, np.concatenate([memory, h]), mask=mask)
            states.append(checks.numbers("what stack gives", given, h.shape))
            kept.append(remember(memory, h, most=most))
        memories = kept
        out.append(states)
    return out


def reach(*, layers, segment, memory):
    """How many tokens before its own segment can a token know of?

    Three layers, segments of 4 and a memory of 4 reach 12 tokens back. A memory of 1
    reaches 9: the one word that is kept has itself seen its whole segment.

    Parameters
    ----------
    layers, segment, memory : int
        Number of layers; tokens in a segment; tokens of memory in each layer.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If there is no layer, an empty segment or less than no memory.

    References
    ----------
    Dai et al. 2019, section 3.2: O(N L), with memory = segment. The exact count for
    other memories is ours; `read_segments` is the proof.
    """
    layers, segment = checks.counts(layers=layers, segment=segment)
    memory = checks.count("memory", memory, least=0)
    full = segment * -(-memory // segment)  # rounded up to whole segments
    return (layers - 1) * full + memory
