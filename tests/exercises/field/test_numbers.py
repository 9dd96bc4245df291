"""The exercises on benchmark figures grade: right answers, stubs, the likeliest wrong ones."""

from grading import Grading

from fieldguide import data
from fieldguide.exercises.field import numbers as ex
from fieldguide.mechanisms.measures import evaluation as ev


def honest(score_1, score_2, n):
    low, high = ev.difference_interval(score_1 / 100 * n, n, score_2 / 100 * n, n)
    return bool(low > 0 or high < 0)


def as_given(score_1, score_2, n):
    high = ev.wilson_interval(score_1, 100)[1]
    return high < ev.wilson_interval(score_2, 100)[0]


def no_overlap(score_1, score_2, n):
    """Fewer than all real differences: the two intervals may not even touch."""
    (a, b), (c, d) = (ev.wilson_interval(s / 100 * n, n) for s in (score_1, score_2))
    return bool(b < c or d < a)


def one_way(score_1, score_2, n):
    return bool(
        ev.difference_interval(score_1 / 100 * n, n, score_2 / 100 * n, n)[0] > 0
    )


def percent_as_count(score_1, score_2, n):
    low, high = ev.difference_interval(score_1, 100, score_2, 100)
    return bool(low > 0 or high < 0)


def always(score_1, score_2, n):
    return score_1 != score_2


TRIVIA = {"points": 3.2, "percent": 100 * 3.2 / 68, "points_closed_book": 10.7}
VOTE = {"one": 0.4, "three": 0.352, "hundred": 0.0219}
GAP = ("minerva", "540b", "GSM8K", 9.7)

# exercise, right answer, wrong answers (the likeliest first)
CASES = [
    (
        ex.ex_tell_apart,
        honest,
        [as_given, no_overlap, one_way, percent_as_count, always, lambda a, b: True, 3],
    ),
    (
        ex.ex_whole,
        ["gpt-3", "palm"],
        [
            ["palm"],  # zero forgotten
            ["gpt-3", "palm", "gpt-4"],  # cut off instead of rounded
            ["gpt-3", "gpt-3-5", "gpt-4", "llama", "palm"],
            [],
            "palm",
            ["PaLM"],
            7,
        ],
    ),
    (
        ex.ex_trivia,
        TRIVIA,
        [
            {**TRIVIA, "percent": 3.2},  # the survey's slip
            {**TRIVIA, "percent": 100 * 3.2 / 71.2},  # of the score after
            {**TRIVIA, "points_closed_book": 3.2},  # RAG searches
            {**TRIVIA, "points": -3.7},  # zero-shot
            {"points": 3.2},
            3.2,
        ],
    ),
    (
        ex.ex_vote,
        VOTE,
        [
            {**VOTE, "three": 0.4**3 + 0.4**2 * 0.6},  # one order of three
            {**VOTE, "three": 0.4**3},  # all three must be right
            {**VOTE, "hundred": 0.4},  # the average stays
            {**VOTE, "hundred": 1 - 0.6**100},  # picking, not voting
            0.4,
        ],
    ),
    (
        ex.ex_twice,
        GAP,
        [
            ("palm", "540b", "GSM8K", 2.5),  # the smaller gap
            ("minerva", "62b", "GSM8K", 16.1),  # one answer and a vote mixed
            ("palm", "540b", "HumanEval", 13),  # not an accuracy
            ("minerva", "540b", "GSM8K", 19.7),
            "minerva",
        ],
    ),
]


class TestGrading(Grading):
    cases = CASES
    secrets = ("10.7", "4.7", "0.352", "difference_interval", "540b", "9.7")


def test_a_partly_filled_dict_is_still_a_stub():
    assert ex.ex_vote({**VOTE, "hundred": ...}).points == 0


def test_the_code_of_the_exercise_is_wrong_in_three_of_four_ways():
    assert ex.ex_tell_apart(as_given).points == 1


def test_the_page_may_call_one_gap_the_largest():
    rows = data.benchmarks().query("metric == 'accuracy'")
    rows = rows[rows["setting"].str.fullmatch(r"few-shot|\d+-shot")]
    groups = rows.groupby(["system", "variant", "benchmark"])["number"]
    gap = (groups.max() - groups.min()).sort_values()
    assert gap.iloc[-1] > gap.iloc[-2] + 1
