"""Time eight views of a cube of voxels beside torch's grid_sample; print CPU seconds as JSON.

Runs in .venv-reference. Both take bilinear means of densities and colors along turned rays and add
up what the rays meet, in double precision on one thread; matrices and grids of the views are made
before. The pictures must be the same.
"""

import json
import time

import numpy as np
import torch

from fieldguide.mechanisms.scenes import rendering

RUNS, SIDE, ANGLES = 20, 24, range(0, 360, 45)

torch.set_num_threads(1)


def spent(draw):
    """Fewest CPU seconds, and what came out."""
    least = np.inf
    for _ in range(RUNS):
        start = time.process_time()
        out = draw()
        least = min(least, time.process_time() - start)
    return least, out


def turned_grid(angle):
    """Where torch looks up the planes: its last axis comes first, and runs from -1 to 1."""
    at = (torch.arange(SIDE, dtype=torch.float64) - (SIDE - 1) / 2) / ((SIDE - 1) / 2)
    turn = np.deg2rad(angle)
    a, d = torch.meshgrid(at, at, indexing="ij")
    x, y = a * np.cos(turn) - d * np.sin(turn), a * np.sin(turn) + d * np.cos(turn)
    return torch.stack([y, x], -1)[None]


def main():
    """Print seconds of both."""
    rng = np.random.default_rng(0)
    density, colors = rng.gamma(1, 0.2, (SIDE,) * 3), rng.random((SIDE,) * 3 + (3,))
    sky = np.array([0.35, 0.60, 0.92])
    planes = [rendering.turned_plane(SIDE, angle=angle) for angle in ANGLES]
    grids = [turned_grid(angle) for angle in ANGLES]
    both = np.concatenate([density[..., None], colors], -1)  # x, y, down, four numbers
    volume = torch.from_numpy(both).permute(2, 3, 0, 1).reshape(1, -1, SIDE, SIDE)

    def ours():
        return [
            rendering.render(density, colors, plane, background=sky) for plane in planes
        ]

    def theirs():
        pictures = []
        for grid in grids:
            seen = torch.nn.functional.grid_sample(volume, grid, align_corners=True)
            seen = seen.reshape(SIDE, 4, SIDE, SIDE)  # down, numbers, from left, away
            taken = 1 - torch.exp(-seen[:, 0])
            left = torch.cumprod(1 - taken, -1)
            before = torch.cat([torch.ones_like(left[..., :1]), left[..., :-1]], -1)
            color = (seen[:, 1:] * (before * taken)[:, None]).sum(-1).movedim(1, -1)
            pictures.append(color + left[..., -1:] * torch.from_numpy(sky))
        return pictures

    (mine, pictures), (other, others) = spent(ours), spent(theirs)
    np.testing.assert_allclose(pictures, np.array([p.numpy() for p in others]))
    print(
        json.dumps({"side": SIDE, "views": len(planes), "render": mine, "torch": other})
    )


if __name__ == "__main__":
    main()
