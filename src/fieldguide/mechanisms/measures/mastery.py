"""What a score is worth between somebody who knows nothing and somebody who knows it all.

Games and robots count in points of their own. To say of six hundred tasks how many are done
well, each score is told as a share of the way from chance to an expert.
"""

import numpy as np

from ... import checks


def expert_share(achieved, *, chance, expert):
    """How far a score has come on the way from acting by chance to the expert.

    Acting by chance brings 10 points and the expert 50: 30 are half of the way, 60 are more
    than all of it, and 5 are less than nothing.

    Parameters
    ----------
    achieved, chance, expert : arrays of one shape
        Of each task. The expert is better than chance.

    Returns
    -------
    array, the same shape
        0 for chance, 1 for the expert.

    Raises
    ------
    ValueError
        If the shapes differ, a number is not finite, or an expert is no better than chance.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 4.1: "100 % corresponds to the per-task expert and
    0 % to a random policy".
    """
    achieved, chance, expert = (
        checks.finite(name, x)
        for name, x in (("achieved", achieved), ("chance", chance), ("expert", expert))
    )
    checks.same_shape(achieved=achieved, chance=chance, expert=expert)
    if (expert <= chance).any():
        raise ValueError("expert must be better than chance in all tasks")
    return (achieved - chance) / (expert - chance)


def tasks_above(shares, thresholds):
    """In how many tasks a share is reached: the curve of the paper's figure 5.

    Parameters
    ----------
    shares : array, shape (n,)
        As `expert_share` gives them.
    thresholds : array, any shape

    Returns
    -------
    int array, shape of `thresholds`

    Raises
    ------
    ValueError
        If a number is not finite.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, figure 5: "equal to or above that percentage".
    """
    shares = checks.finite("shares", shares, (None,))
    thresholds = checks.finite("thresholds", thresholds)
    return np.sum(shares >= thresholds[..., None], axis=-1)
