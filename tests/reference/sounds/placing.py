"""Place and loudness as Soundify's prototype reads them off a drawn activation map."""

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.sounds import placing

SIDE = 14

# --- how the vectors are made ---------------------------------------------------------


@producer
def scipy_center_of_heat():
    """center_of_mass(heat)[1], counted from a pixel's middle."""
    from scipy import ndimage

    seed = 14
    heat = np.random.default_rng(seed).random((4, 3, 5)).round(3)
    found = [2 * (ndimage.center_of_mass(h)[1] + 0.5) / 5 - 1 for h in heat]
    return record(
        "scipy",
        "2 * (ndimage.center_of_mass(heat)[1] + 0.5) / width - 1",
        seed,
        {"heat": heat},
        {"middle": found},
    )


@producer
def restated_heatmap():
    """heatmap: chuanenlin/soundify, commit 29aa35a: the red of "hot", its middle and its area.

    The map of colors is made finer than its 256 shades, so that nothing is rounded.
    """
    import matplotlib

    seed = 29
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    maps = []
    for x, y, wide in rng.uniform((2, 2, 0.5), (12, 12, 4), (5, 3)).round(2):
        away = (columns - x) ** 2 + (rows - y) ** 2
        maps.append(np.exp(-away / wide**2).round(4))
    hot = matplotlib.colormaps["hot"].resampled(2**20)
    found = {"glow": [], "pan": [], "volume": []}
    for heat in maps:
        red = hot((heat - heat.min()) / (heat.max() - heat.min()))[..., 0]
        center = (red.sum(0) * np.arange(SIDE)).sum() / red.sum()
        found["glow"].append(red.round(6))
        found["pan"].append((center / SIDE - 0.5) * 2)  # as there, from the left edge
        area = (red * 255 > 30).sum() / red.size
        found["volume"].append(min(area * 40 - 10, 10))
    return record(
        "matplotlib",
        'colormaps["hot"].resampled(2**20)(heat, least 0, most 1)[..., 0]; its center of mass; '
        "min((255 * red > 30).mean() * 40 - 10, 10)",
        seed,
        {"heat": np.array(maps)},
        found,
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("scipy_center_of_heat")
def the_middle_agrees(vector):
    ours = [placing.middle(heat) for heat in vector["inputs"]["heat"]]
    same_numbers(np.array(ours), vector["outputs"]["middle"], 1e-11)


@agrees("restated_heatmap")
def glow_place_and_loudness_agree(vector):
    found = vector["outputs"]
    glows = [placing.glow(heat) for heat in vector["inputs"]["heat"]]
    same_numbers(np.array(glows), found["glow"], 1e-5)
    ours = [placing.middle(glow) - 1 / SIDE for glow in glows]  # half a pixel
    same_numbers(np.array(ours), found["pan"], 1e-5)
    ours = [placing.loudness(glow) for glow in glows]
    same_numbers(np.array(ours), found["volume"])


# --- what must be noticed -------------------------------------------------------------


def _no_floor(heat):
    """The heat itself, as bright as can be at its highest."""
    heat = np.asarray(heat)
    return (heat - heat.min()) / (heat.max() - heat.min())


def _rows(heat):
    """The middle from top to bottom."""
    return MIDDLE(np.transpose(heat))


def _hottest(heat):
    """Where it is hottest, and not the middle."""
    heat = np.asarray(heat)
    width = heat.shape[1]
    return (2 * (heat.argmax() % width) + 1) / width - 1


def _half_as_bright(glow):
    return min(40 * (np.asarray(glow) > 0.5).mean() - 10, 10)


MIDDLE = placing.middle
HERE = "sounds.placing."
plant("scipy_center_of_heat", HERE + "middle", _hottest)
plant("restated_heatmap", HERE + "glow", _no_floor)
plant("restated_heatmap", HERE + "middle", _rows, _hottest)
plant("restated_heatmap", HERE + "loudness", _half_as_bright)
