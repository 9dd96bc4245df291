"""Smaller, larger, and what a pixel has around it: torch's pooling, interpolation, unfolding."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.diffusion import cascade

ZOOM, REACH = 2, 1

# --- how the vectors are made ---------------------------------------------------------


@producer
def torch_pooling():
    """torch has colors before height and width; ours has them last."""
    import torch
    from torch.nn import functional as F

    seed = 20210530
    drawn = draw(np.random.default_rng(seed), 2, pictures=(2, 4, 6, 2))
    x = torch.from_numpy(drawn["pictures"]).permute(0, 3, 1, 2)
    padded = F.pad(x, (REACH,) * 4, mode="replicate")
    seen = F.unfold(padded, 2 * REACH + 1)  # (n, colors × 9, pixels)
    out = {
        "small": F.avg_pool2d(x, ZOOM).permute(0, 2, 3, 1),
        "large": F.interpolate(x, scale_factor=ZOOM, mode="nearest").permute(
            0, 2, 3, 1
        ),
        "around": seen.reshape(2, 2, -1, 4, 6).permute(0, 3, 4, 2, 1),
    }
    return record(
        "torch",
        "avg_pool2d(x, 2); interpolate(x, scale_factor=2, mode='nearest'); "
        "unfold(pad(x, 1, mode='replicate'), 3)",
        seed,
        drawn,
        out,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("torch_pooling")
def smaller_and_larger_agree(vector):
    pictures = np.array(vector["inputs"]["pictures"])
    out = vector["outputs"]
    same_numbers(cascade.shrink(pictures, zoom=ZOOM), out["small"])
    same_numbers(cascade.enlarge(pictures, zoom=ZOOM), out["large"])


@agrees("torch_pooling")
def surroundings_agree(vector):
    pictures = np.array(vector["inputs"]["pictures"])
    ours = cascade.surroundings(pictures, radius=REACH)
    same_numbers(ours, vector["outputs"]["around"])


# --- what must be noticed -------------------------------------------------------------

AROUND = cascade.surroundings


def _every_second(pictures, *, zoom):
    return pictures[:, ::zoom, ::zoom]


def _tiled(pictures, *, zoom):
    return np.tile(pictures, (1, zoom, zoom, 1))


def _across_first(pictures, *, radius):
    return AROUND(pictures.swapaxes(1, 2), radius=radius).swapaxes(1, 2)


def _black_beyond(pictures, *, radius):
    n, height, width, _ = pictures.shape
    edge = [(0, 0), (radius, radius), (radius, radius), (0, 0)]
    inside = np.s_[:, radius : radius + height, radius : radius + width]
    return AROUND(np.pad(pictures, edge), radius=radius)[inside]


TARGET = "diffusion.cascade."
plant("torch_pooling", TARGET + "shrink", _every_second)
plant("torch_pooling", TARGET + "enlarge", _tiled)
plant("torch_pooling", TARGET + "surroundings", _across_first, _black_beyond)
