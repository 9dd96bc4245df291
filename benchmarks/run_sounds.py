"""Time the log-mel picture of 30 seconds beside openai-whisper's and transformers'; print CPU seconds.

Runs in .venv-reference, on one thread. openai-whisper works in single precision; transformers is
timed by its NumPy path, which we restate, and by its torch path, which it takes by itself. All
must give the same picture.
"""

import json
import time

import numpy as np
import torch
import whisper
from transformers import WhisperFeatureExtractor

from fieldguide.mechanisms.sounds import mel

RUNS = 5

torch.set_num_threads(1)


def spent(work):
    """Fewest CPU seconds, and what came out, bands before frames."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        out = work()
        least = min(least, time.process_time() - start)
    return least, np.asarray(out)


def main():
    """Print seconds of each."""
    rng = np.random.default_rng(0)
    sound = rng.normal(0, 0.1, mel.SECONDS * mel.RATE)
    single, extractor = sound.astype(np.float32), WhisperFeatureExtractor()
    works = {
        "log_mel": lambda: mel.log_mel(sound).T,
        "openai-whisper": lambda: whisper.log_mel_spectrogram(single),
        "transformers": lambda: extractor._np_extract_fbank_features(
            sound[None], "cpu"
        )[0],
        "transformers, torch": lambda: extractor._torch_extract_fbank_features(
            single[None]
        )[0],
    }
    found = {name: spent(work) for name, work in works.items()}
    for _, picture in found.values():
        np.testing.assert_allclose(picture, found["log_mel"][1], atol=1e-4)
    print(json.dumps({name: seconds for name, (seconds, _) in found.items()}))


if __name__ == "__main__":
    main()
