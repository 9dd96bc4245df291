"""The Perceiver resampler: as many tokens as one likes from a picture of any size, or a film.

A few rows that are learned, the *latents*, look at all tokens of the picture and at each
other, layer after layer. What they hold in the end stands for the picture:

    latents                                   (r, d)
    time_table                                (t, d), a row a frame
    layers, each: attention (see `attention`), context_norm, latents_norm,
                  feed_forward, feed_forward_norm
    norm                                      the last
"""

import numpy as np

from ... import checks, shapes
from ..attention.attention import multi_head_attention, new_linear
from .gated import squared_relu
from .norm import layer_norm, new_norm
from .transformer import GPT2_EPS, SPREAD, WIDER, feed_forward

LATENTS = 64  # Alayrac et al. 2022, sec. 2.1
LAYERS = 6  # Table 4, as for all sizes
FRAMES = 8  # of a film in training, app. B.1.2

LAYER = {
    "attention": shapes.SELF,
    "context_norm": shapes.NORM,
    "latents_norm": shapes.NORM,
    "feed_forward": shapes.FEED_FORWARD,
    "feed_forward_norm": shapes.NORM,
}
RESAMPLER = {
    "latents": "r d",
    "time_table": "t d",
    "layers": [LAYER],
    "norm": shapes.NORM,
}


@checks.weights(p=LAYER)
@checks.batches("latents", "context")
def resample_layer(
    latents, context, p, *, heads, activation=squared_relu, eps=GPT2_EPS
):
    """Latents look at a picture's tokens and at themselves, and think; each is added.

    Parameters
    ----------
    latents : array, shape (..., r, d)
    context : array, shape (..., m, d)
    p : dict
        A layer; see above.
    heads : int
    activation : function
    eps : float
        Of the norms.

    Returns
    -------
    out : array, shape (..., r, d)
    shares : array, shape (..., heads, r, m + r)
        How each latent shares out its look: first the tokens, then the latents.

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, figure 5 and app. A.1.1: keys and values are of the
    tokens and the latents side by side. The norms are those of lucidrains/flamingo-pytorch.
    """
    latents = checks.rows("latents", latents)
    context = checks.rows("context", context, latents.shape[-1])
    y = layer_norm(latents, p["latents_norm"], eps=eps)
    z = layer_norm(context, p["context_norm"], eps=eps)
    checks.one_batch(latents=y, context=z)
    batch = np.broadcast_shapes(y.shape[:-2], z.shape[:-2])
    both = np.concatenate(
        [np.broadcast_to(a, (*batch, *a.shape[-2:])) for a in (z, y)], axis=-2
    )  # (..., m + r, d)
    found, shares = multi_head_attention(y, both, p["attention"], heads=heads)
    latents = latents + found  # (..., r, d)
    y = layer_norm(latents, p["feed_forward_norm"], eps=eps)
    return latents + feed_forward(y, p["feed_forward"], activation=activation), shares


@checks.weights(p=RESAMPLER)
def resample(frames, p, *, heads, activation=squared_relu, eps=GPT2_EPS):
    """A picture, or a film, as a few tokens: always as many as there are latents.

    Parameters
    ----------
    frames : array, shape (..., t, m, d)
        m tokens for each of t frames; a picture is a film of one.
    p : dict
        As `new_resampler` makes it.
    heads : int
    activation : function
    eps : float
        Of the norms.

    Returns
    -------
    array, shape (..., r, d)

    Raises
    ------
    ValueError
        If a film has more frames than there are times, or something does not fit.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, sec. 2.1 and figure 5. A frame's place in time is
    added to its tokens, their place in the frame is not. The last norm is that of
    lucidrains/flamingo-pytorch.
    """
    table = checks.numbers("time_table", p["time_table"], (None, None))
    frames = checks.numbers("frames", frames, (..., None, None, table.shape[1]))
    t = checks.places("frames", frames.shape[-3], table)
    timed = frames + table[:t, None]  # (..., t, m, d)
    *batch, _, m, d = frames.shape
    context = timed.reshape((*batch, t * m, d))  # (..., t m, d)
    x = checks.numbers("latents", p["latents"], (None, table.shape[1]))
    for layer in checks.dicts("layers", p["layers"]):
        x, _ = resample_layer(
            x, context, layer, heads=heads, activation=activation, eps=eps
        )
    return layer_norm(x, p["norm"], eps=eps)


def new_resampler(
    rng, *, d, r=LATENTS, layers=LAYERS, t=FRAMES, inner=None, spread=SPREAD
):
    """Parameters of a resampler before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Features of a token.
    r, layers, t : int
        How many tokens come out, after how many layers, of how many frames at most.
    inner : int, optional
        Features in the middle of the small networks; 4 d if not given.
    spread : float
        Standard deviation of the weights; the latents have 1.

    Returns
    -------
    dict
        For `resample`.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the spread is negative.

    References
    ----------
    Alayrac et al. 2022, arXiv:2204.14198, Table 4; the latents' draw is that of
    lucidrains/flamingo-pytorch.
    """
    d, r, layers, t = checks.counts(d=d, r=r, layers=layers, t=t)
    inner = WIDER * d if inner is None else checks.count("inner", inner)
    spread = checks.number("spread", spread, least=0)
    names = "query", "key", "value", "output"
    return {
        "latents": checks.rng(rng).normal(size=(r, d)),
        "time_table": rng.normal(0, spread, (t, d)),
        "layers": [
            {
                "attention": {
                    name: new_linear(rng, d=d, e=d, spread=spread) for name in names
                },
                "context_norm": new_norm(d),
                "latents_norm": new_norm(d),
                "feed_forward": {
                    "up": new_linear(rng, d=d, e=inner, spread=spread),
                    "down": new_linear(rng, d=inner, e=d, spread=spread),
                },
                "feed_forward_norm": new_norm(d),
            }
            for _ in range(layers)
        ],
        "norm": new_norm(d),
    }
