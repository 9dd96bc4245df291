"""Minerva's normalizer and sentence as the evaluation harness has them; votes counted one by one."""

import itertools

import numpy as np
from harness import agrees, plant, producer, record

from fieldguide.mechanisms.measures import answers, evaluation

# --- how the vectors are made ---------------------------------------------------------


@producer
def restated_minerva_answers():
    """EleutherAI/lm-evaluation-harness at 0348ed9, lm_eval/tasks/minerva_math/utils.py,
    get_unnormalized_answer and normalize_final_answer, restated.

    The package loads data sets when it is imported; the two functions need none of them.
    """
    import re

    first = """an |;a |;.$|$;\\$|;\\ |; |;mbox|text;,\\text{and}|,;\\text{and}|,;\\text{m}|\\text{}"""
    gone = (
        "square|ways|integers|dollars|mph|inches|ft|hours|km|units|\\ldots|sue|points|feet|"
        "minutes|digits|cents|degrees|cm|gm|pounds|meters|meals|edges|students|"
        "childrentickets|multiples|\\text{s}|\\text{.}|\\text{\ns}|\\text{}^2|\\text{}^3|"
        '\\text{\n}|\\text{}|\\mathrm{th}|^\\circ|^{\\circ}|\\;|,\\!|{,}|"|\\dots'
    ).split("|")
    pairs = [change.split("|") for change in first.split(";")]

    def normalize(x):
        x = x.split("=")[-1]
        for before, after in pairs + [[unit, ""] for unit in gone]:
            x = x.replace(before, after)
        x = re.sub(r"(.*?)(\$)(.*?)(\$)(.*)", r"$\3$", x)
        x = re.sub(r"(\\text\{)(.*?)(\})", r"\2", x)
        x = re.sub(r"(\\textbf\{)(.*?)(\})", r"\2", x)
        x = re.sub(r"(\\overline\{)(.*?)(\})", r"\2", x)
        x = re.sub(r"(\\boxed\{)(.*)(\})", r"\2", x)
        x = re.sub(r"(frac)([^{])(.)", r"frac{\2}{\3}", x)
        x = re.sub(r"(sqrt)([^{])", r"sqrt{\2}", x).replace("$", "")
        return x.replace(",", "") if x.replace(",", "").isdigit() else x

    def found(text):
        pattern = r"Final Answer: The final answer is(.*?). I hope it is correct."
        return re.search(pattern, text).group(1).strip()

    told = [
        "$24$", "$[2,5)$", "-\\frac{2}{3}", "\\frac12", "\\frac ab", "\\sqrt3", "\\sqrt{3}",
        "x = 0.5", "a=b=$7$", "an integer 7", "a pizza slice", "a banana", "100,000",
        "1,000.5", "12,\\!000", "12{,}000", "1,2", "\\$5", "5 dollars", "$5.$", "45^\\circ",
        "45^{\\circ}", "90 degrees", "3\\ \\text{m}^2", "\\text{Friday}", "\\mbox{Friday}",
        "\\text{1 and 2}", "1,\\text{and}2", "\\textbf{8}", "\\overline{AB}", "\\boxed{\\frac{1}{2}}",
        "so $\\boxed{9}$, as wanted", "$3$ or $4$", "19 miles", "31 meters", "\\text{\ns}6",
        "5\\mathrm{th}", "\\ldots7\\dots", "", "   ", "no solution", "7\\;\\text{.}", "six ways",
        "5\n6", "$5\n6$", "\\text{3}\\text{4}",
    ]  # fmt: skip
    texts = [
        "31 - 2 = 29.\nFinal Answer: The final answer is $29$. I hope it is correct.",
        "Final Answer: The final answer is 0.5. I hope it is correct.\n\nProblem:\n"
        "Final Answer: The final answer is 7. I hope it is correct.",
        "Final Answer: The final answer is  \\frac12 . I hope it is correct. Really.",
    ]
    outputs = {"normal": [*map(normalize, told)], "found": [*map(found, texts)]}
    call = "lm-evaluation-harness, minerva_math/utils.py, restated"
    return record("numpy", call, 0, {"told": told, "texts": texts}, outputs)


@producer
def enumerated_votes():
    """Every sequence of k answers, one by one, with its chance as a product.

    No formula for the number of votes is used: of 4**5 sequences each is looked at.
    """
    cases = [
        ([0.6, 0.4], 5), ([0.4, 0.35, 0.25], 4), ([0.25, 0.4, 0.2, 0.15], 5),
        ([0.2, 0.2, 0.6], 6), ([0.0, 0.5, 0.5], 3), ([0.34, 0.33, 0.33], 1),
    ]  # fmt: skip
    won = []
    for chances, k in cases:
        total = 0.0
        for votes in itertools.product(range(len(chances)), repeat=k):
            counts = [votes.count(a) for a in range(len(chances))]
            if counts[0] == max(counts):
                total += np.prod([chances[a] for a in votes]) / counts.count(counts[0])
        won.append(total)
    inputs = {"chances": [c for c, _ in cases], "k": [k for _, k in cases]}
    return record("numpy", "every sequence of k votes", 0, inputs, won)


# --- how ours is compared -------------------------------------------------------------


@agrees("restated_minerva_answers")
def every_answer_has_their_form(vector):
    ours = [answers.normalize_answer(x) for x in vector["inputs"]["told"]]
    assert ours == vector["outputs"]["normal"]


@agrees("restated_minerva_answers")
def every_solution_has_their_answer(vector):
    ours = [answers.final_answer(x) for x in vector["inputs"]["texts"]]
    assert ours == vector["outputs"]["found"]


@agrees("enumerated_votes")
def a_vote_is_won_as_often(vector):
    told = vector["inputs"]
    ours = [
        evaluation.majority_vote(*x)
        for x in zip(told["chances"], told["k"], strict=True)
    ]
    np.testing.assert_allclose(ours, vector["outputs"], rtol=1e-10)


# --- what must be noticed -------------------------------------------------------------

NORMALIZE, FOUND, VOTE = (
    answers.normalize_answer,
    answers.final_answer,
    evaluation.majority_vote,
)


def _articles_last(answer):
    """Spaces are taken out first, and no article has one behind it any more."""
    return NORMALIZE(answer.replace(" ", ""))


def _whole_equation(answer):
    return NORMALIZE(answer.replace("=", "&")).replace("&", "=")


def _last_sentence(text):
    start = text.rfind("Final Answer")
    return FOUND(text[start:])


def _ties_won(chances, k):
    """A tie counts as won."""
    return sum(
        np.prod([chances[a] for a in votes])
        for votes in itertools.product(range(len(chances)), repeat=k)
        if votes.count(0) == max(votes.count(a) for a in range(len(chances)))
    )


plant(
    "restated_minerva_answers",
    "measures.answers.normalize_answer",
    _articles_last,
    _whole_equation,
    str.strip,
)
plant("restated_minerva_answers", "measures.answers.final_answer", _last_sentence)
plant(
    "enumerated_votes",
    "measures.evaluation.majority_vote",
    _ties_won,
    lambda chances, k: max(chances[0], VOTE(chances, 1)),
)
