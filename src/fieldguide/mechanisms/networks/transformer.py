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

import numpy as np

from ..attention.attention import causal_mask, linear, multi_head_attention
from .norm import layer_norm

WIDER = 4  # inner features over features, Vaswani et al. 2017, sec. 3.3: 2048 / 512
# Standard deviation of new weights, BERT's released code and GPT-2's. GPT-2 has 0.01 for its
# positions (src/model.py, wpe); its paper also scales residual layers, its code does not.
SPREAD = 0.02
BERT_EPS = 1e-12  # of the layer norms, BERT's released code
GPT2_EPS = 1e-5  # of the layer norms, GPT-2's released code

# Gauss-Legendre: 32 places in 0 ... 1 and their weights, for `normal_cdf`
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2


def relu(x):
    """Keep what is positive: max(0, x).

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, equation 2.
    """
    return np.maximum(x, 0)


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
    2e-15; beyond 8.3 standard deviations doubles cannot tell the result from 0 or 1.
    """
    x = np.minimum(np.maximum(x, -8.3), 8.3)
    area = sum(
        w * np.exp(-0.5 * (t * x) ** 2) for t, w in zip(NODES, WEIGHTS, strict=True)
    )
    return 0.5 + x * area / np.sqrt(2 * np.pi)


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
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def feed_forward(x, p, activation):
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

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.3, equation 2.
    """
    inner = activation(linear(x, p["up"]))  # (..., f)
    return linear(inner, p["down"])  # (..., d)


def normalize(x, p, eps):
    """Layer norm with gain and bias from a dict."""
    return layer_norm(x, p["gain"], p["bias"], eps)


def post_norm_block(x, p, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """Add what attention says, normalize; add what the network says, normalize.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        attention, attention_norm, feed_forward and feed_forward_norm; see above.
    heads : int
    mask : bool array, shape (..., n, n) or one that broadcasts, optional
        True where a token may look.
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., n, d)

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.1: LayerNorm(x + Sublayer(x)); with
    GELU, BERT's block. Without dropout.
    """
    mixed, _ = multi_head_attention(x, x, p["attention"], heads, mask)
    x = normalize(x + mixed, p["attention_norm"], eps)  # (..., n, d)
    inner = feed_forward(x, p["feed_forward"], activation)
    return normalize(x + inner, p["feed_forward_norm"], eps)  # (..., n, d)


def pre_norm_block(x, p, heads, mask=None, activation=gelu_tanh, eps=GPT2_EPS):
    """Add what attention says of the normalized stream; then the network likewise.

    Nothing but additions happens to the stream x itself.

    Parameters
    ----------
    x, p, heads, mask, activation, eps
        As in `post_norm_block`.

    Returns
    -------
    array, shape (..., n, d)

    References
    ----------
    Radford et al. 2019, "Language models are unsupervised multitask learners", section 2.3:
    "layer normalization was moved to the input of each sub-block". Without dropout.
    """
    y = normalize(x, p["attention_norm"], eps)  # (..., n, d)
    mixed, _ = multi_head_attention(y, y, p["attention"], heads, mask)
    x = x + mixed  # (..., n, d)
    y = normalize(x, p["feed_forward_norm"], eps)
    return x + feed_forward(y, p["feed_forward"], activation)  # (..., n, d)


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
        If the sentence is longer than the position table.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, sections 3.4 and 3.5; they multiply the token's
    vector by sqrt(d), which BERT and GPT-2 do not. BERT's segments: `bert_embeddings`.
    """
    ids = np.asarray(ids)
    n, most = ids.shape[-1], len(p["position_table"])
    if n > most:
        raise ValueError(f"at most {most} tokens have a position vector, got {n}")
    return p["token_table"][ids] + p["position_table"][:n]  # (..., n, d)


def encoder(ids, p, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """From token ids to one vector a token, in the manner of BERT: every token sees all.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        token_table, position_table, norm (after embedding) and blocks, a list.
    heads : int
    mask : bool array, shape (..., n, n) or one that broadcasts, optional
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
    x = normalize(embed(ids, p), p["norm"], eps)  # (..., n, d)
    return post_norm_blocks(x, p["blocks"], heads, mask, activation, eps)


def post_norm_blocks(x, blocks, heads, mask=None, activation=gelu, eps=BERT_EPS):
    """One post-norm block after the other, for arrays `x` that are embedded already."""
    for p in blocks:
        x = post_norm_block(x, p, heads, mask, activation, eps)
    return x


def decoder(ids, p, heads, activation=gelu_tanh, eps=GPT2_EPS):
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
        If the sentence is too long.

    References
    ----------
    Radford et al. 2019, section 2.3; Press and Wolf 2017, arXiv:1608.05859, for the tie.
    """
    x = embed(ids, p)  # (..., n, d)
    mask = causal_mask(x.shape[-2])
    for block in p["blocks"]:
        x = pre_norm_block(x, block, heads, mask, activation, eps)
    x = normalize(x, p["norm"], eps)
    return x @ p["token_table"].T  # (..., n, v)


def new_block(d, rng, inner=None, spread=SPREAD):
    """Parameters of a block before it has learned anything.

    Parameters
    ----------
    d : int
        Features.
    rng : numpy.random.Generator
    inner : int, optional
        Features in the middle of the feed-forward network; 4 d if not given.
    spread : float
        Standard deviation of the weights. Biases are 0 and gains 1.

    Returns
    -------
    dict
        See the top of this module.

    References
    ----------
    GPT-2's released code, src/model.py; BERT cuts its normal distribution at two
    standard deviations, which is left out here.
    """
    inner = WIDER * d if inner is None else inner
    names = "query", "key", "value", "output"
    return {
        "attention": {name: _new_linear(d, d, rng, spread) for name in names},
        "attention_norm": _new_norm(d),
        "feed_forward": {
            "up": _new_linear(d, inner, rng, spread),
            "down": _new_linear(inner, d, rng, spread),
        },
        "feed_forward_norm": _new_norm(d),
    }


def new_model(v, m, d, layers, rng, inner=None, spread=SPREAD):
    """Parameters of an encoder or decoder before it has learned anything.

    Parameters
    ----------
    v : int
        Tokens in the vocabulary.
    m : int
        Places: the longest sentence.
    d : int
        Features.
    layers : int
    rng : numpy.random.Generator
    inner, spread
        As in `new_block`.

    Returns
    -------
    dict
        For `encoder` or `decoder`, which need the same parts.
    """
    return {
        "token_table": rng.normal(0, spread, (v, d)),
        "position_table": rng.normal(0, spread, (m, d)),
        "norm": _new_norm(d),
        "blocks": [new_block(d, rng, inner, spread) for _ in range(layers)],
    }


def size(p):
    """How many numbers a dict or list of parameters holds, all the way down."""
    if isinstance(p, dict):
        return sum(size(part) for part in p.values())
    if isinstance(p, list):
        return sum(size(part) for part in p)
    return np.size(p)


def _new_linear(d, e, rng, spread):
    return {"weight": rng.normal(0, spread, (d, e)), "bias": np.zeros(e)}


def _new_norm(d):
    return {"gain": np.ones(d), "bias": np.zeros(d)}
