"""What every exercise must do, whatever it asks; a test file lists its cases.

A case is a check, its right answer, and wrong answers, the likeliest first:

    class TestGrading(Grading):
        cases = [(ex.ex_merges, right, [wrong, another])]
        secrets = ("128", "0.81")  # what no hint may contain
"""

import copy
import re

import numpy as np
from trivial_answers import like, overwrite

ODD = [
    None, "abc", 1j, np.nan, np.array(1), np.eye(2), [], [[1], [2, 3]],
    [1, "a"], [object()], {}, {1, 2}, iter("ab"),
]  # fmt: skip


class Grading:
    """Subclass it with `cases`, and with `secrets` if hints could give answers away."""

    cases, secrets = (), ()

    def test_the_right_answer_gets_full_marks(self, case):
        check, right, _ = case
        report = check(right)
        assert report.points == report.most >= 2, report

    def test_two_wrong_answers_are_planted(self, case):
        assert len(case[2]) >= 2

    def test_a_wrong_answer_loses_marks_and_gets_a_hint(self, wrong_case):
        check, right, wrong = wrong_case
        report = check(wrong)
        assert report.points < report.most == check(right).most
        assert "✗" in repr(report)

    def test_an_untouched_stub_gets_nothing(self, case):
        report = case[0](...)
        assert report.points == 0 and "replace the ..." in repr(report)

    def test_to_spoil_arguments_pays_nothing(self, case):
        """What is expected must not be computed from what a function has changed."""
        check, right, _ = case
        for fill in (lambda a: 0, lambda a: np.nan) if callable(right) else ():
            for returns in (0, 1, "like"):
                honest, spoiling = (
                    check(spoiler(right, fill, returns, in_place))
                    for in_place in (False, True)
                )
                assert spoiling.points <= honest.points, (returns, spoiling)

    def test_an_answer_of_any_kind_is_told_what_is_wrong_with_it(self, case):
        """A report comes back, and no error of the check itself."""
        check, right, _ = case
        for odd in ODD:
            if callable(right):
                answers = [lambda *a, odd=odd: odd, lambda *a, odd=odd: (odd, odd)]
            elif isinstance(right, dict):
                answers = [right | {key: odd} for key in right]
            elif isinstance(right, tuple):
                answers = [
                    (*right[:k], odd, *right[k + 1 :]) for k in range(len(right))
                ]
            else:
                answers = [[odd], (odd,)]
            for answer in (odd, *answers):
                assert check(answer).points <= check(right).points

    def test_hints_do_not_give_the_answer_away(self, wrong_case):
        """What a hint says back, "Got ...", is the student's own."""
        check, _, wrong = wrong_case
        hints = [hint for _, _, passed, hint in check(wrong).parts if not passed]
        told = " ".join(hint.partition("Got ")[0] for hint in hints)
        for secret in map(re.escape, self.secrets):
            assert not re.search(rf"(?<![\w.]){secret}(?!\w)", told), told


def spoiler(right, fill, returns, in_place):
    """A function that fills its arguments, or copies of them, and returns one of them,
    or something that looks like a right answer."""

    def function(*args):
        copies = copy.deepcopy(args)
        wrong = like(right(*copy.deepcopy(args)), fill)
        for arg in args if in_place else copies:
            overwrite(arg, fill)
        return wrong if returns == "like" else (args if in_place else copies)[returns]

    return function


def parametrize(metafunc):
    """Called by conftest.py: one test a case, one a wrong answer."""
    cases = getattr(metafunc.cls, "cases", ())
    if "case" in metafunc.fixturenames:
        ids = [check.__name__ for check, _, _ in cases]
        metafunc.parametrize("case", cases, ids=ids)
    if "wrong_case" in metafunc.fixturenames:
        wrong = [(check, right, w) for check, right, all_ in cases for w in all_]
        ids = [check.__name__ for check, _, _ in wrong]
        metafunc.parametrize("wrong_case", wrong, ids=ids)
