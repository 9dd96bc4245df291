"""Near misses are of many kinds, and what tells a wrong one from a right one can tell."""

import math

import numpy as np
import pytest
from near_misses import TooLong, alike, carried_out, near_misses, outcomes

CODE = '''
def shares(counts, least=1):
    """Shares of what is counted often enough."""
    seen = [c for c in counts if c >= least]
    total = sum(seen, start=0)
    return [c / total for c in seen[:9]] if total else None
'''
SLIPS = {
    "line 4: c >= least | Gt", "line 4: c >= least | true", "line 4: c >= least | LtE",
    "line 4: [c for c in counts if c >= least] | no condition", "line 4: counts | seen",
    "line 5: sum | max", "line 5: sum(seen, start=0) | without start", "line 5: 0 | 1",
    "line 5: sum(seen, start=0) | argument 0", "line 6: c / total | FloorDiv",
    "line 6: c / total | left", "line 6: 9 | 8", "line 6: None | 0",
    "line 6: [c / total for c in seen[:9]] if total else None | never",
}  # fmt: skip


HABITS = """
def f(x, n):
    x = np.where(x > 0, np.log(x), -np.inf)
    out = np.zeros(n // 2)
    for k in range(1, n):
        out[k % 2] = sorted(x[k:n])[0] / (k - n)
    return out
"""
SLIPS_BY_HABIT = {
    "line 3: np.log(x) | a little more": "np.log(x + 1e-12)",
    "line 3: np.inf | 1e9": "-1000000000.0",
    "line 4: np.zeros(n // 2) | of whole numbers": "np.zeros(n // 2, dtype=int)",
    "line 4: n // 2 | toward 0": "np.zeros(int(n / 2))",
    "line 5: range(1, n) | end -1": "range(1, n - 1)",
    "line 6: k % 2 | fmod": "out[np.fmod(k, 2)]",
    "line 6: sorted(x[k:n]) | down": "sorted(x[k:n], reverse=True)",
    "line 6: k:n | lower +1": "x[k + 1:n]",
    "line 6: k:n | upper -1": "x[k:n - 1]",
    "line 6: sorted(x[k:n])[0] / (k - n) | a little more": "/ (k - n + 1e-12)",
    "line 6: k - n | abs": "/ abs(k - n)",
    "line 7: return out | last X.squeeze()": "return out.squeeze()",
    "line 7: return out | last sorted(X)": "return sorted(out)",
    "line 2: def f(x, n): | first sorted(x)": "    x = sorted(x)\n    x = np.where",
    "line 2: def f(x, n): | first int(n)": "    n = int(n)\n    x = np.where",
}  # fmt: skip


def test_what_one_has_seen_elsewhere_is_tried():
    made = dict(near_misses(HABITS))
    assert {
        what: code for what, code in SLIPS_BY_HABIT.items() if what not in made
    } == {}
    for what, code in SLIPS_BY_HABIT.items():
        assert code in made[what]
    assert 'text.split(" ")' in dict(near_misses("a = text.split()"))[
        "line 1: text.split() | at each space"
    ].replace("'", '"')


def test_a_function_has_slips_of_all_kinds_and_each_once():
    made = [*near_misses(CODE)]
    assert {what for what, _ in made} >= SLIPS
    assert len({code for _, code in made}) == len(made) > 50
    assert not any("often enough" in what for what, _ in made)  # no docstring
    never = dict(made)["line 4: c >= least | Gt"]
    assert never.count("c > least") == 1 and "c / total" in never


def test_what_is_drawn_tells_a_wrong_one_from_a_right_one():
    right = carried_out("", CODE)
    calls = [{"shares": ([3, 1],)}, {"shares": ([],)}]
    wanted = [outcomes(right, call) for call in calls]
    assert wanted[0] == [([0.75, 0.25], ([3, 1],))]
    same = {
        what
        for what, code in near_misses(CODE)
        if all(
            alike(outcomes(carried_out("", code), call), want)
            for call, want in zip(calls, wanted, strict=True)
        )
    }
    assert "line 6: 9 | 8" in same  # as none of these calls is long enough
    assert same & SLIPS == {
        "line 4: c >= least | true", "line 4: [c for c in counts if c >= least] | no condition",
        "line 5: sum(seen, start=0) | without start", "line 6: 9 | 8",
    }  # fmt: skip


def test_an_endless_loop_is_stopped_and_an_error_is_an_outcome():
    space = carried_out("", "def go(n):\n    while n: pass\n    return 1 / n")
    assert outcomes(space, {"go": (1,)}, 0.01) == [(TooLong, (1,))]
    assert outcomes(space, {"go": (0,)}) == [(ZeroDivisionError, (0,))]
    assert carried_out("", "1 / 0") is None


def test_a_changed_argument_is_an_outcome():
    space = carried_out("", "def go(x):\n    x.sort()\n    return x[0]")
    given = [2, 1]
    assert outcomes(space, {"go": (given,)}) == [(1, ([1, 2],))] and given == [2, 1]


HOLDS_ITSELF = []
HOLDS_ITSELF += [HOLDS_ITSELF, HOLDS_ITSELF]
ALIKE = [
    (1, 1.0), (True, np.True_), ([1, 2], np.array([1.0, 2])), ((1, [2]), [1, (2,)]),
    (math.nan, np.float32("nan")), (0.0, 3e-17), (1j, np.complex64(1j)), ("a", "a"),
    (["a", 1], ("a", 1.0)), ({"a": [1]}, {"a": (1.0,)}), (None, None), (10**30, 10**30),
    ([[1, 2], [3]], [(1, 2), (3,)]), (1 / 3, np.float32(1 / 3)),
]  # fmt: skip
UNLIKE = [
    (1, 2), (0, None), (1.0, 1.001), (86_400, 86_401), ("1", 1), (["0.5"], [0.5]),
    ([1, 2], [2, 1]), ([1, 2], [[1, 2]]), ({"a": 1}, {"b": 1}), (ValueError, TypeError),
    (ValueError, 1), ([1], [1, 1]), (HOLDS_ITSELF, [[], []]), (math.nan, 0.0),
    (math.inf, -math.inf), (1e-6, 2e-6), ({1}, [1]),
]  # fmt: skip


@pytest.mark.parametrize("a, b", ALIKE, ids=repr)
def test_alike(a, b):
    assert alike(a, b) and alike(b, a)


@pytest.mark.parametrize("a, b", UNLIKE, ids=str)
def test_unlike(a, b):
    assert not alike(a, b) and not alike(b, a)
