"""No near miss of a solution has full marks, and none that is right after all loses any.

A near miss is a solution with one small slip (tests/support/near_misses.py). Whether it is
wrong, inputs tell that the task promises: tests/support/promised/ draws them.
"""

import importlib
import re

import numpy as np
import pytest
from near_misses import alike, carried_out, near_misses, outcomes
from tasks import TASKS, grade, source

from fieldguide.classroom import grader, marks

CASES = 60


def promised(assignment):
    return importlib.import_module(f"promised.{assignment.replace('-', '_')}")


def cases(assignment, name, right):
    """Calls that the task promises: arguments, by function."""
    draw = getattr(promised(assignment), name.replace("-", "_"))
    function = re.search(r"^def (\w+)", right, re.M)[1]
    for seed in range(CASES):
        args = draw(np.random.default_rng(seed))
        yield args if isinstance(args, dict) else {function: args}


def judged(assignment, name):
    """Each near miss: what slipped, whether it has full marks, and where it is wrong."""
    setup, right = source(assignment, "setup"), source(assignment, f"{name}-answer")
    space = carried_out(setup, right)
    given = grader.bound_in(right)
    values = not re.search(r"^def ", right, re.M)
    calls = [] if values else [*cases(assignment, name, right)]
    wanted = [outcomes(space, call) for call in calls]
    for what, code in near_misses(right):
        other = carried_out(setup, code)
        if other is None:
            continue
        if values:
            where = [n for n in given if not alike(space.get(n), other.get(n))]
        else:
            where = differences(other, calls, wanted)
        if where and where[0] == "never runs":
            continue
        report = grade(assignment, name, code)
        yield what, code, report.points == report.most, where


def differences(space, calls, wanted):
    """The first call with another outcome, in a list; or that there is none that ends well."""
    for k, (call, want) in enumerate(zip(calls, wanted, strict=True)):
        got = outcomes(space, call)
        if not all(map(alike, got, want)):
            tried = (outcomes(space, c) for c in calls[:3])
            if k == 0 and all(raises(o) for each in tried for o in each):
                return ["never runs"]
            return [call]
    return []


def raises(outcome):
    """Whether a call ended with an error; one that was stopped might have gone on."""
    kind = outcome[0]
    return isinstance(kind, type) and issubclass(kind, Exception)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(marks, "SECONDS", 0.2)


@pytest.mark.parametrize("assignment, name", TASKS)
def test_a_near_miss_has_full_marks_if_and_only_if_it_is_right(assignment, name):
    known = getattr(promised(assignment), "KNOWN", {}).get(name, {})
    found = [*judged(assignment, name)]
    earned = {w: c for w, c, full, where in found if full and where and w not in known}
    lost = {w: c for w, c, full, where in found if not (full or where or w in known)}
    assert (earned, lost) == ({}, {})
    told = {what for what, _, full, where in found if full == bool(where)}
    assert set(known) <= told, "no longer needed"
