"""What learning makes small."""

import numpy as np

from .. import checks


def cross_entropy(logits, targets):
    """How surprised the scores are by the right answers: mean of -log softmax, in nats.

    Scores (0, ln 3) give the second answer 3/4: right, it costs ln(4/3) = 0.288 nats.

    Parameters
    ----------
    logits : array, shape (k, v)
        A score for each of v answers to k questions.
    targets : int array, shape (k,)
        The right answers.

    Returns
    -------
    float
        ln v if all scores are equal.

    Raises
    ------
    ValueError
        If there are no questions, not as many answers, or an answer that has no score.
    """
    logits = checks.numbers("logits", logits, (None, None))
    k = checks.count("number of logits", len(logits))
    targets = checks.ids("targets", targets, logits.shape[1], (k,))
    logits = logits - logits.max(-1, keepdims=True)  # the shift cancels
    surprise = np.log(np.exp(logits).sum(-1)) - logits[np.arange(k), targets]  # (k,)
    return surprise.sum() / k
