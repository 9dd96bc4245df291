"""PaLM's and LLaMA's decoders: gates, turned heads, no biases, and keys that are shared.

Matrices are plain arrays, since nothing has a bias. All heads together are a features wide,
which need not be d; g heads have keys and values, from 1 (PaLM) to all (LLaMA):

    attention     query (d, a), key and value (d, g a / heads), output (a, d)
    feed_forward  gate and up (d, f), down (f, d)
    norms         gain (d,)

    PaLM     token_table, blocks with one norm, norm
    LLaMA    token_table, blocks with two norms, norm, output_table
"""

from functools import partial

import numpy as np

from ... import checks, shapes
from ..attention.attention import (
    attention,
    causal_mask,
    for_all_heads,
    merge_heads,
    split_heads,
)
from ..attention.rotary import BASE, rotate
from .encoder_decoder import T5_EPS
from .norm import layer_norm, new_rms_norm, rms_norm
from .transformer import GPT2_EPS, SPREAD, WIDER, gated_feed_forward, silu

SHARED = {"query": "d A", "key": "d B", "value": "d B", "output": "A d"}
PALM_BLOCK = {
    "norm": shapes.RMS_NORM,
    "attention": SHARED,
    "feed_forward": shapes.GATED,
}
LLAMA_BLOCK = {
    "attention": SHARED,
    "attention_norm": shapes.RMS_NORM,
    "feed_forward": shapes.GATED,
    "feed_forward_norm": shapes.RMS_NORM,
}
PALM = {"token_table": "v d", "blocks": [PALM_BLOCK], "norm": shapes.RMS_NORM}
LLAMA = PALM | {"blocks": [LLAMA_BLOCK], "output_table": "v d"}

ROUND = 256  # inner widths are multiples of it, facebookresearch/llama, multiple_of
LLAMA_EPS = T5_EPS  # of the RMS norms, transformers, configuration_llama.py


@checks.weights(p=shapes.GATED)
def swiglu_layer(x, p):
    """PaLM's and LLaMA's small network: `gated_feed_forward` with SiLU.

    Parameters
    ----------
    x : array, shape (..., d)
    p : dict of arrays
        gate and up, shape (d, f), and down, shape (f, d).

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Shazeer 2020, arXiv:2002.05202, equation 6; Chowdhery et al. 2022, arXiv:2204.02311,
    sec. 2; Touvron et al. 2023, arXiv:2302.13971, sec. 2.2.
    """
    return gated_feed_forward(x, p, activation=silu)


def gated_width(d, *, multiple=ROUND):
    """Inner width with which a gated layer costs what a plain one of 4 d does: 2/3 of 4 d.

    Three matrices of 2/3 the width have as many numbers as two. It is rounded up to a
    multiple, so a little more: for 4096 it is 10,922, and 11,008 after rounding.

    Parameters
    ----------
    d, multiple : int

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is not whole, or below 1.

    References
    ----------
    Touvron et al. 2023, arXiv:2302.13971, sec. 2.2; facebookresearch/llama, llama/model.py,
    FeedForward, which cuts the fraction off before it rounds up.
    """
    d, multiple = checks.counts(d=d, multiple=multiple)
    return -(-(2 * WIDER * d // 3) // multiple) * multiple


@checks.weights(p=SHARED)
def grouped_attention(x, p, *, heads, groups=1, turn=None, mask=None):
    """Self-attention in which several heads ask of the same keys and values.

    With one group all heads share one key and one value a token: *multi-query* attention.
    With as many groups as heads each has its own, as usual.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict of arrays
        query, shape (d, a), key and value, shape (d, groups a / heads), output (a, d).
    heads : int
        A divisor of a.
    groups : int
        A divisor of the heads. The first heads / groups of them share, and so on.
    turn : function, optional
        From queries or keys, (..., n, a / heads), to turned ones; see `rotate`.
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look, in all heads.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, n)

    Raises
    ------
    ValueError
        If the heads cannot be shared out, or something does not fit.

    References
    ----------
    Shazeer 2019, arXiv:1911.02150, sec. 3, for one group, which is PaLM's; Ainslie et al.
    2023, arXiv:2305.13245, for several.
    """
    x = checks.numbers("x", x, (..., None, len(p["query"])))
    heads = checks.heads(heads, p["query"].shape[1])
    groups = checks.count("groups", groups)
    if heads % groups:
        raise ValueError(f"groups must divide {heads} heads evenly, got {groups}")
    checks.shaped(p, output=p["query"].shape[::-1])
    width = groups * (p["query"].shape[1] // heads)
    q = split_heads(x @ p["query"], heads)  # (..., heads, n, e)
    k, v = (
        split_heads(x @ checks.numbers(name, p[name], (x.shape[-1], width)), groups)
        for name in ("key", "value")
    )  # (..., groups, n, e) each
    if turn is not None:
        turn = checks.function("turn", turn)
        q, k = (
            checks.numbers("what turn gives", turn(part), part.shape) for part in (q, k)
        )
    whose = np.repeat(
        np.arange(groups), heads // groups
    )  # (heads,)  nothing is learned
    k, v = k[..., whose, :, :], v[..., whose, :, :]  # (..., heads, n, e)
    mixed, shares = attention(q, k, v, mask=for_all_heads(mask))
    return merge_heads(mixed) @ p["output"], shares  # (..., n, d)


@checks.weights(p=PALM_BLOCK)
def palm_block(x, p, *, heads, turn=None, mask=None, eps=GPT2_EPS):
    """x + attention(norm x) + network(norm x), with one norm for both and one key for all.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        norm, attention and feed_forward; see the top of this module.
    heads, turn, mask
        As in `grouped_attention`.
    eps : float
        Of the layer norm, which has no bias. PaLM's is not published.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Chowdhery et al. 2022, arXiv:2204.02311, sec. 2, "Parallel Layers" and "No Biases".
    """
    x = checks.rows("x", x)
    y = _plain_norm(x, p["norm"], eps)  # (..., n, d)
    how = {"heads": heads, "groups": 1, "turn": turn, "mask": mask}
    mixed, _ = grouped_attention(y, p["attention"], **how)
    return x + mixed + swiglu_layer(y, p["feed_forward"])  # (..., n, d)


@checks.weights(p=LLAMA_BLOCK)
def llama_block(x, p, *, heads, turn=None, mask=None, eps=LLAMA_EPS):
    """Norm, attend, add; norm, think, add: with RMS norms, a gate, and no biases.

    Parameters
    ----------
    x : array, shape (..., n, d)
    p : dict
        attention, attention_norm, feed_forward and feed_forward_norm.
    heads, turn, mask
        As in `grouped_attention`; each head has its own keys and values.
    eps : float
        Of the RMS norms.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Touvron et al. 2023, arXiv:2302.13971, sec. 2.2; facebookresearch/llama, llama/model.py,
    TransformerBlock.
    """
    x = checks.rows("x", x)
    how = {"heads": heads, "groups": heads, "turn": turn, "mask": mask}
    y = rms_norm(x, p["attention_norm"], eps=eps)  # (..., n, d)
    x = x + grouped_attention(y, p["attention"], **how)[0]
    y = rms_norm(x, p["feed_forward_norm"], eps=eps)
    return x + swiglu_layer(y, p["feed_forward"])  # (..., n, d)


@checks.weights(p=PALM)
def palm(ids, p, *, heads, base=BASE, eps=GPT2_EPS):
    """From token ids to scores for the next token, in the manner of PaLM.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        As `new_palm` makes it.
    heads : int
    base : float
        Of the speeds of rotary positions.
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
    Chowdhery et al. 2022, arXiv:2204.02311, sec. 2; sec. 5 divides the scores by the root
    of the width, since one table reads and scores. Which features are turned together is
    not published; here neighbors are.
    """
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    x = p["token_table"][ids]  # (..., n, d)
    how = _places(ids, base) | {"heads": heads, "eps": eps}
    for block in checks.dicts("blocks", p["blocks"]):
        x = palm_block(x, block, **how)
    x = _plain_norm(x, p["norm"], eps)
    return x @ p["token_table"].T / np.sqrt(x.shape[-1])  # (..., n, v)


@checks.weights(p=LLAMA)
def llama(ids, p, *, heads, base=BASE, eps=LLAMA_EPS):
    """From token ids to scores for the next token, in the manner of LLaMA.

    Parameters
    ----------
    ids : int array, shape (..., n)
    p : dict
        As `new_llama` makes it.
    heads : int
    base : float
        Of the speeds of rotary positions.
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
    Touvron et al. 2023, arXiv:2302.13971, sec. 2.2; facebookresearch/llama, llama/model.py,
    which turns neighboring features together. The table that scores is another than the one
    that reads.
    """
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    checks.shaped(p, output_table=np.shape(p["token_table"]))
    x = p["token_table"][ids]  # (..., n, d)
    how = _places(ids, base) | {"heads": heads, "eps": eps}
    for block in checks.dicts("blocks", p["blocks"]):
        x = llama_block(x, block, **how)
    return rms_norm(x, p["norm"], eps=eps) @ p["output_table"].T  # (..., n, v)


def new_palm(
    rng, *, vocab_size, d, heads, head_size, layers, inner=None, spread=SPREAD
):
    """Parameters for `palm` before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, d, heads, head_size, layers : int
        heads x head_size need not be d.
    inner : int, optional
        Features in the middle of the gated layer; 4 d if not given: the gate costs extra.
    spread : float
        Standard deviation of the weights. The paper's own rule (sec. 5) is left out.

    Returns
    -------
    dict
        See the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    vocab_size, d, heads = checks.counts(vocab_size=vocab_size, d=d, heads=heads)
    head_size, layers = checks.counts(head_size=head_size, layers=layers)
    inner = WIDER * d if inner is None else checks.count("inner", inner)
    draw = _drawer(rng, spread)
    blocks = [
        {"norm": new_rms_norm(d)}
        | _matrices(draw, d, heads * head_size, head_size, inner)
        for _ in range(layers)
    ]
    table = draw((vocab_size, d))
    return {"token_table": table, "blocks": blocks, "norm": new_rms_norm(d)}


def new_llama(rng, *, vocab_size, d, layers, inner=None, spread=SPREAD):
    """Parameters for `llama` before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, d, layers : int
    inner : int, optional
        Features in the middle of the gated layer; `gated_width(d)` if not given.
    spread : float

    Returns
    -------
    dict
        See the top of this module.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    vocab_size, d, layers = checks.counts(vocab_size=vocab_size, d=d, layers=layers)
    inner = gated_width(d) if inner is None else checks.count("inner", inner)
    draw = _drawer(rng, spread)
    norms = "attention_norm", "feed_forward_norm"
    blocks = [
        {name: new_rms_norm(d) for name in norms} | _matrices(draw, d, d, d, inner)
        for _ in range(layers)
    ]
    tables = {name: draw((vocab_size, d)) for name in ("token_table", "output_table")}
    return tables | {"blocks": blocks, "norm": new_rms_norm(d)}


def _matrices(draw, d, asks, answers, inner):
    """Those of a block: queries are `asks` wide in all, keys and values `answers`."""
    return {
        "attention": {
            "query": draw((d, asks)),
            "key": draw((d, answers)),
            "value": draw((d, answers)),
            "output": draw((asks, d)),
        },
        "feed_forward": {
            "gate": draw((d, inner)),
            "up": draw((d, inner)),
            "down": draw((inner, d)),
        },
    }


def _drawer(rng, spread):
    spread = checks.number("spread", spread, least=0)
    return partial(checks.rng(rng).normal, 0, spread)


def _places(ids, base):
    """How tokens are turned, and whom they see."""
    n = ids.shape[-1]
    turn = partial(rotate, place=np.arange(n), base=base)
    return {"turn": turn, "mask": causal_mask(n)}


def _plain_norm(x, p, eps):
    """A layer norm that has a gain and no bias."""
    return layer_norm(x, {"gain": p["gain"], "bias": 0.0}, eps=eps)
