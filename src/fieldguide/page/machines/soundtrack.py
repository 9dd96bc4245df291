"""The machine of *Sound for pictures*: a scene is asked what is heard in it, when and where."""

import numpy as np

from ...mechanisms.objectives.contrast import cosines
from ...mechanisms.search.film import intervals
from ...mechanisms.sounds import mixing, panning, placing
from .drawing import Machine

PIECE = 4  # numbers of a sound for each picture: few, so that they can be drawn


def soundify_run(pictures, names, heat, k=None):
    """Vectors of a scene's pictures (n, d) and of names (m, d), and the heat (n, height, width)
    of the first name, through Soundify's three steps; with `k` only so many names."""
    x, y = np.asarray(pictures), np.asarray(names)[:k]
    fit = cosines(x, y)
    spans = intervals(fit[:, 0], threshold=0)
    factors, tone = np.zeros((len(x), 2)), np.sin(np.arange(len(x) * PIECE))
    track = np.zeros((len(tone), 2))
    for start, stop in spans:
        for k in range(start, stop):
            glow = placing.glow(heat[k])
            louder = panning.amplitude(placing.loudness(glow))
            factors[k] = louder * panning.boosted_pan(placing.middle(glow))
        heard = mixing.follow(tone, factors[start:stop], piece=PIECE, fade=PIECE // 2)
        track = mixing.overlay(track, heard, start=start * PIECE)
    return {
        "x": x, "y": y, "fit": fit, "spans": spans, "factors": factors, "track": track,
    }  # fmt: skip


def soundify(pictures, names, heat, **sizes):
    """Draw Soundify: classify, synchronize, mix."""
    r = soundify_run(pictures, names, heat, **sizes)
    m = Machine("Soundify: classify, synchronize, mix", 530)
    n = len(r["x"])
    m.box(
        "scene", 68, 14, "data", text=f"{n} pictures", said=f"{n} pictures of a scene"
    )
    m.box("names", 202, 14, "data", text=f"names of {len(r['y'])} sounds")
    m.box("eye", 68, 64, "frozen", text="CLIP's eye", wide=84).wire("scene", "eye")
    m.box("reader", 202, 64, "frozen", text="CLIP's reader", wide=96)
    m.wire("names", "reader")
    m.box("cosines", 135, 168, "fixed", text="cosines", wide=70)
    m.wire(
        "eye", "cosines", "x", r["x"], into=-20, bend=130, at=(68, 108), side="right"
    )
    m.wire(
        "reader", "cosines", "y", r["y"], into=20, bend=130, at=(202, 108), side="left"
    )
    m.box("when", 196, 278, "fixed", text="above a threshold?", wide=124)
    m.wire("cosines", "when", "fit", r["fit"], cells={}, bend=192, at=(196, 226))
    m.box(
        "where",
        68,
        278,
        "fixed",
        text="which pixels spoke\nfor it: middle, part",
        wide=126,
    )
    m.wire("cosines", "where", bend=192)
    m.box("pieces", 135, 412, "fixed", text="pieces, crossfades", wide=124)
    m.wire("where", "pieces", "factors", r["factors"], cells={}, into=-30, bend=376,
           at=(68, 334), side="right")  # fmt: skip
    m.wire("when", "pieces", "spans", r["spans"], into=30, bend=376, at=(196, 334))
    m.box("sound", 236, 412, "data", text="recorded", said="a recording", wide=54)
    m.sideways("sound", "pieces")
    m.box("ears", 135, 508, "data", text="left ear, right ear")
    m.wire("pieces", "ears", "track", r["track"])
    first, last = r["spans"][0] if len(r["spans"]) else (0, 0)
    return m.picture(
        "Nothing here is trained, and the vectors are those of the lab's own eye. The first name "
        f"is heard from picture {first} to {last - 1}."
    )
