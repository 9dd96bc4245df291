"""Checks of notebooks/other/03-physics.ipynb."""

import numpy as np

from ...mechanisms.diffusion.projected import even_times, last_times, project_at
from ...mechanisms.measures.motion import floating, penetration, skating
from ...page.check import close, listed, start

HEIGHTS = np.array([[-0.03, 0.1], [0.0, 0.2], [0.06, 0.2], [0.0, 0.0]])
PLACES = np.array([[0.0, 0.5], [0.04, 0.6], [0.2, 0.8], [0.3, 1.0]])
TIMES = np.arange(50)[::-1]


def ex_ground(answer):
    """Exercise ex-ground: penetration, floating and skating of four moments of two feet."""
    report = start("ex-ground", answer)
    given = report.expect_keys(answer, ["penetration", "floating", "skating"], 4)
    if given is None:
        return report
    report.mark(
        "penetration", 1, close(given["penetration"], penetration(HEIGHTS), 0.01),
        "Of the lower foot at each moment, in millimeters; moments without a fault count.",
    )  # fmt: skip
    report.mark(
        "floating", 1, close(given["floating"], floating(HEIGHTS), 0.01),
        "When is the lower of both feet above the ground?",
    )  # fmt: skip
    report.mark(
        "skating", 2, close(given["skating"], skating(PLACES, HEIGHTS), 0.01),
        "A foot slides if it is down at two moments that follow each other; below counts as "
        "down. From four moments there are three steps.",
    )  # fmt: skip
    return report


def ex_skating(function):
    """Exercise ex-skating: `function(places, heights)` -> millimeters, both (t, 2) in meters."""
    report = start("ex-skating", function)
    still = np.zeros((3, 2))
    slides = np.array([[0.0, 0.0], [0.03, 0.5], [0.03, 0.9]])
    one = np.array([[0.0, 0.2], [0.0, 0.2], [0.0, 0.2]])
    got, stops = report.call(function, slides, one)
    report.mark(
        "a foot in the air does not slide", 2, close(got, skating(slides, one)),
        stops or "Only a foot that is down counts, however far the other one swings.",
    )  # fmt: skip
    got, stops = report.call(function, slides, still)
    report.mark(
        "of two feet the mean", 1, close(got, skating(slides, still)),
        stops or "What if both are down at once?",
    )  # fmt: skip
    lands = np.array([[0.2, 0.0], [0.0, 0.0], [0.0, 0.0], [0.2, 0.0]])
    moves = np.array([[0.0, 0.0], [0.4, 0.0], [0.4, 0.0], [0.9, 0.0]])
    got, stops = report.call(function, moves, lands)
    report.mark(
        "to land and to leave is not to slide", 1, close(got, skating(moves, lands)),
        stops or "It must be down before the step and after it.",
    )  # fmt: skip
    return report


def ex_inside(function):
    """Exercise ex-inside: `function(denoise, project, times)` -> a denoiser of x and t."""
    report = start("ex-inside", function)
    x = np.array([0.5, 3.0, -2.0])

    def denoise(x, t):
        return np.asarray(x) - 1 - t

    def found(times, t):
        made, stops = report.call(function, denoise, abs, times)
        if stops or not callable(made):
            return None, stops
        return report.call(made, x, t)

    wanted = project_at(denoise, abs, [2, 1])
    for t, part, hint in (
        (2, "put right when asked", "The guess is put right, and the noisy x is not."),
        (5, "left as it is when not", "Is this one of the times?"),
    ):
        got, stops = found([2, 1], t)
        report.mark(part, 2, close(got, wanted(x, t)), stops or hint)
    return report


def ex_when(answer):
    """Exercise ex-when: times of "End 4, Space 3" and of five even steps among fifty."""
    report = start("ex-when", answer)
    given = report.expect_keys(answer, ["end", "even"], 4)
    if given is None:
        return report
    wanted = {
        "end": (
            last_times(TIMES, steps=4, space=3),
            "The last of them is the last step.",
        ),
        "even": (
            even_times(TIMES, steps=5),
            "From each to the next there are as many steps of the walk.",
        ),
    }
    for name, (times, hint) in wanted.items():
        got = listed(given[name])
        fits = got is not None and len(got) == len(times)
        report.mark(
            name, 2, fits and close(sorted(got, key=float) if _numbers(got) else got, times[::-1]),
            hint,
        )  # fmt: skip
    return report


def _numbers(got):
    return all(isinstance(x, int | float | np.integer) for x in got)
