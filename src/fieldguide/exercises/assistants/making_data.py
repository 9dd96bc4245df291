"""Checks of notebooks/assistants/03-making-data.ipynb."""

from ...mechanisms.measures.overlap import rouge_l, rouge_words
from ...mechanisms.objectives import bootstrap
from ...page.check import close, same, start, true_or_false

POOL = "Write a poem about the sea at night"


def alike(first, second):
    """ROUGE-L's f of two texts."""
    return rouge_l(rouge_words(first), rouge_words(second)).f


def ex_rouge(answer):
    """Exercise ex-rouge: precision, recall and f of two instructions."""
    report = start("ex-rouge", answer)
    given = report.expect(answer, 3, "three numbers", 4)
    if given is None:
        return report
    wanted = rouge_l(
        rouge_words("name the fish in the net"),
        rouge_words("name all the large fish in the old net"),
    )
    hints = (
        "How many words has the new text, and how many of them are common?",
        "How many words of the old text are found again, in their order?",
        "f is twice the product by the sum.",
    )
    for part, got, want, hint in zip(wanted._fields, given, wanted, hints, strict=True):
        report.mark(part, 1 + (part == "f"), close(got, want, 5e-3), hint)
    return report


def ex_passes(answer):
    """Exercise ex-passes: which of four instructions pass Alpaca's filter."""
    report = start("ex-passes", answer)
    hints = {
        "Write a poem about the sea at noon": "Count the words that have stayed.",
        "Compose some verses on the nightly ocean": "Which words are common?",
        "At night about the sea write a poem": "Which words stand in the same order?",
        "Draw the sea at night for me": "Some words are refused before anything is compared.",
    }
    given = report.expect_keys(answer, [*hints], 4)
    if given is None:
        return report
    for text, hint in hints.items():
        kept, _ = bootstrap.sift([text], [POOL], alike)
        report.mark(text, 1, true_or_false(given[text]) is bool(kept), hint)
    return report


def ex_sift(function):
    """Exercise ex-sift: `function(new, pool, alike, most)` -> those that are kept."""
    report = start("ex-sift", function)
    cases = {
        "unlike all": (["a b c d", "e f g h"], ["i j k l"], 0.7),
        "like one of the pool": (["a b c d", "e f g h"], ["a b c x"], 0.7),
        "like one that has just been kept": (
            ["a b c d", "a b c e", "f g h i"],
            ["j k l m"],
            0.7,
        ),
        "exactly at the limit": (["a b x y"], ["a b c d"], 0.5),
    }
    for part, (new, pool, most) in cases.items():
        wanted, _ = bootstrap.sift(
            new, pool, alike, most_alike=most, refuse=lambda text: None
        )
        given = list(pool)  # what the function is handed, and must leave alone
        got, hint = report.call(
            lambda *a: _untouched(function, *a), new, given, alike, most
        )
        hint = hint or (
            "Compare with the pool and with all that were kept before; leave the pool as it is."
        )
        points = 2 if part == "like one that has just been kept" else 1
        report.mark(part, points, same(got, wanted), hint)
    return report


def _untouched(function, new, pool, alike, most):
    """What the function returns, or None if it has changed the pool."""
    before = list(pool)
    got = function(new, pool, alike, most)
    return list(got) if pool == before and isinstance(got, list | tuple) else None
