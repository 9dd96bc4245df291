"""Positions: waves that number the places, and T5's buckets for relative ones.

Vaswani et al. (2017, arXiv:1706.03762) add to the vector of each token sines and cosines
of its place. T5 (Raffel et al. 2020, arXiv:1910.10683) adds to every attention score a
number that depends on how far apart the two tokens are; distances that share a bucket
share it.
"""

import numpy as np

from ... import checks

SLOWEST = 10_000  # the slowest wave is this many times slower, Vaswani et al., sec. 3.5
BUCKETS = 32  # numbers to learn for each head, Raffel et al. 2020, sec. 2.1
FURTHEST = 128  # tokens; from here on everything is in the last bucket, sec. 2.1


def sinusoidal_positions(*, n, d, slowest=SLOWEST):
    """The vector of each place: sines and cosines, from fast waves to slow ones.

    Place 0 is (0, 1, 0, 1, ...). Features 2i and 2i + 1 are the sine and the cosine of
    place / slowest**(2i/d), so that a step of k places turns each such pair by an angle
    that does not depend on where one starts.

    Parameters
    ----------
    n : int
        Places.
    d : int
        Features, even.
    slowest : float
        What the wavelength, 2 pi tokens at first, would have grown to at feature d.

    Returns
    -------
    array, shape (n, d)
        In [-1, 1]; every row has the length sqrt(d / 2).

    Raises
    ------
    ValueError
        If d is odd, a size is not a whole number, or `slowest` not above 0.

    References
    ----------
    Vaswani et al. 2017, arXiv:1706.03762, section 3.5. The authors' code, tensor2tensor's
    get_timing_signal_1d, puts all sines before all cosines and spaces the waves a little
    wider, so that the last one is exactly `slowest` times slower.
    """
    n, d = checks.count("n", n, least=0), checks.count("d", d)
    slowest = checks.number("slowest", slowest, above=0)
    if d % 2:
        raise ValueError(f"d must be even to form pairs, got {d}")
    speed = 1 / slowest ** (np.arange(0, d, 2) / d)  # (d/2,)  radian per token
    angle = np.arange(n)[:, None] * speed  # (n, d/2)  radian
    out = np.empty((n, d))
    out[:, 0::2], out[:, 1::2] = np.sin(angle), np.cos(angle)
    return out


def timing_signal(*, n, d, slowest=SLOWEST):
    """The waves of `sinusoidal_positions` as Google's code has them, and Whisper's encoder.

    All sines stand before all cosines, and the last wave is exactly `slowest` times slower than
    the first, where the paper's formula stops one step before that.

    Parameters
    ----------
    n : int
        Places.
    d : int
        Features, even, 4 or more.
    slowest : float

    Returns
    -------
    array, shape (n, d)
        In [-1, 1].

    Raises
    ------
    ValueError
        If d is odd or less than 4, a size is not a whole number, or `slowest` not above 0.

    References
    ----------
    tensor2tensor, layers/common_attention.py, get_timing_signal_1d; openai/whisper, model.py,
    sinusoids.
    """
    n, d = checks.count("n", n, least=0), checks.count("d", d, least=4)
    slowest = checks.number("slowest", slowest, above=0)
    if d % 2:
        raise ValueError(f"d must be even to form pairs, got {d}")
    speed = 1 / slowest ** np.linspace(0, 1, d // 2)  # (d/2,)  radian per place
    angle = np.arange(n)[:, None] * speed  # (n, d/2)  radian
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1)


def relative_position_bucket(offset, *, buckets=BUCKETS, furthest=FURTHEST):
    """The bucket of a token that stands `offset` places on, in T5's encoder.

    Half of the buckets look back, half look ahead. In each half the first 8 of 16 hold
    one distance each and the others ever more. Offset 0 is in bucket 0, -1 in 1,
    -7 in 7, -8 and all to -11 in 8; +1 in 16 + 1 = 17.

    Parameters
    ----------
    offset : int array, any shape
        Place of the token that is looked at minus place of the one that looks, tokens.
    buckets : int
        Even, 4 or more: 16 for each direction if 32.
    furthest : int
        Distance, in tokens, from which on at the latest the last bucket is taken.

    Returns
    -------
    int array, shape of `offset`
        In 0 ... buckets - 1. Bucket buckets / 2 stays empty: it would be +0.

    Raises
    ------
    ValueError
        If offsets are not integers, `buckets` is not an even number of 4 or more, or
        `furthest` is not larger than the distances with a bucket of their own.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1; the rule itself stands only in the
    code: mesh_tensorflow/transformer/transformer_layers.py,
    _relative_position_bucket, with bidirectional=True. It computes in 32-bit floats;
    here the bounds are found in integers, so no rounding can shift one.
    """
    offset = checks.integers("offset", offset)
    buckets = checks.count("buckets", buckets)
    if buckets < 4 or buckets % 2:
        raise ValueError(f"buckets must be even and at least 4, got {buckets}")
    ahead = np.where(offset > 0, buckets // 2, 0)
    return ahead + _distance_bucket(np.abs(offset), buckets // 2, furthest)


def causal_position_bucket(offset, *, buckets=BUCKETS, furthest=FURTHEST):
    """The bucket of a token that stands `offset` places on, in T5's decoder.

    A decoder looks back only, so all buckets are for that: 16 hold one distance each.
    Offset -15 is in bucket 15, -16 to -18 in 16. Whatever is ahead is in bucket 0,
    where attention is masked anyway.

    Parameters
    ----------
    offset : int array, any shape
        Place of the token that is looked at minus place of the one that looks, tokens.
    buckets : int
        2 or more.
    furthest : int
        As in `relative_position_bucket`.

    Returns
    -------
    int array, shape of `offset`
        In 0 ... buckets - 1.

    Raises
    ------
    ValueError
        As `relative_position_bucket`, but `buckets` may be odd.

    References
    ----------
    As `relative_position_bucket`, with bidirectional=False.
    """
    offset = checks.integers("offset", offset)
    buckets = checks.count("buckets", buckets, least=2)
    return _distance_bucket(np.maximum(-offset, 0), buckets, furthest)


def bucket_bias(table, bucket):
    """What T5 adds to the score of each pair of tokens: the number of their bucket.

    Parameters
    ----------
    table : array, shape (b, heads)
        A number for each bucket and head; all layers of a stack share it.
    bucket : int array, shape (n, m)
        The bucket of each pair, 0 ... b - 1: of the token that looks, in rows, and the one
        that is looked at, in columns.

    Returns
    -------
    array, shape (heads, n, m)

    Raises
    ------
    ValueError
        If a bucket has no row in the table.

    References
    ----------
    Raffel et al. 2020, arXiv:1910.10683, sec. 2.1.
    """
    table = checks.numbers("table", table, (None, None))
    bucket = checks.ids("bucket", bucket, len(table), (None, None))
    return table[bucket].transpose((2, 0, 1))  # (heads, n, m)


def _distance_bucket(distance, buckets, furthest):
    """Half of the buckets one by one, the rest in equal ratios up to `furthest`."""
    exact, furthest = buckets // 2, checks.count("furthest", furthest)
    if furthest <= exact:
        raise ValueError(
            f"furthest must be over the {exact} distances that have a bucket each, "
            f"got {furthest}"
        )
    steps = np.arange(1, buckets - exact)
    # Bucket exact + k starts where (distance / exact)**n >= (furthest / exact)**k.
    starts = [_first(exact, furthest, int(k), buckets - exact) for k in steps]
    return np.where(
        distance < exact,
        distance,
        exact + np.searchsorted(starts, distance, side="right"),
    )


def _first(exact, furthest, k, n):
    """The smallest whole d with (d / exact)**n >= (furthest / exact)**k."""
    d = int(exact * (furthest / exact) ** (k / n)) - 1  # close, from below
    while d**n * exact**k < furthest**k * exact**n:
        d += 1
    return d
