"""Numbers as tokens: what a joint measures and what a motor is told, in Gato's vocabulary.

Words have the tokens 0 ... 31,999. Measurements and movements have the 1,024 behind them, one a
bin. A measurement may be of any size, so it is squeezed into -1 ... 1 first; a movement lies
there already. What is a whole number by itself, such as which button is pressed, keeps it, and
so shares its token with a word: only the place in the row says what is meant.
"""

import numpy as np

from ... import checks

MU = 100.0  # how sharply numbers near 0 are spread out, Reed et al. 2022, app. B
REACH = 256.0  # the paper's M: the number that is squeezed to 1
BINS = 1024  # the same, sec. 2.1
FIRST = 32_000  # token of the first bin: there are so many subwords, sec. 2.1


def mu_law(x, *, mu=MU, reach=REACH):
    """Squeeze numbers, so that those near 0 keep most of the room.

    The number `reach` becomes 1 and minus it -1; 0 stays. With mu = 100 and a reach of 256 the
    number 1 becomes ln 101 / ln 25,601, nearly a half.

    Parameters
    ----------
    x : array, any shape
        What is beyond `reach` comes out beyond 1.
    mu : float
        Above 0; the larger, the more room for small numbers.
    reach : float
        Above 0.

    Returns
    -------
    array, shape of `x`
        sign(x) ln(mu |x| + 1) / ln(mu reach + 1).

    Raises
    ------
    ValueError
        If `x` does not hold numbers, or `mu` or `reach` is not above 0.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, app. B and figure 14, after WaveNet (van den Oord et
    al. 2016, arXiv:1609.03499, sec. 2.2), which has a reach of 1 and mu = 255.
    """
    x = checks.numbers("x", x)
    mu = checks.number("mu", mu, above=0)
    reach = checks.number("reach", reach, above=0)
    return np.sign(x) * np.log1p(mu * np.abs(x)) / np.log1p(mu * reach)


def undo_mu_law(y, *, mu=MU, reach=REACH):
    """The numbers that `mu_law` has squeezed to these.

    Parameters
    ----------
    y : array, any shape
    mu, reach : float
        As for `mu_law`.

    Returns
    -------
    array, shape of `y`

    Raises
    ------
    ValueError
        If `y` does not hold numbers, or `mu` or `reach` is not above 0.
    """
    y = checks.numbers("y", y)
    mu = checks.number("mu", mu, above=0)
    reach = checks.number("reach", reach, above=0)
    return np.sign(y) * np.expm1(np.abs(y) * np.log1p(mu * reach)) / mu


def bin_numbers(y, *, bins=BINS):
    """In which of so many equally wide bins of -1 ... 1 each number lies.

    Of four bins -1 lies in the first, 0, and 0.1 in the third, 2. A bin holds its lower end
    and not its upper; the last one holds both, or 1.0 would have a bin of its own.

    Parameters
    ----------
    y : array, any shape
        What lies beyond -1 or 1 goes into the first or last bin.
    bins : int

    Returns
    -------
    int array, shape of `y`
        0 ... bins - 1.

    Raises
    ------
    ValueError
        If a number is not finite, or `bins` no whole number.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.1 and app. B, which leave the end open; so does
    huggingface/jat@c376177, gia/processing/tokenizer.py, put 1.0 into the last bin.
    """
    y, bins = checks.finite("y", y), checks.count("bins", bins)
    inner = (
        2 * np.arange(1, bins) / bins - 1
    )  # where the second bin begins, the third, ...
    return np.searchsorted(inner, y, side="right")


def bin_centers(ids, *, bins=BINS):
    """The middle of each bin: what is left of a number that was put there.

    Parameters
    ----------
    ids : int array, any shape
        0 ... bins - 1.
    bins : int

    Returns
    -------
    array, shape of `ids`
        In -1 ... 1, at most 1 / bins away from what went in.

    Raises
    ------
    ValueError
        If there is no such bin.
    """
    bins = checks.count("bins", bins)
    return (2 * checks.ids("ids", ids, bins) + 1) / bins - 1


def observation_tokens(x):
    """Measurements as tokens: squeezed, put into bins, moved behind the words.

    0 becomes 32,512, 1 becomes 32,744, and 256 or more 33,023.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    int array, shape of `x`
        32,000 ... 33,023.

    Raises
    ------
    ValueError
        If a number is not finite.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.1 and app. B.
    """
    return FIRST + bin_numbers(mu_law(checks.finite("x", x)))


def observed_numbers(ids):
    """What is left of the measurements that `observation_tokens` wrote down.

    Parameters
    ----------
    ids : int array, any shape
        32,000 ... 33,023.

    Returns
    -------
    array, shape of `ids`

    Raises
    ------
    ValueError
        If a token stands for no bin.
    """
    return undo_mu_law(bin_centers(_in_bins(ids)))


def action_tokens(x):
    """Movements as tokens: put into bins as they are, moved behind the words.

    0 becomes 32,512 and 1 becomes 33,023: the same tokens as those of measurements, which mean
    something else.

    Parameters
    ----------
    x : array, any shape
        In -1 ... 1; what lies beyond is taken for the end.

    Returns
    -------
    int array, shape of `x`
        32,000 ... 33,023.

    Raises
    ------
    ValueError
        If a number is not finite.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, app. B: actions are not squeezed, since in all of its
    environments they lie in -1 ... 1.
    """
    return FIRST + bin_numbers(checks.finite("x", x))


def action_numbers(ids):
    """What is left of the movements that `action_tokens` wrote down: what a motor is told.

    Parameters
    ----------
    ids : int array, any shape
        32,000 ... 33,023.

    Returns
    -------
    array, shape of `ids`
        Less than a thousandth away from what went in.

    Raises
    ------
    ValueError
        If a token stands for no bin.
    """
    return bin_centers(_in_bins(ids))


def discrete_tokens(x):
    """Whole numbers as tokens: themselves, row by row.

    Parameters
    ----------
    x : int array, any shape
        0 ... 1,023, such as which button is pressed.

    Returns
    -------
    int array, one axis
        Row-major: the last axis moves fastest.

    Raises
    ------
    ValueError
        If a number is too large, or no whole number.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.1.
    """
    return checks.ids("x", x, BINS).ravel()


def _in_bins(ids):
    return checks.ids("ids", ids, FIRST + BINS, least=FIRST) - FIRST
