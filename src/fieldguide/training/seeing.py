"""A training step of a reader that looks at pictures between its blocks, of the primitives.

The same numbers as `mechanisms.networks.gated.seeing_decoder` and the mean of -log softmax
give, in a fraction of the time; a test compares the two, with their gradients.
"""

import numpy as np

from .. import checks, shapes
from . import primitives as step
from .layers import feed_forward, multi_head_attention, norm, pre_norm_block
from .next_word import next_word_scores


@checks.weights(p=shapes.LOOK)
def gated_look(x, memory, p, *, heads, activation, mask=None, eps=1e-5):
    """Add what is seen, times tanh of a gate; then what a small network says, likewise.

    Parameters
    ----------
    x : array, shape (..., n, d)
    memory : array, shape (..., m, c)
        Tokens of the pictures.
    p : dict
        As `mechanisms.networks.gated.new_gated_look` makes it.
    heads : int
        A divisor of d.
    activation : function
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a word may look; who may look nowhere is given nothing.
    eps : float
        Of the norms.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    memory = checks.numbers(
        "memory", memory, (..., None, len(p["attention"]["key"]["weight"]))
    )
    checks.shaped(p, attention_gate=(1,), feed_forward_gate=(1,))
    y = norm(x, p["attention_norm"], eps=eps)
    found = multi_head_attention(y, memory, p["attention"], heads=heads, mask=mask)
    if mask is not None:
        found = found * np.any(mask, -1)[..., None]
    x = x + np.tanh(p["attention_gate"]) * found
    y = norm(x, p["feed_forward_norm"], eps=eps)
    inner = feed_forward(y, p["feed_forward"], activation=activation)
    return x + np.tanh(p["feed_forward_gate"]) * inner


@checks.weights(looks=[shapes.LOOK], p=shapes.MODEL)
def seeing_loss(
    looks, p, ids, memory, asked, mask=None, *, heads, activation, look_activation,
    eps=1e-5,
):  # fmt: skip
    """How surprised a reader that sees is by each next word, in nats a word.

    Parameters
    ----------
    looks : list of dicts
        A look before each block. They learn; the reader stays as it is.
    p : dict
        The reader, as `mechanisms.networks.transformer.new_model` makes it.
    ids : int array, shape (b, n)
        Texts of one length.
    memory : array, shape (b, m, c)
        Tokens of their pictures.
    asked : bool array, shape (b, n)
        Which words count; never the first.
    mask : bool array, shape (b, n, m), optional
        Where each word may look.
    heads : int
    activation, look_activation : function
        Of the reader's small networks, and of the looks'.
    eps : float
        Of the norms.

    Returns
    -------
    float
        The mean over all words that are asked for.

    Raises
    ------
    ValueError
        If there is not one look a block, nothing is asked for, or something does not fit.
    """
    blocks = checks.dicts("blocks", p["blocks"])
    if len(checks.dicts("looks", looks)) != len(blocks):
        raise ValueError(f"looks must be {len(blocks)}, one a block, got {len(looks)}")
    ids = checks.ids("ids", ids, len(p["token_table"]), (None, None))
    asked = checks.asked("asked", asked, ids.shape)
    memory = checks.numbers("memory", memory, (len(ids), None, None))
    checks.function("look_activation", look_activation)
    n = checks.places("ids", ids.shape[1] - 1, p["position_table"])
    if mask is not None:
        mask = checks.booleans("mask", mask, (*ids.shape, memory.shape[1]))[:, :-1]
    x = step.take(p["token_table"], ids[:, :-1]) + p["position_table"][:n]
    how, so_far = {"heads": heads, "eps": eps}, np.tri(n, dtype=bool)
    for look, block in zip(looks, blocks, strict=True):
        x = gated_look(x, memory, look, mask=mask, activation=look_activation, **how)
        x = pre_norm_block(x, block, mask=so_far, activation=activation, **how)
    rows = np.flatnonzero(asked[:, 1:])
    x = norm(x, p["norm"], eps=eps).reshape((-1, x.shape[-1]))[rows]  # (asked, d)
    return step.cross_entropy(next_word_scores(p, x), ids[:, 1:].ravel()[rows])
