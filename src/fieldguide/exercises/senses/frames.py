"""Checks of notebooks/senses/02-frames.ipynb."""

import numpy as np

from ...mechanisms.networks import tubes
from ...mechanisms.sampling.unrolling import unrolled_length
from ...page.check import close, listed, start

CLIP = {"height": 128, "width": 128, "side": 8}


def ex_tubes(answer):
    """Exercise ex-tubes: tokens of 29 frames in tubes of four, and frames of 2,560 tokens in
    tubes of two; squares of 8 x 8 of 128 x 128 pixels."""
    report = start("ex-tubes", answer)
    given = report.expect_keys(answer, ["tokens", "frames"], 4)
    if given is None:
        return report
    tokens = tubes.tube_number(length=29, span=4, **CLIP)
    report.mark(
        "tokens", 2, close(given["tokens"], tokens),
        "Which frame is in no tube? And how many squares has a frame?",
    )  # fmt: skip
    frames = next(
        n
        for n in range(1, 99, 2)
        if tubes.tube_number(length=n, span=2, **CLIP) == 2560
    )
    report.mark(
        "frames", 2, close(given["frames"], frames),
        "Count the moments first. One of them is a single frame.",
    )  # fmt: skip
    return report


def ex_cut_film(function):
    """Exercise ex-cut-film: `function(film, span)` -> the first frame, and the others in tubes:
    shape (t, span, height, width)."""
    report = start("ex-cut-film", function)
    film = np.arange(7 * 2 * 3).reshape(7, 2, 3) + 5
    got, stops = report.call(function, film, 3)
    first, rest = pair(got)
    report.mark(
        "the first frame is apart", 1, close(first, film[0]),
        stops or "It is a picture, two axes, and no tube of one frame.",
    )  # fmt: skip
    report.mark(
        "the others are in tubes, in their order", 2,
        close(rest, film[1:].reshape(2, 3, 2, 3)),
        stops or "Frames that follow each other share a tube, and none is left out.",
    )  # fmt: skip
    got, stops = report.call(function, film[:1], 3)
    first, rest = pair(got)
    report.mark(
        "a still is a film", 1,
        close(first, film[0]) and close(rest, np.zeros((0, 3, 2, 3))),
        stops or "A film of one frame has no tubes: an array of shape (0, span, height, width).",
    )  # fmt: skip
    return report


def pair(got):
    """Two things that a function gives, or None twice."""
    found = listed(got) if not isinstance(got, np.ndarray) else None
    return found if found is not None and len(found) == 2 else (None, None)


def ex_time_mask(function):
    """Exercise ex-time-mask: `function(times, places)` -> bool array, attention in time."""
    report = start("ex-time-mask", function)
    got, stops = report.call(function, 3, 4)
    fits = close(got, np.zeros((12, 12)), np.inf)
    got = np.asarray(got, bool) if fits else None
    token = np.arange(12)
    own = token[:, None] % 4 == token % 4
    later = token[:, None] // 4 < token // 4
    want = tubes.time_mask(t=3, m=4)
    report.mark(
        "nobody looks ahead", 1, fits and not got[later].any() and got[want].any(),
        stops or "Rows look, columns are looked at; tokens stand moment by moment.",
    )  # fmt: skip
    report.mark(
        "nobody looks at another place", 1, fits and not got[~own].any() and got[want].any(),
        stops or "What tells the place of token k, if there are four places?",
    )  # fmt: skip
    report.mark(
        "all that is left may be seen", 1, fits and got[want].all() and not got.all(),
        stops or "Not only the moment right before, and oneself, too.",
    )  # fmt: skip
    got, stops = report.call(function, 2, 5)
    report.mark(
        "for other sizes", 1, close(got, tubes.time_mask(t=2, m=5)),
        stops or "Try it with fewer moments than places.",
    )  # fmt: skip
    return report


def ex_changed(answer):
    """Exercise ex-changed: frame 4 of seven, counted from 0, is replaced: the first moment
    whose codes may change, how many moments may, and how many if time looks both ways."""
    report = start("ex-changed", answer)
    given = report.expect_keys(answer, ["first", "moments", "both ways"], 4)
    if given is None:
        return report
    first, times = 1 + (4 - 1) // 2, tubes.moment_number(7)
    report.mark(
        "the first moment", 2, close(given["first"], first),
        "Write down which frames are in which tube. The first is in none.",
    )  # fmt: skip
    report.mark(
        "how many", 1, close(given["moments"], times - first),
        "Who sees that moment? All that look back at it.",
    )  # fmt: skip
    report.mark(
        "both ways", 1, close(given["both ways"], times),
        "Now who looks at that moment?",
    )  # fmt: skip
    return report


def ex_stills(function):
    """Exercise ex-stills: `function(hidden, exists)` -> bool (n, moments, places), which codes
    the loss asks for, of films of which some are stills."""
    report = start("ex-stills", function)
    rng = np.random.default_rng(3)
    hidden = rng.random((3, 4, 5)) < 0.6
    frames = np.array([7, 1, 4])  # of each film; the third ends in the middle of a tube
    exists = np.arange(7) < frames[:, None]
    got, stops = report.call(function, hidden, exists)
    fits = close(got, hidden, np.inf)
    got = np.asarray(got, bool) if fits else hidden & False
    want = hidden & tubes.existing_moments(exists)[..., None]
    report.mark(
        "of a whole film: what is hidden", 1, fits and (got[0] == want[0]).all(),
        stops or "What is shown need not be guessed.",
    )  # fmt: skip
    report.mark(
        "of a still: its own moment alone", 2, fits and (got[1] == want[1]).all(),
        stops or "What would be right at a place that does not exist?",
    )  # fmt: skip
    report.mark(
        "of a tube that is half there", 1, fits and (got[2] == want[2]).all(),
        stops or "A tube with a frame or more exists; one without any does not.",
    )  # fmt: skip
    return report


def ex_unrolled(answer):
    """Exercise ex-unrolled: frames of five clips of eleven with five handed on, and how many
    clips it takes for 60 frames."""
    report = start("ex-unrolled", answer)
    given = report.expect_keys(answer, ["frames", "clips"], 4)
    if given is None:
        return report
    report.mark(
        "frames", 2, close(given["frames"], unrolled_length(5)),
        "The first clip is new from its first frame; how many frames are new in each other?",
    )  # fmt: skip
    clips = next(k for k in range(1, 99) if unrolled_length(k) >= 60)
    report.mark(
        "clips", 2, close(given["clips"], clips),
        "A clip that is not needed to its end is a clip, too.",
    )  # fmt: skip
    return report
