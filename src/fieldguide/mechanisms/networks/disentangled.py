"""Disentangled attention: what a word is, and where it stands, in separate vectors.

BERT adds the two and lets attention sort them out. DeBERTa (He et al. 2020,
arXiv:2006.03654) keeps a content vector for each token and a table of vectors for relative
distances, and scores a pair of words by three products of these. Absolute places enter
only at the end, in the enhanced mask decoder.

Arrays may have leading axes (a batch, heads). Distances are counted in tokens.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import (
    attend,
    for_all_heads,
    linear,
    merge_heads,
    split_heads,
)
from .norm import layer_norm
from .transformer import feed_forward, gelu

PLACED = {f"position_{name}": shapes.SELF[name] for name in ("query", "key")}
PARTS = shapes.BLOCK | {"attention": shapes.SELF | PLACED}

FURTHEST = 512  # k in tokens, He et al. 2020, sec. 3.1.1
DECODER_LAYERS = 2  # of the enhanced mask decoder, app. A.8
EPS = 1e-7  # of the layer norms, DeBERTa's released code


# --- positions apart from content -----------------------------------------------------


def delta(i, j, *, k=FURTHEST):
    """The row that a table of distances keeps for a word at place i and one at place j.

    With k = 3: the word itself is in row 3, the word before in row 4, the word after in
    row 2. All words 3 or more places ahead share row 0, all 2 or more behind share row 5.

    Parameters
    ----------
    i, j : int or int array
        Places, in tokens; they broadcast.
    k : int
        Rows on either side; distances at the ends share a row.

    Returns
    -------
    int array
        In 0 ... 2k - 1.

    Raises
    ------
    ValueError
        If places are not whole numbers, or k is below 1.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 3.
    """
    i, j = checks.integers("i", i), checks.integers("j", j)
    k = checks.count("k", k)
    return np.clip(i - j + k, 0, 2 * k - 1)


def summed_terms(content, position, w_q, w_k):
    """The four products that hide in a score when content and position are added.

    (c + p) W_q ((c' + p') W_k)^T is content-content + content-position +
    position-content + position-position.

    Parameters
    ----------
    content, position : array, shape (n, d)
        Vectors of the tokens, and of their absolute places.
    w_q, w_k : array, shape (d, e)
        Projections to queries and keys, shared by content and position as in BERT.

    Returns
    -------
    tuple of four arrays, shape (n, n)
        In the order above; not scaled. Their sum is the query-key product of the sums.

    Raises
    ------
    ValueError
        If shapes do not fit.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 2, which writes it for relative positions.
    BERT also adds a segment vector and normalizes the sum; both are left out here.
    """
    content = checks.rows("content", content)
    position = checks.numbers("position", position, content.shape)
    w_q = checks.numbers("w_q", w_q, (content.shape[-1], None))
    w_k = checks.numbers("w_k", w_k, np.shape(w_q))
    queries = content @ w_q, position @ w_q  # (n, e) each
    keys = content @ w_k, position @ w_k  # (n, e) each
    return tuple(q @ k.swapaxes(-1, -2) for q in queries for k in keys)


def content_to_content(q, k):
    """Does what I am want what you are? Plain query times key.

    Parameters
    ----------
    q, k : array, shape (..., n, d)
        Queries and keys made from content.

    Returns
    -------
    array, shape (..., n, n)
        Not scaled, like the other terms.

    Raises
    ------
    ValueError
        If the widths differ.
    """
    q = checks.rows("q", q)
    k = checks.rows("k", k, q.shape[-1])
    return q @ k.swapaxes(-1, -2)


def content_to_position(q, k_r):
    """Does what I am want a word at your distance? Query i times row delta(i, j).

    Parameters
    ----------
    q : array, shape (..., n, d)
        Queries made from content.
    k_r : array, shape (..., 2k, d)
        Keys made from the table of distances.

    Returns
    -------
    array, shape (..., n, n)

    Raises
    ------
    ValueError
        If the widths differ, or the table has an odd number of rows.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 4 (b) and algorithm 1, lines 3 to 10.
    """
    q = checks.rows("q", q)
    k_r = checks.rows("k_r", k_r, q.shape[-1])
    i, j = _pairs(q)
    scores = q @ k_r.swapaxes(-1, -2)  # (..., n, 2k)  every row of the table, once
    return scores[..., i, delta(i, j, k=_half(k_r))]  # (..., n, n)


def position_to_content(k, q_r):
    """Does my place want what you are? As the paper writes it: key j times row delta(j, i).

    Parameters
    ----------
    k : array, shape (..., n, d)
        Keys made from content.
    q_r : array, shape (..., 2k, d)
        Queries made from the table of distances.

    Returns
    -------
    array, shape (..., n, n)
        Row i, column j: how much token i wants token j.

    Raises
    ------
    ValueError
        If the widths differ, or the table has an odd number of rows.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 4 (c) and algorithm 1, lines 11 to 18. No
    released code computes this: see `position_to_content_released`.
    """
    k = checks.rows("k", k)
    q_r = checks.rows("q_r", q_r, k.shape[-1])
    i, j = _pairs(k)
    scores = k @ q_r.swapaxes(-1, -2)  # (..., n, 2k)
    return scores[..., j, delta(j, i, k=_half(q_r))]  # (..., n, n)


def position_to_content_released(k, q_r):
    """Does my place want what you are? As the code computes it: key j times row delta(i, j).

    Nearer than k, delta(j, i) = 2k - delta(i, j): the paper reads the mirrored row, so a
    row that means "behind me" to one means "ahead of me" to the other.

    Parameters
    ----------
    k : array, shape (..., n, d)
        Keys made from content.
    q_r : array, shape (..., 2k, d)
        Queries made from the table of distances.

    Returns
    -------
    array, shape (..., n, n)

    Raises
    ------
    ValueError
        If the widths differ, or the table has an odd number of rows.

    References
    ----------
    microsoft/DeBERTa, DeBERTa/deberta/disentangled_attention.py, in an early version
    (009cc44) and later ones (9ec4a62), and transformers, modeling_deberta.py and
    modeling_deberta_v2.py. They put -(j - i) into row j, column i of a matrix and turn the
    matrix over afterwards, which leaves i - j.
    """
    k = checks.rows("k", k)
    q_r = checks.rows("q_r", q_r, k.shape[-1])
    i, j = _pairs(k)
    scores = k @ q_r.swapaxes(-1, -2)  # (..., n, 2k)
    return scores[..., j, delta(i, j, k=_half(q_r))]  # (..., n, n)


def add_terms(terms, d):
    """Add the terms and divide by sqrt(number of terms x d), here sqrt(3d) for three.

    Three independent terms of spread sqrt(d) add up to one of spread sqrt(3d).

    Parameters
    ----------
    terms : list of arrays, shape (..., n, n)
        At least one.
    d : int
        Width of a query, of one head.

    Returns
    -------
    array, shape (..., n, n)
        Scores, ready for a softmax.

    Raises
    ------
    ValueError
        If there are no terms.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 4. For fewer terms the factor is smaller in
    the released code, which the paper's ablation does not mention.
    """
    d = checks.count("d", d)
    terms = checks.several("terms", terms, checks.numbers)
    checks.same_shape(**{f"terms[{k}]": term for k, term in enumerate(terms)})
    return sum(terms[1:], terms[0]) / np.sqrt(len(terms) * d)


def disentangled_scores(q, k, k_r, q_r, *, p2c):
    """All three terms, added and scaled by 1 / sqrt(3d).

    Parameters
    ----------
    q, k : array, shape (..., n, d)
        From content.
    k_r, q_r : array, shape (..., 2k, d)
        From the table of distances; their number of rows says what k is.
    p2c : function
        `position_to_content`, the paper's, or `position_to_content_released`. There is
        no default: they differ, and one must know which one wants.

    Returns
    -------
    array, shape (..., n, n)

    Raises
    ------
    ValueError
        If shapes differ, or a table has an odd number of rows.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 4.
    """
    q, k_r = checks.rows("q", q), checks.numbers("k_r", k_r)
    d = q.shape[-1]
    k = checks.rows("k", k, d, n=q.shape[-2])
    q_r = checks.numbers("q_r", q_r, (..., *k_r.shape[-2:]))
    checks.function("p2c", p2c)
    terms = [content_to_content(q, k), content_to_position(q, k_r), p2c(k, q_r)]
    return add_terms(terms, d)  # (..., n, n)


def disentangled_attention(q, k, v, k_r, q_r, *, p2c, mask=None):
    """Softmax of the disentangled scores; then mix the values, which hold content only.

    Parameters
    ----------
    q, k, k_r, q_r, p2c
        As in `disentangled_scores`.
    v : array, shape (..., n, e)
        Values made from content.
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look.

    Returns
    -------
    mixed : array, shape (..., n, e)
    shares : array, shape (..., n, n)

    Raises
    ------
    ValueError
        As `disentangled_scores`, or if the mask does not fit.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 4.
    """
    return attend(disentangled_scores(q, k, k_r, q_r, p2c=p2c), v, mask=mask)


@checks.weights(p=PARTS)
def disentangled_block(
    query, hidden, table, p, *, heads, p2c, mask=None, activation=gelu, eps=EPS
):
    """A Transformer block with disentangled attention: `query` looks at `hidden`.

    In the encoder both are the same array. In the mask decoder they differ.

    Parameters
    ----------
    query, hidden : array, shape (..., n, d)
    table : array, shape (2k, d)
        Vectors of the distances, shared by all blocks.
    p : dict
        attention: query, key, value, output, position_key, position_query, each a weight
        and a bias; attention_norm, feed_forward, feed_forward_norm. See
        `fieldguide.mechanisms.networks.transformer`. In DeBERTa key and position_key have no bias.
    heads : int
    p2c
        As in `disentangled_attention`.
    mask : bool array, shape (n,), (n, n) or (..., n, n), optional
        True where a token may look, in all heads. It has no axis for the heads.
    activation : function
    eps : float

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, equation 4 and figure 2; biases, and that the
    residual starts from the query, from the released code. Without dropout.
    """
    a = p["attention"]
    query = checks.numbers("query", query, (..., None, len(a["query"]["weight"])))
    hidden = checks.numbers("hidden", hidden, query.shape)
    table = checks.numbers("table", table, (None, query.shape[-1]))
    q = split_heads(linear(query, a["query"]), heads)  # (..., heads, n, e)
    k = split_heads(linear(hidden, a["key"]), heads)
    v = split_heads(linear(hidden, a["value"]), heads)
    k_r = split_heads(linear(table, a["position_key"]), heads)  # (heads, 2k, e)
    q_r = split_heads(linear(table, a["position_query"]), heads)
    mixed, _ = disentangled_attention(
        q, k, v, k_r, q_r, p2c=p2c, mask=for_all_heads(mask)
    )
    mixed = linear(merge_heads(mixed), a["output"])  # (..., n, d)
    x = layer_norm(query + mixed, p["attention_norm"], eps=eps)
    inner = feed_forward(x, p["feed_forward"], activation=activation)
    return layer_norm(x + inner, p["feed_forward_norm"], eps=eps)  # (..., n, d)


# --- absolute places, at the end ------------------------------------------------------


def enhanced_mask_decoder(hidden, places, layer, *, layers=DECODER_LAYERS):
    """Tell each word its absolute place only now, just before it is predicted.

    The first query is hidden + places; each further one is what the layer before gave.
    Keys and values are always `hidden`, which knows no absolute places.

    Parameters
    ----------
    hidden : array, shape (..., n, d)
        From the encoder.
    places : array, shape (n, d)
        Vectors of the absolute places 0 ... n - 1.
    layer : function
        ``layer(query, hidden)`` gives an array of the shape of `query`. The same one
        each time: the weights are shared.
    layers : int
        How often it is applied; 2 in the paper.

    Returns
    -------
    array, shape (..., n, d)
        Goes to the head that predicts words.

    Raises
    ------
    ValueError
        If there is not one place a token, or `layers` is below 1.

    References
    ----------
    He et al. 2020, arXiv:2006.03654, section 3.2, figure 2b and appendix A.8. That the
    places are added to the hidden states is in A.9 and in the released code
    (apps/models/masked_language_model.py), whose `layer` is the encoder's last block,
    applied to the states that enter that block.
    """
    hidden = checks.rows("hidden", hidden)
    places = checks.numbers("places", places, hidden.shape[-2:])
    checks.function("layer", layer)
    layers = checks.count("layers", layers)
    query = hidden + places  # (..., n, d)
    for _ in range(layers):
        query = checks.numbers("what layer gives", layer(query, hidden), hidden.shape)
    return query


def _pairs(x):
    """Places as a column i and a row j, to be broadcast over all pairs."""
    places = np.arange(x.shape[-2])
    return places[:, None], places[None, :]


def _half(table):
    rows = table.shape[-2]
    if rows % 2:
        raise ValueError(f"k_r and q_r, of distances, have 2k rows, got {rows}")
    return rows // 2
