"""Say the best of several: drop what is unsafe and rank the rest, or weigh all of it at once.

Every score is a probability or a preference that a trained judge gives to a whole reply.
"""

import numpy as np

from ... import checks

CANDIDATES = 16  # of LaMDA, Thoppilan et al. 2022, section 3
SENSIBLE, SPECIFIC, INTERESTING = 3, 1, 1  # weights, section 6.1
# Of Sparrow, Glaese et al. 2022: eight in all, by notes on the paper; that half of them have
# searched is unverified (data/facts.csv).
PLAIN, WITH_EVIDENCE = 4, 4


def quality(
    sensible, specific, interesting, *, importance=(SENSIBLE, SPECIFIC, INTERESTING)
):
    """How good a reply is: 3 P(sensible) + P(specific) + P(interesting).

    0.9, 0.5 and 0.2 make 2.7 + 0.5 + 0.2 = 3.4 of at most 5.

    Parameters
    ----------
    sensible, specific, interesting : float or array, shape (...)
        Probabilities.
    importance : three floats
        0 or more.

    Returns
    -------
    float or array, shape (...)

    Raises
    ------
    ValueError
        If something is no probability, shapes differ, or not three numbers say what counts.

    References
    ----------
    Thoppilan et al. 2022, LaMDA, arXiv:2201.08239, section 6.1.
    """
    parts = {"sensible": sensible, "specific": specific, "interesting": interesting}
    parts = {name: _chances(name, p) for name, p in parts.items()}
    checks.same_shape(**parts)
    importance = checks.finite("importance", importance, (3,))
    if (importance < 0).any():
        raise ValueError(f"importance must be 0 or more, got {importance}")
    return sum(w * p for w, p in zip(importance, parts.values(), strict=True))


def filter_then_rank(safe, scores, *, threshold):
    """Drop every reply that is not safe enough, then order the others by their score.

    Safe 0.9, 0.4, 0.8 and scores 2, 5, 3 with a threshold of 0.5: the second falls, whatever
    its score, and of the others the last is best.

    Parameters
    ----------
    safe : array, shape (n,)
        Probabilities that a reply is safe.
    scores : array, shape (n,)
        As `quality` gives them.
    threshold : float
        In [0, 1]. LaMDA's is not published.

    Returns
    -------
    int array, shape (m,)
        Numbers of the replies that may be said, the best first. Empty if none is safe enough.

    Raises
    ------
    ValueError
        If there is not one probability and one score a reply.

    References
    ----------
    Thoppilan et al. 2022, LaMDA, arXiv:2201.08239, section 6.1.
    """
    safe = _chances("safe", safe, (None,))
    scores = checks.finite("scores", scores, safe.shape)
    allowed = np.flatnonzero(safe >= checks.rate("threshold", threshold))
    return allowed[np.argsort(-scores[allowed], kind="stable")]


def rerank(preference, obeyed):
    """Weigh how much a reply is preferred with how surely it keeps all the rules.

    The score is sigmoid(preference - mean preference) times the geometric mean of the
    probabilities. Of two replies that are liked equally, each has 1/2 from the first part;
    with rules kept at (0.9, 0.4) the geometric mean is 0.6, so the score 0.3.

    Parameters
    ----------
    preference : array, shape (n,)
        Of a preference model, such as Bradley-Terry scores.
    obeyed : array, shape (n, rules)
        Probabilities that a rule is kept; not that it is broken.

    Returns
    -------
    array, shape (n,)
        In [0, 1]; the highest is said.

    Raises
    ------
    ValueError
        If there are no replies or no rules, or not as many rows as replies.

    References
    ----------
    Glaese et al. 2022, Sparrow, arXiv:2209.14375, section 2. We remember the equation in this
    form and could not open a page to compare it with: take the form as ours
    (data/facts.csv, sparrow, rerank_formula).
    """
    preference = checks.finite("preference", preference, (None,))
    n = checks.count("number of preference", len(preference))
    obeyed = _chances("obeyed", obeyed, (n, None))
    checks.count("rules of obeyed", obeyed.shape[1])
    above = preference - (preference / n).sum()  # (n,)
    liked = np.exp(
        -np.logaddexp(0, -above)
    )  # (n,)  its sigmoid, exact where it is small
    with np.errstate(divide="ignore"):  # a rule that is surely broken: log 0
        return liked * np.exp(np.log(obeyed).mean(-1))  # (n,)


def _chances(name, p, shape=None):
    p = checks.finite(name, p, shape)
    if (p < 0).any() or (p > 1).any():
        raise ValueError(f"{name} must lie in [0, 1], got {p.min()} ... {p.max()}")
    return p
