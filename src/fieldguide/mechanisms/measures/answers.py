"""Final answers: found in what a model has written, brought into one form, put to the vote.

A solution is long and no two are alike, but its answer is short. So answers can be counted, if
"1/2" and "$\\frac12$" are first made one.
"""

import re
from collections import Counter

from ... import checks

# Minerva's appendix D, in its order, which matters: articles go before spaces do.
CHANGES = (
    ("an ", ""), ("a ", ""), (".$", "$"), ("\\$", ""), ("\\ ", ""), (" ", ""),
    ("mbox", "text"), (",\\text{and}", ","), ("\\text{and}", ","), ("\\text{m}", "\\text{}"),
)  # fmt: skip
DROPPED = (
    "square", "ways", "integers", "dollars", "mph", "inches", "ft", "hours", "km", "units",
    "\\ldots", "sue", "points", "feet", "minutes", "digits", "cents", "degrees", "cm", "gm",
    "pounds", "meters", "meals", "edges", "students", "childrentickets", "multiples",
    "\\text{s}", "\\text{.}", "\\text{\ns}", "\\text{}^2", "\\text{}^3", "\\text{\n}",
    "\\text{}", "\\mathrm{th}", "^\\circ", "^{\\circ}", "\\;", ",\\!", "{,}", '"', "\\dots",
)  # fmt: skip
SENTENCE = re.compile(
    r"Final Answer: The final answer is(.*?)\. I hope it is correct\."
)


def final_answer(text):
    """The answer in the sentence with which the examples of the prompt end, or None.

    "Final Answer: The final answer is $24$. I hope it is correct." has the answer "$24$". A
    solution that never came to that sentence, broke off in it or left its place empty has none.

    Parameters
    ----------
    text : str
        A solution. If it goes on and solves more problems, the first sentence counts.

    Returns
    -------
    str or None

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    Lewkowycz et al. 2022, arXiv:2206.14858, appendix D, for the prompt.
    """
    found = SENTENCE.search(checks.text("text", text))
    return (found.group(1).strip() or None) if found else None


def normalize_answer(answer):
    r"""One form for answers that mean the same: "x = 0.5 meters" and "$0.5$" become "0.5".

    What stands behind the last "=", without articles, spaces and units; what is between two
    dollar signs, in a box or bold; \frac12 and \sqrt3 with their braces; 1,000 without commas.
    It computes nothing: "1/2", "0.5" and "\frac{1}{2}" stay three answers.

    Parameters
    ----------
    answer : str

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    Lewkowycz et al. 2022, arXiv:2206.14858, appendix D, rule by rule. It cuts letters, not
    words: "a banana" becomes "banana", and "a pizza slice" "pizzslice".
    """
    answer = checks.text("answer", answer).split("=")[-1]
    for before, after in CHANGES:
        answer = answer.replace(before, after)
    for unit in DROPPED:
        answer = answer.replace(unit, "")
    answer = re.sub(r".*?\$(.*?)\$.*", r"$\1$", answer)  # what stands in mathematics
    for wrapping in ("text", "textbf", "overline"):
        answer = re.sub(r"\\" + wrapping + r"\{(.*?)\}", r"\1", answer)
    answer = re.sub(r"\\boxed\{(.*)\}", r"\1", answer)
    answer = re.sub(r"frac([^{])(.)", r"frac{\1}{\2}", answer)  # \frac12
    answer = re.sub(r"sqrt([^{])", r"sqrt{\1}", answer).replace("$", "")
    without = answer.replace(",", "")
    return without if without.isdigit() else answer


def most_votes(found):
    """The answer that was given most often; of equals, the one that was given first.

    Of "7", "6", None, "6", None, None it is "6": who has no answer has no vote.

    Parameters
    ----------
    found : list of str or None
        One for each solution, such as `final_answer` gives, best normalized.

    Returns
    -------
    str or None
        None if there is no answer at all.

    Raises
    ------
    ValueError
        If an answer is neither a text nor None.

    References
    ----------
    Wang et al. 2022, self-consistency, arXiv:2203.11171; Lewkowycz et al. 2022,
    arXiv:2206.14858, sec. 2.3. That a missing answer has no vote is our choice.
    """
    found = [*checks.iterable("found", found)]
    checks.texts("found", ["" if answer is None else answer for answer in found])
    votes = Counter(answer for answer in found if answer is not None)
    return max(votes, key=votes.get, default=None)
