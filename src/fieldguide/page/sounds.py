"""Sounds that a reader can play, each with its spectrum drawn and told in words."""

import base64
import html
import io
import wave

import numpy as np
from PIL import Image

from .. import checks
from . import assets

MOST_HERTZ = 20_000
WINDOW, HOP = (
    128,
    32,
)  # numbers that a column of the spectrum sees, and between two columns
DECADES = 5  # of power that the darkest and the brightest color lie apart
WIDEST = 128  # columns of a spectrum
QUALITY = 40  # of its WebP: it is a picture of noise, and four hundred bytes are enough
# Dark blue over purple and orange to pale yellow: brighter is louder in black and white, too.
COLORS = (
    np.array(
        [(8, 8, 40), (70, 20, 110), (190, 60, 90), (250, 150, 50), (252, 250, 200)]
    )
    / 255
)


def sounds(waves, titles, said, *, rate, columns=3, together=True, caption=None):
    """Show sounds to play, each with its spectrum.

    Parameters
    ----------
    waves : list of arrays, shape (n,), or (n, 2) for the left ear and the right
    titles : list of str
        A few words above each.
    said : list of str
        What is to be heard, for those who do not hear it: "five strokes, the last one deepest".
    rate : int
        Numbers a second, 3,000 to 20,000: browsers play nothing slower.
    columns : int
        At most so many stand in a row; on a phone fewer.
    together : bool
        Loudest of all is as loud as can be, so that they can be compared; False: of each.
    caption : str, optional
        HTML below them all.

    Returns
    -------
    Sounds
    """
    checks.iterable("waves", waves)
    waves = [checks.finite(f"waves[{k}]", w) for k, w in enumerate(waves)]
    checks.count("number of waves", len(waves))
    for k, w in enumerate(waves):
        if w.ndim not in (1, 2) or len(w) < WINDOW or (w.ndim == 2 and w.shape[1] != 2):
            raise ValueError(
                f"waves[{k}] must have shape (n,) or (n, 2), n at least {WINDOW}, "
                f"got {w.shape}"
            )
    titles, said = checks.texts("titles", titles), checks.texts("said", said)
    for name, lines in {"titles": titles, "said": said}.items():
        if len(lines) != len(waves):
            raise ValueError(
                f"{name} must have a text for each of {len(waves)} sounds, got {len(lines)}"
            )
        if not all(text.strip() for text in lines):
            raise ValueError(f"{name} must not be empty: each sound is told in words")
    checks.count("rate", rate, 3000, MOST_HERTZ)
    checks.counts(columns=columns)
    checks.flag("together", together)
    return Sounds(waves, titles, said, rate, columns, together, caption)


class Sounds:
    """Sounds as HTML: a player each, and a picture of what it plays."""

    def __init__(self, waves, titles, said, rate, columns, together, caption):
        self.waves, self.titles, self.said = waves, list(titles), list(said)
        self.rate, self.columns, self.caption = rate, columns, caption
        loudest = [abs(w).max() for w in waves]
        self.loudest = [max(loudest)] * len(waves) if together else loudest

    def _repr_html_(self):
        # A line each: states of an explorable share those that are alike.
        items = "\n".join(
            f"<li><b>{html.escape(title)}</b>"
            f'<img src="{drawn(w)}" width="240" height="80" '
            f'alt="Spectrum, {len(w) / self.rate:.1f} seconds from left to right and 0 to '
            f'{self.rate // 2:,} hertz upward. {html.escape(told)}">\n'
            f'<audio controls preload="metadata" aria-label="{html.escape(title)}"\n'
            f'src="{audio(w, self.rate, loudest)}"\n></audio>\n'
            f"<small>{html.escape(told)}</small></li>"
            for w, title, told, loudest in zip(
                self.waves, self.titles, self.said, self.loudest, strict=True
            )
        )
        axes = f"Across: time. Upward: 0 to {self.rate // 2:,} hertz. Brighter: louder."
        caption = f"{self.caption} {axes}" if self.caption else axes
        return (
            f'<figure class="fg-sounds" style="--columns: {self.columns}"><ul>\n{items}\n'
            f"</ul><figcaption>{caption}</figcaption></figure>{assets.style()}"
        )

    def __repr__(self):
        pairs = zip(self.titles, self.said, strict=True)
        return "Sounds: " + "; ".join(f"{title} ({told})" for title, told in pairs)


def audio(sound, rate, loudest):
    """A sound as the data: address of a WAV, 8 bits a number; `loudest` becomes full strength."""
    level = np.round(127 * np.clip(sound / (loudest or 1), -1, 1)) + 128
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1 if sound.ndim == 1 else 2)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(level.astype(np.uint8).tobytes())
    return "data:audio/wav;base64," + base64.b64encode(out.getvalue()).decode()


def drawn(sound):
    """The spectrum of a sound as the data: address of a small WebP."""
    bytes_ = np.round(255 * spectrum(sound)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(bytes_).save(out, "WEBP", quality=QUALITY, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def spectrum(sound):
    """How loud each pitch is at each moment, as a picture (32, columns, 3), high tones above."""
    mono = sound if sound.ndim == 1 else sound.mean(1)
    hop = max(HOP, -(-len(mono) // (2 * WIDEST)))
    windows = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::hop]
    power = abs(np.fft.rfft(windows * np.hanning(WINDOW))) ** 2
    decades = np.log10(np.maximum(power, 1e-12))[:, : WINDOW // 2]
    if (
        len(decades) > 1
    ):  # a mean of two moments and two pitches: noise looks less grainy
        decades = (
            decades[: len(decades) // 2 * 2].reshape(-1, 2, WINDOW // 4, 2).mean((1, 3))
        )
    else:
        decades = decades.reshape(1, WINDOW // 4, 2).mean(2)
    share = np.clip((decades - decades.max()) / DECADES + 1, 0, 1)
    at = np.linspace(0, 1, len(COLORS))
    return np.stack([np.interp(share, at, c) for c in COLORS.T], -1)[:, ::-1].swapaxes(
        0, 1
    )
