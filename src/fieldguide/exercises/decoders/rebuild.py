"""Checks of notebooks/decoders/02-rebuild.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.objectives import spans
from ...page.check import close, listed, start


def ex_cut(answer):
    """Exercise ex-cut: what is read and written if gull, the fish and boat are cut out of
    "the gull steals the fish from the boat"."""
    report = start("ex-cut", answer)
    given = report.expect_keys(answer, ["read", "write"], 5)
    if given is None:
        return report
    read, write = (_words(given[key]) for key in ("read", "write"))
    report.mark(
        "read: what stays, in its order", 1, [w for w in read if w not in "XYZ"]
        == "the steals from the".split(), "Which words were not cut out?",
    )  # fmt: skip
    report.mark(
        "read: one sentinel a run", 1, read == "the X steals Y from the Z".split(),
        "A run of two words leaves one sentinel, and the first one is X.",
    )  # fmt: skip
    report.mark(
        "write: each run behind its sentinel", 2,
        write[:7] == "X gull Y the fish Z boat".split(),
        "The decoder names a sentinel once, then writes the whole run.",
    )  # fmt: skip
    report.mark(
        "write: where it ends", 1, len(write) == 7 and write[-1] == "boat",
        "A sentinel after the last run says that the text goes on. Does it?",
    )  # fmt: skip
    return report


def ex_last(answer):
    """Exercise ex-last: the shortest texts with three and with a hundred runs."""
    report = start("ex-last", answer)
    given = report.expect(answer, 2, "a pair (three, hundred)", 4)
    if given is None:
        return report
    for name, length, runs in zip(("three", "hundred"), given, (3, 100), strict=True):
        report.mark(
            f"{name}: so many runs", 1, _runs(length) >= runs,
            "Round the number of tokens first, then the number of runs.",
        )  # fmt: skip
        report.mark(
            f"{name}: and one token less has fewer", 1,
            _runs(length) >= runs > _runs(length, -1),
            "A shorter text has as many: halves go to the even number.",
        )  # fmt: skip
    return report


def _runs(length, more=0):
    """Runs that T5's rule makes of so many tokens; 0 if that is no length."""
    try:
        return spans.noise_numbers(length + more)[1]
    except (TypeError, ValueError):
        return 0


def ex_mine(function):
    """Exercise ex-mine: `function(ids, chosen, first)` gives what the encoder reads."""
    report = start("ex-mine", function)
    cases = {
        "a run of three has one sentinel": ([5, 6, 7, 8, 9], [0, 1, 1, 1, 0]),
        "sentinels count down": ([5, 6, 7, 8, 9], [1, 0, 1, 0, 1]),
        "runs at both ends": ([5, 6, 7, 8, 9], [1, 1, 0, 1, 1]),
        "nothing is cut out": ([5, 6, 7], [0, 0, 0]),
    }
    for part, (ids, chosen) in cases.items():
        chosen = np.array(chosen, bool)
        wanted, _ = spans.corrupt_spans(ids, chosen, first_sentinel=99, sentinels=9)
        got, hint = _try(report, function, list(ids), chosen.tolist(), 99)
        hint = (
            hint or f"Cut out: {np.flatnonzero(chosen).tolist()} of {ids}. Got {got}."
        )
        report.mark(part, 1, got == wanted.tolist(), hint)
    return report


def ex_text(answer):
    """Exercise ex-text: similarities of 2.5 and 4.95 as T5 writes them, and the class of
    "positiv"."""
    report = start("ex-text", answer)
    given = report.expect(answer, 3, "a triple (text, text, class)", 3)
    if given is None:
        return report
    half, high, label = given
    report.mark(
        "2.5",
        1,
        isinstance(half, str) and half == "2.4",
        "It is a text, in fifths, and a half goes to the even one.",
    )
    high = high if isinstance(high, str) else None
    report.mark("4.95", 1, high == "5.0", "To the nearest fifth, with one decimal.")
    report.mark(
        "positiv", 1, label is None, "Only the exact name of a class names it.",
    )  # fmt: skip
    return report


def ex_infill(answer):
    """Exercise ex-infill: "the captain reads the chart by the lamp" with spans of 3, of 2
    and 1, and of 0."""
    report = start("ex-infill", answer)
    given = report.expect_keys(answer, ["one", "two", "none"], 4)
    if given is None:
        return report
    report.mark(
        "one", 1, _words(given["one"]) == "the captain M by the lamp".split(),
        "Three words go, and one mask comes.",
    )  # fmt: skip
    two = _words(given["two"])
    report.mark("two: two masks", 1, two.count("M") == 2, "A mask for each span.")
    report.mark(
        "two: what is left, and where the masks are", 1, two == "the M the chart M the lamp".split(),
        "The span at *captain* holds two words, the one at *by* one.",
    )  # fmt: skip
    report.mark(
        "none", 1,
        _words(given["none"]) == "the captain reads the M chart by the lamp".split(),
        "Nothing goes, and a mask comes all the same.",
    )  # fmt: skip
    return report


def ex_noise(function):
    """Exercise ex-noise: `function(tokens, spans, mask)` replaces each span by one mask."""
    report = start("ex-noise", function)
    cases = {
        "a span of three": ([(1, 3)], "a M e f g"),
        "two spans": ([(0, 2), (4, 1)], "M c d M f g"),
        "a span of none": ([(2, 0)], "a b M c d e f g"),
        "all three kinds": ([(1, 0), (3, 2), (6, 1)], "a M b c M f M"),
    }
    for part, (spans_given, wanted) in cases.items():
        got, hint = _try(report, function, list("abcdefg"), list(spans_given), "M")
        hint = hint or f"a b c d e f g with {spans_given}. Got {got}."
        report.mark(part, 1, got == wanted.split(), hint)
    return report


def ex_tables(answer):
    """Exercise ex-tables: what mT5-XXL would save with one table, and the share of that."""
    report = start("ex-tables", answer)
    given = report.expect(answer, 2, "a pair (parameters, share)", 3)
    if given is None:
        return report
    width = data.fact("mt5@xxl.hidden_size").number
    rows = data.fact("mt5@embedding-rows.vocabulary").number
    one, total = rows * width, data.fact("mt5@xxl.parameters_counted").number
    report.mark(
        "parameters, roughly", 1, close(given[0], one, 0.01 * one),
        "A row for each token, as wide as the network.",
    )  # fmt: skip
    report.mark(
        "parameters, exactly", 1, close(given[0], one, 0.5),
        "The table has more rows than there are pieces.",
    )  # fmt: skip
    report.mark(
        "share", 1, close(given[1], one / total, 5e-4),
        "Of all parameters, both tables among them.",
    )  # fmt: skip
    return report


def ex_gate(function):
    """Exercise ex-gate: `function(x, w_gate, w_up, w_down, gelu)` is GEGLU."""
    report = start("ex-gate", function)
    rng = np.random.default_rng(4)
    x, gate, up = (
        rng.normal(size=(3, 2)),
        rng.normal(size=(2, 5)),
        rng.normal(size=(2, 5)),
    )
    down = rng.normal(size=(5, 2))
    shut = gate - 40 * np.sign(x[:1].T) / np.abs(x[0]).sum()  # for the first row
    cases = {
        "a gate that is shut lets nothing pass": (x[:1], shut, up),
        "without a proposal nothing comes out": (x, gate, 0 * up),
        "numbers in general": (x, gate, up),
    }
    for part, given in cases.items():
        wanted = (_bend(given[0] @ given[1]) * (given[0] @ given[2])) @ down
        got, hint = _try(report, function, *given, down, _bend)
        hint = hint or "Bend what the gate makes, then multiply the two copies."
        report.mark(part, 1, close(got, wanted, 1e-6), hint)
    return report


def _bend(x):
    """GELU by its tanh formula; written out, so that it takes whatever it is given."""
    x = np.asarray(x, float)
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def _words(text):
    if isinstance(text, str):
        return text.split()
    return [word for word in listed(text) or [] if isinstance(word, str)]


def _try(report, function, *arguments):
    """What a student's function returns, as plain numbers and words; and what went wrong."""
    got, hint = report.call(function, *arguments)
    if isinstance(got, np.ndarray):
        got = got.tolist()
    return list(got) if isinstance(got, tuple) else got, hint
