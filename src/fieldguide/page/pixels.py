"""Small pictures, shown large and crisp, each with its caption for those who do not see it."""

import base64
import html
import io

import numpy as np
from PIL import Image

from .. import checks
from . import assets

COLORS = 40  # of a picture's own, none further than 12 of 255 from what it stands for


def pixels(pictures, captions, *, below=None, columns=6, side=96, caption=None):
    """Show pictures in rows.

    Parameters
    ----------
    pictures : array, shape (n, height, width, 3)
        In [0, 1]; what lies outside is clipped.
    captions : list of str
        What is to be seen on each, for a reader who cannot.
    below : list of str, optional
        A few words under each picture, for everybody.
    columns : int
        At most so many stand in a row; on a phone fewer.
    side : int
        Width of a picture in CSS pixels.
    caption : str, optional
        HTML below them all.

    Returns
    -------
    Pixels
    """
    pictures = checks.finite("pictures", pictures, (None, None, None, 3))
    if not all(pictures.shape[1:3]):
        raise ValueError(f"pictures must have pixels, got shape {pictures.shape}")
    captions = checks.texts("captions", captions)
    below = None if below is None else checks.texts("below", below)
    for name, lines in {"captions": captions, "below": below}.items():
        if lines is not None and len(lines) != len(pictures):
            raise ValueError(
                f"{name} must have a text for each of {len(pictures)} pictures, "
                f"got {len(lines)}"
            )
    if not all(text.strip() for text in captions):
        raise ValueError("each picture needs a caption that says what to see, got none")
    checks.counts(columns=columns, side=side)
    return Pixels(pictures, captions, below, columns, side, caption)


class Pixels:
    """Pictures as HTML: an image each, with a palette of its own, as WebP."""

    def __init__(self, pictures, captions, below, columns, side, caption):
        self.pictures, self.captions, self.below = pictures, list(captions), below
        self.columns, self.side, self.caption = columns, side, caption

    def _repr_html_(self):
        words = self.below or [""] * len(self.captions)
        # A line each: states of an explorable share those that are alike.
        items = "\n".join(
            f'<li><img src="{address(picture)}" width="{self.side}" '
            f'height="{round(self.side * picture.shape[0] / picture.shape[1])}" '
            f'alt="{html.escape(text)}">{f"<small>{html.escape(word)}</small>" if word else ""}</li>'
            for picture, text, word in zip(
                self.pictures, self.captions, words, strict=True
            )
        )
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return (
            f'<figure class="fg-pixels" style="--columns: {self.columns}; '
            f'--side: {self.side}px"><ul>\n{items}\n</ul>{caption}</figure>{assets.style()}'
        )

    def __repr__(self):
        return "Pictures: " + "; ".join(self.captions)


def address(picture):
    """A picture (height, width, 3) in [0, 1] as the data: address of a WebP with a few colors."""
    bytes_ = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    options = {"method": Image.Quantize.MAXCOVERAGE, "kmeans": 3}  # keeps what is small
    image = Image.fromarray(bytes_).quantize(
        COLORS, dither=Image.Dither.NONE, **options
    )
    out = io.BytesIO()
    # Lossless from here on, and a fifth smaller than an indexed PNG.
    image.convert("RGB").save(out, "WEBP", lossless=True, quality=100, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
