"""A sound as its pitches, moment by moment, and how unlike two sounds are to an ear.

An ear hears which tones there are and how loud, and hardly where in its swing a tone just is.
So do the distances here: they compare spectra. A squared error compares the numbers
themselves, and takes the same tone, half a swing late, for the worst of all.
"""

import numpy as np

from ... import checks
from .mel import hann_window

# (size, hop, window) at 44,100 numbers a second, openai/jukebox@08efbbc, hparams.py
SCALES = (2048, 240, 1200), (1024, 120, 600), (512, 50, 240)
SIZE, HOP, WINDOW = 2048, 256, 6 * 256  # of the convergence, audio_utils.py
FAINT = 2e-3  # a fainter sound has no convergence, the same


def spectrum(x, *, size=SIZE, hop=HOP, window=WINDOW):
    """How loud each pitch is, at each moment: a short-time Fourier transform without phase.

    Parameters
    ----------
    x : array, shape (..., n)
        Sounds, longer than half of `size`.
    size : int
        Numbers of a frame; there are size // 2 + 1 pitches, from 0 to half the sample rate.
    hop : int
        Numbers from the middle of a frame to that of the next. The first stands at number 0,
        and sounds are mirrored at their ends.
    window : int
        Length of the Hann window in the middle of the frame, at most `size`.

    Returns
    -------
    array, shape (..., n // hop + 1, size // 2 + 1)
        Magnitudes, 0 or more.

    Raises
    ------
    ValueError
        If the sound is too short, or the window longer than the frame.

    References
    ----------
    ``torch.stft`` with its default center and padding; openai/jukebox@08efbbc,
    jukebox/utils/audio_utils.py, stft and spec.
    """
    size, hop = checks.counts(size=size, hop=hop)
    window = checks.count("window", window, most=size)
    x = checks.finite("x", x, (..., None))
    if x.shape[-1] <= size // 2:
        raise ValueError(
            f"x must be longer than half a frame of {size}, got {x.shape[-1]} numbers"
        )
    ends = [(0, 0)] * (x.ndim - 1) + [(size // 2, size // 2)]
    padded = np.pad(x, ends, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, size, axis=-1)
    shape = np.zeros(size, x.dtype)
    left = (size - window) // 2
    shape[left : left + window] = hann_window(window)
    return abs(np.fft.rfft(frames[..., ::hop, :] * shape))  # (..., frames, pitches)


def spectral_loss(x, y, *, scales=SCALES):
    """How unlike two sounds are in their pitches, seen in three widths of frames.

    Long frames tell neighboring tones apart, short ones when they begin.

    Parameters
    ----------
    x, y : array, shape (..., n)
        Sounds; which is which does not matter.
    scales : sequence of (size, hop, window)
        Frames, see `spectrum`.

    Returns
    -------
    array, shape (...)
        The length of the difference of their spectra, a mean over the scales.

    Raises
    ------
    ValueError
        If the sounds differ in length, there is no scale, or a sound is too short for one.

    References
    ----------
    Dhariwal et al. 2020, Jukebox, arXiv:2005.00341, section 3.2; multispectral_loss in
    openai/jukebox@08efbbc, jukebox/utils/audio_utils.py. It is then divided by the mean
    length of the spectra of ten minutes of music, which is left out here.
    """
    x, y = _pair(x, y)
    scales = [*checks.iterable("scales", scales)]
    checks.count("number of scales", len(scales))
    for k, scale in enumerate(scales):
        if not isinstance(scale, tuple | list) or len(scale) != 3:
            raise ValueError(
                f"scales[{k}] must be (size, hop, window), got {scale!r:.60}"
            )
    apart = [_length(_difference(x, y, *scale)) for scale in scales]
    return np.mean(apart, axis=0)


def spectral_convergence(x, y, *, size=SIZE, hop=HOP, window=WINDOW):
    """The difference of two sounds' spectra as a share of the first one's: 0 is alike, 1 silence.

    Parameters
    ----------
    x : array, shape (..., n)
        True sounds.
    y : array, shape (..., n)
        What was made of them.
    size, hop, window : int
        Of the frames, see `spectrum`.

    Returns
    -------
    array, shape (...)
        0 or more; 0 where x is silent.

    Raises
    ------
    ValueError
        If the sounds differ in length or are too short.

    References
    ----------
    openai/jukebox@08efbbc, jukebox/utils/audio_utils.py, spectral_convergence.
    """
    x, y = _pair(x, y)
    whole = _length(spectrum(x, size=size, hop=hop, window=window))
    share = _length(_difference(x, y, size, hop, window)) / np.maximum(whole, FAINT)
    return np.where(whole > FAINT, share, 0.0)


def _pair(x, y):
    x, y = checks.finite("x", x, (..., None)), checks.finite("y", y, (..., None))
    checks.same_shape(x=x, y=y)
    return x, y


def _difference(x, y, size, hop, window):
    sizes = {"size": size, "hop": hop, "window": window}
    return spectrum(x, **sizes) - spectrum(y, **sizes)


def _length(spectra):
    return np.sqrt((spectra**2).sum((-2, -1)))
