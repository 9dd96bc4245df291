"""No near miss of a solution has full marks, and none that is right after all loses any.

A near miss is a solution with one small slip (tests/support/near_misses.py). Whether it is
wrong, inputs tell that the task promises: tests/support/promised/ draws them.
"""

import gc
import importlib
import re
from itertools import chain

import numpy as np
import pytest
from near_misses import PATIENT, SECONDS, alike, carried_out, near_misses, outcomes
from tasks import TASKS, grade, source

from fieldguide.classroom import bindings, marks

CASES = 60
NEVER = "runs into an error wherever it is called"
pytestmark = pytest.mark.filterwarnings("ignore")  # a slip may write `k is 0`


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
    """Each near miss: what slipped, the code, whether it has full marks, and where it is wrong."""
    right = source(assignment, f"{name}-answer")
    setup, function = source(assignment, "setup"), re.search(r"^def ", right, re.M)
    space, given = carried_out(setup, right), bindings.bound_in(right)
    calls = [*cases(assignment, name, right)] if function else []
    wanted = [outcomes(space, call) for call in calls]

    def look(code, other, seconds):
        if function:
            where = differences(other, calls, wanted, seconds)
        else:
            where = [n for n in given if not alike(space.get(n), other.get(n))]
        if where == [NEVER]:
            return False, where
        marks.SECONDS = 4 * seconds
        report = grade(assignment, name, code)
        return report.points == report.most, where

    for what, code in near_misses(right):
        other = carried_out(setup, code)
        if other is None:
            continue
        full, where = look(code, other, SECONDS)
        if full == bool(where):  # not because the machine was busy
            full, where = look(code, other, PATIENT)
        yield what, code, full, where


def differences(space, calls, wanted, seconds):
    """The first call with another outcome, in a list; or NEVER, if no call ends well."""
    for k, (call, want) in enumerate(zip(calls, wanted, strict=True)):
        got = outcomes(space, call, seconds)
        if not all(map(alike, got, want)):
            tried = (outcomes(space, c, seconds) for c in calls[1:3])
            never = k == 0 and all(map(raises, chain(got, *tried)))
            return [NEVER if never else call]
    return []


def raises(outcome):
    """Whether a call ended with an error; one that was stopped might have gone on."""
    kind = outcome[0]
    return isinstance(kind, type) and issubclass(kind, Exception)


@pytest.fixture(autouse=True)
def even(monkeypatch):
    """Let time limits be set, and no collection of garbage fall into one."""
    monkeypatch.setattr(marks, "SECONDS", marks.SECONDS)
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("assignment, name", TASKS)
def test_a_near_miss_has_full_marks_if_and_only_if_it_is_right(assignment, name):
    known = getattr(promised(assignment), "KNOWN", {}).get(name, {})
    found = [*judged(assignment, name)]
    assert any(where for *_, where in found), "nothing that is drawn tells one apart"
    earned = {w: c for w, c, full, where in found if full and where and w not in known}
    lost = {w: c for w, c, full, where in found if not (full or where or w in known)}
    assert (earned, lost) == ({}, {})
    told = {what for what, _, full, where in found if full == bool(where)}
    assert set(known) <= told, "no longer needed"
