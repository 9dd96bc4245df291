"""A decoder in two halves: the first reads text alone, the second looks at a picture, too.

Between the halves the text has been read and the picture not yet seen. There a vector of the
whole text can be had, to be compared with that of a picture; and behind the second half stands
what word comes next. So one pass serves two losses.

The parameters, d features wide, for v words and one mark more:

    token_table             (v + 1, d), its last row the mark [CLS], which stands for the text
    position_table          (m, d)
    text_blocks             as in `transformer`
    mixed_blocks            each with cross_attention and cross_attention_norm besides
    text_norm, norm         behind each half
    text                    weight (d, s), bias (s,): into the space where texts meet pictures
"""

import numpy as np

from ... import checks, shapes
from ...training import layers
from ...training.primitives import affine, gelu_tanh, take
from ..attention.attention import causal_mask, new_linear
from .norm import new_norm
from .transformer import GPT2_EPS, SPREAD, new_block

DECOUPLED = shapes.TABLES | {
    "text_blocks": [shapes.BLOCK],
    "mixed_blocks": [shapes.BLOCK | shapes.CROSS],
    "text_norm": shapes.NORM,
    "norm": shapes.NORM,
    "text": shapes.affine("d", "s"),
}


def class_mask(ids, *, padding_id=0):
    """Who may look at whom when a mark for the whole text stands behind the text.

    Words look back, as ever. The mark, last, looks at all words and itself, and at no padding;
    and since it stands last no word sees it.

    Parameters
    ----------
    ids : int array, shape (..., n)
    padding_id : int

    Returns
    -------
    bool array, shape (..., n + 1, n + 1)

    Raises
    ------
    ValueError
        If ids are not whole numbers.

    References
    ----------
    Yu et al. 2022, arXiv:2205.01917, section 3.2; mlfoundations/open_clip@89fb801,
    transformer.py, build_cls_mask.
    """
    ids = checks.integers("ids", ids, (..., None))
    padding_id = checks.count("padding_id", padding_id, least=0)
    n = ids.shape[-1]
    mask = np.tile(causal_mask(n + 1), (*ids.shape[:-1], 1, 1))  # (..., n + 1, n + 1)
    mask[..., -1, :-1] = ids != padding_id
    return mask


@checks.weights(p=DECOUPLED)
def decoupled_decoder(
    ids, seen, p, *, heads, padding_id=0, activation=gelu_tanh, eps=GPT2_EPS
):
    """A text's own vector, and scores for each next word of it given a picture.

    Parameters
    ----------
    ids : int array, shape (b, n)
        Texts, filled up with padding behind. No word is the mark, row v of the table.
    seen : array, shape (b, m, c)
        What an eye, or a pooler behind it, has made of the picture.
    p : dict
        See the top of this module; `new_decoupled` makes it.
    heads : int
    padding_id : int
    activation : function
    eps : float

    Returns
    -------
    texts : array, shape (b, s)
        A vector for each text, which does not depend on the picture.
    logits : array, shape (b, n, v)
        Row i scores what may follow word i. It does not depend on the mark.

    Raises
    ------
    ValueError
        If a text is too long, or something does not fit.

    References
    ----------
    Yu et al. 2022, arXiv:2205.01917, section 3.2, "Decoupled Text Decoder and CoCa
    Architecture". As in GPT-2 the table that reads words also scores them.
    """
    checks.tables(p, "token_table", "position_table")
    table = p["token_table"]
    v = len(table) - 1
    ids = checks.ids("ids", ids, v, (None, None))
    b, n = ids.shape
    checks.places("ids and [CLS]", n + 1, p["position_table"])
    if checks.dicts("mixed_blocks", p["mixed_blocks"]):
        wide = len(p["mixed_blocks"][0]["cross_attention"]["key"]["weight"])
        seen = checks.numbers("seen", seen, (b, None, wide))
    how = {"heads": heads, "activation": activation, "eps": eps}

    marked = np.concatenate([ids, np.full((b, 1), v)], 1)  # (b, n + 1)
    x = take(table, marked) + p["position_table"][: n + 1]
    mask = class_mask(ids, padding_id=padding_id)
    for block in checks.dicts("text_blocks", p["text_blocks"]):
        x = layers.pre_norm_block(x, block, mask=mask, **how)
    texts = layers.linear(layers.norm(x[:, -1], p["text_norm"], eps=eps), p["text"])

    x = x[:, :-1]  # (b, n, d)  the words alone go on
    for block in p["mixed_blocks"]:
        x = layers.pre_norm_block(x, block, mask=causal_mask(n), memory=seen, **how)
    x = layers.norm(x, p["norm"], eps=eps)
    return texts, affine(x, table[:v].T, np.zeros(v))  # (b, s), (b, n, v)


def new_decoupled(
    rng, *, vocab_size, positions, d, c, space, layers, inner=None, spread=SPREAD
):
    """Parameters of such a decoder before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size : int
        v, without the mark.
    positions : int
        The longest text, and one more for the mark.
    d : int
        Features.
    c : int
        Features of what is seen.
    space : int
        Numbers of the vector in which texts and pictures meet.
    layers : int
        Of each half: CoCa's halves are equally deep.
    inner : int, optional
        Features in the middle of the small networks; 4 d if not given.
    spread : float
        Standard deviation of the weights.

    Returns
    -------
    dict
        For `decoupled_decoder`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    vocab_size, positions, d = checks.counts(
        vocab_size=vocab_size, positions=positions, d=d
    )
    c, space = checks.counts(c=c, space=space)
    layers = checks.count("layers", layers)
    spread = checks.number("spread", spread, least=0)
    checks.rng(rng)
    into = {"query": d, "key": c, "value": c, "output": d}

    def looking():
        return new_block(rng, d=d, inner=inner, spread=spread) | {
            "cross_attention": {
                name: new_linear(rng, d=wide, e=d, spread=spread)
                for name, wide in into.items()
            },
            "cross_attention_norm": new_norm(d),
        }

    return {
        "token_table": rng.normal(0, spread, (vocab_size + 1, d)),
        "position_table": rng.normal(0, spread, (positions, d)),
        "text_blocks": [
            new_block(rng, d=d, inner=inner, spread=spread) for _ in range(layers)
        ],
        "mixed_blocks": [looking() for _ in range(layers)],
        "text_norm": new_norm(d),
        "norm": new_norm(d),
        "text": new_linear(rng, d=d, e=space, spread=spread),
    }
