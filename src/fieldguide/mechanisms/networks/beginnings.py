"""How large a decoder's weights are before it has learned anything.

Each block adds twice to the stream, so that with many blocks it would grow. GPT-2's paper
makes what is added smaller, the more blocks there are; its released code does not.
"""

import numpy as np

from ... import checks, shapes
from .transformer import SPREAD, embed, new_model, pre_norm_block

POSITION_SPREAD = 0.01  # of the table of places: openai/gpt-2, src/model.py, wpe
RESIDUAL = ("attention", "output"), ("feed_forward", "down")  # what adds to the stream


def residual_scale(layers):
    """By what the weights that add to the stream are multiplied: 1 / sqrt(2 layers).

    Sums of N independent numbers have N times the variance of one; N is 2 a block. Two
    blocks: 1/2.

    Parameters
    ----------
    layers : int

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If layers is not a whole number of 1 or more.

    References
    ----------
    Radford et al. 2019, section 2.3: "a factor of 1/sqrt(N) where N is the number of
    residual layers", which are two a block.
    """
    return (2 * checks.count("layers", layers)) ** -0.5


def new_decoder(rng, *, vocab_size, positions, d, layers, inner=None):
    """Parameters of a GPT-2 that has learned nothing, as the paper has them.

    As `new_decoder_released`, but what adds to the stream, the output of attention and the
    way down in the small network, is smaller by `residual_scale`.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, positions, d : int
    layers : int
        1 or more.
    inner : int, optional

    Returns
    -------
    dict
        For `decoder`; see `new_model`.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.

    References
    ----------
    Radford et al. 2019, section 2.3. The paper names no standard deviation: 0.02 and 0.01
    are the code's.
    """
    scale = residual_scale(layers)
    p = new_decoder_released(
        rng, vocab_size=vocab_size, positions=positions, d=d, layers=layers, inner=inner
    )
    for block in p["blocks"]:  # of arrays that nobody else has yet
        for room, name in RESIDUAL:
            block[room][name]["weight"] *= scale
    return p


def new_decoder_released(rng, *, vocab_size, positions, d, layers, inner=None):
    """Parameters of a GPT-2 that has learned nothing, as the released code has them.

    Normal, with standard deviation 0.02, the table of places 0.01; biases 0 and gains 1.

    Parameters
    ----------
    rng, vocab_size, positions, d, layers, inner
        As in `new_decoder`.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.

    References
    ----------
    openai/gpt-2, src/model.py, conv1d, wte and wpe.
    """
    layers = checks.count("layers", layers)
    p = new_model(
        rng, vocab_size=vocab_size, positions=positions, d=d, layers=layers, inner=inner
    )
    return p | {"position_table": p["position_table"] * (POSITION_SPREAD / SPREAD)}


@checks.weights(p=shapes.TABLES | {"blocks": [shapes.BLOCK]})
def stream_spreads(ids, p, *, heads):
    """How far the stream has spread after each block of a decoder; 1 before the first.

    Parameters
    ----------
    ids : int array, shape (n,) or (b, n)
        A text to read.
    p : dict
        As `new_decoder` makes it.
    heads : int

    Returns
    -------
    array, shape (layers + 1,)
        Standard deviations over all places and features, in those of the embedded text.

    Raises
    ------
    ValueError
        If something does not fit; see `decoder`.
    """
    x = embed(ids, p)
    spreads, mask = [x.std()], np.tri(x.shape[-2], dtype=bool)
    for block in checks.dicts("blocks", p["blocks"]):
        x = pre_norm_block(x, block, heads=heads, mask=mask)
        spreads.append(x.std())
    return np.array(spreads) / spreads[0]
