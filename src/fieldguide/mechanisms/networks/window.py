"""The smallest model that learns from masked text: a token and its two neighbors.

Not a system of the book: a microscope. It shows what a masking rule teaches, in a
second, with a gradient that fits on one line.
"""

import numpy as np

from ... import checks


def window(ids):
    """The three tokens that the model sees at each inner place: left, here, right.

    Parameters
    ----------
    ids : int array, shape (..., n)

    Returns
    -------
    int array, shape (..., n - 2, 3)
        Row i holds the tokens at i, i + 1 and i + 2; its subject is token i + 1.

    Raises
    ------
    ValueError
        If ids are not whole numbers of 0 or more.
    """
    ids = checks.ids("ids", ids, shape=(..., None))
    return np.stack([ids[..., :-2], ids[..., 1:-1], ids[..., 2:]], axis=-1)


def fit_window(windows, targets, *, vocab_size, steps=80, step_size=8.0):
    """Learn one table a neighbor, so that their summed rows predict the target token.

    Softmax regression: logits = left[l] + here[h] + right[r]. All tables start at zero, so
    a row that no example ever touches is still zero at the end.

    Parameters
    ----------
    windows : int array, shape (m, 3)
        What the model reads, as `window` gives it.
    targets : int array, shape (m,)
        The token that stood in the middle before corruption.
    vocab_size : int
        v, the number of tokens.
    steps : int
        Passes over all m examples.
    step_size : float
        Of plain gradient descent on the mean loss.

    Returns
    -------
    tables : array, shape (3, v, v)
        tables[k][a] are the logits that token `a` at place k of the window adds.
    losses : array, shape (steps,)
        Mean cross-entropy before each step, in nats.

    Raises
    ------
    ValueError
        If a token is none of the `vocab_size`, or there is not one target a window.
    """
    vocab_size = checks.count("vocab_size", vocab_size)
    windows = checks.ids("windows", windows, vocab_size, (None, 3))
    targets = checks.ids("targets", targets, vocab_size, (len(windows),))
    steps = checks.count("steps", steps, least=0)
    step_size = checks.number("step_size", step_size, above=0)
    checks.count("number of windows", len(windows))
    examples = np.column_stack([windows, targets])
    examples, counts = np.unique(examples, axis=0, return_counts=True)
    windows, targets = examples[:, :3], examples[:, 3]
    weight, each = counts / counts.sum(), np.arange(len(counts))
    tables, losses = np.zeros((3, vocab_size, vocab_size)), np.empty(steps)
    for step in range(steps):
        p = predict_window(windows, tables)  # (examples, v)
        losses[step] = -weight @ np.log(p[each, targets])
        p[each, targets] -= 1  # gradient of the loss by the logits
        for k in range(3):
            np.subtract.at(tables[k], windows[:, k], step_size * weight[:, None] * p)
    return tables, losses


def predict_window(windows, table):
    """The model's probability for each token in the middle of each window.

    Parameters
    ----------
    windows : int array, shape (m, 3)
    table : array, shape (3, v, v)

    Returns
    -------
    array, shape (m, v)
        Rows add up to 1.

    Raises
    ------
    ValueError
        If a token of a window has no row.
    """
    table = checks.numbers("table", table, (3, None, None))
    windows = checks.ids("windows", windows, table.shape[1], (None, 3))
    logits = sum(table[k][windows[:, k]] for k in range(3))  # (m, v)
    p = np.exp(logits - logits.max(-1, keepdims=True))
    return p / p.sum(-1, keepdims=True)
