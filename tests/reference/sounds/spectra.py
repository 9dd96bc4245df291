"""Spectra and how they differ: Jukebox's losses, restated on torch's own transform."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.sounds import spectra

N, SMALL = 1100, (32, 200, 24)  # numbers of a sound; size, hop, window

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_jukebox_spectra():
    """spec, multispectral_loss and spectral_convergence: openai/jukebox@08efbbc, audio_utils.py.

    torch.stft with a Hann window of win_length, the length of the complex numbers, and the
    length of the difference of a sound's spectra: its mean over three scales, and at n_fft
    2048, hop 256, window 1536 as a share of the true one's.
    """
    import torch

    seed = 20200430
    drawn = draw(np.random.default_rng(seed), 1, x=(1, N), y=(1, N))
    x, y = (torch.from_numpy(a) for a in drawn.values())

    def spec(sound, size, hop, window):
        shape = torch.hann_window(window, dtype=torch.float64)
        found = torch.stft(
            sound, size, hop, win_length=window, window=shape, return_complex=True
        )
        return torch.view_as_real(found).norm(p=2, dim=-1)

    def norm(a):
        return (a.reshape(len(a), -1) ** 2).sum(-1).sqrt()

    scales = zip((2048, 1024, 512), (240, 120, 50), (1200, 600, 240), strict=True)
    losses = [norm(spec(x, *scale) - spec(y, *scale)) for scale in scales]
    default = 2048, 256, 6 * 256
    apart = norm(spec(x, *default) - spec(y, *default))
    return record(
        "torch",
        "multispectral_loss(x, y), spectral_convergence(x, y), spec(x), restated",
        seed,
        drawn,
        {
            "spectrum": spec(x, *SMALL).swapaxes(1, 2),
            "loss": sum(losses) / len(losses),
            "convergence": apart / norm(spec(x, *default)).clamp(min=2e-3),
        },
    )


# --- how ours is compared -------------------------------------------------------------


def _given(vector):
    return [np.array(vector["inputs"][name]) for name in "xy"]


@agrees("restated_jukebox_spectra")
def the_spectrum_agrees(vector):
    size, hop, window = SMALL
    ours = spectra.spectrum(_given(vector)[0], size=size, hop=hop, window=window)
    same_numbers(ours, vector["outputs"]["spectrum"])


@agrees("restated_jukebox_spectra")
def the_distances_agree(vector):
    x, y = _given(vector)
    same_numbers(spectra.spectral_loss(x, y), vector["outputs"]["loss"])
    ours = spectra.spectral_convergence(x, y)
    same_numbers(ours, vector["outputs"]["convergence"])


# --- what must be noticed -------------------------------------------------------------

SPECTRUM, LOSS = spectra.spectrum, spectra.spectral_loss
SHARE = spectra.spectral_convergence


def _to_its_end(n):
    """A window that ends at 0, too."""
    return np.hanning(n)


def _power(x, **sizes):
    return SPECTRUM(x, **sizes) ** 2


def _sum(x, y, *, scales=spectra.SCALES):
    return len(scales) * LOSS(x, y, scales=scales)


def _by_the_made(x, y, **sizes):
    return SHARE(y, x, **sizes)


TARGET = "sounds.spectra."
plant("restated_jukebox_spectra", TARGET + "hann_window", _to_its_end)
plant("restated_jukebox_spectra", TARGET + "spectrum", _power)
plant("restated_jukebox_spectra", TARGET + "spectral_loss", _sum)
plant("restated_jukebox_spectra", TARGET + "spectral_convergence", _by_the_made)
