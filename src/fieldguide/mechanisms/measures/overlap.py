"""How much two texts have in common, word for word and in order: ROUGE-L.

Made to compare a summary with one that a person has written. Self-Instruct, and Alpaca after
it, use it to see whether an instruction is new.
"""

import re
from typing import NamedTuple

from ... import checks


class Overlap(NamedTuple):
    """What is common, as a share of either text, and the mean of the two."""

    precision: float  # of the candidate
    recall: float  # of the known text
    f: float  # harmonic mean


def rouge_words(text):
    """A text as ROUGE sees it: small letters a to z and digits, cut at everything else.

    "The keeper's lamp!" becomes "the", "keeper", "s", "lamp". A text in another alphabet
    becomes nothing.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If it is no text.

    References
    ----------
    google-research/google-research, rouge/tokenize.py, without a stemmer.
    """
    return re.findall("[a-z0-9]+", checks.text("text", text).lower())


def longest_common(first, second):
    """The length of the longest row of words that both texts have, in order, with gaps.

    Of "the cat eats the fish" and "the cat sees a fish" it is 3: the, cat, fish.

    Parameters
    ----------
    first, second : list of str
        Words.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If something is no list of words.

    References
    ----------
    Lin 2004, ROUGE, section 3. Row i of the usual table holds, for each beginning of the
    second text, the longest with the first i words; only one row is kept.
    """
    first = list(checks.texts("first", first))
    second = list(checks.texts("second", second))
    row = [0] * (len(second) + 1)
    for word in first:
        before, row = row, [0]
        for j, other in enumerate(second):
            row.append(before[j] + 1 if word == other else max(before[j + 1], row[j]))
    return row[-1]


def rouge_l(known, candidate):
    """ROUGE-L: the longest common row of words as a share of each text, and their mean.

    "the cat eats the fish" and "the cat sees a fish" share 3 of 5 words: 0.6 either way.

    Parameters
    ----------
    known, candidate : list of str
        Words, as `rouge_words` cuts them.

    Returns
    -------
    Overlap
        precision, recall, f, each in [0, 1]; 0 if a text is empty, even if both are.

    Raises
    ------
    ValueError
        If something is no list of words.

    References
    ----------
    Lin 2004, ROUGE, section 3.1, with beta = 1; rouge_score, _score_lcs.
    """
    known = checks.texts("known", known)  # a list, if it could be read only once
    candidate = checks.texts("candidate", candidate)
    common = longest_common(known, candidate)
    if not common:
        return Overlap(0.0, 0.0, 0.0)
    precision, recall = common / len(candidate), common / len(known)
    return Overlap(precision, recall, 2 * precision * recall / (precision + recall))
