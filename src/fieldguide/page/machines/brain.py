"""The machine of *Hear what is heard*: Speech from Brain."""

import numpy as np

from ...mechanisms.networks import sensors
from ...mechanisms.objectives import contrast
from ...training.losses import cross_entropy
from .drawing import Machine


def speech_from_brain_run(words, x, places, heard, channels=5, inner=4, seed=3):
    """The brain of one who hears the first of some words, held against all of them.

    x, shape (t, sensors), is what the sensors at `places` measured, `heard`, shape (n, t, f), what
    each word sounds like.
    """
    rng = np.random.default_rng(seed)
    f = heard.shape[-1]
    p = sensors.new_brain_encoder(
        rng, people=2, features=f, channels=channels, inner=inner, depth=1, harmonics=2
    )
    p["maps"] = rng.normal(size=p["maps"].shape)
    merged = sensors.merge_sensors(x, places, p["maps"])
    mixed = sensors.person_layer(merged[None], [1], p["persons"])[0]
    guess = sensors.brain_encoder(x[None], places, [1], p)[0]
    candidates = (heard - heard.mean((0, 1))).reshape(len(words), -1)
    scores = contrast.candidate_scores(guess.reshape(1, -1), candidates)[0]
    return {
        "x": x, "z": merged, "own": mixed, "guess": guess, "candidates": heard[0],
        "scores": scores, "loss": cross_entropy(scores[None], np.array([0])),
    }  # fmt: skip


def speech_from_brain(words, x, places, heard, **sizes):
    """Draw Speech from Brain: a guess from sensors, held against what may have been heard."""
    r = speech_from_brain_run(words, x, places, heard, **sizes)
    m = Machine("Speech from Brain: choose what was heard", 470)
    m.box("sensors", 75, 14, "data", text=f"who hears\n“{words[0]}”", tall=30)
    m.box("merge", 75, 92, text="merge by place", wide=110)
    m.wire("sensors", "merge", "x", r["x"], cells={}, at=(75, 52))
    m.box("person", 75, 176, text="the person's layer", wide=124)
    m.wire("merge", "person", "z", r["z"], cells={}, at=(75, 134))
    m.box("time", 75, 262, text="convolutions", wide=96, times=10)
    m.wire("person", "time", "", r["own"], cells={}, at=(75, 218))
    m.box(
        "sounds",
        207,
        14,
        "data",
        text=", ".join(words[:2]) + ",\n" + ", ".join(words[2:]),
        tall=30,
    )
    m.box("speech", 207, 176, "frozen", text="wav2vec 2.0", wide=92)
    m.wire("sounds", "speech")
    m.box(
        "match",
        141,
        370,
        "fixed",
        text="products, candidates\ndivided by length",
        wide=140,
    )
    m.wire(
        "time", "match", "guess", r["guess"], cells={}, into=-30, bend=330, at=(75, 308)
    )
    m.wire(
        "speech",
        "match",
        "",
        r["candidates"],
        cells={},
        into=30,
        bend=330,
        at=(207, 240),
    )
    m.box("loss", 141, 442, "loss", text=f"which one? {r['loss']:.2f} nats", wide=140)
    m.wire("match", "loss", "scores", r["scores"], at=(141, 412))
    return m.picture(
        f"One guess, and {len(words)} candidates, of which one is right. Only the left side learns."
    )
