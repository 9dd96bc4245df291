"""What code binds and looks up."""

import pytest

from fieldguide.classroom import bindings


def test_names_that_an_answer_is_to_bind():
    stub = "import math\na, (b, c) = ...\nd: int = ...\n\ndef f():\n    e = 1\n"
    assert bindings.bound_in(stub) == ["a", "b", "c", "d", "f"]
    assert bindings.bound_in("def f(:") == [] == bindings.bound_in("x")


def test_what_a_test_cell_leaves_behind():
    visible = (
        'marks = Marks("owl")\nseven = 7\n'
        'marks.test("an owl", 1, lambda: owl() == seven, "Count again.")\nmarks'
    )
    assert bindings.left_by(visible) == "seven = 7"
    assert bindings.left_by("import os\nassert f() == 1\nprint(3)") == "import os"


@pytest.mark.parametrize(
    "source, names",
    [
        (
            "import os\nfrom math import pi as p\nn, (m, k) = 1, owl\nos, p, n, m, k",
            "owl",
        ),
        ("seven = 7\nseven, eight = eight, 8", "eight"),
        ("owl = owl() + owls\nowls = owl", "owl owls"),
        ("owls += 1\nowls = owls", "owls"),
        ("def late():\n    return seven + owl\nseven = 7\nlate()", "owl"),
        ("if owl:\n    late = [n for n in owls]\nn, late\nn = 1", "owl owls n"),
        ("all(close(sum(owl), 7) for owl in owls)\nsum", "owls sum"),
        ("for n in owls:\n    m = n + owl\n    owl, k = m, n", "owls owl"),
        ("with owl() as n:\n    n.count()", "owl"),
        ("if owl:\n    owls += owl\nelse:\n    for n in n:\n        n", "owl owls n"),
        ("def (:", ""),
    ],
)
def test_what_the_tests_may_want_of_a_students(source, names):
    setup = ["from fieldguide.classroom import Marks, close\nMarks"]
    assert bindings.wanted(source, setup, ["sum"]) == set(names.split())
