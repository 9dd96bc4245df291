"""What checks cost is measured on calls that give the same with them and without."""

import sys

import numpy as np
import pytest
from places import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
import checking


@pytest.fixture(scope="module")
def libraries():
    return [
        checking.load(ROOT / "src", checks) for checks in (None, checking.pass_all())
    ]


@pytest.mark.parametrize("case", checking.cases())
def test_a_call_gives_the_same_without_checks(libraries, case):
    with_, without = (checking.cases()[case](library)() for library in libraries)
    assert repr(with_) == repr(without)


def test_without_checks_nothing_is_checked(libraries):
    with_, without = libraries
    with pytest.raises(ValueError, match="axis must name an axis"):
        with_.attention.softmax(np.zeros(3), axis=7)
    with pytest.raises(IndexError, match="axis 7"):
        without.attention.softmax(np.zeros(3), axis=7)
