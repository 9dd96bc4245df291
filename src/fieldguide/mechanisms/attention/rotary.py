"""Rotary positions: turn queries and keys like clock hands, so that scores see distances.

Features are taken in pairs, and each pair is a hand in the plane. A token at place m has its
first hand turned by m radians, the others ever less; in the product of a turned query and a
turned key only the difference of the two angles is left. Values are never turned.

There are two layouts, which differ by who is paired with whom. The paper, and the code of
GPT-J and of Meta's LLaMA, pair neighbors; GPT-NeoX and transformers pair feature i with
i + width / 2. Weights that were trained with one are nonsense to the other, until their
columns are put in the other order (`halves_order`).

These functions also learn, as those of `attention` do.
"""

import numpy as np

from ... import checks

BASE = (
    10_000  # the slowest hand is nearly this many times slower, Su et al., sec. 3.2.2
)


def turning_angles(place, *, width, base=BASE):
    """The angle of each pair of features at each place: place * base**(-2 i / width).

    With a width of 4, place 3 turns the first pair by 3 radians and the second by 0.03.

    Parameters
    ----------
    place : array, shape (n,)
        In tokens; fractions and negative ones are allowed.
    width : int
        Features that are turned, even.
    base : float

    Returns
    -------
    array, shape (n, width / 2)
        In radians.

    Raises
    ------
    ValueError
        If the width is odd, or `base` not above 0.

    References
    ----------
    Su et al. 2021, RoFormer, arXiv:2104.09864, equation 15.
    """
    place = checks.finite("place", place, (None,))
    width = _even("width", checks.count("width", width))
    base = checks.number("base", base, above=0)
    speed = base ** (-np.arange(0, width, 2) / width)  # (width/2,)  radian per token
    return place[:, None] * speed  # (n, width/2)


def rotate(x, place, *, turned=None, base=BASE):
    """Turn each pair of neighboring features by an angle proportional to the place.

    Pair (x[2i], x[2i+1]) is a hand in the plane. The hand (1, 0) at place 1 becomes
    (cos 1, sin 1) if it is the first pair.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Queries or keys of a head. Not modified.
    place : array, shape (n,)
        Place of each row, in tokens.
    turned : int, optional
        How many features are turned, from the first on; all if not given. The rest stay.
    base : float

    Returns
    -------
    array, shape (..., n, d)
        Rows keep their length.

    Raises
    ------
    ValueError
        If the number of turned features is odd or more than there are, or there is not one
        place a row.

    References
    ----------
    Su et al. 2021, arXiv:2104.09864, equation 34, with places from 0. So do
    facebookresearch/llama, apply_rotary_emb, and GPT-J.
    """
    x = checks.rows("x", x)
    turned = _turned(turned, x.shape[-1])
    pairs = np.arange(turned).reshape(-1, 2)
    return _turn(x, place, pairs[:, 0], pairs[:, 1], base)


def rotate_halves(x, place, *, turned=None, base=BASE):
    """The same with other pairs: feature i and feature i + turned / 2.

    Of four features the first and the third are a pair, and the second and the fourth.

    Parameters
    ----------
    x, place, turned, base
        As in `rotate`.

    Returns
    -------
    array, shape (..., n, d)
        Rows keep their length.

    Raises
    ------
    ValueError
        As in `rotate`.

    References
    ----------
    Black et al. 2022, GPT-NeoX-20B, arXiv:2204.06745, sec. 2.1.1, turns the first quarter of
    a head; the layout stands in EleutherAI/gpt-neox,
    megatron/model/positional_embeddings.py, rotate_half.
    """
    x = checks.rows("x", x)
    turned = _turned(turned, x.shape[-1])
    half = np.arange(turned // 2)
    return _turn(x, place, half, half + turned // 2, base)


def halves_order(width):
    """In what order features laid out for `rotate` suit `rotate_halves`.

    For four it is (0, 2, 1, 3): first the first of each pair, then the second. With
    `order = halves_order(d)`, `rotate_halves(x[..., order], place)` has the columns of
    `rotate(x, place)[..., order]`.

    Parameters
    ----------
    width : int
        Even.

    Returns
    -------
    int array, shape (width,)

    Raises
    ------
    ValueError
        If the width is odd.

    References
    ----------
    huggingface/transformers, models/llama/convert_llama_weights_to_hf.py, permute.
    """
    width = _even("width", checks.count("width", width))
    return np.arange(width).reshape(-1, 2).T.ravel()


def _turned(turned, d):
    turned = d if turned is None else checks.count("turned", turned, least=0, most=d)
    return _even("turned", turned)


def _even(name, n):
    if n % 2:
        raise ValueError(f"{name} must be even to form pairs, got {n}")
    return n


def _turn(x, place, first, second, base):
    """x cos + (its quarter turn) sin, where first and second have the pairs' features."""
    n, d = x.shape[-2:]
    place, base = (
        checks.finite("place", place, (n,)),
        checks.number("base", base, above=0),
    )
    partner, sign = np.arange(d), np.zeros(d)
    partner[first], partner[second] = second, first
    sign[first], sign[second] = -1, 1  # a quarter turn takes (a, b) to (-b, a)
    angle = np.zeros((n, d))  # what is not turned has the angle 0
    if len(first):
        pairs = turning_angles(place, width=2 * len(first), base=base)
        angle[:, first] = angle[:, second] = pairs  # (n, pairs) each
    return x * np.cos(angle) + x[..., partner] * (sign * np.sin(angle))  # (..., n, d)
