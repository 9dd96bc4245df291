"""What was seen and what was done, moment by moment, in one row; and which of it is learned.

A decoder continues rows. So if rows tell what somebody who knows his work saw and did, it
learns to do what he would have done. Which work is meant, it has to gather from what stands
before: a piece of somebody's doing it.
"""

import numpy as np

from ... import checks
from ..networks.spliced import MARKER

SEPARATOR = (
    33_024  # the token behind words and bins, as in huggingface/jat; no paper says
)
PROMPTED = (
    0.25  # share of a batch's rows that begin with a prompt, Reed et al. 2022, 2.3
)
FROM_END = 0.5  # share of the prompts that are the end of an episode, the same
KEPT = 0.8  # share of the expert's return that an episode must have reached, sec. 3.1
WINDOW, PART = 1000, 0.1  # episodes over which an expert's return is averaged, the same


def lay_out_step(observation, action, *, texts=(), separator=SEPARATOR):
    """One moment in a row: what is observed, a mark, what is done.

    With the observation {"ship": (4,), "lamp": (2, 3)}, the action (9,) and the mark 7 it is
    2, 3, 4, 7, 9, and of these only the 9 is learned; if the ship is a text, the 4 as well.

    Parameters
    ----------
    observation : dict of str to int array
        Tokens of each thing that is observed, or `MARKER` where a patch stands. Things come
        in the order of their names, each row by row.
    action : int array
        Tokens of what is done, one or more.
    texts : list of str
        Names of the things that are texts.
    separator : int
        The mark.

    Returns
    -------
    ids : int array, shape (n,)
    asked : bool array, shape (n,)
        True for the action, and for texts.

    Raises
    ------
    ValueError
        If nothing is observed or done, or a text is not among what is observed.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.1: "nested structures in lexicographical order
    by key", "observation tokens followed by a separator, then action tokens"; sec. 2.2:
    "image tokens and agent nontextual observations are not currently predicted".
    """
    checks.filled("observation", observation, "tokens")
    names = sorted(checks.texts("observation", [*observation]))
    texts = {*checks.texts("texts", texts)}
    if unseen := texts - {*names}:
        raise ValueError(f"texts must be among {', '.join(names)}, got {unseen}")
    separator = checks.count("separator", separator, least=0)
    action = checks.ids("action", action).ravel()
    checks.count("tokens of action", len(action))
    parts = [
        checks.ids(f"observation[{name!r}]", observation[name], least=MARKER).ravel()
        for name in names
    ] + [np.array([separator]), action]
    learned = [*(name in texts for name in names), False, True]
    return np.concatenate(parts), np.repeat(learned, [*map(len, parts)])


def lay_out_episode(observations, actions, *, texts=(), separator=SEPARATOR):
    """All moments of an episode in one row, in the order of time.

    Parameters
    ----------
    observations : list of dicts
        As for `lay_out_step`, one a moment.
    actions : list of int arrays
        As many.
    texts : list of str
        Names of the things that are texts.
    separator : int
        The mark.

    Returns
    -------
    ids : int array, shape (n,)
    asked : bool array, shape (n,)
        True for all actions, and for texts.

    Raises
    ------
    ValueError
        If there are no moments, or not as many of both.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.1.
    """
    observations = [*checks.iterable("observations", observations)]
    actions = [*checks.iterable("actions", actions)]
    checks.as_many(observations=observations, actions=actions)
    checks.count("moments of observations", len(observations))
    texts = checks.texts("texts", texts)
    moments = [
        lay_out_step(seen, done, texts=texts, separator=separator)
        for seen, done in zip(observations, actions, strict=True)
    ]
    ids, asked = map(np.concatenate, zip(*moments, strict=True))
    return ids, asked


def choose_prompted(rng, *, batch, share=PROMPTED):
    """Which rows of a batch begin with a prompt: a fixed share of them, by lot.

    Parameters
    ----------
    rng : numpy.random.Generator
    batch : int
        Rows of the batch.
    share : float

    Returns
    -------
    bool array, shape (batch,)
        True for the nearest whole number to share times batch.

    Raises
    ------
    ValueError
        If `share` is no share.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.3: "for 25 % of the sequences in each batch".
    """
    batch, share = checks.count("batch", batch), checks.rate("share", share)
    return checks.rng(rng).permutation(batch) < round(share * batch)


def prompt_start(rng, *, steps, length, from_end=FROM_END):
    """At which moment of a demonstration a prompt begins: at its end, or anywhere.

    The last moments show what the work is for. Of ten moments, three long, a prompt begins at
    the seventh in half of the cases, and in the other half at any from 0 to 7.

    Parameters
    ----------
    rng : numpy.random.Generator
    steps : int
        Moments of the demonstration.
    length : int
        Moments of the prompt, not more than there are.
    from_end : float
        Share of the prompts that are the end.

    Returns
    -------
    int
        0 ... steps - length.

    Raises
    ------
    ValueError
        If the prompt is longer than the demonstration, or `from_end` no share.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 2.3: "half of the prompt sequences are from the
    end of the episode"; "the other half are uniformly sampled from the episode".
    """
    steps = checks.count("steps", steps)
    length = checks.count("length", length, most=steps)
    from_end = checks.rate("from_end", from_end)
    last, rng = steps - length, checks.rng(rng)
    return last if rng.random() < from_end else int(rng.integers(last + 1))


def expert_return(returns):
    """The best that the expert could keep up: the largest mean over a stretch of episodes.

    A stretch is a tenth of all episodes, and 1,000 at most. Of the returns 1, 3, 5, 3 a
    stretch is a single one, so it is 5.

    Parameters
    ----------
    returns : array, shape (n,)
        What each episode brought, in the order in which they were played.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If there is no episode, or a return is not finite.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 3.1: W = min(1000, 0.1 N). A tenth is rounded
    down, and 1 at least, which is not said there.
    """
    returns = checks.finite("returns", returns, (None,))
    checks.count("episodes of returns", len(returns))
    wide = max(1, min(WINDOW, int(PART * len(returns))))
    # Divided at last, so that whole numbers are added up exactly; and no mean is above all.
    best = np.convolve(returns, np.ones(wide), "valid").max() / wide
    return float(min(best, returns.max()))


def good_episodes(returns, *, least=KEPT):
    """Which episodes are worth being imitated: those near what the expert can do.

    Parameters
    ----------
    returns : array, shape (n,)
        As for `expert_return`; 0 or more, or a share of them means nothing.
    least : float
        Share of the expert's return that must be reached.

    Returns
    -------
    bool array, shape (n,)

    Raises
    ------
    ValueError
        If a return is negative.

    References
    ----------
    Reed et al. 2022, arXiv:2205.06175, sec. 3.1: "at least 80 % of the expert return".
    """
    returns = checks.finite("returns", returns, (None,))
    if (returns < 0).any():
        raise ValueError(f"returns must be 0 or more, got {returns.min()}")
    least = checks.number("least", least, least=0)
    return returns >= least * expert_return(returns)
