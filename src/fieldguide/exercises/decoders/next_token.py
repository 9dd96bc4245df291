"""Checks of notebooks/decoders/01-next-token.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.measures import compute, counting
from ...mechanisms.sampling import penalty
from ...page.check import close, listed, start


def _size(key, quantity):
    return int(data.fact(f"{key}.{quantity}").number)


def ex_vocabulary(answer):
    """Exercise ex-vocabulary: the smallest GPT-2 counted exactly, and in millions with the
    vocabulary of GPT; of how many of the four sizes is that what the paper prints?"""
    report = start("ex-vocabulary", answer)
    given = report.expect_keys(answer, ["exact", "old", "sizes"], 3)
    if given is None:
        return report
    counts = {"new": [], "old": []}
    for size in ("small", "medium", "large", "xl"):
        for which, v in (
            ("new", _size("gpt-2", "vocabulary")),
            ("old", _size("gpt", "vocabulary")),
        ):
            count = counting.decoder_parameters(
                layers=_size(f"gpt-2@{size}", "layers"),
                width=_size(f"gpt-2@{size}", "hidden_size"),
                vocab_size=v,
                positions=_size("gpt-2", "context_length"),
            )
            counts[which].append(count)
    printed = [
        _size(f"gpt-2@{s}", "parameters_printed")
        for s in ("small", "medium", "large", "xl")
    ]
    report.mark(
        "the smallest, exactly", 1, close(given["exact"], counts["new"][0]),
        "Tables of tokens and of places, twelve blocks, a last norm; the output layer is the "
        "table again.",
    )  # fmt: skip
    report.mark(
        "with the old vocabulary, in millions", 1, close(given["old"], round(counts["old"][0] / 1e6)),
        "Only the number of tokens changes; the places stay GPT-2's. A whole number of millions.",
    )  # fmt: skip
    alike = sum(
        round(n / 1e6) == p / 1e6 for n, p in zip(counts["old"], printed, strict=True)
    )
    report.mark(
        "sizes that come out", 1, close(given["sizes"], alike),
        "Compare each of the four, rounded to a million, with what the paper prints.",
    )  # fmt: skip
    return report


def ex_nucleus(function):
    """Exercise ex-nucleus: `function(p, top_p)` -> bool array, True for the tokens of the
    nucleus; p are probabilities in any order."""
    report = start("ex-nucleus", function)

    def kept(p, top_p):
        if not report.answered:
            return None
        try:
            found = np.asarray(function(np.array(p), top_p))
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        if found.dtype.kind != "b" or found.shape != (len(p),):
            return f"bool of shape ({len(p)},) is wanted, got {found.dtype} of {found.shape}."
        return found.tolist()

    sorted_p = [0.5, 0.3, 0.15, 0.05]
    first = kept(sorted_p, 0.75)
    if isinstance(first, str):
        report.mark("it runs and returns one bool a token", 4, False, first)
        return report
    report.mark(
        "the token that crosses the line", 1, first == [True, True, False, False],
        "0.5 alone is less than 0.75. Is what you keep at least 0.75 in all?",
    )  # fmt: skip
    report.mark(
        "any order", 1,
        kept([0.05, 0.3, 0.15, 0.5], 0.9) == [False, True, True, True]
        and kept([0.1, 0.2, 0.7], 0.6) == [False, False, True],
        "The vocabulary is in alphabetical order, not in that of the probabilities. "
        "And the answer has to go back to the places where the tokens stand.",
    )  # fmt: skip
    report.mark(
        "never nothing", 1, kept([0.2, 0.8], 0.01) == [False, True],
        "A word has to be written, however small top_p is.",
    )  # fmt: skip
    p = np.array([0.125, 0.625, 0.25])
    report.mark(
        "not more than needed, and the argument stays", 1,
        kept(p, 0.6) == [False, True, False] and report.answered and _leaves(function, p),
        "One token is enough for 0.6 here. And do not sort in place what you were given.",
    )  # fmt: skip
    return report


def _leaves(function, p):
    given = p.copy()
    function(given, 0.6)
    return np.array_equal(given, p)


def ex_cache(answer):
    """Exercise ex-cache: GPT-2 XL writes 900 words after a prompt of 100: how many tokens go
    through its blocks without a cache and with one, and how many numbers does it keep?"""
    report = start("ex-cache", answer)
    given = report.expect_keys(answer, ["anew", "cached", "numbers"], 4)
    if given is None:
        return report
    anew, cached = sum(range(100, 1000)), 999
    numbers = compute.cache_numbers(
        n=cached,
        layers=_size("gpt-2@xl", "layers"),
        width=_size("gpt-2@xl", "hidden_size"),
    )
    report.mark(
        "without a cache", 1, close(given["anew"], anew),
        "For the first word 100 tokens are read, for the second 101. And for the last?",
    )  # fmt: skip
    report.mark(
        "with a cache, roughly", 1, close(given["cached"], cached, 1),
        "Each token goes through the blocks once.",
    )  # fmt: skip
    report.mark(
        "with a cache, exactly", 1, close(given["cached"], cached),
        "Does anybody need to read the word that is written last?",
    )  # fmt: skip
    report.mark(
        "numbers that are kept", 1,
        close(given["numbers"], numbers) or close(given["numbers"], numbers / 999 * 1000),
        "A key and a value for each token, in each layer, as wide as the network.",
    )  # fmt: skip
    return report


def ex_penalty(answer):
    """Exercise ex-penalty: scores (4, 2, -1, -2) after a text with tokens 0, 0 and 3, for
    theta 2: by the paper's rule, by the repaired one, and which written token gains."""
    report = start("ex-penalty", answer)
    given = report.expect_keys(answer, ["paper", "repaired", "gains"], 4)
    if given is None:
        return report
    logits, ids = np.array([4.0, 2.0, -1.0, -2.0]), [0, 0, 3]
    paper = penalty.penalize(logits, ids, theta=2)
    repaired = penalty.penalize_signed(logits, ids, theta=2)
    report.mark(
        "the paper's rule", 1, close(given["paper"], paper),
        "Divide the scores of what has been written, whatever their sign.",
    )  # fmt: skip
    scores = listed(given["paper"]) or []
    once = len(scores) == 4 and close(scores[0], paper[0])
    report.mark(
        "once a token", 1, once,
        "Token 0 stands in the text twice. How often does CTRL's code divide?",
    )  # fmt: skip
    report.mark(
        "the repaired rule", 1, close(given["repaired"], repaired),
        "Below zero, dividing raises a score. What lowers it?",
    )  # fmt: skip
    report.mark(
        "who gains", 1, close(given["gains"], 3),
        "Which token has been written and has a higher score than before?",
    )  # fmt: skip
    return report


def ex_source(answer):
    """Exercise ex-source: ln p(text | log) = -24.0 and ln p(text | story) = -26.0: the
    probability of the log if both are as frequent, and if stories have nine times as many
    texts; and how far apart the two must be to outweigh that."""
    report = start("ex-source", answer)
    given = report.expect_keys(answer, ["equal", "rare", "even"], 3)
    if given is None:
        return report
    odds = np.exp(2.0)
    report.mark(
        "both as frequent", 1, close(given["equal"], odds / (odds + 1), 5e-4),
        "The logarithms are of the whole text; their difference is the logarithm of the odds.",
    )  # fmt: skip
    report.mark(
        "the log is rare", 1, close(given["rare"], odds / (odds + 9), 5e-4),
        "Each source's probability is multiplied by how often it comes, before they share out 1.",
    )  # fmt: skip
    report.mark(
        "nats that make it even", 1, close(given["even"], np.log(9), 5e-3),
        "What difference of logarithms is a factor of nine?",
    )  # fmt: skip
    return report
