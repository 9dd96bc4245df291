"""Two losses on one pass: tell a picture's text from others, and write it."""

import numpy as np

from ... import checks
from ...training.primitives import cross_entropy
from .contrast import contrastive_loss

CONTRASTIVE, CAPTIONING = 1.0, 2.0  # weights of CoCa's losses, Yu et al. 2022, sec. 4.1


def caption_loss(logits, ids, *, padding_id=0):
    """Mean surprise by the words of captions, in nats; padding is not asked for.

    Parameters
    ----------
    logits : array, shape (b, n, v)
        Scores for each word, given the picture and the words before it.
    ids : int array, shape (b, n)
        The words that came, filled up with padding.
    padding_id : int

    Returns
    -------
    float
        The mean over all words of the batch: a long caption counts for more.

    Raises
    ------
    ValueError
        If there is nothing but padding, or something does not fit.

    References
    ----------
    Yu et al. 2022, arXiv:2205.01917, equation 3, which writes the sum for one caption;
    mlfoundations/open_clip@89fb801, loss.py, CoCaLoss, has the mean.
    """
    logits = checks.numbers("logits", logits, (None, None, None))
    b, n, v = np.shape(getattr(logits, "_value", logits))
    ids = checks.ids("ids", ids, v, (b, n)).ravel()
    asked = np.flatnonzero(ids != checks.count("padding_id", padding_id, least=0))
    if not len(asked):
        raise ValueError(f"ids must hold a word, got only {padding_id}")
    return cross_entropy(logits.reshape((-1, v))[asked], ids[asked])


def coca_loss(
    pictures, read, logits, ids, *, scale, padding_id=0,
    contrastive=CONTRASTIVE, captioning=CAPTIONING,
):  # fmt: skip
    """What CoCa makes small: the contrast of pictures and texts, and the captions' surprise.

    Two pairs that are told apart blindly cost ln 2 = 0.693, captions of which each word is a
    guess among eight cost ln 8 = 2.079; together 0.693 + 2 x 2.079 = 4.852.

    Parameters
    ----------
    pictures, read : array, shape (b, s)
        A vector for each picture, and for each caption that was read; row i of both belong
        together.
    logits, ids
        As in `caption_loss`.
    scale : float
        Of the cosines; see `contrastive_loss`.
    padding_id : int
    contrastive, captioning : float
        Weights of the two losses, 0 or more.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If a weight is negative, or something does not fit.

    References
    ----------
    Yu et al. 2022, arXiv:2205.01917, equation 4, with the weights of section 4.1.
    """
    pictures = checks.numbers("pictures", pictures, (None, None))
    read = checks.numbers("read", read, pictures.shape)
    contrastive = checks.number("contrastive", contrastive, least=0)
    captioning = checks.number("captioning", captioning, least=0)
    ids = checks.integers("ids", ids, (pictures.shape[0], None))
    told = contrastive_loss(pictures, read, scale=scale)
    written = caption_loss(logits, ids, padding_id=padding_id)
    return contrastive * told + captioning * written
