"""Eight steps of a network whose way back is written by hand.

autograd walks back through each operator of a function; what it keeps and copies on the
way costs more than the arithmetic. Here the chain rule has been worked through on paper
for a whole step at a time, and autograd is told the result. Each function gives what its
twin in `fieldguide.mechanisms` or `fieldguide.training.losses` gives, and keeps float32.
In the ways back, g is the gradient of the loss by what the function returned. Gradients of
gradients are not promised; what learns is given by place, not by name.

What a function has computed on the way and its way back needs again, such as the shares of
attention, is kept for it. Arrays of ours that nobody has seen yet are written over: to get a
new one takes longer than to fill it.
"""

import math
from threading import local

import numpy as np
from autograd.extend import defvjp, defvjp_argnums, primitive

from .. import checks
from . import losses

LONG = 500  # rows of a table of which a batch takes few
GELU_SCALE, GELU_CUBE = math.sqrt(2 / math.pi), 0.044715  # floats: they keep float32

_kept = local()  # of a thread, by function: what it returned last, and its pieces


def _keep(name, value, *pieces):
    """Put the pieces down for the way back, which autograd asks for at once, or never."""
    _kept.__dict__[name] = value, pieces
    return value


def _take_up(name, value):
    """The pieces that belong to this value, and to no other call of the same function."""
    of, pieces = _kept.__dict__.pop(name, (None, ()))
    if of is not value:
        raise ValueError(f"{name} has no gradient of its gradient")
    return pieces


@primitive
def affine(x, w, b):
    """A linear map and a shift, x W + b, as one product of two matrices.

    The row (1, 2) through W = ((1, 0), (0, 10)) and b = (5, 5) becomes (6, 25).

    Parameters
    ----------
    x : array, shape (..., d)
    w : array, shape (d, e)
    b : array, shape (e,)

    Returns
    -------
    array, shape (..., e)

    Raises
    ------
    ValueError
        If the widths do not fit.

    Notes
    -----
    Way back: g W^T for x, x^T g for W, and g added up over all rows for b.
    """
    w = checks.numbers("w", w, (None, None))
    x = checks.numbers("x", x, (..., len(w)))
    b = checks.numbers("b", b, (w.shape[1],))
    y = _rows(x) @ w
    y += b
    return y.reshape((*x.shape[:-1], len(b)))


def _affine_back(argnums, y, args, _):
    x, w, _b = args
    ways = (
        lambda g: (g @ w.T).reshape(x.shape),
        lambda g: _rows(x).T @ g,
        lambda g: g.sum(0),
    )
    return lambda g: [ways[k](_rows(g)) for k in argnums]


@primitive
def take(table, ids):
    """Look up a row of the table for each id.

    Parameters
    ----------
    table : array, shape (v, d)
    ids : int array, shape (...)
        0 ... v - 1. Nothing is learned about them.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If an id is not in the table.

    Notes
    -----
    Way back: each row of the table collects the gradients of all places that it was
    taken to. As a product with a table of zeros and ones that is faster than adding
    row by row; of a long table only the rows that were taken are in it.
    """
    table = checks.numbers("table", table, (None, None))
    return table[checks.ids("ids", ids, len(table))]


def _take_back(_, table, ids):
    met, which, many = slice(None), ids, len(table)
    if len(table) > LONG:
        met, which = np.unique(ids, return_inverse=True)
        many = len(met)

    def back(g):
        taken = np.zeros((np.size(ids), many), g.dtype)  # one 1 in each row
        taken[np.arange(np.size(ids)), np.ravel(which)] = 1
        total = np.zeros(table.shape, g.dtype)
        total[met] = taken.T @ _rows(g)
        return total

    return back


@primitive
def softmax(x):
    """Numbers to shares, along the last axis: exp(x), divided by its sum.

    (0, ln 3) becomes (1/4, 3/4).

    Parameters
    ----------
    x : array, shape (..., n)

    Returns
    -------
    array, shape of `x`

    Notes
    -----
    Way back: s (g - sum of s g). If all g are alike nothing moves: shares add up to 1
    whatever the scores do.
    """
    x = checks.numbers("x", x, (..., None))
    return _to_shares(x, x.max(-1, keepdims=True))  # the shift cancels


def _softmax_back(s, _):
    return lambda g: _through_shares(s, g)


def _through_shares(s, g):
    return s * (g - (s * g).sum(-1, keepdims=True))


@primitive
def norm(x, gain, bias, eps=1e-5):
    """Layer norm: shift each row to mean 0, scale it to variance 1, stretch and move it.

    The row (1, 3) has mean 2 and variance 1: it becomes (-1, 1).

    Parameters
    ----------
    x : array, shape (..., d)
    gain, bias : array, shape (d,)
    eps : float
        Added to the variance. Nothing is learned about it.

    Returns
    -------
    array, shape (..., d)

    Notes
    -----
    Way back, with y the row before gain and bias, sigma its root of variance plus eps, and
    h = g gain: (h - mean of h - y times mean of h y) / sigma for x. The two means are
    what the row cannot change: its own mean, and its own size.

    References
    ----------
    Ba, Kiros and Hinton 2016, arXiv:1607.06450, equation 4 (which has no eps).
    """
    x = checks.numbers("x", x, (..., None))
    checks.number("eps", eps, least=0)
    gain = checks.numbers("gain", gain, x.shape[-1:])
    bias = checks.numbers("bias", bias, x.shape[-1:])
    y, sigma = _standard(x, eps)
    out = y * gain
    out += bias
    return _keep("norm", out, y, sigma)


def _norm_back(argnums, value, args, _):
    _x, gain, *_rest = args
    y, sigma = _take_up("norm", value)

    def to_x(g):
        h = g * gain
        along = _mean(h * y)
        h -= _mean(h)
        h -= y * along
        h /= sigma
        return h

    ways = to_x, lambda g: _rows(g * y).sum(0), lambda g: _rows(g).sum(0)
    return lambda g: [ways[k](g) for k in argnums]


@primitive
def attention(q, k, v, mask=None):
    """Scaled dot-product attention: softmax(q k^T / sqrt(d)) v.

    Parameters
    ----------
    q : array, shape (..., n, d)
    k : array, shape (..., m, d)
    v : array, shape (..., m, e)
        The axes before the last two are the same in all three: texts, heads.
    mask : bool array, shape (..., n, m) or one that broadcasts, optional
        True where a token may look. A row that may look nowhere gets zeros.

    Returns
    -------
    array, shape (..., n, e)

    Raises
    ------
    ValueError
        If the shapes do not fit, or the mask is not bool.

    Notes
    -----
    Way back, with s the shares: s^T g for the values; t = g v^T is what reaches the
    shares, s (t - sum of s t) the scores, as in `softmax`; from there one product each
    leads to the queries and the keys.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, equation 1.
    """
    q = checks.rows("q", q)
    k = checks.numbers("k", k, (*q.shape[:-2], None, q.shape[-1]))
    v = checks.numbers("v", v, (*k.shape[:-1], None))
    s = _shares(q, k, mask)  # (..., n, m)
    return _keep("attention", s @ v, s)


def _attention_back(argnums, value, args, _):
    q, k, v, *_rest = args
    (s,) = _take_up("attention", value)

    def back(g):
        t = g @ v.swapaxes(-1, -2)
        scores = _through_shares(s, t)
        scores *= q.shape[-1] ** -0.5
        ways = (
            lambda: scores @ k,
            lambda: scores.swapaxes(-1, -2) @ q,
            lambda: s.swapaxes(-1, -2) @ g,
        )
        return [ways[number]() for number in argnums]

    return back


@primitive
def gelu_tanh(x):
    """GELU by its formula with tanh: let x pass by about the share of smaller normal draws.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    array, shape of `x`

    Notes
    -----
    Way back: with t the tanh of a(x) and a' the slope of a, g times
    (1 + t) / 2 + x (1 - t^2) a' / 2. A power costs more than two products, so there is none.

    References
    ----------
    Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2.
    """
    x = checks.numbers("x", x)
    t = np.empty_like(x)  # tanh(GELU_SCALE (x + GELU_CUBE x^3)), product by product
    np.multiply(GELU_CUBE, x, out=t)
    t *= x
    t *= x
    t += x
    t *= GELU_SCALE
    np.tanh(t, out=t)
    out = 1 + t
    out *= 0.5 * x
    return _keep("gelu_tanh", out, t)


def _gelu_tanh_back(y, x):
    (t,) = _take_up("gelu_tanh", y)

    def back(g):
        bend = 3 * GELU_CUBE * x
        bend *= x
        bend += 1
        bend *= GELU_SCALE  # a'
        bent = 1 - t * t
        bent *= 0.5 * x
        bent *= bend
        out = 1 + t
        out *= 0.5
        out += bent
        out *= g
        return out

    return back


@primitive
def neighbors(x, width=3, stride=1):
    """Each row with those around it, side by side: what a convolution multiplies.

    Rows 1, 2, 3 of one number become (0, 1, 2), (1, 2, 3), (2, 3, 0); with a stride of 2 every
    second of them.

    Parameters
    ----------
    x : array, shape (..., n, d)
    width : int
        Rows side by side, odd: the one in the middle is the row itself. Beyond the ends all
        is 0.
    stride : int

    Returns
    -------
    array, shape (..., ceil(n / stride), width d)

    Raises
    ------
    ValueError
        If the width is even, or a size is no whole number of 1 or more.

    Notes
    -----
    Way back: each row collects what came to its copies.
    """
    x = checks.rows("x", x)
    width, stride = checks.counts(width=width, stride=stride)
    if not width % 2:
        raise ValueError(f"width must be odd, to have a middle, got {width}")
    n = x.shape[-2]
    padded = np.zeros((*x.shape[:-2], n + width - 1, x.shape[-1]), x.dtype)
    padded[..., width // 2 : width // 2 + n, :] = x
    return np.concatenate(
        [padded[..., k : k + n : stride, :] for k in range(width)], axis=-1
    )


def _neighbors_back(_, x, width=3, stride=1):
    def back(g):
        n, d = x.shape[-2:]
        total = np.zeros((*x.shape[:-2], n + width - 1, d), g.dtype)
        for k in range(width):
            total[..., k : k + n : stride, :] += g[..., k * d : (k + 1) * d]
        return total[..., width // 2 : width // 2 + n, :]

    return back


cross_entropy = primitive(losses.cross_entropy)


def _cross_entropy_back(_, logits, targets):
    """(p - y) / k: what was expected minus what came, shared among the k questions."""
    difference = softmax(logits)  # (k, v)
    difference[np.arange(len(logits)), targets] -= 1
    return lambda g: difference * (g / len(logits))


def _rows(x):
    return x.reshape((-1, x.shape[-1]))


def _mean(x):
    """Of each row; x.mean does the same after many questions."""
    return np.add.reduce(x, -1, keepdims=True) / x.shape[-1]


def _standard(x, eps):
    away = x - _mean(x)
    sigma = np.sqrt(_mean(away * away) + eps)
    away /= sigma
    return away, sigma


def _shares(q, k, mask=None):
    scores = q @ k.swapaxes(-1, -2)  # (..., n, m)
    scores *= q.shape[-1] ** -0.5  # a float: keeps float32
    if mask is not None:
        mask = checks.mask("mask", mask, scores.shape)
        scores = np.where(mask, scores, scores.dtype.type(-np.inf))
    top = scores.max(-1, keepdims=True)
    return _to_shares(scores, np.where(np.isfinite(top), top, 0))


def _to_shares(scores, top):
    """exp of scores, divided by its sum; where one may look nowhere all stays 0."""
    e = scores - top
    np.exp(e, out=e)
    total = np.add.reduce(e, -1, keepdims=True)
    e /= np.where(total == 0, 1, total)
    return e


defvjp_argnums(affine, _affine_back)
defvjp(take, _take_back, argnums=(0,))
defvjp(softmax, _softmax_back)
defvjp_argnums(norm, _norm_back)
defvjp_argnums(attention, _attention_back)
defvjp(gelu_tanh, _gelu_tanh_back)
defvjp(neighbors, _neighbors_back, argnums=(0,))
defvjp(cross_entropy, _cross_entropy_back, argnums=(0,))
