"""Checks of notebooks/encoders/06-languages.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.objectives import contrast
from ...page.check import close, start


def ex_sampling(function):
    """Exercise ex-sampling: `function(counts, alpha)` -> XLM's sampling probabilities."""
    report = start("ex-sampling", function)
    asked = [([900, 100], 1.0), ([900, 100], 0.5), ([1000, 100, 10, 1], 0.3)]
    asked += [([700, 200, 100], a) for a in (0.2, 0.9)] + [([900, 100], 0.0)]
    found, kept = [None] * len(asked), True
    if report.answered:
        try:
            for k, (counts, alpha) in enumerate(asked):
                given = np.array(counts, float)
                found[k] = np.asarray(function(given, alpha), float)
                kept = kept and given.tolist() == counts
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            report.mark("it runs for counts and an alpha", 5, False, said)
            return report
        shapes = [f.shape for f in found]
        if shapes != [(len(c),) for c, _ in asked]:
            report.mark("one number a language", 5, False, f"Got the shapes {shapes}.")
            return report
    right = [_powers(counts, alpha) for counts, alpha in asked]
    sums = [np.nan if f is None else f.sum() for f in found]
    report.mark(
        "they add up to 1", 1, np.allclose(sums, 1),
        "Powers of shares no longer add up to 1 by themselves.",
    )  # fmt: skip
    report.mark(
        "alpha = 1 leaves the shares alone", 1, close(found[0], right[0]) and kept,
        "Then a language is drawn as often as its sentences are. Is your argument changed?",
    )  # fmt: skip
    report.mark(
        "smaller alphas lift the small languages", 1,
        found[3] is not None and bool(found[3][-1] > found[4][-1]),
        "Is your exponent alpha, or one over it? A temperature is one over alpha.",
    )  # fmt: skip
    report.mark(
        "alpha = 0 treats all alike", 1, close(found[5], right[5]),
        "Any share to the power 0 is the same number.",
    )  # fmt: skip
    report.mark(
        "the values between", 1, all(map(close, found[1:5], right[1:5])),
        "Take the shares first, then the power, then divide by the sum.",
    )  # fmt: skip
    return report


def _powers(counts, alpha):
    q = (np.array(counts, float) / sum(counts)) ** alpha
    return q / q.sum()


def ex_restart(answer):
    """Exercise ex-restart: place and language numbers of
    </s> the gull sleeps </s> </s> mewa śpi </s>; English is 0, Polish 3."""
    report = start("ex-restart", answer)
    keys = ["positions", "languages"]
    given = report.expect_keys(answer, keys, 4)
    if given is None:
        return report
    try:
        places, numbers = (
            [int(v) for v in given[k]] if report.answered else [] for k in keys
        )
    except (TypeError, ValueError):
        report.mark("two lists of whole numbers", 4, False, f"Got {answer!r}.")
        return report
    report.mark(
        "one of each a token", 1, len(places) == len(numbers) == 9,
        f"9 tokens; {len(places)} places and {len(numbers)} languages.",
    )  # fmt: skip
    report.mark(
        "the first text", 1, places[:5] == [0, 1, 2, 3, 4] and numbers[:5] == [0] * 5,
        "Count from 0, and count the separators; both of them belong to the text.",
    )  # fmt: skip
    report.mark(
        "places of the second text", 1, places[5:] == [0, 1, 2, 3],
        "At which place does a translation begin?",
    )  # fmt: skip
    report.mark(
        "language of the second text", 1, numbers[5:] == [3] * 4,
        "The number names the language, not the first or second text.",
    )  # fmt: skip
    return report


def ex_segments_of_languages(answer):
    """Exercise ex-language-vectors: how many vectors would the survey's rule need, how many
    has XLM, and how many parameters do XLM's cost?"""
    report = start("ex-language-vectors", answer)
    given = report.expect(answer, 3, "a triple (survey, XLM, parameters)", 3)
    if given is None:
        return report
    survey, xlm, cost = given
    languages = data.fact("xlm.languages").number
    width = data.fact("xlm.hidden_size").number
    report.mark(
        "vectors by the survey's rule", 1, close(survey, 2),
        "How many different segment numbers has BERT?",
    )  # fmt: skip
    report.mark(
        "vectors in XLM", 1, close(xlm, languages), "One for what? Look into the table."
    )
    report.mark(
        "parameters", 1, close(cost, languages * width),
        "Each vector is as wide as everything that flows through the network.",
    )  # fmt: skip
    return report


def ex_margin(function):
    """Exercise ex-margin: `function(x, y, margin, scale)` -> LaBSE's loss."""
    report = start("ex-margin", function)
    rng = np.random.default_rng(2020)
    x, y = rng.normal(size=(2, 6, 4))
    asked = [  # x, y, margin, scale
        (np.ones((6, 4)), np.ones((6, 4)), 0.0, 10.0),  # blind
        (x, y, 0.0, 5.0),
        (3 * x, y, 0.0, 5.0),
        (x, y, 0.3, 5.0),
        (y, x, 0.3, 5.0),
        (x, y, 0.3, 20.0),
    ]
    found = [np.nan] * len(asked)
    if report.answered:
        try:
            found = [float(function(a.copy(), b.copy(), m, s)) for a, b, m, s in asked]
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            report.mark("it runs and returns a number", 6, False, said)
            return report
    blind, plain, longer, harder, swapped, scaled = found
    right = [
        contrast.additive_margin_loss(a, b, margin=m, scale=s) for a, b, m, s in asked
    ]
    report.mark(
        "a blind guess costs what it should", 1, close(blind, right[0]),
        "Six translations that all look alike: what does one direction cost? And both?",
    )  # fmt: skip
    report.mark(
        "the lengths of the vectors do not count", 1, close(longer, plain),
        "A vector three times as long points the same way.",
    )  # fmt: skip
    report.mark(
        "the loss without margin",
        1,
        close(plain, right[1]),
        "Set the margin to 0 and compare.",
    )
    report.mark(
        "a margin makes it harder", 1, harder > plain,
        "Should the right pair get a present or a handicap?",
    )  # fmt: skip
    report.mark(
        "both directions", 1, close(swapped, harder) and close(harder, right[3]),
        "Exchange the two languages: the loss must stay. Is it a sum or a mean?",
    )  # fmt: skip
    report.mark(
        "the margin is in units of the cosine", 1, close(scaled, right[5]),
        "Does the handicap come before the scaling or after it?",
    )  # fmt: skip
    return report


def ex_blind(answer):
    """Exercise ex-blind: chance of the right answer in LaBSE's batch, and the loss of a blind
    guess without margin, both directions added up."""
    report = start("ex-blind", answer)
    given = report.expect(answer, 2, "a pair (chance, loss)", 3)
    if given is None:
        return report
    chance, loss = given
    n = data.fact("labse@ranking.batch_size").number
    report.mark(
        "chance", 1, close(chance, 1 / n, 1e-7),
        "Among how many translations is the right one? The right one counts.",
    )  # fmt: skip
    one = close(loss, np.log(n), 0.01)
    both = close(loss, 2 * np.log(n), 0.01)
    report.mark(
        "a loss of one direction, or of both", 1, one or both,
        "What is minus the logarithm of your chance?",
    )  # fmt: skip
    report.mark("both directions", 1, both, "LaBSE asks twice, and adds up.")
    return report


def ex_rounded(answer):
    """Exercise ex-rounded: parameters that the survey's rounding of the vocabulary leaves
    out, and the share of the parameters that lie in the table of tokens."""
    report = start("ex-rounded", answer)
    given = report.expect(answer, 2, "a pair (parameters, share)", 2)
    if given is None:
        return report
    left_out, share = given
    told = {
        q: data.fact(f"labse.{q}").number
        for q in ("vocabulary", "hidden_size", "embedding_parameters", "parameters_counted")
    }  # fmt: skip
    report.mark(
        "parameters left out", 1,
        close(left_out, round((told["vocabulary"] - 500_000) * told["hidden_size"])),
        "Each token that is rounded away has a vector.",
    )  # fmt: skip
    exact = told["embedding_parameters"] / told["parameters_counted"]
    report.mark(
        "share of the table", 1, close(share, exact, 0.005),
        "Divide the table's parameters by all of them, as counted.",
    )  # fmt: skip
    return report
