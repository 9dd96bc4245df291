"""What a model will be able to do, said before it exists, and whether it knows what it knows.

OpenAI fitted two laws to small models and drew them out to GPT-4: one for its loss, which is
`scaling.fit_floor`, and one for the programs that it would get right. Here stands what the
second one needs, and how the probabilities that a model gives to its answers are checked.

In the report's letters L(C) = a C^b + c; ours are scale = a, exponent = -b, floor = c.
"""

import numpy as np

from ... import checks
from .scaling import fit_floor, power_law

BUCKETS, HARDEST = 6, 15  # OpenAI 2023, sec. 3.2
BINS = 10  # OpenAI 2023, figure 8


def forecast(x, y, at, *, tries=1000):
    """Fit a power law with a floor to what is known, and read it off where nothing is.

    Parameters
    ----------
    x, y : array, shape (k,)
        Three points or more: what was spent, above 0, and the loss that it bought.
    at : array
        Above 0: where to read.
    tries : int
        As in `scaling.fit_floor`.

    Returns
    -------
    array, shape of `at`

    Raises
    ------
    ValueError
        If there are fewer than three points, or something is not above 0.

    References
    ----------
    OpenAI 2023, arXiv:2303.08774, sec. 3.1. With what they fitted, and how they weighed the
    points, is not said.
    """
    at = checks.finite("at", at)
    scale, exponent, floor = fit_floor(x, y, tries=tries)
    return power_law(at, scale=scale, exponent=exponent, floor=floor)


def mean_log_pass_rate(rates):
    """How far a model is from passing: minus the mean of ln(pass rate) over the problems.

    Rates of 1 and 1/4 give (0 + ln 4) / 2 = 0.69. It is 0 if all is passed.

    Parameters
    ----------
    rates : array, shape (..., problems)
        Shares in (0, 1].

    Returns
    -------
    array, shape (...)
        Nats a problem.

    Raises
    ------
    ValueError
        If a rate is 0, whose logarithm is not a number, or not in [0, 1].

    References
    ----------
    OpenAI 2023, arXiv:2303.08774, sec. 3.2: -E[log(pass_rate(C))] = alpha C^-k.
    """
    rates = _shares("rates", rates, (..., None))
    checks.count("number of problems", rates.shape[-1])
    if not (rates > 0).all():
        raise ValueError(
            "rates must be above 0, since 0 has no logarithm, got one that is not: leave out "
            "problems that a model never solves"
        )
    return 0.0 - np.log(rates).mean(-1)  # who passes all is at 0, and not at -0


def solved_by_all(rates):
    """Problems that every model solves at least once.

    Parameters
    ----------
    rates : array, shape (models, problems)
        Shares in [0, 1].

    Returns
    -------
    bool array, shape (problems,)

    Raises
    ------
    ValueError
        If there is no model, or a rate is not in [0, 1].

    References
    ----------
    OpenAI 2023, arXiv:2303.08774, sec. 3.2.
    """
    rates = _shares("rates", rates, (None, None))
    checks.count("number of models", len(rates))
    return (rates > 0).all(0)


def difficulty_buckets(rates, *, buckets=BUCKETS, hardest=HARDEST):
    """Sort problems by how well small models do on them, and deal them out in buckets.

    Parameters
    ----------
    rates : array, shape (models, problems)
        Shares in [0, 1], of the small models.
    buckets : int
    hardest : int
        So many problems are in no bucket.

    Returns
    -------
    list of int arrays
        Numbers of the problems, the easiest bucket first, as equal in size as can be.

    Raises
    ------
    ValueError
        If there are fewer problems left than buckets.

    References
    ----------
    OpenAI 2023, arXiv:2303.08774, sec. 3.2. That the mean over the models decides is ours:
    the report says "based on the performance of smaller models".
    """
    rates = _shares("rates", rates, (None, None))
    checks.count("number of models", len(rates))
    buckets = checks.count("buckets", buckets)
    left = rates.shape[1] - checks.count("hardest", hardest, least=0)
    if left < buckets:
        raise ValueError(
            f"buckets must be at most the problems that are left, {left}, got {buckets}"
        )
    order = np.argsort(-rates.mean(0), kind="stable")  # the easiest first
    return np.array_split(order[:left], buckets)


def reliability(chances, right, *, bins=BINS):
    """Sort answers by how sure the model was of them, and look how often it was right.

    Parameters
    ----------
    chances : array, shape (n,)
        In [0, 1]: the probability that was given to each answer.
    right : bool array, shape (n,)
    bins : int
        Equal parts of [0, 1]; 1 belongs to the last.

    Returns
    -------
    count : int array, shape (bins,)
    mean_chance, share_right : array, shape (bins,)
        NaN for a bin that is empty.

    Raises
    ------
    ValueError
        If there are no answers, or not as many of both.

    References
    ----------
    Guo et al. 2017, arXiv:1706.04599, sec. 2; OpenAI 2023, arXiv:2303.08774, figure 8.
    """
    chances = _shares("chances", chances, (None,))
    checks.count("number of chances", len(chances))
    right = checks.booleans("right", right, chances.shape)
    bins = checks.count("bins", bins)
    place = np.minimum((chances * bins).astype(int), bins - 1)
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 is NaN, on purpose
        mean_chance = np.bincount(place, chances, bins) / count
        share_right = np.bincount(place, right, bins) / count
    return count, mean_chance, share_right


def calibration_error(chances, right, *, bins=BINS):
    """How far what a model believes is from what is so, on the average over its answers.

    Ten answers given 0.9 of which six are right: 0.3.

    Parameters
    ----------
    chances, right, bins
        As in `reliability`.

    Returns
    -------
    float
        In [0, 1]; 0 if in each bin as many are right as was believed.

    Raises
    ------
    ValueError
        If there are no answers, or not as many of both.

    References
    ----------
    Guo et al. 2017, arXiv:1706.04599, eq. 3, "expected calibration error".
    """
    count, mean_chance, share_right = reliability(chances, right, bins=bins)
    off = np.abs(mean_chance - share_right)
    return float(np.nansum(count * off) / count.sum())


def _shares(name, x, shape):
    x = checks.finite(name, x, shape)
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(f"{name} must lie in [0, 1], got {x.min()} ... {x.max()}")
    return x
