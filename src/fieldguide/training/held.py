"""What gradients pass by: a value that counts as a constant, and a choice that they go around."""

from autograd.extend import defvjp, primitive

from .. import checks


@primitive
def held(x):
    """The same numbers, for which nothing is learned: a constant, as far as gradients know.

    The slope of 3 x times held(x) at 2 is 6, and not 12.

    Parameters
    ----------
    x : array, any shape

    Returns
    -------
    array, shape of `x`

    Notes
    -----
    Papers write sg(x) for it, *stop gradient*; torch says ``detach``.
    """
    return checks.numbers("x", x)


def straight_through(x, quantized):
    """What was chosen, with a way back that leads to x as if nothing had been chosen.

    A choice among codes has no slope: move x a little, and mostly the same code is chosen.
    So the gradient by what was chosen is taken for the gradient by x.

    Parameters
    ----------
    x : array, any shape
        What was to be expressed.
    quantized : array, shape of `x`
        What stands in its place.

    Returns
    -------
    array, shape of `x`
        The numbers of `quantized`, to rounding.

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    Bengio et al. 2013, arXiv:1308.3432; van den Oord et al. 2017, arXiv:1711.00937, sec. 3.2.
    """
    x, quantized = checks.numbers("x", x), checks.numbers("quantized", quantized)
    checks.same_shape(x=x, quantized=quantized)
    return x + held(quantized - x)


defvjp(held, None)
