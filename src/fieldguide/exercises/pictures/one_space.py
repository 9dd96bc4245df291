"""Checks of notebooks/pictures/05-one-space.ipynb."""

import numpy as np

from ...mechanisms.diffusion import directions
from ...mechanisms.networks import decoupled, patches
from ...mechanisms.objectives import captions, contrast
from ...page.check import close, start


def ex_patches(answer):
    """Exercise ex-patches: 288 x 288 pixels in three colors, in patches of 18 x 18 pixels: how many
    patches, and how many numbers in each."""
    report = start("ex-patches", answer)
    given = report.expect(answer, 2, "a pair (patches, numbers in each)", 4)
    if given is None:
        return report
    number = patches.patch_number(height=288, width=288, side=18)
    report.mark(
        "how many patches", 2, close(given[0], number),
        "18 is the length of a side in pixels. How many sides fit into 288?",
    )  # fmt: skip
    report.mark(
        "how many numbers", 2, close(given[1], 18 * 18 * 3),
        "A patch is a square, and each of its pixels has a number for each color.",
    )  # fmt: skip
    return report


def ex_name(function):
    """Exercise ex-name: `function(pictures, texts)` -> the number of the text that fits each
    picture best, from vectors of any length."""
    report = start("ex-name", function)
    rng = np.random.default_rng(4)
    pictures, texts = rng.normal(size=(6, 5)), rng.normal(size=(4, 5))
    cases = {
        "two and two": (np.eye(2)[::-1], np.eye(2)),
        "more pictures than texts": (pictures, texts),
        "texts of any length": (pictures, texts * np.array([[0.1], [1], [5], [30]])),
        "pictures of any length": (pictures * np.arange(1, 7)[:, None] ** 2, texts),
    }
    for part, (seen, read) in cases.items():
        wanted = contrast.cosines(seen, read).argmax(1)
        got, hint = report.call(function, seen, read)
        hint = hint or (
            "One number for each picture, and only the directions count: compare cosines."
        )
        report.mark(part, 1, close(got, wanted), hint)
    return report


def ex_arc(answer):
    """Exercise ex-arc: a quarter of the way from (1, 0) to (0, 1), along the arc; and the
    length of what lies there on the straight line."""
    report = start("ex-arc", answer)
    given = report.expect_keys(answer, ["arc", "straight"], 4)
    if given is None:
        return report
    a, b = np.eye(2)
    report.mark(
        "on the arc", 2,
        close(given["arc"], directions.slerp(a, b, t=0.25), 0.0015),
        "A quarter of a quarter turn; the first number is a cosine, the second a sine.",
    )  # fmt: skip
    report.mark(
        "on the straight line", 2,
        close(given["straight"], np.sqrt((0.75 * a + 0.25 * b) @ (0.75 * a + 0.25 * b)), 0.0015),
        "The point has three quarters of the one and a quarter of the other. Pythagoras.",
    )  # fmt: skip
    return report


def ex_draws(function):
    """Exercise ex-draws: `function(samples, target)` with samples (k, n, d) and target (n, d)
    -> for each target the sample with the largest dot product, (n, d)."""
    report = start("ex-draws", function)
    rng = np.random.default_rng(7)
    samples, target = rng.normal(size=(2, 5, 3)), rng.normal(size=(5, 3))
    long = samples * np.array([1.0, 4.0])[:, None, None]
    cases = {
        "one target": (np.array([[[0.0, 1]], [[1, 0]]]), np.array([[1.0, 0.2]])),
        "each target chooses for itself": (samples, target),
        "the product, and not the angle": (long, target),
        "five draws": (rng.normal(size=(5, 4, 3)), target[:4]),
    }
    for part, (drawn, wish) in cases.items():
        wanted = directions.closest_sample(drawn, wish)
        got, hint = report.call(function, drawn, wish)
        hint = hint or "Products along the last axis; the best along the first."
        report.mark(part, 1, close(got, wanted, 1e-12), hint)
    return report


def ex_mark(function):
    """Exercise ex-mark: `function(ids)` -> (n + 1, n + 1), who may look at whom when [CLS]
    stands behind a text whose padding has the id 0."""
    report = start("ex-mark", function)
    cases = {
        "without padding": np.array([4, 2, 6]),
        "with padding": np.array([4, 2, 6, 0, 0]),
    }
    for part, ids in cases.items():
        n = len(ids)
        wanted = decoupled.class_mask(ids)
        got, hint = report.call(function, ids)
        fits = (
            close(got, np.zeros((n + 1, n + 1)), np.inf) if got is not None else False
        )
        got = np.asarray(got) if fits else None
        report.mark(
            f"{part}: words", 1, fits and close(got[:-1] * 1, wanted[:-1] * 1),
            hint or "Words look back and at themselves; nobody looks at what stands last.",
        )  # fmt: skip
        report.mark(
            f"{part}: the mark", 1, fits and close(got[-1] * 1, wanted[-1] * 1),
            hint or "[CLS] looks at all words and at itself, and never at padding.",
        )  # fmt: skip
    return report


def ex_sum(answer):
    """Exercise ex-sum: what CoCa makes small if finding captions costs 0.4 nats, finding
    pictures 0.6, and a word 1.5; and with the weights the other way round."""
    report = start("ex-sum", answer)
    given = report.expect(answer, 2, "a pair of numbers", 4)
    if given is None:
        return report
    told, written = (0.4 + 0.6) / 2, 1.5
    w, u = captions.CONTRASTIVE, captions.CAPTIONING
    report.mark(
        "CoCa's weights", 2, close(given[0], w * told + u * written, 1e-6),
        "The contrast is the mean of both directions. Which of the losses counts double?",
    )  # fmt: skip
    report.mark(
        "the other way round", 2, close(given[1], u * told + w * written, 1e-6),
        "Now the other loss counts double.",
    )  # fmt: skip
    return report
