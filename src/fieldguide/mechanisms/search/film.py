"""Where a film is cut, and from when to when something is to be seen in it.

Soundify (Lin et al. 2021) looks for sounds in one scene at a time, so it first finds where one
scene ends: there the shares of dark and bright pixels change at once. Afterwards a network says
of each frame how well it fits the name of a sound, and what fits well enough, frame after frame,
is an interval in which the sound is heard.

The paper names these steps and prints none of their numbers, as far as we could read it; they
are those of the prototype that its first author has published, chuanenlin/soundify, commit
29aa35a, soundify.py.
"""

import numpy as np

from ... import checks

BINS = 16  # shades that are counted apart: video_to_scenes, calcHist
CUT = 0.24  # change of the shares from which on a scene is new: diff_threshold
LUMA = np.array([0.299, 0.587, 0.114])  # how bright red, green and blue are: RGB2GRAY
ROUNDING = 1e-9  # of a shade
SEEN = 0.1  # share above which a sound belongs to a frame: align_scene_and_audio


def histograms(frames, *, bins=BINS):
    """How large a share of each frame is how bright.

    A frame of one black and three white pixels has, in two bins, the shares 1/4 and 3/4. Where
    the pixels lie is forgotten.

    Parameters
    ----------
    frames : array, shape (n, height, width, 3)
        Red, green and blue in [0, 1].
    bins : int
        Shades that are told apart, each as wide as the others.

    Returns
    -------
    array, shape (n, bins)
        From dark to bright; each row adds up to 1.

    Raises
    ------
    ValueError
        If a number lies outside of [0, 1], or a frame has no pixels.

    References
    ----------
    chuanenlin/soundify, commit 29aa35a, video_to_scenes: gray, 16 bins, as shares. There the
    gray is first rounded to one of 256 whole numbers. The paper says "color histogram".
    """
    frames = checks.finite("frames", frames, (None, None, None, 3))
    bins = checks.count("bins", bins)
    if not frames[:1].size and len(frames):
        raise ValueError(f"frames must have pixels, got shape {frames.shape}")
    if frames.size and not (frames.min() >= 0 and frames.max() <= 1):
        raise ValueError(
            f"frames must lie in [0, 1], got {frames.min()} to {frames.max()}"
        )
    gray = (frames @ LUMA).reshape(
        len(frames), frames[0, ..., 0].size if len(frames) else 1
    )
    # A gray that begins a shade must not fall below it because its weights are rounded.
    bin_of = np.minimum((gray * bins + ROUNDING).astype(int), bins - 1)  # (n, pixels)
    return (bin_of[..., None] == np.arange(bins)).mean(1)  # (n, bins)


def changes(shares):
    """How much the shares of each frame differ from those of the frame before.

    The shares 1/4 and 3/4 after 3/4 and 1/4 have changed by 1/2 + 1/2 = 1. The most is 2, when
    no shade of the one is in the other.

    Parameters
    ----------
    shares : array, shape (n, bins)

    Returns
    -------
    array, shape (n,)
        0 for the first frame, which has none before it; in [0, 2] for shares that add up to 1.

    Raises
    ------
    ValueError
        If there is no frame.

    References
    ----------
    Lin et al. 2021, arXiv:2112.09726, sec. 2, "absolute color histogram distances".
    """
    shares = checks.numbers("shares", shares, (None, None))
    checks.count("frames", len(shares))
    return np.append(0.0, abs(np.diff(shares, axis=0)).sum(1))


def cuts(changes, *, threshold=CUT):
    """The frames with which a new scene begins: where the change is a peak, and large enough.

    A peak is higher than what is left and right of it. Of a change that goes on for several
    frames only the highest is a cut; of several of one height, the middle one.

    Parameters
    ----------
    changes : array, shape (n,)
    threshold : float
        A peak of this height counts.

    Returns
    -------
    int array, shape (scenes - 1,)
        In order. Neither the first frame nor the last can be one.

    Raises
    ------
    ValueError
        If a change is no finite number.

    References
    ----------
    chuanenlin/soundify, commit 29aa35a, video_to_scenes: scipy.signal.find_peaks with this
    height and a distance of 1.
    """
    changes = checks.finite("changes", changes, (None,))
    threshold = checks.number("threshold", threshold)
    starts = np.flatnonzero(np.diff(changes, prepend=np.nan) != 0)  # of equal stretches
    stops = np.append(starts[1:], len(changes))
    height = changes[starts]
    peak = (height[1:-1] > height[:-2]) & (height[1:-1] > height[2:])
    found = np.flatnonzero(peak & (height[1:-1] >= threshold)) + 1
    return (starts[found] + stops[found] - 1) // 2


def intervals(scores, *, threshold=SEEN):
    """From which frame to which a score stays above a threshold.

    Scores 0, 5, 7, 0, 6 with a threshold of 4 give 1 to 3 and 4 to 5: the end is the first
    frame that is no longer inside.

    Parameters
    ----------
    scores : array, shape (n,)
        How well each frame fits the name of a sound.
    threshold : float
        A score must be above it; one that equals it is not.

    Returns
    -------
    int array, shape (intervals, 2)
        Begin and end of each, in order.

    Raises
    ------
    ValueError
        If a score is no finite number.

    References
    ----------
    Lin et al. 2021, arXiv:2112.09726, sec. 2, "consecutive matches above a threshold"; the
    prototype's is 0.1, of shares among the sounds that were asked for.
    """
    scores = checks.finite("scores", scores, (None,))
    inside = scores > checks.number("threshold", threshold)
    edges = np.diff(inside.astype(int), prepend=0, append=0)
    return np.stack([np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)], axis=1)
