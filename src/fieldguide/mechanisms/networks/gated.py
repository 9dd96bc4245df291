"""Gates through which a language model looks at pictures without losing what it knows.

VisualGPT lets each feature choose between what is seen and what the language model says.
Flamingo freezes the language model and puts new layers between its blocks. Each of them is
added with a weight, tanh of a gate, which is 0 at first: what comes out is then the language
model itself, to the last digit. Such a layer is a *look*:

    attention: query, key, value, output      from d features, and from c of the picture
    attention_norm, attention_gate            gain and bias (d,), and a number (1,)
    feed_forward: up, down                    weights (d, f) and (f, d), with biases
    feed_forward_norm, feed_forward_gate      gain and bias (d,), and a number (1,)
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import (
    causal_mask,
    multi_head_attention,
    new_linear,
)
from .norm import layer_norm, new_norm
from .transformer import (
    GPT2_EPS,
    SPREAD,
    WIDER,
    embed,
    feed_forward,
    gelu_tanh,
    pre_norm_block,
    relu,
)

THRESHOLD = 0.2  # Vision-CAIR/VisualGPT, README, --tau
EVERY = 4  # Flamingo-9B looks before every fourth block, Alayrac et al., Table 5

BALANCED = {
    "norm": shapes.NORM,
    "attention": shapes.SELF,
    "gates": [{"weight": "G d", "bias": "d?"}],  # G is twice d
}


# --- VisualGPT: gates that choose -----------------------------------------------------


def resurrecting_gates(scores, *, threshold=THRESHOLD):
    """Two gates from one score: how much of what is seen passes, and of what was said.

    The logistic function of the score is the first gate, what is missing to 1 the second, and
    each is shut if it is not above the threshold. A score of 0 opens both by a half; at ln 9
    the first is 0.9, and the second, 0.1, is shut.

    Parameters
    ----------
    scores : array, any shape
    threshold : float
        0 or more, below 1/2.

    Returns
    -------
    seen, said : arrays, shape of `scores`
        0, or in (threshold, 1]. They need not add up to 1: what is shut is not made up for.

    Raises
    ------
    ValueError
        If the threshold is 1/2 or more: then both gates could be shut, and nothing would
        ever open them again.

    References
    ----------
    Chen et al. 2021, arXiv:2102.10407, the self-resurrecting activation unit. In the code,
    Vision-CAIR/VisualGPT, models/transformer/gpt_decoder_visualGPT.py, it is the other way
    round: there the logistic function of the score is the gate of what was said.
    """
    scores = checks.numbers("scores", scores)
    threshold = checks.rate("threshold", threshold)
    if threshold >= 0.5:
        raise ValueError(f"threshold must lie in [0, 0.5), got {threshold}")
    share = 0.5 * (
        1 + np.tanh(0.5 * scores)
    )  # the logistic function, which cannot overflow
    rest = 0.5 * (1 - np.tanh(0.5 * scores))
    return share * (share > threshold), rest * (rest > threshold)


@checks.weights(p=BALANCED)
def balanced_look(x, levels, p, *, heads, threshold=THRESHOLD, eps=GPT2_EPS):
    """Look at each layer of what the eye made of a picture, and choose by two gates a feature.

    With one layer: the gate of what is seen times what is seen, plus the gate of what was
    said times x. Several layers are looked at by the same attention, each with gates of its
    own, and what comes out is added up and divided by the root of their number.

    Parameters
    ----------
    x : array, shape (..., n, d)
        What the language model says.
    levels : list of arrays, shape (..., m, d)
        What the layers of the eye give.
    p : dict
        norm, for x and for the picture; attention; gates, a linear map from 2 d features to d
        for each level, which reads x and what is seen.
    heads : int
    threshold : float
        Of the gates.
    eps : float
        Of the norm.

    Returns
    -------
    out : array, shape (..., n, d)
    seen : array, shape (..., n, d)
        The gate of what is seen, mean over the levels.

    Raises
    ------
    ValueError
        If there is not one gate a level, or something does not fit.

    References
    ----------
    Vision-CAIR/VisualGPT, models/transformer/gpt_decoder_visualGPT.py, Block.forward, with
    three levels and without dropout. The gates are named as in the paper, so the released
    weights of a gate have the other sign.
    """
    x = checks.rows("x", x)
    d = x.shape[-1]
    levels = checks.several("levels", levels, checks.numbers, (..., None, d))
    gates = checks.dicts("gates", p["gates"])
    checks.as_many(levels=levels, gates=gates)
    y, out, open_ = layer_norm(x, p["norm"], eps=eps), 0, 0
    for level, gate in zip(levels, gates, strict=True):
        checks.shaped(gate, weight=(2 * d, d))
        given = layer_norm(level, p["norm"], eps=eps)
        found, _ = multi_head_attention(y, given, p["attention"], heads=heads)
        weight, bias = checks.affine(gate)
        scores = x @ weight[:d] + found @ weight[d:] + bias  # (..., n, d)
        seen, said = resurrecting_gates(scores, threshold=threshold)
        out, open_ = out + seen * found + said * x, open_ + seen
    return out / np.sqrt(len(levels)), open_ / len(levels)


# --- Flamingo: gates that begin shut --------------------------------------------------


def squared_relu(x):
    """Keep what is positive, and square it: max(0, x)**2.

    Raises
    ------
    ValueError
        If `x` does not hold numbers.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, Table 4: the activation of all new layers.
    """
    return relu(x) ** 2


def latest_picture(begins):
    """Which picture each word may see: the last that stands at it or before it.

    Words at which (no, yes, no, yes) a picture stands see pictures (0, 1, 1, 2), where 0 is
    none and the first is 1.

    Parameters
    ----------
    begins : bool array, shape (..., n)
        True where a picture stands in the text.

    Returns
    -------
    int array, shape (..., n)

    Raises
    ------
    ValueError
        If `begins` is not bool.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, sec. 2.3 and app. A.1.3, the function phi.
    """
    return checks.booleans("begins", begins, (..., None)).cumsum(-1)


def picture_mask(begins, *, images, each):
    """True where a word may look: at the tokens of its latest picture, and of no other.

    Parameters
    ----------
    begins : bool array, shape (..., n)
        True where a picture stands in the text.
    images : int
        How many pictures there are; words of a later one see nothing.
    each : int
        Tokens of a picture.

    Returns
    -------
    bool array, shape (..., n, images * each)
        All of a picture's tokens stand together. The row of a word before the first picture
        is False throughout.

    Raises
    ------
    ValueError
        If `begins` is not bool, or a number is not whole.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, sec. 2.3, "per-image attention masking".
    """
    images, each = checks.counts(images=images, each=each)
    number = np.repeat(np.arange(1, images + 1), each)  # (images * each,)
    return latest_picture(begins)[..., None] == number


@checks.weights(p=shapes.LOOK)
@checks.batches("x", "memory")
def gated_look(
    x, memory, p, *, heads, mask=None, activation=squared_relu, eps=GPT2_EPS
):
    """Add what is seen, times tanh of a gate; then what a small network says, likewise.

    With both gates at 0 it gives x, whatever the other weights are.

    Parameters
    ----------
    x : array, shape (..., n, d)
        What the language model says.
    memory : array, shape (..., m, c)
        Tokens of the pictures.
    p : dict
        A look; see above.
    heads : int
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        True where a word may look, such as `picture_mask`. A word that may look nowhere is
        given nothing by the attention, not even its bias.
    activation : function
    eps : float
        Of the norms.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, m)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, sec. 2.2 and figure 4; without biases. The norms
    are in front, as in lucidrains/flamingo-pytorch and in transformers' Idefics, whose words
    without a picture are given nothing, too; the paper does not say.
    """
    x = checks.rows("x", x)
    memory = checks.numbers(
        "memory", memory, (..., None, len(p["attention"]["key"]["weight"]))
    )
    checks.shaped(p, attention_gate=(1,), feed_forward_gate=(1,))
    y = layer_norm(x, p["attention_norm"], eps=eps)
    found, shares = multi_head_attention(
        y, memory, p["attention"], heads=heads, mask=mask
    )
    if mask is not None:
        found = found * np.any(mask, -1)[..., None]
    x = x + np.tanh(p["attention_gate"]) * found  # (..., n, d)
    y = layer_norm(x, p["feed_forward_norm"], eps=eps)
    inner = feed_forward(y, p["feed_forward"], activation=activation)
    return x + np.tanh(p["feed_forward_gate"]) * inner, shares


def new_gated_look(rng, *, d, c, inner=None, spread=SPREAD):
    """Parameters of a look that has learned nothing: both gates are shut.

    Parameters
    ----------
    rng : numpy.random.Generator
    d, c : int
        Features of the language model, and of a picture's token.
    inner : int, optional
        Features in the middle of the small network; 4 d if not given.
    spread : float
        Standard deviation of the weights.

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
    Alayrac et al. 2022, arXiv:2204.14198, sec. 2.2, for the gates.
    """
    d, c = checks.counts(d=d, c=c)
    inner = WIDER * d if inner is None else checks.count("inner", inner)
    from_ = {"query": d, "key": c, "value": c, "output": d}
    return {
        "attention": {
            name: new_linear(rng, d=width, e=d, spread=spread)
            for name, width in from_.items()
        },
        "attention_norm": new_norm(d),
        "attention_gate": np.zeros(1),
        "feed_forward": {
            "up": new_linear(rng, d=d, e=inner, spread=spread),
            "down": new_linear(rng, d=inner, e=d, spread=spread),
        },
        "feed_forward_norm": new_norm(d),
        "feed_forward_gate": np.zeros(1),
    }


def looks_before(layers, *, every=EVERY):
    """The blocks of a language model before which a look stands: the first, then every n-th.

    Of 8 blocks with a look before every fourth they are 0 and 4.

    Parameters
    ----------
    layers, every : int

    Returns
    -------
    int array

    Raises
    ------
    ValueError
        If a number is not whole, or below 1.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, Table 5: every block of 24, every fourth of 40,
    every seventh of 80. That the first is among them is transformers' rule, Idefics; with it
    there are as many looks as Table 4 says.
    """
    layers, every = checks.counts(layers=layers, every=every)
    return np.arange(0, layers, every)


@checks.weights(p=shapes.MODEL, looks=[shapes.LOOK])
def seeing_decoder(
    ids, memory, p, looks, *, heads, mask=None, every=EVERY, activation=gelu_tanh,
    look_activation=squared_relu, eps=GPT2_EPS,
):  # fmt: skip
    """A decoder that looks at pictures between its blocks: `transformer.decoder` if all is shut.

    Parameters
    ----------
    ids : int array, shape (..., n)
    memory : array, shape (..., m, c)
        Tokens of the pictures.
    p : dict
        The decoder, as `transformer.new_model` makes it; it stays as it is in training.
    looks : list of dicts
        One for each of `looks_before`; what learns.
    heads : int
    mask : bool array, shape (m,), (n, m) or (..., n, m), optional
        Where each token may look; see `picture_mask`.
    every : int
    activation, look_activation : function
        Of the decoder's small networks, and of the looks'.
    eps : float

    Returns
    -------
    array, shape (..., n, v)
        Row i scores what may follow token i.

    Raises
    ------
    ValueError
        If there is not one look for each place, or something does not fit.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, figure 3.
    """
    memory = checks.rows("memory", memory)
    checks.function("look_activation", look_activation)
    blocks = checks.dicts("blocks", p["blocks"])
    places = looks_before(max(len(blocks), 1), every=every).tolist()
    if len(checks.dicts("looks", looks)) != len(places):
        raise ValueError(
            f"looks must be {len(places)}, before every {every} of {len(blocks)} blocks, "
            f"got {len(looks)}"
        )
    x = embed(ids, p)  # (..., n, d)
    how = {"heads": heads, "eps": eps}
    for number, block in enumerate(blocks):
        if number in places:
            look = looks[places.index(number)]
            x, _ = gated_look(
                x, memory, look, mask=mask, activation=look_activation, **how
            )
        x = pre_norm_block(
            x, block, mask=causal_mask(x.shape[-2]), activation=activation, **how
        )
    return layer_norm(x, p["norm"], eps=eps) @ p["token_table"].T  # (..., n, v)
