"""Which text belongs to a picture that several vectors stand for: the best of them decides."""

from ... import checks
from .contrast import in_batch_loss, normalize

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


def best_query_loss(x, y, *, temperature=TEMPERATURE):
    """Each picture must find its text among the texts, and each text its picture.

    Two pictures whose queries all fit both texts alike cost ln 2 = 0.693.

    Parameters
    ----------
    x : array, shape (n, k, e)
        The vectors of k queries for each of n pictures.
    y : array, shape (n, e)
        The vectors of their texts, in the same order.
    temperature : float
        The cosines are divided by it, above 0.

    Returns
    -------
    float
        In nats, the mean of both directions.

    Raises
    ------
    ValueError
        If there is not a text for each picture, or `best_query_cosines` does not take them.

    References
    ----------
    Li et al. 2023, arXiv:2301.12597, sec. 3.2. LAVIS smooths the right answers by 0.1 (label
    smoothing), of which the paper does not speak; that is left out.
    """
    x = checks.numbers("x", x, (None, None, None))
    y = checks.numbers("y", y, (x.shape[0], x.shape[-1]))
    temperature = checks.number("temperature", temperature, above=0)
    scores = best_query_cosines(x, y) / temperature  # (n, n)
    return (in_batch_loss(scores) + in_batch_loss(scores.T)) / 2
