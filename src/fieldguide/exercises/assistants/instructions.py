"""Checks of notebooks/assistants/02-instructions.ipynb."""

import numpy as np

from ...mechanisms.objectives import chats
from ...mechanisms.objectives.instructions import mixing_rates
from ...mechanisms.tokens.tokenizers import basic_words
from ...page.check import close, start, true_or_false

DIALOGUE = [
    ("user", "ahoy there"),
    ("assistant", "aye"),
    ("user", "who lights the lamp"),
    ("assistant", "the keeper does"),
]


def ex_mask(answer):
    """Exercise ex-mask: how many tokens three losses ask for in a row by Koala's template."""
    report = start("ex-mask", answer)
    given = report.expect(answer, 3, "three numbers", 4)
    if given is None:
        return report
    _, writers = chats.lay_out(DIALOGUE, chats.KOALA, basic_words)
    roles = [role for role, _ in DIALOGUE]
    cases = {
        "everything": (
            chats.ask_everything(writers),
            "Count the template's words and signs, too; only the first token has none before it.",
        ),
        "all answers": (
            chats.ask_answers(writers, roles),
            "Each turn of the assistant ends with a mark.",
        ),
        "the last answer": (
            chats.ask_last_answer(writers, roles),
            "Only the last turn counts, with its end.",
        ),
    }
    for (part, (asked, hint)), got in zip(cases.items(), given, strict=True):
        report.mark(part, 1 + (part == "all answers"), close(got, asked.sum()), hint)
    return report


def ex_answers(function):
    """Exercise ex-answers: `function(tokens)` -> True from behind GPT: to </s>, it included."""
    report = start("ex-answers", function)
    cases = {
        "one answer": "USER: ahoy GPT: aye </s>",
        "what follows an answer": "USER: ahoy GPT: aye </s> USER: who ? GPT: the cat </s>",
        "an answer that has not ended": "USER: who ? GPT: the",
        "no answer at all": "USER: who ? </s> USER: ahoy",
    }
    hint = "Up to the mark, and with it; then nothing until the next GPT:."
    for part, text in cases.items():
        tokens = text.split()
        wanted = chats.find_answers(tokens, ["GPT:"], "</s>")
        got, stopped = report.call(function, tokens)
        points = 3 if part == "what follows an answer" else 1
        report.mark(part, points, close(got, wanted), stopped or hint)
    return report


def ex_typed(answer):
    """Exercise ex-typed: which marks are taken for the template's when a user types them."""
    report = start("ex-typed", answer)
    templates = {
        "GPT:": (chats.KOALA, "user"),
        "</s>": (chats.KOALA, "user"),
        "<|im_end|>": (chats.CHATML, "user"),
        "### Response:": (chats.ALPACA, "instruction"),
    }
    given = report.expect_keys(answer, [*templates], 4)
    if given is None:
        return report
    for mark, (template, role) in templates.items():
        tokens, _ = chats.lay_out([(role, mark)], template, basic_words)
        own = chats.encode_marked(mark, template.marks, basic_words)
        places = range(len(tokens) - len(own) + 1)
        times = sum(tokens[k : k + len(own)] == own for k in places)
        written = chats.chat_text([(role, "")], template).count(mark)
        report.mark(
            mark, 1, true_or_false(given[mark]) is (times > written),
            "Is this mark a token of its own, or are these words that anybody can write?",
        )  # fmt: skip
    return report


def ex_rates(answer):
    """Exercise ex-rates: shares of tasks of 1000, 30,000 and 300,000 examples, two caps."""
    report = start("ex-rates", answer)
    given = report.expect(answer, 6, "six shares", 4)
    if given is None:
        return report
    sizes = [1000, 30_000, 300_000]
    for k, cap in enumerate((30_000, 3000)):
        got = list(given[3 * k : 3 * k + 3]) if report.answered else None
        report.mark(
            f"with a cap of {cap:,}", 2, close(got, mixing_rates(sizes, cap=cap), 5e-4),
            "Lay the cap on the numbers of examples first; then each counts as a part of all.",
        )  # fmt: skip
    return report


def ex_mix(function):
    """Exercise ex-mix: `function(sizes, cap)` -> shares that add up to 1."""
    report = start("ex-mix", function)
    cases = {
        "a cap that binds one": ([10, 100, 1000], 100),
        "a cap that binds none": ([10, 100, 1000], 5000),
        "a cap that binds all": ([10, 100, 1000], 2),
        "tasks of one size": ([50, 50], 7),
    }
    for part, (sizes, cap) in cases.items():
        got, hint = report.call(function, np.array(sizes), cap)
        hint = (
            hint or "They must add up to 1, and none may count for more than the cap."
        )
        report.mark(part, 1, close(got, mixing_rates(sizes, cap=cap)), hint)
    return report
