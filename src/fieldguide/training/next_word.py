"""A decoder's training step, made of the primitives.

The same numbers as `mechanisms.networks.transformer.decoder` and the mean of -log softmax
give, in a fraction of the time; a test compares the two, with their gradients.
"""

import numpy as np

from .. import checks, shapes
from . import primitives as step
from .descent import minibatches, train
from .layers import norm, pre_norm_block


@checks.weights(p=shapes.MODEL)
def next_word_loss(p, ids, asked=None, *, heads, activation, eps=1e-5):
    """How surprised a pre-norm decoder is by each next word, in nats a word.

    Parameters
    ----------
    p : dict
        As `mechanisms.networks.transformer.new_model` makes it.
    ids : int array, shape (b, n)
        Texts of one length.
    asked : bool array, shape (b, n), optional
        Which words count: words 1 ... n - 1 if it is not given.
    heads : int
        A divisor of the width.
    activation : function
        Of the small networks, such as `primitives.gelu_tanh`.
    eps : float
        Of the layer norms; GPT-2's.

    Returns
    -------
    float
        The mean over all words that are asked for.

    Raises
    ------
    ValueError
        If nothing is asked for, or the first word; if the texts have fewer than two words
        or are too long, or something does not fit.

    References
    ----------
    Radford et al. 2019, section 2.3, for the place of the norms.
    """
    checks.tables(p, "token_table")
    ids = checks.ids("ids", ids, len(p["token_table"]), (None, None))
    if ids.shape[1] < 2:
        raise ValueError(
            f"ids must have 2 words or more, to have a next one, got {ids.shape[1]}"
        )
    if asked is not None:
        asked = checks.asked("asked", asked, ids.shape)
    x = read(p, ids[:, :-1], heads=heads, activation=activation, eps=eps)
    x, after = x.reshape((-1, x.shape[-1])), ids[:, 1:].ravel()
    if asked is not None:
        rows = np.flatnonzero(asked[:, 1:])
        x, after = x[rows], after[rows]  # (asked, d), (asked,)
    return step.cross_entropy(next_word_scores(p, x), after)


@checks.weights(p=shapes.MODEL)
def read(p, ids, *, heads, activation, eps=1e-5):
    """What a pre-norm decoder makes of texts: its stream behind the last norm.

    Parameters
    ----------
    p, heads, activation, eps
        As for `next_word_loss`.
    ids : int array, shape (b, n)
        Texts of one length; all words are read.

    Returns
    -------
    array, shape (b, n, d)
        Row i knows the words 0 ... i.

    Raises
    ------
    ValueError
        If the texts are too long, or something does not fit.
    """
    checks.tables(p, "token_table", "position_table")
    table = p["token_table"]
    ids = checks.ids("ids", ids, len(table), (None, None))
    heads = checks.heads(heads, table.shape[1])
    checks.function("activation", activation)
    checks.number("eps", eps, least=0)
    n = checks.places("ids", ids.shape[1], p["position_table"])
    x = step.take(table, ids) + p["position_table"][:n]
    return read_rows(p, x, heads=heads, activation=activation, eps=eps)


@checks.weights(p={name: shapes.MODEL[name] for name in ("blocks", "norm")})
def read_rows(p, x, *, heads, activation, eps=1e-5):
    """The same of rows that stand for words in their places, or for something else there.

    Parameters
    ----------
    p, heads, activation, eps
        As for `next_word_loss`; of p the blocks and the norm.
    x : array, shape (..., n, d)

    Returns
    -------
    array, shape (..., n, d)

    Raises
    ------
    ValueError
        If something does not fit.
    """
    x = checks.numbers("x", x, (..., None, len(p["norm"]["gain"])))
    mask = np.tri(x.shape[-2], dtype=bool)
    for block in checks.dicts("blocks", p["blocks"]):
        x = pre_norm_block(
            x, block, heads=heads, mask=mask, activation=activation, eps=eps
        )
    return norm(x, p["norm"], eps=eps)


@checks.weights(p={"token_table": "v d"})
def next_word_scores(p, x):
    """A score for each word that may come next: the stream against the table of words.

    Parameters
    ----------
    p : dict
        As for `next_word_loss`; of it the table of tokens.
    x : array, shape (..., d)
        What `read` gives.

    Returns
    -------
    array, shape (..., v)

    Raises
    ------
    ValueError
        If the widths do not fit.
    """
    table = checks.numbers("token_table", p["token_table"], (None, None))
    x = checks.numbers("x", x, (..., table.shape[1]))
    return step.affine(x, table.T, np.zeros(len(table), x.dtype))


@checks.weights(p=shapes.MODEL)
def teach(p, rows, rng, *, heads, size, steps, step_size=0.005, watch=None, every=50):
    """Train a decoder with GELU on texts of one length, a minibatch a step.

    Parameters
    ----------
    p : dict
        As `next_word_loss` takes it. Not modified.
    rows : int array, shape (m, n)
        The texts.
    rng : numpy.random.Generator
        Shuffles them.
    heads : int
    size, steps : int
        Texts of a batch, and batches; see `minibatches`.
    step_size, watch, every
        See `train`.

    Returns
    -------
    p, losses, watched
        See `train`.

    Raises
    ------
    ValueError
        See `next_word_loss`, `minibatches` and `train`.
    """
    rows = checks.ids("rows", rows, len(p["token_table"]), (None, None))

    def loss(p, ids):
        return next_word_loss(p, ids, heads=heads, activation=step.gelu_tanh)

    batches = minibatches(rows, rng, size=size, steps=steps)
    return train(loss, p, batches, step_size=step_size, watch=watch, every=every)
