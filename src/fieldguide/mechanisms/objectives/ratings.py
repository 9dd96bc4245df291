"""Teach a model to judge replies: people vote, votes become labels, labels become text.

LaMDA needs no second network for its judgments. A label is written behind the reply as one
more word, "What's up? RESPONSE not much. SENSIBLE 1", and the model that learns to write
replies learns to write that 1 too.
"""

import numpy as np

from ... import checks

SENTINEL = (
    "RESPONSE"  # stands between question and reply, Thoppilan et al., section 6.1
)


def majority(votes, *, needed):
    """Which replies enough people have said yes to.

    Five people, three needed: yes yes no yes no is a yes.

    Parameters
    ----------
    votes : bool array, shape (..., people)
        True for yes.
    needed : int
        1 ... people. LaMDA asks five about quality, of whom three must say yes, and three
        about safety, of whom two must find nothing.

    Returns
    -------
    bool array, shape (...)

    Raises
    ------
    ValueError
        If votes are not booleans, or more are needed than there are people.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 5.
    """
    votes = checks.booleans("votes", votes)
    if not votes.ndim:
        raise ValueError(f"votes must be an array of votes, got {votes}")
    needed = checks.count("needed", needed, most=votes.shape[-1])
    return votes.sum(-1) >= needed


def nest(makes_sense, is_specific, is_interesting):
    """Labels that fit together: what makes no sense is not specific, and so not interesting.

    (no, yes, yes) becomes (no, no, no), and (yes, no, yes) becomes (yes, no, no).

    Parameters
    ----------
    makes_sense, is_specific, is_interesting : bool array, shape (...)

    Returns
    -------
    three bool arrays, shape (...)

    Raises
    ------
    ValueError
        If something is not boolean, or shapes differ.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 5: such replies were not asked about.
    """
    given = {
        "makes_sense": makes_sense,
        "is_specific": is_specific,
        "is_interesting": is_interesting,
    }
    given = {name: checks.booleans(name, x) for name, x in given.items()}
    checks.same_shape(**given)
    sensible, specific, interesting = given.values()
    specific = specific & sensible
    return sensible, specific, interesting & specific


def reply_example(question, reply):
    """A reply to learn to write: question RESPONSE reply, and where the loss looks.

    "what's up?" and "not much." become what's up? RESPONSE not much., of which the last two
    words are learned.

    Parameters
    ----------
    question, reply : str
        Cut at spaces; a real tokenizer cuts finer.

    Returns
    -------
    words : list of str
    learned : bool array, shape (words,)

    Raises
    ------
    ValueError
        If something is no text, or the reply has no word.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.1.
    """
    before = [*checks.text("question", question).split(), SENTINEL]
    words = checks.text("reply", reply).split()
    checks.count("words of reply", len(words))
    return before + words, np.arange(len(before) + len(words)) >= len(before)


def rating_example(question, reply, attribute, rating):
    """A judgment to learn to write: only the rating itself is learned.

    Parameters
    ----------
    question, reply : str
    attribute : str
        SENSIBLE, SPECIFIC, INTERESTING or UNSAFE; one word.
    rating : int
        0 or 1.

    Returns
    -------
    words : list of str
        question RESPONSE reply attribute rating.
    learned : bool array, shape (words,)
        True at the last.

    Raises
    ------
    ValueError
        As `reply_example`, or if the attribute is not one word or the rating not 0 or 1.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.1, with the example.
    """
    words, _ = reply_example(question, reply)
    if len(checks.text("attribute", attribute).split()) != 1:
        raise ValueError(f"attribute must be one word, got {attribute!r}")
    rating = checks.count("rating", rating, least=0, most=1)
    words += [attribute, f"{rating}"]
    return words, np.arange(len(words)) == len(words) - 1


def yes_chance(scores):
    """The probability of a yes that a score stands for: 1 / (1 + exp(-score)).

    A score of 0 is undecided; ln 3 = 1.0986 is a yes three times in four.

    Parameters
    ----------
    scores : array, shape (...)
        Logits. With the two tokens 0 and 1 as the only ratings, the difference of theirs.

    Returns
    -------
    array, shape (...)
        In [0, 1].

    Raises
    ------
    ValueError
        If scores are not numbers.

    References
    ----------
    Thoppilan et al. 2022, arXiv:2201.08239, section 6.1: P(desired rating | context RESPONSE
    reply attribute), which takes the softmax over all tokens.
    """
    scores = checks.numbers("scores", scores)
    return np.exp(-np.logaddexp(0, -scores))  # no overflow, and exact where it is small


def bag_of_words(questions, replies, vocabulary):
    """What a very simple judge sees: the words of a reply, and which of them were asked with.

    With the vocabulary (tide, seven): "the tide?" and "the tide at seven" give (1, 1) for the
    words that are there and (1, 0) for those that stand in both.

    Parameters
    ----------
    questions, replies : list of str
        As many of one as of the other; cut at spaces.
    vocabulary : list of str
        What is not in it is not seen.

    Returns
    -------
    array, shape (n, 2 words)
        0 or 1. Order and number of the words are lost.

    Raises
    ------
    ValueError
        If there are not as many questions as replies, or the vocabulary is empty.
    """
    questions, replies = (
        checks.texts("questions", questions),
        checks.texts("replies", replies),
    )
    checks.as_many(questions=questions, replies=replies)
    vocabulary = checks.texts("vocabulary", vocabulary)
    checks.count("words of vocabulary", len(vocabulary))
    asked = np.array([_has(text, vocabulary) for text in questions], float)
    said = np.array([_has(text, vocabulary) for text in replies], float)
    asked, said = (x.reshape(-1, len(vocabulary)) for x in (asked, said))  # if n is 0
    return np.hstack([said, said * asked])  # (n, 2 words)


def _has(text, vocabulary):
    words = {*text.split()}
    return [word in words for word in vocabulary]
