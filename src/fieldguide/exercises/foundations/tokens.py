"""Checks of notebooks/foundations/01-tokens.ipynb."""

import csv

import numpy as np

from ... import data
from ...mechanisms.tokens import tokenizers
from ...page.check import close, same, start

SIGNS = {"fog": 6, "dog": 4, "fox": 5, "do": 3}  # words and counts of ex-merges
WORDS = ("cat", "łódź", "猫")  # of ex-bytes
CUTS = data.ROOT / "notebooks/foundations/01-tokens.cuts.csv"  # of ex-alike


def ex_merges(answer):
    """Exercise ex-merges: the first three merges of fog x 6, dog x 4, fox x 5, do x 3."""
    report = start("ex-merges", answer)
    wanted = tokenizers.train_bpe(SIGNS, 3)
    given = []
    if report.answered:
        try:
            given = [tuple(pair) for pair in answer]
        except TypeError:
            report.mark("a list of three pairs", 3, False, f"Got {answer!r}.")
            return report
    given = (given + [None] * 3)[:3]
    hints = [
        "Add a word's whole count for each place where the pair stands.",
        "The counts have changed: letters that were joined are no letters any more.",
        "Write the words down as they are now. A joined symbol may be joined again.",
    ]
    for k, name in enumerate(("first", "second", "third")):
        before = same(given[: k + 1], wanted[: k + 1])
        report.mark(f"the {name} merge", 1, before, hints[k])
    return report


def ex_greedy(answer):
    """Exercise ex-greedy: a word and a set of pieces, such that the word can be cut into
    pieces and WordPiece says [UNK]."""
    report = start("ex-greedy", answer)
    if report.answered and not _is_word_and_pieces(answer):
        report.mark(
            "a pair of a word (at most 12 letters) and a set of pieces", 4, False,
            f"Got {answer!r}.",
        )  # fmt: skip
        return report
    word, pieces = answer if report.answered else ("", set())
    pieces = set(pieces)
    greedy = tokenizers.encode_wordpiece(word, pieces) if word else []
    report.mark(
        "WordPiece gives up", 2, greedy == [tokenizers.UNK],
        f"It finds {greedy}. Tempt it: let the first piece swallow a letter too many.",
    )  # fmt: skip
    report.mark(
        "another way to cut it exists", 2, _can_be_cut(word, pieces),
        "No sequence of your pieces spells the word. Those inside a word begin with ##.",
    )  # fmt: skip
    return report


def _is_word_and_pieces(answer):
    if not isinstance(answer, tuple) or len(answer) != 2:
        return False
    word, pieces = answer
    if not isinstance(word, str) or not word.isalpha() or len(word) > 12:
        return False
    return isinstance(pieces, (set, list, tuple, dict)) and all(
        isinstance(piece, str) for piece in pieces
    )


def _can_be_cut(word, pieces):
    reached = {0}
    for end in range(1, len(word) + 1):
        marked = (word[s:end] if s == 0 else "##" + word[s:end] for s in reached)
        if any(piece in pieces for piece in marked):
            reached.add(end)
    return len(word) > 0 and len(word) in reached


def ex_viterbi(function):
    """Exercise ex-viterbi: `function(text, scores)` -> the most probable list of pieces;
    compared with all ways to cut 60 short texts."""
    report = start("ex-viterbi", function)
    tried = _tries() if report.answered else []
    given = []
    for text, scores in tried:
        try:
            given.append([*map(str, function(text, dict(scores)))])
        except Exception as error:
            report.mark(
                "it runs and returns a list of pieces", 4, False,
                f"{type(error).__name__}: {error}",
            )  # fmt: skip
            return report
    best = [_is_best(*args) for args in zip(tried, given, strict=True)]
    short = [ok for ok, (text, _) in zip(best, tried, strict=True) if len(text) <= 3]
    spelled = all(
        all(piece in scores for piece in pieces) and "".join(pieces) == text
        for (text, scores), pieces in zip(tried, given, strict=True)
    )
    report.mark(
        "known pieces that spell the text", 1, spelled, "Put the pieces together again."
    )
    report.mark(
        "the most probable cut of texts of up to three letters", 1, all(short),
        f"{sum(short)} of {len(short)} right. What is the logarithm of a product?",
    )  # fmt: skip
    report.mark(
        "the most probable cut of longer texts", 2, all(best),
        f"{sum(best)} of {len(best)} right. Of two ways to the same place, which stays?",
    )  # fmt: skip
    return report


def _tries():
    """60 texts with scores: a, b, c are always pieces, others at random."""
    rng = np.random.default_rng(2018)
    letters, tries = np.array([*"abc"]), []
    for k in range(60):
        text = "".join(rng.choice(letters, 1 + k % 8))
        stretches = sorted({text[s:e] for e in range(9) for s in range(max(0, e - 1))})
        known = [s for s in stretches if len(s) > 1 and rng.random() < 0.6]
        pieces = [*"abc", *known]
        scores = rng.uniform(-8, -1, len(pieces))
        tries.append((text, dict(zip(pieces, scores.tolist(), strict=True))))
    return tries


def _is_best(tried, pieces):
    text, scores = tried
    best = max(
        tokenizers.score_of(cut, scores) for cut in tokenizers.all_cuts(text, scores)
    )
    if "".join(pieces) != text or any(piece not in scores for piece in pieces):
        return False
    return close(tokenizers.score_of(pieces, scores), best)


def ex_bytes(answer):
    """Exercise ex-bytes: how many tokens a byte-level tokenizer makes of three words
    before it has learned any merge."""
    report = start("ex-bytes", answer)
    given = report.expect_keys(answer, WORDS, 3)
    if given is None:
        return report
    hints = {
        "cat": "Letters of the English alphabet take one byte each.",
        "łódź": "Which of the four letters are not in the English alphabet?",
        "猫": "Look at the strips of the three languages above.",
    }
    for word in WORDS:
        tokens = len(tokenizers.encode_bytes(word, []))
        report.mark(word, 1, close(given[word], tokens), hints[word])
    return report


def ex_alike(answer):
    """Exercise ex-alike: of the stored cuts, the texts that BERT reads as a line of the log,
    those with an unknown word, and the tokens that the line shares with its shouted twin."""
    report = start("ex-alike", answer)
    wanted = alike()
    given = report.expect_keys(answer, wanted, 4)
    if given is None:
        return report
    said = given["alike"]
    names = {*map(str, said)} if isinstance(said, (list, tuple, set)) else set()
    report.mark(
        "texts that are the same line to BERT", 1,
        names and names <= set(wanted["alike"]),
        "Give names of texts, as they stand in TEXTS, and compare whole lists of tokens.",
    )  # fmt: skip
    report.mark(
        "none of them is missing", 1, names >= set(wanted["alike"]),
        "Compare all of the texts. What does BERT do before it looks into its list?",
    )  # fmt: skip
    report.mark(
        "texts with an unknown word", 1, close(given["unknown"], wanted["unknown"]),
        "A text counts once, however often [UNK] stands in it.",
    )  # fmt: skip
    report.mark(
        "tokens of GPT-2 in both", 1, close(given["shared"], wanted["shared"]),
        "A token is the same only if all of its characters are, Ġ and capitals included.",
    )  # fmt: skip
    return report


def alike():
    """The answers of ex-alike, from the stored cuts."""
    cut = {}
    with CUTS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            cut.setdefault((row["text"], row["tokenizer"]), []).append(row["token"])
    texts = {text: tokens for (text, name), tokens in cut.items() if name == "BERT"}
    quiet, loud = (set(cut[t, "GPT-2"]) for t in ("a line of the log", "shouted"))
    return {
        "alike": [t for t in texts if texts[t] == texts["a line of the log"]],
        "unknown": sum(tokenizers.UNK in tokens for tokens in texts.values()),
        "shared": len(quiet & loud),
    }


def ex_table(answer):
    """Exercise ex-table: the share of its parameters that LaBSE spends on its table of
    tokens, and how many parameters it would have with BERT's vocabulary."""
    report = start("ex-table", answer)
    given = report.expect(answer, 2, "a pair (share, parameters)", 3)
    if given is None:
        return report
    share, smaller = given
    rows, width, whole, bert = (
        data.fact(key).number
        for key in (
            "labse.vocabulary",
            "labse.hidden_size",
            "labse.parameters_counted",
            "bert.vocabulary",
        )
    )
    report.mark(
        "the share, roughly", 1, close(share, rows * width / whole, 0.02),
        "A token has one row in the table; how many numbers stand in a row?",
    )  # fmt: skip
    report.mark(
        "the share, exactly", 1, close(share, rows * width / whole, 1e-4),
        "Use the counted parameters and do not round.",
    )  # fmt: skip
    report.mark(
        "parameters with BERT's vocabulary", 1,
        close(smaller, whole - (rows - bert) * width, 0.5),
        "Only the table shrinks. How many of its rows go?",
    )  # fmt: skip
    return report


def ex_rows(answer):
    """Exercise ex-rows: of T5, the pieces, the rows of the table, and the rows that stand
    for no piece of text."""
    report = start("ex-rows", answer)
    given = report.expect(answer, 3, "(pieces, rows, rows without a piece)", 3)
    if given is None:
        return report
    pieces, rows, empty = given
    known = data.fact("t5.vocabulary").number
    table = data.fact("t5@embedding-rows.vocabulary").number
    report.mark(
        "pieces", 1, close(pieces, known), "In the data: t5.vocabulary, as a number."
    )
    report.mark(
        "rows of the table",
        1,
        close(rows, table),
        "One variant counts rows, not pieces.",
    )
    report.mark(
        "rows without a piece", 1, close(empty, table - known),
        "What is left when each piece has taken its row?",
    )  # fmt: skip
    return report
