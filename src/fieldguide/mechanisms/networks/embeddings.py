"""What a Transformer encoder reads: token, position and segment vectors, added up."""

import numpy as np

from ... import checks, shapes
from .norm import layer_norm

BERT_TABLES = shapes.TABLES | {"segment_table": "k d", "norm": shapes.NORM}


@checks.weights(p=BERT_TABLES)
def bert_embeddings(ids, segments, p):
    """Add the vectors of token, place and segment, then normalize each sum.

    Parameters
    ----------
    ids, segments : int array, shape (..., n)
        Token ids, and 0 or 1 for the first or second text.
    p : dict
        token_table, shape (v, d); position_table, shape (m, d), learned, row 0 for the first
        place; segment_table, shape (2, d); norm, gain and bias of the layer norm (epsilon
        1e-12, as in BERT's released code).

    Returns
    -------
    array, shape (..., n, d)
        One row a token. BERT then applies dropout 0.1, left out here.

    Raises
    ------
    ValueError
        If the sentence is longer than the position table, lengths differ, or an id or a
        segment has no row.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, figure 2. The layer norm is in the released code
    (modeling.py, embedding_postprocessor), not in the figure.
    """
    checks.tables(p, "token_table", "position_table", "segment_table")
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None))
    segments = checks.ids("segments", segments, len(p["segment_table"]), ids.shape)
    n = checks.places("ids", ids.shape[-1], p["position_table"])
    x = p["token_table"][ids] + p["position_table"][:n] + p["segment_table"][segments]
    return layer_norm(x, p["norm"], eps=1e-12)  # (..., n, d)


def roberta_positions(ids, *, padding_id=1):
    """Number the tokens from padding_id + 1; padding keeps the number padding_id.

    RoBERTa's first token is at place 2, so its table of 512 places has 514 rows.

    Parameters
    ----------
    ids : int array, shape (..., n)
    padding_id : int
        The id of the padding token, 1 in RoBERTa's vocabulary.

    Returns
    -------
    int array, shape (..., n)

    Raises
    ------
    ValueError
        If ids are not whole numbers.

    References
    ----------
    facebookresearch/fairseq, fairseq/utils.py, make_positions; the paper is silent.
    """
    padding_id = checks.count("padding_id", padding_id, least=0)
    real = checks.integers("ids", ids, (..., None)) != padding_id
    return np.cumsum(real, axis=-1) * real + padding_id
