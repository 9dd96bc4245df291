"""Whisper's network: an encoder hears, a decoder writes, and each written token looks at what was heard.

Parameters, d features wide, for sounds with b bands (`sounds.mel`):

    first     weight (3 b, d), bias (d,)    a convolution over three frames
    second    weight (3 d, d), bias (d,)    another one, of which every second place is kept
    encoder   blocks and a norm behind them
    decoder   token_table (v, d), position_table (m, d), blocks that also have
              cross_attention and its norm, and a norm behind them

Norms stand before the layers, as in GPT-2. Whisper's keys have no bias: 0 stands for it. With
`gelu_tanh` of the primitives for the activation autograd follows quickly.
"""

import numpy as np

from ... import checks, shapes
from ...training import layers
from ...training.primitives import affine, neighbors, take
from ..attention.attention import causal_mask, multi_head_attention, new_linear
from ..attention.positions import timing_signal
from .norm import layer_norm, new_norm
from .transformer import SPREAD, gelu, new_block, new_model

WHISPER_EPS = 1e-5  # of the layer norms, torch's default
KERNEL, STRIDE = 3, 2  # Radford et al. 2022, section 2.2

_CROSS = shapes.CROSS | {"cross_attention": shapes.SELF}
STEM = {"first": shapes.affine("b", "d"), "second": shapes.affine("c", "d")}
HEARER = STEM | {"encoder": {name: shapes.READER[name] for name in ("norm", "blocks")}}
SCRIBE = {
    name: shapes.MODEL[name] for name in ("token_table", "position_table", "norm")
}
SCRIBE |= {"blocks": [shapes.BLOCK | _CROSS]}
_LOOKS = {name: shapes.BLOCK[name] for name in ("attention", "attention_norm")} | {
    "cross_attention": {name: shapes.SELF[name] for name in ("query", "key")},
    "cross_attention_norm": shapes.NORM,
}


@checks.weights(p=STEM)
def stem(mel, p, *, activation=gelu):
    """From frames of a sound to half as many places, each of which knows where it is.

    The first convolution mixes each frame with its neighbors, the second does so again and leaves
    out every other place; then the waves of the place are added.

    Parameters
    ----------
    mel : array, shape (..., t, b)
        As `sounds.mel.log_mel` makes it.
    p : dict
        first and second; see above.
    activation : function

    Returns
    -------
    array, shape (..., ceil(t / 2), d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 2.2; openai/whisper, model.py, AudioEncoder.
    """
    rows, d = np.shape(p["first"]["weight"])
    if rows % KERNEL:
        raise ValueError(
            f"p['first']['weight'] must have {KERNEL} rows a band, got {rows} rows"
        )
    mel = checks.rows("mel", mel, rows // KERNEL)
    checks.function("activation", activation)
    checks.shaped(p["second"], weight=(KERNEL * d, d))
    x = activation(layers.linear(neighbors(mel, KERNEL, 1), p["first"]))  # (..., t, d)
    x = activation(layers.linear(neighbors(x, KERNEL, STRIDE), p["second"]))
    return x + timing_signal(n=x.shape[-2], d=d)  # (..., ceil(t/2), d)


@checks.weights(p=HEARER)
def listen(mel, p, *, heads, activation=gelu, eps=WHISPER_EPS):
    """From frames of a sound to a vector for every other one of them: the memory.

    Behind the convolutions every place looks at all, as in any encoder.

    Parameters
    ----------
    mel : array, shape (..., t, b)
        As `sounds.mel.log_mel` makes it: 3000 frames of 80 bands in Whisper.
    p : dict
        first, second and encoder; see above.
    heads : int
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., ceil(t / 2), d)
        What the decoder looks at.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 2.2; openai/whisper, model.py,
    AudioEncoder. Without dropout, which Whisper has not.
    """
    x = stem(mel, p, activation=activation)
    how = {"heads": heads, "activation": activation, "eps": eps}
    for block in checks.dicts("blocks", p["encoder"]["blocks"]):
        x = layers.pre_norm_block(x, block, **how)
    return layers.norm(x, p["encoder"]["norm"], eps=eps)


@checks.weights(p=SCRIBE)
def write_down(ids, memory, p, *, heads, activation=gelu, eps=WHISPER_EPS):
    """From what is written so far, and what was heard, to scores for each next token.

    Parameters
    ----------
    ids : int array, shape (..., n)
        Commands and text: `sampling.transcribing` says which.
    memory : array, shape (..., t, d)
        As `listen` gives it.
    p : dict
        The decoder; see above.
    heads : int
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what may follow token i. The table that reads tokens also scores them.

    Raises
    ------
    ValueError
        If the text is longer than the table of places, or something does not fit.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 2.2; openai/whisper, model.py, TextDecoder.
    """
    x, memory = _begin(ids, memory, p)
    how = {"heads": heads, "activation": activation, "eps": eps, "memory": memory}
    mask = causal_mask(x.shape[-2])
    for block in checks.dicts("blocks", p["blocks"]):
        x = layers.pre_norm_block(x, block, mask=mask, **how)
    x = layers.norm(x, p["norm"], eps=eps)
    return affine(x, p["token_table"].T, np.zeros(len(p["token_table"])))


@checks.weights(p=shapes.TABLES | {"blocks": [_LOOKS]})
def where_it_listens(ids, memory, p, *, heads, activation=gelu, eps=WHISPER_EPS):
    """How each token shares out its look at the sound, in the last block.

    Parameters
    ----------
    ids, memory, p, heads, activation, eps
        As in `write_down`; one block or more.

    Returns
    -------
    array, shape (..., heads, n, t)

    Raises
    ------
    ValueError
        If there is no block, or something does not fit.

    References
    ----------
    openai/whisper, timing.py, which reads off such shares when a word was said.
    """
    x, memory = _begin(ids, memory, p)
    mask = causal_mask(x.shape[-2])
    if not checks.dicts("blocks", p["blocks"]):
        raise ValueError("p['blocks'] must have a block or more, got none")
    checks.function("activation", activation)
    *before, last = p["blocks"]
    how = {"heads": heads, "activation": activation, "eps": eps, "memory": memory}
    for block in before:
        x = layers.pre_norm_block(x, block, mask=mask, **how)
    y = layer_norm(x, last["attention_norm"], eps=eps)
    x = x + multi_head_attention(y, y, last["attention"], heads=heads, mask=mask)[0]
    y = layer_norm(x, last["cross_attention_norm"], eps=eps)
    return multi_head_attention(y, memory, last["cross_attention"], heads=heads)[1]


def _begin(ids, memory, p):
    """Tokens with their places, and the memory, checked."""
    checks.tables(p, "token_table", "position_table")
    v, d = np.shape(p["token_table"])
    ids = checks.ids("ids", ids, v, (..., None))
    memory = checks.rows("memory", memory, d)
    n = checks.places("ids", ids.shape[-1], p["position_table"])
    x = take(p["token_table"], ids) + p["position_table"][:n]
    checks.one_batch(ids=x, memory=memory)
    return x, memory


def new_listener(
    rng, *, bands, vocab_size, positions, d, layers, inner=None, spread=SPREAD
):
    """Parameters of an encoder and a decoder that have learned nothing.

    Parameters
    ----------
    rng : numpy.random.Generator
    bands : int
        Of the sounds.
    vocab_size, positions : int
        Tokens, commands and times among them, and the longest text.
    d : int
    layers : int
        Blocks in each of the two, 0 or more.
    inner, spread
        As in `transformer.new_block`. The convolutions begin with weights of 1 over the root
        of what comes in.

    Returns
    -------
    dict
        first, second, encoder and decoder.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 2.2: both have the same width and as many
    blocks.
    """
    bands, d = checks.counts(bands=bands, d=d)
    how = {"d": d, "inner": inner, "spread": spread}
    both = [
        new_model(rng, vocab_size=vocab_size, positions=positions, layers=layers, **how)
        for _ in range(2)
    ]
    encoder, decoder = both
    for block in decoder["blocks"]:
        block["cross_attention"] = new_block(rng, **how)["attention"]
        block["cross_attention_norm"] = new_norm(d)

    def convolution(into):
        wide = KERNEL * into
        return new_linear(rng, d=wide, e=d, spread=wide**-0.5)

    return {
        "first": convolution(bands),
        "second": convolution(d),
        "encoder": {name: encoder[name] for name in ("blocks", "norm")},
        "decoder": decoder,
    }
