"""Log-mel spectra: librosa's scale and triangles, openai-whisper's and transformers' frames.

openai-whisper works in single precision throughout, and transformers rounds what it returns;
librosa was asked for double precision.
"""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sounds import mel

ROUNDED = 1e-5  # frames in single precision; measured 1e-6
SIZES = [(16_000, 400, 80), (4000, 40, 5)]  # numbers a second, window, bands

# --- how the vectors are made ---------------------------------------------------------


@producer
def librosa_mel_filters():
    """Triangles for Whisper's sizes and for small ones; of most entries that they are 0."""
    import librosa

    found = []
    for rate, window, bands in SIZES:
        table = librosa.filters.mel(
            sr=rate, n_fft=window, n_mels=bands, dtype=np.float64
        )
        row, column = np.nonzero(table.T)
        found.append({"row": row, "column": column, "value": table.T[row, column]})
    return record(
        "librosa",
        "filters.mel(sr=rate, n_fft=window, n_mels=bands, dtype=float64)",
        0,  # nothing is drawn
        {"sizes": SIZES},
        {"filters": found},
    )


@producer
def librosa_mel_scale():
    """Pitches to places and back."""
    import librosa

    hertz = np.array([0, 20, 440, 999.5, 1000, 1000.5, 3400, 8000])
    return record(
        "librosa",
        "hz_to_mel(hertz), mel_to_hz(mels)",
        0,  # nothing is drawn
        {"hertz": hertz, "mels": hertz / 200},
        {"mels": librosa.hz_to_mel(hertz), "hertz": librosa.mel_to_hz(hertz / 200)},
    )


def _sound():
    """Eight frames: two tones and a hiss, the second half a thousand times softer."""
    rng, t = np.random.default_rng(20221206), np.arange(1280) / mel.RATE
    tones = np.sin(2 * np.pi * 440 * t) + 0.3 * np.sin(2 * np.pi * 2750 * t)
    sound = tones + rng.normal(0, 0.1, t.shape)
    return (sound * np.where(t < 0.04, 1, 0.001)).round(6)


@producer
def whisper_log_mel():
    """whisper.log_mel_spectrogram of eight frames."""
    import whisper

    sound = _sound()
    found = whisper.log_mel_spectrogram(sound.astype(np.float32))
    return record(
        "openai-whisper",
        "log_mel_spectrogram(sound.astype(float32))",
        20221206,
        {"sound": sound},
        {"frames": found.T},
    )


@producer
def transformers_log_mel():
    """The feature extractor's own NumPy path, on the same sound."""
    from transformers import WhisperFeatureExtractor

    sound = _sound()
    extractor = WhisperFeatureExtractor()
    found = extractor._np_extract_fbank_features(sound[None], "cpu")[0]
    return record(
        "transformers",
        "WhisperFeatureExtractor()._np_extract_fbank_features(sound[None], 'cpu')[0]",
        20221206,
        {"sound": sound},
        {"frames": found.T},
    )


@producer
def whisper_lengths():
    """whisper.pad_or_trim, shorter and longer."""
    import whisper

    sound = np.arange(1.0, 6.0)
    return record(
        "openai-whisper",
        "pad_or_trim(sound, length)",
        0,  # nothing is drawn
        {"sound": sound, "lengths": [3, 5, 8]},
        {"sounds": [whisper.pad_or_trim(sound, n) for n in (3, 5, 8)]},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("librosa_mel_filters")
def filters_agree(vector):
    for (rate, window, bands), theirs in zip(
        vector["inputs"]["sizes"], vector["outputs"]["filters"], strict=True
    ):
        table = np.zeros((window // 2 + 1, bands))
        table[theirs["row"], theirs["column"]] = theirs["value"]
        ours = mel.mel_filters(sample_rate=rate, window=window, bands=bands)
        same_numbers(ours, table)


@agrees("librosa_mel_scale")
def the_scale_agrees(vector):
    given, theirs = vector["inputs"], vector["outputs"]
    same_numbers(mel.hertz_to_mel(given["hertz"]), theirs["mels"])
    same_numbers(mel.mel_to_hertz(given["mels"]), theirs["hertz"])


@agrees("whisper_log_mel", "transformers_log_mel")
def frames_agree(vector):
    ours = mel.log_mel(np.array(vector["inputs"]["sound"]))
    same_numbers(ours, vector["outputs"]["frames"], within=ROUNDED)


@agrees("whisper_lengths")
def lengths_agree(vector):
    sound = np.array(vector["inputs"]["sound"])
    for n, theirs in zip(
        vector["inputs"]["lengths"], vector["outputs"]["sounds"], strict=True
    ):
        np.testing.assert_array_equal(mel.fit_length(sound, length=n), theirs)


# --- what must be noticed -------------------------------------------------------------

FILTERS, LOG_MEL = mel.mel_filters, mel.log_mel


def _not_for_being_wide(*, sample_rate, window, bands):
    """Triangles of one height."""
    table = FILTERS(sample_rate=sample_rate, window=window, bands=bands)
    return table / np.maximum(table.max(0), 1e-12)


def _htk(hertz):
    return 2595 * np.log10(1 + np.asarray(hertz) / 700)


def _natural(sound, **sizes):
    return (LOG_MEL(sound, **sizes) * 4 - 4) * np.log(10) / 4 + 1


def _floor_of_each_frame(sound, **sizes):
    power = mel.power_frames(sound) @ FILTERS()
    decades = np.log10(np.maximum(power, mel.SOFTEST))
    return (np.maximum(decades, decades.max(-1, keepdims=True) - 8) + 4) / 4


def _backward_window(sound, **sizes):
    return LOG_MEL(sound[::-1], **sizes)[::-1]


plant("librosa_mel_filters", "sounds.mel.mel_filters", _not_for_being_wide)
plant("librosa_mel_filters", "sounds.mel.hertz_to_mel", _htk)
plant("librosa_mel_scale", "sounds.mel.hertz_to_mel", _htk)
plant("librosa_mel_scale", "sounds.mel.mel_to_hertz", mel.hertz_to_mel)
for _name in ("whisper_log_mel", "transformers_log_mel"):
    plant(_name, "sounds.mel.hann_window", np.hanning)
    plant(_name, "sounds.mel.log_mel", _natural, _floor_of_each_frame, _backward_window)
    plant(_name, "sounds.mel.DECADES", 9.0)
plant("whisper_lengths", "sounds.mel.fit_length", lambda sound, length: sound[:length])
