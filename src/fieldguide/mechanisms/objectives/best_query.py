"""Which text belongs to a picture that several vectors stand for: the best of them decides."""

from ... import checks
from .contrast import normalize

TEMPERATURE = (
    0.07  # where it begins; it is learned. salesforce/LAVIS, blip2_qformer.py, temp
)


def best_query_cosines(x, y):
    """How well each text fits each picture: the cosine of its vector with the best query.

    Parameters
    ----------
    x : array, shape (a, k, e)
        The vectors of k queries for each of a pictures; none of them zero.
    y : array, shape (b, e)
        One vector of each of b texts; none of them zero.

    Returns
    -------
    array, shape (a, b)
        In [-1, 1]. Divided by the temperature they are `in_batch_loss`'s scores.

    Raises
    ------
    ValueError
        If a vector is zero, or the widths differ.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2: "select the highest one". In LAVIS the text's
    vector is that of its first token, and both are first projected to 256 features.
    """
    x = checks.numbers("x", x, (None, None, None))
    y = checks.numbers("y", y, (None, x.shape[-1]))
    checks.count("queries of x", x.shape[1])
    return (normalize(x) @ normalize(y).T).max(1)  # the best of (a, k, b)
