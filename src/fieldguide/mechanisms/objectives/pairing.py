"""Do a picture and a text belong together? Asked of true pairs, and of pairs hard to tell from them.

A vector that is compared with many others knows little of each. Here picture and text are read
together, one pair at a time; so it matters which wrong pairs are asked about, and those are drawn
that a comparison of vectors likes best.
"""

import numpy as np

from ... import checks, shapes
from ...training.primitives import affine, cross_entropy
from ..attention.attention import softmax

FLOOR = 1e-4  # added to each share, so that there is always a stranger to draw; LAVIS
MATCH = shapes.affine("d", 2)


def hard_negatives(scores, rng):
    """For each row a stranger, drawn the more often the better it fits.

    Of the scores (3, 2, 1) the partner stands first. The other two are drawn in 73 and 27 of a
    hundred cases: e and 1 parts of what the softmax leaves them.

    Parameters
    ----------
    scores : array, shape (n, n)
        How well each column fits each row, with the partner on the diagonal; 2 or more of each.
    rng : numpy.random.Generator

    Returns
    -------
    int array, shape (n,)
        A column for each row, never its own.

    Raises
    ------
    ValueError
        If the scores are no square of 2 or more, or not finite.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2, which takes it from ALBEF, arXiv:2107.07651, sec.
    3.2; salesforce/LAVIS@013dd0f, blip2_qformer.py, forward, with its floor of 0.0001.
    """
    shares = stranger_shares(scores)
    chance = checks.rng(rng).random((len(shares), 1))
    return (shares.cumsum(1) > chance).argmax(1)


def stranger_shares(scores):
    """How often each stranger is drawn by `hard_negatives`.

    Parameters
    ----------
    scores : array, shape (n, n)

    Returns
    -------
    array, shape (n, n)
        Rows add up to 1; the diagonal is 0.

    Raises
    ------
    ValueError
        If the scores are no square of 2 or more, or not finite.
    """
    scores = checks.finite("scores", scores, (None, None))
    n = checks.count("rows of scores", len(scores), least=2)
    scores = checks.finite("scores", scores, (n, n))
    shares = (softmax(scores) + FLOOR) * ~np.eye(n, dtype=bool)  # never the partner
    return shares / shares.sum(1, keepdims=True)


def matching_batch(scores, rng):
    """Three pairs for each of a batch: itself, its text with a wrong picture, its picture with a wrong text.

    Parameters
    ----------
    scores : array, shape (n, n)
        How well each text fits each picture; row i and column i belong together.
    rng : numpy.random.Generator

    Returns
    -------
    pictures, texts : int array, shape (3 n,)
        Which of the n stand in each pair.
    belong : int array, shape (3 n,)
        1 for the first n pairs, 0 for the others.

    Raises
    ------
    ValueError
        If the scores are no square of 2 or more, or not finite.

    References
    ----------
    salesforce/LAVIS@013dd0f, blip2_qformer.py, forward. So two of three pairs are wrong.
    """
    scores = checks.finite("scores", scores, (None, None))
    own = np.arange(len(scores))
    wrong_pictures = hard_negatives(scores.T, rng)
    pictures = np.concatenate([own, wrong_pictures, own])
    texts = np.concatenate([own, own, hard_negatives(scores, rng)])
    return pictures, texts, np.repeat([1, 0, 0], len(own))


@checks.weights(p=MATCH)
def matching_scores(z, p):
    """Two scores of a pair, for no and for yes: the mean of what its queries say.

    Queries that say (0, 2), (0, 4) and (3, 0) make (1, 2).

    Parameters
    ----------
    z : array, shape (..., k, d)
        The queries of each pair, which have looked at the picture and the text.
    p : dict
        weight, shape (d, 2), and bias, shape (2,).

    Returns
    -------
    array, shape (..., 2)

    Raises
    ------
    ValueError
        If there are no queries, or the widths do not fit.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2, "average the logits across all queries".
    """
    z = checks.numbers("z", z, (..., None, len(p["weight"])))
    checks.count("queries of z", z.shape[-2])
    return affine(z, p["weight"], p["bias"]).mean(-2)


@checks.weights(p=MATCH)
def matching_loss(z, p, belong):
    """Mean surprise by whether each pair belongs together, in nats.

    Parameters
    ----------
    z : array, shape (n, k, d)
        As in `matching_scores`.
    p : dict
    belong : int array, shape (n,)
        1 where the two belong together, and 0.

    Returns
    -------
    float
        ln 2 = 0.693 for one who says nothing.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2.
    """
    z = checks.numbers("z", z, (None, None, None))
    belong = checks.ids("belong", belong, 2, (z.shape[0],))
    return cross_entropy(matching_scores(z, p), belong)
