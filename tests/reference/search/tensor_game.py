"""AlphaTensor's conventions, from its repository and its paper; the fit of one factor, from NumPy."""

import re

import numpy as np
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.search import (
    algorithms,
    demonstrations,
    flips,
    game,
    published,
    rank_one,
    tree,
)

SIZES = [(2, 2, 2), (2, 3, 4), (3, 1, 2)]
# Fawzi et al. 2022, Extended Data Fig. 1, some of its lines: products, and entries of C.
PRINTED = [
    "h1 = a11 b13",
    "h5 = (a11 + a31) (b11 + b12 + b13 + b31 + b33 + b42 + b43)",
    "h23 = (a11 + a13 + a14 + a23 + a24 + a31 + a34) (b42 + b43)",
    "h36 = (a12 + a24 + a32 + a43) (b23 + b24 + b32 + b41)",
    "h47 = (a12 + a22 + a24 + a42 + a43) (b23 + b24)",
    "c11 = h15 + h26 + h2 + h30 + h32 + h39 + h40 + h42 + h45 + h7",
    "c13 = h1 + h27 + h39 + h40",
    "c24 = h16 + h17 + h18 + h21 + h24 + h29 + h39 + h47",
    "c44 = h21 + h24 + h25 + h26 + h31 + h33 + h39 + h47",
]

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_tensor_game():
    """google-deepmind/alphatensor, commit 1949163, and the paper's equations, in plain loops.

    explore_factorizations.ipynb, get_mamu_tensor_rectangular: result[i b + j][j c + k][k a + i]
    = 1, the tensor of (A B) transposed. benchmarking/utils.py, algorithm_from_factors: it turns
    the last factor back, sums, multiplies and adds up. Methods: (2), the state after a move;
    (3), the change of basis; the bound that search is guided by. Where a torso and heads stand
    in the paper, there are drawn numbers here.
    """
    seed = 20221005
    rng = np.random.default_rng(seed)
    given = {"tensors": [], "multiplied": [], "games": [], "bases": [], "bounds": []}
    found = {key: [] for key in given}
    for a, b, c in SIZES:
        result = np.full((a * b, b * c, c * a), 0)
        for i in range(a):
            for j in range(b):
                for k in range(c):
                    result[i * b + j][j * c + k][k * a + i] = 1
        given["tensors"].append([a, b, c])
        found["tensors"].append(result)
    for n, r in ((2, 3), (3, 5)):
        factors = rng.integers(-2, 3, size=(3, n * n, r))
        x, y = rng.integers(-9, 10, size=(2, n, n))
        u, v, w = factors.reshape(3, n, n, r)
        w = w.transpose(1, 0, 2)
        out = np.zeros((n, n), int)
        for alpha in range(r):
            left = sum(u[i, j, alpha] * x[i, j] for i in range(n) for j in range(n))
            right = sum(v[i, j, alpha] * y[i, j] for i in range(n) for j in range(n))
            out += w[:, :, alpha] * left * right
        given["multiplied"].append({"factors": factors, "a": x, "b": y})
        found["multiplied"].append(out)
    for _ in range(3):
        state = rng.integers(-3, 4, size=(2, 3, 4))
        u, v, w = (rng.integers(-2, 3, size=n) for n in state.shape)
        after = state.copy()
        for i, j, k in np.ndindex(*state.shape):
            after[i, j, k] -= u[i] * v[j] * w[k]
        given["games"].append({"state": state, "u": u, "v": v, "w": w})
        found["games"].append(after)
        bases = [rng.integers(-2, 3, size=(n, n)) for n in state.shape]
        moved = np.zeros_like(state)
        for i, j, k in np.ndindex(*state.shape):
            for a, b, c in np.ndindex(*state.shape):
                moved[i, j, k] += (
                    bases[0][i, a] * bases[1][j, b] * bases[2][k, c] * state[a, b, c]
                )
        given["bases"].append({"tensor": state, "bases": bases})
        found["bases"].append(moved)
        q, n = rng.normal(size=4), rng.integers(0, 9, size=4)
        p, c = rng.dirichlet(np.ones(4)), float(rng.random() + 0.5)
        bound = [q[a] + c * sum(n) ** 0.5 / (1 + n[a]) * p[a] for a in range(4)]
        given["bounds"].append({"q": q, "p": p, "n": n, "c": c})
        found["bounds"].append(bound)
    return record("numpy", "loops over indices", seed, given, found)


@producer
def printed_alphatensor_products():
    """Fawzi et al. 2022, Extended Data Fig. 1: lines of the algorithm with 47 products."""
    found = []
    for line in PRINTED:
        name, sums = line.split(" = ")
        a, b = (
            sorted(
                int(i) * 4 + int(j) - 5 for i, j in re.findall(rf"{m}(\d)(\d)", sums)
            )
            for m in "ab"
        )
        products = sorted(int(k) - 1 for k in re.findall(r"h(\d+)", sums))
        found.append({"name": name, "a": a, "b": b, "products": products})
    return record(
        "numpy",  # nothing is computed: the lines are the paper's
        "lines of Extended Data Fig. 1",
        0,
        {"printed": PRINTED},
        {"found": found},
    )


@producer
def numpy_ridge_fits():
    """np.linalg.lstsq with the ridge as rows below the equations."""
    seed = 2013
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(3, 4, 5)).round(3)
    factors = [rng.normal(size=(4, n)).round(3) for n in x.shape]
    fits, ridge = [], 0.2
    for mode in range(3):
        p, q = (factors[k] for k in range(3) if k != mode)
        rows = np.array([np.outer(i, j).ravel() for i, j in zip(p, q, strict=True)]).T
        rows = np.concatenate([rows, ridge**0.5 * np.eye(4)])
        wanted = np.moveaxis(x, mode, -1).reshape(-1, x.shape[mode])
        wanted = np.concatenate([wanted, np.zeros((4, x.shape[mode]))])
        fits.append(np.linalg.lstsq(rows, wanted, rcond=None)[0])
    return record(
        "numpy",
        "np.linalg.lstsq(concatenate([products, ridge**0.5 * eye(4)]), ...)",
        seed,
        {"x": x, "factors": factors, "ridge": ridge},
        {"fits": fits},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_tensor_game")
def tensors_agree(vector):
    """Theirs has C transposed."""
    for (a, b, c), theirs in zip(
        vector["inputs"]["tensors"], vector["outputs"]["tensors"], strict=True
    ):
        ours = algorithms.matmul_tensor(n=a, m=b, p=c).reshape(a * b, b * c, a, c)
        np.testing.assert_array_equal(
            ours.swapaxes(2, 3).reshape(a * b, b * c, a * c), theirs
        )


@agrees("restated_tensor_game")
def products_agree(vector):
    for given, theirs in zip(
        vector["inputs"]["multiplied"], vector["outputs"]["multiplied"], strict=True
    ):
        u, v, w = np.swapaxes(given["factors"], 1, 2)
        n = len(given["a"])
        w = w.reshape(-1, n, n).swapaxes(1, 2).reshape(-1, n * n)
        ours = algorithms.multiply(u, v, w, given["a"], given["b"])
        np.testing.assert_array_equal(ours, theirs)


@agrees("restated_tensor_game")
def moves_agree(vector):
    for given, theirs in zip(
        vector["inputs"]["games"], vector["outputs"]["games"], strict=True
    ):
        ours = game.play(given["state"], given["u"], given["v"], given["w"])
        np.testing.assert_array_equal(ours, theirs)


@agrees("restated_tensor_game")
def changes_of_basis_agree(vector):
    for given, theirs in zip(
        vector["inputs"]["bases"], vector["outputs"]["bases"], strict=True
    ):
        ours = demonstrations.change_basis(given["tensor"], *given["bases"])
        np.testing.assert_array_equal(ours, theirs)


@agrees("restated_tensor_game")
def bounds_agree(vector):
    for given, theirs in zip(
        vector["inputs"]["bounds"], vector["outputs"]["bounds"], strict=True
    ):
        ours = tree.puct(given["q"], given["p"], given["n"], explore=given["c"])
        same_numbers(ours, theirs)


@agrees("printed_alphatensor_products")
def what_is_printed_is_what_is_stored(vector):
    u, v, w = published.forty_seven()
    for line in vector["outputs"]["found"]:
        if line["name"][0] == "h":
            k = int(line["name"][1:]) - 1
            assert np.flatnonzero(u[k]).tolist() == line["a"], line
            assert np.flatnonzero(v[k]).tolist() == line["b"], line
        else:
            row, column = map(int, line["name"][1:])
            used = np.flatnonzero(w[:, 4 * row + column - 5])
            assert used.tolist() == line["products"], line


@agrees("numpy_ridge_fits")
def fits_agree(vector):
    given = vector["inputs"]
    for mode, theirs in enumerate(vector["outputs"]["fits"]):
        ours = rank_one.best_factor(
            given["x"], *given["factors"], mode=mode, ridge=given["ridge"]
        )
        same_numbers(ours, theirs, 1e-10)


# --- what must be noticed -------------------------------------------------------------

TENSOR, PLAY, CHANGE, PUCT = (
    algorithms.matmul_tensor,
    game.play,
    demonstrations.change_basis,
    tree.puct,
)
UNPACK, FIT = flips.unpack, rank_one.best_factor


def _transposed(*, n, m, p):
    """C transposed, as theirs: compared with theirs it is turned once too often."""
    ours = TENSOR(n=n, m=m, p=p).reshape(n * m, m * p, n, p)
    return ours.swapaxes(2, 3).reshape(n * m, m * p, n * p)


def _added(residual, u, v, w):
    return PLAY(residual, -np.asarray(u), v, w)


def _turned(tensor, a, b, c):
    return CHANGE(tensor, *(np.transpose(x) for x in (a, b, c)))


def _natural(values, prior, visits, *, explore):
    """UCB1's logarithm."""
    spread = np.log1p(np.sum(visits)) / (1 + np.asarray(visits))
    return np.asarray(values) + explore * np.asarray(prior) * spread


def _unvisited(values, prior, visits, *, explore):
    """Divided by N and not by 1 + N."""
    return PUCT(values, prior, np.maximum(np.asarray(visits) - 1, 0), explore=explore)


def _backward(packed, *, width):
    return UNPACK(packed, width=width)[:, ::-1]


def _without_ridge(x, u, v, w, *, mode, ridge):
    return FIT(x, u, v, w, mode=mode, ridge=1e-12)


HERE = "search."
plant("restated_tensor_game", HERE + "algorithms.matmul_tensor", _transposed)
plant("restated_tensor_game", HERE + "game.play", _added)
plant("restated_tensor_game", HERE + "demonstrations.change_basis", _turned)
plant("restated_tensor_game", HERE + "tree.puct", _natural, _unvisited)
plant("printed_alphatensor_products", HERE + "published.unpack", _backward)
plant("numpy_ridge_fits", HERE + "rank_one.best_factor", _without_ridge)
