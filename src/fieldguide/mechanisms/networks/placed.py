"""Decoders without a table of places: distance enters where the scores are made.

There are two doors. Queries and keys can be *turned* before they meet (GPT-NeoX), or a number
can be added to each score afterwards (BLOOM's slopes, T5's buckets). Parameters are as in
`transformer`; what is new at the top:

    GPT-NeoX    token_table, blocks, norm, output_table      tables (v, d)
    BLOOM       token_table, token_norm, blocks, norm        the norm right after the table
"""

from functools import partial

import numpy as np

from ... import checks, shapes
from ..attention.attention import (
    attend,
    causal_mask,
    for_all_heads,
    linear,
    merge_heads,
    split_heads,
)
from ..attention.rotary import BASE, rotate_halves
from ..attention.slopes import alibi_bias, alibi_slopes
from .norm import layer_norm, new_norm
from .transformer import GPT2_EPS, SPREAD, feed_forward, gelu_tanh, new_model

STREAM = {k: shapes.MODEL[k] for k in ("token_table", "norm", "blocks")}
GPT_NEOX = STREAM | {"output_table": "v d"}
BLOOM = STREAM | {"token_norm": shapes.NORM}
ROUNDING = 1e-9  # features; what a product of floats may be off
ROTARY = 0.25  # share of each head that is turned, configs/20B.yml, rotary_pct


@checks.weights(p=shapes.SELF)
def placed_attention(x, p, *, heads, turn=None, bias=None, mask=None):
    """Several attentions at once that know how far apart two tokens are.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict of dicts
        query, key, value and output; see `linear`.
    heads : int
    turn : function, optional
        From queries or keys, (..., heads, n, d / heads), to turned ones.
    bias : array, shape (heads, n, n), optional
        Added to the scores.
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look, in all heads.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, n)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Su et al. 2021, arXiv:2104.09864, equation 16: queries and keys are turned, values not.
    Press et al. 2021, arXiv:2108.12409, sec. 3: the bias comes after the division by the
    root of the width.
    """
    x = checks.numbers("x", x, (..., None, len(p["query"]["weight"])))
    q, k, v = (
        split_heads(linear(x, p[name]), heads) for name in ("query", "key", "value")
    )  # (..., heads, n, e) each
    if turn is not None:
        turn = checks.function("turn", turn)
        q, k = (
            checks.numbers("what turn gives", turn(part), part.shape) for part in (q, k)
        )
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])  # (..., heads, n, n)
    if bias is not None:
        n = x.shape[-2]
        scores = scores + checks.numbers("bias", bias, (heads, n, n))
    mixed, shares = attend(scores, v, mask=for_all_heads(mask))
    return linear(merge_heads(mixed), p["output"]), shares  # (..., n, d)


@checks.weights(p=shapes.LINEAR)
def split_fused(p, heads):
    """One linear map that makes queries, keys and values, cut into three.

    GPT-NeoX and BLOOM keep them *head by head*: the query, key and value of the first head,
    then those of the second. With two heads of one feature each, columns 0 to 5 are q, k, v,
    q, k, v. (GPT-2 keeps all queries, then all keys, then all values.)

    Parameters
    ----------
    p : dict
        weight, shape (d, 3 d), and bias, shape (3 d,).
    heads : int
        A divisor of d.

    Returns
    -------
    dict of dicts
        query, key and value, each with a weight (d, d) and a bias (d,).

    Raises
    ------
    ValueError
        If the weight is not three times as wide as it is high, or cannot be shared out.

    References
    ----------
    EleutherAI/gpt-neox, megatron/model/transformer.py: "[sq, b, (np * 3 * hn)]"; the same in
    transformers, modeling_bloom.py, _reshape.
    """
    d = len(checks.numbers("p['weight']", p["weight"], (None, None)))
    heads = checks.heads(heads, d)
    weight = checks.numbers("p['weight']", p["weight"], (d, 3 * d))
    bias = checks.numbers("p['bias']", p["bias"], (3 * d,))
    weight = weight.reshape((d, heads, 3, d // heads))
    bias = bias.reshape((heads, 3, d // heads))
    return {
        name: {"weight": weight[:, :, k].reshape((d, d)), "bias": bias[:, k].ravel()}
        for k, name in enumerate(("query", "key", "value"))
    }


@checks.weights(p=shapes.BLOCK)
def placed_block(
    x, p, *, heads, turn=None, bias=None, mask=None, activation=gelu_tanh, eps=GPT2_EPS
):
    """Norm, attend, add; norm, think, add: GPT-2's block, with an attention that knows places.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        attention, attention_norm, feed_forward and feed_forward_norm.
    heads, turn, bias, mask
        As in `placed_attention`.
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
    Le Scao et al. 2022, BLOOM, arXiv:2211.05100, sec. 3.2, with ALiBi for the bias.
    """
    x = checks.rows("x", x)
    y = layer_norm(x, p["attention_norm"], eps=eps)  # (..., n, d)
    how = {"heads": heads, "turn": turn, "bias": bias, "mask": mask}
    x = x + placed_attention(y, p["attention"], **how)[0]
    y = layer_norm(x, p["feed_forward_norm"], eps=eps)
    return x + feed_forward(y, p["feed_forward"], activation=activation)  # (..., n, d)


@checks.weights(p=shapes.BLOCK)
def parallel_block(
    x, p, *, heads, turn=None, bias=None, mask=None, activation=gelu_tanh, eps=GPT2_EPS
):
    """x + attention(norm x) + network(other norm x): both see the same x, and are added once.

    Parameters
    ----------
    x, p, heads, turn, bias, mask, activation, eps
        As in `placed_block`.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Black et al. 2022, GPT-NeoX-20B, arXiv:2204.06745, sec. 2.1.2. GPT-J, and the authors'
    plan, have one norm for both.
    """
    x = checks.rows("x", x)
    how = {"heads": heads, "turn": turn, "bias": bias, "mask": mask}
    y = layer_norm(x, p["attention_norm"], eps=eps)  # (..., n, d)
    mixed, _ = placed_attention(y, p["attention"], **how)
    y = layer_norm(x, p["feed_forward_norm"], eps=eps)  # of x, not of x + mixed
    return x + mixed + feed_forward(y, p["feed_forward"], activation=activation)


@checks.weights(p=GPT_NEOX)
def gpt_neox(ids, p, *, heads, rotary=ROTARY, activation=gelu_tanh, eps=GPT2_EPS):
    """From token ids to scores for the next token, in the manner of GPT-NeoX-20B.

    Parameters
    ----------
    ids : int array, shape (..., n)
        As many as you like: no table of places ends.
    p : dict
        As `new_gpt_neox` makes it.
    heads : int
    rotary : float
        Share of each head that is turned, in [0, 1]; it must make an even number.
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what may follow token i.

    Raises
    ------
    ValueError
        If an id has no row, or something does not fit.

    References
    ----------
    Black et al. 2022, arXiv:2204.06745, sec. 2.1; EleutherAI/gpt-neox, configs/20B.yml. The
    output table is another than the token table ("no-weight-tying").
    """
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    checks.shaped(p, output_table=np.shape(p["token_table"]))
    n, d = ids.shape[-1], p["token_table"].shape[1]
    turned = checks.rate("rotary", rotary) * (d // checks.heads(heads, d))
    turned = int(turned + ROUNDING)  # 0.58 of 100 is a little less than 58
    turn = partial(rotate_halves, place=np.arange(n), turned=turned, base=BASE)
    x = p["token_table"][ids]  # (..., n, d)
    how = {"heads": heads, "turn": turn, "activation": activation, "eps": eps}
    for block in checks.dicts("blocks", p["blocks"]):
        x = parallel_block(x, block, mask=causal_mask(n), **how)
    return layer_norm(x, p["norm"], eps=eps) @ p["output_table"].T  # (..., n, v)


@checks.weights(p=BLOOM)
def bloom(ids, p, *, heads, activation=gelu_tanh, eps=GPT2_EPS):
    """From token ids to scores for the next token, in the manner of BLOOM.

    Parameters
    ----------
    ids : int array, shape (..., n)
        As many as you like: no table of places ends.
    p : dict
        As `new_bloom` makes it.
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
        If an id has no row, or something does not fit.

    References
    ----------
    Le Scao et al. 2022, arXiv:2211.05100, sec. 3.2 and table 3; the table of tokens is tied.
    """
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    n = ids.shape[-1]
    heads = checks.heads(heads, p["token_table"].shape[1])
    x = layer_norm(p["token_table"][ids], p["token_norm"], eps=eps)  # (..., n, d)
    how = {"heads": heads, "activation": activation, "eps": eps}
    bias = alibi_bias(alibi_slopes(heads), n=n)  # (heads, n, n)
    for block in checks.dicts("blocks", p["blocks"]):
        x = placed_block(x, block, bias=bias, mask=causal_mask(n), **how)
    return layer_norm(x, p["norm"], eps=eps) @ p["token_table"].T  # (..., n, v)


def new_gpt_neox(rng, *, vocab_size, d, layers, inner=None, spread=SPREAD):
    """Parameters for `gpt_neox` before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, d, layers : int
    inner : int, optional
        Features in the middle of the small networks; 4 d if not given.
    spread : float
        Standard deviation of the weights. The paper's own rule (sec. 2.1.3) is left out.

    Returns
    -------
    dict
        See the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    p = _without_places(rng, vocab_size, d, layers, inner, spread)
    return p | {"output_table": rng.normal(0, spread, (vocab_size, d))}


def new_bloom(rng, *, vocab_size, d, layers, inner=None, spread=SPREAD):
    """Parameters for `bloom` before it has learned anything.

    Parameters
    ----------
    rng, vocab_size, d, layers, inner, spread
        As in `new_gpt_neox`.

    Returns
    -------
    dict
        See the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    p = _without_places(rng, vocab_size, d, layers, inner, spread)
    return p | {"token_norm": new_norm(d)}


def _without_places(rng, vocab_size, d, layers, inner, spread):
    sizes = {"vocab_size": vocab_size, "d": d, "layers": layers}
    p = new_model(rng, **sizes, positions=1, inner=inner, spread=spread)
    return {name: part for name, part in p.items() if name != "position_table"}
