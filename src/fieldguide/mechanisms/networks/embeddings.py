"""What a Transformer encoder reads: token, position and segment vectors, added up."""

import numpy as np

from .norm import layer_norm


def bert_embeddings(
    ids, segments, token_table, position_table, segment_table, gain, bias
):
    """Add the vectors of token, place and segment, then normalize each sum.

    Parameters
    ----------
    ids, segments : int array, shape (..., n)
        Token ids, and 0 or 1 for the first or second text.
    token_table : array, shape (v, d)
    position_table : array, shape (p, d)
        Learned, row 0 for the first place; n must not exceed p.
    segment_table : array, shape (2, d)
    gain, bias : array, shape (d,)
        Of the layer norm (epsilon 1e-12, as in BERT's released code).

    Returns
    -------
    array, shape (..., n, d)
        One row a token. BERT then applies dropout 0.1, left out here.

    Raises
    ------
    ValueError
        If the sentence is longer than the position table, or lengths differ.

    References
    ----------
    Devlin et al. 2018, arXiv:1810.04805, figure 2. The layer norm is in the released code
    (modeling.py, embedding_postprocessor), not in the figure.
    """
    ids, segments = np.asarray(ids), np.asarray(segments)
    n, most = ids.shape[-1], len(position_table)
    if n > most:
        raise ValueError(f"at most {most} tokens have a position vector, got {n}")
    if segments.shape != ids.shape:
        raise ValueError(f"segments must have shape {ids.shape}, got {segments.shape}")
    x = token_table[ids] + position_table[:n] + segment_table[segments]
    return layer_norm(x, gain, bias, eps=1e-12)  # (..., n, d)


def roberta_positions(ids, padding_id=1):
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

    References
    ----------
    facebookresearch/fairseq, fairseq/utils.py, make_positions; the paper is silent.
    """
    real = np.asarray(ids) != padding_id
    return np.cumsum(real, axis=-1) * real + padding_id
