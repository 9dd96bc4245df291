"""The exercises grade: right answers full marks, stubs none, the likeliest wrong ones less."""

import numpy as np
from grading import Grading

from fieldguide.exercises.senses import sculpt as ex
from fieldguide.mechanisms.diffusion.steps import add_noise
from fieldguide.mechanisms.scenes import distilling, hashing, rendering, tetrahedra


def own_piece_counts(density, lengths):
    thickness = density * lengths
    return np.exp(-np.cumsum(thickness)) * (1 - np.exp(-thickness))


def only_opacity(density, lengths):
    return rendering.opacities(density, lengths)


def my_gradient(x, noise, denoise, alpha_bar):
    return distilling.distillation_gradient(x, noise, denoise, alpha_bar=alpha_bar)


def noise_left_in(x, noise, denoise, alpha_bar):
    noisy = add_noise(x, noise, alpha_bar=alpha_bar)
    return (1 - alpha_bar) * denoise(noisy)


def through_the_painter(x, noise, denoise, alpha_bar):
    noisy = add_noise(x, noise, alpha_bar=alpha_bar)
    slope = (denoise(noisy + 1e-6) - denoise(noisy - 1e-6)) / 2e-6
    return my_gradient(x, noise, denoise, alpha_bar) * slope * np.sqrt(alpha_bar)


def not_spoiled(x, noise, denoise, alpha_bar):
    return (1 - alpha_bar) * (denoise(x) - noise)


def my_rows(corners, rows):
    return hashing.hash_corners(corners, table_size=rows)


def added(corners, rows):
    return (corners * np.array(hashing.PRIMES)).sum(-1) % rows


def not_cut(corners, rows):
    x, y, z = (corners * np.array(hashing.PRIMES)).T
    return (x ^ y ^ z) % rows


def with_floats(corners, rows):
    x, y, z = (corners * np.array(hashing.PRIMES, float)).T.astype(int)
    return (x ^ y ^ z) % rows


def own_value(start, end, start_value, end_value):
    share = end_value / (end_value - start_value)
    return start + share * (end - start)


def unsigned(start, end, start_value, end_value):
    return (start * end_value + end * start_value) / (start_value + end_value + 1e-9)


CASES = [
    (
        ex.ex_four_pieces,
        {"third": 1 / 4, "fourth": 3 / 16, "background": 1 / 16},
        [
            {
                "third": 1 / 8,
                "fourth": 3 / 64,
                "background": 1 / 16,
            },  # own piece counts
            {"third": 1 / 2, "fourth": 3 / 4, "background": 0},  # opacities
            {"third": 1 / 4, "fourth": 1 / 4, "background": 1 / 4},
            {"third": 1 / 4, "fourth": 3 / 16, "background": 9 / 16},
            1 / 4,
        ],
    ),
    (
        ex.ex_weights,
        rendering.ray_weights,
        [
            own_piece_counts,
            only_opacity,
            lambda d, n: rendering.transmittance(d, n),
            lambda d, n: rendering.ray_weights(d[::-1], n[::-1])[::-1] + 0.1,
            lambda d, n: 1 / 0,
            3,
        ],
    ),
    (
        ex.ex_objection,
        my_gradient,
        [
            noise_left_in,
            through_the_painter,
            not_spoiled,
            lambda x, n, f, a: -my_gradient(x, n, f, a),
            lambda x, n, f, a: my_gradient(x, n, f, a) / (1 - a),
            3,
        ],
    ),
    (
        ex.ex_derivative,
        {"without": np.sqrt(0.5) / 2, "with": 1 / 16},
        [
            {"without": 0.5, "with": 1 / 8},  # not shrunk
            {"without": np.sqrt(0.5) / 2, "with": np.sqrt(0.5) / 8},  # one factor
            {"without": 1 / 16, "with": np.sqrt(0.5) / 2},
            0.5,
        ],
    ),
    (ex.ex_hash, my_rows, [added, not_cut, with_floats, lambda c, r: c.sum(-1) % r, 3]),
    (
        ex.ex_crossing,
        tetrahedra.crossing,
        [
            own_value,
            unsigned,
            lambda a, b, s, t: (a + b) / 2,
            lambda a, b, s, t: a + abs(s) / abs(t) * (b - a),
            3,
        ],
    ),
    (
        ex.ex_mesh,
        {"triangles": 24, "corners": 14},
        [
            {"triangles": 48, "corners": 26},
            {"triangles": 24, "corners": 6},
            {"triangles": 8, "corners": 6},
            {"triangles": 24, "corners": 72},
            24,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("3/16", "0.1875", "1/16", "0.0625", "24", "14", "0.354")
