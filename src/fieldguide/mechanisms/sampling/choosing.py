"""Which word comes next, once a model has given every word a score.

The most probable one (`logits.argmax(-1)`: greedy), or a drawn one; and two ways to draw
from the head of the list only. What is cut off gets the score -inf, probability 0, so that
the cuts can stand one after the other, before `sample_tokens`.
"""

import numpy as np

from ... import checks
from ..attention.attention import softmax

COLDEST = 1e-100  # below it scores that are divided by a temperature may overflow


def sample_tokens(logits, rng, *, temperature=1.0):
    """Draw a token for each row of scores, with the probabilities of their softmax.

    Add noise to every score and take the largest: scores (0, ln 3) give the second token
    three times in four. The result is whole numbers: no gradient passes.

    Parameters
    ----------
    logits : array, shape (..., v)
    rng : numpy.random.Generator
    temperature : float
        Above 0; the scores are divided by it. ELECTRA uses 1.

    Returns
    -------
    int array, shape (...)

    Raises
    ------
    ValueError
        If the temperature is not above 0, or the highest score of a row is not finite.

    References
    ----------
    google-research/electra, pretrain/pretrain_helpers.py, sample_from_softmax: the same
    Gumbel noise; it adds 1e-9 inside the logarithms.
    """
    logits = checks.along("logits", logits, -1)
    temperature = checks.number("temperature", temperature, above=0)
    noise = checks.rng(rng).gumbel(size=logits.shape)  # (..., v)
    return (_cooled(logits, temperature) + noise).argmax(-1)  # (...)


def _cooled(logits, temperature):
    """Scores divided by a temperature; near 0 the best is all that counts."""
    if temperature > COLDEST:
        with np.errstate(over="ignore"):
            cooled = logits / np.float64(temperature)  # also where scores are 32-bit
        if checks.surely_finite(cooled):
            return cooled
        _scores(logits)  # such as -inf, for what was cut off
        if np.isfinite(cooled.max(-1)).all():
            return cooled
    _scores(logits)
    with np.errstate(over="ignore"):
        return (logits - logits.max(-1, keepdims=True)) / np.float64(temperature)


def keep_top_k(logits, *, k):
    """Keep the k highest scores of each row, and cut off the rest.

    With k = 2 the scores (3, 0, 2, 1) become (3, -inf, 2, -inf). Scores as high as the last
    one kept are kept too.

    Parameters
    ----------
    logits : array, shape (..., v)
        Not modified.
    k : int
        1 ... v. GPT-2's samples have 40.

    Returns
    -------
    array, shape of `logits`

    Raises
    ------
    ValueError
        If k is not in 1 ... v, or the highest score of a row is not finite.

    References
    ----------
    Fan et al. 2018, arXiv:1805.04833, section 5.4; openai/gpt-2, src/sample.py,
    top_k_logits, which keeps equals as well and writes -1e10 for -inf.
    """
    logits = _scores(logits)
    k = checks.count("k", k, most=logits.shape[-1])
    last = np.partition(logits, -k, axis=-1)[..., [-k]]  # (..., 1)
    return np.where(logits >= last, logits, -np.inf)


def keep_nucleus(logits, *, top_p):
    """Keep the fewest tokens that together have a probability of `top_p` or more.

    Probabilities (0.5, 0.3, 0.15, 0.05): for 0.75 two are kept, 0.8 in all, and for 0.9
    three. The token with which the sum crosses the line belongs to the nucleus.

    Parameters
    ----------
    logits : array, shape (..., v)
        Not modified.
    top_p : float
        In (0, 1]; 1 keeps all. Holtzman et al. take 0.95.

    Returns
    -------
    array, shape of `logits`
        Of equal scores at the edge, those that come first are kept.

    Raises
    ------
    ValueError
        If top_p is not in (0, 1], or the highest score of a row is not finite.

    References
    ----------
    Holtzman et al. 2019, arXiv:1904.09751, section 3.1, equation 2.
    """
    logits = _scores(logits)
    if checks.rate("top_p", top_p) == 0:
        raise ValueError(f"top_p must lie in (0, 1], got {top_p}")
    order = np.argsort(-logits, axis=-1, kind="stable")  # (..., v)  best first
    shares = np.take_along_axis(softmax(logits), order, -1)
    before = shares.cumsum(-1) - shares  # (..., v)  what the better ones have together
    kept = np.empty(logits.shape, bool)
    # 1 is asked for by name: rounding may bring the sum there before the last token
    np.put_along_axis(kept, order, (before < top_p) | (top_p == 1), -1)
    return np.where(kept, logits, -np.inf)


def _scores(logits):
    """Scores of which one is chosen; -inf is a token that was cut off."""
    logits = checks.along("logits", logits, -1)
    if not checks.surely_finite(logits):  # such as -inf, for what was cut off
        checks.finite("the largest of logits in each row", logits.max(-1))
    return logits
