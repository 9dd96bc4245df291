"""Where patches stand: the rule of an open implementation of Gato, restated in torch.

OrigamiDream/gato at commit 0262553, gato/models/embedding.py, PatchPositionEncoding: the
intervals, and the middles that are taken when the model is used.
"""

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.networks import any_size

SIZES = [(80, 64), (16, 32), (96, 112), (240, 320)]

# --- how the vector is made -----------------------------------------------------------


@producer
def restated_patch_places():
    """_discretize_interval and _rounded_mean_positions, broadcast over rows and columns."""
    import torch

    found = []
    for size in SIZES:
        ends = []
        for pixels in size:
            n = pixels // 16
            low = [round(k * 16 / pixels * 128) for k in range(n)]
            high = [round((k + 1) * 16 / pixels * 128) for k in range(n)]
            middle = torch.round((torch.tensor(low) + torch.tensor(high)) / 2.0).int()
            ends.append((low, high, middle.tolist()))
        found.append(
            {
                "intervals": [
                    [[a, b], [c, d]]
                    for a, b, _ in zip(*ends[0], strict=True)
                    for c, d, _ in zip(*ends[1], strict=True)
                ],
                "middles": [[y, x] for y in ends[0][2] for x in ends[1][2]],
            }
        )
    return record(
        "torch",
        "round(k * 16 / pixels * 128), round((from + to) / 2)",
        0,  # nothing is drawn
        {"sizes": SIZES},
        {"places": found},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_patch_places")
def places_agree(vector):
    for (height, width), theirs in zip(
        vector["inputs"]["sizes"], vector["outputs"]["places"], strict=True
    ):
        ours = any_size.place_intervals(height=height, width=width)
        np.testing.assert_array_equal(ours, theirs["intervals"])
        np.testing.assert_array_equal(any_size.middle_places(ours), theirs["middles"])


# --- what must be noticed -------------------------------------------------------------

INTERVALS = any_size.place_intervals


def _across_first(*, height, width, **options):
    return INTERVALS(height=height, width=width, **options)[:, ::-1]


def _pixels_for_shares(*, height, width, **options):
    """As if every picture had 128 pixels a side."""
    rows, columns = np.divmod(np.arange(height * width // 256), width // 16)
    low = 16 * np.stack([rows, columns], axis=1)
    return np.minimum(np.stack([low, low + 16], axis=2), 128)


def _beginnings(intervals, **options):
    return np.asarray(intervals)[..., 0]


def _cut_down(intervals, **options):
    """Half of a half is dropped, and not rounded to the even number."""
    return np.sum(intervals, axis=-1) // 2


HERE = "networks.any_size."
plant(
    "restated_patch_places", HERE + "place_intervals", _across_first, _pixels_for_shares
)
plant("restated_patch_places", HERE + "middle_places", _beginnings, _cut_down)
