"""Checks of notebooks/pictures/02-steer.ipynb."""

import numpy as np

from ...mechanisms.diffusion.cascade import augment
from ...mechanisms.diffusion.guidance import guide
from ...mechanisms.diffusion.steps import add_noise
from ...mechanisms.diffusion.thresholds import clip_picture, dynamic_threshold
from ...page.check import close, listed, start

WITH, WITHOUT = 0.4, -0.2  # guesses of a pixel, with the caption and without
WILD, TAME = (0.5, -1.0, 1.5, -2.0, 3.0), (0.2, -0.5, 0.9, 0.1, -0.3)


def ex_guide(answer):
    """Exercise ex-guide: the guided pixel for the scales 0, 1 and 3."""
    report = start("ex-guide", answer)
    given = report.expect(answer, 3, "three numbers", 4)
    if given is None:
        return report
    hints = (
        "A scale of nothing takes nothing of the difference.",
        "Once the difference leads from the one guess to the other.",
        "Begin at the guess without a caption and walk so many times towards the other.",
    )
    for scale, got, points, hint in zip(
        (0, 1, 3), given, (1, 1, 2), hints, strict=True
    ):
        wanted = guide([WITH], [WITHOUT], scale=scale)[0]
        report.mark(f"scale {scale}", points, close(got, wanted), hint)
    return report


def ex_conventions(answer):
    """Exercise ex-conventions: weights of Ho and Salimans for scales of 3, 1.35 and 0."""
    report = start("ex-conventions", answer)
    given = report.expect_keys(answer, ["GLIDE", "Imagen", "no caption"], 4)
    if given is None:
        return report
    hints = (
        "Write both rules as so much of c and so much of u, and compare what stands at c.",
        "Imagen's rule is GLIDE's, written otherwise.",
        "Nothing of c may be left.",
    )
    for (name, got), scale, points, hint in zip(
        given.items(), (3, 1.35, 0), (2, 1, 1), hints, strict=True
    ):
        report.mark(name, points, close(got, scale - 1), hint)
    return report


def ex_drop(function):
    """Exercise ex-drop: `function(ids, rng)` empties a fifth of the captions, whole ones."""
    report = start("ex-drop", function)
    n = 4000
    ids = np.random.default_rng(3).integers(1, 9, (n, 6))
    got, hint = report.call(function, ids, np.random.default_rng(4))
    fits = close(got, ids, np.inf)
    gone = (np.asarray(got) == 0).all(1) if fits else np.zeros(n, bool)
    same = (np.asarray(got) == ids).all(1) if fits else np.zeros(n, bool)
    report.mark(
        "whole captions", 2, fits and bool((gone | same).all()),
        hint or "A caption that has lost some of its words still says something.",
    )  # fmt: skip
    # Four standard deviations of the share of so many.
    near = abs(gone.mean() - 0.2) < 4 * np.sqrt(0.2 * 0.8 / n)
    report.mark(
        "a fifth of them", 1, near, hint or "Each for itself, with this chance."
    )
    again, hint = report.call(function, ids, np.random.default_rng(5))
    other = close(again, ids, np.inf) and not close(again, got)
    report.mark(
        "by chance", 1, fits and other, hint or "Draw from the rng that is given."
    )
    return report


def ex_inpaint(function):
    """Exercise ex-inpaint: `function(x, picture, visible, noise, alpha_bar)` puts the visible
    part back into a noisy picture."""
    report = start("ex-inpaint", function)
    rng = np.random.default_rng(6)
    x, picture, noise = rng.normal(size=(3, 4, 5, 3))
    visible = rng.random((4, 5)) < 0.5
    got, hint = report.call(function, x, picture, visible, noise, 0.3)
    fits = close(got, x, np.inf)
    got = np.asarray(got, float) if fits else np.full(x.shape, np.nan)
    report.mark(
        "the hole stays", 1, close(got[~visible], x[~visible]),
        hint or "Only what is visible is put back.",
    )  # fmt: skip
    wanted = add_noise(picture, noise, alpha_bar=0.3)
    report.mark(
        "the rest gets this step's noise", 2, close(got[visible], wanted[visible]),
        hint or "x is noisy, and a clean patch in it would be like nothing in training.",
    )  # fmt: skip
    last, hint = report.call(function, x, picture, visible, noise, 1.0)
    wanted = np.where(visible[..., None], picture, x)
    report.mark(
        "at the end", 1, close(last, wanted), hint or "All of the picture is left then."
    )
    return report


def ex_threshold(answer):
    """Exercise ex-threshold: five pixels clipped, and thresholded at the percentile 75; and
    five tame ones, thresholded."""
    report = start("ex-threshold", answer)
    given = report.expect_keys(answer, ["clipped", "dynamic", "tame"], 5)
    if given is None:
        return report
    wild, tame = np.array([WILD]), np.array([TAME])
    cases = {
        "clipped": (1, clip_picture(wild), "Each pixel for itself."),
        "dynamic": (
            2,
            dynamic_threshold(wild, percentile=75),
            "Sort the absolute values; of five, three quarters lie at or below the fourth. "
            "Clip to that, then divide by it.",
        ),
        "tame": (
            2,
            dynamic_threshold(tame, percentile=75),
            "Must a picture be changed that is one already?",
        ),
    }
    for name, (points, wanted, hint) in cases.items():
        report.mark(name, points, close(listed(given[name]), wanted[0]), hint)
    return report


def ex_dynamic(function):
    """Exercise ex-dynamic: `function(pictures, percentile)` thresholds each picture."""
    report = start("ex-dynamic", function)
    rng = np.random.default_rng(7)
    wild, tame = 2 * rng.normal(size=(4, 4, 3)), rng.uniform(-0.5, 0.5, (4, 4, 3))
    cases = {
        "a wild picture": (np.stack([wild]), 1, "Clip to s, then divide by s."),
        "a tame one": (np.stack([tame]), 1, "s is never below 1."),
        "both in a batch": (
            np.stack([wild, tame, wild / 2]),
            2,
            "What one picture looks like is not the others' affair.",
        ),
    }
    for part, (pictures, points, why) in cases.items():
        wanted = dynamic_threshold(pictures, percentile=90)
        got, hint = report.call(function, pictures, 90)
        report.mark(part, points, close(got, wanted), hint or why)
    return report


def ex_level(answer):
    """Exercise ex-level: a pixel of 0.8 and noise of -1 at level 1/3; how much of the variance
    is noise at level 1/2; and the share of Imagen's last pixels that the first model drew."""
    report = start("ex-level", answer)
    given = report.expect_keys(answer, ["pixel", "noise", "drawn"], 4)
    if given is None:
        return report
    wanted = augment(np.array([[0.8]]), np.array([[-1.0]]), level=1 / 3).item()
    report.mark(
        "pixel", 2, close(given["pixel"], wanted, 0.005),
        "A third of a right angle; the cosine goes with the picture, the sine with the noise.",
    )  # fmt: skip
    report.mark(
        "noise", 1, close(given["noise"], 0.5, 0.005),
        "Half of a right angle: sine and cosine are alike there, and their squares are asked.",
    )  # fmt: skip
    report.mark(
        "drawn", 1, close(given["drawn"], 64**2 / 1024**2, 1e-4),
        "A side is a sixteenth; a picture has two.",
    )  # fmt: skip
    return report
