"""Changes that make a transcript right: by hand, and against trying them all."""

import pytest

from fieldguide.mechanisms.measures.errors import edit_distance, error_rate


def reached(known, most):
    """Rows of two words that at most so many changes make of a row, by trying."""
    found = {known}
    for _ in range(most):
        for row in [*found]:
            for k in range(len(row) + 1):
                found |= {row[:k] + row[k + 1 :]}
                for word in "ab":
                    found |= {(*row[:k], word, *row[k:])}
                    found |= (
                        {(*row[:k], word, *row[k + 1 :])} if k < len(row) else set()
                    )
    return found


def test_the_docstring():
    known, said = "the gull sees fish".split(), "gull sees a ship".split()
    assert edit_distance(known, said) == 3
    assert error_rate([known], ["the gull sees ship".split()]) == 0.25


def test_distances_are_those_of_trying_all_changes():
    known = ("a", "b", "b")
    for most in range(3):
        for said in reached(known, most) - (
            reached(known, most - 1) if most else set()
        ):
            assert edit_distance(known, said) == most, said


def test_it_is_the_same_both_ways_and_never_more_than_the_longer(rng):
    for _ in range(30):
        a, b = (list(rng.choice(["x", "y", "z"], rng.integers(0, 6))) for _ in range(2))
        assert edit_distance(a, b) == edit_distance(b, a) <= max(len(a), len(b))
        assert edit_distance(a, b) >= abs(len(a) - len(b))


def test_letters_can_be_counted_as_well():
    assert edit_distance([*"gull"], [*"gullls"]) == 2
    assert error_rate([[*"fog"], [*"noon"]], [[*"fog"], [*"nooon"]]) == pytest.approx(
        1 / 7
    )


def test_who_invents_may_have_more_than_all_wrong():
    assert error_rate([["fog"]], ["thank you for listening".split()]) == 4
    assert error_rate([["fog"], []], [["fog"], ["ship"]]) == 1


def test_long_texts_count_more():
    known = [["a"] * 9, ["b"]]
    assert error_rate(known, [["a"] * 9, ["x"]]) == pytest.approx(0.1)


def test_there_must_be_something_to_get_wrong():
    with pytest.raises(ValueError, match="known must have a word or more, got none"):
        error_rate([[]], [["a"]])
    with pytest.raises(ValueError, match="known"):
        error_rate([["a"]], [])
