"""Penalized sampling: what has been written gets a lower score.

CTRL (Keskar et al. 2019, arXiv:1909.05858, section 4.1). The function as the paper and its
code have it does the opposite to scores below zero; `penalize_signed` is the repair.
"""

import numpy as np

from ... import checks

THETA = 1.2  # Keskar et al. 2019, section 4.1


def written(ids, *, vocab_size, spared=()):
    """Which tokens of the vocabulary stand in a text, however often.

    The text (2, 0, 2) with 4 tokens in all: (True, False, True, False).

    Parameters
    ----------
    ids : int array, shape (..., n)
    vocab_size : int
    spared : list of int
        Tokens that do not count; CTRL's code spares the line break.

    Returns
    -------
    bool array, shape (..., v)

    Raises
    ------
    ValueError
        If an id is not one of the vocabulary.
    """
    vocab_size = checks.count("vocab_size", vocab_size)
    ids = checks.ids("ids", ids, vocab_size, (..., None))
    spared = checks.ids("spared", spared, vocab_size, (None,))
    seen = np.zeros((*ids.shape[:-1], vocab_size), bool)
    np.put_along_axis(seen, ids, True, -1)
    seen[..., spared] = False
    return seen


def penalize(logits, ids, *, theta=THETA, spared=()):
    """Divide the scores of all tokens that have been written by theta, as CTRL does.

    Scores (6, 3, -6) after a text with tokens 0 and 2 become (5, 3, -5) for theta = 1.2:
    token 0 has become less probable, and token 2 more.

    Parameters
    ----------
    logits : array, shape (..., v)
        Not modified. With a temperature T, divide by it before or after: x / (T theta).
    ids : int array, shape (..., n)
        What has been written so far, the prompt too.
    theta : float
        Above 0; 1 changes nothing, below 1 repetitions gain.
    spared : list of int
        Tokens that may be repeated.

    Returns
    -------
    array, shape of `logits`

    Raises
    ------
    ValueError
        If theta is not above 0, an id has no score, or the shapes do not fit.

    References
    ----------
    Keskar et al. 2019, arXiv:1909.05858, section 4.1; salesforce/ctrl, generation.py, which
    divides once a token and not once an occurrence, and spares the line break.
    """
    logits = checks.numbers("logits", logits, (..., None))
    theta = checks.number("theta", theta, above=0)
    return np.where(_seen(logits, ids, spared), logits / theta, logits)


def penalize_signed(logits, ids, *, theta=THETA, spared=()):
    """The same, but scores below zero are multiplied, so that all of them fall.

    Scores (6, 3, -6) after a text with tokens 0 and 2 become (5, 3, -7.2) for theta = 1.2.

    Parameters
    ----------
    logits, ids, theta, spared
        As in `penalize`.

    Returns
    -------
    array, shape of `logits`

    Raises
    ------
    ValueError
        As in `penalize`.

    References
    ----------
    transformers, generation/logits_process.py, RepetitionPenaltyLogitsProcessor. The paper
    does not mention signs.
    """
    logits = checks.numbers("logits", logits, (..., None))
    theta = checks.number("theta", theta, above=0)
    lower = np.where(logits < 0, logits * theta, logits / theta)
    return np.where(_seen(logits, ids, spared), lower, logits)


def _seen(logits, ids, spared):
    ids = checks.ids("ids", ids, logits.shape[-1], (*logits.shape[:-1], None))
    return written(ids, vocab_size=logits.shape[-1], spared=spared)
