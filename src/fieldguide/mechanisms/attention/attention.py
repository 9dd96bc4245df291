"""Attention: each token asks, and gathers what the others have to say.

Masks are True where a token may look, everywhere in this book. Libraries differ: in
transformers a mask often holds 0 for "look" and a large negative number for "do not".
One row of it, (m,), is for whoever looks; (n, m) has a row for each; what has more axes has
all axes of the scores, so that a mask for sentences never comes to lie on heads.

These functions also learn: they use only operators, methods of arrays and NumPy's
element-wise functions, which autograd can follow (see `fieldguide.training`).
"""

import math

import numpy as np

from ... import checks, shapes


def softmax(x, *, axis=-1):
    """Numbers to shares: exp(x), divided by its sum along `axis`.

    (0, ln 3) becomes (1/4, 3/4). A score of -inf becomes 0.

    Parameters
    ----------
    x : array, shape (..., n)
        At least one finite number along `axis`. Not modified.
    axis : int

    Returns
    -------
    array, shape of `x`
        In [0, 1], adding up to 1 along `axis`.

    Raises
    ------
    ValueError
        If `x` does not hold numbers, or has none along `axis`.
    """
    x = checks.along("x", x, axis)
    e = np.exp(x - x.max(axis, keepdims=True))  # the shift cancels; exp cannot overflow
    return e / e.sum(axis, keepdims=True)


def log_softmax(x):
    """ln of softmax along the last axis, without the detour over tiny probabilities.

    Parameters
    ----------
    x : array, shape (..., v)

    Returns
    -------
    array, shape of `x`
        At most 0, in nats.

    Raises
    ------
    ValueError
        If `x` does not hold numbers.
    """
    x = checks.along("x", x, -1)
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


@checks.batches("scores", "v")
def attend(scores, v, *, mask=None):
    """Turn scores into shares and mix the rows of `v` by them.

    Scores (0, ln 3) mix the rows (4, 0) and (0, 4) to (1, 3).

    Parameters
    ----------
    scores : array, shape (..., n, m)
        How much each of n tokens wants of each of m.
    v : array, shape (..., m, d)
        The values.
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a token may look. What a score is elsewhere does not matter.

    Returns
    -------
    mixed : array, shape (..., n, d)
    shares : array, shape (..., n, m)
        Rows add up to 1; a row that may look nowhere is all 0.

    Raises
    ------
    ValueError
        If `mask` is not bool, or something does not fit the scores.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1 and 3.2.3. The paper is silent
    on rows that may look nowhere; zeros are ours.
    """
    scores = checks.rows("scores", scores)
    v = checks.rows("v", v, n=scores.shape[-1])
    return _attend(scores, v, mask)


def _attend(scores, v, mask):
    """The same for scores and values that have been looked at, or made here."""
    shares = softmax(scores) if mask is None else _masked(scores, mask)  # (..., n, m)
    return shares @ v, shares  # (..., n, d)


def _masked(scores, mask):
    mask = checks.mask("mask", mask, scores.shape)
    somewhere = mask.any(-1, keepdims=True)  # (..., n, 1)
    # a row that looks nowhere needs a number; single precision stays single
    least = np.where(somewhere, -np.inf, 0).astype(scores.dtype)
    most = np.where(mask, np.inf, least)  # (..., n, m)
    seen = np.maximum(np.fmin(scores, most), least)  # what is hidden becomes -inf
    return softmax(seen) * somewhere


@checks.batches("q", "k", "v")
def attention(q, k, v, *, mask=None):
    """Scaled dot-product attention: softmax(q k^T / sqrt(d)) v.

    Parameters
    ----------
    q : array, shape (..., n, d)
        Queries, one for each token that looks.
    k : array, shape (..., m, d)
        Keys, one for each token that is looked at.
    v : array, shape (..., m, e)
        Values, what there is to be had.
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a token may look.

    Returns
    -------
    mixed : array, shape (..., n, e)
    shares : array, shape (..., n, m)
        Rows add up to 1; a row that may look nowhere is all 0.

    Raises
    ------
    ValueError
        If q and k differ in width, or k and v in number, or the mask does not fit.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, equation 1.
    """
    q = checks.rows("q", q)
    d = q.shape[-1]
    k = checks.rows("k", k, d)
    v = checks.rows("v", v, n=k.shape[-2])
    return _attend(_scaled(q, k), v, mask)


def _scaled(q, k):
    """One score for each pair; the root is Python's, to keep single precision single."""
    return q @ k.swapaxes(-1, -2) / math.sqrt(q.shape[-1])  # (..., n, m)


def causal_mask(n):
    """Each token sees itself and what came before: the decoder's mask.

    Parameters
    ----------
    n : int
        Number of tokens.

    Returns
    -------
    bool array, shape (n, n)
        True on and below the diagonal.

    Raises
    ------
    ValueError
        If `n` is not a whole number of 0 or more.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3.
    """
    n = checks.count("n", n, least=0)
    return np.tri(n, dtype=bool)


def prefix_mask(*, n, prefix):
    """The first `prefix` tokens see each other; after them each sees what came before.

    Parameters
    ----------
    n, prefix : int
        Numbers of tokens, 0 <= prefix <= n. A prefix of 0 or 1 is the causal mask.

    Returns
    -------
    bool array, shape (n, n)

    Raises
    ------
    ValueError
        If the prefix is longer than the text, or negative.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, section 3.2.1 and figure 4.
    """
    n = checks.count("n", n, least=0)
    prefix = checks.count("prefix", prefix, least=0, most=n)
    return causal_mask(n) | (np.arange(n) < prefix)


def padding_mask(ids, *, padding_id=0):
    """Nobody looks at padding: tokens that only fill a batch up to one length.

    The ids (7, 9, 0) give the single row (True, True, False), for whoever looks.

    Parameters
    ----------
    ids : int array, shape (..., n)
    padding_id : int
        The id of the padding token, 0 in BERT's vocabulary and in the harbor's.

    Returns
    -------
    bool array, shape (..., 1, n)
        One row for all tokens that look. For a decoder: causal_mask(n) & this.

    Raises
    ------
    ValueError
        If ids are not whole numbers.

    References
    ----------
    google-research/bert, modeling.py, create_attention_mask_from_input_mask; Vaswani et
    al. 2017 are silent on padding.
    """
    ids = checks.integers("ids", ids, (..., None))
    padding_id = checks.count("padding_id", padding_id, least=0)
    return (ids != padding_id)[..., None, :]


@checks.weights(p=shapes.LINEAR)
def linear(x, p):
    """A linear map and a shift: x W + b.

    The row (1, 2) through W = ((1, 0), (0, 10)) and b = (5, 5) becomes (6, 25).

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict
        weight, shape (d, e), and bias, shape (e,) or the number 0.

    Returns
    -------
    array, shape (..., e)

    Raises
    ------
    ValueError
        If x is not d wide, or p lacks a part.

    References
    ----------
    PyTorch stores the weight of nn.Linear as (e, d); GPT-2's Conv1D, as (d, e), like us.
    """
    return _linear(checks.numbers("x", x, (..., len(p["weight"]))), p)


def _linear(x, p):
    weight, bias = checks.affine(p)
    return x @ weight + bias


def new_linear(rng, *, d, e, spread):
    """Parameters of a linear map from d features to e before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d, e : int
    spread : float
        Standard deviation of the weights.

    Returns
    -------
    dict
        weight, shape (d, e), and bias, shape (e,), which is 0.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the spread is negative.
    """
    d, e = checks.counts(d=d, e=e)
    spread = checks.number("spread", spread, least=0)
    return {"weight": checks.rng(rng).normal(0, spread, (d, e)), "bias": np.zeros(e)}


def split_heads(x, heads):
    """Cut the d features of each token into `heads` groups, one for each head.

    With 2 heads, (1, 2, 3, 4) becomes (1, 2) for the first head and (3, 4) for the second.

    Parameters
    ----------
    x : array, shape (..., n, d)
    heads : int
        A divisor of d.

    Returns
    -------
    array, shape (..., heads, n, d / heads)

    Raises
    ------
    ValueError
        If d cannot be divided.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2. The paper gives each head its own
    small projections; side by side they are one large one, cut up here.
    """
    x = checks.array("x", x, (..., None, None))
    return _split(x, checks.heads(heads, x.shape[-1]))


def _split(x, heads):
    *batch, n, d = x.shape
    return x.reshape((*batch, n, heads, d // heads)).swapaxes(-2, -3)


def merge_heads(x):
    """Put the features of all heads side by side again: undoes `split_heads`.

    Parameters
    ----------
    x : array, shape (..., heads, n, e)

    Returns
    -------
    array, shape (..., n, heads * e)

    Raises
    ------
    ValueError
        If x has fewer than three axes.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2, "Concat".
    """
    return _merge(checks.array("x", x, (..., None, None, None)))


def _merge(x):
    *batch, heads, n, e = x.shape
    return x.swapaxes(-2, -3).reshape((*batch, n, heads * e))


def for_all_heads(mask):
    """A mask as several heads need it: with an axis for them, if it has one for sentences.

    One for each of 5 sentences of 7 words, (5, 7, 7), becomes (5, 1, 7, 7), and fits scores
    (5, heads, 7, 7) however many heads there are. One for all, (7, 7), stays as it is.

    Parameters
    ----------
    mask : bool array, shape (m,) or (..., n, m), or None

    Returns
    -------
    bool array, shape (m,), (n, m) or (..., 1, n, m), or None

    Raises
    ------
    ValueError
        If the mask is not bool.
    """
    if mask is None:
        return None
    mask = checks.booleans("mask", mask)
    return mask if mask.ndim < 3 else mask[..., None, :, :]


@checks.weights(p=shapes.ATTENTION)
@checks.batches("x", "context")
def multi_head_attention(x, context, p, *, heads, mask=None):
    """Several attentions at once, each on its own few features.

    `x` looks at `context`. Self-attention: the same array twice. Cross-attention: a
    decoder's states look at those of an encoder.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Asks the queries.
    context : array, shape (..., m, c)
        Gives the keys and values.
    p : dict of dicts
        query, key, value and output, each with a weight and a bias; see `linear`.
    heads : int
        A divisor of the width of queries and keys, and of values.
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a token may look, in all heads. It has no axis for the heads.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, m)

    Raises
    ------
    ValueError
        If the width cannot be shared among the heads, or something does not fit.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.2. The paper writes no biases; its
    offspring BERT and GPT-2 have them.
    """
    d, c = len(p["query"]["weight"]), len(p["key"]["weight"])
    itself = context is x and c == d  # then it is looked at once
    x = checks.rows("x", x, d)
    context = x if itself else checks.rows("context", context, c)
    # once looked at, arrays go through what the functions above do after their checks
    q = _linear(x, p["query"])  # (..., n, a)
    k = _linear(context, p["key"])  # (..., m, a)
    v = _linear(context, p["value"])  # (..., m, b)
    heads = checks.heads(heads, q.shape[-1], v.shape[-1])
    q, k, v = _split(q, heads), _split(k, heads), _split(v, heads)  # (..., heads, ., .)
    mask = None if mask is None else for_all_heads(mask)
    mixed, shares = _attend(_scaled(q, k), v, mask)  # (..., heads, n, b / heads)
    return _linear(_merge(mixed), p["output"]), shares  # (..., n, d)
