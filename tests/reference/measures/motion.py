"""Errors of motions, restated frame by frame in plain Python from PhysDiff's words.

No code was published. Penetration and floating are of the lowest point, with a tolerance of 5 mm;
sliding is of feet that touch the ground in two adjacent frames; each is a mean over frames in which
those without a fault count as 0 (Yuan et al. 2022, arXiv:2212.02500, section on metrics, and the
smpl_eval.py of ZhengyiLuo/UniversalHumanoidControl at d2bec17, to which others compare).
"""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.measures import motion

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_motion_errors():
    """A motion of 30 frames with two feet, sometimes below the ground and sometimes above."""
    seed = 20221205
    rng = np.random.default_rng(seed)
    places = rng.normal(0, 0.1, (30, 2)).cumsum(0).round(3)
    heights = rng.choice([-0.03, -0.004, 0.0, 0.003, 0.02, 0.2], (30, 2)).round(3)
    deep, high, slides = [], [], []
    for frame in heights.tolist():
        lowest = min(frame)
        deep.append(-lowest * 1000 if lowest < -0.005 else 0.0)
        high.append(lowest * 1000 if lowest > 0.005 else 0.0)
    for t in range(29):
        moved = [
            abs(places[t + 1, foot] - places[t, foot]) * 1000
            for foot in range(2)
            if heights[t, foot] <= 0.005 and heights[t + 1, foot] <= 0.005
        ]
        slides.append(sum(moved) / len(moved) if moved else 0.0)
    made = {
        "penetrate": sum(deep) / 30,
        "float": sum(high) / 30,
        "skate": sum(slides) / 29,
    }
    return record(
        "numpy",
        "restated in plain Python from the paper's section on metrics",
        seed,
        {"places": places, "heights": heights},
        made | {"phys_err": sum(made.values())},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_motion_errors")
def errors_agree(vector):
    given = {name: np.array(x) for name, x in vector["inputs"].items()}
    places, heights = given["places"], given["heights"]
    ours = {
        "penetrate": motion.penetration(heights),
        "float": motion.floating(heights),
        "skate": motion.skating(places, heights),
        "phys_err": motion.physical_error(places, heights),
    }
    for name, theirs in vector["outputs"].items():
        assert theirs > 0
        same_numbers(np.array(ours[name]), theirs, 1e-10)


# --- what must be noticed -------------------------------------------------------------

DEEP, HIGH, SLIDE = motion.penetration, motion.floating, motion.skating


def _every_point(heights, **how):
    return DEEP(np.asarray(heights)[..., None], **how).mean()


def _only_faulty_frames(heights, **how):
    return DEEP(heights[heights.min(-1) < -0.005], **how)


def _the_highest(heights, **how):
    return HIGH(np.max(heights, -1, keepdims=True), **how)


def _all_feet(places, heights, **how):
    return SLIDE(places, np.zeros_like(heights), **how)


def _one_frame_is_enough(places, heights, **how):
    return SLIDE(places, np.minimum(heights, np.roll(heights, 1, 0)), **how)


TARGET = "measures.motion."
plant(
    "restated_motion_errors", TARGET + "penetration", _every_point, _only_faulty_frames
)
plant("restated_motion_errors", TARGET + "floating", _the_highest)
plant("restated_motion_errors", TARGET + "skating", _all_feet, _one_frame_is_enough)
