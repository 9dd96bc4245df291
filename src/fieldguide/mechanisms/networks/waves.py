"""A decoder whose places are waves that nothing has to learn: CTRL's network.

Parameters are those of `transformer.decoder`, with a bias for each token's score in place
of a table of places.
"""

import math

import numpy as np

from ... import checks, shapes
from ..attention.attention import causal_mask
from ..attention.positions import sinusoidal_positions
from .norm import layer_norm
from .transformer import pre_norm_block, relu

PARTS = {k: shapes.MODEL[k] for k in ("token_table", "norm", "blocks")} | {"bias": "v?"}
CTRL_EPS = 1e-6  # of the layer norms, salesforce/ctrl, transformer.py


@checks.weights(p=PARTS)
def wave_decoder(ids, p, *, heads, activation=relu, eps=CTRL_EPS):
    """From token ids to scores for the next token, in the manner of CTRL.

    A token's vector is multiplied by sqrt(d) before the waves of its place are added, which
    are as large as 1; the sines come first and all cosines after them.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        token_table, shape (v, d) with d even, bias, shape (v,), norm and blocks.
    heads : int
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what may follow token i.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Keskar et al. 2019, arXiv:1909.05858, section 3; salesforce/ctrl, transformer.py
    (Encoder) and generation.py (TiedEmbeddingSoftmax). Without dropout.
    """
    v, d = np.shape(p["token_table"])
    checks.features("p['token_table'].T", p["token_table"].T, p, "bias")
    ids = checks.ids("ids", ids, v, (..., None))
    n = ids.shape[-1]
    waves = sinusoidal_positions(n=n, d=d)  # (n, d)  sine and cosine side by side
    waves = np.concatenate([waves[:, 0::2], waves[:, 1::2]], axis=1)
    x = math.sqrt(d) * p["token_table"][ids] + waves  # (..., n, d)
    mask = causal_mask(n)
    for block in checks.dicts("blocks of p", p["blocks"]):
        x = pre_norm_block(
            x, block, heads=heads, mask=mask, activation=activation, eps=eps
        )
    x = layer_norm(x, p["norm"], eps=eps)
    return x @ p["token_table"].T + p["bias"]  # (..., n, v)
