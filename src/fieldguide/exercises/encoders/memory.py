"""Checks of notebooks/encoders/02-memory.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.networks import recurrence
from ...mechanisms.objectives import permutation
from ...page.check import close, start


def ex_reach(answer):
    """Exercise ex-reach: layers needed to know of 1,000 words before the segment, with
    segments of 128 words: (memory of 128, memory of 1)."""
    report = start("ex-reach", answer)
    given = report.expect(answer, 2, "a pair (layers, layers)", 3)
    if given is None:
        return report
    wanted = [
        next(
            n
            for n in range(1, 100)
            if recurrence.reach(layers=n, segment=128, memory=memory) >= 1000
        )
        for memory in (128, 1)
    ]
    report.mark(
        "a full memory", 1, close(given[0], wanted[0]),
        "How far does one layer reach? Round so that the 1,000th word is included.",
    )  # fmt: skip
    report.mark(
        "a single word, roughly", 1, close(given[1], wanted[1], 1),
        "What does the one word know that is kept from the segment before?",
    )  # fmt: skip
    report.mark(
        "a single word, exactly", 1, close(given[1], wanted[1]),
        "What the first layer sees of the memory is one word; what do the others add?",
    )  # fmt: skip
    return report


def ex_shift(function):
    """Exercise ex-shift: `function(x)` of shape (n, m + 1) -> (n, m), 0 for words ahead."""
    report = start("ex-shift", function)
    rng = np.random.default_rng(7)
    cases = [(1, 1), (1, 5), (4, 4), (3, 7), (5, 6)]
    tried = []
    for n, m in cases if report.answered else []:
        x = rng.integers(1, 100, (n, m + 1)).astype(float)
        given = x.copy()
        try:
            got = np.asarray(function(given), float)
        except Exception as error:
            report.mark(
                "it runs and returns an array", 4, False,
                f"{type(error).__name__}: {error}",
            )  # fmt: skip
            return report
        if got.shape != (n, m):
            report.mark(
                "it runs and returns an array", 4, False,
                f"Of shape {x.shape} it must make {(n, m)}. Got {got.shape}.",
            )  # fmt: skip
            return report
        behind = np.tri(n, m, m - n, dtype=bool)
        wanted = np.where(behind, recurrence.rel_shift(x), 0)
        tried.append((n, m, behind, got, wanted, np.array_equal(x, given)))
    itself = [
        np.diagonal(g, m - n) == np.diagonal(w, m - n) for n, m, b, g, w, _ in tried
    ]
    report.mark(
        "each word's score with itself", 1, tried and all(np.all(s) for s in itself),
        "In which column stands the distance 0? And at which place stands query i?",
    )  # fmt: skip
    square = [(b, g, w) for n, m, b, g, w, _ in tried if n == m]
    report.mark(
        "what came before, without memory", 1,
        square and all(np.array_equal(g[b], w[b]) for b, g, w in square),
        "Going one word to the left adds one to the distance.",
    )  # fmt: skip
    report.mark(
        "what came before, with memory", 1,
        tried and all(np.array_equal(g[b], w[b]) for _, _, b, g, w, _ in tried),
        "With m > n the first m - n words are memory: the first query is not at place 0.",
    )  # fmt: skip
    report.mark(
        "0 ahead, and the argument untouched", 1,
        tried and any(w.any() and g.any() for *_, g, w, _ in tried)
        and all(not g[~b].any() and same for _, _, b, g, _, same in tried),
        "Which words may a left-to-right model not look at? Work on a copy.",
    )  # fmt: skip
    return report


def ex_decoder(answer):
    """Exercise ex-decoder: looks ahead allowed among six words, (Transformer-XL, BERT), and
    Transformer-XL's objective."""
    report = start("ex-decoder", answer)
    given = report.expect(answer, 3, "three: (transformer_xl, bert, objective)", 3)
    if given is None:
        return report
    report.mark(
        "Transformer-XL", 1, close(given[0], 0),
        "Look at the part of the mask that belongs to the segment, above its diagonal.",
    )  # fmt: skip
    report.mark(
        "BERT", 1, close(given[1], 6 * 5 // 2),
        "Every word sees every other. Which of these looks go ahead, and not back?",
    )  # fmt: skip
    report.mark(
        "objective", 1, str(given[2]) == data.fact("transformer-xl.objective").text,
        'data.fact("system.quantity") has it; str(...) makes it a string.',
    )  # fmt: skip
    return report


def ex_masks(answer):
    """Exercise ex-masks: content and query masks of the order 3, 2, 4, 1, counted from 1."""
    report = start("ex-masks", answer)
    given = report.expect(answer, 2, "two masks", 4)
    if given is None:
        return report
    masks = []
    for mask in given:
        try:
            mask = np.asarray(mask, float) if report.answered else np.full((4, 4), -1.0)
        except (TypeError, ValueError):
            mask = np.zeros(0)
        if mask.shape != (4, 4):
            report.mark("four rows of four numbers each", 4, False, f"Got {mask!r}.")
            return report
        masks.append(mask)
    content, query = masks
    wanted = permutation.factorization_masks([2, 1, 3, 0])
    eye = np.eye(4, dtype=bool)
    report.mark(
        "the diagonals", 1, content[eye].all() and not query[eye].any(),
        "Does a content see its own word? Does a query?",
    )  # fmt: skip
    report.mark(
        "the first and the last of the order", 1,
        all(np.array_equal(m[[2, 0]], w[[2, 0]]) for m, w in zip(masks, wanted, strict=True)),
        "Which word is known before all others, and which after all others? "
        "The order names places, one after the other in time.",
    )  # fmt: skip
    for name, mask, want in zip(("content", "query"), masks, wanted, strict=True):
        report.mark(
            name, 1, np.array_equal(mask, want),
            "Row by row: when does the word of the row become known, and which are "
            "known by then? 1 means that it may look.",
        )  # fmt: skip
    return report


def ex_contexts(answer):
    """Exercise ex-contexts: five words, all orders, the middle one: (orders in which it is
    guessed from exactly its left, share of orders with both neighbors known)."""
    report = start("ex-contexts", answer)
    given = report.expect(answer, 2, "a pair (orders, share)", 3)
    if given is None:
        return report
    report.mark(
        "orders, the right size at least", 1,
        isinstance(given[0], (int, float, np.number)) and 1 <= given[0] <= 11,
        "The two words to the left come first, in any order; what comes after the middle?",
    )  # fmt: skip
    report.mark(
        "orders, exactly", 1, close(given[0], 2 * 2),
        "Exactly these two: the words to the right must not be known yet.",
    )  # fmt: skip
    report.mark(
        "share with both neighbors", 1, close(given[1], 1 / 3, 1e-3),
        "Only three of the five words matter: which of them is the last to become known? "
        "A share of all orders is asked for.",
    )  # fmt: skip
    return report


def ex_streams(answer):
    """Exercise ex-streams: vectors that change, ((contents, queries) if the query of place 0
    does, (contents, queries) if its content does), in the order 2, 0, 3, 1."""
    report = start("ex-streams", answer)
    given = report.expect(answer, 2, "two pairs", 4)
    if given is None:
        return report
    pairs = [
        g if isinstance(g, (tuple, list)) and len(g) == 2 else (-1, -1) for g in given
    ]
    (a, b), (c, d) = pairs
    report.mark(
        "contents, when a query changes", 1, close(a, 0),
        "From which stream do keys and values come?",
    )  # fmt: skip
    report.mark(
        "queries, when a query changes", 1, close(b, 1),
        "Who looks at a query vector, besides the word it belongs to?",
    )  # fmt: skip
    report.mark(
        "contents, when a content changes", 1, close(c, 3),
        "Place 0 becomes known second. Whose contents may look at it? Its own counts.",
    )  # fmt: skip
    report.mark(
        "queries, when a content changes", 1, close(d, 2),
        "Whose guesses may look at it? The query of the word itself may not.",
    )  # fmt: skip
    return report
