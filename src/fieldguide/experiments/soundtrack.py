"""A silent film of the harbor, an eye that says why it sees what it sees, and ready-made sounds.

The film has ten pictures, two a second: at noon a ship sails past and a gull flies against it;
then it is dusk, and a boat comes in through the fog.

The eye has learned nothing. It draws the harbor with this or that in it, and takes the drawing
that is nearest to what it sees. So it can also say which pixels have spoken for something:
those that are further from the best drawing *without* it than from the best one with it. CLIP,
which Soundify uses, knows pictures of everything and cannot be looked into like this; what its
pixels say is found by a gradient.
"""

import itertools

import numpy as np

from ..harbor import sounds, views, witness
from ..mechanisms.sounds import mixing, panning, placing

PIECE = sounds.RATE // 2  # numbers of a sound for each picture of the film
FADE = PIECE // 2
NAMES = "gull", "ship", "boat", "fog"  # what could be heard
AMBIENT = -5.0  # decibels, of what sounds all the time: the prototype's
AWAY = -9.0  # pixels from the left: out of the picture
MIDDLE = views.one_hot(views.SCENES).mean(0)  # of all scenes


def film():
    """Pictures of the film: array, shape (10, 16, 16, 3), of which the seventh begins anew."""
    noon, seen = views.scene("the ship on the sea at noon"), [0, 0, 1, 1, 1, 0]
    first = np.tile(noon, (6, 1))
    first[:, 4] = seen
    gulls = np.linspace((17.0, 3.5), (1.0, 2.5), 6)
    dusk = np.tile(views.scene("the boat by the quay in the fog at dusk"), (4, 1))
    return np.concatenate(
        [
            views.draw(first, x=np.linspace(5.5, 12.5, 6), gull=gulls),
            views.draw(dusk, x=np.linspace(12.5, 8.5, 4)),
        ]
    )


# --- the eye --------------------------------------------------------------------------


def _away(frame, pictures):
    """Squared differences of pictures (n, 16, 16, 3) to a frame, a number a pixel."""
    return ((pictures - frame) ** 2).sum(-1)


def _nearest(frame, scenes, **where):
    """Which of several drawings is nearest to a frame."""
    return _away(frame, views.draw(scenes, **where)).sum((1, 2)).argmin()


def read(frame):
    """What a frame shows: its scene (5,), the vessel's place and the gull's, in pixels."""
    scene = witness.tell(frame[None])[0][0]
    xs = np.arange(3, 14.5, 0.5)
    tried = np.tile(scene, (2 * len(xs), 1))
    tried[:, 1], tried[:, 4] = np.arange(len(tried)) // len(xs), 0
    best = _nearest(frame, tried, x=np.tile(xs, 2))
    scene, x = tried[best], xs[best % len(xs)]
    scene[2] = abs(views.PLACE_X - x).argmin()
    aloft = itertools.product(np.arange(2, 15, 0.5), np.arange(2, 5, 0.5))
    places = np.array([views.GULL_XY, *aloft])  # the first for no gull
    tried = np.tile(scene, (len(places), 1))
    tried[1:, 4] = 1
    best = _nearest(frame, tried, x=np.full(len(places), x), gull=places)
    return tried[best], x, places[best]


def look(frames):
    """What frames show, and which of their pixels have spoken for each of `NAMES`.

    Parameters
    ----------
    frames : array, shape (n, 16, 16, 3)

    Returns
    -------
    scenes : int array, shape (n, 5)
    heat : dict of str to array, shape (n, 16, 16)
        0 or more: how much further each pixel is from the best drawing without the thing than
        from the best one with it; 0 everywhere where the thing is not seen.
    """
    found = [read(frame) for frame in frames]
    scenes = np.array([scene for scene, _, _ in found])
    heat = {name: np.zeros(frames.shape[:3]) for name in NAMES}
    for k, (frame, (scene, x, at)) in enumerate(zip(frames, found, strict=True)):
        drawn = {"x": [x], "gull": [at], "lit": views.is_lit(scene[None])}
        best = _away(frame, views.draw(scene[None], **drawn))[0]
        vessel = views.VESSELS[scene[1]]
        without = {vessel: (scene, drawn | {"x": [AWAY]})}
        if scene[4]:
            without["gull"] = (scene * [1, 1, 1, 1, 0], drawn)
        if scene[3]:
            without["fog"] = (scene * [1, 1, 1, 0, 1], drawn)
        for name, (other, how) in without.items():
            spoken = _away(frame, views.draw(other[None], **how))[0] - best
            heat[name][k] = np.maximum(spoken, 0)
    return scenes, heat


def picture_vectors(scenes):
    """What is so in each scene, against the average scene: array, shape (n, 12)."""
    return views.one_hot(scenes) - MIDDLE


def name_vectors(names):
    """What scenes have in common in whose captions a word stands: array, shape (names, 12)."""
    fitting = [
        views.one_hot(views.SCENES[views.fitting(name)]).mean(0) for name in names
    ]
    return np.stack(fitting) - MIDDLE


# --- the sounds -----------------------------------------------------------------------


def recordings(pieces):
    """A recording for each of `NAMES`, and of the sea, so many pieces long, for one ear."""
    length = pieces * PIECE
    one = {
        "gull": sounds.gull(PIECE),
        "ship": sounds.bell(0, length=PIECE),
        "boat": sounds.bell(5, length=PIECE),
        "fog": sounds.horn(2 * PIECE),
    }
    again = {name: np.resize(sound, length) for name, sound in one.items()}
    return again | {"sea": sounds.sea(np.random.default_rng(0), length)}


def place(heat):
    """Factors for left and right, as the prototype reads them off activation maps (k, 16, 16)."""
    glows = [placing.glow(h) for h in heat]
    law = panning.boosted_pan([placing.middle(glow) for glow in glows])
    louder = panning.amplitude([placing.loudness(glow) for glow in glows])
    return law * louder[:, None]


def mix(spans, factors, pieces):
    """The sound of a film: what is in the spans of each name, over the sea.

    Parameters
    ----------
    spans : dict of str to int array, shape (k, 2)
        By name, from which frame to which it is heard.
    factors : dict of str to array, shape (pieces, 2)
        By name, for each frame.
    pieces : int
        Frames of the film.

    Returns
    -------
    array, shape (pieces * PIECE, 2)
    """
    recorded = recordings(pieces)
    track = panning.amplitude(AMBIENT) * np.stack([recorded["sea"]] * 2, axis=1)
    for name, found in spans.items():
        for start, stop in found:
            heard = mixing.follow(
                recorded[name], factors[name][start:stop], piece=PIECE, fade=FADE
            )
            track = mixing.overlay(track, heard, start=start * PIECE)
    return track
