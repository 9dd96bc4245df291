"""The reference packages still say what was stored: `make reference`.

A missing package fails; the tests are skipped only when nobody asked for them.
"""

import math
import os
from functools import lru_cache

import harness
import pytest

harness.find_ideas()

pytestmark = pytest.mark.skipif(
    os.environ.get("FIELDGUIDE_REFERENCE") != "1",
    reason="runs in `make reference` (FIELDGUIDE_REFERENCE=1)",
)


@lru_cache
def made(name):
    return harness.PRODUCERS[name]()


def assert_same(stored, live, where):
    """Equal, but for floats, which may differ by a millionth."""
    assert type(stored) is type(live), where
    if isinstance(stored, dict):
        assert list(stored) == list(live), where
        for key in stored:
            assert_same(stored[key], live[key], f"{where}.{key}")
    elif isinstance(stored, list):
        assert len(stored) == len(live), where
        for at, pair in enumerate(zip(stored, live, strict=True)):
            assert_same(*pair, f"{where}[{at}]")
    elif isinstance(stored, float):
        assert math.isclose(stored, live, rel_tol=1e-6, abs_tol=1e-9), where
    else:
        assert stored == live, where


@pytest.mark.parametrize("name", harness.PRODUCERS)
def test_vector_is_made_again(name):
    assert_same(harness.load(name), made(name), name)


@pytest.mark.parametrize(
    ("name", "check"),
    [(name, check) for name, checks in harness.CHECKS.items() for check in checks],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_agrees(name, check):
    check(made(name))
