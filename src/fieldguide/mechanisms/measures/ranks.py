"""How often the right candidate is among the best: what a search is judged by."""

import numpy as np

from ... import checks


def ranks(scores, partner):
    """The place of the right candidate, 1 for the best.

    Parameters
    ----------
    scores : array, shape (n, m)
        How well each of m candidates fits each of n questions.
    partner : int array, shape (n,)
        Which candidate is the right one.

    Returns
    -------
    int array, shape (n,)
        In 1 ... m. Who scores as high as the right one stands before it: whoever gives all
        candidates one score has found nothing.

    Raises
    ------
    ValueError
        If there is not one right candidate a question, or it is none of them.
    """
    scores = checks.finite("scores", scores, (None, None))
    partner = checks.ids("partner", partner, scores.shape[1], (len(scores),))
    own = np.take_along_axis(scores, partner[:, None], axis=1)
    return (scores >= own).sum(1)


def top_k_accuracy(scores, partner, *, k):
    """Share of the questions whose right candidate is among the k best; k / m by chance.

    Parameters
    ----------
    scores : array, shape (n, m)
    partner : int array, shape (n,)
        As in `ranks`.
    k : int
        1 ... m.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        If there is no question, or something does not fit.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, top-1 and top-10 accuracy of segments.
    """
    places = ranks(scores, partner)
    checks.count("number of questions", len(places))
    k = checks.count("k", k, most=np.shape(scores)[1])
    return float((places <= k).mean())
