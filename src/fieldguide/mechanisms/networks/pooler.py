"""Ask a picture a fixed number of questions: attention whose queries are learned.

However many patches there are, so many vectors come out as there are queries. One query sums
the whole picture up; many leave its parts apart.
"""

import numpy as np

from ... import checks, shapes
from ...training import layers
from ..attention.attention import new_linear
from .norm import new_norm
from .transformer import GPT2_EPS

POOLER = {
    "queries": "k d",
    "attention": shapes.ATTENTION,
    "norm": shapes.NORM,
}


@checks.weights(p=POOLER)
def attentional_pool(x, p, *, heads, eps=GPT2_EPS):
    """As many vectors as there are learned queries, whatever the number of rows.

    Parameters
    ----------
    x : array, shape (..., m, c)
        What is to be summed up, such as a picture's patches.
    p : dict
        queries, shape (k, d), attention and norm.
    heads : int
        A divisor of d.
    eps : float
        Of the layer norm.

    Returns
    -------
    array, shape (..., k, d)
        The same if the rows of x come in another order.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Yu et al. 2022, CoCa, arXiv:2205.01917, section 3.2, "Attentional Poolers": one layer of
    multi-head attention with the encoder's output as keys and values; 256 queries for
    captions, 1 for the contrast. The norm behind it stands in the paper's pseudocode, figure 2.
    """
    x = checks.numbers("x", x, (..., None, len(p["attention"]["key"]["weight"])))
    queries = checks.numbers("queries", p["queries"], (None, None))
    queries = queries + np.zeros((*x.shape[:-2], 1, 1))  # the same for every picture
    pooled = layers.multi_head_attention(queries, x, p["attention"], heads=heads)
    return layers.norm(pooled, p["norm"], eps=eps)  # (..., k, d)


def new_pooler(rng, *, d, c, queries, spread):
    """Parameters of a pooler before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Features of what comes out.
    c : int
        Features of what is asked.
    queries : int
    spread : float
        Standard deviation of the weights; that of the queries is 1.

    Returns
    -------
    dict
        For `attentional_pool`.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the spread is negative.
    """
    d, c, queries = checks.counts(d=d, c=c, queries=queries)
    spread = checks.number("spread", spread, least=0)
    into = {"query": d, "key": c, "value": c, "output": d}
    return {
        "queries": checks.rng(rng).normal(0, 1, (queries, d)),
        "attention": {
            name: new_linear(rng, d=wide, e=d, spread=spread)
            for name, wide in into.items()
        },
        "norm": new_norm(d),
    }
