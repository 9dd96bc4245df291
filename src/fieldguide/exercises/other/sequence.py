"""Checks of notebooks/other/02-sequence.ipynb."""

import numpy as np

from ...mechanisms.measures.mastery import expert_share, tasks_above
from ...mechanisms.objectives.episodes import lay_out_step
from ...mechanisms.tokens import numbers
from ...page.check import close, listed, start, true_or_false

MEASURED, MOVED = (0.0, 0.5, -1000.0), (0.0, 0.5, 1.0)


def ex_number_tokens(answer):
    """Exercise ex-number-tokens: the tokens of three measurements and of three movements."""
    report = start("ex-number-tokens", answer)
    given = report.expect_keys(answer, ["measured", "moved"], 6)
    if given is None:
        return report
    right = {
        "measured": (MEASURED, numbers.observation_tokens(MEASURED)),
        "moved": (MOVED, numbers.action_tokens(MOVED)),
    }
    hints = {
        (
            "measured",
            0,
        ): "0 stays 0 and begins a bin. How many bins lie below, and how many words?",
        (
            "measured",
            1,
        ): "A measurement is squeezed first: ln(100 |x| + 1) over ln 25,601.",
        ("measured", 2): "What is squeezed beyond -1 is cut there.",
        ("moved", 0): "0 begins a bin here, too.",
        ("moved", 1): "Movements lie in -1 ... 1 already.",
        ("moved", 2): "There are 1,024 bins, and none behind the last.",
    }
    for name, (values, tokens) in right.items():
        found = listed(given[name])
        found = found if found and len(found) == 3 else [None] * 3
        for k, (value, token) in enumerate(zip(values, tokens, strict=True)):
            fits = found[k] is not None and close(found[k], token)
            report.mark(f"{name}, {value:g}", 1, fits, hints[name, k])
    return report


def ex_read_back(function):
    """Exercise ex-read-back: `function(ids)` -> the measurements that are left of these tokens."""
    report = start("ex-read-back", function)
    rng = np.random.default_rng(5)
    cases = {
        "near 0": (1, np.arange(32_512, 32_520)),
        "large": (1, np.array([32_900, 33_010, 33_023])),
        "negative": (1, np.array([32_000, 32_100, 32_511])),
        "of any shape": (1, rng.integers(32_000, 33_024, (3, 4))),
    }
    hints = {
        "near 0": "Take the middle of the bin, and then undo the squeezing.",
        "large": "The middle of a bin is found before the squeezing is undone.",
        "negative": "The logarithm was taken of the size; the sign came back afterwards.",
        "of any shape": "Are all operations element by element?",
    }
    for part, (points, ids) in cases.items():
        got, stops = report.call(function, ids)
        want = numbers.observed_numbers(ids)
        report.mark(part, points, close(got, want, 1e-6), stops or hints[part])
    return report


def ex_moment(function):
    """Exercise ex-moment: `function(observation, action, separator)` -> (ids, asked)."""
    report = start("ex-moment", function)
    cases = (
        ({"ship": [4], "lamp": [2, 3]}, [9], 7),
        ({"b": [3], "a": [1], "c": [2]}, [5, 6], 8),
    )
    order = mark = asked = True
    stops = ""
    for observation, action, separator in cases:
        got, said = report.call(function, observation, action, separator)
        stops = stops or said
        parts = listed(got) if isinstance(got, tuple | list) else None
        ids, learned = parts if parts and len(parts) == 2 else (None, None)
        want, want_asked = lay_out_step(observation, action, separator=separator)
        seen = len(want) - len(action) - 1
        fits = close(ids, want, np.inf)
        order &= fits and close(np.asarray(ids)[:seen], want[:seen])
        mark &= fits and close(np.asarray(ids)[seen:], want[seen:])
        flags = listed(learned) or []
        asked &= [true_or_false(each) for each in flags] == want_asked.tolist()
    report.mark(
        "what is seen, in order", 1, order,
        stops or "By the names of the things, as in a dictionary, whatever came first.",
    )  # fmt: skip
    report.mark(
        "the mark and what is done", 1, mark,
        stops or "One mark between what is seen and what is done.",
    )  # fmt: skip
    report.mark(
        "what is learned", 2, asked,
        stops or "A bool for each token: who chose it, the one that is imitated or the world?",
    )  # fmt: skip
    return report


def ex_half(function):
    """Exercise ex-half: `function(achieved, chance, expert)` -> tasks at half or above."""
    report = start("ex-half", function)
    rng = np.random.default_rng(7)
    plain = (np.array([1.0, 4, 6]), np.zeros(3), np.full(3, 10.0))
    losing = (np.array([1.0, 3, 20]), np.array([-20.0, 2, 0]), np.array([20.0, 12, 30]))
    edge = (np.array([-5.0, 6]), np.array([-20.0, 2]), np.array([10.0, 10]))
    chance = rng.normal(size=50)
    many = (rng.normal(size=50), chance, chance + rng.random(50) + 0.5)
    cases = {
        "chance brings nothing": (
            1,
            plain,
            "Half of the expert's score, where chance has none.",
        ),
        "chance brings something": (
            1,
            losing,
            "0 is where chance is, 1 is where the expert is.",
        ),
        "exactly half": (1, edge, "At least half counts."),
        "fifty tasks": (1, many, "Is it a whole number of tasks?"),
    }
    for part, (points, (got, low, high), hint) in cases.items():
        found, stops = report.call(function, got, low, high)
        want = tasks_above(expert_share(got, chance=low, expert=high), np.array(0.5))
        report.mark(part, points, close(found, want), stops or hint)
    return report


CLAIMS = {
    "more than 450 tasks at half of the way to the expert or more": True,
    "better than the experts in 450 tasks": False,
    "it hears": False,
    "a new game is learned from a prompt": False,
}


def ex_claims(answer):
    """Exercise ex-claims: which of four sentences about Gato hold."""
    report = start("ex-claims", answer)
    given = report.expect_keys(answer, CLAIMS, 4)
    if given is None:
        return report
    hints = (
        "Look at the row of the table, and at what its hundred percent are.",
        "Whom did it imitate?",
        "Go through what can be written into its row.",
        "What was done with the four tasks that it had never seen?",
    )
    for (claim, holds), hint in zip(CLAIMS.items(), hints, strict=True):
        report.mark(claim, 1, true_or_false(given[claim]) is holds, hint)
    return report
