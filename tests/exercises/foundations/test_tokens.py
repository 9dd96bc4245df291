"""The exercises on tokens grade: right answers full marks, stubs none, wrong ones less."""

import pytest
from grading import Grading

from fieldguide import data
from fieldguide.exercises.foundations import tokens as ex
from fieldguide.mechanisms.tokens import tokenizers


def product_of_logs(text, scores):
    """The stub of the notebook: the larger of two scores instead of their sum, and the
    worst way stays."""
    best = [(0.0, [])]
    for end in range(1, len(text) + 1):
        ways = []
        for start in range(end):
            piece, (score, pieces) = text[start:end], best[start]
            if piece in scores:
                ways.append((max(score, scores[piece]), [*pieces, piece]))
        best.append(min(ways))
    return best[-1][1]


def keeps_the_worst(text, scores):
    return tokenizers.encode_unigram(text, {p: -s - 20 for p, s in scores.items()})


def longest_first(text, scores):
    pieces = []
    while text:
        end = next(k for k in range(len(text), 0, -1) if text[:k] in scores)
        pieces.append(text[:end])
        text = text[end:]
    return pieces


def best_next_piece(text, scores):
    pieces = []
    while text:
        fronts = [text[:k] for k in range(1, len(text) + 1) if text[:k] in scores]
        pieces.append(max(fronts, key=scores.get))
        text = text[len(pieces[-1]) :]
    return pieces


def fewest_pieces(text, scores):
    return tokenizers.encode_unigram(text, dict.fromkeys(scores, -1.0))


ROWS = data.fact("labse.vocabulary").number
WIDTH = data.fact("labse.hidden_size").number
WHOLE = data.fact("labse.parameters_counted").number
SHARE = ROWS * WIDTH / WHOLE
SMALLER = WHOLE - (ROWS - data.fact("bert.vocabulary").number) * WIDTH

ALIKE = {
    "alike": ["a line of the log", "with capitals", "shouted"],
    "unknown": 2,
    "shared": 0,
}

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_alike,
        ALIKE,
        [
            ALIKE | {"unknown": 10},  # tokens, not texts
            ALIKE
            | {"alike": ["with capitals", "shouted"]},  # the line itself forgotten
            ALIKE | {"alike": ["a line of the log", "with capitals"]},  # GPT-2's view
            ALIKE | {"alike": [*ALIKE["alike"], "misspelled"]},  # as many words
            ALIKE | {"shared": 10},  # looked at without their capitals
            ALIKE | {"alike": "shouted"},
            {"alike": []},
        ],
    ),
    (
        ex.ex_merges,
        [("f", "o"), ("d", "o"), ("fo", "g")],
        [
            [("f", "o"), ("o", "g"), ("d", "o")],  # not counted again
            [("f", "o"), ("d", "o"), ("fo", "x")],
            [("o", "g"), ("f", "o"), ("d", "o")],  # counted words, not their counts
            ["fo", "do", "fog"],  # what is made, not what is joined
            [],
            3,
        ],
    ),
    (
        ex.ex_greedy,
        ("unable", {"un", "una", "##able"}),
        [
            ("unable", {"un", "##able"}),  # finds it
            ("unable", {"una", "##able"}),  # cannot be cut
            ("unable", {"un", "una", "able"}),  # no ## inside the word
            ("unable", {"##un", "una", "##able"}),  # ## in front
            ("unable", {"un", "una", "##able", "##ble"}),  # another way for greedy
            ("", set()),
            "unable",
            ("unable", 3),
        ],
    ),
    (
        ex.ex_viterbi,
        tokenizers.encode_unigram,
        [
            product_of_logs,
            longest_first,
            best_next_piece,
            fewest_pieces,
            keeps_the_worst,
            lambda text, scores: [text],
            lambda text, scores: list(text),
            lambda text, scores: None,
            3,
        ],
    ),
    (
        ex.ex_bytes,
        {"cat": 3, "łódź": 7, "猫": 3},
        [
            {"cat": 3, "łódź": 4, "猫": 1},  # characters
            {"cat": 3, "łódź": 8, "猫": 3},  # two bytes for each letter
            {"cat": 1, "łódź": 1, "猫": 1},  # words
            {"cat": 3, "łódź": 7, "猫": 2},  # UTF-16
            {"cat": 3},
            3,
        ],
    ),
    (
        ex.ex_table,
        (SHARE, SMALLER),
        [
            (ROWS / WHOLE, SMALLER),  # rows without their width
            (1 - SHARE, SMALLER),
            (SHARE, WHOLE - ROWS * WIDTH),  # no table at all
            (SHARE, data.fact("bert.vocabulary").number * WIDTH),  # the table alone
            (round(SHARE, 2), SMALLER),
            SHARE,
        ],
    ),
    (
        ex.ex_rows,
        (32_000, 32_128, 128),
        [
            (32_000, 32_000, 0),  # the survey's rounding taken for both
            (32_128, 32_128, 0),
            (32_000, 32_128, 100),  # the sentinels alone
            (32_000, 32_100, 100),
            32_000,
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("'fo'", "32128", "32,128", "128", "0.81", "0.82", "seven")


@pytest.mark.parametrize("pair", [("...", {"un"}), (..., ...)])
def test_a_half_filled_stub_does_not_fail(pair):
    assert ex.ex_greedy(pair).points == 0


def test_half_of_an_answer_gets_half_of_the_marks():
    assert ex.ex_merges([("f", "o"), ("o", "g"), ("d", "o")]).points == 1
    assert ex.ex_greedy(("unable", {"un", "##able"})).points == 2
    assert ex.ex_bytes({"cat": 3, "łódź": 4, "猫": 3}).points == 2
    assert ex.ex_viterbi(longest_first).points == 1  # spells the text, no more
    assert ex.ex_table((SHARE, WHOLE)).points == 2


def test_another_word_is_as_good():
    assert ex.ex_greedy(("abc", ["ab", "a", "##bc"])).points == 4
