"""Attention: each token asks, and gathers what the others have to say.

Masks are True where a token may look, everywhere in this book. Libraries differ: in
transformers a mask often holds 0 for "look" and a large negative number for "do not".

These functions also learn: they use only operators, methods of arrays and NumPy's
element-wise functions, which autograd can follow (see `fieldguide.learning`).
"""

import numpy as np


def softmax(x, axis=-1):
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
    """
    e = np.exp(x - x.max(axis, keepdims=True))  # the shift cancels; exp cannot overflow
    return e / e.sum(axis, keepdims=True)


def attend(scores, v, mask=None):
    """Turn scores into shares and mix the rows of `v` by them.

    Scores (0, ln 3) mix the rows (4, 0) and (0, 4) to (1, 3).

    Parameters
    ----------
    scores : array, shape (..., n, m)
        How much each of n tokens wants of each of m.
    v : array, shape (..., m, d)
        The values.
    mask : bool array, shape (..., n, m) or one that broadcasts to it, optional
        True where a token may look.

    Returns
    -------
    mixed : array, shape (..., n, d)
    shares : array, shape (..., n, m)
        Rows add up to 1; a row that may look nowhere is all 0.

    Raises
    ------
    ValueError
        If `mask` is not bool, or does not fit the scores.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.1 and 3.2.3. The paper is silent
    on rows that may look nowhere; zeros are ours.
    """
    if mask is None:
        shares = softmax(scores)  # (..., n, m)
        return shares @ v, shares  # (..., n, d)
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise ValueError(f"mask must be bool, True where to look, got {mask.dtype}")
    try:
        mask = np.broadcast_to(mask, scores.shape)
    except ValueError:
        raise ValueError(
            f"mask {mask.shape} does not fit scores {scores.shape}"
        ) from None
    somewhere = mask.any(-1, keepdims=True)  # (..., n, 1)
    hide = np.where(mask | ~somewhere, 0, -np.inf)  # (..., n, m)
    shares = softmax(scores + hide) * somewhere  # (..., n, m)
    return shares @ v, shares  # (..., n, d)


def attention(q, k, v, mask=None):
    """Scaled dot-product attention: softmax(q k^T / sqrt(d)) v.

    Parameters
    ----------
    q : array, shape (..., n, d)
        Queries, one for each token that looks.
    k : array, shape (..., m, d)
        Keys, one for each token that is looked at.
    v : array, shape (..., m, e)
        Values, what there is to be had.
    mask : bool array, shape (n, m) or one that broadcasts, optional
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
    d = q.shape[-1]
    if k.shape[-1] != d:
        raise ValueError(f"queries are {d} wide and keys {k.shape[-1]}")
    if k.shape[-2] != v.shape[-2]:
        raise ValueError(f"{k.shape[-2]} keys need as many values, got {v.shape[-2]}")
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(d)  # (..., n, m)
    return attend(scores, v, mask)


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

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3.
    """
    return np.tri(n, dtype=bool)


def prefix_mask(n, prefix):
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
    if not 0 <= prefix <= n:
        raise ValueError(f"the prefix must have 0 to {n} tokens, got {prefix}")
    return causal_mask(n) | (np.arange(n) < prefix)
