"""A sound as a picture: how loud each band of pitches is, a hundred times a second.

The bands are spaced as people hear pitches, evenly up to a thousand hertz and by equal ratios
above, and loudness is a logarithm. Whisper's sizes are the defaults; each can be another one.
"""

import numpy as np

from ... import checks

RATE = 16_000  # numbers a second, openai/whisper, audio.py, SAMPLE_RATE
WINDOW = 400  # numbers that one frame looks at: 25 ms, N_FFT
HOP = 160  # numbers from frame to frame: 10 ms, HOP_LENGTH
BANDS = 80  # N_MELS
SECONDS = 30  # CHUNK_LENGTH
SOFTEST = 1e-10  # power that counts as nothing, log_mel_spectrogram
DECADES = 8.0  # below the loudest, all is alike
# Slaney's scale: 15 mels for the first 1000 hertz, then 27 mels for a factor of 6.4
STRAIGHT, MELS, FACTOR, STEPS = 1000.0, 15.0, 6.4, 27.0


def hann_window(n):
    """A hill of n weights, 0 at the first, that a copy shifted by n / 2 adds up to 1.

    Of four weights: 0, 1/2, 1, 1/2. `numpy.hanning` gives another one, which ends at 0, too.

    Parameters
    ----------
    n : int

    Returns
    -------
    array, shape (n,)

    Raises
    ------
    ValueError
        If n is not a whole number of 1 or more.

    References
    ----------
    torch.hann_window, periodic; openai/whisper, audio.py, log_mel_spectrogram.
    """
    n = checks.count("n", n)
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)


def power_frames(sound, *, window=WINDOW, hop=HOP):
    """How strong each frequency is around each moment: squares of a Fourier transform.

    Frame i is centered on number i x hop; before the first and behind the last number the
    sound is mirrored. The frame that would be centered behind the end is left out, so that
    30 seconds have 3000 frames and not 3001.

    Parameters
    ----------
    sound : array, shape (..., n)
        More than half a window of numbers.
    window, hop : int

    Returns
    -------
    array, shape (..., n // hop, window // 2 + 1)
        Column k is k x sample_rate / window hertz.

    Raises
    ------
    ValueError
        If the sound is too short, or a size is not a whole number of 1 or more.

    References
    ----------
    openai/whisper, audio.py, log_mel_spectrogram: torch.stft(...)[..., :-1].abs() ** 2.
    """
    window, hop = checks.counts(window=window, hop=hop)
    half = window // 2
    sound = checks.numbers("sound", sound, (..., None))
    if sound.shape[-1] <= half or sound.shape[-1] < hop:
        raise ValueError(
            f"sound must have more than {half} numbers, and {hop} for a frame, "
            f"got {sound.shape[-1]}"
        )
    edges = [(0, 0)] * (sound.ndim - 1) + [(half, half)]
    around = np.pad(sound, edges, "reflect")
    seen = np.lib.stride_tricks.sliding_window_view(around, window, -1)
    seen = seen[..., : sound.shape[-1] : hop, :]  # (..., frames, window)
    seen = seen[..., : sound.shape[-1] // hop, :] * hann_window(window)
    return abs(np.fft.rfft(seen)) ** 2


def hertz_to_mel(hertz):
    """Where a pitch stands on the scale of hearing: 500 Hz at 7.5, 1000 at 15, 6400 at 42.

    Parameters
    ----------
    hertz : array, any shape
        0 or more.

    Returns
    -------
    array, shape of `hertz`

    Raises
    ------
    ValueError
        If a pitch is negative or not a finite number.

    References
    ----------
    Slaney 1998, Auditory Toolbox; librosa.hz_to_mel, htk=False. The other usual formula,
    HTK's, is 2595 log10(1 + f / 700).
    """
    hertz = _from_zero("hertz", hertz)
    above = STEPS / np.log(FACTOR) * np.log(np.maximum(hertz, STRAIGHT) / STRAIGHT)
    return MELS / STRAIGHT * np.minimum(hertz, STRAIGHT) + above


def mel_to_hertz(mel):
    """The pitch at a place of the scale: undoes `hertz_to_mel`.

    Parameters
    ----------
    mel : array, any shape
        0 or more.

    Returns
    -------
    array, shape of `mel`

    Raises
    ------
    ValueError
        If a place is negative or not a finite number.

    References
    ----------
    Slaney 1998, Auditory Toolbox; librosa.mel_to_hz, htk=False.
    """
    mel = _from_zero("mel", mel)
    above = FACTOR ** (np.maximum(mel - MELS, 0) / STEPS)
    return STRAIGHT / MELS * np.minimum(mel, MELS) * above


def mel_filters(*, sample_rate=RATE, window=WINDOW, bands=BANDS):
    """How much each frequency counts for each band: triangles that overlap by half.

    Band k rises from pitch k to pitch k + 1 and falls to pitch k + 2 of bands + 2 pitches that
    are evenly spaced on the scale, from 0 to sample_rate / 2. Each has the area 1, so that a wide
    band is not louder for being wide.

    Parameters
    ----------
    sample_rate : float
        Numbers of a second of sound, above 0.
    window, bands : int

    Returns
    -------
    array, shape (window // 2 + 1, bands)

    Raises
    ------
    ValueError
        If a size is not a whole number of 1 or more, or the rate not above 0.

    References
    ----------
    librosa.filters.mel with norm="slaney", from which openai/whisper stored its table.
    """
    window, bands = checks.counts(window=window, bands=bands)
    sample_rate = checks.number("sample_rate", sample_rate, above=0)
    pitch = mel_to_hertz(np.linspace(0, hertz_to_mel(sample_rate / 2), bands + 2))
    heard = np.arange(window // 2 + 1)[:, None] * (sample_rate / window)  # hertz
    rising = (heard - pitch[:-2]) / (pitch[1:-1] - pitch[:-2])
    falling = (pitch[2:] - heard) / (pitch[2:] - pitch[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    return triangles * 2 / (pitch[2:] - pitch[:-2])


def log_mel(sound, *, sample_rate=RATE, window=WINDOW, hop=HOP, bands=BANDS):
    """What Whisper's network gets of a sound: log-power of each band at each moment.

    A tenth of the power is a quarter less. What lies more than eight powers of ten under the
    loudest of the whole sound counts as lying just there: two below the loudest.

    Parameters
    ----------
    sound : array, shape (..., n)
    sample_rate : float
    window, hop, bands : int

    Returns
    -------
    array, shape (..., n // hop, bands)

    Raises
    ------
    ValueError
        If the sound is too short, a size is not a whole number of 1 or more, or the rate
        not above 0.

    References
    ----------
    Radford et al. 2022, arXiv:2212.04356, section 2.2; openai/whisper, audio.py,
    log_mel_spectrogram, which lays bands before frames.
    """
    power = power_frames(sound, window=window, hop=hop)
    power = power @ mel_filters(sample_rate=sample_rate, window=window, bands=bands)
    decades = np.log10(np.maximum(power, SOFTEST))  # (..., frames, bands)
    loudest = decades.max((-2, -1), keepdims=True)
    return (np.maximum(decades, loudest - DECADES) + 4) / 4


def fit_length(sound, *, length=SECONDS * RATE):
    """Cut a sound off, or fill it up with silence, so that it has so many numbers.

    Parameters
    ----------
    sound : array, shape (..., n)
    length : int

    Returns
    -------
    array, shape (..., length)

    Raises
    ------
    ValueError
        If the length is not a whole number of 1 or more.

    References
    ----------
    openai/whisper, audio.py, pad_or_trim.
    """
    sound = checks.numbers("sound", sound, (..., None))
    length = checks.count("length", length)
    more = max(0, length - sound.shape[-1])
    edges = [(0, 0)] * (sound.ndim - 1) + [(0, more)]
    return np.pad(sound[..., :length], edges)


def _from_zero(name, x):
    x = checks.finite(name, x)
    if (x < 0).any():
        raise ValueError(f"{name} must be 0 or more, got {x.min()}")
    return x
