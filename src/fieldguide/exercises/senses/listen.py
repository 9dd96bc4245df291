"""Checks of notebooks/senses/05-listen.ipynb."""

import numpy as np

from ...mechanisms.objectives.alignment import read_path
from ...mechanisms.sampling.transcribing import verdict
from ...mechanisms.sounds import mel
from ...page.check import close, listed, same, start


def ex_frames(answer):
    """Exercise ex-frames: frames, places and the last time's number for 7.5 seconds."""
    report = start("ex-frames", answer)
    given = report.expect_keys(answer, ["frames", "places", "time"], 4)
    if given is None:
        return report
    frames = round(7.5 * mel.RATE) // mel.HOP
    report.mark(
        "frames", 2, close(given["frames"], frames),
        "One frame each 160 numbers. How many numbers are there?",
    )  # fmt: skip
    report.mark(
        "places", 1, close(given["places"], frames // 2),
        "What does the second convolution leave out?",
    )  # fmt: skip
    report.mark(
        "number of the time", 1, close(given["time"], frames // 2),
        "Times are a place of the encoder apart, and are counted from 0.",
    )  # fmt: skip
    return report


def ex_log_mel(function):
    """Exercise ex-log-mel: `function(power)` -> what Whisper makes of the power in its bands."""
    report = start("ex-log-mel", function)
    rng = np.random.default_rng(2)
    near = 10 ** rng.uniform(-3, 2, (5, 4))  # nothing lies under the floor
    far = near.copy()
    far[3] *= 1e-9  # a frame that is nearly silent
    silent = np.zeros((3, 4))

    def right(power):
        decades = np.log10(np.maximum(power, mel.SOFTEST))
        return (np.maximum(decades, decades.max() - mel.DECADES) + 4) / 4

    got, stops = report.call(function, near)
    report.mark(
        "powers of ten", 1, close(got, right(near)),
        stops or "Ten times the power is how much more? And where is 0?",
    )  # fmt: skip
    got, stops = report.call(function, far)
    report.mark(
        "the floor", 2, close(got, right(far)),
        stops or "Eight powers of ten under the loudest of what?",
    )  # fmt: skip
    got, stops = report.call(function, silent)
    report.mark(
        "silence", 1, close(got, right(silent)),
        stops or "What is the logarithm of nothing, and what is taken for it?",
    )  # fmt: skip
    return report


def ex_read_path(function):
    """Exercise ex-read-path: `function(path)` -> list of labels, what a path says."""
    report = start("ex-read-path", function)
    cases = {
        "blanks are left out": (1, [0, 3, 0, 5, 0, 0], "Blank is 0."),
        "equal neighbors are one": (1, [3, 3, 3, 5, 5, 1], "Somebody sings on."),
        "a letter comes twice": (
            2,
            [6, 6, 0, 6, 4, 0, 0, 4],
            "Which of the two must be done first, so that a blank can keep two letters apart?",
        ),
    }
    for part, (points, path, hint) in cases.items():
        wanted = read_path(path).tolist()
        got, stops = report.call(function, np.array(path))
        report.mark(part, points, same(listed(got), wanted), stops or hint)
    return report


def ex_rules(answer):
    """Exercise ex-rules: which of text, time and end may follow what is written."""
    report = start("ex-rules", answer)
    cases = {
        "nothing": ({"time"}, "A transcript says first when it begins."),
        "time": ({"text", "end"}, "A piece has begun. Can it be over at once?"),
        "time text": ({"text", "time", "end"}, "The piece may go on, too."),
        "time text time": (
            {"time", "end"},
            "The piece is over, and a next one needs what?",
        ),
    }
    given = report.expect_keys(answer, cases, 4)
    if given is None:
        return report
    for written, (wanted, hint) in cases.items():
        got = listed(given[written])
        fits = got is not None and all(isinstance(kind, str) for kind in got)
        report.mark(f"behind {written}", 1, fits and {*got} == wanted, hint)
    return report


def ex_verdict(function):
    """Exercise ex-verdict: `function(ratio, sure, silent)` -> "keep", "again" or "silence"."""
    report = start("ex-verdict", function)
    cases = {
        "what is fine is kept": (1, [(1.1, -0.4, 0.1)], "Nothing is wrong with it."),
        "doubt and repetition": (
            1,
            [(1.1, -1.3, 0.2), (3.0, -0.4, 0.2)],
            "Try again if one of two is wrong.",
        ),
        "silence": (1, [(1.1, -1.3, 0.8), (3.0, -1.3, 0.8)], "Two signs together."),
        "sure, though it may be silent": (
            1,
            [(1.1, -0.2, 0.9), (3.0, -0.2, 0.9)],
            "The probability of silence alone has been found not to be enough.",
        ),
    }
    for part, (points, rows, hint) in cases.items():
        found, hints = [], []
        for row in rows:
            got, stops = report.call(function, *row)
            found.append(same(got, verdict(*row)))
            hints.append(stops)
        report.mark(part, points, all(found), next(filter(None, hints), "") or hint)
    return report


def ex_error_rate(answer):
    """Exercise ex-error-rate: changes and rate of two lines, and of one that was invented."""
    report = start("ex-error-rate", answer)
    given = report.expect_keys(answer, ["changes", "rate", "invented"], 4)
    if given is None:
        return report
    report.mark(
        "changes", 1, close(given["changes"], 4),
        "Go along both lines: what is replaced, what is missing, what is too much?",
    )  # fmt: skip
    report.mark(
        "rate", 2, close(given["rate"], 4 / 10, 1e-3),
        "All changes together, as a share of all words that were said in truth.",
    )  # fmt: skip
    report.mark(
        "what was invented", 1, close(given["invented"], 4, 1e-3),
        "One word was said. How many are replaced, and how many are too much?",
    )  # fmt: skip
    return report
