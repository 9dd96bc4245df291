"""Checks of notebooks/decoders/04-bigger.ipynb."""

import numpy as np

from ...mechanisms.attention import bands
from ...mechanisms.attention.attention import attention
from ...mechanisms.networks import experts, lean
from ...page.check import close, start

SHARES = 0.1, 0.4, 0.2, 0.3  # of ex-route


def ex_route(answer):
    """Exercise ex-route: which two experts the shares (0.1, 0.4, 0.2, 0.3) choose, the best
    first, and what each counts."""
    report = start("ex-route", answer)
    given = report.expect_keys(answer, ["experts", "weights"], 4)
    if given is None:
        return report
    chosen, weights, _ = experts.route(np.log([SHARES]), np.eye(4))
    named = given["experts"]
    report.mark(
        "who is chosen", 1, close(named, chosen[0]) or close(named, chosen[0, ::-1]),
        "The two with the largest shares; experts are counted from 0.",
    )  # fmt: skip
    report.mark(
        "in which order", 1, close(given["experts"], chosen[0]), "The best comes first.",
    )  # fmt: skip
    report.mark(
        "what each counts", 2, close(given["weights"], weights[0], 0.005),
        "The two must add up to 1 again, in the proportion of their shares.",
    )  # fmt: skip
    return report


def ex_seats(function):
    """Exercise ex-seats: `function(choices, number, capacity)` -> bool (n, 2): who is served."""
    report = start("ex-seats", function)
    rng = np.random.default_rng(4)
    drawn = np.argsort(rng.random((9, 4)), 1)[:, :2]
    cases = {
        "seats enough for all": ([[0, 1], [1, 0]], 2, 9),
        "a full expert": ([[0, 1], [0, 1], [0, 2]], 3, 2),
        "first choices before second ones": ([[0, 1], [1, 0]], 2, 1),
        "nine tokens": (drawn, 4, 3),
    }
    for part, (chosen, number, capacity) in cases.items():
        chosen = np.array(chosen)
        wanted = experts.take_seats(chosen, experts=number, capacity=capacity)
        got, hint = report.call(function, chosen, number, capacity)
        hint = hint or (
            "All first choices take their seats in the order of the tokens; then the second "
            "ones do."
        )
        report.mark(part, 1, _same(got, wanted), hint)
    return report


def ex_refused(answer):
    """Exercise ex-refused: x = (1, 2); a full expert would have added (10, 0) with the weight
    3/4, the other adds (0, 20) with 1/4: what leaves the block."""
    report = start("ex-refused", answer)
    given = report.expect(answer, 2, "two numbers", 3)
    if given is None:
        return report
    report.mark(
        "the first feature", 1, close(given[0], 1),
        "The full expert adds nothing. And what came in?",
    )  # fmt: skip
    report.mark(
        "the second feature", 2, close(given[1], 7),
        "The other expert counts as much as it would have, and its answer is added to what came in.",
    )  # fmt: skip
    return report


def ex_balance(function):
    """Exercise ex-balance: `function(shares, choices)` -> the balancing loss of one choice a
    token."""
    report = start("ex-balance", function)
    rng = np.random.default_rng(6)
    uneven = rng.dirichlet(np.ones(4), 12)
    cases = {
        "all alike": (np.full((4, 4), 0.25), np.arange(4), 1),
        "all to one, which is sure": (np.eye(4)[[2, 2, 2]], np.array([2, 2, 2]), 1),
        "something between": (uneven, uneven.argmax(1), 2),
    }
    for part, (shares, chosen, points) in cases.items():
        wanted = experts.balancing_loss(shares, chosen[:, None])
        got, hint = report.call(function, shares, chosen)
        hint = hint or (
            "Multiply, expert by expert, how often it was chosen with the mean of its shares; "
            "add up, and times the number of experts."
        )
        report.mark(part, points, close(got, wanted, 1e-9), hint)
    return report


def ex_active(answer):
    """Exercise ex-active: two layers, one with 64 experts: numbers in all, and at work on a
    token, in units of d squared."""
    report = start("ex-active", answer)
    given = report.expect_keys(answer, ["all", "at work"], 4)
    if given is None:
        return report
    fixed = 2 * 4 + 3 * 4  # two attentions, and the gated layer without experts
    expert = 2 * 4
    report.mark(
        "in all", 2, close(given["all"], fixed + experts.EXPERTS * expert),
        "Two attentions of four matrices, one gated layer of three, and the experts of two each.",
    )  # fmt: skip
    report.mark(
        "at work", 2, close(given["at work"], fixed + experts.TOP * expert),
        "Attention and the gated layer work on every token; of the experts, those chosen.",
    )  # fmt: skip
    return report


def ex_pairs(answer):
    """Exercise ex-pairs: six tokens: pairs in a dense layer and in a band of three, and how
    many words back one sees after two banded layers."""
    report = start("ex-pairs", answer)
    given = report.expect_keys(answer, ["dense", "band", "back"], 4)
    if given is None:
        return report
    report.mark(
        "a dense layer", 1, close(given["dense"], bands.band_pairs(6, width=6)),
        "The first token sees one, itself, and the last all of them.",
    )  # fmt: skip
    report.mark(
        "a band", 2, close(given["band"], bands.band_pairs(6, width=3)),
        "The first two tokens have fewer than three to see.",
    )  # fmt: skip
    report.mark(
        "two layers", 1, close(given["back"], 4),
        "Each layer hands on what it has seen. The width counts the token itself.",
    )  # fmt: skip
    return report


def ex_shared(function):
    """Exercise ex-shared: `function(q, k, v)` with q (heads, n, e), k and v (n, e) -> (heads,
    n, e): what each head mixes, all from the same keys and values."""
    report = start("ex-shared", function)
    rng = np.random.default_rng(8)
    cases = {
        "one head": (rng.normal(size=(1, 3, 2)), *rng.normal(size=(2, 3, 2))),
        "two heads": (rng.normal(size=(2, 4, 2)), *rng.normal(size=(2, 4, 2))),
        "three heads of four features": (
            rng.normal(size=(3, 5, 4)),
            *rng.normal(size=(2, 5, 4)),
        ),
    }
    for k, (part, (q, keys, values)) in enumerate(cases.items()):
        wanted, _ = attention(q, keys[None], values[None])
        got, hint = report.call(function, q, keys, values)
        hint = hint or (
            "Every head compares its own queries with all features of the same keys, and mixes "
            "the same values."
        )
        report.mark(part, 1 + (k == 2), close(got, wanted, 1e-9), hint)
    return report


def ex_kept(answer):
    """Exercise ex-kept: 10 layers, 8 heads of 16 features, 100 tokens, 2 bytes a number:
    bytes of the cache with keys of their own, and with shared ones."""
    report = start("ex-kept", answer)
    given = report.expect_keys(answer, ["own", "shared"], 4)
    if given is None:
        return report
    one = 2 * 10 * 100 * 16 * 2
    report.mark(
        "keys of their own", 2, close(given["own"], 8 * one),
        "A key and a value, for each layer, token and head, of so many features, in bytes.",
    )  # fmt: skip
    report.mark(
        "shared keys", 2, close(given["shared"], one),
        "One head's keys and values are kept instead of all heads'.",
    )  # fmt: skip
    return report


def ex_width(answer):
    """Exercise ex-width: LLaMA's inner width for 512 and for 768 features."""
    report = start("ex-width", answer)
    given = report.expect(answer, 2, "two widths", 4)
    if given is None:
        return report
    for d, got in zip((512, 768), given, strict=True):
        report.mark(
            f"{d} features", 2, close(got, lean.gated_width(d)),
            "Two thirds of four times the features; then up to the next multiple, unless it is one.",
        )  # fmt: skip
    return report


def ex_used(answer):
    """Exercise ex-used: 100 billion parameters, 250,000 tokens a second, 1000 chips of 300
    trillion operations a second, without attention's pairs: the share of them that is used."""
    report = start("ex-used", answer)
    if report.answered and close(answer, 1 / 6):
        hint = "That is reading. Training walks back, too."
    else:
        hint = "Six operations for each parameter and token; then divide by what all chips could do."
    report.mark("the share that is used", 3, close(answer, 0.5, 0.005), hint)
    return report


def _same(got, wanted):
    """Whether a mask is the wanted one; numbers 0 and 1 will do."""
    try:
        got = np.asarray(got)
    except ValueError:
        return False
    fits = got.shape == wanted.shape and got.dtype.kind in "biuf"
    return fits and bool((got == wanted).all())
