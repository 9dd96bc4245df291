"""A choice that begins soft and hardens: the discrete VAE's way around a choice without slope.

Add noise of the right kind to the scores, and the largest is a draw from their softmax. Take
a softmax in place of the largest, and there is a slope: with a low temperature it is nearly
the draw, with a high one a mixture of all codes.
"""

import numpy as np

from ... import checks
from ..attention.attention import log_softmax, softmax

COLDEST = 1 / 16  # DALL·E's last temperature, Ramesh et al. 2021, sec. 2.1


def gumbel_softmax(logits, rng, *, temperature):
    """A draw from the softmax of the scores, softened: shares of all codes that add up to 1.

    Parameters
    ----------
    logits : array, shape (..., k)
        Scores of k codes.
    rng : numpy.random.Generator
    temperature : float
        Tau, above 0. DALL·E's falls from 1 to 1/16.

    Returns
    -------
    array, shape (..., k)
        The largest share belongs to a code with the probability that softmax(logits) gives it,
        whatever the temperature.

    Raises
    ------
    ValueError
        If the temperature is not above 0.

    References
    ----------
    Jang et al. 2016, arXiv:1611.01144, equation 2; Maddison et al. 2016, arXiv:1611.00712.
    """
    logits = checks.along("logits", logits, -1)
    temperature = checks.number("temperature", temperature, above=0)
    noise = checks.rng(rng).gumbel(size=logits.shape)  # (..., k)
    return softmax((logits + noise) / temperature)


def uniform_divergence(logits):
    """How far a choice is from one by lot: the KL divergence of softmax(logits) from 1 / k.

    It is 0 if all codes are alike, and ln k if one of them is certain. A score of -inf rules a
    code out.

    Parameters
    ----------
    logits : array, shape (..., k)

    Returns
    -------
    array, shape (...)
        In nats, 0 ... ln k. In DALL·E's loss its mean has a weight of 6.6.

    References
    ----------
    Ramesh et al. 2021, arXiv:2102.12092, section 2.1: the prior over codes is uniform.
    """
    logits = checks.along("logits", logits, -1)
    shares, logs = softmax(logits), log_softmax(logits)
    logs = np.where(shares == 0, 0, logs)  # 0 ln 0 is 0, and not NaN
    return (shares * logs).sum(-1) + np.log(logits.shape[-1])
