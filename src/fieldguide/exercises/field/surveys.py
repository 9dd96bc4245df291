"""Checks of notebooks/surveys/01-claims.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.attention import positions
from ...mechanisms.search import algorithms
from ...page.check import close, start

RENDERINGS = {"s000", "s001", "s004"}  # of one review, as surveys.csv says


def _names(answer):
    """A collection of strings as a set, or None."""
    if isinstance(answer, str) or not hasattr(answer, "__iter__"):
        return None
    try:
        names = set(answer)
    except TypeError:
        return None
    return names if all(isinstance(n, str) for n in names) else None


def ex_renderings(answer):
    """Exercise ex-renderings: the ids of the rows that are not right and stand in all
    three renderings of the review."""
    report = start("ex-renderings", answer)
    given = _names(answer) if report.answered else set()
    if given is None:
        report.mark("a list or set of row ids", 3, False, f"Got {answer!r}.")
        return report
    rows = data.claims().set_index("id")
    shared = {i for i, s in rows["survey"].items() if RENDERINGS <= set(s)}
    wanted = {i for i in shared if rows.at[i, "kind"] != "right"}
    report.mark(
        "only rows that stand in all three", 1, given and given <= shared,
        "Column survey is a tuple: which three ids must be in it?",
    )  # fmt: skip
    report.mark(
        "none of them right", 1, given and not (given - wanted) & shared,
        "A row of the kind right is no error.",
    )  # fmt: skip
    report.mark(
        "all of them", 1, wanted <= given, "Is every kind that is not right included?"
    )
    return report


def _decoders_only():
    """Systems of s002's second section that have no encoder."""
    facts = data.facts()
    section = facts.query(
        "quantity == 'survey_category' and variant == 's002' "
        "and value == 'GPT- and T5-like text models'"
    )["system"]
    built = facts.query("quantity == 'architecture'").groupby("system")["value"]
    built = built.agg(set)
    return {s for s in section if "decoder" in built[s]}


def ex_sections(answer):
    """Exercise ex-sections: the systems that contradict the heading of s002's second
    section, and the id of the claim that records it."""
    report = start("ex-sections", answer)
    pair = report.expect(answer, 2, "a pair (systems, id of the claim)", 3)
    if pair is None:
        return report
    given, claim = _names(pair[0]) or set(), pair[1]
    wanted = _decoders_only()
    whole = set(
        data.facts().query(
            "quantity == 'survey_category' and value == 'GPT- and T5-like text models'"
        )["system"]
    )
    report.mark(
        "only systems of that section without an encoder", 1, given and given <= wanted,
        "Take the systems whose survey_category is that section, and keep those whose "
        "architecture lacks what the heading promises."
        + " Some of yours stand in another section." * bool(given - whole),
    )  # fmt: skip
    report.mark(
        "all of them", 1, wanted <= given and not whole <= given,
        "Decoders with an addition, such as experts, are decoders too. "
        "And not everything in the section is one.",
    )  # fmt: skip
    report.mark(
        "the claim", 1, claim == "c131",
        "Search the table of all rows for the survey s002 and the word decoder; "
        "the row speaks of a section and not of one system.",
    )  # fmt: skip
    return report


def ex_bucket(answer):
    """Exercise ex-bucket: from which distance on do all tokens share the last bucket of
    T5's decoder, and how many of its buckets are ever used?"""
    report = start("ex-bucket", answer)
    pair = report.expect(answer, 2, "a pair (distance, buckets)", 3)
    if pair is None:
        return report
    buckets = positions.causal_position_bucket(-np.arange(1000))
    report.mark(
        "the distance", 2, close(pair[0], np.argmax(buckets == buckets[-1])),
        "Not the distance that the paper's sentence names, and not the encoder's. "
        "The smallest one that falls in the last bucket.",
    )  # fmt: skip
    report.mark(
        "the number of buckets", 1, close(pair[1], len(set(buckets.tolist()))),
        "Count different values over many offsets. Does a decoder waste one?",
    )  # fmt: skip
    return report


def ex_shape(answer):
    """Exercise ex-shape: the variants of GPT-3 whose printed heads times head size is
    not the printed width."""
    report = start("ex-shape", answer)
    given = _names(answer) if report.answered else set()
    if given is None:
        report.mark("a list or set of variants", 3, False, f"Got {answer!r}.")
        return report
    rows = data.facts().query("system == 'gpt-3'")
    shape = rows.pivot_table("number", "variant", "quantity", "first")
    product = shape["heads"] * shape["head_size"]
    shape = shape.dropna(subset=["heads", "head_size", "hidden_size"])
    wanted = {v for v in shape.index if product[v] != shape.at[v, "hidden_size"]}
    found = len(given & wanted)
    report.mark(
        "one of them", 1, found, "Heads times head size should be the width: where not?"
    )
    report.mark("all of them", 1, wanted <= given, "Go through all eight rows.")
    report.mark(
        "nothing else", 1, found and given <= wanted,
        "One of yours is consistent, or is not the name of a variant.",
    )  # fmt: skip
    return report


def ex_points(answer):
    """Exercise ex-points: GPT-3's gain on TriviaQA over the best system before, in
    points and in percent, and in points over the best that does not search."""
    report = start("ex-points", answer)
    keys = ["points", "percent", "points without search"]
    given = report.expect_keys(answer, keys, 3)
    if given is None:
        return report
    scores = data.benchmarks().query("benchmark == 'TriviaQA' and metric == 'accuracy'")
    score = scores.set_index(["system", "setting"])["number"]
    gpt3, best = score["gpt-3", "few-shot"], score["rag", "fine-tuned"]
    report.mark(
        "points", 1, close(given["points"], gpt3 - best, 0.05),
        "A difference of two scores that are themselves percentages.",
    )  # fmt: skip
    report.mark(
        "percent", 1, close(given["percent"], 100 * (gpt3 / best - 1), 0.05),
        "Percent of what? Divide the gain by the score that was beaten.",
    )  # fmt: skip
    report.mark(
        "points without search", 1,
        close(given["points without search"], gpt3 - score["t5", "fine-tuned"], 0.05),
        "RAG looks answers up while it works. Which row of the table does not?",
    )  # fmt: skip
    return report


def ex_checker(function):
    """Exercise ex-checker: `function(u, v, w)` tells whether an algorithm multiplies 2 x 2
    matrices of ordinary numbers; tried on right ones and on four kinds of wrong ones."""
    report = start("ex-checker", function)
    strassen = algorithms.strassen()
    school = algorithms.schoolbook(n=2, m=2, p=2)
    order = np.array([3, 0, 6, 1, 5, 2, 4])
    right = [strassen, school, tuple(x[order] for x in strassen)]
    swapped = (school[0], school[1], school[2][::-1])
    wrong = {
        "signs": [np.abs(x) for x in strassen],
        "missing": [x[1:] for x in strassen],
        "shifted": swapped,
        "doubled": [np.concatenate([x, x[:1], x[:1]]) for x in school],
    }
    said = {}
    if report.answered:
        try:
            accepts = all(bool(function(*a)) for a in right)
            said = {k: not function(*a) for k, a in wrong.items()}
        except Exception as error:
            report.mark("it runs", 4, False, f"{type(error).__name__}: {error}")
            return report
    else:
        accepts = False
    refuses = sum(said.values()) > 1
    report.mark(
        "right algorithms pass", 1, accepts and refuses,
        "Strassen's and the school's must pass, in any order of their products, and a "
        "checker that lets everything pass is none.",
    )  # fmt: skip
    report.mark(
        "no remainder modulo 2 is taken for the truth", 2,
        accepts and said.get("signs") and said.get("doubled"),
        "An algorithm whose result is off by an even number passed.",
    )  # fmt: skip
    report.mark(
        "a lucky pair of matrices does not decide", 1,
        accepts and said.get("missing") and said.get("shifted"),
        "An algorithm that is right for some matrices only passed. Try others, or "
        "compare what does not depend on the matrices.",
    )  # fmt: skip
    return report
