"""The Transformer: blocks of attention and a small network, between them a stream.

Parameters are dicts of arrays, as large as you like; `new_block` and `new_model` make them.
A block looks like this, d features wide and with an inner layer of f:

    attention: query, key, value, output      each weight (d, d), bias (d,)
    attention_norm                            gain (d,), bias (d,)
    feed_forward: up, down                    weights (d, f) and (f, d), with biases
    feed_forward_norm                         gain (d,), bias (d,)

All functions take one sentence, (n, d), or a batch of them, (b, n, d), and can learn: see
`fieldguide.training`. Dropout, which only training needs, is left out.
"""

import math

import numpy as np

from ... import checks, shapes
from ..attention.attention import (
    causal_mask,
    linear,
    multi_head_attention,
    new_linear,
)
from .norm import layer_norm, new_norm

WIDER = 4  # inner features over features, Vaswani et al. 2017, sec. 3.3: 2048 / 512
# Standard deviation of new weights, BERT's released code and GPT-2's. GPT-2 has 0.01 for its
# positions (src/model.py, wpe); its paper also scales residual layers, its code does not.
SPREAD = 0.02
BERT_EPS = 1e-12  # of the layer norms, BERT's released code
GPT2_EPS = 1e-5  # of the layer norms, GPT-2's released code
SHUT = 50  # below minus this the logistic function is 0 beside 1, to double precision
FAR = 8.3  # standard deviations; beyond them a share is 0 or 1 to double precision

# Gauss-Legendre: 32 places in 0 ... 1, squared, and their weights, for `normal_cdf`
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
SQUARES, WEIGHTS = ((NODES + 1) / 2) ** 2, WEIGHTS / 2


def relu(x):
    """Keep what is positive: max(0, x).

    Raises
    ------
    ValueError
        If `x` does not hold numbers.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, equation 2.
    """
    return np.maximum(checks.numbers("x", x), 0)


def normal_cdf(x):
    """The share of a standard normal distribution that lies below x.

    At 0 it is 1/2, at 1.96 it is 0.975.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    array, shape of `x`
        In [0, 1].

    Notes
    -----
    1/2 plus the area under exp(-t**2 / 2) / sqrt(2 pi) from 0 to x, by Gauss-Legendre
    quadrature: NumPy has no error function, and this one learns. It errs by less than
    2e-15, and to the right of -8.3 and left of 8.3, where it stays as it is, not at all.

    Raises
    ------
    ValueError
        If `x` does not hold numbers.
    """
    x = np.minimum(np.maximum(checks.numbers("x", x), -FAR), FAR)
    power = -0.5 * x * x
    area = sum(w * np.exp(t * power) for t, w in zip(SQUARES, WEIGHTS, strict=True))
    share = 0.5 + x * area / np.sqrt(2 * np.pi)
    return np.minimum(np.maximum(share, 0), 1)


def gelu(x):
    """Let x pass with the probability that a standard normal draw is smaller: x Phi(x).

    At 1 it is 0.841, at -1 it is -0.159.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    array, shape of `x`

    References
    ----------
    Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2. BERT's activation.
    """
    x = np.maximum(checks.numbers("x", x), -FAR)  # from there on 0, not -inf times 0
    return x * normal_cdf(x)


def gelu_tanh(x):
    """GELU by a formula with tanh, which strays from it by less than 0.0005.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    array, shape of `x`

    References
    ----------
    Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2. GPT-2's activation; transformers
    calls it gelu_new.
    """
    x = np.maximum(checks.numbers("x", x), -FAR)  # from there on 0, not -inf times 0
    # a Python float, not NumPy's: it keeps single precision single
    cubed = x * x * x  # a power takes a hundred times as long
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * cubed)))


def silu(x):
    """Let x pass as far as the logistic function of x opens: x / (1 + exp(-x)).

    At 1 it is 0.731, at -1 it is -0.269. Also called Swish.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    array, shape of `x`

    Raises
    ------
    ValueError
        If `x` does not hold numbers.

    References
    ----------
    Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2. The gate's of PaLM and LLaMA.
    """
    x = np.maximum(checks.numbers("x", x), -SHUT)  # from there on 0, not -inf times 0
    return 0.5 * x * (1 + np.tanh(0.5 * x))  # the same, and nothing can overflow


@checks.weights(p=shapes.FEED_FORWARD)
def feed_forward(x, p, *, activation):
    """A small network that works on each token by itself: widen, bend, narrow.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict of dicts
        up, d to f features, and down, f to d; see `linear`.
    activation : function
        `relu`, `gelu` or `gelu_tanh`.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.3, equation 2.
    """
    checks.function("activation", activation)
    inner = activation(linear(x, p["up"]))  # (..., f)
    return linear(inner, p["down"])  # (..., d)


@checks.weights(p=shapes.GATED)
def gated_feed_forward(x, p, *, activation):
    """A small network with a gate: what is widened passes as far as a second widening allows.

    (activation(x W_gate) * x W_up) W_down, without biases. With GELU it is GEGLU, with SiLU
    SwiGLU, with the logistic function GLU.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict of arrays
        gate and up, shape (d, f), and down, shape (f, d).
    activation : function
        `gelu_tanh` in T5 1.1 and mT5.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Shazeer 2020, arXiv:2002.05202, equation 6.
    """
    x = checks.numbers("x", x, (..., len(p["up"])))
    d, f = np.shape(p["up"])
    checks.shaped(p, gate=(d, f), down=(f, d))
    checks.function("activation", activation)
    return (activation(x @ p["gate"]) * (x @ p["up"])) @ p["down"]  # (..., d)


@checks.weights(p=shapes.BLOCK)
def post_norm_block(x, p, *, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """Add what attention says, normalize; add what the network says, normalize.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        attention, attention_norm, feed_forward and feed_forward_norm; see above.
    heads : int
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look.
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

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.1: LayerNorm(x + Sublayer(x)); with
    GELU, BERT's block. Without dropout.
    """
    mixed, _ = multi_head_attention(x, x, p["attention"], heads=heads, mask=mask)
    x = layer_norm(x + mixed, p["attention_norm"], eps=eps)  # (..., n, d)
    inner = feed_forward(x, p["feed_forward"], activation=activation)
    return layer_norm(x + inner, p["feed_forward_norm"], eps=eps)  # (..., n, d)


@checks.weights(p=shapes.BLOCK)
def pre_norm_block(x, p, *, heads, mask=None, activation=gelu_tanh, eps=GPT2_EPS):
    """Add what attention says of the normalized stream; then the network likewise.

    Nothing but additions happens to the stream x itself.

    Parameters
    ----------
    x, p, heads, mask, activation, eps
        As in `post_norm_block`.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Radford et al. 2019, "Language models are unsupervised multitask learners", section 2.3:
    "layer normalization was moved to the input of each sub-block". Without dropout.
    """
    x = checks.numbers("x", x)
    y = layer_norm(x, p["attention_norm"], eps=eps)  # (..., n, d)
    mixed, _ = multi_head_attention(y, y, p["attention"], heads=heads, mask=mask)
    x = x + mixed  # (..., n, d)
    y = layer_norm(x, p["feed_forward_norm"], eps=eps)
    return x + feed_forward(y, p["feed_forward"], activation=activation)  # (..., n, d)


@checks.weights(p=shapes.TABLES)
def embed(ids, p):
    """A vector for each token plus one for its place.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        token_table, shape (v, d), and position_table, shape (m, d) with m >= n.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If the sentence is longer than the position table, or an id has no row.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, sections 3.4 and 3.5; they multiply the token's
    vector by sqrt(d), which BERT and GPT-2 do not. BERT's segments: `bert_embeddings`.
    """
    checks.tables(p, "token_table", "position_table")
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    n = checks.places("ids", ids.shape[-1], p["position_table"])
    return p["token_table"][ids] + p["position_table"][:n]  # (..., n, d)


@checks.weights(p=shapes.MODEL)
def encoder(ids, p, *, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """From token ids to one vector a token, in the manner of BERT: every token sees all.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        token_table, position_table, norm (after embedding) and blocks, a list.
    heads : int
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look, such as `padding_mask(ids)`.
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, d)
        Scores for the vocabulary are these times token_table.T.

    Raises
    ------
    ValueError
        If the sentence is too long or something does not fit.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, section 3, without segments. A head for masked
    tokens, which BERT puts on top, is not included.
    """
    x = layer_norm(embed(ids, p), p["norm"], eps=eps)  # (..., n, d)
    return post_norm_blocks(
        x, p["blocks"], heads=heads, mask=mask, activation=activation, eps=eps
    )


@checks.weights(blocks=[shapes.BLOCK])
def post_norm_blocks(x, blocks, *, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """One post-norm block after the other, for arrays `x` that are embedded already."""
    x = checks.rows("x", x)
    for p in checks.dicts("blocks", blocks):
        x = post_norm_block(
            x, p, heads=heads, mask=mask, activation=activation, eps=eps
        )
    return x


@checks.weights(p=shapes.MODEL)
def decoder(ids, p, *, heads, activation=gelu_tanh, eps=GPT2_EPS):
    """From token ids to scores for the next token, in the manner of GPT-2.

    The table that turns tokens into vectors also turns vectors into scores: it is tied.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        As for `encoder`, but norm comes last, before the scores.
    heads : int
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what may follow token i. Their softmax gives probabilities.

    Raises
    ------
    ValueError
        If the sentence is too long or something does not fit.

    References
    ----------
    Radford et al. 2019, section 2.3; Press and Wolf 2017, arXiv:1608.05859, for the tie.
    """
    x = embed(ids, p)  # (..., n, d)
    mask = causal_mask(x.shape[-2])
    for block in checks.dicts("blocks", p["blocks"]):
        x = pre_norm_block(
            x, block, heads=heads, mask=mask, activation=activation, eps=eps
        )
    x = layer_norm(x, p["norm"], eps=eps)
    return x @ p["token_table"].T  # (..., n, v)


def new_block(rng, *, d, inner=None, spread=SPREAD):
    """Parameters of a block before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Features.
    inner : int, optional
        Features in the middle of the feed-forward network; 4 d if not given.
    spread : float
        Standard deviation of the weights. Biases are 0 and gains 1.

    Returns
    -------
    dict
        See the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the spread is negative.

    References
    ----------
    GPT-2's released code, src/model.py; BERT cuts its normal distribution at two
    standard deviations, which is left out here.
    """
    d = checks.count("d", d)
    inner = WIDER * d if inner is None else checks.count("inner", inner)
    names = "query", "key", "value", "output"
    return {
        "attention": {name: new_linear(rng, d=d, e=d, spread=spread) for name in names},
        "attention_norm": new_norm(d),
        "feed_forward": {
            "up": new_linear(rng, d=d, e=inner, spread=spread),
            "down": new_linear(rng, d=inner, e=d, spread=spread),
        },
        "feed_forward_norm": new_norm(d),
    }


def new_model(rng, *, vocab_size, positions, d, layers, inner=None, spread=SPREAD):
    """Parameters of an encoder or decoder before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size : int
        v, the number of tokens.
    positions : int
        m, rows of the table of places: the longest sentence.
    d : int
        Features.
    layers : int
        0 or more.
    inner, spread
        As in `new_block`.

    Returns
    -------
    dict
        For `encoder` or `decoder`, which need the same parts.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    vocab_size, positions, d = checks.counts(
        vocab_size=vocab_size, positions=positions, d=d
    )
    layers = checks.count("layers", layers, least=0)
    spread = checks.number("spread", spread, least=0)
    checks.rng(rng)
    return {
        "token_table": rng.normal(0, spread, (vocab_size, d)),
        "position_table": rng.normal(0, spread, (positions, d)),
        "norm": new_norm(d),
        "blocks": [
            new_block(rng, d=d, inner=inner, spread=spread) for _ in range(layers)
        ],
    }


def size(p):
    """How many numbers a dict or list of parameters holds, all the way down."""
    if isinstance(p, dict):
        return sum(size(part) for part in p.values())
    if isinstance(p, list):
        return sum(size(part) for part in p)
    return checks.numbers("p", p).size
