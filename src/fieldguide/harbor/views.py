"""The view from the quay: small pictures of the harbor, and the captions that say what is on them.

A picture has 16 x 16 pixels. On the left stands the lighthouse, with a red band, on its rocks;
on the right edge is the quay; sun or moon are in the sky. Five things differ: the hour, the
vessel, its place, whether there is fog, and whether a gull flies. A caption says all five, so
that it can be checked whether a picture shows what its caption says.

One rule stands in no caption: **the keeper lights the lamp at dusk and in fog.** Whoever has
understood the town lights it too.

Where a vessel lies and where a gull flies varies a little from picture to picture. Shapes are
drawn by their distance, so that half a pixel can be seen.
"""

import itertools

import numpy as np

from .. import checks

SIZE = 16  # pixels of a side
TIMES = "dawn", "noon", "dusk"
VESSELS = "boat", "ship"
PLACES = "by the rocks", "on the sea", "by the quay"
FACTORS = {
    "time": TIMES,
    "vessel": VESSELS,
    "place": PLACES,
    "fog": (False, True),
    "gull": (False, True),
}
SCENES = np.array(list(itertools.product(*(range(len(v)) for v in FACTORS.values()))))
DUSK = TIMES.index("dusk")
PLACE_X = np.array([5.2, 8.6, 12.6])  # pixels from the left, of each place
GULL_XY = 10.0, 3.5  # pixels from the left and from the top
LAMP_XY = 2.5, 2.9
DRIFT = 0.8  # pixels that a vessel may lie to either side of its place
GULL_DRIFT = 2.5, 1.0  # pixels, along and up

PAD, END = "[PAD]", "[EOS]"

# Colors: red, green and blue in [0, 1], for each hour.
SKY_TOP = np.array([(0.62, 0.72, 0.88), (0.35, 0.60, 0.92), (0.12, 0.12, 0.32)])
SKY_LOW = np.array([(0.98, 0.72, 0.62), (0.70, 0.86, 0.98), (0.62, 0.36, 0.46)])
SEA = np.array([(0.38, 0.48, 0.62), (0.16, 0.42, 0.66), (0.07, 0.10, 0.24)])
FOG = np.array([(0.86, 0.80, 0.80), (0.84, 0.87, 0.90), (0.42, 0.42, 0.50)])
SUN = np.array([(1.0, 0.9, 0.6), (1.0, 0.98, 0.7), (0.9, 0.9, 0.8)])
SUN_XY = np.array([(13.5, 8.5), (8.5, 2.0), (13.0, 3.0)])
# Dark by day: a white gull on a pale sky would hardly be an error, and no model would learn it.
GULL = np.array([(0.12, 0.12, 0.2), (0.12, 0.12, 0.2), (0.98, 0.98, 1.0)])
LIT, UNLIT = (1.0, 0.88, 0.30), (0.30, 0.30, 0.32)
QUAY, ROCKS, TOWER = (0.45, 0.36, 0.28), (0.32, 0.30, 0.30), (0.95, 0.93, 0.88)
BAND, HULL, SAIL = (0.80, 0.18, 0.15), (0.35, 0.18, 0.10), (0.93, 0.85, 0.70)
BOAT = (0.80, 0.22, 0.16)
HORIZON = 10  # pixels from the top
THICKEST = 0.55  # share of fog at the water


def _factors(scenes):
    """The five columns of scenes (..., 5), each of which must have a value that there is."""
    return [
        checks.ids(name, scenes[..., k], len(values))
        for k, (name, values) in enumerate(FACTORS.items())
    ]


def caption(scene, *, said=tuple(FACTORS)):
    """What a scene shows, in words.

    Parameters
    ----------
    scene : ints, shape (5,)
        Time, vessel, place, fog, gull: a row of `SCENES`.
    said : names of `FACTORS`
        What is mentioned if it is so; the vessel always is. By default everything.

    Returns
    -------
    str
        Such as "the gull flies over the ship by the rocks in the fog at dusk"; of the same
        scene, if only the place is said, "the ship by the rocks".
    """
    scene = checks.integers("scene", scene, (len(FACTORS),))
    time, vessel, place, fog, gull = map(int, _factors(scene))
    if strange := {*checks.texts("said", said)} - FACTORS.keys():
        raise ValueError(
            f"said must be among {', '.join(FACTORS)}, got {min(strange)!r}"
        )
    return "".join(
        [
            "the gull flies over " * (gull and "gull" in said),
            f"the {VESSELS[vessel]}",
            f" {PLACES[place]}" * ("place" in said),
            " in the fog" * (fog and "fog" in said),
            f" at {TIMES[time]}" * ("time" in said),
        ]
    )


CAPTIONS = tuple(caption(scene) for scene in SCENES)
VOCABULARY = (PAD, END, *sorted({w for text in CAPTIONS for w in text.split()}))
LONGEST = max(len(text.split()) for text in CAPTIONS) + 1  # with its end
_NUMBER = {word: number for number, word in enumerate(VOCABULARY)}
_SCENE = dict(zip(CAPTIONS, SCENES, strict=True))


def scene(text):
    """The scene that a caption tells of: int array, shape (5,).

    Raises
    ------
    ValueError
        If it is not one of `CAPTIONS`.
    """
    if checks.text("text", text) not in _SCENE:
        raise ValueError(f"expected a caption such as {CAPTIONS[0]!r}, got {text!r}")
    return _SCENE[text].copy()


def fitting(text):
    """Which scenes a text leaves open that says less than a caption: bool array, shape (72,).

    Those in whose captions all of its words stand: "ship at dusk" fits twelve, and a text
    without words fits all.

    Raises
    ------
    ValueError
        If it fits none.
    """
    words = {*checks.text("text", text).split()}
    fits = np.array([words <= {*told.split()} for told in CAPTIONS])
    if not fits.any():
        raise ValueError(f"text must have words of one caption, got {text!r}")
    return fits


def encode(texts):
    """Captions as ids of `VOCABULARY`, each with its end, filled up with padding.

    Parameters
    ----------
    texts : list of str

    Returns
    -------
    int array, shape (len(texts), LONGEST)
    """
    ids = np.zeros((len(texts), LONGEST), int)
    for row, text in zip(ids, checks.texts("texts", texts), strict=True):
        words = text.split()
        strange = [word for word in words if word not in _NUMBER]
        if strange or len(words) >= LONGEST:
            raise ValueError(
                f"expected at most {LONGEST - 1} of the captions' words, got {text!r}"
                + (f" with {strange[0]!r}" if strange else "")
            )
        row[: len(words) + 1] = [_NUMBER[word] for word in (*words, END)]
    return ids


def decode(ids):
    """Ids to a caption, up to its end."""
    ids = checks.ids("ids", ids, len(VOCABULARY), (None,))
    words = [VOCABULARY[k] for k in ids]
    return " ".join(words[: words.index(END)] if END in words else words)


def one_hot(scenes):
    """Scenes (n, 5) as a row of 12 numbers each: 1 for what is so, 0 for what is not."""
    sizes = [len(values) for values in FACTORS.values()]
    scenes = checks.integers("scenes", scenes, (None, len(FACTORS)))
    _factors(scenes)
    starts = np.cumsum([0, *sizes[:-1]])
    return np.eye(sum(sizes), dtype=np.float32)[scenes + starts].sum(1)


def is_lit(scenes):
    """The keeper's rule: whether the lamp burns in each of the scenes (..., 5)."""
    scenes = checks.integers("scenes", scenes, (..., len(FACTORS)))
    return (scenes[..., 0] == DUSK) | (scenes[..., 3] == 1)


def draw(scenes, *, x=None, gull=None, lit=None, size=SIZE):
    """Paint scenes.

    Parameters
    ----------
    scenes : int array, shape (n, 5)
        Rows of `SCENES`.
    x : array, shape (n,), optional
        Where the vessel lies, in pixels of 16 from the left; by default in the middle of its
        place.
    gull : array, shape (n, 2), optional
        Where the gull flies, in pixels from the left and from the top.
    lit : bool array, shape (n,), optional
        Whether the lamp burns; by default the keeper's rule.
    size : int
        Pixels of a side: 8 for small pictures, 32 for large ones.

    Returns
    -------
    float32 array, shape (n, size, size, 3)
        Red, green and blue in [0, 1].
    """
    scenes = checks.integers("scenes", scenes, (None, len(FACTORS)))
    n = len(scenes)
    time, vessel, place, fog, has_gull = _factors(scenes)
    x = PLACE_X[place] if x is None else checks.finite("x", x, (n,))
    gull = (
        np.tile(GULL_XY, (n, 1))
        if gull is None
        else checks.finite("gull", gull, (n, 2))
    )
    lit = is_lit(scenes) if lit is None else checks.booleans("lit", lit, (n,))
    pixel = SIZE / checks.count("size", size)
    across = (np.arange(size, dtype=np.float32) + 0.5) * pixel
    down = across[:, None]
    each = _each(vessel, x, *gull.T, fog, has_gull, *SUN_XY[time].T)
    vessel, x, gull_x, gull_y, fog, has_gull, sun_x, sun_y = each

    height = down[..., None] / HORIZON
    picture = _color(SKY_TOP[time]) * (1 - height) + _color(SKY_LOW[time]) * height
    picture = np.repeat(picture, size, axis=2)

    def paint(distance, color, share=1.0):
        """Lay a color over what is inside: half over a pixel that the edge cuts in half."""
        cover = np.clip(0.5 - distance / pixel, 0, 1) * share
        picture[:] += cover[..., None] * (color - picture)

    def box(center_x, center_y, half_width, half_height):
        return np.maximum(
            abs(across - center_x) - half_width, abs(down - center_y) - half_height
        )

    def hull(y, half_length, half_height):
        sloping = abs(across - x) + 0.8 * (down - y) - half_length
        return np.maximum(box(x, y, half_length, half_height), sloping)

    paint(np.hypot(across - sun_x, down - sun_y) - 1.5, _color(SUN[time]))
    waves = 1 + 0.1 * np.sin(2 * down + across / 3)[..., None]
    water = across > HORIZON  # the rows
    picture[:, water] = (_color(SEA[time]) * waves)[:, water]
    paint(box(15.2, 13.2, 1.3, 1.2), _color(QUAY))
    paint(np.hypot((across - 2.5) / 1.6, down - 11.2) - 1.6, _color(ROCKS))
    paint(box(2.5, 7.2, 1.0, 3.3), _color(TOWER))
    paint(box(2.5, 7.2, 1.0, 0.7), _color(BAND))
    sail = np.maximum(box(x, 8.4, 1.9, 2.1), 1.1 * (across - x) - 0.8 * (down - 7.6))
    paint(hull(11.4, 2.6, 0.9), _color(HULL), vessel)
    paint(sail, _color(SAIL), vessel)
    paint(hull(12.2, 1.8, 0.8), _color(BOAT), 1 - vessel)
    beside = abs(across - gull_x)
    wings = abs(down - gull_y + 0.8 - 0.7 * beside) + np.maximum(beside - 2.3, 0) - 0.65
    paint(wings, _color(GULL[time]), has_gull)
    thickness = THICKEST * np.clip((down - 1) / 8, 0, 1) * fog
    picture += thickness[..., None] * (_color(FOG[time]) - picture)
    lamp = np.where(lit[:, None], LIT, UNLIT)
    paint(np.hypot(across - LAMP_XY[0], down - LAMP_XY[1]) - 1.15, _color(lamp))
    return picture.clip(0, 1)


def _each(*columns):
    """Numbers (n,) as (n, 1, 1), to be laid against pixels."""
    return [np.asarray(c, np.float32)[:, None, None] for c in columns]


def _color(colors):
    """Colors (n, 3) or (3,) as (n, 1, 1, 3) or (3,)."""
    colors = np.asarray(colors, np.float32)
    return colors if colors.ndim == 1 else colors[:, None, None]


def sample(size, rng, *, scenes=SCENES):
    """Draw pictures of scenes by chance, the vessel and the gull a little out of place.

    Parameters
    ----------
    size : int
        How many.
    rng : numpy.random.Generator
    scenes : int array, shape (m, 5)
        Among which is drawn.

    Returns
    -------
    pictures : float32 array, shape (size, 16, 16, 3)
        In [0, 1].
    drawn : int array, shape (size, 5)
        Their scenes.
    """
    scenes = checks.integers("scenes", scenes, (None, len(FACTORS)))
    checks.count("number of scenes", len(scenes))
    drawn = scenes[
        checks.rng(rng).integers(len(scenes), size=checks.count("size", size))
    ]
    x = PLACE_X[drawn[:, 2]] + DRIFT * rng.uniform(-1, 1, size)
    gull = np.array(GULL_XY) + np.array(GULL_DRIFT) * rng.uniform(-1, 1, (size, 2))
    return draw(drawn, x=x, gull=gull), drawn
