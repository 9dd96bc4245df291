"""Beam search: follow the few most probable beginnings, not only the best one."""

import numpy as np

from ... import checks
from ..attention.attention import log_softmax


def beam_search(prompt, model, *, beams, tokens):
    """The most probable continuations that a search on so many beams finds.

    Say the first word is a (0.6) or b (0.4); after a comes one of three words, alike, after
    b always the same. Greedy writes a and reaches 0.2, two beams find b with 0.4.

    Parameters
    ----------
    prompt : int array, shape (n,)
    model : function
        Takes texts, int array of shape (k, m), and returns logits for the next token of
        each, shape (k, v).
    beams : int
        Beginnings that are kept at each length; 1 is greedy.
    tokens : int
        How many to write.

    Returns
    -------
    texts : int array, shape (beams, n + tokens)
        The best first; fewer rows if there are not so many texts.
    log_p : array, shape (beams,)
        ln of the probability of each continuation. Sums, not means: all are equally long.

    Raises
    ------
    ValueError
        If a number is not a whole number of 1 or more, or scores gives no row a text.

    References
    ----------
    Sutskever et al. 2014, arXiv:1409.3215, section 3.2. End tokens and lengths, with which
    libraries deal in different ways, are left out.
    """
    prompt = checks.ids("prompt", prompt, shape=(None,))
    checks.function("model", model)
    beams, tokens = checks.counts(beams=beams, tokens=tokens)
    texts, log_p = prompt[None].copy(), np.zeros(1)  # a model may write into it
    v = None  # known once it has been asked
    for _ in range(tokens):
        step = checks.numbers("what model gives", model(texts), (len(texts), v))
        v = checks.count("columns of what model gives", step.shape[1])
        checks.finite("the largest of what model gives", step.max(-1))
        total = log_p[:, None] + log_softmax(step)  # (k, v)
        best = np.argsort(-total, axis=None, kind="stable")[:beams]
        best = best[np.isfinite(total.flat[best])]  # what cannot be written is no text
        row, token = np.unravel_index(best, total.shape)
        texts = np.column_stack([texts[row], token])
        log_p = total[row, token]
    return texts, log_p
