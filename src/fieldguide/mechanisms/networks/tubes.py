"""Films as tokens: tubes of pixels, attention in space, and attention back in time (C-ViViT).

A film is cut into *tubes*: a square of pixels through a few frames. The first frame stands apart
and is cut into plain squares, so that a still picture is a film of one frame. Then the squares
and tubes of one moment attend to each other, and after that each looks back along its own
place. Nobody looks ahead, so what comes later changes nothing about what was there before, and a
film may be as long as one likes.

Parameters, d features wide, for m places, t moments, squares of r numbers and tubes of s:

    square: weight (r, d), bias (d,)    reads the squares of the first frame
    tube: weight (s, d), bias (d,)      reads the tubes
    place_table (m, d), time_table (t, d)
    space, time                         blocks, as in `transformer`, norms first
    norm
    code: weight (d, e), bias (e,)      what is then looked up among codes

A decoder has the same parts the other way round: `code` (e, d), `square` (d, r), `tube` (d, s).
"""

import numpy as np
from autograd.numpy import concatenate  # so that what is joined can learn

from ... import checks, shapes
from ...training import layers
from ...training.primitives import gelu_tanh
from ..attention.attention import causal_mask, new_linear
from .norm import new_norm
from .patches import cut_patches, join_patches, patch_number
from .transformer import GPT2_EPS, SPREAD, new_block

SIDE = 8  # pixels of a square, Villegas et al. 2022, Table 6
SPAN = 2  # frames of a tube, the same
LAYERS = 4  # blocks in space, and as many in time, the same

PARTS = {
    "place_table": "m d",
    "time_table": "t d",
    "space": [shapes.BLOCK],
    "time": [shapes.BLOCK],
    "norm": shapes.NORM,
}
ENCODER = PARTS | {
    "square": shapes.affine("r", "d"),
    "tube": shapes.affine("s", "d"),
    "code": shapes.affine("d", "e"),
}
DECODER = PARTS | {
    "square": shapes.affine("d", "r"),
    "tube": shapes.affine("d", "s"),
    "code": shapes.affine("e", "d"),
}


# --- cutting --------------------------------------------------------------------------


def moment_number(length, *, span=SPAN):
    """How many moments a film has: its first frame, and then one for each `span` frames.

    Eleven frames in tubes of two are six moments. A still picture is one.

    Parameters
    ----------
    length : int
        Frames: 1 more than a multiple of `span`.
    span : int

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the frames after the first cannot be shared out evenly.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1: t_z + 1, with t_z = t_x / t_p.
    """
    length, span = checks.counts(length=length, span=span)
    return 1 + _pairs("length", length, span)


def _pairs(name, length, span):
    """How many tubes stand behind each other, behind the first frame."""
    if length < 1 or (length - 1) % span:
        raise ValueError(
            f"{name} must be one frame and then a multiple of {span}, got {length}"
        )
    return (length - 1) // span


def tube_number(*, length, height, width, side=SIDE, span=SPAN):
    """How many tokens a film becomes: (1 + (T - 1) / span) (height / side) (width / side).

    Eleven frames of 128 x 128 pixels become 6 x 16 x 16 = 1,536.

    Parameters
    ----------
    length, height, width : int
        Of the film: in frames, and in pixels.
    side, span : int
        Of a tube, in pixels and in frames.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the film cannot be cut evenly.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1 and Table 6.
    """
    squares = patch_number(height=height, width=width, side=side)
    return moment_number(length, span=span) * squares


def cut_tubes(films, *, side=SIDE, span=SPAN):
    """Cut films: the first frame into squares, all that follows into tubes.

    Parameters
    ----------
    films : array, shape (..., T, height, width, colors)
        T is 1 more than a multiple of `span`.
    side, span : int
        Of a tube, in pixels and in frames.

    Returns
    -------
    squares : array, shape (..., m, side * side * colors)
        Of the first frame, as `cut_patches` cuts it.
    tubes : array, shape (..., t, m, span * side * side * colors)
        t = (T - 1) / span. A row has the square of the first of its frames, then of the next.

    Raises
    ------
    ValueError
        If the films cannot be cut evenly.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1. In which order a tube's numbers stand
    is as good as any, since a matrix follows.
    """
    films = checks.array("films", films, (..., None, None, None, None))
    span = checks.count("span", span)
    t = _pairs("films", films.shape[-4], span)
    cut = cut_patches(films, side=side)  # (..., T, m, r)
    *batch, _, m, r = cut.shape
    tubes = cut[..., 1:, :, :].reshape((*batch, t, span, m, r))
    tubes = tubes.swapaxes(-3, -2).reshape((*batch, t, m, span * r))
    return cut[..., 0, :, :], tubes


def join_tubes(squares, tubes, *, height, width, side=SIDE, span=SPAN):
    """Lay squares and tubes out as films again: undoes `cut_tubes`.

    Parameters
    ----------
    squares : array, shape (..., m, r)
    tubes : array, shape (..., t, m, span * r)
    height, width : int
        Pixels of the films.
    side, span : int
        Of a tube, in pixels and in frames.

    Returns
    -------
    array, shape (..., 1 + span t, height, width, r / side²)

    Raises
    ------
    ValueError
        If they do not make up such films.
    """
    height, width = checks.counts(height=height, width=width)
    side, span = checks.counts(side=side, span=span)
    squares = checks.array("squares", squares, (..., None, None))
    *batch, m, r = squares.shape
    tubes = checks.array("tubes", tubes, (*batch, None, m, span * r))
    t = tubes.shape[-3]
    frames = tubes.reshape((*batch, t, m, span, r)).swapaxes(-3, -2)
    frames = frames.reshape((*batch, t * span, m, r))
    frames = np.concatenate([squares[..., None, :, :], frames], axis=-3)
    return join_patches(frames, height=height, width=width, side=side)


def existing_moments(exists, *, span=SPAN):
    """Which moments a film has of which some frames are missing: those with a frame or more.

    A still picture among films is a film of which the first frame alone exists. So pictures
    and films can be learned from side by side, and only what exists is asked for.

    Parameters
    ----------
    exists : bool array, shape (..., T)
        T is 1 more than a multiple of `span`.
    span : int

    Returns
    -------
    bool array, shape (..., 1 + (T - 1) / span)

    Raises
    ------
    ValueError
        If the frames after the first cannot be shared out evenly.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.2; lucidrains/phenaki-pytorch, cvivit.py,
    calculate_video_token_mask.
    """
    exists = checks.booleans("exists", exists, (..., None))
    span = checks.count("span", span)
    t = _pairs("exists", exists.shape[-1], span)
    later = exists[..., 1:].reshape((*exists.shape[:-1], t, span))
    return np.concatenate([exists[..., :1], later.any(-1)], axis=-1)


# --- who may look at whom -------------------------------------------------------------


def space_mask(*, t, m):
    """Attention in space: each token sees those of its own moment.

    Parameters
    ----------
    t, m : int
        Moments and places. Tokens stand moment by moment: token k is at place k mod m.

    Returns
    -------
    bool array, shape (t m, t m)

    Raises
    ------
    ValueError
        If a number is not whole, or not 1 or more.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1, "all-to-all attention".
    """
    time, _ = _where(t, m)
    return time[:, None] == time


def time_mask(*, t, m):
    """Attention in time: each token sees those at its own place, now and before.

    Parameters
    ----------
    t, m : int
        As in `space_mask`.

    Returns
    -------
    bool array, shape (t m, t m)

    Raises
    ------
    ValueError
        If a number is not whole, or not 1 or more.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1, "causal attention".
    """
    time, place = _where(t, m)
    return (place[:, None] == place) & (time[:, None] >= time)


def _where(t, m):
    t, m = checks.counts(t=t, m=m)
    token = np.arange(t * m)
    return token // m, token % m


# --- the network ----------------------------------------------------------------------


@checks.weights(p=ENCODER)
def encode_tubes(squares, tubes, p, *, heads, mask=None, eps=GPT2_EPS):
    """From squares and tubes to a vector for each: look around in space, then back in time.

    Parameters
    ----------
    squares : array, shape (..., m, r)
    tubes : array, shape (..., t, m, s)
        As `cut_tubes` cuts them; a still picture has t = 0.
    p : dict
        See the top of this module; `new_tube_encoder` makes it.
    heads : int
        A divisor of d.
    mask : bool array, shape (1 + t, 1 + t), optional
        Which moments a moment sees; by default itself and those before.
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., 1 + t, m, e)
        With the default mask a moment's vectors are the same whatever comes after it.

    Raises
    ------
    ValueError
        If there are more moments than `time_table` has, or something does not fit.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1 and Fig. 2. Where norms and places go is
    not said there; here as in ViT, with a row for each place and one for each moment.
    """
    m, r, s = (
        len(part)
        for part in (p["place_table"], p["square"]["weight"], p["tube"]["weight"])
    )
    squares = checks.rows("squares", squares, r, n=m)
    tubes = checks.numbers("tubes", tubes, (*squares.shape[:-2], None, m, s))
    first = layers.linear(squares, p["square"])[..., None, :, :]
    x = concatenate([first, layers.linear(tubes, p["tube"])], axis=-3)
    # (..., 1 + t, m, d)
    x = x + _places(x, p)
    how = {"heads": heads, "eps": eps}
    x = _in_time(_in_space(x, p, **how), p, mask, **how)
    return layers.linear(layers.norm(x, p["norm"], eps=eps), p["code"])


@checks.weights(p=DECODER)
def decode_tubes(z, p, *, heads, mask=None, eps=GPT2_EPS):
    """From vectors to squares and tubes: look back in time, then around in space.

    Parameters
    ----------
    z : array, shape (..., 1 + t, m, e)
        What stands for each square and tube, such as codes.
    p : dict
        See the top of this module; `new_tube_decoder` makes it.
    heads : int
        A divisor of d.
    mask : bool array, shape (1 + t, 1 + t), optional
        Which moments a moment sees; by default itself and those before.
    eps : float
        Of the layer norms.

    Returns
    -------
    squares : array, shape (..., m, r)
    tubes : array, shape (..., t, m, s)

    Raises
    ------
    ValueError
        If there are more moments than `time_table` has, or something does not fit.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.1, "an upside down version of the
    encoder": one linear map to pixels at its end.
    """
    m, e = len(p["place_table"]), len(p["code"]["weight"])
    z = checks.numbers("z", z, (..., None, m, e))
    x = layers.linear(z, p["code"])  # (..., 1 + t, m, d)
    x = x + _places(x, p)
    how = {"heads": heads, "eps": eps}
    x = _in_space(_in_time(x, p, mask, **how), p, **how)
    x = layers.norm(x, p["norm"], eps=eps)
    first, later = x[..., 0, :, :], x[..., 1:, :, :]
    return layers.linear(first, p["square"]), layers.linear(later, p["tube"])


def _places(x, p):
    """A row for each place, and one for each moment: (1 + t, m, d)."""
    t = checks.count("moments", np.shape(x)[-3])
    checks.places("moments", t, p["time_table"])
    return p["place_table"] + p["time_table"][:t][:, None]


def _in_space(x, p, *, heads, eps):
    """Tokens of one moment look at each other."""
    for block in checks.dicts("space", p["space"]):
        x = layers.pre_norm_block(x, block, heads=heads, activation=gelu_tanh, eps=eps)
    return x


def _in_time(x, p, mask, *, heads, eps):
    """Tokens of one place look at each other, as far as `mask` lets them."""
    t = np.shape(x)[-3]
    if mask is None:
        mask = causal_mask(t)
    mask = checks.booleans("mask", mask, (t, t))
    x = x.swapaxes(-3, -2)  # (..., m, 1 + t, d)
    for block in checks.dicts("time", p["time"]):
        x = layers.pre_norm_block(
            x, block, heads=heads, mask=mask, activation=gelu_tanh, eps=eps
        )
    return x.swapaxes(-3, -2)


def new_tube_encoder(rng, *, d, m, t, r, s, e, depth=LAYERS, inner=None, spread=SPREAD):
    """Parameters of an encoder of tubes before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Features.
    m, t : int
        Places: squares of a frame; and moments of the longest film.
    r, s, e : int
        Numbers of a square of the first frame, of a tube, and of a vector that comes out.
    depth : int
        Blocks in space, and as many in time; 0 or more.
    inner, spread
        As in `transformer.new_block`. Pixels are read with weights of 1 / sqrt(r) or 1 / sqrt(s),
        and vectors made with 1 / sqrt(d).

    Returns
    -------
    dict
        For `encode_tubes`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    d, r, s, e = checks.counts(d=d, r=r, s=s, e=e)
    return _new_parts(rng, d, m, t, depth, inner, spread) | {
        "square": new_linear(rng, d=r, e=d, spread=r**-0.5),
        "tube": new_linear(rng, d=s, e=d, spread=s**-0.5),
        "code": new_linear(rng, d=d, e=e, spread=d**-0.5),
    }


def new_tube_decoder(rng, *, d, m, t, r, s, e, depth=LAYERS, inner=None, spread=SPREAD):
    """Parameters of a decoder of tubes before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d, m, t, r, s, e, depth, inner, spread
        As in `new_tube_encoder`. Pixels are made with weights of 1 / sqrt(d), vectors read with
        1 / sqrt(e).

    Returns
    -------
    dict
        For `decode_tubes`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    d, r, s, e = checks.counts(d=d, r=r, s=s, e=e)
    return _new_parts(rng, d, m, t, depth, inner, spread) | {
        "square": new_linear(rng, d=d, e=r, spread=d**-0.5),
        "tube": new_linear(rng, d=d, e=s, spread=d**-0.5),
        "code": new_linear(rng, d=e, e=d, spread=e**-0.5),
    }


def _new_parts(rng, d, m, t, depth, inner, spread):
    """What encoder and decoder have in common."""
    m, t = checks.counts(m=m, t=t)
    depth = checks.count("depth", depth, least=0)
    spread = checks.number("spread", spread, least=0)
    blocks = {
        name: [new_block(rng, d=d, inner=inner, spread=spread) for _ in range(depth)]
        for name in ("space", "time")
    }
    return {
        "place_table": rng.normal(0, spread, (m, d)),
        "time_table": rng.normal(0, spread, (t, d)),
        **blocks,
        "norm": new_norm(d),
    }
