"""How the loss falls with size, data and compute, and how to share out a budget.

A power law is a straight line once both axes are logarithms, and what cannot be learned is
a floor below it. Two papers read advice from such lines, and they disagree: Kaplan et al.
2020 (arXiv:2001.08361) grow the model, Hoffmann et al. 2022 (arXiv:2203.15556), the paper
on Chinchilla, grow model and data alike.

Letters: N, here n, parameters; D, here d, tokens of training; C operations, 6 N D.
"""

import numpy as np

from ... import checks
from .compute import inference_compute, training_compute

PF_DAY = 1e15 * 24 * 60 * 60  # operations: 10^15 a second, for a day
KAPLAN = {"scale": 1.3e9, "exponent": 0.73}  # Kaplan et al. 2020, Table 6
TOKENS_A_PARAMETER = 20  # Hoffmann et al. 2022, Table 3: 20.0 to 22.4

# L(N, D) = E + A / N^alpha + B / D^beta, in nats a token.
CHINCHILLA = {"E": 1.69, "A": 406.4, "B": 410.7, "alpha": 0.34, "beta": 0.28}
# The same before rounding, from the paper's TeX source, by Besiroglu et al. 2024.
UNROUNDED = {"E": 1.6934, "A": 406.4, "B": 410.7, "alpha": 0.3392, "beta": 0.2849}
# Fitted anew to points read off the paper's figure 4: Besiroglu et al. 2024.
REFITTED = {"E": 1.8172, "A": 482.01, "B": 2085.43, "alpha": 0.3478, "beta": 0.3658}


def power_law(x, *, scale, exponent, floor=0.0):
    """What is left falls by the same share each time x doubles: floor + scale / x^exponent.

    From 8 with exponent 1 and no floor: 8, 4, 2, 1 for x = 1, 2, 4, 8.

    Parameters
    ----------
    x : array
        Above 0: parameters, tokens or operations.
    scale : float
        Above 0: what is above the floor at x = 1.
    exponent : float
        Above 0.
    floor : float
        What no size can take away.

    Returns
    -------
    array, shape of `x`

    Raises
    ------
    ValueError
        If x or a number is not above 0.

    References
    ----------
    Kaplan et al. 2020, eq. 1.1, without floor and with a scale inside the power; their
    exponent for N is 0.076. The floor: Hoffmann et al. 2022, eq. 2.
    """
    x = _above_zero("x", checks.numbers("x", x))
    scale = checks.number("scale", scale, above=0)
    exponent = checks.number("exponent", exponent, above=0)
    return checks.number("floor", floor) + scale * x**-exponent


def fit_power_law(x, y, *, floor=0.0):
    """The straight line through ln(y - floor) against ln x, by least squares.

    Parameters
    ----------
    x : array, shape (k,)
        Above 0, two different ones or more.
    y : array, shape (k,)
        Above the floor.
    floor : float

    Returns
    -------
    scale, exponent : float
        As in `power_law`; the exponent is minus the slope.

    Raises
    ------
    ValueError
        If there are no two different x, or y does not stay above the floor.
    """
    x, y = _points(x, y)
    floor = checks.number("floor", floor)
    if y.min() <= floor:
        raise ValueError(f"y must stay above the floor {floor}, got {y.min()}")
    slope, start = np.polyfit(np.log(x), np.log(y - floor), 1)
    return float(np.exp(start)), float(-slope)


def fit_floor(x, y, *, tries=1000):
    """A power law and the floor with which its line is straightest.

    A floor that is missed bends the line: it flattens where y comes close to the floor.
    Tried are floors from 0 on, evenly, up to just below the smallest y.

    Parameters
    ----------
    x, y : array, shape (k,)
        As in `fit_power_law`, three or more, y above 0.
    tries : int
        How many floors.

    Returns
    -------
    scale, exponent, floor : float

    Raises
    ------
    ValueError
        If there are fewer than three points, or something is not above 0.

    References
    ----------
    Hoffmann et al. 2022, sec. 3.3 and D.2, fit all five numbers of their law at once, with
    the Huber loss between logarithms of whole losses.
    """
    x, y = _points(x, y)
    if len(x) < 3:
        raise ValueError(f"x must have three points or more, got {len(x)}")
    _above_zero("y", y)
    floors = np.linspace(0, y.min(), checks.count("tries", tries), endpoint=False)
    excess = np.log(y[:, None] - floors)  # (k, tries)
    _, off, *_ = np.polyfit(np.log(x), excess, 1, full=True)  # squared distances
    floor = float(floors[off.argmin()])
    return (*fit_power_law(x, y, floor=floor), floor)


def chinchilla_loss(n, d, *, law=CHINCHILLA):
    """The loss of n parameters after d tokens: E + A / n^alpha + B / d^beta.

    A floor, what is missing because the model is small, and because it has read little.

    Parameters
    ----------
    n, d : array
        Above 0; shapes that broadcast.
    law : dict
        E, A, B, alpha and beta, all above 0; `CHINCHILLA`, or numbers of your own.

    Returns
    -------
    array
        Nats a token.

    Raises
    ------
    ValueError
        If something is not above 0, or the law lacks a part.

    References
    ----------
    Hoffmann et al. 2022, eq. 2 and D.2.
    """
    law = _law(law)
    n = _above_zero("n", checks.numbers("n", n))
    d = _above_zero("d", checks.numbers("d", d))
    return law["E"] + law["A"] / n ** law["alpha"] + law["B"] / d ** law["beta"]


def chinchilla_optimum(operations, *, law=CHINCHILLA):
    """The size and the tokens that make `chinchilla_loss` least, for 6 N D operations.

    One more percent of N and one less of D change nothing there, so alpha A / N^alpha =
    beta B / D^beta. With alpha = beta both grow like the root of the budget.

    Parameters
    ----------
    operations : float
        C, in operations; above 0.
    law : dict
        As in `chinchilla_loss`.

    Returns
    -------
    n, d : float
        With 6 n d = C.

    Raises
    ------
    ValueError
        If the operations are not above 0, or the law lacks a part.

    References
    ----------
    Hoffmann et al. 2022, eq. 4: N = G (C/6)^(beta / (alpha + beta)), G = (alpha A / beta
    B)^(1 / (alpha + beta)). For C = 5.76e23 the paper says 40 billion; so say the exponents
    of its source, while the rounded ones that it prints say 32.
    """
    law = _law(law)
    pairs = checks.number("operations", operations, above=0) / 6  # N D
    both = law["alpha"] + law["beta"]
    g = (law["alpha"] * law["A"] / (law["beta"] * law["B"])) ** (1 / both)
    n = g * pairs ** (law["beta"] / both)
    return n, pairs / n


def kaplan_optimum(operations):
    """The size that Kaplan et al. advise for a budget, and the tokens that it leaves.

    Ten times the budget is 5.4 times the parameters and 1.9 times the tokens.

    Parameters
    ----------
    operations : float
        C, in operations; above 0.

    Returns
    -------
    n, d : float
        n without tables; d = C / (6 n).

    Raises
    ------
    ValueError
        If the operations are not above 0.

    References
    ----------
    Kaplan et al. 2020, Table 6: 1.3e9 C^0.73, C in days at 10^15 operations a second and
    counted as if batches were small. At the batch size that they advise, operations and
    tokens are twice as many (eq. 6.7).
    """
    operations = checks.number("operations", operations, above=0)
    n = KAPLAN["scale"] * (operations / PF_DAY) ** KAPLAN["exponent"]
    return n, operations / (6 * n)


def even_optimum(operations, *, ratio=TOKENS_A_PARAMETER):
    """So many tokens for each parameter, whatever the budget: C = 6 N (ratio N).

    12,000 operations and a ratio of 20: 10 parameters, 200 tokens.

    Parameters
    ----------
    operations : float
        C, in operations; above 0.
    ratio : float
        Tokens a parameter, above 0.

    Returns
    -------
    n, d : float

    Raises
    ------
    ValueError
        If a number is not above 0.

    References
    ----------
    Hoffmann et al. 2022, Table 3, in which tokens over parameters are 20.0 to 22.4. The
    rule of 20 is read from it; the paper does not state it.
    """
    operations = checks.number("operations", operations, above=0)
    ratio = checks.number("ratio", ratio, above=0)
    n = (operations / (6 * ratio)) ** 0.5
    return n, ratio * n


def tokens_for_loss(parameters, wanted, *, law=CHINCHILLA):
    """How many tokens a model must read until its loss is what is wanted.

    Parameters
    ----------
    parameters : float
        N, above 0.
    wanted : float
        The loss, in nats a token.
    law : dict
        As in `chinchilla_loss`.

    Returns
    -------
    float
        D.

    Raises
    ------
    ValueError
        If no number of tokens brings a model of this size so far.

    References
    ----------
    Hoffmann et al. 2022, eq. 2, solved for D.
    """
    law = _law(law)
    parameters = checks.number("parameters", parameters, above=0)
    least = law["E"] + law["A"] / parameters ** law["alpha"]
    if checks.number("wanted", wanted) <= least:
        raise ValueError(
            f"wanted must be above {least:.4g}, which {parameters:.4g} parameters reach "
            f"in the end, got {wanted}"
        )
    return (law["B"] / (wanted - least)) ** (1 / law["beta"])


def lifetime_compute(parameters, tokens, *, served):
    """Operations of a model's whole life: 6 N D to train it, 2 N for each token it serves.

    Parameters
    ----------
    parameters, tokens : float
        N and D, above 0.
    served : float
        Tokens read or written for its users, 0 or more.

    Returns
    -------
    float
        FLOP.

    Raises
    ------
    ValueError
        If a number is not above 0, or served is negative.

    References
    ----------
    Touvron et al. 2023, arXiv:2302.13971, sec. 1, for the argument, without a formula.
    """
    served = checks.number("served", served, 0)
    use = inference_compute(parameters, served) if served else 0
    return training_compute(parameters, tokens) + use


def _above_zero(name, x):
    """An array, already checked, of numbers above 0; NaN passes and shows."""
    if np.any(x <= 0):
        raise ValueError(f"{name} must be above 0, got {np.min(x)}")
    return x


def _points(x, y):
    x = _above_zero("x", checks.finite("x", x, (None,)))
    y = checks.finite("y", y, x.shape)
    if len(np.unique(x)) < 2:
        raise ValueError(f"x must hold two different numbers or more, got {x}")
    return x, y


def _law(law):
    checks.parts("law", law, *CHINCHILLA)
    return {name: checks.number(name, law[name], above=0) for name in CHINCHILLA}
