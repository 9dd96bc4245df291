"""From sensors around a head to what was heard: the brain module of Speech from Brain.

Sensors sit elsewhere in each laboratory, and heads differ. So the sensors are first merged into
channels by *where they are*: each channel has learned a map of the head, and takes from each
sensor as much as the map says there. Then comes a linear map that belongs to the person, and then
convolutions over time that are the same for everybody.

Parameters, for sensors merged into c channels, s persons, and f features that are sought:

    maps             (c, 2 K^2), of the head: K waves in each direction
    mix              a linear map (c, c)
    persons          (s, c, c), a map of each person's own
    blocks           convolution, weight (k, in, h) and bias (h,); in each second one also
        gate         the same, (k, h, 2 h): half of what it gives opens or shuts the other half
    widen, leave     linear maps (h, 2 h) and (2 h, f)

Windows are (..., t, sensors): a row a moment. Everything keeps to what autograd can follow.
"""

import math

import numpy as np

from ... import checks, shapes
from ...training import layers, primitives
from ..attention.attention import new_linear, softmax
from .transformer import gelu

# facebookresearch/brainmagick: bm/conf/model/clip_conv.yaml and bm/models/simpleconv.py at a52db72,
# bm/models/common.py at 1c661e2
HARMONICS = 32  # waves in each direction: 2048 features of a place
MARGIN = 0.2  # of the unit square, so that the waves need not repeat at its edge
CHANNELS, INNER, LAYERS, KERNEL = 270, 320, 10, 3
PERIOD = 5  # convolutions after which the reach in time begins again at 1
EVERY = 2  # convolutions for one with a gate

CONVOLUTION = {"weight": "k I O", "bias": "O"}
BRAIN = {
    "maps": "c w",
    "mix": shapes.affine("c", "c"),
    "persons": "s c c",
    "blocks": [{"convolution": CONVOLUTION, "gate?": {"weight": "k O P", "bias": "P"}}],
    "widen": shapes.affine("h", "u"),
    "leave": shapes.affine("u", "f"),
}


# --- where a sensor is ----------------------------------------------------------------


def fourier_positions(places, *, harmonics=HARMONICS, margin=MARGIN):
    """A place on the head as cosines and sines of waves that run across it in many directions.

    With one harmonic there is only the wave that stands still: (1, 0) for every place.

    Parameters
    ----------
    places : array, shape (..., 2)
        In the unit square.
    harmonics : int
        K: how often the finest wave goes up and down, less 1, in each direction.
    margin : float
        0 or more, around the square.

    Returns
    -------
    array, shape (..., 2 K^2)
        The cosines first; each for the first number's wave k and the second's wave l.

    Raises
    ------
    ValueError
        If a place is not two numbers, or an option does not fit.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, section on spatial attention; the released FourierEmb.
    """
    places = checks.finite("places", places, (..., 2))
    margin = checks.number("margin", margin, least=0)
    k = 2 * np.pi / (1 + 2 * margin) * np.arange(checks.count("harmonics", harmonics))
    x, y = np.moveaxis(places + margin, -1, 0)
    angle = x[..., None, None] * k[:, None] + y[..., None, None] * k  # (..., K, K)
    angle = angle.reshape((*x.shape, k.size**2))
    return np.concatenate([np.cos(angle), np.sin(angle)], axis=-1)


def spatial_shares(places, maps, *, margin=MARGIN, mask=None):
    """How much each channel takes from each sensor: shares that a map of the head decides.

    A sensor that is added, moved or broken changes nothing that was learned.

    Parameters
    ----------
    places : array, shape (n, 2)
        Where the sensors are, in the unit square.
    maps : array, shape (c, 2 K^2)
        The maps, by their waves.
    margin : float
    mask : bool array, shape (n,), optional
        True where a sensor works; one at least.

    Returns
    -------
    array, shape (c, n)
        Rows add up to 1; 0 for sensors that do not work.

    Raises
    ------
    ValueError
        If a width is not 2 K^2, no sensor works, or something does not fit.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, section on spatial attention; the released
    ChannelMerger, which in training also leaves out all sensors around a place drawn by chance.
    """
    places = checks.finite("places", places, (None, 2))
    checks.count("number of places", len(places))
    maps = checks.numbers("maps", maps, (None, None))
    wide = np.shape(getattr(maps, "_value", maps))[1]
    harmonics = math.isqrt(wide // 2)
    if 2 * harmonics**2 != wide or not wide:
        raise ValueError(f"maps must have twice a square number of columns, got {wide}")
    waves = fourier_positions(places, harmonics=harmonics, margin=margin)
    scores = maps @ waves.T  # (c, n)
    if mask is not None:
        mask = checks.booleans("mask", mask, (len(places),))
        if not mask.any():
            raise ValueError("mask must leave a sensor that works, got none")
        scores = np.where(mask, scores, -np.inf)
    return softmax(scores)


def merge_sensors(x, places, maps, *, margin=MARGIN, mask=None):
    """Sensors into channels: each channel is a weighted mean of the sensors.

    Parameters
    ----------
    x : array, shape (..., t, n)
        What n sensors measure at t moments.
    places, maps, margin, mask
        As in `spatial_shares`.

    Returns
    -------
    array, shape (..., t, c)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    As `spatial_shares`.
    """
    places = checks.finite("places", places, (None, 2))
    x = checks.numbers("x", x, (..., None, len(places)))
    shares = spatial_shares(places, maps, margin=margin, mask=mask)
    if (
        mask is not None
    ):  # what a broken one measures may be NaN, and 0 times that is NaN
        x, shares = x[..., np.asarray(mask)], shares[:, np.asarray(mask)]
    return x @ shares.T


# --- whose head it is -----------------------------------------------------------------


def person_layer(x, persons, maps):
    """A linear map that belongs to the person, without a shift.

    Parameters
    ----------
    x : array, shape (n, t, c)
        Windows.
    persons : int array, shape (n,)
        Whose they are.
    maps : array, shape (s, c, d)
        One map each.

    Returns
    -------
    array, shape (n, t, d)

    Raises
    ------
    ValueError
        If there is not one person a window, a person has no map, or widths differ.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, section on the subject layer; the released
    SubjectLayers.
    """
    maps = checks.numbers("maps", maps, (None, None, None))
    s, c, d = np.shape(getattr(maps, "_value", maps))
    x = checks.numbers("x", x, (None, None, c))
    n = np.shape(getattr(x, "_value", x))[0]
    persons = checks.ids("persons", persons, s, (n,))
    own = primitives.take(maps.reshape((s, c * d)), persons)
    return x @ own.reshape((n, c, d))


# --- what happens in time -------------------------------------------------------------


@checks.weights(p={"weight": "k c d", "bias": "d"})
def convolve(x, p, *, dilation=1):
    """At each moment a linear map of the moments around it; before and after are zeros.

    With weights (1, 1, 1) the row 1, 2, 3 becomes 3, 6, 5.

    Parameters
    ----------
    x : array, shape (..., t, c)
    p : dict
        weight, shape (k, c, d), with k odd, and bias, shape (d,).
    dilation : int
        How many moments lie between those that are looked at, and 1.

    Returns
    -------
    array, shape (..., t, d)

    Raises
    ------
    ValueError
        If k is even, or something does not fit.

    References
    ----------
    torch's Conv1d with padding (k // 2) dilation, whose weight is (d, c, k).
    """
    weight = p["weight"]
    k, c, d = np.shape(getattr(weight, "_value", weight))
    checks.shaped(p, bias=(d,))
    if k % 2 == 0:
        raise ValueError(f"p['weight'] must look at an odd number of moments, got {k}")
    x = checks.rows("x", x, c)
    t = np.shape(getattr(x, "_value", x))[-2]
    dilation = checks.count("dilation", dilation)
    steps = dilation * (np.arange(k) - k // 2)  # into the past, and into the future
    seen = sum(np.eye(t, k=s) @ x @ w for s, w in zip(steps, weight, strict=True))
    return seen + p["bias"]


def gated(x):
    """Half of the features, each let through as far as its partner in the other half says.

    (4, 0) becomes (2,): at 0 the door is half open.

    Parameters
    ----------
    x : array, shape (..., 2 d)

    Returns
    -------
    array, shape (..., d)

    Raises
    ------
    ValueError
        If the number of features is odd.

    References
    ----------
    Dauphin et al. 2016, arXiv:1612.08083, section 2; torch's glu.
    """
    x = checks.numbers("x", x, (..., None))
    wide = np.shape(getattr(x, "_value", x))[-1]
    if wide % 2:
        raise ValueError(f"x must have an even number of features, got {wide}")
    half = wide // 2
    return x[..., :half] * (0.5 + 0.5 * np.tanh(x[..., half:] / 2))


@checks.weights(p=BRAIN)
def brain_encoder(x, places, persons, p, *, activation=gelu, margin=MARGIN):
    """From what sensors measure to features of speech, moment by moment.

    Parameters
    ----------
    x : array, shape (n, t, sensors)
        Windows.
    places : array, shape (sensors, 2)
        Where the sensors are, in the unit square.
    persons : int array, shape (n,)
        Whose head each window is of.
    p : dict
        As `new_brain_encoder` makes it.
    activation : function
    margin : float

    Returns
    -------
    array, shape (n, t, f)

    Raises
    ------
    ValueError
        If something does not fit.

    References
    ----------
    Defossez et al. 2022, arXiv:2208.12266, section on the brain module; the released SimpleConv
    with clip_conv.yaml. Left out is batch norm, which in use is a scale and a shift of each
    channel and can stand in the convolution's weights; and dropping sensors in training.
    """
    x = checks.numbers("x", x, (None, None, None))
    checks.function("activation", activation)
    h = layers.linear(merge_sensors(x, places, p["maps"], margin=margin), p["mix"])
    h = person_layer(h, persons, p["persons"])  # (n, t, c)
    for number, block in enumerate(checks.dicts("blocks", p["blocks"])):
        reach = 2 ** (number % PERIOD)
        inner = activation(convolve(h, block["convolution"], dilation=reach))
        h = h + inner if np.shape(inner) == np.shape(h) else inner  # (n, t, h)
        if "gate" in block:
            h = gated(convolve(h, block["gate"]))
    return layers.linear(activation(layers.linear(h, p["widen"])), p["leave"])


def new_brain_encoder(
    rng, *, people, features, channels=CHANNELS, inner=INNER, depth=LAYERS,
    harmonics=HARMONICS, kernel=KERNEL, every=EVERY,
):  # fmt: skip
    """Parameters of a brain encoder before it has learned anything.

    Parameters
    ----------
    rng : numpy.random.Generator
    people, features : int
        s and f.
    channels, inner : int
        c and h.
    depth : int
        Convolutions.
    harmonics : int
        K of the maps.
    kernel : int
        Moments that a convolution looks at, odd.
    every : int
        Of so many convolutions the last has a gate.

    Returns
    -------
    dict
        For `brain_encoder`. All persons begin alike; the released ones begin by chance.

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the kernel is even.
    """
    people, features = checks.counts(people=people, features=features)
    channels, inner, depth = checks.counts(channels=channels, inner=inner, depth=depth)
    harmonics, kernel, every = checks.counts(
        harmonics=harmonics, kernel=kernel, every=every
    )
    if kernel % 2 == 0:
        raise ValueError(f"kernel must be odd, got {kernel}")
    rng = checks.rng(rng)

    def looks(into, out):
        spread = 1 / np.sqrt(kernel * into)
        weight = rng.normal(0, spread, (kernel, into, out))
        return {"weight": weight, "bias": np.zeros(out)}

    def map_of(d, e):
        return new_linear(rng, d=d, e=e, spread=d**-0.5)

    blocks, into = [], channels
    for number in range(depth):
        block = {"convolution": looks(into, inner)}
        if number % every == every - 1:
            block["gate"] = looks(inner, 2 * inner)
        blocks.append(block)
        into = inner
    wide = 2 * harmonics**2
    return {
        "maps": rng.normal(0, wide**-0.5, (channels, wide)),
        "mix": map_of(channels, channels),
        "persons": np.tile(np.eye(channels), (people, 1, 1)),
        "blocks": blocks,
        "widen": map_of(inner, 2 * inner),
        "leave": map_of(2 * inner, features),
    }
