"""Sparse attention in bands: a token looks at its neighborhood, and not at all of the past.

Comparing n tokens with each other costs n**2; comparing each with w costs n w. Layers that
look at a band alternate with layers that look at everything, so that nothing is out of
reach for the network as a whole.
"""

import numpy as np

from ... import checks
from .attention import causal_mask


def band_mask(n, *, width):
    """Each token sees itself and the width - 1 before it.

    Parameters
    ----------
    n : int
        Number of tokens.
    width : int
        Tokens that one sees, itself among them. GPT-3's is not published.

    Returns
    -------
    bool array, shape (n, n)
        True where a token may look. If the band is as wide as the text, the causal mask.

    Raises
    ------
    ValueError
        If the width is not a whole number of 1 or more.

    References
    ----------
    Child et al. 2019, Sparse Transformers, arXiv:1904.10509, sec. 4.2;
    openai/sparse_attention, attention.py, get_attn_mask, mode "local".
    """
    place = np.arange(checks.count("n", n, least=0))
    back = place[:, None] - place  # (n, n)  tokens
    return (back >= 0) & (back < checks.count("width", width))


def alternating_masks(layers, *, n, width):
    """A mask for each layer of a decoder: all of the past, a band, all of the past ...

    Parameters
    ----------
    layers, n, width : int
        As in `band_mask`.

    Returns
    -------
    list of bool arrays, shape (n, n)

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.

    References
    ----------
    Brown et al. 2020, GPT-3, arXiv:2005.14165, sec. 2.1: "alternating dense and locally
    banded sparse attention patterns". Which kind comes first, it does not say.
    """
    layers = checks.count("layers", layers)
    masks = causal_mask(n), band_mask(n, width=width)
    return [masks[k % 2] for k in range(layers)]


def band_pairs(n, *, width):
    """How many pairs of tokens a band compares: w n - w (w - 1) / 2.

    Of 5 tokens with a band of 2, the first compares 1 pair and the others 2 each: 9.

    Parameters
    ----------
    n, width : int
        As in `band_mask`.

    Returns
    -------
    int
        With a band as wide as the text, n (n + 1) / 2.

    Raises
    ------
    ValueError
        If the width is not a whole number of 1 or more.
    """
    n = checks.count("n", n, least=0)
    w = min(checks.count("width", width), n)
    return w * n - w * (w - 1) // 2
