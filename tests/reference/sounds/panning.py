"""Laws of panning: the Web Audio API's of equal power, and pydub's, in librosa's decibels."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sounds import panning

PLACES = np.linspace(-1, 1, 17)

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_equal_power():
    """StereoPannerNode of the Web Audio API (W3C 2021), one channel in: x = (pan + 1) / 2."""
    import torch

    x = (torch.tensor(PLACES) + 1) / 2
    gains = torch.stack([torch.cos(x * torch.pi / 2), torch.sin(x * torch.pi / 2)], -1)
    return record(
        "torch",
        "stack([cos(x * pi / 2), sin(x * pi / 2)], -1), x = (pan + 1) / 2",
        0,  # nothing is drawn
        {"position": PLACES},
        {"factors": gains},
    )


@producer
def restated_pydub_pan():
    """pan: jiaaro/pydub, commit 0533dfa, effects.py, by way of decibels as there."""
    import librosa

    def db(ratio):
        return librosa.amplitude_to_db(np.array(ratio), amin=1e-30, top_db=None)

    gains = []
    for place in PLACES:
        most = db(2.0)
        boost = abs(place) * most
        reduced = db(librosa.db_to_amplitude(most) - librosa.db_to_amplitude(boost))
        pair = [boost / 2, reduced] if place < 0 else [reduced, boost / 2]
        gains.append(librosa.db_to_amplitude(np.array(pair)))
    loud = np.linspace(-30, 10, 9)
    return record(
        "librosa",
        "db_to_amplitude([boost / 2, amplitude_to_db(db_to_amplitude(amplitude_to_db(2)) - "
        "db_to_amplitude(boost))]), boost = abs(pan) * amplitude_to_db(2)",
        0,  # nothing is drawn
        {"position": PLACES, "decibels": loud},
        {
            "factors": np.array(gains).round(12),
            "amplitudes": librosa.db_to_amplitude(loud),
        },
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_equal_power")
def constant_power_is_the_webs(vector):
    given = vector["inputs"]["position"]
    ours = panning.constant_power_pan(given)
    same_numbers(ours, vector["outputs"]["factors"])
    assert np.allclose(panning.level(vector["outputs"]["factors"]), 0)


@agrees("restated_pydub_pan")
def the_boosted_law_is_pydubs(vector):
    ours = panning.boosted_pan(vector["inputs"]["position"])
    same_numbers(ours, vector["outputs"]["factors"], 1e-11)


@agrees("restated_pydub_pan")
def decibels_are_librosas(vector):
    ours = panning.amplitude(vector["inputs"]["decibels"])
    same_numbers(ours, vector["outputs"]["amplitudes"])


# --- what must be noticed -------------------------------------------------------------


def _far_ear_by_the_root(position):
    """Both ears get the root, so that power is kept: not pydub's."""
    right = np.asarray(position) + 1
    return np.sqrt(np.stack([2 - right, right], axis=-1))


def _power_decibels(decibels):
    return 10 ** (np.asarray(decibels) / 10)


HERE = "sounds.panning."
plant("restated_equal_power", HERE + "constant_power_pan", panning.linear_pan)
plant("restated_pydub_pan", HERE + "boosted_pan", _far_ear_by_the_root)
plant("restated_pydub_pan", HERE + "amplitude", _power_decibels)
