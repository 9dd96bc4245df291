"""Checks of notebooks/encoders/05-apart.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.networks import disentangled
from ...mechanisms.objectives import knowledge
from ...page.check import close, start


def ex_delta(answer):
    """Exercise ex-delta: delta(i, j) for a sentence of ten words and k = 3."""
    report = start("ex-delta", answer)
    try:
        given = np.asarray(answer, float) if report.answered else np.zeros((10, 10))
    except (TypeError, ValueError):
        given = np.zeros(0)
    if not report.mark(
        "ten rows of ten numbers", 1, given.shape == (10, 10),
        f"The shape is {given.shape}.",
    ) and report.answered:  # fmt: skip
        report.mark("the rest", 4, False, "Mend the shape first.")
        return report
    i, j = np.indices((10, 10))
    want, ahead = disentangled.delta(i, j, k=3), j > i
    report.mark(
        "the diagonal", 1, (given == want)[i == j].all(),
        "Where does a word stand in the table that is 0 away from itself?",
    )  # fmt: skip
    near = np.abs(i - j) == 1
    report.mark(
        "neighbors", 1, (given == want)[near].all(),
        "The word before has a larger number than the word after: i - j, not j - i.",
    )  # fmt: skip
    report.mark(
        "far ahead",
        1,
        (given == want)[ahead].all(),
        "Which is the smallest row there is?",
    )
    report.mark(
        "far behind", 1, (given == want)[~ahead].all(),
        "The table has 2k rows, counted from 0; the largest number is not 2k.",
    )  # fmt: skip
    return report


def ex_mirror(function):
    """Exercise ex-mirror: turn a table made for equation 4 so that the released code gives, for
    words less than k apart, what the paper's formula gives with the table as it was."""
    report = start("ex-mirror", function)
    rng = np.random.default_rng(4)
    k, n, d = 5, 5, 3
    keys, table = rng.normal(size=(n, d)), rng.normal(size=(2 * k, d))
    got = np.full_like(table, np.nan)
    if report.answered:
        given = table.copy()
        try:
            got = np.asarray(function(given), float)
        except Exception as error:
            report.mark(
                "it runs", 5, False, f"It stops with {type(error).__name__}: {error}"
            )
            return report
        if got.shape != table.shape:
            report.mark(
                "as many rows as before", 5, False, f"{table.shape} became {got.shape}."
            )
            return report
    else:
        given = table
    want = disentangled.position_to_content(keys, table)
    ours = disentangled.position_to_content_released(keys, got)
    i, j = np.indices((n, n))
    right = np.isclose(ours, want)
    report.mark(
        "your argument is untouched",
        1,
        np.array_equal(given, table),
        "Return a new array.",
    )
    report.mark(
        "distance 0", 1, right[i == j].all(),
        "A word looks at itself: both readings take the same row. Which, and where does yours go?",
    )  # fmt: skip
    report.mark(
        "distance 1", 1, right[np.abs(i - j) == 1].all(),
        "Take one pair of neighbors and write both rows down for it.",
    )  # fmt: skip
    report.mark(
        "all distances below k", 2, right.all(),
        "If row r of the old table is wanted, which row does the released code read?",
    )  # fmt: skip
    return report


def ex_blur(answer):
    """Exercise ex-blur: in 12 words, k = 3, how many words may the one at place 5 look at: by
    the appendix; by equations 3 and 4; and how many rows of the table does it read?"""
    report = start("ex-blur", answer)
    keys = ["appendix", "equations", "rows"]
    given = report.expect_keys(answer, keys, 4)
    if given is None:
        return report
    report.mark(
        "by the appendix", 1, close(given["appendix"], 2 * (3 - 1) + 1),
        "Put k into the appendix's sentence. Does the word itself count?",
    )  # fmt: skip
    report.mark(
        "by the equations", 2, close(given["equations"], 12),
        "Does anything in equation 3 or 4 give a pair the share 0?",
    )  # fmt: skip
    rows = len(np.unique(disentangled.delta(5, np.arange(12), k=3)))
    report.mark(
        "rows", 1, close(given["rows"], rows),
        "Count the different rows that the pairs of this word need.",
    )  # fmt: skip
    return report


def ex_every_other(answer):
    """Exercise ex-every-other: what a mention of five tokens keeps of its entity 7, by the
    comment in the released code and by the loop below it."""
    report = start("ex-every-other", answer)
    given = report.expect_keys(answer, ["comment", "loop"], 4)
    if given is None:
        return report
    try:
        comment, loop = (
            [int(v) for v in given[key]] if report.answered else []
            for key in ("comment", "loop")
        )
    except (TypeError, ValueError):
        report.mark("two lists of whole numbers", 4, False, f"Got {answer!r}.")
        return report
    report.mark(
        "by the comment", 1, comment == knowledge.align([(0, 5, 7)], n=5).tolist(),
        "Five numbers, -1 where there is no entity. The comment says what the paper says.",
    )  # fmt: skip
    want = knowledge.align_released([7] * 5).tolist()
    report.mark(
        "by the loop, the first two tokens", 1, loop[:2] == want[:2],
        "The first token has none before it; the second sees the first.",
    )  # fmt: skip
    report.mark(
        "by the loop, all of them", 2, loop == want,
        "Write the list down and change it as you go. What stands before the third token now?",
    )  # fmt: skip
    return report


def ex_doubt(answer):
    """Exercise ex-doubt: (belief in a linked entity that the text gives 1%, drawn from a pool of
    four; the smallest pool in which the link is more likely right than not)."""
    report = start("ex-doubt", answer)
    given = report.expect(answer, 2, "a pair (belief, pool)", 4)
    if given is None:
        return report
    belief, pool = given
    want = knowledge.believe_link([0.99, 0.01], 1, pool=4)[1]
    report.mark(
        "belief, roughly", 1, close(belief, want, 0.02),
        "Two ways to see this link: it is right and was kept, or it was drawn by accident. "
        "Weigh each by what the text says.",
    )  # fmt: skip
    report.mark(
        "belief", 1, close(belief, want, 0.002),
        "A link drawn by accident can be right as well: one in four is.",
    )  # fmt: skip
    enough = next(
        n
        for n in range(1, 99)
        if knowledge.believe_link([0.99, 0.01], 1, pool=n)[1] > 0.5
    )
    report.mark(
        "pool, roughly", 1, close(pool, enough, 1),
        "Try pools one after the other, or solve for the number at which both ways weigh the same.",
    )  # fmt: skip
    report.mark("pool", 1, close(pool, enough), "The smallest whole number above it.")
    return report


def ex_percent(answer):
    """Exercise ex-percent: (numbers that the entities' side adds, their percentage of BERT's)."""
    report = start("ex-percent", answer)
    given = report.expect(answer, 2, "a pair (numbers, percent)", 4)
    if given is None:
        return report
    added, percent = given
    want = knowledge.entity_parameters()
    report.mark(
        "numbers, roughly", 1, close(added, want, 0.1 * want),
        "Per layer: four square maps of the attention, two between entity and inner layer.",
    )  # fmt: skip
    report.mark(
        "numbers", 1, close(added, want),
        "Every map has as many biases as outputs, and each layer norm a gain and a bias. "
        "How many layers are there?",
    )  # fmt: skip
    bert = data.fact("bert@base.parameters_counted").number
    report.mark(
        "percent", 2, close(percent, 100 * want / bert, 0.05),
        "Divide by BERT's numbers, and give percent, not a fraction.",
    )  # fmt: skip
    return report
