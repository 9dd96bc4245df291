"""Checks of notebooks/decoders/05-prompts.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.measures import scaling
from ...mechanisms.objectives import prompts
from ...page.check import close, listed, start

# Log-probabilities of the tokens of three options, and behind "Answer:": exercise ex-options.
ASKED = [[-2.0], [-1.2, -1.2, -1.2], [-1.5, -1.7]]
UNASKED = [[-1.0], [-1.4, -1.2, -1.2], [-3.0, -2.8]]
SHARES, EMPTY = (0.5, 0.3, 0.2), (0.6, 0.3, 0.1)  # exercise ex-calibrate
# Hoffmann et al. 2022, Table A3, approach 3: billions of parameters, operations, tokens.
TABLE_A3 = {
    0.4: (2.21e19, 9.2e9), 1: (1.62e20, 27.1e9), 10: (2.46e22, 410.1e9),
    67: (1.71e24, 4.1e12), 175: (1.26e24, 12.0e12), 280: (3.52e25, 20.1e12),
    520: (1.36e26, 43.5e12), 1000: (5.65e26, 94.1e12), 10_000: (8.55e28, 1425.5e12),
}  # fmt: skip
GPT_3 = "small", "medium", "large", "xl", "2.7b", "6.7b", "13b", "175b"


def ex_shots(function):
    """Exercise ex-shots: `function(examples, query)` -> the words of the prompt, with "is"
    between a thing and its flag and ";" behind each example."""
    report = start("ex-shots", function)
    pairs = [("lamp", "red"), ("net", "blue"), ("bread", "white")]
    for part, shots, points in (
        ("zero-shot", 0, 1),
        ("one-shot", 1, 1),
        ("few-shot", 3, 2),
    ):
        wanted = [w for a, b in pairs[:shots] for w in (a, "is", b, ";")] + [
            "horn",
            "is",
        ]
        got, hint = report.call(function, pairs[:shots], "horn")
        hint = hint or (
            "Each example is question, is, answer and ; in the order given. The last "
            "question stands without its answer."
        )
        report.mark(part, points, _words(got) == wanted, hint)
    return report


def ex_options(answer):
    """Exercise ex-options: which of three options wins by sum, by mean, and by ratio."""
    report = start("ex-options", answer)
    given = report.expect_keys(answer, ["sum", "mean", "ratio"], 3)
    if given is None:
        return report
    wanted = {
        "sum": prompts.sum_scores(ASKED),
        "mean": prompts.per_token_scores(ASKED),
        "ratio": prompts.ratio_scores(ASKED, UNASKED),
    }
    hints = {
        "sum": "Add up what each token costs; the least negative sum is the most probable.",
        "mean": "Divide each sum by its number of tokens.",
        "ratio": "A ratio of probabilities is a difference of logarithms, of whole options.",
    }
    for part, scores in wanted.items():
        report.mark(part, 1, close(given[part], scores.argmax()), hints[part])
    return report


def ex_calibrate(answer):
    """Exercise ex-calibrate: (0.5, 0.3, 0.2) where an empty question gets (0.6, 0.3, 0.1)."""
    report = start("ex-calibrate", answer)
    given = report.expect(answer, 3, "three shares", 3)
    if given is None:
        return report
    wanted = prompts.calibrate(SHARES, EMPTY)
    got = list(given) if report.answered else None
    adds_up = close(
        np.sum(given) if report.answered and _numbers(given) else None, 1, 1e-3
    )
    report.mark("the winner", 1, _numbers(given) and np.argmax(given) == wanted.argmax(),
                "Which option has been raised most by the question?")  # fmt: skip
    report.mark("the shares", 2, close(got, wanted, 2e-3),
                "Divide, then make the three add up to 1." if not adds_up else
                "Divide each by what the empty question gets.")  # fmt: skip
    return report


def ex_line(answer):
    """Exercise ex-line: losses of 4 at 10^6 parameters and 2 at 10^8: the exponent, the loss
    at 10^10, and the same loss if there is a floor of 1."""
    report = start("ex-line", answer)
    given = report.expect_keys(answer, ["exponent", "next", "floor"], 4)
    if given is None:
        return report
    n, losses = np.array([1e6, 1e8]), np.array([4.0, 2.0])
    found = [scaling.fit_power_law(n, losses, floor=floor) for floor in (0, 1)]
    ends = [
        scaling.power_law(1e10, scale=s, exponent=e, floor=floor)
        for (s, e), floor in zip(found, (0, 1), strict=True)
    ]
    report.mark("the exponent", 1, close(given["exponent"], found[0][1], 2e-3),
                "A hundred times the size is half the loss: 100 to the minus what is 1/2?")  # fmt: skip
    report.mark("the next step", 1, close(given["next"], ends[0], 1e-2),
                "The same factor in size takes away the same share again.")  # fmt: skip
    report.mark("with a floor", 2, close(given["floor"], ends[1], 1e-2),
                "Only what is above the floor falls by the same share.")  # fmt: skip
    return report


def ex_sizes(answer):
    """Exercise ex-sizes: rows of GPT-3's Table 2.1 whose heads do not make up the width."""
    report = start("ex-sizes", answer)
    wanted = {
        name
        for name in GPT_3
        if _size(name, "heads") * _size(name, "head_size") != _size(name, "hidden_size")
    }
    got = None
    if report.answered and isinstance(answer, (set, list, tuple, frozenset)):
        got = {str(name).lower() for name in answer}
    found = set() if got is None else got & wanted
    only = got is not None and got <= wanted
    report.mark("one of them", 1, bool(found) and len(got) < len(GPT_3) - 1,
                "Multiply the heads with their size, row by row.")  # fmt: skip
    report.mark("all of them", 1, found == wanted and len(got) < len(GPT_3) - 1,
                "Another row does not fit either.")  # fmt: skip
    report.mark("and no other", 1, only and bool(found), "One that you name does fit.")
    return report


def ex_budget(answer):
    """Exercise ex-budget: GPT-3's operations, and what 20 tokens a parameter make of them."""
    report = start("ex-budget", answer)
    given = report.expect_keys(answer, ["operations", "parameters", "tokens"], 4)
    if given is None:
        return report
    n, d = (
        data.fact("gpt-3@175b.parameters").number,
        data.fact("gpt-3.tokens_seen").number,
    )
    budget = 6 * n * d
    best = scaling.even_optimum(budget)
    report.mark("the budget", 1, _near(given["operations"], budget),
                "Six operations for each parameter and token.")  # fmt: skip
    report.mark("the parameters", 2, _near(given["parameters"], best[0]),
                "With D = 20 N the budget is 120 times the square of N.")  # fmt: skip
    report.mark(
        "the tokens", 1, _near(given["tokens"], best[1]), "Twenty for each parameter."
    )
    return report


def ex_misprint(answer):
    """Exercise ex-misprint: the row of Table A3 that 6 N D contradicts, and its operations."""
    report = start("ex-misprint", answer)
    given = report.expect_keys(answer, ["row", "operations"], 3)
    if given is None:
        return report
    off = {n: abs(np.log(6e9 * n * d / c)) for n, (c, d) in TABLE_A3.items()}
    row = max(off, key=off.get)
    report.mark("the row", 1, close(given["row"], row, 1e-6),
                "Compute 6 N D for each row. All but one are within a few percent.")  # fmt: skip
    report.mark("what should stand there", 2,
                _near(given["operations"], 6e9 * row * TABLE_A3[row][1], 0.02),
                "Six times parameters times tokens; mind the billions.")  # fmt: skip
    return report


def ex_life(function):
    """Exercise ex-life: `function(small, large)`, each a pair (N, D) with the same loss ->
    the served tokens from which on the small one has cost less; 0 if it always has."""
    report = start("ex-life", function)
    cases = {
        "a small model that cost more to train": ((10, 400), (20, 150), 1),
        "one that is cheaper from the start": ((10, 100), (20, 150), 1),
        "models of real size": ((7e9, 3e12), (13e9, 0.6e12), 2),
    }
    for part, (small, large, points) in cases.items():
        (n, d), (m, e) = small, large
        wanted = max(0, 6 * (n * d - m * e) / (2 * (m - n)))
        got, hint = report.call(function, small, large)
        hint = hint or (
            "Set 6 N D + 2 N S equal for the two, and solve for S; a negative S means "
            "that the small one is ahead from the beginning."
        )
        report.mark(part, points, close(got, wanted, 1e-6 * wanted), hint)
    return report


def _size(name, quantity):
    return int(data.fact(f"gpt-3@{name}.{quantity}").number)


def _near(got, want, share=0.01):
    return close(got, want, share * want)


def _numbers(parts):
    return all(isinstance(x, (int, float, np.number)) for x in parts)


def _words(got):
    """What a student's prompt says: a list of words, or a text."""
    if isinstance(got, str):
        return got.split()
    words = listed(got)
    return None if words is None else [str(word) for word in words]
