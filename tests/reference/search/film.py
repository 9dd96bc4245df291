"""Cuts as Soundify's prototype finds them: scipy's peaks of changes of histograms."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.search import film

# --- how the vectors are made ---------------------------------------------------------


@producer
def scipy_find_peaks():
    """video_to_scenes: chuanenlin/soundify, commit 29aa35a, soundify.py, its last lines."""
    from scipy.signal import find_peaks

    seed = 20211217
    rng = np.random.default_rng(seed)
    changes = rng.choice([0, 0.1, 0.24, 0.3, 0.3, 0.8], size=(12, 20))  # with plateaus
    found = [find_peaks(row, height=0.24, distance=1)[0] for row in changes]
    return record(
        "scipy",
        "signal.find_peaks(changes, height=0.24, distance=1)[0]",
        seed,
        {"changes": changes},
        {"cuts": found},
    )


@producer
def torch_histograms():
    """calcHist of gray in 16 bins, as shares, and sums of their absolute differences."""
    import torch

    seed = 16
    frames = np.random.default_rng(seed).random((5, 6, 7, 3)).round(3)
    frames[3:] **= 3  # a darker scene
    gray = torch.tensor(frames) @ torch.tensor([0.299, 0.587, 0.114]).double()
    shares = torch.stack([torch.histc(g, 16, 0, 1) for g in gray]) / gray[0].numel()
    moved = (shares[1:] - shares[:-1]).abs().sum(1)
    return record(
        "torch",
        "histc(frames @ [0.299, 0.587, 0.114], 16, 0, 1) / pixels, differences .abs().sum(1)",
        seed,
        {"frames": frames},
        {"shares": shares, "changes": moved},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("scipy_find_peaks")
def the_same_frames_are_cuts(vector):
    for changes, theirs in zip(
        vector["inputs"]["changes"], vector["outputs"]["cuts"], strict=True
    ):
        assert film.cuts(changes).tolist() == theirs


@agrees("scipy_find_peaks")
def what_is_above_is_inside(vector):
    """The lines of a peak lie in an interval that is as high."""
    for changes, theirs in zip(
        vector["inputs"]["changes"], vector["outputs"]["cuts"], strict=True
    ):
        spans = film.intervals(changes, threshold=0.239)
        assert all(((spans[:, 0] <= k) & (k < spans[:, 1])).sum() == 1 for k in theirs)


@agrees("torch_histograms")
def histograms_and_changes_agree(vector):
    shares = film.histograms(vector["inputs"]["frames"])
    same_numbers(shares, vector["outputs"]["shares"])
    same_numbers(film.changes(shares)[1:], vector["outputs"]["changes"])


# --- what must be noticed -------------------------------------------------------------

HISTOGRAMS = film.histograms


def _all_that_is_high(changes, *, threshold=film.CUT):
    """Every frame above the threshold, peak or not."""
    return np.flatnonzero(np.asarray(changes) >= threshold)


def _first_of_equals(changes, *, threshold=film.CUT):
    changes = np.asarray(changes)
    inner = changes[1:-1]
    peak = (inner > changes[:-2]) & (inner >= changes[2:]) & (inner >= threshold)
    return np.flatnonzero(peak) + 1


def _plain_mean(frames, *, bins=film.BINS):
    """Gray is the mean of the three colors."""
    gray = np.mean(frames, axis=-1, keepdims=True)
    return HISTOGRAMS(np.repeat(gray, 3, axis=-1), bins=bins)


def _squares(shares):
    return np.append(0, (np.diff(shares, axis=0) ** 2).sum(1))


def _one_long(scores, *, threshold):
    """From the first that is above to the last."""
    above = np.flatnonzero(np.asarray(scores) > threshold)
    return np.array([[above[0], above[-1]]])


HERE = "search.film."
plant("scipy_find_peaks", HERE + "cuts", _all_that_is_high, _first_of_equals)
plant("scipy_find_peaks", HERE + "intervals", _one_long)
plant("torch_histograms", HERE + "histograms", _plain_mean)
plant("torch_histograms", HERE + "changes", _squares)
