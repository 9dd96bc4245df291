"""Final answers: found, brought into one form, put to the vote."""

import pytest

from fieldguide.mechanisms.measures import answers as an

SENTENCE = "Final Answer: The final answer is {}. I hope it is correct."


def test_the_answer_stands_in_its_sentence():
    assert an.final_answer("8 + 4 = 12.\n" + SENTENCE.format("$12$")) == "$12$"
    assert an.final_answer(SENTENCE.format("0.5")) == "0.5"


def test_the_first_problem_counts_if_the_model_goes_on():
    assert (
        an.final_answer(SENTENCE.format(3) + "\n\nProblem:\n" + SENTENCE.format(4))
        == "3"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It is 12.",
        SENTENCE.format("12")[:-10],
        "final answer is 12.",
        SENTENCE.format(""),
        SENTENCE.format("  "),
        SENTENCE.format("\n12"),
    ],
)
def test_who_does_not_come_to_the_sentence_has_no_answer(text):
    assert an.final_answer(text) is None


@pytest.mark.parametrize(
    "answer, normal",
    [
        ("x = 0.5 meters", "0.5"),
        ("$0.5$", "0.5"),
        ("\\frac12", "\\frac{1}{2}"),
        ("so it is $\\boxed{\\frac{1}{2}}$, as wanted", "\\frac{1}{2}"),
        ("1,000", "1000"),
        ("(1,2)", "(1,2)"),  # a pair, no thousand
        ("45^\\circ", "45"),
        ("\\text{Friday}", "Friday"),
        ("a banana", "banana"),
        ("a pizza slice", "pizzslice"),  # letters are cut, not words
        ("an integer 7", "integer7"),
        ("", ""),
        ("\\frac{\\frac12}{3}", "\\frac{\\frac{1}{2}}{3}"),  # a fraction in a fraction
        ("\\boxed{\\frac{1}{\\sqrt2}}", "\\frac{1}{\\sqrt{2}}"),
        ("\\text{at \\textbf{noon}}", "atnoon"),  # layer by layer
        ("1,000,000", "1000000"),
        ("\u2212\u00bd", "\u2212\u00bd"),
        ("a = b = ", ""),
    ],
)
def test_rules_by_hand(answer, normal):
    assert an.normalize_answer(answer) == normal


def test_it_computes_nothing():
    halves = {
        an.normalize_answer(x) for x in ("1/2", "0.5", "$\\frac12$", "\\frac{1}{2}")
    }
    assert halves == {"1/2", "0.5", "\\frac{1}{2}"}


def test_a_normal_answer_stays_as_it_is():
    for answer in ("0.5", "\\frac{1}{2}", "\\sqrt{3}", "1000", "Friday"):
        assert an.normalize_answer(answer) == answer


def test_votes_by_hand():
    assert an.most_votes(["7", "6", None, "6", None, None]) == "6"
    assert an.most_votes(["7", "6", "6", "7"]) == "7"  # of equals the first
    assert an.most_votes([None, None]) is None
    assert an.most_votes([]) is None


def test_votes_are_texts():
    with pytest.raises(ValueError, match="found"):
        an.most_votes(["7", 7])
    with pytest.raises(ValueError, match="found"):
        an.most_votes(7)
    with pytest.raises(ValueError, match="found"):
        an.most_votes("777")
    for odd in (["7"], float("nan"), b"7", {"7": 1}):
        with pytest.raises(ValueError, match="found"):
            an.most_votes(["7", odd, None])


def test_a_generator_of_answers_votes_too():
    assert an.most_votes(x for x in ("7", None, "6", "6")) == "6"
