"""Contrastive learning: a vector must be closer to its partner than to all strangers.

A batch of n pairs is its own exam: for each x, its y is the right answer and the other
n - 1 are wrong ones. LaBSE (Feng et al. 2020, arXiv:2007.01852) asks it of sentences
and their translations, and makes the right answer harder by a margin; CLIP (Radford et al.
2021, arXiv:2103.00020) asks it of pictures and their captions, and can afterwards sort pictures
by any captions that one writes. Speech from Brain (Defossez et al. 2022, arXiv:2208.12266) asks
it of recordings of brains and of speech, in one direction alone.

These functions also learn: they use only operators, methods of arrays and NumPy's
element-wise functions, which autograd can follow.
"""

import numpy as np

from ... import checks
from ..attention.attention import softmax

MARGIN = 0.3  # of LaBSE, subtracted from the cosine of the right pair
FIRST_SCALE, LARGEST_SCALE = 1 / 0.07, 100  # of CLIP, Radford et al. 2021, sec. 2.5


def normalize(x):
    """Give each row the length 1, so that dot products become cosines.

    The row (3, 4) has length 5 and becomes (0.6, 0.8).

    Parameters
    ----------
    x : array, shape (..., d)
        Rows must not be zero. Not modified.

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If a row is zero: it has no direction; or its length is no number that we have.
    """
    x = checks.numbers("x", x, (..., None))
    length = np.sqrt((x * x).sum(-1, keepdims=True))  # (..., 1)
    found = getattr(length, "_value", length)  # autograd wraps arrays
    sound = np.count_nonzero(found) == found.size and checks.surely_finite(found)
    if not sound and ((found == 0) | (found == np.inf)).any():
        raise ValueError(
            "x must have no row of zeros, which has no direction, nor one that is too "
            "small or large to be squared, got one"
        )
    return x / length


def cosines(x, y):
    """The cosine of every x with every y.

    Parameters
    ----------
    x, y : array, shape (n, d) and (m, d)

    Returns
    -------
    array, shape (n, m)
        In [-1, 1].

    Raises
    ------
    ValueError
        If the widths differ, or a row is zero.
    """
    x = checks.numbers("x", x, (None, None))
    y = checks.numbers("y", y, (None, x.shape[-1]))
    return normalize(x) @ normalize(y).T


def in_batch_loss(scores):
    """Mean of -log p(i | i), where row i of the scores, as shares, should point at i.

    Scores that are all alike give ln m, the loss of a blind guess among m.

    Parameters
    ----------
    scores : array, shape (n, m)
        scores[i, j]: how well y j fits x i. The right ones are on the diagonal; what
        follows column n - 1 are strangers without a partner in the batch.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If there are fewer columns than rows: then some x has no partner.

    References
    ----------
    Feng et al. 2020, arXiv:2007.01852, sec. 2.3: the strangers of other accelerators join
    each batch ("cross-accelerator negative sampling"), so that m is larger than n.
    """
    scores = checks.numbers("scores", scores)
    _pairs(scores)
    highest = scores.max(-1, keepdims=True)  # (n, 1)  so that exp cannot overflow
    total = np.log(np.exp(scores - highest).sum(-1)) + highest[:, 0]  # (n,)
    right = (scores * np.eye(*scores.shape)).sum(-1)  # (n,)
    return (total - right).mean()


def retrieval_loss(x, y, *, scale, margin=0.0):
    """One direction alone: each x must find its y among all, its partner and strangers.

    Parameters
    ----------
    x : array, shape (n, d)
    y : array, shape (m, d)
        m >= n. Row i is the partner of row i of x; the rows from n on are strangers only.
    scale : float
        Cosines are multiplied by it.
    margin : float
        Subtracted from the cosines of the right pairs.

    Returns
    -------
    float
        In nats; ln m for a blind guess without margin.

    Raises
    ------
    ValueError
        If there are fewer y than x, widths differ, a row is zero, the scale is not
        positive or the margin is negative.

    References
    ----------
    Feng et al. 2020, arXiv:2007.01852, equation 1 and section 2.3, with more candidates
    than a batch has queries.
    """
    scale = checks.number("scale", scale, above=0)
    margin = checks.number("margin", margin, least=0)
    scores = cosines(x, y)  # (n, m)
    return in_batch_loss(scale * (scores - margin * np.eye(*scores.shape)))


def candidate_scores(x, y):
    """How well each candidate fits each guess: dot products, of which only candidates are normalized.

    The guess (6, 8) fits the candidates (3, 4) and (0, 5) with 10 and 8. Twice the guess fits both
    twice as well: so a guess can be long if it is sure, and short if it is not.

    Parameters
    ----------
    x : array, shape (n, d)
        Guesses; they keep their lengths, and may be zero.
    y : array, shape (m, d)
        Candidates; none of them zero.

    Returns
    -------
    array, shape (n, m)

    Raises
    ------
    ValueError
        If the widths differ, or a candidate is zero.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, section on the contrastive loss, and the released ClipLoss, with
    all of a window's features in one row.
    """
    x = checks.numbers("x", x, (None, None))
    y = checks.numbers("y", y, (None, x.shape[-1]))
    return x @ normalize(y).T


def candidate_loss(x, y):
    """Each guess must find its candidate among all; no candidate looks for a guess.

    There is no scale and no temperature: the lengths of the guesses are free and do its work.

    Parameters
    ----------
    x : array, shape (n, d)
        Guesses.
    y : array, shape (m, d)
        Candidates, m >= n. Row i is the right one for row i of x; the others are strangers.

    Returns
    -------
    float
        In nats; ln m for a blind guess.

    Raises
    ------
    ValueError
        If there are fewer candidates than guesses, widths differ, or a candidate is zero.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, section on the contrastive loss; the released ClipLoss.
    """
    return in_batch_loss(candidate_scores(x, y))


def contrastive_loss(x, y, *, scale):
    """In-batch loss of scaled cosines, the mean of both directions.

    Parameters
    ----------
    x, y : array, shape (n, d)
        Row i of x and row i of y are a pair.
    scale : float
        Cosines are multiplied by it, since a softmax of numbers in [-1, 1] is nearly
        flat. The inverse of a temperature.

    Returns
    -------
    float
        In nats; ln n for a blind guess.

    Raises
    ------
    ValueError
        If shapes differ, a row is zero, or the scale is not positive.

    References
    ----------
    Radford et al. 2021, CLIP, arXiv:2103.00020, figure 3, where the scale is learned.
    """
    scores = _scores(x, y, scale)
    return (in_batch_loss(scores) + in_batch_loss(scores.T)) / 2


def learned_scale(log_scale, *, largest=LARGEST_SCALE):
    """A scale that is learned as its logarithm, so that it stays positive, and is capped.

    Parameters
    ----------
    log_scale : float, or array of shape ()
        CLIP begins at ln(1 / 0.07) = 2.66.
    largest : float
        Above 0. Without a cap a model that has learned its pairs would raise it for ever.

    Returns
    -------
    float
        In (0, largest].

    Raises
    ------
    ValueError
        If `log_scale` is not one number.

    References
    ----------
    Radford et al. 2021, arXiv:2103.00020, section 2.5 and figure 3.
    """
    log_scale = checks.number("log_scale", log_scale)
    return np.minimum(np.exp(log_scale), checks.number("largest", largest, above=0))


def zero_shot(x, captions, *, scale):
    """How sure a contrastive model is of each class, whose caption it has only read.

    A picture whose vector is (1, 0), and captions (1, 0) and (0, 1): with a scale of 1 they get
    e and 1 parts, 0.731 and 0.269; with a scale of 10 the first gets all but 0.00005.

    Parameters
    ----------
    x : array, shape (n, d)
        Vectors of the pictures.
    captions : array, shape (k, d)
        Vectors of the captions, one a class.
    scale : float
        As in training.

    Returns
    -------
    array, shape (n, k)
        Rows add up to 1.

    Raises
    ------
    ValueError
        If widths differ, a row is zero, or the scale is not positive.

    References
    ----------
    Radford et al. 2021, arXiv:2103.00020, section 3.1.2.
    """
    x = checks.numbers("x", x, (None, None))
    captions = checks.numbers("captions", captions, (None, x.shape[-1]))
    scale = checks.number("scale", scale, above=0)
    return softmax(scale * cosines(x, captions))


def average_direction(x):
    """One direction for several captions that say the same of a class in other words.

    Of (1, 0) and (0, 2) it is (0.707, 0.707): each counts alike, however long it is.

    Parameters
    ----------
    x : array, shape (..., m, d)
        Vectors of the captions.

    Returns
    -------
    array, shape (..., d)
        Of length 1.

    Raises
    ------
    ValueError
        If a row is zero, or they cancel each other.

    References
    ----------
    Radford et al. 2021, arXiv:2103.00020, section 3.1.4, prompt ensembling.
    """
    x = checks.rows("x", x)
    return normalize(normalize(x).mean(-2))


def additive_margin_loss(x, y, *, scale, margin=MARGIN):
    """LaBSE's loss: the right pair must win by a margin, from x to y and from y to x.

    Two pairs of cosine 1 whose strangers have cosine 0, margin 0.3 and scale 1: each
    direction loses ln(1 + exp(-0.7)) = 0.403 nats, together 0.806.

    Parameters
    ----------
    x, y : array, shape (n, d)
        Vectors of the sentences and of their translations, in the same order.
    scale : float
        Cosines are multiplied by it.
    margin : float
        Subtracted from the diagonal only: phi'(x, y) = phi(x, y) - m if y is the
        translation of x. In units of the cosine, so before scaling.

    Returns
    -------
    float
        In nats, the sum of both directions (not their mean). 2 ln n for a blind guess
        without margin.

    Raises
    ------
    ValueError
        If shapes differ, a row is zero, the scale is not positive or the margin is
        negative.

    References
    ----------
    Feng et al. 2020, arXiv:2007.01852, equations 1 to 3; the loss is that of Yang et al.
    2019, arXiv:1902.08564. The equations show no scale, which is scale=1; `lowest_loss`
    says how little the loss can then fall.
    """
    margin = checks.number("margin", margin, least=0)
    scores = _scores(x, y, scale)  # (n, n)
    scores = scores - scale * margin * np.eye(len(scores))  # (n, n)
    return in_batch_loss(scores) + in_batch_loss(scores.T)


def needed_gap(*, n, margin, scale, confidence=0.5):
    """How far a pair's cosine must be above all its strangers', for a given confidence.

    Against n - 1 strangers at one cosine, softmax gives the partner the share
    1 / (1 + (n - 1) exp(-scale (gap - margin))). Solved for the gap. More than 2 cannot
    be had, since cosines lie in [-1, 1].

    Parameters
    ----------
    n : int
        n, the size of the batch, 2 or more.
    margin : float
        In units of the cosine.
    scale : float
        Above 0.
    confidence : float
        Probability that the softmax should give to the partner, in (0, 1).

    Returns
    -------
    float
        Difference of cosines.

    Raises
    ------
    ValueError
        If an argument does not fit.
    """
    n = checks.count("n", n, least=2)
    margin = checks.number("margin", margin)
    scale = checks.number("scale", scale, above=0)
    if not 0 < checks.rate("confidence", confidence) < 1:
        raise ValueError(f"confidence must lie in (0, 1), got {confidence}")
    return margin + np.log((n - 1) * confidence / (1 - confidence)) / scale


def lowest_loss(*, n, margin, scale):
    """The loss that no vectors can beat, however wide: one direction, in nats.

    Best are partners that coincide and strangers that are all equally far apart, at the
    cosine -1 / (n - 1), the corners of a regular simplex.

    Parameters
    ----------
    n : int
        n, the size of the batch, 2 or more.
    margin, scale : float
        As in `additive_margin_loss`.

    Returns
    -------
    float
        For one direction; `additive_margin_loss` is at least twice this.

    Raises
    ------
    ValueError
        If an argument does not fit.
    """
    n = checks.count("n", n, least=2)
    margin = checks.number("margin", margin)
    scale = checks.number("scale", scale, above=0)
    gap = 1 - margin + 1 / (n - 1)
    return np.log1p((n - 1) * np.exp(-scale * gap))


def retrieval_accuracy(scores):
    """Share of the x whose best-scoring y is their partner; 1 / m by chance.

    Parameters
    ----------
    scores : array, shape (n, m)
        As in `in_batch_loss`.

    Returns
    -------
    float
        In [0, 1].

    Raises
    ------
    ValueError
        If there are fewer columns than rows, or a score is not finite.
    """
    scores = checks.finite("scores", scores)
    n = _pairs(scores)
    return (scores.argmax(-1) == np.arange(n)).mean()


def _scores(x, y, scale):
    scale = checks.number("scale", scale, above=0)
    scores = scale * cosines(x, y)  # (n, n)
    if len(scores) != scores.shape[1]:
        raise ValueError(f"y must have a row for each of x, {len(x)}, got {len(y)}")
    return scores


def _pairs(scores):
    if scores.ndim != 2 or scores.shape[0] > scores.shape[1]:
        raise ValueError(
            f"scores must have a partner, a column, for each row, got {scores.shape}"
        )
    return checks.count("number of scores", len(scores))
