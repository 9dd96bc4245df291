"""Write a text word by word, reading each word once."""

import numpy as np

from ... import checks, shapes
from ..networks.cache import read_on
from ..networks.transformer import GPT2_EPS, gelu_tanh


@checks.weights(p=shapes.MODEL)
def write_on(prompt, p, choose, *, tokens, heads, activation=gelu_tanh, eps=GPT2_EPS):
    """Let a decoder continue texts: read, choose the next word, append it, and again.

    Parameters
    ----------
    prompt : int array, shape (b, n)
        Beginnings of one length.
    p : dict
        As for `networks.transformer.decoder`.
    choose : function
        Takes the scores of what may come next, shape (b, v), and the texts so far, shape
        (b, m), and returns a token for each, shape (b,): see `sampling.choosing`.
    tokens : int
        How many to write; nothing ends a text early.
    heads, activation, eps
        As for `decoder`.

    Returns
    -------
    int array, shape (b, n + tokens)

    Raises
    ------
    ValueError
        If the prompt is empty, the text would get longer than the position table (its last
        word is not read), choose gives something else than a token a text, or a score is no
        finite number.

    References
    ----------
    openai/gpt-2, src/sample.py, sample_sequence, which keeps keys and values likewise.
    """
    v, places = len(p["token_table"]), p["position_table"]
    ids = checks.ids("prompt", prompt, v, (None, None))
    checks.count("length of prompt", ids.shape[1])
    checks.function("choose", choose)
    tokens = checks.count("tokens", tokens)
    checks.places("prompt and tokens", ids.shape[1] + tokens - 1, places)
    new, cache = ids, None
    for _ in range(tokens):
        logits, cache = read_on(
            new, p, heads=heads, cache=cache, activation=activation, eps=eps
        )
        chosen = choose(checks.finite("scores by p", logits[:, -1]), ids.copy())
        new = checks.ids("what choose gives", chosen, v, (len(ids),))[:, None]
        ids = np.concatenate([ids, new], axis=1)
    return ids
