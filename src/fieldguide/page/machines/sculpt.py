"""The machines of *Sculpt with a painter's eye*: DreamFusion's step, Magic3D's two stages."""

import numpy as np
from autograd import make_vjp

from ...mechanisms.diffusion.cascade import shrink
from ...mechanisms.diffusion.exact import exact_denoiser
from ...mechanisms.diffusion.schedules import cosine_alpha_bar
from ...mechanisms.diffusion.steps import add_noise, noise_in
from ...mechanisms.scenes.distilling import distillation_gradient
from ...mechanisms.scenes.hashing import encode_points, level_cells, new_tables
from ...mechanisms.scenes.rendering import density_blob, render, turned_plane
from ...mechanisms.scenes.tetrahedra import grid_tetrahedra, marching_tetrahedra
from .drawing import Machine

RED = 0  # of the three colors the one that is drawn
ANGLE = 45  # degrees: the second of eight views


def dreamfusion_run(pictures, size=6, time=0.6, seed=1):
    """A cloud is looked at, spoiled and judged; what that says about its density.

    `pictures` are the views that the painter knows, in 0 ... 1, the second from `ANGLE`.
    """
    rng = np.random.default_rng(seed)
    known = shrink(2 * np.asarray(pictures, float) - 1, zoom=pictures.shape[1] // size)
    at = (np.arange(size) + 0.5) / size - 0.5
    points = np.stack(np.meshgrid(at, at, at, indexing="ij"), -1)
    density, colors = density_blob(points), rng.random((size, size, size, 3))
    plane, sky = turned_plane(size, angle=ANGLE), (known[0, 0, 0] + 1) / 2
    back, x = make_vjp(
        lambda density: 2 * render(density, colors, plane, background=sky) - 1
    )(density)
    noise, left = rng.normal(size=x.shape), cosine_alpha_bar(time)

    def denoise(noisy):
        guess, _ = exact_denoiser(noisy[None], known[1:2], alpha_bar=left)
        return noise_in(noisy, guess[0], alpha_bar=left)

    noisy = add_noise(x, noise, alpha_bar=left)
    gradient = distillation_gradient(x, noise, denoise, alpha_bar=left)
    seen = {"x": x, "noise": noise, "noisy": noisy, "guess": denoise(noisy)}
    seen["gradient"] = gradient
    seen = {name: picture[..., RED] for name, picture in seen.items()}
    return seen | {"density": density, "pull": back(gradient)}


def dreamfusion(pictures, **sizes):
    """Draw a step of DreamFusion: render, spoil, ask a frozen painter, go back to the scene."""
    r = dreamfusion_run(pictures, **sizes)
    small = {"size": 6}
    m = Machine("One step of DreamFusion", 640)
    m.box("scene", 80, 20, text="scene: density\nand color", wide=100)
    m.box("camera", 215, 20, "data", text="a camera,\nby chance", tall=34)
    m.box("render", 80, 108, "fixed", text="render", wide=70)
    m.wire("scene", "render", "density", r["density"], at=(80, 68))
    m.wire("camera", "render", into=20, bend=82)
    m.box("noise", 215, 150, "data", text="noise")
    m.box("mix", 135, 230, "fixed", text="√ᾱ x + √(1−ᾱ) ε", said="the mix", wide=120)
    m.wire("render", "mix", "x", r["x"], into=-30, bend=196, cells=small, at=(80, 158),
           side="left")  # fmt: skip
    m.wire("noise", "mix", "ε", r["noise"], into=30, bend=206, at=(215, 182))
    m.box("painter", 135, 340, "frozen", text="painter", wide=90)
    m.wire("mix", "painter", "z", r["noisy"], cells=small, at=(135, 284))
    m.box("said", 38, 340, "data", text="caption,\nfront view", tall=34)
    m.sideways("said", "painter")
    m.box("minus", 135, 450, "loss", text="w (ε̂ − ε)", wide=90,
          said="weight times guess less noise")  # fmt: skip
    m.wire("painter", "minus", "ε̂", r["guess"], cells=small, at=(135, 394))
    m.tap("noise", "minus", 172, x=256)
    m.box("back", 135, 550, "fixed", text="back through the rendering", wide=160)
    m.wire("minus", "back", "", r["gradient"], cells=small, at=(135, 500))
    m.box("moved", 135, 626, "data", text="how the scene must change")
    m.wire("back", "moved", "by density", r["pull"], at=(135, 590))
    return m.picture(
        "Cells: the red of each pixel. The arrow that leads on goes back through the rendering "
        "alone: nothing is ever differentiated in the painter."
    )


def magic3d_run(density, level=3.0, levels=2, rows=200, seed=2):
    """Features of a hash grid at each voxel; a density cut at a level; a mesh of it."""
    rng = np.random.default_rng(seed)
    n = len(density)
    points, cut = grid_tetrahedra(n)
    cells = level_cells(coarsest=2, finest=n - 1, levels=levels)
    tables = new_tables(rng, cells=cells, table_size=rows)
    features = encode_points(points / (n - 1), tables, cells=cells)
    values = np.asarray(density, float).ravel() - level
    corners, faces = marching_tetrahedra(points, cut, values)
    return {
        "features": features, "density": density, "corners": corners, "faces": faces,
        "tables": tables,
    }  # fmt: skip


def magic3d(density, **sizes):
    """Draw Magic3D: a field from a hash grid under one painter, then a mesh under another."""
    r = magic3d_run(density, **sizes)
    m = Machine("Magic3D: coarse, then fine", 560)
    m.box("places", 75, 14, "data", text="places")
    m.box("grid", 75, 72, text="hash grid", wide=80).wire("places", "grid")
    m.box("field", 75, 160, text="small network", wide=90)
    m.wire("grid", "field", "features", r["features"], at=(75, 116))
    m.box("small", 205, 228, "frozen", text="painter of\n64 pixels", wide=86)
    m.box("see", 205, 160, "fixed", text="render", wide=70)
    m.sideways("field", "see").wire("see", "small")
    m.box("cut", 75, 290, "fixed", text="density − level", wide=96)
    m.wire("field", "cut", "density", r["density"], at=(75, 226), side="below")
    m.box("march", 75, 372, "fixed", text="marching\ntetrahedra", wide=90)
    m.wire("cut", "march", at=(75, 330))
    m.box("mesh", 75, 478, text="mesh: corners\nand their color", wide=104)
    m.wire("march", "mesh", "triangles", r["faces"], at=(75, 424), side="below")
    m.box("draw", 205, 478, "fixed", text="draw the\ntriangles", wide=76)
    m.sideways("mesh", "draw")
    m.box("large", 205, 540, "frozen", text="painter of 512", wide=96).wire(
        "draw", "large"
    )
    return m.picture(
        "Features, density and triangles are those of a run on the voxel lighthouse. The colored "
        "boxes learn from the painter above them, the lower ones first."
    )
