"""Checks of notebooks/assistants/01-preferences.ipynb."""

import numpy as np

from ... import data
from ...mechanisms.preferences import comparisons, conversations, leash, policies
from ...page.check import close, listed, start


def ex_loss(answer):
    """Exercise ex-loss: rewards ln 3, 0, 0 of A, B, C, which a person put in this order."""
    report = start("ex-loss", answer)
    given = report.expect_keys(answer, ["A before B", "B before C", "loss"], 4)
    if given is None:
        return report
    rewards = np.array([np.log(3), 0.0, 0.0])
    for pair, k, hint in (
        ("A before B", 0, "A leads by ln 3, and e to the minus ln 3 is 1/3."),
        ("B before C", 1, "Neither leads. What is the chance that B wins?"),
    ):
        chance = comparisons.win_chance(rewards[k], rewards[k + 1])
        report.mark(pair, 1, close(given[pair], chance, 0.005), hint)
    report.mark(
        "loss", 2, close(given["loss"], comparisons.ranking_loss(rewards), 0.005),
        "Minus the natural logarithm of each of the three chances, and their mean.",
    )  # fmt: skip
    return report


def ex_heap(function):
    """Exercise ex-heap: `function(rankings)`: a list of rewards, best first, of several prompts,
    to the mean over the prompts of their losses."""
    report = start("ex-heap", function)
    four, nine = np.array([2.0, 1, 0, -1]), np.array([0.0, 1, -1, 3, 0, 2, 1, 0, -2])
    cases = {
        "one prompt": [four],
        "two prompts of one size": [four, four[::-1].copy()],
        "two prompts of different sizes": [four, nine],
    }
    for part, rankings in cases.items():
        wanted = np.mean([comparisons.ranking_loss(r) for r in rankings])
        got, hint = report.call(function, rankings)
        hint = hint or (
            "First a mean over the pairs of a prompt, all of them, then one over the prompts."
        )
        report.mark(
            part,
            1 + (part == "two prompts of different sizes"),
            close(got, wanted),
            hint,
        )
    return report


def ex_clip(answer):
    """Exercise ex-clip: where five tokens are pulled: 1 up, -1 down, 0 not at all."""
    report = start("ex-clip", answer)
    given = report.expect(answer, 5, "five of 1, -1 and 0", 5)
    if given is None:
        return report
    cases = [(1.1, 1), (1.3, 1), (0.7, 1), (1.3, -1), (0.7, -1)]
    for (ratio, advantage), got in zip(cases, given, strict=True):
        step = 1e-6
        losses = [
            policies.clipped_loss([x], [0.0], [float(advantage)])
            for x in (np.log(ratio) - step, np.log(ratio) + step)
        ]
        wanted = np.sign(round((losses[0] - losses[1]) / step, 3))
        what = f"ratio {ratio}, advantage {advantage:+}"
        hint = "Which of the two is smaller, and does it change with the ratio?"
        report.mark(what, 1, close(got, wanted), hint)
    return report


def ex_leash(function):
    """Exercise ex-leash: `function(score, new, old, beta)` -> what each token earns."""
    report = start("ex-leash", function)
    rng = np.random.default_rng(3)
    score, (new, old) = np.array([1.0, -2.0]), rng.normal(-2, 1, (2, 2, 4))
    wanted = leash.leashed_rewards(score, new, old, beta=0.5)
    got, hint = report.call(function, score, new, old, 0.5)
    fits = close(got, wanted, np.inf)  # its shape
    got = np.asarray(got, float) if fits else np.full((2, 4), np.nan)
    report.mark(
        "in all, reward minus price", 1, close(got.sum(1), wanted.sum(1)),
        hint or "What has become more probable than it was costs something.",
    )  # fmt: skip
    report.mark(
        "each token pays for itself", 2, close(got[:, :-1], wanted[:, :-1]),
        hint or "Nothing is handed on to the last one but the score.",
    )  # fmt: skip
    report.mark(
        "the score", 1, close(got[:, -1], wanted[:, -1]),
        hint or "It comes once, with the last token, which has its own price, too.",
    )  # fmt: skip
    return report


def ex_best(answer):
    """Exercise ex-best: how many answers for a best tenth in 9 of 10 cases; how many nats."""
    report = start("ex-best", answer)
    given = report.expect(answer, 2, "a pair (answers, nats)", 4)
    if given is None:
        return report
    n = next(n for n in range(1, 100) if 1 - 0.9**n >= 0.9)
    report.mark(
        "answers", 2, close(given[0], n),
        "All n miss the best tenth with the probability 0.9 to the n.",
    )  # fmt: skip
    report.mark(
        "nats", 2, close(given[1], comparisons.best_of_kl(n), 0.01),
        "ln n, less (n - 1) / n.",
    )  # fmt: skip
    return report


def ex_message(function):
    """Exercise ex-message: `function(messages, k, answer)` -> what the reward model reads."""
    report = start("ex-message", function)
    talk = [(role, f"{role} {k}") for k in range(3) for role in ("user", "assistant")]
    for part, k, hint in (
        ("the first answer", 1, "What came after the message is put away."),
        (
            "one in the middle",
            3,
            "All that was said before it stays, the earlier answer too.",
        ),
        ("the last one", 5, "The other answer stands in its place."),
    ):
        wanted, _ = conversations.compare_at(talk, k, ["another", "one more"])
        got, said = report.call(function, talk, k, "another")
        right = [listed(message) for message in listed(got) or []] == [
            *map(list, wanted)
        ]
        report.mark(part, 1 + (k == 3), right, said or hint)
    return report


PUBLISHED = "base_model", "hardware", "ranked_responses_min"
KEPT = "parameters", "training_size", "context_length"


def ex_published(answer):
    """Exercise ex-published: which of six quantities OpenAI's announcement gives for ChatGPT."""
    report = start("ex-published", answer)
    if not report.answered:
        answer = set()
    if not isinstance(answer, set | frozenset | list | tuple):
        report.mark("a set of names", 6, False, f"Got {answer!r}.")
        return report
    for name in sorted((*PUBLISHED, *KEPT)):
        status = data.fact(f"chatgpt.{name}").status
        said = status not in ("undisclosed", "unverified")
        hint = f"Look it up: data.fact('chatgpt.{name}')."
        named = any(isinstance(each, str) and each == name for each in answer)
        report.mark(name, 1, named == said, hint)
    return report
