"""What learning makes small."""

import numpy as np


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
        If there are no questions, or not as many answers.
    """
    targets = np.asarray(targets)
    k = len(logits)
    if not k or targets.shape != (k,):
        raise ValueError(
            f"{k} rows of scores need as many targets, got {targets.shape}"
        )
    logits = logits - logits.max(-1, keepdims=True)  # the shift cancels
    return (np.log(np.exp(logits).sum(-1)) - logits[np.arange(k), targets]).mean()
