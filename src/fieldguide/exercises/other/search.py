"""Checks of notebooks/other/01-search.ipynb."""

import numpy as np

from ...mechanisms.search import algorithms, demonstrations, flips, game
from ...page.check import close, start

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


def ex_return(answer):
    """Exercise ex-return: what three games are worth: Strassen's, the school's, and Strassen's
    first three moves."""
    report = start("ex-return", answer)
    given = report.expect_keys(answer, ["strassen", "school", "stopped"], 4)
    if given is None:
        return report
    strassen = algorithms.strassen()
    wanted = {
        "strassen": (1, strassen, "One for each move, and nothing is left."),
        "school": (
            1,
            algorithms.schoolbook(n=2, m=2, p=2),
            "One for each move, and nothing is left.",
        ),
        "stopped": (
            2,
            [x[:3] for x in strassen],
            "One for each move that was made, and then what the bound asks for the rest: the "
            "ranks of its slices.",
        ),
    }
    for name, (points, moves, hint) in wanted.items():
        value = game.game_return(TWO, *moves)
        report.mark(name, points, close(given[name], value), hint)
    return report


def interrupted():
    """What lies on the table before the last two moves of another rule with seven.

    B'A' is the product AB with rows and columns exchanged, so Strassen's rule has a mirror image.

    Returns
    -------
    int array, shape (4, 4, 4)
    """
    exchanged = [0, 2, 1, 3]  # 11, 21, 12, 22
    u, v, w = (x[[1, 6]][:, exchanged] for x in algorithms.strassen())
    return algorithms.computed_tensor(v, u, w)


def ex_finish(answer):
    """Exercise ex-finish: two moves (u, v, w) after which nothing is left of `interrupted`."""
    report = start("ex-finish", answer)
    given = report.expect_keys(answer, ["first", "second"], 4)
    if given is None:
        return report
    left, fits = interrupted(), True
    for move in given.values():
        fits = fits and close(move, np.zeros((3, 4)), np.inf)
        if fits:
            left = left - np.einsum("a,b,c->abc", *np.array(move, float))
    hints = {
        "c11": "Which rows and which columns hold numbers there? Look at their signs, too.",
        "c12": "One row holds numbers there. That is an entry of A; which columns?",
        "c22": "It looks like another layer. What must w say, so that one move clears both?",
    }
    for name, k in (("c11", 0), ("c12", 1), ("c22", 3)):
        report.mark(
            f"{name} is empty", 1, fits and not left[:, :, k].any(),
            hints[name] if fits else "A move is three lists of four numbers.",
        )  # fmt: skip
    report.mark(
        "nothing is left", 1, fits and not left.any(),
        "Both moves together must empty all four layers, and c21 was empty before.",
    )  # fmt: skip
    return report


def ex_moves(answer):
    """Exercise ex-moves: how many moves there are for 2 x 2 matrices, modulo 2 and with five
    values for an entry; a move is three vectors of four entries, none of them all 0."""
    report = start("ex-moves", answer)
    given = report.expect_keys(answer, ["modulo 2", "five values"], 4)
    if given is None:
        return report
    for name, values in (("modulo 2", 2), ("five values", len(game.ENTRIES))):
        report.mark(
            name, 2, close(given[name], (values**4 - 1) ** 3),
            "How many vectors of four entries are there? One of them does nothing.",
        )  # fmt: skip
    return report


def ex_flip(function):
    """Exercise ex-flip: `function(one, two)` -> two terms, after a flip of two that share u."""
    report = start("ex-flip", function)
    pairs = {
        "small numbers": ((1, 1, 1), (1, 2, 2)),
        "bits in common": ((3, 5, 6), (3, 6, 3)),
        "larger": ((9, 12, 10), (9, 7, 6)),
    }
    sums, shared, changed, hints = [], [], [], ""
    for one, two in pairs.values():
        got, stops = report.call(function, one, two)
        hints = hints or stops
        fits = close(got, [one, two], np.inf)
        rows = np.array(got, float) if fits else np.zeros((2, 3))
        whole = fits and bool((rows == rows.astype(int)).all() and (rows >= 0).all())
        rows = rows.astype(int) if whole and rows.max() < 16 else np.zeros((2, 3), int)
        wanted = _sum([one, two])
        sums.append(whole and np.array_equal(_sum(rows), wanted))
        shared.append(whole and (rows[:, 0] == one[0]).all())
        changed.append(whole and sorted(rows.tolist()) != sorted([[*one], [*two]]))
    report.mark(
        "u stays", 1, all(shared), hints or "What both share, both keep."
    )  # fmt: skip
    report.mark(
        "something has moved", 1, all(shared) and all(changed),
        hints or "A flip gives other terms than those that it was given.",
    )  # fmt: skip
    report.mark(
        "the sum stays", 2, all(sums) and all(changed),
        hints or "Multiply out: what comes in must go out again. Modulo 2, plus is minus.",
    )  # fmt: skip
    return report


def _sum(rows):
    """The tensor of packed terms, modulo 2."""
    u, v, w = (flips.unpack(column, width=4) for column in np.array(rows).T)
    return algorithms.computed_tensor(u, v, w) % 2


def ex_home(function):
    """Exercise ex-home: `function(found, basis)` -> factors in the old coordinates."""
    report = start("ex-home", function)
    rng = np.random.default_rng(5)
    order = demonstrations.draw_signed_permutation(rng, size=4)
    basis = demonstrations.draw_basis(rng, size=4)
    cases = {
        "an order with signs": (order, algorithms.strassen()[0], 1),
        "a basis": (basis, algorithms.strassen()[1], 2),
        "a larger one": (
            demonstrations.draw_basis(rng, size=6),
            rng.integers(-2, 3, size=(5, 6)),
            1,
        ),
    }
    for name, (new, factors, points) in cases.items():
        got, stops = report.call(function, factors @ new.T, new)
        report.mark(
            name, points, close(got, factors),
            stops or "A row u has become basis times u. What undoes that, for each row?",
        )  # fmt: skip
    return report


def ex_pays(answer):
    """Exercise ex-pays: additions of blocks in Strassen's algorithm and at school, and the side
    of the blocks above which his has fewer operations."""
    report = start("ex-pays", answer)
    given = report.expect_keys(answer, ["strassen", "school", "side"], 5)
    if given is None:
        return report
    his = _additions(algorithms.strassen())
    ours = _additions(algorithms.schoolbook(n=2, m=2, p=2))
    report.mark(
        "additions, Strassen", 2, close(given["strassen"], his),
        "A sum of k blocks takes k - 1 additions. Count the rows of u and v, and the columns of w.",
    )  # fmt: skip
    report.mark(
        "additions at school", 1, close(given["school"], ours),
        "Each of four blocks of C is a sum of two products.",
    )  # fmt: skip
    report.mark(
        "side of the blocks", 2, close(given["side"], (his - ours) / 2),
        "A product saved is worth 2 s^3 operations, or 2 s^3 - s^2 if you count exactly; an "
        "addition costs s^2. This exercise counts 2 s^3.",
    )  # fmt: skip
    return report


def _additions(algorithm):
    """Additions of an algorithm: a sum of k takes k - 1."""
    u, v, w = (np.count_nonzero(x) for x in algorithm)
    r, entries = algorithm[2].shape
    return u - r + v - r + w - entries
