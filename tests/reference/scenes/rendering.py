"""Volume rendering: NeRF's rule restated in torch, with its gradients, and a rotated plane."""

import numpy as np
from autograd import grad
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.scenes import rendering

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_nerf():
    """NeRF's rule for a ray: bmild/nerf, run_nerf.py, raw2outputs, with a white background.

    Opacities from distances, a running product of 1 - opacity that leaves out its own sample,
    and what is left to 1 for the background.
    """
    import torch

    seed = 20200319
    rng = np.random.default_rng(seed)
    drawn = draw(rng, 2, density=(4, 6), colors=(4, 6, 3), pull=(4, 3))
    drawn["density"] = abs(drawn["density"]) * 2
    drawn["lengths"] = rng.random(6).round(2)
    density, colors, pull, lengths = (torch.from_numpy(x) for x in drawn.values())
    density.requires_grad_()
    colors.requires_grad_()
    taken = 1 - torch.exp(-density * lengths)
    before = torch.cumprod(torch.cat([torch.ones(4, 1), 1 - taken], -1), -1)[:, :-1]
    weights = taken * before
    pixel = (weights[..., None] * colors).sum(-2) + (1 - weights.sum(-1))[..., None]
    slopes = torch.autograd.grad((pixel * pull).sum(), (density, colors))
    return record(
        "torch",
        "weights = a cumprod(1 - a), its own left out; sum(w c) + 1 - sum(w), and gradients",
        seed,
        drawn,
        {
            "taken": taken, "before": before, "weights": weights, "pixel": pixel,
            "by_density": slopes[0], "by_colors": slopes[1],
        },
    )  # fmt: skip


@producer
def torch_grid_sample():
    """A plane seen from the side: torch's own bilinear samples, zeros outside."""
    import torch

    seed = 30
    drawn = draw(np.random.default_rng(seed), 2, plane=(7, 7))
    out = {}
    for angle in (30, 135, 250):
        turn = np.deg2rad(angle)
        at = torch.arange(7, dtype=torch.float64) - 3
        a, d = torch.meshgrid(at, at, indexing="ij")
        x = (a * np.cos(turn) - d * np.sin(turn)) / 3  # -1 and 1 are the outer middles
        y = (a * np.sin(turn) + d * np.cos(turn)) / 3
        plane = torch.from_numpy(drawn["plane"])[None, None]  # its last axis is y
        out[str(angle)] = torch.nn.functional.grid_sample(
            plane, torch.stack([y, x], -1)[None], mode="bilinear",
            padding_mode="zeros", align_corners=True,
        )[0, 0]  # fmt: skip
    return record(
        "torch", "nn.functional.grid_sample(align_corners=True)", seed, drawn, out
    )


# --- how ours is compared -------------------------------------------------------------


def _given(vector):
    return {name: np.array(x) for name, x in vector["inputs"].items()}


@agrees("restated_nerf")
def the_parts_of_a_ray_agree(vector):
    given, out = _given(vector), vector["outputs"]
    ray = given["density"], given["lengths"]
    same_numbers(rendering.opacities(*ray), out["taken"])
    same_numbers(rendering.transmittance(*ray), out["before"])
    same_numbers(rendering.ray_weights(*ray), out["weights"])


@agrees("restated_nerf")
def pixels_and_their_gradients_agree(vector):
    given, out = _given(vector), vector["outputs"]

    def pixel(density, colors):
        return rendering.see_along(
            density, colors, given["lengths"], background=np.ones(3)
        )

    def loss(*scene):
        return (pixel(*scene) * given["pull"]).sum()

    scene = given["density"], given["colors"]
    same_numbers(pixel(*scene), out["pixel"])
    same_numbers(grad(loss, 0)(*scene), out["by_density"])
    same_numbers(grad(loss, 1)(*scene), out["by_colors"])


@agrees("torch_grid_sample")
def turned_planes_agree(vector):
    plane = _given(vector)["plane"]
    for angle, wanted in vector["outputs"].items():
        seen = rendering.turned_plane(7, angle=float(angle)) @ plane.ravel()
        same_numbers(seen.reshape(7, 7), wanted)


# --- what must be noticed -------------------------------------------------------------

WEIGHTS, TURNED = rendering.ray_weights, rendering.turned_plane


def _own_piece_counts(density, lengths):
    return np.exp(-(density * lengths).cumsum(-1))


def _first_comes_last(density, lengths):
    return WEIGHTS(density[..., ::-1], lengths[::-1])[..., ::-1]


def _share_of_length(density, lengths):
    return np.minimum(density * lengths, 1)


def _other_way_round(n, *, angle):
    return TURNED(n, angle=-angle)


plant("restated_nerf", "scenes.rendering.transmittance", _own_piece_counts)
plant("restated_nerf", "scenes.rendering.ray_weights", _first_comes_last)
plant("restated_nerf", "scenes.rendering.opacities", _share_of_length)
plant("torch_grid_sample", "scenes.rendering.turned_plane", _other_way_round)
