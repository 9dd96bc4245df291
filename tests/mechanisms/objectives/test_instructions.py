"""Flan's templates and mixture, by hand and with the numbers of its table."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.objectives import instructions

FIELDS = {"line": "the cat steals the fish", "who": "the cat"}


def test_a_pattern_is_filled_and_a_part_is_never_read_as_one():
    assert instructions.fill("In {line}: who?", FIELDS) == (
        "In the cat steals the fish: who?"
    )
    assert instructions.fill("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"
    assert instructions.fill("no part", {}) == "no part"


def test_the_same_patterns_backward_ask_for_the_line():
    patterns = "Who does it? {line}", "{who}"
    assert instructions.pose(FIELDS, patterns) == (
        "Who does it? the cat steals the fish",
        "the cat",
    )
    assert instructions.pose(FIELDS, patterns[::-1])[0] == "the cat"


def test_options_by_hand():
    assert instructions.options_text(["yes", "no"]) == "OPTIONS:\n- yes\n- no"


def test_examples_stand_in_front():
    assert instructions.show_examples([], "who?") == "who?"
    assert instructions.show_examples([("1+1", "2")], "2+3") == (
        "1+1\n\n2\n\n\n2+3\n\n"
    )


def test_rates_by_hand():
    np.testing.assert_allclose(
        instructions.mixing_rates([10, 100, 1000], cap=100),
        [10 / 210, 100 / 210, 100 / 210],
    )


def test_a_cap_of_one_makes_all_equal_and_a_large_one_does_nothing():
    sizes = np.array([7, 3000, 400_000])
    np.testing.assert_allclose(instructions.mixing_rates(sizes, cap=1), 1 / 3)
    np.testing.assert_allclose(
        instructions.mixing_rates(sizes, cap=10**9), sizes / sizes.sum()
    )


def test_the_cap_comes_before_the_shares():
    """Capping shares and dividing again gives something else."""
    sizes = np.array([1000, 9000, 90_000])
    shares = np.minimum(sizes / sizes.sum(), 3000 / sizes.sum())
    np.testing.assert_allclose(
        shares / shares.sum(), instructions.mixing_rates(sizes, cap=3000)
    )
    wrong = np.minimum(sizes / sizes.sum(), 0.3)
    assert np.abs(wrong / wrong.sum() - shares / shares.sum()).max() > 0.05


def test_flans_families_have_caps_of_their_own():
    caps = [
        data.fact(f"flan-t5@{name}.mixture_cap").number
        for name in ("niv2", "t0-sf", "muffin", "cot")
    ]
    assert caps == [5_000, 20_000, 30_000, 100_000]


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: instructions.fill("{when}", FIELDS), "fields must have the part when"),
        (lambda: instructions.fill("{a}", {"a": 5}), r"fields\['a'\] must be a text"),
        (lambda: instructions.options_text([]), "options must hold"),
        (lambda: instructions.pose(FIELDS, ["{who}"]), "patterns must be two"),
        (lambda: instructions.show_examples([("a",)], "b"), r"shown\[0\] must be a pair"),
        (lambda: instructions.mixing_rates([], cap=5), "examples must hold a task"),
        (lambda: instructions.mixing_rates([0, 3], cap=5), "examples must be 1 or more"),
        (lambda: instructions.mixing_rates([3], cap=0), "cap must be.*got 0"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize("cap", [2**63 - 1, 10**30])
def test_numbers_of_examples_may_be_as_large_as_one_likes(cap):
    found = instructions.mixing_rates([2**62, 2**62, 2**61], cap=cap)
    np.testing.assert_allclose(found, [0.4, 0.4, 0.2])
