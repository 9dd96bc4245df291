"""A block whose rows, places of a picture, look at each other and then at the words of a caption.

In a U-Net for pictures it stands between layers that see neighbors: whatever the width and
height are at that level, the places are laid out in a row, and each asks its own question of
the same words.
"""

from ... import checks, shapes
from ..attention.attention import linear, multi_head_attention, new_linear
from .norm import layer_norm, new_norm
from .transformer import gelu

EPS = 1e-5

_ATTENTION = shapes.ATTENTION
GATED = {
    "gate": shapes.affine("d", "F"),
    "up": shapes.affine("d", "F"),
    "down": shapes.affine("F", "d"),
}
CAPTIONED = {
    "attention": shapes.SELF,
    "attention_norm": shapes.NORM,
    "cross_attention": shapes.ATTENTION,
    "cross_attention_norm": shapes.NORM,
    "feed_forward": GATED,
    "feed_forward_norm": shapes.NORM,
}


@checks.weights(p=CAPTIONED)
@checks.batches("x", "context")
def captioned_block(x, context, p, *, heads, mask=None, activation=gelu, eps=EPS):
    """Look at each other, look at the words, think: each behind a norm, and added.

    In the second look Q comes from the picture, K and V from the words: softmax(Q K^T / sqrt(d))
    V gives each place a mixture of words, in shares of its own.

    Parameters
    ----------
    x : array, shape (..., n, d)
        Features of n places of a picture.
    context : array, shape (..., m, c)
        Features of m words, c wide; the same for all blocks of a network.
    p : dict
        As `new_captioned_block` makes it.
    heads : int
        A divisor of the widths of queries and values.
    mask : bool array, shape (m,) or (..., n, m), optional
        True where a place may look among the words: not at padding.
    activation : function
        Of the gate.
    eps : float
        Of the norms.

    Returns
    -------
    out : array, shape (..., n, d)
    shares : array, shape (..., heads, n, m)
        How each place shares out its look at the words.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Rombach et al. 2021, arXiv:2112.10752, section 3.3, below equation 3; CompVis/
    latent-diffusion, commit a506df5, ldm/modules/attention.py, BasicTransformerBlock. There
    queries, keys and values have no bias.
    """
    x = checks.numbers("x", x, (..., None, len(p["attention"]["query"]["weight"])))
    checks.function("activation", activation)
    width = len(p["cross_attention"]["key"]["weight"])
    context = checks.rows("context", context, width)
    y = layer_norm(x, p["attention_norm"], eps=eps)
    seen, _ = multi_head_attention(y, y, p["attention"], heads=heads)
    x = x + seen  # (..., n, d)
    y = layer_norm(x, p["cross_attention_norm"], eps=eps)
    read, shares = multi_head_attention(
        y, context, p["cross_attention"], heads=heads, mask=mask
    )
    x = x + read  # (..., n, d)
    y, part = layer_norm(x, p["feed_forward_norm"], eps=eps), p["feed_forward"]
    inner = linear(y, part["up"]) * activation(linear(y, part["gate"]))  # (..., F)
    return x + linear(inner, part["down"]), shares


def new_captioned_block(rng, *, d, c, inner=None, spread=None):
    """Parameters of a block that has learned nothing.

    Parameters
    ----------
    rng : numpy.random.Generator
    d, c : int
        Features of a place, and of a word.
    inner : int, optional
        Features in the middle; 4 d if not given.
    spread : float, optional
        Standard deviation of the weights; if not given, 1 / sqrt of what comes in.

    Returns
    -------
    dict
        attention, cross_attention, feed_forward and a norm for each.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more.
    """
    d, c = checks.counts(d=d, c=c)
    inner = 4 * d if inner is None else checks.count("inner", inner)

    def layer(into, out):
        wide = into**-0.5 if spread is None else spread
        return new_linear(rng, d=into, e=out, spread=wide)

    def look(width):
        sizes = {"query": d, "key": width, "value": width, "output": d}
        return {name: layer(into, d) for name, into in sizes.items()}

    return {
        "attention": look(d),
        "attention_norm": new_norm(d),
        "cross_attention": look(c),
        "cross_attention_norm": new_norm(d),
        "feed_forward": {
            "gate": layer(d, inner),
            "up": layer(d, inner),
            "down": layer(inner, d),
        },
        "feed_forward_norm": new_norm(d),
    }
