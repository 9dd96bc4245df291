"""A film that is longer than what its maker can see at once, made clip by clip.

The last frames of what is there become the first frames of the next clip, and the maker fills in
the others. Each clip may have a prompt of its own: then the film tells a story.
"""

import numpy as np

from ... import checks

WINDOW = 11  # frames of a clip, Villegas et al. 2022, Table 6
OVERLAP = 5  # of which so many are given, sec. 3.3


def unrolled_length(clips, *, window=WINDOW, overlap=OVERLAP):
    """How many frames a film of so many clips has: window + (clips - 1) (window - overlap).

    Two clips of eleven frames, of which five are given, make 17.

    Parameters
    ----------
    clips, window : int
    overlap : int
        Less than `window`.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If no new frame would come with a clip.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 3.3.
    """
    clips, window = checks.counts(clips=clips, window=window)
    overlap = checks.count("overlap", overlap, most=window - 1)
    return window + (clips - 1) * (window - overlap)


def unroll(prompts, make, *, overlap=OVERLAP):
    """Make a film clip by clip, each from the last frames of what is there.

    Parameters
    ----------
    prompts : list of str
        One for each clip, one or more.
    make : function
        Takes a prompt and the frames that a clip begins with, shape (n, overlap, ...), or None for
        the first clip, and returns clips, shape (n, window, ...), whose first frames stand
        for those given.
    overlap : int
        How many frames are handed on, less than a clip has.

    Returns
    -------
    array, shape (n, frames, ...)
        Frames once made stay as they are; see `unrolled_length`.

    Raises
    ------
    ValueError
        If there is no prompt, or the clips are not longer than `overlap` or not of one shape.

    References
    ----------
    Villegas et al. 2022, arXiv:2210.02399, section 2.2 and 3.3: the last frames are encoded,
    and the masked Transformer begins with their tokens.
    """
    prompts = checks.texts("prompts", prompts)
    checks.count("number of prompts", len(prompts))
    checks.function("make", make)
    overlap = checks.count("overlap", overlap)
    film = checks.finite("clips that make gives", make(prompts[0], None))
    if film.ndim < 2 or film.shape[1] <= overlap:
        raise ValueError(
            f"overlap must be less than the frames of a clip, {film.shape[1:2]}, got {overlap}"
        )
    shape = film.shape
    for prompt in prompts[1:]:
        clip = make(prompt, film[:, -overlap:].copy())
        clip = checks.finite("clips that make gives", clip, shape)
        film = np.concatenate([film, clip[:, overlap:]], axis=1)
    return film
