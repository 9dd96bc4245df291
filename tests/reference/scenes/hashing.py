"""Instant-NGP's scattering of corners, restated with torch's whole numbers; trilinear means."""

import numpy as np
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.scenes import hashing

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_instant_ngp():
    """The rule of the paper in whole numbers of 64 bits, tables whose size is a power of two.

    yashbhalgat/HashNeRF-pytorch, utils.py, hash: products with three primes, xor, and the
    lowest bits; the primes are those of Müller et al. 2022. Of whole numbers the lowest bits of
    a product depend on the lowest bits alone, so 64 bits and 32 agree.
    """
    import torch

    seed = 20220116
    rng = np.random.default_rng(seed)
    corners = rng.integers(0, 2**20, size=(40, 3))
    primes = 1, 2654435761, 805459861
    given, out = torch.from_numpy(corners), {}
    for bits in (6, 14, 19):
        mixed = torch.zeros(len(given), dtype=torch.int64)
        for axis, prime in enumerate(primes):
            mixed ^= given[:, axis] * prime
        out[str(bits)] = mixed & ((1 << bits) - 1)
    return record(
        "torch", "(x 1 ^ y 2654435761 ^ z 805459861) & (T - 1), int64", seed,
        {"corners": corners}, out,
    )  # fmt: skip


@producer
def torch_trilinear():
    """Means of eight corners of a grid of features: torch's own grid_sample in space."""
    import torch

    seed = 8
    rng = np.random.default_rng(seed)
    drawn = draw(rng, 2, features=(4, 4, 4, 2))
    drawn["points"] = rng.random((9, 3)).round(3)
    grid = torch.from_numpy(drawn["features"]).permute(3, 0, 1, 2)[None]
    at = (
        2 * torch.from_numpy(drawn["points"]).flip(-1) - 1
    )  # it names the last axis first
    got = torch.nn.functional.grid_sample(
        grid, at[None, None, None], mode="bilinear", align_corners=True
    )
    return record(
        "torch", "nn.functional.grid_sample(grid of 5 axes, align_corners=True)", seed,
        drawn, {"found": got[0, :, 0, 0].T},
    )  # fmt: skip


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_instant_ngp")
def rows_of_the_table_agree(vector):
    corners = np.array(vector["inputs"]["corners"])
    for bits, wanted in vector["outputs"].items():
        assert (
            hashing.hash_corners(corners, table_size=2 ** int(bits)).tolist() == wanted
        )


@agrees("torch_trilinear")
def means_of_eight_corners_agree(vector):
    features = np.array(vector["inputs"]["features"])
    corners = np.stack(np.meshgrid(*[range(4)] * 3, indexing="ij"), -1)
    table = np.empty((64, 2))
    table[hashing.table_rows(corners, grid_size=3, table_size=64)] = features
    points = np.array(vector["inputs"]["points"])
    got = hashing.encode_points(points, [table], cells=[3])
    same_numbers(got, vector["outputs"]["found"])


# --- what must be noticed -------------------------------------------------------------

ROWS = hashing.table_rows


def _added(corners, *, table_size):
    return (np.asarray(corners) * np.array(hashing.PRIMES)).sum(-1) % table_size


plant("restated_instant_ngp", "scenes.hashing.PRIMES", (1, 19_349_663, 83_492_791))
plant("restated_instant_ngp", "scenes.hashing.hash_corners", _added)


def _nearest_corner(points, tables, *, cells):
    corners = np.rint(np.asarray(points) * cells[0]).astype(int)
    return tables[0][ROWS(corners, grid_size=cells[0], table_size=len(tables[0]))]


plant("torch_trilinear", "scenes.hashing.encode_points", _nearest_corner)
