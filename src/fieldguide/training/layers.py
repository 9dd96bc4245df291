"""Layers that learn, made of the primitives: the same numbers as in the mechanisms, sooner.

What `mechanisms.attention.attention` and `mechanisms.networks` compute, with the same dicts
of parameters, for arrays that autograd follows.
"""

from .. import checks, shapes
from . import primitives as step


@checks.weights(p=shapes.LINEAR)
def linear(x, p):
    """A linear map and a shift: x W + b.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict
        weight, shape (d, e), and bias, shape (e,).

    Returns
    -------
    array, shape (..., e)

    Raises
    ------
    ValueError
        If the widths do not fit, or p lacks a part.
    """
    return step.affine(x, p["weight"], p["bias"])


@checks.weights(p=shapes.NORM)
def norm(x, p, *, eps):
    """Layer norm, with its gain and bias.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict
        gain and bias, shape (d,).
    eps : float

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If the widths do not fit, or p lacks a part.
    """
    x = checks.numbers("x", x, (..., len(p["gain"])))
    return step.norm(x, p["gain"], p["bias"], eps)  # autograd follows by place


@checks.weights(p=shapes.ATTENTION)
def multi_head_attention(x, context, p, *, heads, mask=None):
    """Several attentions at once: `x` looks at `context`.

    Parameters
    ----------
    x : array, shape (..., n, d)
    context : array, shape (..., m, d)
    p : dict of dicts
        query, key, value and output, each with a weight and a bias.
    heads : int
        A divisor of d.
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where one may look, in all heads.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    x = checks.numbers("x", x, (..., None, len(p["query"]["weight"])))
    context = checks.numbers("context", context, (..., None, len(p["key"]["weight"])))
    checks.count("rows of context", context.shape[-2])
    q, k, v = (
        _split(linear(from_, p[name]), heads)
        for from_, name in ((x, "query"), (context, "key"), (context, "value"))
    )  # (..., heads, n or m, d / heads) each
    if mask is not None:
        mask = checks.booleans("mask", mask)
        mask = mask if mask.ndim < 3 else mask[..., None, :, :]
    mixed = step.attention(q, k, v, mask).swapaxes(-2, -3)
    *ahead, _, wide = mixed.shape
    return linear(mixed.reshape((*ahead, heads * wide)), p["output"])


@checks.weights(p=shapes.FEED_FORWARD)
def feed_forward(x, p, *, activation):
    """A small network for each token: widen, bend, narrow.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict of dicts
        up and down, each with a weight and a bias.
    activation : function

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    checks.function("activation", activation)
    return linear(activation(linear(x, p["up"])), p["down"])


@checks.weights(
    p=shapes.BLOCK | {f"{name}?": part for name, part in shapes.CROSS.items()}
)
def pre_norm_block(
    x, p, *, heads, mask=None, memory=None, memory_mask=None, activation, eps=1e-5
):
    """Add what attention says of the normalized stream, then what the small network says.

    With a memory, such as a picture, the block looks at it in between.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        The parts of a block, and cross_attention with its norm if there is a memory.
    heads : int
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
    memory : array, shape (..., m, c), optional
    memory_mask : bool array, shape (m,), (n, m) or (..., n, m), optional
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    y = norm(x, p["attention_norm"], eps=eps)
    x = x + multi_head_attention(y, y, p["attention"], heads=heads, mask=mask)
    if memory is not None:
        checks.parts("p", p, "cross_attention", "cross_attention_norm")
        y = norm(x, p["cross_attention_norm"], eps=eps)
        x = x + _look(y, memory, p["cross_attention"], heads, memory_mask)
    y = norm(x, p["feed_forward_norm"], eps=eps)
    return x + feed_forward(y, p["feed_forward"], activation=activation)


@checks.weights(
    p=shapes.BLOCK | {f"{name}?": part for name, part in shapes.CROSS.items()}
)
def post_norm_block(
    x, p, *, heads, mask=None, memory=None, memory_mask=None, activation, eps=1e-5
):
    """Add what attention says, normalize; add what the small network says, normalize.

    With a memory, such as a text that is read or a picture, the block looks at it in between.

    Parameters
    ----------
    x, p, heads, mask, memory, memory_mask, activation, eps
        As for `pre_norm_block`.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    x = checks.numbers("x", x)
    found = multi_head_attention(x, x, p["attention"], heads=heads, mask=mask)
    x = norm(x + found, p["attention_norm"], eps=eps)
    if memory is not None:
        checks.parts("p", p, "cross_attention", "cross_attention_norm")
        found = _look(x, memory, p["cross_attention"], heads, memory_mask)
        x = norm(x + found, p["cross_attention_norm"], eps=eps)
    inner = feed_forward(x, p["feed_forward"], activation=activation)
    return norm(x + inner, p["feed_forward_norm"], eps=eps)


def _look(x, memory, p, heads, memory_mask):
    memory = checks.numbers("memory", memory, (..., None, len(p["key"]["weight"])))
    if memory_mask is not None:
        memory_mask = checks.booleans("memory_mask", memory_mask)
    return multi_head_attention(x, memory, p, heads=heads, mask=memory_mask)


def _split(x, heads):
    heads = checks.heads(heads, x.shape[-1])
    *ahead, d = x.shape
    return x.reshape((*ahead, heads, d // heads)).swapaxes(-2, -3)
