"""Keys and values that are kept, so that a decoder reads each word only once.

What a word's key and value are depends on it and on what stands before it, never on what
comes after: the mask sees to that. So they need not be computed again when the text grows.

A cache is a list with a dict for each block: key and value, both of shape (..., h, m, d / h)
for the m tokens that have been read.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import attention, linear, merge_heads, split_heads
from .norm import layer_norm
from .transformer import GPT2_EPS, feed_forward, gelu_tanh


@checks.weights(p=shapes.SELF)
def cached_attention(x, p, *, heads, kept=None):
    """Self-attention of new tokens, which look at themselves and at all that was kept.

    Parameters
    ----------
    x : array, shape (..., n, d)
        The new tokens only.
    p : dict of dicts
        query, key, value and output, as in `multi_head_attention`.
    heads : int
    kept : dict, optional
        key and value of the m tokens before, each (..., heads, m, d / heads).

    Returns
    -------
    out : array, shape (..., n, d)
    kept : dict
        key and value of all m + n tokens. What was given is not modified.

    Raises
    ------
    ValueError
        If what was kept does not fit the new tokens, or something else does not fit.

    References
    ----------
    openai/gpt-2, src/model.py, attn with its `past`; the mask counts from the lower right
    corner there as well. The paper does not mention it.
    """
    x = checks.numbers("x", x, (..., None, len(p["query"]["weight"])))
    q, k, v = (
        split_heads(linear(x, p[name]), heads) for name in ("query", "key", "value")
    )  # (..., heads, n, d / heads) each
    n = x.shape[-2]
    if kept is not None:
        k, v = _behind(kept, "key", k), _behind(kept, "value", v)
    m = k.shape[-2]  # all tokens
    checks.same_shape(key=k[..., 0], value=v[..., 0])
    seen = (
        np.arange(m) <= np.arange(m - n, m)[:, None]
    )  # last n rows of the causal mask
    mixed, _ = attention(q, k, v, mask=seen)  # (..., heads, n, d / heads)
    return linear(merge_heads(mixed), p["output"]), {"key": k, "value": v}


@checks.weights(p=shapes.BLOCK)
def cached_block(x, p, *, heads, kept=None, activation=gelu_tanh, eps=GPT2_EPS):
    """A pre-norm block on new tokens: as `pre_norm_block`, but what came before is kept.

    Parameters
    ----------
    x, kept
        As in `cached_attention`.
    p, heads, activation, eps
        As in `pre_norm_block`.

    Returns
    -------
    x : array, shape (..., n, d)
    kept : dict

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    openai/gpt-2, src/model.py, block.
    """
    x = checks.rows("x", x)
    y = layer_norm(x, p["attention_norm"], eps=eps)  # (..., n, d)
    mixed, kept = cached_attention(y, p["attention"], heads=heads, kept=kept)
    x = x + mixed
    y = layer_norm(x, p["feed_forward_norm"], eps=eps)
    return x + feed_forward(y, p["feed_forward"], activation=activation), kept


@checks.weights(p=shapes.MODEL)
def read_on(ids, p, *, heads, cache=None, activation=gelu_tanh, eps=GPT2_EPS):
    """GPT-2's decoder on the next tokens of a text of which the beginning has been read.

    Reading a text in pieces gives the scores that `decoder` gives on the whole of it.

    Parameters
    ----------
    ids : int array, shape (..., n)
        The tokens that have not been read yet.
    p, heads, activation, eps
        As for `decoder`.
    cache : list of dicts, optional
        What the call before has returned; without it the text begins here.

    Returns
    -------
    logits : array, shape (..., n, v)
        Row i scores what may follow token i.
    cache : list of dicts
        Keys and values of all tokens so far. What was given is not modified.

    Raises
    ------
    ValueError
        If there is no token, the cache is of another model or another batch, its blocks have
        read texts of different lengths, or the text gets longer than the position table.

    References
    ----------
    Radford et al. 2019, section 2.3; openai/gpt-2, src/model.py, model with its `past`.
    """
    checks.tables(p, "token_table", "position_table")
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    checks.dicts("blocks of p", p["blocks"])
    n = checks.count("length of ids", ids.shape[-1])
    before = _length(cache, len(p["blocks"]))
    m = checks.places("cache and ids", before + n, p["position_table"])
    x = p["token_table"][ids] + p["position_table"][before:m]  # (..., n, d)
    kept = []
    for block, old in zip(p["blocks"], cache or [None] * len(p["blocks"]), strict=True):
        x, new = cached_block(
            x, block, heads=heads, kept=old, activation=activation, eps=eps
        )
        kept.append(new)
    x = layer_norm(x, p["norm"], eps=eps)
    return x @ p["token_table"].T, kept  # (..., n, v)


def _behind(kept, name, new):
    """The new rows behind those that were kept, which must be of the same batch and heads."""
    checks.parts("kept", kept, "key", "value")
    *batch, _, e = new.shape
    old = checks.numbers(f"kept {name}", kept[name], (*batch, None, e))
    return np.concatenate([old, new], axis=-2)


def _length(cache, blocks):
    """How many tokens a cache has; 0 without one. It must be whole."""
    if cache is None:
        return 0
    if not isinstance(cache, list) or len(cache) != blocks:
        size = len(cache) if isinstance(cache, list) else repr(cache)[:60]
        raise ValueError(f"cache must be a list of {blocks} dicts, got {size}")
    lengths = {
        np.shape(checks.parts("cache", kept, "key", "value")[name])[-2:-1]
        for kept in cache
        for name in ("key", "value")
    }
    if len(lengths) != 1 or lengths == {()}:
        found = ", ".join(sorted(f"{n[0]}" if n else "none" for n in lengths))
        raise ValueError(f"cache must have one length in all blocks, got {found}")
    return lengths.pop()[0]
