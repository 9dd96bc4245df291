"""Which edit does a line need? PEER's plan, learned from a history and from spoiled lines.

The editors of the tower's log left a history: a line, what was missing, the line as it should
be. The quay kept no history, only good lines. A planner that has seen the tower alone does not know
what belongs on the quay; lines that were spoiled on purpose can teach it.
"""

import numpy as np

from ..harbor import logbook, text
from ..mechanisms.attention.attention import linear, new_linear
from ..mechanisms.objectives import edits, ratings
from ..training import descent, losses

# plan: which words of a complete line are missing
MISSING = {
    "say what": slice(3, 5),
    "say where": slice(5, 8),
    "say when": slice(8, 10),
    "leave it": slice(0, 0),
}
PLANS = (*MISSING,)
STEPS, STEP_SIZE = 120, 0.03
TOWER, QUAY = 0, 2  # kinds of work, as `logbook.WORK` orders them


def good_lines(n, work, rng):
    """Complete lines of one kind of work, as texts.

    Parameters
    ----------
    n : int
    work : int
        As `logbook.WORK` orders them.
    rng : numpy.random.Generator

    Returns
    -------
    list of str
    """
    lines, kind = logbook.write(8 * n, rng)
    return [" ".join(text.decode(line[1:-1])) for line in lines[kind == work][:n]]


def undo(rng):
    """What stands in for PEER-Undo: a function that takes one part out of a complete line.

    It is made by hand, where PEER's is learned from the same history as the rest.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    function
        From a line to (plan, line), where the plan says what would mend it.
    """

    def spoil(line):
        plan = PLANS[rng.integers(len(PLANS))]
        words = line.split()
        gap = MISSING[plan]
        return plan, " ".join(edits.apply_edits(words, [(gap.start, gap.stop, [])]))

    return spoil


def pairs(lines, rng):
    """Spoiled lines with the plans that would mend them; complete ones are to be left alone.

    Parameters
    ----------
    lines : list of str
    rng : numpy.random.Generator

    Returns
    -------
    texts, plans : list of str
        As many of one as of the other.
    """
    spoiled = edits.spoiled_examples(lines, undo(rng))
    texts = [worse for worse, _, _ in spoiled]
    plans = [plan for _, plan, _ in spoiled]
    whole = [
        good for _, _, good in spoiled[:: len(PLANS) - 1]
    ]  # as many as of each other
    return texts + whole, plans + ["leave it"] * len(whole)


def features(texts):
    """Which words of the harbor a text has: array, shape (n, words)."""
    return ratings.bag_of_words(texts, texts, text.vocabulary())[
        :, : len(text.vocabulary())
    ]


def train(texts, plans, seed=0):
    """A planner: one linear layer from words to plans.

    Parameters
    ----------
    texts, plans : list of str
        As `pairs` gives them.
    seed : int

    Returns
    -------
    dict
        weight and bias.
    """
    bags, wanted = features(texts), np.array([PLANS.index(plan) for plan in plans])
    rng = np.random.default_rng(seed)
    start = new_linear(rng, d=bags.shape[1], e=len(PLANS), spread=0.0)
    p, _, _ = descent.train(
        lambda p: losses.cross_entropy(linear(bags, p), wanted),
        start, [()] * STEPS, step_size=STEP_SIZE,
    )  # fmt: skip
    return p


def plan_for(p, texts):
    """What the planner would do with each text: list of plans."""
    return [PLANS[k] for k in linear(features(texts), p).argmax(1)]


def right(p, texts, plans):
    """How often it plans what is missing: a share."""
    return float(
        np.mean([a == b for a, b in zip(plan_for(p, texts), plans, strict=True)])
    )


def compare(seed, n=200):
    """Planners that learned from the tower's history, and from it and spoiled lines of the quay.

    Parameters
    ----------
    seed : int
    n : int
        Lines of each.

    Returns
    -------
    dict of str to dict of str to float
        For "history" and "history and spoiled lines": how often each is right at the tower and
        on the quay, on new lines.
    """
    rng = np.random.default_rng(seed)
    history = pairs(good_lines(n, TOWER, rng), rng)
    made = pairs(good_lines(n, QUAY, rng), rng)
    tests = {"tower": pairs(good_lines(n, TOWER, rng), rng)}
    tests["quay"] = pairs(good_lines(n, QUAY, rng), rng)
    both = tuple(a + b for a, b in zip(history, made, strict=True))
    planners = {"history": train(*history), "history and spoiled lines": train(*both)}
    return {
        name: {place: right(p, *test) for place, test in tests.items()}
        for name, p in planners.items()
    }
