"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.senses import listen as ex
from fieldguide.mechanisms.measures.errors import edit_distance, error_rate
from fieldguide.mechanisms.objectives.alignment import read_path
from fieldguide.mechanisms.sampling.transcribing import verdict


def log_mel(power):
    decades = np.log10(np.maximum(power, 1e-10))
    return (np.maximum(decades, decades.max() - 8) + 4) / 4


def natural(power):
    decades = np.log(np.maximum(power, 1e-10))
    return (np.maximum(decades, decades.max() - 8) + 4) / 4


def floor_of_each_frame(power):
    decades = np.log10(np.maximum(power, 1e-10))
    return (np.maximum(decades, decades.max(-1, keepdims=True) - 8) + 4) / 4


def without_floor(power):
    return (np.log10(np.maximum(power, 1e-10)) + 4) / 4


def of_zero(power):
    with np.errstate(all="ignore"):
        decades = np.log10(power)
        return (np.maximum(decades, decades.max() - 8) + 4) / 4


def my_path(path):
    return read_path(path).tolist()


def blanks_first(path):
    kept = [k for k in path.tolist() if k]
    return [k for i, k in enumerate(kept) if not i or k != kept[i - 1]]


def repeats_stay(path):
    return [k for k in path.tolist() if k]


def blanks_stay(path):
    path = path.tolist()
    return [k for i, k in enumerate(path) if not i or k != path[i - 1]]


def silent_alone(ratio, sure, silent):
    return "silence" if silent > 0.6 else verdict(ratio, sure, silent)


def both_wrong(ratio, sure, silent):
    if silent > 0.6 and sure < -1:
        return "silence"
    return "again" if ratio > 2.4 and sure < -1 else "keep"


def never_silent(ratio, sure, silent):
    return verdict(ratio, sure, 0.0)


RULES = {
    "nothing": ["time"],
    "time": ["text", "end"],
    "time text": ["text", "time", "end"],
    "time text time": ["time", "end"],
}
KNOWN = ["the gull sees a fish".split(), "the keeper lights a lamp".split()]
SAID = ["the gull sees fish".split(), "the the keeper lights ramp".split()]

CASES = [
    (
        ex.ex_frames,
        {"frames": 750, "places": 375, "time": 375},
        [
            {"frames": 751, "places": 376, "time": 376},
            {"frames": 300, "places": 150, "time": 375},  # a frame a window
            {"frames": 750, "places": 750, "time": 375},
            {"frames": 750, "places": 375, "time": 750},
            750,
        ],
    ),
    (
        ex.ex_log_mel,
        log_mel,
        [floor_of_each_frame, natural, without_floor, of_zero, lambda p: 1 / 0, 3],
    ),
    (
        ex.ex_read_path,
        my_path,
        [blanks_first, repeats_stay, blanks_stay, sorted, lambda p: p, 3],
    ),
    (
        ex.ex_rules,
        RULES,
        [
            RULES | {"time": ["text", "time", "end"]},
            RULES | {"time text time": ["text", "time", "end"]},
            RULES | {"time text": ["text", "time"]},
            RULES | {"nothing": ["text", "time"]},
            RULES | {"nothing": "time"},
            RULES | {"nothing": [1]},
            ["time"],
        ],
    ),
    (
        ex.ex_verdict,
        verdict,
        [
            silent_alone,
            both_wrong,
            never_silent,
            lambda *a: "keep",
            lambda *a: 1 / 0,
            1,
        ],
    ),
    (
        ex.ex_error_rate,
        {"changes": 4, "rate": 0.4, "invented": 4},
        [
            {
                "changes": 4,
                "rate": 4 / 9,
                "invented": 4,
            },  # of the words that were written
            {"changes": 3, "rate": 0.3, "invented": 4},
            {"changes": 4, "rate": 40, "invented": 4},
            {"changes": 4, "rate": 0.4, "invented": 1},  # not above 1
            {"changes": 4, "rate": 0.4, "invented": 3},
            4,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("750", "375", "0.4", "10 words")


def test_the_lines_of_the_lab_are_counted_by_the_function():
    assert sum(map(edit_distance, KNOWN, SAID)) == 4
    assert error_rate(KNOWN, SAID) == 0.4
    assert error_rate([["fog"]], ["thank you for watching".split()]) == 4
