"""Fill in many hidden tokens at once, the surest first, and look again.

A decoder writes one token a step. A network that was trained to guess hidden tokens, like BERT,
guesses all of them in one step; but guessed at once they do not know of each other. So most are
hidden again, and with those that stayed in sight the others are guessed anew.
"""

import numpy as np

from ... import checks
from ..attention.attention import log_softmax
from .choosing import sample_tokens

CHOICE_TEMPERATURE = 1.0  # google-research/maskgit, parallel_decode.py


def hidden_share(progress):
    """Which share of the tokens is still hidden after a share of the steps: a quarter cosine.

    After half of the steps 71% are hidden: few tokens are settled while little is known.

    Parameters
    ----------
    progress : array, any shape
        In [0, 1].

    Returns
    -------
    array, shape of `progress`
        From 1 to 0.

    Raises
    ------
    ValueError
        If a number is not in [0, 1].

    References
    ----------
    Chang et al. 2022, MaskGIT, arXiv:2202.04200, section 3.3.
    """
    progress = checks.finite("progress", progress)
    if progress.size and not (progress.min() >= 0 and progress.max() <= 1):
        raise ValueError(
            f"progress must lie in [0, 1], got {progress.min()} ... {progress.max()}"
        )
    return np.cos(np.pi / 2 * progress)


def hidden_counts(n, *, steps):
    """How many of n tokens are hidden after each step.

    Each step settles one token at least, and before the last step one is left.
    16 tokens in 4 steps: 14, 11, 6, 0.

    Parameters
    ----------
    n, steps : int

    Returns
    -------
    int array, shape (steps,)
        The last is 0.

    Raises
    ------
    ValueError
        If a number is not whole, or not 1 or more.

    References
    ----------
    google-research/maskgit, parallel_decode.py, decode: its last step also hides one token, in
    a copy that nobody reads.
    """
    n, steps = checks.counts(n=n, steps=steps)
    wanted = np.floor(n * hidden_share(np.arange(1, steps + 1) / steps)).astype(int)
    counts, left = np.zeros(steps, int), n
    for step in range(steps - 1):
        left = counts[step] = max(1, min(left - 1, wanted[step]))
    return counts


def share_density(shares):
    """How often training hides a share of the tokens: 2 / (pi sqrt(1 - share²)).

    Large shares are the rule, as in decoding: the mean is 2 / pi, 0.64.

    Parameters
    ----------
    shares : array, any shape
        In [0, 1); at 1 the density has no end.

    Returns
    -------
    array, shape of `shares`
        Its integral from 0 to 1 is 1.

    Raises
    ------
    ValueError
        If a share is not in [0, 1).

    References
    ----------
    Chang et al. 2023, Muse, arXiv:2301.00704, section 2.6: a truncated arccos distribution.
    """
    shares = checks.finite("shares", shares)
    if shares.size and not (shares.min() >= 0 and shares.max() < 1):
        raise ValueError(
            f"shares must lie in [0, 1), got {shares.min()} ... {shares.max()}"
        )
    return 2 / (np.pi * np.sqrt(1 - shares**2))


def draw_shares(size, rng):
    """Draw shares of tokens to hide: the schedule of decoding, at a progress by chance.

    Parameters
    ----------
    size : int
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (size,)
        With the density of `share_density`.

    Raises
    ------
    ValueError
        If the size is not a whole number of 0 or more.

    References
    ----------
    google-research/maskgit, mask_schedule.py: "during training, the input ratio is uniformly
    sampled".
    """
    size = checks.count("size", size, least=0)
    return hidden_share(checks.rng(rng).random(size))


def hide_tokens(ids, shares, rng, *, mask_id):
    """Hide a share of the tokens of each row, one at least, which ones by lot.

    Parameters
    ----------
    ids : int array, shape (b, n)
    shares : array, shape (b,)
        In [0, 1], such as `draw_shares` gives.
    rng : numpy.random.Generator
    mask_id : int
        What stands in place of a hidden token.

    Returns
    -------
    shown : int array, shape (b, n)
    hidden : bool array, shape (b, n)
        Where the network is asked.

    Raises
    ------
    ValueError
        If there is not a share for each row.

    References
    ----------
    Chang et al. 2022, MaskGIT, arXiv:2202.04200, section 3.2, which rounds up.
    """
    ids = checks.ids("ids", ids, shape=(None, None))
    shares = checks.finite("shares", shares, (len(ids),))
    if shares.size and not (shares.min() >= 0 and shares.max() <= 1):
        raise ValueError(
            f"shares must lie in [0, 1], got {shares.min()} ... {shares.max()}"
        )
    mask_id = checks.count("mask_id", mask_id, least=0)
    # 0.07 of 100 is 7, although 0.07 * 100 is a little more in floats
    number = np.maximum(1, np.ceil(shares * ids.shape[1] - 1e-9))  # (b,)
    order = (
        checks.rng(rng).random(ids.shape).argsort(1).argsort(1)
    )  # a place in a queue
    hidden = order < number[:, None]
    return np.where(hidden, mask_id, ids), hidden


def least_sure(sureness, *, count):
    """Where to hide again: the tokens with the smallest sureness, in each row.

    Parameters
    ----------
    sureness : array, shape (b, n)
        Infinite for tokens that stay whatever happens.
    count : int
        How many, 0 ... n.

    Returns
    -------
    bool array, shape (b, n)

    Raises
    ------
    ValueError
        If the count is too large, or a sureness is not a number.

    References
    ----------
    google-research/maskgit, parallel_decode.py, mask_by_random_topk.
    """
    sureness = checks.numbers("sureness", sureness, (None, None))
    if np.isnan(sureness).any():
        raise ValueError("sureness must hold numbers or infinity, got nan")
    count = checks.count("count", count, least=0, most=sureness.shape[1])
    return sureness.argsort(1, kind="stable").argsort(1) < count


def fill_in(
    ids, score_all, rng, *, mask_id, steps, choice_temperature=CHOICE_TEMPERATURE
):
    """Guess hidden tokens in parallel, keep the surest, and guess the others again.

    How sure a guess is, is its log-probability plus noise that dies away with the steps: at
    first it is partly chance what is settled, at the end it is not.

    Parameters
    ----------
    ids : int array, shape (b, n)
        Tokens; `mask_id` where one is to be filled in, in each row as often. The others stay.
    score_all : function
        Takes tokens (b, n) and returns scores (b, n, v) of what may stand at each place.
    rng : numpy.random.Generator
    mask_id : int
        Of no token: not in 0 ... v - 1.
    steps : int
        Muse takes 24 for its first 256 tokens and 8 for its 4,096 larger ones.
    choice_temperature : float
        Of the noise, 0 or more.

    Returns
    -------
    int array, shape (steps, b, n)
        The tokens after each step; nothing is hidden after the last.

    Raises
    ------
    ValueError
        If nothing is hidden, rows have different numbers of hidden tokens, or the scores do not
        fit.

    References
    ----------
    Chang et al. 2022, MaskGIT, arXiv:2202.04200, section 3.3; google-research/maskgit,
    parallel_decode.py, decode. Muse decodes like that, arXiv:2301.00704, section 2.8.
    """
    ids = checks.ids("ids", ids, shape=(None, None))
    mask_id = checks.count("mask_id", mask_id, least=0)
    checks.function("score_all", score_all)
    warmth = checks.number("choice_temperature", choice_temperature, least=0)
    open_ = (ids == mask_id).sum(1)
    if not ids.size or open_.min() != open_.max() or not open_[0]:
        raise ValueError(
            f"ids must have mask_id {mask_id} as often in each row, got {open_.tolist()!s:.40}"
        )
    found = []
    for step, count in enumerate(hidden_counts(int(open_[0]), steps=steps), 1):
        hidden = ids == mask_id
        logits = checks.finite(
            "what score_all gives", score_all(ids.copy()), (*ids.shape, None)
        )
        v = logits.shape[-1]
        if mask_id < v:
            raise ValueError(f"mask_id must be none of {v} tokens, got {mask_id}")
        drawn = sample_tokens(logits, rng)  # (b, n)
        sure = np.take_along_axis(log_softmax(logits), drawn[..., None], -1)[..., 0]
        heat = warmth * (1 - step / steps)
        sure = sure + heat * rng.gumbel(size=ids.shape)
        ids = np.where(hidden, drawn, ids)
        again = least_sure(np.where(hidden, sure, np.inf), count=count)
        ids = np.where(again, mask_id, ids)
        found.append(ids)
    return np.stack(found)
