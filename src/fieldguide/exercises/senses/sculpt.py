"""Checks of notebooks/senses/01-sculpt.ipynb."""

import numpy as np

from ...mechanisms.diffusion.steps import add_noise
from ...mechanisms.scenes.distilling import distillation_gradient
from ...mechanisms.scenes.hashing import hash_corners
from ...mechanisms.scenes.rendering import ray_weights
from ...mechanisms.scenes.tetrahedra import (
    crossing,
    grid_tetrahedra,
    marching_tetrahedra,
)
from ...page.check import close, start


def ex_four_pieces(answer):
    """Exercise ex-four-pieces: of a ray of pieces with opacities 1/2, 0, 1/2 and 3/4, what counts
    in the pixel: the third, the fourth, and the background."""
    report = start("ex-four-pieces", answer)
    given = report.expect_keys(answer, ["third", "fourth", "background"], 4)
    if given is None:
        return report
    density = -np.log(1 - np.array([1 / 2, 0, 1 / 2, 3 / 4]))
    weights = ray_weights(density, np.ones(4))
    report.mark(
        "third", 1, close(given["third"], weights[2]),
        "How much light has got through the first two? The third takes half of it.",
    )  # fmt: skip
    report.mark(
        "fourth", 2, close(given["fourth"], weights[3]),
        "It takes three quarters, but of what is left when the light gets there.",
    )  # fmt: skip
    report.mark(
        "background", 1, close(given["background"], 1 - weights.sum()),
        "What nobody has taken.",
    )  # fmt: skip
    return report


def ex_weights(function):
    """Exercise ex-weights: `function(density, lengths)` -> weights of a ray's pieces."""
    report = start("ex-weights", function)
    rng = np.random.default_rng(3)
    one = np.array([2.0]), np.array([0.5])
    many = rng.gamma(1, 2, size=6), rng.random(6)
    wall = np.array([0.3, 1e4, 0.5]), np.ones(3)
    got, stops = report.call(function, *one)
    report.mark(
        "a single piece gets all the light", 2, close(got, ray_weights(*one)),
        stops or "Nothing stands before it. Does it stand in its own way?",
    )  # fmt: skip
    got, stops = report.call(function, *many)
    report.mark(
        "many pieces", 1, close(got, ray_weights(*many)),
        stops or "The share that a piece takes, times the share that gets there.",
    )  # fmt: skip
    got, stops = report.call(function, *wall)
    report.mark(
        "behind a wall nothing counts", 1, close(got, ray_weights(*wall)),
        stops or "And the wall itself counts by whatever light reaches it.",
    )  # fmt: skip
    return report


def ex_objection(function):
    """Exercise ex-objection: `function(x, noise, denoise, alpha_bar)` -> the gradient of score
    distillation, with the weight 1 - alpha_bar."""
    report = start("ex-objection", function)
    rng = np.random.default_rng(5)
    x, noise = rng.normal(size=(2, 2, 4))

    def honest(z):
        """Takes for noise exactly what was added."""
        return (z - np.sqrt(0.4) * x) / np.sqrt(0.6)

    def half(z):
        return z / 2

    def bent(z):
        return np.tanh(z) + 0.3

    cases = (
        ("nothing to object, no gradient", honest, 0.4,
         "Of the guess take off the noise that you have added yourself."),
        ("a painter who answers to everything", half, 0.7,
         "The painter is asked about the spoiled picture, and is not differentiated."),
        ("another painter, much noise", bent, 0.1,
         "The roots of alpha_bar and of what is missing to 1; the weight has no root."),
    )  # fmt: skip
    for name, denoise, left, hint in cases:
        got, stops = report.call(function, x, noise, denoise, left)
        wanted = distillation_gradient(x, noise, denoise, alpha_bar=left)
        points = 2 if denoise is half else 1
        report.mark(name, points, close(got, wanted), stops or hint)
    return report


def ex_derivative(answer):
    """Exercise ex-derivative: a pixel of 2, no noise drawn (0), half of the variance left; the
    painter's guess is a quarter of what it sees. Pull without and with its derivative, weight 1."""
    report = start("ex-derivative", answer)
    given = report.expect_keys(answer, ["without", "with"], 4)
    if given is None:
        return report
    without = add_noise(2.0, 0.0, alpha_bar=0.5) / 4
    report.mark(
        "without", 2, close(given["without"], without, 1e-3),
        "The pixel is shrunk by the root of one half before it is seen; no noise is taken off.",
    )  # fmt: skip
    report.mark(
        "with", 2, close(given["with"], without * np.sqrt(0.5) / 4, 1e-3),
        "Two factors come in: how the guess answers to what is seen, and how that answers to x.",
    )  # fmt: skip
    return report


def ex_hash(function):
    """Exercise ex-hash: `function(corners, rows)` -> the row of each corner."""
    report = start("ex-hash", function)
    near = np.array([[0, 0, 0], [3, 0, 0], [1, 1, 0], [2, 3, 1]])
    far = np.random.default_rng(7).integers(0, 2**30, size=(50, 3))
    got, stops = report.call(function, near, 64)
    report.mark(
        "small numbers", 2, close(got, hash_corners(near, table_size=64)),
        stops or "Each number times its prime, the three joined by ^, and the rest by rows.",
    )  # fmt: skip
    got, stops = report.call(function, far, 2**19)
    report.mark(
        "numbers that overflow", 1, close(got, hash_corners(far, table_size=2**19)),
        stops or "int64 has room for the lowest bits, and only they are asked for.",
    )  # fmt: skip
    got, stops = report.call(function, far, 1000)
    report.mark(
        "a table of a thousand", 1, close(got, hash_corners(far, table_size=1000)),
        stops or "Here higher bits count as well: cut to 32 bits before you take the rest.",
    )  # fmt: skip
    return report


def ex_crossing(function):
    """Exercise ex-crossing: `function(start, end, start_value, end_value)` -> the place of 0."""
    report = start("ex-crossing", function)
    rng = np.random.default_rng(11)
    even = rng.normal(size=3), rng.normal(size=3), 1.5, -1.5
    near = np.zeros(3), np.array([4.0, 0, 8]), 1.0, -3.0
    other = rng.normal(size=3), rng.normal(size=3), -0.2, 0.9
    for name, points, case, hint in (
        ("equal values: the middle", 1, even, "Both ends count alike."),
        ("nearer to the smaller value", 2, near,
         "From 1 down to -3 it is four steps; the first brings it to 0."),
        ("from outside to inside", 1, other, "What if the first value is the negative one?"),
    ):  # fmt: skip
        got, stops = report.call(function, *case)
        report.mark(name, points, close(got, crossing(*case)), stops or hint)
    return report


def ex_mesh(answer):
    """Exercise ex-mesh: one grid point of 27 is inside, in the middle of 48 tetrahedra that six
    cuts of eight cubes make: triangles and corners of the mesh around it."""
    report = start("ex-mesh", answer)
    given = report.expect_keys(answer, ["triangles", "corners"], 4)
    if given is None:
        return report
    points, cut = grid_tetrahedra(3)
    values = np.where((points == 1).all(1), 1.0, -1.0)
    corners, faces = marching_tetrahedra(points, cut, values)
    report.mark(
        "triangles", 2, close(given["triangles"], len(faces)),
        "Each tetrahedron that has the point for a corner gives one. Of the six in a small cube, "
        "all six reach both ends of its diagonal; elsewhere two reach a corner.",
    )  # fmt: skip
    report.mark(
        "corners", 2, close(given["corners"], len(corners)),
        "A corner lies on an edge that leaves the point: or remember that on a closed mesh "
        "corners - edges + triangles = 2, and that three edges belong to a triangle, two to each.",
    )  # fmt: skip
    return report
