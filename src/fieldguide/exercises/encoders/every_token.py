"""Checks of notebooks/encoders/04-every-token.ipynb."""

import numpy as np
from autograd import grad

from ... import data
from ...page.check import close, start

LINE = "the gull steals the fish on the quay at dusk"  # of ex-labels
HIDDEN = {1: "cat", 2: "steals", 4: "fish", 7: "boat"}  # place: what was drawn for it
PRIOR = 0.7, 0.2, 0.1  # of ex-perfect
PARTS = {"tables", "generator", "discriminator"}


def ex_labels(answer):
    """Exercise ex-labels: 1 for each replaced token of LINE, 0 for the others, and at how
    many of the ten tokens BERT and ELECTRA's judge take a loss."""
    report = start("ex-labels", answer)
    words = LINE.split()
    wanted = [int(k in HIDDEN and HIDDEN[k] != w) for k, w in enumerate(words)]
    given, counts = [], {}
    if report.answered:
        try:
            given = [int(v) for v in answer["labels"]]
            counts = {k: answer[k] for k in ("BERT", "ELECTRA")}
        except (TypeError, LookupError, ValueError):
            report.mark(
                "a dict with labels, BERT and ELECTRA", 4, False, f"Got {answer!r}."
            )
            return report
    fits = len(given) == len(words)
    report.mark(
        "words that were never touched", 1,
        fits and all(given[k] == 0 for k in range(10) if k not in HIDDEN),
        f"{len(words)} words need as many labels, and most words were left alone.",
    )  # fmt: skip
    report.mark(
        "words that the generator changed", 1,
        fits and all(given[k] for k in HIDDEN if wanted[k]) and 0 < sum(given) < 10,
        "Compare what stands there now with what stood there before.",
    )  # fmt: skip
    report.mark(
        "words that it hit", 1,
        fits and not any(given[k] for k in HIDDEN if not wanted[k]) and sum(given) > 0,
        "The generator drew a token. Does the text differ from the original there?",
    )  # fmt: skip
    report.mark(
        "places with a loss", 1,
        close(counts.get("BERT"), len(HIDDEN)) and close(counts.get("ELECTRA"), 10),
        "BERT is asked for what was hidden. Of which tokens is the judge asked?",
    )  # fmt: skip
    return report


def ex_judge_loss(function):
    """Exercise ex-judge-loss: `function(scores, replaced, counted)`, the mean binary
    cross-entropy over the counted tokens; positive scores mean "replaced"."""
    report = start("ex-judge-loss", function)
    scores = np.array([[-np.log(3), 0.5, 2.0, 0.3], [-1.0, 1.0, 0.0, 40.0]])
    replaced = np.array([[0, 0, 1, 0], [0, 1, 0, 0]], bool)
    counted = np.array([[1, 1, 1, 1], [1, 1, 1, 0]], bool)

    def run(scores, counted):
        try:
            return float(function(scores.copy(), replaced.copy(), counted.copy()))
        except Exception as error:
            nonlocal said
            said = f"{type(error).__name__}: {error}"
            return np.nan

    said = ""
    all_true = np.ones_like(counted)
    small = scores * (scores < 30)
    got = run(small, all_true) if report.answered else np.nan
    report.mark(
        "every token counts, original or replaced", 2,
        close(got, _surprise(small, replaced).mean(), 1e-9),
        said or "Originals teach as well as replacements. "
        "And is a high score a sign of an original or of a replacement?",
    )  # fmt: skip
    said = ""
    got = run(scores, counted) if report.answered else np.nan
    report.mark(
        "padding does not count", 1,
        close(got, _surprise(scores, replaced)[counted].mean(), 1e-9),
        said or "Neither in the sum nor in what you divide it by.",
    )  # fmt: skip
    said = ""
    got = run(scores * 1000, all_true) if report.answered else np.nan
    report.mark(
        "large scores give no nan or infinity", 1,
        close(got, _surprise(scores * 1000, replaced).mean(), 1e-6),
        said or "exp(1000) is too large for a float, and log(0) is no number. "
        "Which form of the formula never needs them?",
    )  # fmt: skip
    slope = np.nan
    if report.answered:
        try:
            slope = grad(lambda s: function(s, replaced, all_true))(small)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
    right = (1 / (1 + np.exp(-small)) - replaced) / replaced.size
    report.mark(
        "autograd can follow it", 1, close(slope, right, 1e-9),
        said or "Use operators, methods of arrays and NumPy's element-wise functions.",
    )  # fmt: skip
    return report


def _surprise(scores, replaced):
    """Binary cross-entropy of each token, in nats."""
    return np.logaddexp(0, np.where(replaced, -scores, scores))


def ex_gradients(answer):
    """Exercise ex-gradients: which parts of the parameters each loss trains, as sets of
    "tables", "generator" and "discriminator"."""
    report = start("ex-gradients", answer)
    keys = {"generator's loss", "judge's loss"}
    if report.answered and not (
        isinstance(answer, dict)
        and set(answer) == keys
        and all(isinstance(v, (set, list, tuple)) for v in answer.values())
    ):
        report.mark(
            f"a dict of sets with the keys {sorted(keys)}", 3, False, f"Got {answer!r}."
        )
        return report
    given = {k: {*map(str, v)} for k, v in answer.items()} if report.answered else {}
    report.mark(
        "the generator's loss", 1,
        given.get("generator's loss") == PARTS - {"discriminator"},
        "It is taken before the judge reads anything. What is it computed from?",
    )  # fmt: skip
    judge = given.get("judge's loss", set())
    report.mark(
        "the judge's loss and the generator's network", 1,
        "generator" not in judge and "discriminator" in judge,
        "Between the two networks stand samples. Is a drawn token a number that can move "
        "a little?",
    )  # fmt: skip
    report.mark(
        "the judge's loss and what both share", 1, "tables" in judge and judge <= PARTS and len(judge) < 3,
        "Through which arrays does a token enter the judge?",
    )  # fmt: skip
    return report


def ex_sums(answer):
    """Exercise ex-sums: the weights on *sums* that balance like 50 on means, with 15% and
    with 25% of the tokens chosen."""
    report = start("ex-sums", answer)
    given = report.expect(answer, 2, "a pair of numbers", 2)
    if given is None:
        return report
    weight = data.fact("electra.discriminator_weight").number
    hint = (
        "Write both totals down for a text of n tokens. A factor before the whole total "
        "changes nothing but the step size: which factor makes the generator's parts equal?"
    )
    for got, variant in zip(given, ("base", "large"), strict=True):
        rate = data.fact(f"electra@{variant}.mask_rate").number
        report.mark(
            f"as in the {variant} model", 1, close(got, weight * rate, 0.01), hint
        )
    return report


def ex_perfect(answer):
    """Exercise ex-perfect: a perfect generator, 15% chosen, words of probability 0.7, 0.2
    and 0.1: the perfect judge's suspicion of each, and how many it calls replaced."""
    report = start("ex-perfect", answer)
    given, called = [], None
    if report.answered:
        try:
            given, called = [float(s) for s in answer["suspicion"]], answer["called"]
        except (TypeError, LookupError, ValueError):
            report.mark(
                "a dict with suspicion and called", 4, False, f"Got {answer!r}."
            )
            return report
    given = (given + [np.nan] * 3)[:3]
    hints = [
        "How often does the word stand there, touched or not? And how often as a "
        "replacement, which a lucky guess is not?",
        "The rarer a word at this place, the more suspicious it should be.",
        "The generator draws it as often as the text has it: divide by that.",
    ]
    for k, (p, hint) in enumerate(zip(PRIOR, hints, strict=True)):
        right = close(given[k], 0.15 * (1 - p), 1e-6)
        report.mark(f"the word of probability {p}", 1, right, hint)
    report.mark(
        "how many are called replaced", 1, close(called, 0),
        "A judge calls a word replaced if that is more likely than not.",
    )  # fmt: skip
    return report


def ex_reading(answer):
    """Exercise ex-reading: the size of ELECTRA that did read as much as XLNet, and how many
    times as much text as the other sizes: (variant, factor)."""
    report = start("ex-reading", answer)
    given = report.expect(answer, 2, "a pair (size, factor)", 2)
    if given is None:
        return report
    size, factor = given
    large = data.fact("electra@large.training_size").number
    rows = data.facts().query("system == 'electra' and quantity == 'training_size'")
    small = rows.loc[rows["variant"] == "", "number"].iloc[0]
    report.mark(
        "for which size the survey is right", 1, size == "large",
        "Rows without a variant speak of all sizes that have no row of their own.",
    )  # fmt: skip
    report.mark(
        "factor", 1, close(factor, large / small, 0.01),
        "Divide the two training sizes, which are in the same unit.",
    )  # fmt: skip
    return report
