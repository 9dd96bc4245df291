"""Checks of notebooks/encoders/01-masking.ipynb."""

import numpy as np

from ... import data
from ...page.check import close, start


def ex_visible(answer):
    """Exercise ex-visible: of all ordinary tokens, the share that is shown as [MASK],
    as another word than the right one, and unchanged but asked for."""
    report = start("ex-visible", answer)
    keys = ["masked", "wrong", "kept"]
    given = report.expect_keys(answer, keys, 4)
    if given is None:
        return report
    of_all = "A share of the chosen 15%, or of all tokens? The question is about all of them."
    report.mark("masked", 1, close(given["masked"], 0.15 * 0.8), of_all)
    report.mark("wrong", 1, close(given["wrong"], 0.15 * 0.1, 1e-4), of_all)
    report.mark("kept", 1, close(given["kept"], 0.15 * 0.1, 1e-4), of_all)
    try:
        total = sum(given[k] for k in keys)
    except TypeError:
        total = None
    report.mark(
        "the three add up to the share of tokens with a loss", 1, close(total, 0.15, 2e-4),
        "Every chosen token meets one of three fates, and nobody else does.",
    )  # fmt: skip
    return report


def _close_to(share, p, n):
    """Within four standard deviations of the share of n draws: 1 in 16,000 lies outside."""
    return abs(share - p) < 4 * np.sqrt(p * (1 - p) / max(1, n))


def ex_collator(function):
    """Exercise ex-collator: `function(ids, special, vocab_size, mask_id, rng)` -> (inputs, labels)
    with 80/10/10; tried on 60,000 tokens."""
    report = start("ex-collator", function)
    ids = np.tile(np.r_[2, np.arange(10, 68), 3], 1000)  # 60,000 tokens, 2,000 special
    special = (ids == 2) | (ids == 3)
    if report.answered:
        try:
            given = ids.copy()
            inputs, labels = function(
                given, special.copy(), 1000, 4, np.random.default_rng(7)
            )
            inputs, labels = np.asarray(inputs), np.asarray(labels)
            fits = inputs.shape == ids.shape and labels.shape == ids.shape
        except Exception as error:
            report.mark(
                "it runs and returns two arrays",
                5,
                False,
                f"{type(error).__name__}: {error}",
            )
            return report
        if not fits:
            report.mark(
                "it runs and returns two arrays", 5, False,
                f"Both need the shape {ids.shape}, got {inputs.shape} and {labels.shape}.",
            )  # fmt: skip
            return report
    else:
        given, inputs, labels = ids, ids, np.full(ids.shape, -100)
    chosen, n = labels != -100, np.count_nonzero(~special)
    rate = np.count_nonzero(chosen & ~special) / n
    m = np.count_nonzero(chosen)
    report.mark(
        "[CLS] and [SEP] are never chosen", 1, not (chosen & special).any() and m,
        "Look at the labels where `special` is True.",
    )  # fmt: skip
    report.mark(
        "15% of the ordinary tokens are chosen", 1, _close_to(rate, 0.15, n),
        f"You chose {rate:.1%} of them.",
    )  # fmt: skip
    masked = np.count_nonzero(inputs[chosen] == 4) / max(1, m)
    kept = np.count_nonzero(inputs[chosen] == ids[chosen]) / max(1, m)
    report.mark(
        "of the chosen, 80% show [MASK] and 10% stay", 1,
        _close_to(masked, 0.8001, m) and _close_to(kept, 0.1001, m),
        f"Yours: {masked:.1%} [MASK], {kept:.1%} unchanged. "
        "Two draws in a row do not give the same shares as one draw cut in three.",
    )  # fmt: skip
    report.mark(
        "labels hold the original token", 1, m and np.array_equal(labels[chosen], ids[chosen]),
        "The loss must ask for the token that stood there before.",
    )  # fmt: skip
    report.mark(
        "the rest is untouched, your argument too", 1,
        m and np.array_equal(inputs[~chosen], ids[~chosen]) and np.array_equal(given, ids),
        "Compare inputs with ids where no loss is taken, and work on a copy.",
    )  # fmt: skip
    return report


def ex_segments(answer):
    """Exercise ex-segments: the segment numbers of
    [CLS] the cat wakes [SEP] the gull sleeps [SEP]."""
    report = start("ex-segments", answer)
    try:
        given = [int(v) for v in answer] if report.answered else []
    except (TypeError, ValueError):
        report.mark("a list of whole numbers", 3, False, f"Got {answer!r}.")
        return report
    report.mark(
        "one number a token", 1, len(given) == 9, f"9 tokens, {len(given)} numbers."
    )
    given = (given + [None] * 9)[:9]
    report.mark(
        "the words", 1, given[1:4] == [0] * 3 and given[5:8] == [1] * 3,
        "The first text is number 0, the second number 1.",
    )  # fmt: skip
    report.mark(
        "the special tokens", 1, [given[k] for k in (0, 4, 8)] == [0, 0, 1],
        "A [SEP] closes the text before it: to which text does the first one belong?",
    )  # fmt: skip
    return report


def ex_epochs(answer):
    """Exercise ex-epochs: after how many epochs of dynamic masking has a long text been hidden
    to 99%? And with ten static copies: what share never is?"""
    report = start("ex-epochs", answer)
    given = report.expect(answer, 2, "a pair (epochs, share)", 3)
    if given is None:
        return report
    epochs, never = given
    enough = int(np.ceil(np.log(0.01) / np.log(0.85)))  # 0.85**n <= 0.01
    report.mark(
        "epochs, roughly", 1, close(epochs, enough, 1.5),
        "What share of the text is still unseen after n epochs? Not 1 - 0.15 n.",
    )  # fmt: skip
    report.mark(
        "epochs, exactly", 1, close(epochs, enough), "Round so that 99% is reached."
    )
    report.mark(
        "share never hidden by ten copies", 1, close(never, 0.85**10, 5e-4),
        "How many different masks does training see, however long it runs? And it is the share "
        "that is never hidden that is asked for.",
    )  # fmt: skip
    return report


def ex_survey(answer):
    """Exercise ex-survey: how many times more text than BERT did RoBERTa see, in bytes?
    (name of the quantity that the survey leaves out, factor)"""
    report = start("ex-survey", answer)
    given = report.expect(answer, 2, "a pair (quantity, factor)", 2)
    if given is None:
        return report
    quantity, factor = given
    larger, smaller = (
        data.fact("roberta.training_size"),
        data.fact("roberta@books-wiki.training_size"),
    )
    report.mark(
        "what the survey leaves out", 1, quantity == "training_size",
        "Which quantity of the two systems differs most, and is not among the survey's four points?",
    )  # fmt: skip
    report.mark(
        "factor", 1, close(factor, larger.number / smaller.number, 0.5),
        "Divide the two sizes in the same unit: words are not bytes.",
    )  # fmt: skip
    return report
