"""ALiBi: each score loses a little for each token of distance, in each head at its own rate.

Nothing is learned and nothing is added to the tokens' vectors. A head with a steep slope
sees its neighborhood only, one with a gentle slope the whole text.
"""

import numpy as np

from ... import checks

GENTLEST = 8  # the last of 2**k heads loses 2**-8 a token, Press et al., sec. 3


def alibi_slopes(heads):
    """What each head loses for each token of distance: 2**(-8 h / heads), h = 1 ... heads.

    Eight heads have 1/2, 1/4 ... 1/256. If their number is no power of 2, those of the power
    below come first, then every second one of the power above: 3 heads have the two of 2,
    1/16 and 1/256, and the first of 4, 1/4.

    Parameters
    ----------
    heads : int

    Returns
    -------
    array, shape (heads,)
        In 2**-8 ... 1, per token.

    Raises
    ------
    ValueError
        If `heads` is not a whole number of 1 or more.

    References
    ----------
    Press, Smith and Lewis 2021, arXiv:2108.12409, sec. 3. The rule for numbers that are no
    power of 2 stands in the code: ofirpress/attention_with_linear_biases,
    fairseq/models/transformer.py, get_slopes, and in transformers, build_alibi_tensor.
    """
    heads = checks.count("heads", heads)
    below = 1 << (heads.bit_length() - 1)  # the largest power of 2 that is not above
    slopes = _series(below)
    more = _series(2 * below)[0::2]  # between those: the odd ones
    return np.concatenate([slopes, more[: heads - below]])


def _series(heads):
    return 2.0 ** (-GENTLEST * np.arange(1, heads + 1) / heads)


def alibi_bias(slopes, *, n):
    """What is added to the score of each pair: minus slope times distance.

    With a slope of 1/2 the token itself gets 0, its neighbor to the left -1/2, the next -1.

    Parameters
    ----------
    slopes : array, shape (heads,)
        0 or more, per token.
    n : int
        Tokens.

    Returns
    -------
    array, shape (heads, n, n)
        0 or less. It is 0 for what is ahead, where a decoder does not look.

    Raises
    ------
    ValueError
        If a slope is negative: then what is far would count most.

    References
    ----------
    Press, Smith and Lewis 2021, arXiv:2108.12409, figure 3. transformers,
    build_alibi_tensor, adds slope * place of the token that is looked at; within a row
    that differs by one number, which the softmax does not see.
    """
    slopes = checks.finite("slopes", slopes, (None,))
    if (slopes < 0).any():
        raise ValueError(f"slopes must be 0 or more, got {slopes.min()}")
    place = np.arange(checks.count("n", n, least=0))
    distance = np.maximum(place[:, None] - place, 0)  # (n, n)  tokens
    return -slopes[:, None, None] * distance  # (heads, n, n)
