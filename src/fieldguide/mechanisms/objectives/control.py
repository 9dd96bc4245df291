"""Control codes: say in the first token what kind of text it is.

CTRL (Keskar et al. 2019, arXiv:1909.05858) learns p(text | code) as every language model
learns, by its surprise at each next token. Read backward, by Bayes' rule, the same model
says from which source a text may be.
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import log_softmax, softmax
from ..networks.transformer import GPT2_EPS, decoder, gelu_tanh


def put_code_first(ids, codes):
    """Put the token of its source in front of each text.

    Texts (5, 6) and (7, 8) with the codes 1 and 2: (1, 5, 6) and (2, 7, 8).

    Parameters
    ----------
    ids : int array, shape (b, n)
        A text a row.
    codes : int array, shape (b,)

    Returns
    -------
    int array, shape (b, n + 1)

    Raises
    ------
    ValueError
        If there is not one code a text.

    References
    ----------
    Keskar et al. 2019, arXiv:1909.05858, section 3.1; a text is not cut from its code when
    it is longer than what fits: each piece gets the code again.
    """
    ids = checks.ids("ids", ids, shape=(None, None))
    codes = checks.ids("codes", codes, shape=(len(ids),))
    return np.column_stack([codes, ids])


@checks.weights(p=shapes.MODEL)
def text_log_probabilities(ids, p, *, heads, activation=gelu_tanh, eps=GPT2_EPS):
    """ln of the probability of each text, given its first token: the sum over its words.

    Parameters
    ----------
    ids : int array, shape (b, n)
        n of 2 or more.
    p, heads, activation, eps
        As for `networks.transformer.decoder`.

    Returns
    -------
    array, shape (b,)
        In nats, at most 0. The mean of minus these, over all words, is the loss.

    Raises
    ------
    ValueError
        If a text has no second token, or something does not fit.

    References
    ----------
    Keskar et al. 2019, arXiv:1909.05858, section 2, equation 1.
    """
    ids = checks.ids("ids", ids, shape=(None, None))
    if ids.shape[1] < 2:
        raise ValueError(f"ids must have 2 tokens or more a text, got {ids.shape[1]}")
    logits = decoder(ids[:, :-1], p, heads=heads, activation=activation, eps=eps)
    log_p = np.take_along_axis(log_softmax(logits), ids[:, 1:, None], -1)
    return log_p[..., 0].sum(1)  # (b,)


def attribute(log_p, prior):
    """From which source is a text? Bayes' rule on what each code says of it.

    A text that has the probability 0.03 under one code and 0.01 under another: 3/4 and 1/4
    if both are as frequent, and 1/4 and 3/4 if the second has nine times as many texts.

    Parameters
    ----------
    log_p : array, shape (..., c)
        ln p(text | code) for each of c codes.
    prior : array, shape (c,)
        p(code), adding up to 1.

    Returns
    -------
    array, shape (..., c)
        p(code | text); rows add up to 1.

    Raises
    ------
    ValueError
        If log_p is not finite, or the prior no probabilities of c codes.

    References
    ----------
    Keskar et al. 2019, arXiv:1909.05858, section 5. The released code,
    source_attribution.py, ranks the codes by perplexity, which is this with equal priors
    for one text; it reads the priors and does not use them.
    """
    log_p = checks.finite("log_p", log_p, (..., None))
    prior = checks.probabilities("prior", prior, (log_p.shape[-1],))
    with np.errstate(divide="ignore"):  # a source that never occurs: -inf, then 0
        return softmax(log_p + np.log(prior))
