"""Learn to write what is heard, though nobody has marked when: the loss of CTC.

A network says for each moment which letter it hears, or a *blank*, that it hears none that is
new. A path of such labels is read by taking equal neighbors for one and then leaving out the blanks. Many
paths read as the same word, so the word's probability is the sum over all of them.
"""

import numpy as np
from autograd.extend import defvjp, primitive

from ... import checks
from ..attention.attention import log_softmax

BLANK = 0


def read_path(path, *, blank_id=BLANK):
    """What a path of labels says: equal neighbors are one, and blanks are left out.

    f f - o - o g reads as f o o g, and f f o o g as f o g.

    Parameters
    ----------
    path : int array, shape (t,)
    blank_id : int

    Returns
    -------
    int array
        As long as what was read.

    Raises
    ------
    ValueError
        If something is no whole number of 0 or more.

    References
    ----------
    Graves et al. 2006, Connectionist Temporal Classification, section 3.1, the map B.
    """
    path = checks.ids("path", path, shape=(None,))
    blank = checks.count("blank_id", blank_id, least=0)
    new = np.append(True, path[1:] != path[:-1])[: len(path)]
    return path[new & (path != blank)]


def alignment_loss(logits, targets, lengths, *, blank_id=BLANK):
    """How surprised a network is by words of which nobody knows when each letter was heard.

    Minus the logarithm of the sum of all paths that read as the word. Two moments and two
    labels, each with probability 1/2: the word "a" is read from a-, -a and aa, 3/4.

    Parameters
    ----------
    logits : array, shape (b, t, v)
        Scores of each label at each moment.
    targets : int array, shape (b, n)
        Words, filled up behind with any labels.
    lengths : int array, shape (b,)
        How many letters each has, 0 ... n.
    blank_id : int

    Returns
    -------
    float
        The mean over the b words, in nats.

    Raises
    ------
    ValueError
        If a word has the blank in it or does not fit into so many moments, there is no word or
        no moment, or something does not fit.

    References
    ----------
    Graves et al. 2006, Connectionist Temporal Classification, section 4.1, equations 6 to 8,
    and 15 for the gradient, with sums of logarithms in place of products.
    """
    logits = checks.numbers("logits", logits, (None, None, None))
    b, t, v = np.shape(getattr(logits, "_value", logits))
    checks.counts(**{"words of logits": b, "moments of logits": t})
    targets = checks.ids("targets", targets, v, (b, None))
    lengths = checks.ids("lengths", lengths, targets.shape[1] + 1, (b,))
    blank = checks.count("blank_id", blank_id, least=0, most=v - 1)
    inside = np.arange(targets.shape[1]) < lengths[:, None]
    if (inside & (targets == blank)).any():
        raise ValueError(f"targets must not hold the blank, {blank}, within a word")
    twice = inside[:, 1:] & (targets[:, 1:] == targets[:, :-1])
    needed = lengths + twice.sum(1)  # a blank between equal letters
    if needed.max() > t:
        raise ValueError(
            f"lengths must fit into {t} moments, got a word that needs {needed.max()}"
        )
    return _loss(logits, targets, lengths, blank)


@primitive
def _loss(logits, targets, lengths, blank):
    return -_paths(logits, targets, lengths, blank)[0].mean()


def _loss_back(_, logits, targets, lengths, blank):
    """What is said at each moment, minus how often the paths of the word pass each label."""

    def back(g):
        _, passed, states = _paths(logits, targets, lengths, blank)
        labels = np.eye(logits.shape[-1])[states]  # (b, s, v)
        said = np.exp(log_softmax(logits))
        return (g / len(logits)) * (said - passed @ labels)

    return back


def _paths(logits, targets, lengths, blank):
    """Of each word: the log-probability, and how likely its paths are in a state at a moment.

    A word's states are its letters with a blank before, between and behind: 2 n + 1 of them.
    A path begins in one of the first two, ends in one of the last two, and from moment to
    moment stays, goes on by one, or skips a blank between letters that differ.
    """
    b, t, _ = logits.shape
    states = np.full((b, 2 * targets.shape[1] + 1), blank)
    states[:, 1::2] = targets
    skips = np.zeros(states.shape, bool)
    skips[:, 3::2] = targets[:, 1:] != targets[:, :-1]
    rows, last = np.arange(b), 2 * lengths
    said = np.take_along_axis(log_softmax(logits), states[:, None, :].repeat(t, 1), 2)
    said = said.swapaxes(0, 1)  # (t, b, s)

    ahead = np.full(said.shape, -np.inf)  # of all beginnings that are here now
    ahead[0, :, :2] = said[0, :, :2]
    for now in range(1, t):
        before = ahead[now - 1]
        come = np.logaddexp(before, _moved(before, 1))
        come = np.logaddexp(come, np.where(skips, _moved(before, 2), -np.inf))
        ahead[now] = come + said[now]
    finals = ahead[-1, rows, last], ahead[-1, rows, np.maximum(last - 1, 0)]
    total = np.where(lengths > 0, np.logaddexp(*finals), finals[0])

    behind = np.full(said.shape, -np.inf)  # of all endings that go on from here
    behind[-1, rows, last] = behind[-1, rows, np.maximum(last - 1, 0)] = 0
    onto = np.append(skips[:, 2:], np.zeros((b, 2), bool), 1)[:, : skips.shape[1]]
    for now in range(t - 2, -1, -1):
        after = behind[now + 1] + said[now + 1]
        go = np.logaddexp(after, _moved(after, -1))
        behind[now] = np.logaddexp(go, np.where(onto, _moved(after, -2), -np.inf))
    passed = np.exp(ahead + behind - total[:, None]).swapaxes(0, 1)  # (b, t, s)
    return total, passed, states


def _moved(x, by):
    """Columns moved to the right by 1 or 2, or to the left, with -inf where nothing came from."""
    out = np.full(x.shape, -np.inf)
    if by > 0:
        out[:, by:] = x[:, :-by]
    else:
        out[:, :by] = x[:, -by:]
    return out


defvjp(_loss, _loss_back, argnums=(0,))
