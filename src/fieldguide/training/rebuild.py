"""A training step of an encoder and a decoder, made of the primitives.

The same numbers as `mechanisms.networks.encoder_decoder.bart` and the mean of -log softmax
give, in a fraction of the time; a test compares the two, with their gradients.
"""

import numpy as np

from .. import checks, shapes
from . import primitives as step
from .layers import norm, post_norm_block


@checks.weights(p=shapes.BART)
def rebuild_loss(p, source, target, *, heads, activation, start, padding=0, eps=1e-5):
    """How surprised an encoder-decoder is by each token that it is to write, in nats a token.

    Parameters
    ----------
    p : dict
        As `mechanisms.networks.encoder_decoder.new_bart` makes it.
    source : int array, shape (b, m)
        What the encoder reads: texts, filled up to one length.
    target : int array, shape (b, n)
        What the decoder is to write, filled up likewise. It is shown the tokens before.
    heads : int
        A divisor of the width.
    activation : function
        Of the small networks, such as `primitives.gelu_tanh`.
    start : int
        The token that stands before the first to be written.
    padding : int
        The token that fills up; nobody looks at it and nobody is asked for it.
    eps : float
        Of the layer norms; BART's.

    Returns
    -------
    float
        The mean over all tokens of `target` but padding.

    Raises
    ------
    ValueError
        If there is nothing to write, a text is too long, or something does not fit.

    References
    ----------
    Lewis et al. 2019, arXiv:1910.13461, section 2: the loss of the decoder's text.
    """
    table = p["token_table"]
    source = checks.ids("source", source, len(table), (None, None))
    target = checks.ids("target", target, len(table), (len(source), None))
    heads = checks.heads(heads, table.shape[1])
    checks.function("activation", activation)
    checks.number("eps", eps, least=0)
    start = checks.count("start", start, least=0, most=len(table) - 1)
    padding = checks.count("padding", padding, least=0)
    asked = (target != padding).ravel()
    if not asked.any():
        raise ValueError(f"target must hold tokens to write, got only {padding}")
    rule = {"heads": heads, "activation": activation, "eps": eps}
    seen = (source != padding)[:, None, :]  # (b, 1, m)
    memory = _embed("source", source, table, p["encoder"], eps)
    for block in p["encoder"]["blocks"]:
        memory = post_norm_block(memory, block, mask=seen, **rule)
    before = np.pad(target[:, :-1], ((0, 0), (1, 0)), constant_values=start)
    x = _embed("target", before, table, p["decoder"], eps)
    so_far = np.tri(before.shape[1], dtype=bool)
    for block in p["decoder"]["blocks"]:
        x = post_norm_block(
            x, block, mask=so_far, memory=memory, memory_mask=seen, **rule
        )
    x = x.reshape((-1, x.shape[-1]))[asked]  # (asked, d)
    logits = step.affine(x, table.T, np.zeros(len(table), x.dtype))
    return step.cross_entropy(logits, target.ravel()[asked])


def _embed(name, ids, table, p, eps):
    n = checks.places(name, ids.shape[1], p["position_table"])
    return norm(step.take(table, ids) + p["position_table"][:n], p["norm"], eps=eps)
