"""Pictures as rows of patches: what a Transformer can read, and the small one that reads them.

A picture is cut into squares, each square is laid out as one row of numbers, and from then on
it is a text of so many words. `eye` is a Transformer's encoder over such words.

The parameters of an eye, d features wide, for m patches of r numbers:

    patch: weight (r, d), bias (d,)     what a word's table is for words
    position_table                      (m, d)
    blocks, norm                        as in `transformer`, the norm last
"""

from ... import checks, shapes
from ...training import layers
from ...training.primitives import gelu_tanh
from ..attention.attention import new_linear
from .norm import new_norm
from .transformer import SPREAD, new_block

VIT_EPS = (
    1e-6  # of the layer norms, google-research/vision_transformer (flax's default)
)

EYE = {
    "patch": shapes.affine("r", "d"),
    "position_table": "m d",
    "norm": shapes.NORM,
    "blocks": [shapes.BLOCK],
}


def cut_patches(pictures, *, side):
    """Cut pictures into squares, row by row, and lay each square out as a row of numbers.

    A picture of 16 x 16 pixels in three colors, cut into squares of 4 x 4 pixels, becomes 16
    rows of 48 numbers: the first is the corner at the top left, the second stands right of it.

    Parameters
    ----------
    pictures : array, shape (..., height, width, colors)
    side : int
        Pixels of a square's side: a divisor of height and width. Not the number of squares.

    Returns
    -------
    array, shape (..., m, side * side * colors)
        m = (height / side) (width / side). A row has its pixels line by line, and of each its
        colors.

    Raises
    ------
    ValueError
        If the pictures cannot be cut evenly.

    References
    ----------
    Dosovitskiy et al. 2020, arXiv:2010.11929, section 3.1. The paper writes (P² C) and leaves
    the order in a patch open; any order is as good, since a matrix follows.
    """
    pictures = checks.array("pictures", pictures, (..., None, None, None))
    *batch, height, width, colors = pictures.shape
    side = checks.count("side", side)
    _cut_evenly(height, width, side)
    rows, columns = height // side, width // side
    cut = pictures.reshape((*batch, rows, side, columns, side, colors))
    cut = cut.swapaxes(-4, -3)  # (..., rows, columns, side, side, colors)
    return cut.reshape((*batch, rows * columns, side * side * colors))


def join_patches(patches, *, height, width, side):
    """Lay patches out as pictures again: undoes `cut_patches`.

    Parameters
    ----------
    patches : array, shape (..., m, r)
    height, width : int
        Pixels of the pictures.
    side : int
        Pixels of a square's side.

    Returns
    -------
    array, shape (..., height, width, r / side²)

    Raises
    ------
    ValueError
        If the patches do not make up such pictures.
    """
    height, width, side = checks.counts(height=height, width=width, side=side)
    _cut_evenly(height, width, side)
    rows, columns = height // side, width // side
    patches = checks.array("patches", patches, (..., rows * columns, None))
    *batch, _, r = patches.shape
    if not r or r % side**2:
        raise ValueError(
            f"patches must have rows of {side} x {side} pixels, got rows of {r} numbers"
        )
    cut = patches.reshape((*batch, rows, columns, side, side, r // side**2))
    return cut.swapaxes(-4, -3).reshape((*batch, height, width, r // side**2))


def patch_number(*, height, width, side):
    """How many patches a picture is cut into: (height / side) (width / side).

    CoCa's pictures of 288 x 288 pixels in patches of 18 x 18 pixels are 16 x 16 = 256 words.

    Parameters
    ----------
    height, width, side : int
        In pixels.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the picture cannot be cut evenly.

    References
    ----------
    Dosovitskiy et al. 2020, arXiv:2010.11929, section 3.1: N = H W / P².
    """
    height, width, side = checks.counts(height=height, width=width, side=side)
    _cut_evenly(height, width, side)
    return (height // side) * (width // side)


@checks.weights(p=EYE)
def eye(patches, p, *, heads, activation=gelu_tanh, eps=VIT_EPS):
    """From patches to a vector for each, which knows of all the others: a picture's encoder.

    Parameters
    ----------
    patches : array, shape (..., m, r)
        As `cut_patches` makes them, of pictures all of one size.
    p : dict
        See the top of this module; `new_eye` makes it.
    heads : int
        A divisor of d.
    activation : function
        Of the small networks.
    eps : float
        Of the layer norms.

    Returns
    -------
    array, shape (..., m, d)

    Raises
    ------
    ValueError
        If there are not as many patches as places, or something does not fit.

    References
    ----------
    Dosovitskiy et al. 2020, arXiv:2010.11929, equations 1 to 4, with their exact GELU replaced
    by its formula with tanh. Theirs has one more word in front, whose vector stands for the
    picture; it is what a patch of zeros in front gives, with a place of its own.
    """
    m, r = len(p["position_table"]), len(p["patch"]["weight"])
    patches = checks.rows("patches", patches, r, n=m)
    x = layers.linear(patches, p["patch"]) + p["position_table"]  # (..., m, d)
    for block in checks.dicts("blocks", p["blocks"]):
        x = layers.pre_norm_block(x, block, heads=heads, activation=activation, eps=eps)
    return layers.norm(x, p["norm"], eps=eps)


def new_eye(rng, *, d, positions, r, layers, inner=None, spread=SPREAD):
    """Parameters of an eye before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    d : int
        Features.
    positions, r : int
        Patches of a picture, and numbers of each: 16 and 48 for the harbor's pictures in
        squares of 4 x 4 pixels.
    layers : int
        0 or more.
    inner, spread
        As in `transformer.new_block`. A patch is read with weights of 1 / sqrt(r).

    Returns
    -------
    dict
        For `eye`.

    Raises
    ------
    ValueError
        If a size is not a whole number, or too small.
    """
    d, positions, r = checks.counts(d=d, positions=positions, r=r)
    layers = checks.count("layers", layers, least=0)
    spread = checks.number("spread", spread, least=0)
    return {
        "patch": new_linear(rng, d=r, e=d, spread=r**-0.5),
        "position_table": rng.normal(0, spread, (positions, d)),
        "norm": new_norm(d),
        "blocks": [
            new_block(rng, d=d, inner=inner, spread=spread) for _ in range(layers)
        ],
    }


def _cut_evenly(height, width, side):
    if height % side or width % side:
        raise ValueError(
            f"side must divide pictures of {height} x {width} pixels evenly, got {side}"
        )
