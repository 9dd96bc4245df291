"""Sentences in which not everything is a word: what PaLM-E reads.

A picture, or a measurement, is turned into vectors as wide as the table of tokens, and these
stand in the sentence where the picture would be mentioned. Behind the table the decoder
cannot know what was a word. In the list of ids such a place holds `MARKER`, which is no word.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import causal_mask
from .norm import layer_norm
from .transformer import GPT2_EPS, gelu_tanh, pre_norm_block

MARKER = -1  # the id of a place that an observation takes


def multimodal_sentence(ids, sizes, target=()):
    """Make room for what is seen, and say what is to be learned: the answer, and only that.

    Where the ids are (5, MARKER, 6), the picture has 2 vectors and the answer is (7,),
    the sentence has five places, 5, MARKER, MARKER, 6, 7, and the last is asked for.

    Parameters
    ----------
    ids : int array, shape (n,)
        Words, and one MARKER for each observation.
    sizes : list of int
        How many vectors each observation has, 1 or more, in the order of the markers.
    target : int array, shape (m,)
        The answer: words that are to be written.

    Returns
    -------
    ids : int array, shape (n - observations + sum of sizes + m,)
    asked : bool array, of the same shape
        Which of them the loss is about.

    Raises
    ------
    ValueError
        If there are not as many sizes as markers, or the target holds a marker.

    References
    ----------
    Driess et al. 2023, arXiv:2303.03378, sec. 3, eq. 3, and sec. 5: the loss is averaged over
    "the individual non-prefix tokens".
    """
    ids = checks.ids("ids", ids, shape=(None,), least=MARKER)
    target = checks.ids("target", target, shape=(None,))
    seen = ids == MARKER
    sizes = [checks.count("sizes", k) for k in checks.iterable("sizes", sizes)]
    if len(sizes) != seen.sum():
        raise ValueError(
            f"sizes must be {seen.sum()}, one for each marker of ids, got {len(sizes)}"
        )
    room = np.ones(len(ids), int)
    room[seen] = sizes
    ids = np.concatenate([np.repeat(ids, room), target])
    return ids, np.arange(len(ids)) >= room.sum()


def splice(x, observations, marked):
    """Put vectors of what is seen into a row of word vectors.

    Parameters
    ----------
    x : array, shape (..., n, d)
        A vector for each place; what stands at the places that are marked is not used.
    observations : array, shape (..., k, d)
    marked : bool array, shape (n,)
        True at k places; the observations take them in their order.

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If there are not as many places as observations, or the widths differ.

    References
    ----------
    Driess et al. 2023, arXiv:2303.03378, eq. 3. As a product with zeros and ones it can learn.
    """
    x = checks.rows("x", x)
    n, d = x.shape[-2:]
    marked = checks.booleans("marked", marked, (n,))
    observations = checks.rows("observations", observations, d)
    if (found := observations.shape[-2]) != marked.sum():
        raise ValueError(
            f"observations must be {marked.sum()}, one for each place that is marked, "
            f"got {found}"
        )
    seen = np.eye(n, dtype=x.dtype)[:, marked]  # (n, k)
    said = np.eye(n, dtype=x.dtype)[:, ~marked]  # (n, n - k)
    # Not x times 0 at the marked places: 0 times NaN is NaN.
    return said @ x[..., ~marked, :] + seen @ observations  # (..., n, d)


@checks.weights(p=shapes.MODEL)
def spliced_decoder(ids, observations, p, *, heads, activation=gelu_tanh, eps=GPT2_EPS):
    """A decoder that reads words and whatever stands between them: scores for the next word.

    Places are counted after the observations have been put in: a picture of 4 vectors moves
    the word behind it 4 places on.

    Parameters
    ----------
    ids : int array, shape (n,) or (..., n)
        As `multimodal_sentence` gives them; of several sentences the markers stand at the
        same places.
    observations : array, shape (..., k, d)
        A vector for each MARKER among the ids.
    p : dict
        As for `decoder`: nothing in it is about pictures.
    heads : int
    activation : function
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., n, v)
        Row i scores the word after place i.

    Raises
    ------
    ValueError
        If the sentence is longer than the position table, markers of two sentences stand at
        different places, or something does not fit.

    References
    ----------
    Driess et al. 2023, arXiv:2303.03378, sec. 3: what is seen "reuses its existing positional
    encodings". PaLM's block is another (parallel, rotary); GPT-2's is used here. BLIP-2 with
    OPT is the case that all markers stand in front (Li et al. 2023, arXiv:2301.12597, 3.3).
    """
    checks.tables(p, "token_table", "position_table")
    ids = checks.ids("ids", ids, len(p["token_table"]), (..., None), least=MARKER)
    n = checks.places("ids", ids.shape[-1], p["position_table"])
    marked = _same_places(ids == MARKER)  # (n,)
    x = p["token_table"][np.where(marked, 0, ids)]  # (..., n, d)
    x = splice(x, observations, marked) + p["position_table"][:n]
    how = {"heads": heads, "activation": activation, "eps": eps}
    for block in checks.dicts("blocks", p["blocks"]):
        x = pre_norm_block(x, block, mask=causal_mask(n), **how)
    return layer_norm(x, p["norm"], eps=eps) @ p["token_table"].T  # (..., n, v)


def _same_places(marked):
    first, *others = marked.reshape((-1, marked.shape[-1])) if marked.size else [marked]
    for row in others:
        if (row != first).any():
            raise ValueError(
                f"ids must have their markers at the same places, got {np.flatnonzero(first)} "
                f"and {np.flatnonzero(row)}"
            )
    return first
