"""Choosing among thousands of programs by what they do: filter, cluster, submit.

The functions never see a program, only what it made of each input; so they work for any
language, and two programs that look different and do the same are the same to them.
"""

from itertools import chain, islice, zip_longest

import numpy as np

from ... import checks

SUBMISSIONS = 10  # Li et al. 2022, sec. 2.2: 10@k


def passes(outputs, expected):
    """Which programs give what the examples want.

    Of outputs ((5, 7), (5, 6)) with (5, 7) expected, the first program passes.

    Parameters
    ----------
    outputs : array, shape (programs, examples)
        What each program makes of each example, as a number.
    expected : array, shape (examples,)

    Returns
    -------
    bool array, shape (programs,)
        All True if there are no examples.

    Raises
    ------
    ValueError
        If the shapes do not fit, or something is NaN, which equals nothing.

    References
    ----------
    Li et al. 2022, arXiv:2203.07814, sec. 4.5, Filtering.
    """
    expected = _exact("expected", expected, (None,))
    outputs = _exact("outputs", outputs, (None, len(expected)))
    return (outputs == expected).all(1)


def clusters(outputs):
    """Group programs that do the same on all inputs, the largest group first.

    Outputs ((1, 2), (9, 2), (1, 2)) make two groups: [0, 2] and [1].

    Parameters
    ----------
    outputs : array, shape (programs, inputs)
        What each program makes of inputs, as a number; nobody knows what is right there.

    Returns
    -------
    list of int arrays
        The programs of each group, in their order. Of groups of one size, the one whose
        first program comes first.

    Raises
    ------
    ValueError
        If there are no inputs, or something is NaN, which equals nothing.

    References
    ----------
    Li et al. 2022, arXiv:2203.07814, sec. 4.6, Clustering. There a second model writes
    the inputs.
    """
    outputs = _exact("outputs", outputs, (None, None))
    checks.count("number of inputs", outputs.shape[1])
    groups = {}
    for number, row in enumerate(outputs + 0):  # -0 equals 0, and looks different
        groups.setdefault(row.tobytes(), []).append(number)
    return [np.array(g) for g in sorted(groups.values(), key=len, reverse=True)]


def submissions(groups, *, most=SUBMISSIONS):
    """Which programs to hand in: one of each group, from large to small, and again.

    Of [0, 2, 5], [1, 4] and [3] come 0, 1, 3, then 2, 4, then 5.

    Parameters
    ----------
    groups : list of int arrays
        As `clusters` gives them.
    most : int
        At most so many.

    Returns
    -------
    int array, shape (min(most, programs),)

    Raises
    ------
    ValueError
        If a group is empty or holds something else than whole numbers from 0 on.

    References
    ----------
    Li et al. 2022, arXiv:2203.07814, sec. 4.6. Within a group the paper draws; here the
    one that was sampled first comes first, so that the outcome is the same each time.
    """
    most = checks.count("most", most)
    rows = [checks.ids(f"groups[{k}]", g, shape=(None,)).tolist()
            for k, g in enumerate(checks.iterable("groups", groups))]  # fmt: skip
    for k, row in enumerate(rows):
        checks.count(f"number of groups[{k}]", len(row))
    rounds = chain.from_iterable(zip_longest(*rows))
    return np.array([*islice((x for x in rounds if x is not None), most)], int)


def best_by_probability(log_chances, own):
    """The sample whose tokens are the most probable on average.

    Tokens with chances (1/2, 1/2) beat those with (3/4, 1/5), though the first two are
    no surer together than one with 1/4.

    Parameters
    ----------
    log_chances : array, shape (samples, n)
        The log-probability of each token, 0 or less.
    own : bool array, shape (samples, n)
        True for the tokens of a sample, its end too; what stands elsewhere does not count.

    Returns
    -------
    int
        Of samples that are as probable, the first.

    Raises
    ------
    ValueError
        If the shapes differ, a sample has no token, or a logarithm is above 0.

    References
    ----------
    Chen et al. 2021, arXiv:2107.03374, sec. 3.3 and figure 7: the mean does better than a
    sample drawn by lot; the sum, which favors what is short, can do worse.
    """
    log_chances = checks.numbers("log_chances", log_chances, (None, None))
    own = checks.booleans("own", own, log_chances.shape)
    checks.count("number of samples", len(own))
    checks.count("tokens of the shortest sample in own", own.sum(1).min())
    values = np.where(own, log_chances, 0)
    if not (values <= 0).all():
        raise ValueError(f"log_chances must be 0 or less, got {values.max()}")
    return int((values.sum(1) / own.sum(1)).argmax())


def _exact(name, x, shape):
    """Finite numbers; whole ones stay whole, since as floats the large ones would be alike."""
    checks.finite(name, x, shape)
    x = np.asarray(x)
    return x if x.dtype.kind in "iu" else checks.numbers(name, x)
