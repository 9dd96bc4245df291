"""Checks of notebooks/numbers/01-benchmarks.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.measures import evaluation
from ...page.check import close, start

# Two scores (%) on n questions; the last two are told apart although their intervals overlap.
PAIRS = {
    "the number of questions matters": [(28.8, 26.2, 164), (52.0, 50.0, 20_000)],
    "either system may be the better one": [(90.0, 40.0, 164), (40.0, 90.0, 164)],
    "the interval of the difference decides": [(48.0, 60.0, 164), (60.0, 48.0, 164)],
    "equal scores are never told apart": [(50.0, 50.0, 100_000), (0.0, 0.0, 5)],
}
HINTS = (
    "A score in percent is not a number of right answers. Does your result change with n?",
    "Exchange the two scores: the verdict should stay the same.",
    "Two intervals may overlap and the systems still differ. Look for zero somewhere else.",
    "With the same score twice there is nothing to tell apart, however many questions.",
)


def _apart(score_1, score_2, n):
    low, high = evaluation.difference_interval(
        score_1 / 100 * n, n, score_2 / 100 * n, n
    )
    return bool(low > 0 or high < 0)


def ex_tell_apart(function):
    """Exercise ex-tell-apart: `function(score_1, score_2, n)` -> do two scores in percent on n
    questions differ by more than chance?"""
    report = start("ex-tell-apart", function)
    for (part, cases), hint in zip(PAIRS.items(), HINTS, strict=True):
        passed = False
        if report.answered:
            try:
                given = [function(*case) for case in cases]
                passed = all(isinstance(g, (bool, np.bool_)) for g in given)
                passed = passed and given == [_apart(*case) for case in cases]
            except Exception as error:
                hint = f"{type(error).__name__}: {error}"
        report.mark(part, 1, passed, hint)
    return report


def _printed():
    """HumanEval's pass@1 by system, and the number of its problems."""
    rows = data.benchmarks().query("benchmark == 'HumanEval' and metric == 'pass@1'")
    n = int(data.fact("codex.benchmark_problems").number)
    return dict(zip(rows["system"], rows["number"], strict=True)), n


def ex_whole(answer):
    """Exercise ex-whole: the systems whose printed pass@1 is a whole number of HumanEval's
    problems, rounded to one decimal."""
    report = start("ex-whole", answer)
    printed, n = _printed()
    possible = {round(100 * k / n, 1) for k in range(n + 1)}
    right = {system for system, value in printed.items() if value in possible}
    try:
        given = {str(s) for s in answer} if report.answered else set()
        listed = not isinstance(answer, (str, dict))
    except TypeError:
        given, listed = set(), False
    report.mark(
        "a list of ids that have a pass@1", 1, listed and given and given <= set(printed),
        f"The ids are {', '.join(sorted(printed))}.",
    )  # fmt: skip
    known = listed and given <= set(printed)
    report.mark(
        "all that can arise are there", 2, known and right <= given,
        "Somebody is missing. How many problems would each score be, and is 0 a whole number?",
    )  # fmt: skip
    report.mark(
        "none that cannot", 2, known and given and given <= right,
        "Somebody is there who hits no whole number of problems. Round to one decimal.",
    )  # fmt: skip
    return report


def ex_trivia(answer):
    """Exercise ex-trivia: GPT-3's lead on TriviaQA: in points and percent over RAG, in points
    over the best other system that answers from memory."""
    report = start("ex-trivia", answer)
    keys = ["points", "percent", "points_closed_book"]
    given = report.expect_keys(answer, keys, 3)
    if given is None:
        return report
    rows = data.benchmarks().query("benchmark == 'TriviaQA' and metric == 'accuracy'")
    few = rows.query("system == 'gpt-3' and setting == 'few-shot'")["number"].iloc[0]
    rag = rows.query("system == 'rag'")["number"].iloc[0]
    memory = rows[(rows["system"] != "gpt-3") & (rows["note"] == "closed book")]
    report.mark(
        "points over RAG", 1, close(given["points"], few - rag, 0.051),
        "Points are what a subtraction gives. Which setting does the sentence speak of?",
    )  # fmt: skip
    report.mark(
        "percent over RAG", 1, close(given["percent"], 100 * (few / rag - 1), 0.051),
        "Percent of what? Divide by the score that was there before.",
    )  # fmt: skip
    report.mark(
        "points over the best other one from memory", 1,
        close(given["points_closed_book"], few - memory["number"].max(), 0.051),
        "Read the notes: who looks things up, and who does not?",
    )  # fmt: skip
    return report


def ex_vote(answer):
    """Exercise ex-vote: chance 0.4 right, 0.6 the same wrong answer; how often does a vote of
    one, three and a hundred find the right one?"""
    report = start("ex-vote", answer)
    votes = {"one": 1, "three": 3, "hundred": 100}
    given = report.expect_keys(answer, votes, 3)
    if given is None:
        return report
    hints = (
        "A single vote is a single try.",
        "Three right votes, or two and a wrong one, which can come first, second or third.",
        "Is the right answer the more frequent one? What do very many votes do then?",
    )
    for (name, k), hint in zip(votes.items(), hints, strict=True):
        right = evaluation.majority_vote([0.4, 0.6], k)
        report.mark(f"votes: {name}", 1, close(given[name], right, 0.0051), hint)
    return report


def ex_twice(answer):
    """Exercise ex-twice: (system, variant, benchmark, points between the two values) of the
    largest contradiction among accuracies after a few examples."""
    report = start("ex-twice", answer)
    fits = isinstance(answer, (tuple, list)) and len(answer) == 4
    if report.answered and not fits:
        report.mark("a tuple (system, variant, benchmark, points)", 4, False, f"Got {answer!r}.")  # fmt: skip
        return report
    given = answer if report.answered else (None, None, None, np.nan)
    named = [part if isinstance(part, str) else None for part in given]
    rows = data.benchmarks().query("metric == 'accuracy'")
    rows = rows[rows["setting"].str.fullmatch(r"few-shot|\d+-shot")]
    groups = rows.groupby(["system", "variant", "benchmark"])["number"]
    gap = groups.max() - groups.min()
    system, variant, benchmark = gap.idxmax()
    report.mark("system", 1, named[0] == system, "Whose two values lie farthest apart?")
    report.mark(
        "size", 1, named[:2] == [system, variant],
        "Sizes stand in the column variant, written as there.",
    )  # fmt: skip
    report.mark(
        "benchmark", 1, named[2] == benchmark, "Only accuracies count, in percent."
    )
    report.mark(
        "difference in points", 1, close(given[3], gap.max(), 0.051),
        "Did you leave votes out, and give few-shot and 8-shot one name?",
    )  # fmt: skip
    return report
