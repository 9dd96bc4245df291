"""Vector quantization: each vector is replaced by the nearest of a list of codes.

What was numbers with a decimal point becomes the number of a code, and numbers of codes can
be written in a row like words. Three things must be learned: the codes, which move to where
vectors are; what makes the vectors, past a choice that has no slope (`straight_through`);
and that the two do not run away from each other (`vq_loss`).
"""

import numpy as np

from ... import checks
from ...training.held import held

COMMITMENT = 0.25  # van den Oord et al. 2017, sec. 3.2: results hardly depend on it
DECAY = 0.99  # of the moving averages, the same, app. A.1
SMALL = 1e-5  # deepmind/sonnet, nets/vqvae.py: no code has a count of exactly 0
WORN = 1.0  # uses a batch, Dhariwal et al. 2020, sec. 3.1 and hparams.py of the code


def nearest_code(x, codebook):
    """The number of the code that lies nearest to each vector.

    Of the codes (0, 0), (4, 0) and (4, 4) the vector (3, 1) is nearest to the second: 1.

    Parameters
    ----------
    x : array, shape (..., d)
    codebook : array, shape (k, d)
        A code a row, one or more.

    Returns
    -------
    int array, shape (...)
        0 ... k - 1; of equally near ones the first.

    Raises
    ------
    ValueError
        If the widths differ, there is no code, or a number is not finite.

    References
    ----------
    van den Oord et al. 2017, arXiv:1711.00937, equation 1.
    """
    codebook = checks.finite("codebook", codebook, (None, None))
    checks.count("codes of codebook", len(codebook))
    x = checks.finite("x", x, (..., codebook.shape[1]))
    # From the first code on: far from 0 squares are so large that they hide what differs.
    codebook, x = codebook - codebook[0], x - codebook[0]
    # |x - e|² without |x|², which is the same for all codes
    away = (codebook**2).sum(1) - 2 * (x @ codebook.T)  # (..., k)
    return away.argmin(-1)


def vq_loss(x, quantized, *, commitment=COMMITMENT):
    """Draw codes to the vectors that chose them, and vectors to their codes, less hard.

    Both terms are the same number, the mean squared distance. They differ in who moves: in
    the first, weighted by 1, the codes do, in the second, weighted by `commitment`, the vectors.

    Parameters
    ----------
    x : array, any shape
        What an encoder made.
    quantized : array, shape of `x`
        The codes that stand in its place.
    commitment : float
        Beta, 0 or more.

    Returns
    -------
    float
        Without the error of the picture, which is added to it.

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    van den Oord et al. 2017, arXiv:1711.00937, equation 3. The code of taming-transformers,
    and diffusers with its default ``legacy=True``, have beta at the other term.
    """
    x, quantized = checks.numbers("x", x), checks.numbers("quantized", quantized)
    checks.same_shape(x=x, quantized=quantized)
    commitment = checks.number("commitment", commitment, least=0)
    codes_move = ((held(x) - quantized) ** 2).mean()
    vectors_move = ((x - held(quantized)) ** 2).mean()
    return codes_move + commitment * vectors_move


def new_codes(x, rng, *, k):
    """A codebook to begin with: different vectors of the data, each met once.

    Parameters
    ----------
    x : array, shape (n, d)
        With as many rows as there are to be codes, or more.
    rng : numpy.random.Generator
    k : int
        How many codes.

    Returns
    -------
    dict
        count, shape (k,), and total, shape (k, d): see `move_codes`.

    Raises
    ------
    ValueError
        If there are fewer vectors than codes.
    """
    x = checks.finite("x", x, (None, None))
    k = checks.count("k", k, most=len(x))
    chosen = checks.rng(rng).choice(len(x), k, replace=False)
    return {"count": np.ones(k), "total": x[chosen].copy()}


@checks.weights(p={"count": "k", "total": "k d"})
def codes_of(p, *, small=SMALL):
    """The codes: what was added up for each, divided by how many it was.

    Parameters
    ----------
    p : dict
        count and total, as `move_codes` keeps them.
    small : float
        Added to each count, and taken off again from all of them together.

    Returns
    -------
    array, shape (k, d)

    Raises
    ------
    ValueError
        If all counts are 0.

    References
    ----------
    van den Oord et al. 2017, arXiv:1711.00937, equation 8; deepmind/sonnet, nets/vqvae.py,
    for the small number.
    """
    count = checks.finite("count", p["count"], (None,))
    total = checks.finite("total", p["total"], (len(count), None))
    small = checks.number("small", small, least=0)
    n = checks.number("sum of count", float(count.sum()), above=0)
    smooth = (count + small) * n / (n + len(count) * small)  # (k,)  adds up to n
    with np.errstate(invalid="ignore", divide="ignore"):
        return total / smooth[:, None]


@checks.weights(p={"count": "k", "total": "k d"})
def move_codes(x, ids, p, *, decay=DECAY):
    """Move each code towards the mean of the vectors that chose it: k-means in small bites.

    Parameters
    ----------
    x : array, shape (n, d)
        The vectors of a batch.
    ids : int array, shape (n,)
        Which code each of them chose.
    p : dict
        count, shape (k,), how many vectors choose a code in a batch, and total, shape (k, d),
        their sum: both are moving averages. Not modified.
    decay : float
        Gamma in [0, 1]: how much of the old averages stays. With 0 this is a step of k-means.

    Returns
    -------
    dict
        The averages after this batch, for `codes_of`.

    Raises
    ------
    ValueError
        If the shapes do not fit, or a code is not in the codebook.

    References
    ----------
    van den Oord et al. 2017, arXiv:1711.00937, equations 6 to 8.
    """
    total = checks.finite("total", p["total"], (None, None))
    count = checks.finite("count", p["count"], (len(total),))
    x = checks.finite("x", x, (None, total.shape[1]))
    ids = checks.ids("ids", ids, len(total), (len(x),))
    decay = checks.rate("decay", decay)
    chose = np.zeros((len(x), len(total)))
    chose[np.arange(len(x)), ids] = 1  # (n, k)  one 1 in each row
    return {
        "count": decay * count + (1 - decay) * chose.sum(0),
        "total": decay * total + (1 - decay) * chose.T @ x,
    }


@checks.weights(p={"count": "k", "total": "k d"})
def revive_codes(p, x, rng, *, least=WORN):
    """Put codes that hardly any vector chooses where a vector is.

    A code that is far from all vectors is chosen by none, so nothing moves it: it is dead.

    Parameters
    ----------
    p : dict
        As `move_codes` keeps it. Not modified.
    x : array, shape (n, d)
        Vectors, as many as there are dead codes, or more.
    rng : numpy.random.Generator
    least : float
        0 or more: a code with a smaller count is dead. A new one gets this count.

    Returns
    -------
    dict
        Of the form of `p`.

    Raises
    ------
    ValueError
        If there are fewer vectors than dead codes, or the shapes do not fit.

    References
    ----------
    Dhariwal et al. 2020, Jukebox, arXiv:2005.00341, section 3.1: random restarts. What its code
    does is `restarted_codes`.
    """
    total = checks.finite("total", p["total"], (None, None))
    count = checks.finite("count", p["count"], (len(total),))
    x = checks.finite("x", x, (None, total.shape[1]))
    dead = np.flatnonzero(count < checks.number("least", least, least=0))
    checks.count("dead codes", len(dead), least=0, most=len(x))
    count, total = count.copy(), total.copy()
    count[dead] = least
    total[dead] = least * x[checks.rng(rng).choice(len(x), len(dead), replace=False)]
    return {"count": count, "total": total}


@checks.weights(p={"count": "k", "total": "k d"})
def restarted_codes(p, x, rng, *, least=WORN):
    """The codes as Jukebox has them: in place of one that is hardly chosen, a vector of the batch.

    `revive_codes` gives a dead code a new place and lets it stay there. Here the averages are
    left as they are, so that a code is thrown anew in each batch until enough vectors have
    chosen it; then it goes to the mean of all that did, wherever it stood.

    Parameters
    ----------
    p : dict
        As `move_codes` keeps it. Not modified.
    x : array, shape (n, d)
        The vectors of the batch, as many as there are codes, or more.
    rng : numpy.random.Generator
    least : float
        Above 0: a code with a smaller count is thrown.

    Returns
    -------
    array, shape (k, d)

    Raises
    ------
    ValueError
        If there are fewer vectors than codes, or the shapes do not fit.

    References
    ----------
    openai/jukebox@08efbbc, jukebox/vqvae/bottleneck.py, update_k. With fewer vectors than codes
    these are repeated there, with a little noise.
    """
    total = checks.finite("total", p["total"], (None, None))
    count = checks.finite("count", p["count"], (len(total),))
    x = checks.finite("x", x, (None, total.shape[1]))
    least = checks.number("least", least, above=0)
    checks.count("number of codes", len(total), most=len(x))
    thrown = x[checks.rng(rng).permutation(len(x))[: len(total)]]  # (k, d)
    used = (count >= least)[:, None]
    return np.where(used, total / np.where(used, count[:, None], 1), thrown)


def perplexity(ids, *, k):
    """How many codes are in use, counted as if they were used evenly: exp of the entropy.

    Of 4 codes, two that are used half the time each count as 2; 4 used alike as 4.

    Parameters
    ----------
    ids : int array, any shape
        Codes that were chosen, one or more.
    k : int
        How many there are.

    Returns
    -------
    float
        In [1, k].

    Raises
    ------
    ValueError
        If there are no ids, or one is not a code.

    References
    ----------
    deepmind/sonnet, nets/vqvae.py, where it is watched while codes learn.
    """
    ids = checks.ids("ids", ids, checks.count("k", k))
    checks.count("number of ids", ids.size)
    share = np.bincount(ids.ravel()) / ids.size
    share = share[share > 0]
    return float(np.exp(-(share * np.log(share)).sum()))
