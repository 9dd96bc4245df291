"""Fewer numbers for the same network: a narrow table that is widened, one block for all.

ALBERT (Lan et al. 2019, arXiv:1909.11942). Its parameters are a dict, which `new_albert`
makes, with e features in the tables and d in the stream:

    token_table, position_table, segment_table    shapes (v, e), (m, e) and (2, e)
    norm                                          gain (e,), bias (e,)
    widen                                         weight (e, d), bias (d,)
    block                                         one block of `transformer.new_block`
"""

from ... import checks, shapes
from ..attention.attention import linear, new_linear
from .embeddings import BERT_TABLES, bert_embeddings
from .transformer import (
    BERT_EPS,
    SPREAD,
    gelu_tanh,
    new_block,
    new_model,
    post_norm_blocks,
)

NARROW = shapes.renamed(BERT_TABLES, d="e") | {"widen": shapes.affine("e", "d")}
ALBERT = NARROW | {"block": shapes.BLOCK}
TABLE_WIDTH = 128  # e in all four sizes of ALBERT, Table 1
SEGMENTS = 2  # first and second text


@checks.weights(p=NARROW)
def factorized_embeddings(ids, segments, p):
    """Look each token up in a narrow table, then widen all vectors by one matrix.

    A token's row has e numbers instead of d. The matrix (e, d) is shared by all tokens.

    Parameters
    ----------
    ids, segments : int array, shape (n,)
        Token ids, and 0 or 1 for the first or second text.
    p : dict
        token_table, position_table, segment_table, norm and widen; see above.

    Returns
    -------
    array, shape (n, d)

    Raises
    ------
    ValueError
        If the sentence is longer than the position table, lengths differ, or an id has no
        row.

    References
    ----------
    Lan et al. 2019, arXiv:1909.11942, section 3.1, "Factorized embedding
    parameterization". That places and segments are narrow too, that the norm comes
    before the widening, and that the widening has a bias, is told by the released code
    (modeling.py) and not by the paper.
    """
    narrow = bert_embeddings(ids, segments, p)  # (n, e)
    return linear(narrow, p["widen"])  # (n, d)


@checks.weights(block=shapes.BLOCK)
def repeat_block(
    x, block, *, layers, heads, mask=None, activation=gelu_tanh, eps=BERT_EPS
):
    """Send the stream through one and the same block `layers` times.

    The number of layers sets how long this takes, and nothing about the size of `block`.

    Parameters
    ----------
    x : array, shape (..., n, d)
    block : dict
        Parameters of one block; see `transformer`.
    layers : int
        How often it is applied.
    heads, mask, activation, eps
        As in `transformer.post_norm_block`. ALBERT's code uses GELU by its tanh formula.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If `layers` is negative, or something does not fit.

    References
    ----------
    Lan et al. 2019, arXiv:1909.11942, section 3.1, "Cross-layer parameter sharing".
    """
    layers = checks.count("layers", layers, least=0)
    return post_norm_blocks(
        x, [block] * layers, heads=heads, mask=mask, activation=activation, eps=eps
    )


@checks.weights(p=ALBERT)
def albert(ids, segments, p, *, layers, heads, mask=None):
    """From token ids to one vector a token, with a narrow table and one block.

    Parameters
    ----------
    ids, segments : int array, shape (n,)
    p : dict
        See the top of this module.
    layers, heads : int
    mask : bool array, shape (n,) or (n, n), optional
        True where a token may look, such as `padding_mask(ids)`.

    Returns
    -------
    array, shape (n, d)

    Raises
    ------
    ValueError
        If the sentence is too long or something does not fit.

    References
    ----------
    Lan et al. 2019, arXiv:1909.11942, section 3.1. The heads for masked tokens and for
    sentence order are not included.
    """
    x = factorized_embeddings(ids, segments, p)  # (n, d)
    return repeat_block(x, p["block"], layers=layers, heads=heads, mask=mask)  # (n, d)


def new_albert(rng, *, vocab_size, positions, e, d, inner=None, spread=SPREAD):
    """Parameters of an ALBERT before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    vocab_size, positions : int
        Tokens in the vocabulary, and places.
    e, d : int
        Features in the tables, and in the stream.
    inner, spread
        As in `transformer.new_block`.

    Returns
    -------
    dict
        See the top of this module. No number of layers is asked for.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.

    References
    ----------
    Lan et al. 2019, arXiv:1909.11942, Table 1, for what there is to be set.
    """
    e, d = checks.counts(e=e, d=d)
    tables = new_model(
        rng, vocab_size=vocab_size, positions=positions, d=e, layers=0, spread=spread
    )
    return {
        **{k: tables[k] for k in ("token_table", "position_table", "norm")},
        "segment_table": rng.normal(0, spread, (SEGMENTS, e)),
        "widen": new_linear(rng, d=e, e=d, spread=spread),
        "block": new_block(rng, d=d, inner=inner, spread=spread),
    }


def break_even(*, vocab_size, width):
    """The table width e at which factorizing stops paying: V d / (V + d).

    Factorized, the table has V e + e d numbers, otherwise V d. With V = 6 and d = 3 both
    are 18 at e = 2.

    Parameters
    ----------
    vocab_size, width : int
        Rows V of the table, and features d of the stream.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If an argument is not a whole number of 1 or more.

    References
    ----------
    From O(V x H) against O(V x E + E x H), Lan et al. 2019, arXiv:1909.11942, section
    3.1; the formula is ours.
    """
    vocab_size, width = checks.counts(vocab_size=vocab_size, width=width)
    return vocab_size * width / (vocab_size + width)
