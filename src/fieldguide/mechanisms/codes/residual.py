"""Residual vector quantization: each stage codes what the stages before have left over.

One codebook that is to be exact needs very many codes. Here a vector is replaced by the nearest
code of a small first codebook, what is left over by the nearest code of a second one, and so on;
the sum of the codes comes nearer with each stage. A moment of sound is then a short row of
numbers, the important ones first, and rows of moments can be written in one line like words.
"""

import numpy as np

from ... import checks
from .nearest import codes_of, move_codes, nearest_code, new_codes, revive_codes

ROUNDS = 8  # of k-means over all vectors


def quantize_residual(x, codebooks, *, stages=None):
    """The number of a code a stage: of what is left over, the nearest in that stage's codebook.

    With codes 0 and 10 in the first codebook and -1, 0, 2 in the second, 11.5 is 10 + 2: the
    first leaves 1.5 over. What is left in the end is -0.5.

    Parameters
    ----------
    x : array, shape (..., d)
    codebooks : array, shape (q, k, d)
        A codebook of k codes a stage.
    stages : int, optional
        Use only so many, the first ones.

    Returns
    -------
    int array, shape (..., stages)

    Raises
    ------
    ValueError
        If the widths differ, there is no code, or there are fewer codebooks than stages.

    References
    ----------
    Zeghidour et al. 2021, SoundStream, arXiv:2107.03312, algorithm 1; Borsos et al. 2022,
    AudioLM, arXiv:2209.03143, section III-B.
    """
    codebooks = _codebooks(codebooks)
    x = checks.finite("x", x, (..., codebooks.shape[2]))
    q = len(codebooks)
    stages = q if stages is None else checks.count("stages", stages, most=q)
    left, ids = x, []
    for codebook in codebooks[:stages]:
        ids.append(nearest_code(left, codebook))
        left = left - codebook[ids[-1]]  # (..., d)  what the next stage is for
    return np.stack(ids, axis=-1)


def add_codes(ids, codebooks):
    """Numbers of codes back to vectors: the sum of the codes, one of each stage.

    Parameters
    ----------
    ids : int array, shape (..., stages)
        As many stages as there are codebooks, or the first ones of them.
    codebooks : array, shape (q, k, d)

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If there are more stages than codebooks, or a code is not in its codebook.

    References
    ----------
    Zeghidour et al. 2021, arXiv:2107.03312, algorithm 1.
    """
    codebooks = _codebooks(codebooks)
    ids = checks.ids("ids", ids, codebooks.shape[1], (..., None))
    stages = checks.count("stages of ids", ids.shape[-1], most=len(codebooks))
    return codebooks[np.arange(stages), ids].sum(-2)  # (..., stages, d) added up


def fit_residual(x, rng, *, k, stages, rounds=ROUNDS):
    """Learn the codebooks one after the other: k-means on what those before have left over.

    Parameters
    ----------
    x : array, shape (n, d)
        With as many rows as there are to be codes, or more.
    rng : numpy.random.Generator
    k, stages, rounds : int
        Codes of a codebook, codebooks, rounds of k-means for each.

    Returns
    -------
    array, shape (stages, k, d)

    Raises
    ------
    ValueError
        If there are fewer vectors than codes.

    References
    ----------
    Zeghidour et al. 2021, arXiv:2107.03312, section III-C, learn the codebooks together with
    the networks around them, by moving averages, and begin with k-means on a first batch.
    """
    left = checks.finite("x", x, (None, None))
    k = checks.count("k", k, most=len(left))
    stages, rounds = checks.counts(stages=stages, rounds=rounds)
    checks.rng(rng)
    codebooks = []
    for _ in range(stages):
        p = new_codes(left, rng, k=k)
        for _ in range(rounds):
            p = move_codes(left, nearest_code(left, codes_of(p)), p, decay=0)
            p = revive_codes(p, left, rng)  # nobody chose it
        codebooks.append(codes_of(p, small=0))
        left = left - codebooks[-1][nearest_code(left, codebooks[-1])]
    return np.stack(codebooks)


def flatten_codes(ids, *, size, before=0):
    """Codes of moments and stages as one line of tokens: moment by moment, the first stage first.

    A code of the second stage must not be taken for the same number of the first, so each
    stage has tokens of its own. With codebooks of 10 codes the moments (3, 7), (3, 0) become
    3, 17, 3, 10.

    Parameters
    ----------
    ids : int array, shape (..., n, stages)
    size : int
        Codes of a codebook.
    before : int
        How many tokens there are before those of the first stage.

    Returns
    -------
    int array, shape (..., n x stages)

    Raises
    ------
    ValueError
        If a code is not in a codebook of that size.

    References
    ----------
    Borsos et al. 2022, arXiv:2209.03143, section III-C: row-major order, and an offset that
    makes the tokens of each stage unique.
    """
    size = checks.count("size", size)
    before = checks.count("before", before, least=0)
    ids = checks.ids("ids", ids, size, (..., None, None))
    tokens = before + size * np.arange(ids.shape[-1]) + ids  # (..., n, stages)
    n, stages = ids.shape[-2:]
    return tokens.reshape(*ids.shape[:-2], n * stages)


def unflatten_codes(line, *, stages, size, before=0):
    """A line of tokens back to codes of moments and stages: undoes `flatten_codes`.

    Parameters
    ----------
    line : int array, shape (..., n x stages)
        Tokens of whole moments.
    stages, size, before : int
        As for `flatten_codes`.

    Returns
    -------
    int array, shape (..., n, stages)

    Raises
    ------
    ValueError
        If a moment is not whole, or a token does not belong to its place's stage: a decoder
        that has not learned the order writes such.
    """
    stages, size = checks.counts(stages=stages, size=size)
    before = checks.count("before", before, least=0)
    line = checks.ids("line", line, before + stages * size, (..., None), least=before)
    if line.shape[-1] % stages:
        raise ValueError(
            f"line must have whole moments of {stages} tokens, got {line.shape[-1]} in all"
        )
    moments = (line - before).reshape(
        *line.shape[:-1], line.shape[-1] // stages, stages
    )
    found, wanted = moments // size, np.arange(stages)
    if (found != wanted).any():
        *_, moment, stage = np.argwhere(found != wanted)[0]
        raise ValueError(
            f"line must have a token of each stage in turn, got one of stage "
            f"{found[found != wanted][0]} at stage {stage} of moment {moment}"
        )
    return moments % size


def three_rows(semantic, acoustic, *, coarse, semantic_size, size):
    """What AudioLM's three decoders read and write: content, then voice, then detail.

    The first continues `semantic` tokens. The second reads them and writes the coarse acoustic
    ones behind them, the first stages of each moment. The third reads these and writes the
    other stages; what was said it need not know.

    Parameters
    ----------
    semantic : int array, shape (..., m)
        0 ... semantic_size - 1.
    acoustic : int array, shape (..., n, q)
        Codes of n moments in q stages, 0 ... size - 1.
    coarse : int
        Q', how many stages are coarse: 1 ... q - 1.
    semantic_size, size : int
        How many semantic tokens there are, and codes of a stage; AudioLM has 1,024 of each.

    Returns
    -------
    dict of str to int array
        "semantic", shape (..., m); "coarse", shape (..., m + n Q'); "fine", shape (..., n q).
        A token stands for the same in all three: semantic ones come first, then stage by stage.

    Raises
    ------
    ValueError
        If a token is too large, or no stage is left for the third decoder.

    References
    ----------
    Borsos et al. 2022, arXiv:2209.03143, section III-C and figure 2. There the third decoder
    has a vocabulary of its own and works on crops of 3 seconds.
    """
    coarse, semantic_size, size = checks.counts(
        coarse=coarse, semantic_size=semantic_size, size=size
    )
    semantic = checks.ids("semantic", semantic, semantic_size, (..., None))
    acoustic = checks.ids("acoustic", acoustic, size, (..., None, None))
    checks.count("coarse", coarse, most=acoustic.shape[-1] - 1)
    if semantic.shape[:-1] != acoustic.shape[:-2]:
        raise ValueError(
            f"semantic and acoustic must be of the same sounds, got {semantic.shape} "
            f"and {acoustic.shape}"
        )
    first, rest = np.split(acoustic, [coarse], axis=-1)
    first = flatten_codes(first, size=size, before=semantic_size)
    rest = flatten_codes(rest, size=size, before=semantic_size + coarse * size)
    return {
        "semantic": semantic,
        "coarse": np.concatenate([semantic, first], axis=-1),
        "fine": np.concatenate([first, rest], axis=-1),
    }


def _codebooks(codebooks):
    codebooks = checks.finite("codebooks", codebooks, (None, None, None))
    checks.count("number of codebooks", len(codebooks))
    checks.count("codes of codebooks", codebooks.shape[1])
    return codebooks
