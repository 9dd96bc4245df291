"""Checks of notebooks/assistants/04-evidence.ipynb."""

import numpy as np

from ...mechanisms.objectives import edits, ratings
from ...mechanisms.sampling import candidates
from ...mechanisms.search import retrieval, toolset
from ...page.check import close, listed, same, start

# --- LaMDA ----------------------------------------------------------------------------

YES = (
    (2, 4, 5),
    (4, 3, 3),
    (5, 2, 4),
)  # of five people: sensible, specific, interesting


def ex_votes(answer):
    """Exercise ex-votes: the labels of three replies, three True or False each."""
    report = start("ex-votes", answer)
    given = report.expect(answer, 3, "three tuples of three", 5)
    if given is None:
        return report
    votes = np.arange(5) < np.array(YES)[..., None]  # (3, 3, 5)
    wanted = np.array(ratings.nest(*ratings.majority(votes, needed=3).T)).T
    labels = [_flags(label) for label in given]
    for k, (got, want) in enumerate(zip(labels, wanted.tolist(), strict=True), 1):
        hint = "Three of five must say yes. And some labels rest on others."
        report.mark(f"reply {k}", 1, got == want, hint)
    flat = [got[1:] for got in labels if got]
    nested = len(flat) == 3 and not any(flat[0]) and flat[2] == [False, False]
    report.mark(
        "labels that fit together", 2, nested,
        "Can a reply be interesting that makes no sense, or that would fit any question?",
    )  # fmt: skip
    return report


def _flags(label):
    """A list of True and False, or None if it is something else."""
    label = listed(label)
    if label is None or len(label) != 3:
        return None
    fits = all(close(x, 0) or close(x, 1) for x in label)
    return [bool(x) for x in label] if fits else None


QUESTION, REPLY = "when is the tide high", "the tide is high at eight on market day"


def ex_learned(answer):
    """Exercise ex-learned: words that the loss looks at, in the reply and in the rating."""
    report = start("ex-learned", answer)
    given = report.expect(answer, 2, "two numbers of words", 4)
    if given is None:
        return report
    wanted = (
        ratings.reply_example(QUESTION, REPLY)[1].sum(),
        ratings.rating_example(QUESTION, REPLY, "SPECIFIC", 1)[1].sum(),
    )
    hints = (
        "The question is given, and so is the word RESPONSE.",
        "The name of the attribute is given too: we ask for it.",
    )
    for part, got, want, hint in zip(
        ("the reply", "the rating"), given, wanted, hints, strict=True
    ):
        report.mark(part, 2, close(got, want), hint)
    return report


def ex_filter(function):
    """Exercise ex-filter: `function(safe, scores, threshold)` -> numbers, the best first."""
    report = start("ex-filter", function)
    cases = {
        "all are safe": ([0.9, 0.8, 0.95], [2.0, 3.0, 1.0], 0.5),
        "the best is not safe": ([0.9, 0.3, 0.8, 0.7], [2.0, 5.0, 3.0, 1.0], 0.5),
        "two are not": ([0.1, 0.9, 0.2, 0.8, 0.6], [4.0, 1.0, 5.0, 2.0, 3.0], 0.6),
        "none is": ([0.1, 0.2], [1.0, 2.0], 0.5),
    }
    for part, (safe, scores, threshold) in cases.items():
        safe, scores = np.array(safe), np.array(scores)
        wanted = candidates.filter_then_rank(safe, scores, threshold=threshold)
        got, hint = report.call(function, safe, scores, threshold)
        hint = hint or (
            "Numbers of the replies as they were given, without those below the threshold; "
            "what is left goes by score, the highest first."
        )
        report.mark(part, 1, close(got, wanted), hint)
    return report


def ex_address(function):
    """Exercise ex-address: `function(turn)` -> (recipient, words)."""
    report = start("ex-address", function)
    cases = {
        "a question to the tools": "TS, how many steps to the lamp",
        "a comma in what is said": "User, there are 112, with the cat",
        "a sum with a comma behind it": "TS, 31 * 3, please",
        "a turn that names nobody": "Well, who knows",
    }
    for part, turn in cases.items():
        got, hint = report.call(function, turn)
        hint = hint or (
            "Only the first comma ends the address, and only two addresses are known; "
            "everything else goes to the user as it stands."
        )
        wanted = [*toolset.addressed(turn)]
        report.mark(part, 1, same(listed(got), wanted), hint)
    return report


# --- Sparrow --------------------------------------------------------------------------

PREFERENCE = (2.0, 0.0)  # of reply A and reply B
KEPT = ((1.0, 1.0, 0.064), (0.9, 0.9, 0.9))  # three rules each


def ex_winner(answer):
    """Exercise ex-winner: who is said if rules are joined in three ways, and A's score."""
    report = start("ex-winner", answer)
    keys = ["arithmetic", "geometric", "product", "score"]
    given = report.expect_keys(answer, keys, 5)
    if given is None:
        return report
    scores = candidates.rerank(PREFERENCE, KEPT)
    kept = np.array(KEPT)
    liked = scores / np.exp(np.log(kept).mean(1))
    ways = {
        "arithmetic": kept.mean(1),
        "geometric": scores / liked,
        "product": kept.prod(1),
    }
    hints = {
        "arithmetic": "A mean lets two kept rules speak for a broken one.",
        "geometric": "The third root of the product.",
        "product": "Without a root every doubt counts in full.",
    }
    for name, joined in ways.items():
        best = "AB"[int((liked * joined).argmax())]
        report.mark(name, 1, _upper(given[name]) == best, hints[name])
    report.mark(
        "A's score with the geometric mean", 2, close(given["score"], scores[0], 0.005),
        "Two factors: the sigmoid of how far A is preferred above the mean of both, and the root.",
    )  # fmt: skip
    return report


def _upper(name):
    return name.strip().upper() if isinstance(name, str) else None


def ex_mentions(answer):
    """Exercise ex-mentions: what two mentions are worth beside one, and what any number is."""
    report = start("ex-mentions", answer)
    given = report.expect(answer, 2, "two numbers", 4)
    if given is None:
        return report
    one, two = (f / (f + retrieval.K1) for f in (1, 2))
    report.mark(
        "two mentions", 2, close(given[0], two / one, 0.005),
        "Put f = 2 and f = 1 into f / (f + k1), and divide.",
    )  # fmt: skip
    report.mark(
        "any number of them", 2, close(given[1], 1 / one, 0.005),
        "What does f / (f + k1) come to when f grows and grows?",
    )  # fmt: skip
    return report


def ex_newest(function):
    """Exercise ex-newest: `function(scores, days, share)` -> a number, or None."""
    report = start("ex-newest", function)
    cases = {
        "the newer of two that answer": ([3.0, 2.0, 0.5], [1, 2, 3], 0.5),
        "a share of 1": ([3.0, 2.0, 0.5], [1, 2, 3], 1.0),
        "the best is the newest": ([1.0, 2.0, 3.0], [5, 6, 7], 0.5),
        "notes in another order": ([2.0, 0.1, 3.0, 1.6], [9, 50, 3, 10], 0.5),
        "no note answers": ([0.0, 0.0], [1, 2], 0.5),
    }
    for part, (scores, days, share) in cases.items():
        scores, days = np.array(scores), np.array(days)
        wanted = retrieval.newest(scores, days, share=share)
        got, hint = report.call(function, scores, days, share)
        hint = hint or (
            "First those whose score is at least the share of the best one, then the newest "
            "of these; its number among all notes."
        )
        told = report.answered and not hint.startswith("It stops")
        right = told and (got is None if wanted is None else close(got, wanted))
        report.mark(part, 1, right, hint)
    return report


# --- PEER -----------------------------------------------------------------------------

BEFORE = "the cat sleeps by the oven".split()
AFTER = "the old cat sleeps on the quay".split()


def ex_edits(answer):
    """Exercise ex-edits: a list of (start, end, words) that leads from BEFORE to AFTER."""
    report = start("ex-edits", answer)
    if report.answered and not isinstance(answer, list | tuple):
        report.mark("a list of edits", 4, False, f"Got {answer!r}.")
        return report
    given = (
        [tuple(edit) if isinstance(edit, list) else edit for edit in answer or ()]
        if (report.answered)
        else []
    )
    try:
        result, hint = edits.apply_edits(BEFORE, given), ""
        cost = sum(end - start + len(words) for start, end, words in given)
    except ValueError as error:
        result, cost, hint = None, np.inf, f"It stops: {error}"
    report.mark(
        "they lead to the second text", 2, result == AFTER,
        hint or "Words start ... end - 1 go, counted from 0 in the first text.",
    )  # fmt: skip
    fewest = sum(e - s + len(w) for s, e, w in edits.find_edits(BEFORE, AFTER))
    report.mark(
        "no word goes that could stay", 2, result == AFTER and cost == fewest,
        hint or "Which words stand in both texts, in the same order?",
    )  # fmt: skip
    return report


def ex_undo(function):
    """Exercise ex-undo: `function(words, edits)` -> the edits that lead back."""
    report = start("ex-undo", function)
    words = "the gull sees the cat on the mast".split()
    cases = {
        "one word for another": [(1, 2, ["cook"])],
        "a word put in, another behind it": [(1, 1, ["old"]), (4, 5, ["dog"])],
        "words taken out, another behind them": [(0, 2, []), (5, 6, ["under"])],
        "three edits": [
            (0, 1, ["a", "young"]),
            (3, 4, []),
            (7, 8, ["roof", "at", "noon"]),
        ],
    }
    for part, given in cases.items():
        after = edits.apply_edits(words, given)
        got, hint = report.call(function, words, given)
        hint = hint or (
            "Places are counted in the changed text. What has come and gone before them?"
        )
        try:
            back = edits.apply_edits(after, got)
        except (ValueError, TypeError):
            back = None
        report.mark(part, 1, report.answered and back == words, hint)
    return report
