"""Checks of notebooks/captions/02-queries.ipynb."""

import numpy as np

from ...mechanisms.measures.counting import q_former_parameters
from ...mechanisms.networks.queries import contrast_mask, generation_mask, matching_mask
from ...mechanisms.networks.spliced import splice
from ...mechanisms.objectives.best_query import best_query_cosines
from ...page.check import close, start


def ex_who_looks(answer):
    """Exercise ex-who-looks: with three queries and four words, how many pairs may look at each
    other in contrast, generation and matching."""
    report = start("ex-who-looks", answer)
    masks = {
        "contrast": (contrast_mask, "Two squares, and nothing between them."),
        "generation": (
            generation_mask,
            "Three parts: among the queries, from words to queries, and a triangle of words.",
        ),
        "matching": (matching_mask, "Who is left out?"),
    }
    given = report.expect_keys(answer, masks, 4)
    if given is None:
        return report
    for name, (mask, hint) in masks.items():
        wanted = mask(k=3, n=4).sum()
        points = 2 if name == "generation" else 1
        report.mark(name, points, close(given[name], wanted), hint)
    return report


def ex_row_mask(function):
    """Exercise ex-row-mask: `function(queries, words)` -> bool array, the generation mask."""
    report = start("ex-row-mask", function)
    found, hints = {}, {}
    for sizes in ((2, 3), (4, 1), (1, 5)):
        got, hints[sizes] = report.call(function, *sizes)
        fits = close(got, np.zeros((sum(sizes),) * 2), np.inf)
        found[sizes] = np.asarray(got, float) if fits else None

    def everywhere(part):
        """Whether a part of all masks is right: `part` takes the number of queries."""
        return all(
            got is not None
            and close(got[part(k)], generation_mask(k=k, n=n)[part(k)].astype(float))
            for (k, n), got in found.items()
        )

    stops = next(filter(None, hints.values()), "")
    report.mark(
        "queries see all queries", 1, everywhere(lambda k: np.s_[:k, :k]),
        stops or "Nobody writes the queries one by one: they have no order.",
    )  # fmt: skip
    report.mark(
        "queries see no word", 1, everywhere(lambda k: np.s_[:k, k:]),
        stops or "A query that has read the caption could just hand it on.",
    )  # fmt: skip
    report.mark(
        "words see all queries", 1, everywhere(lambda k: np.s_[k:, :k]),
        stops or "What else would they know of the picture?",
    )  # fmt: skip
    report.mark(
        "words see words up to themselves", 1, everywhere(lambda k: np.s_[k:, k:]),
        stops or "The next word is to be foretold, not read.",
    )  # fmt: skip
    return report


def ex_best_query(function):
    """Exercise ex-best-query: `function(queries, texts)` -> (a, b), cosines of the best query."""
    report = start("ex-best-query", function)
    rng = np.random.default_rng(4)
    unit = np.array([[[3.0, 0.0]], [[0.0, 1.0]]]), np.array([[1.0, 0.0], [0.0, 2.0]])
    many = rng.normal(size=(3, 4, 5)), rng.normal(size=(6, 5))
    got, stops = report.call(function, *unit)
    report.mark(
        "one query: the cosine", 1, close(got, np.eye(2)),
        stops or "Rows are pictures, columns are texts, and lengths do not matter.",
    )  # fmt: skip
    got, stops = report.call(function, *many)
    report.mark(
        "of several the best", 2, close(got, best_query_cosines(*many)),
        stops or "Hold each query against each text, and let the best one decide.",
    )  # fmt: skip
    late = many[0].copy()
    late[:, 3] = many[1][:3]  # the last query of each picture is its own text
    got, stops = report.call(function, late, many[1])
    own = np.diagonal(got) if close(got, np.zeros((3, 6)), np.inf) else None
    report.mark(
        "a single fitting query is enough", 1, close(own, np.ones(3)),
        stops or "What do queries that ask for something else do to the score?",
    )  # fmt: skip
    return report


SIZES = {
    "layers": 12,
    "width": 768,
    "image_width": 1408,
    "reader_width": 2560,
}


def ex_count(answer):
    """Exercise ex-count: how many parameters more with 64 queries for 32, and if every block
    looked."""
    report = start("ex-count", answer)
    given = report.expect_keys(answer, ["queries", "looks"], 4)
    if given is None:
        return report
    base = q_former_parameters(queries=32, **SIZES)
    more = q_former_parameters(queries=64, **SIZES) - base
    looks = q_former_parameters(queries=32, every=1, **SIZES) - base
    report.mark(
        "32 queries more", 2, close(given["queries"], more),
        "A query is one vector as wide as the Q-Former.",
    )  # fmt: skip
    report.mark(
        "every block looks", 2, close(given["looks"], looks),
        "Six looks more. Each has four matrices with their biases, two of them from the "
        "eye's width, and a norm.",
    )  # fmt: skip
    return report


def ex_length(answer):
    """Exercise ex-length: a sentence of 7 entries, two of them pictures of 4 vectors and one a
    measurement; the answer has 3 words: total length, place of the last entry, words asked."""
    report = start("ex-length", answer)
    given = report.expect_keys(answer, ["length", "last", "asked"], 4)
    if given is None:
        return report
    report.mark(
        "length", 2, close(given["length"], 4 + 2 * 4 + 1 + 3),
        "Words take a place each, pictures as many as they have vectors.",
    )  # fmt: skip
    report.mark(
        "place of the last entry", 1, close(given["last"], 4 + 2 * 4 + 1 - 1),
        "Places are counted after everything was put in, from 0.",
    )  # fmt: skip
    report.mark(
        "what is asked for", 1, close(given["asked"], 3),
        "Neither the question nor what is seen is to be foretold.",
    )  # fmt: skip
    return report


def ex_splice(function):
    """Exercise ex-splice: `function(words, observations, seen)` -> words with observations in
    the places where `seen` is True."""
    report = start("ex-splice", function)
    rng = np.random.default_rng(6)
    words, observations = rng.normal(size=(6, 3)), rng.normal(size=(3, 3))
    cases = {
        "side by side": np.array([False, True, True, True, False, False]),
        "apart": np.array([True, False, True, False, False, True]),
    }
    for part, seen in cases.items():
        got, stops = report.call(function, words, observations, seen)
        fits = close(got, words, np.inf)
        report.mark(
            f"words stay, {part}", 1, fits and close(np.asarray(got)[~seen], words[~seen]),
            stops or "Where nothing is seen the word's own vector stands.",
        )  # fmt: skip
        report.mark(
            f"observations in their order, {part}", 1,
            close(got, splice(words, observations, seen)),
            stops or "The first place that is seen takes the first observation, and so on; "
            "nothing is left of the vector that stood there.",
        )  # fmt: skip
    return report
