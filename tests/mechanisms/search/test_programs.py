"""Filter, cluster, submit; and the sample whose tokens are the most probable."""

import numpy as np
import pytest

from fieldguide.mechanisms.search import programs


def test_passes_by_hand():
    outputs = np.array([[5, 7], [5, 6], [4, 7], [5, 7]])
    assert programs.passes(outputs, [5, 7]).tolist() == [True, False, False, True]
    assert programs.passes(outputs[:, :1], [5]).tolist() == [True, True, False, True]


def test_without_examples_all_pass_and_without_programs_none():
    assert programs.passes(np.empty((3, 0)), []).all()
    assert programs.passes(np.empty((0, 2)), [5, 7]).shape == (0,)


def test_what_is_equal_is_the_same_group_whatever_it_looks_like():
    groups = programs.clusters(
        np.array([[1.0, 2], [9, 2], [1, 2], [0.0, 0], [-0.0, 0]])
    )
    assert [g.tolist() for g in groups] == [[0, 2], [3, 4], [1]]


def test_groups_come_by_size_and_then_as_they_were_met():
    groups = programs.clusters(np.array([[1], [2], [3], [3], [2], [4]]))
    assert [g.tolist() for g in groups] == [[1, 4], [2, 3], [0], [5]]
    assert programs.clusters(np.empty((0, 4))) == []


def test_every_program_is_in_one_group(rng):
    outputs = rng.integers(3, size=(50, 2))
    groups = programs.clusters(outputs)
    assert sorted(np.concatenate(groups)) == [*range(50)]
    for group in groups:
        assert (outputs[group] == outputs[group[0]]).all()
    assert len(groups) == len(np.unique(outputs, axis=0))


def test_submissions_by_hand():
    groups = [np.array([0, 2, 5]), np.array([1, 4]), np.array([3])]
    assert programs.submissions(groups).tolist() == [0, 1, 3, 2, 4, 5]
    assert programs.submissions(groups, most=4).tolist() == [0, 1, 3, 2]
    assert programs.submissions([]).tolist() == []


def test_ten_are_submitted_at_most():
    groups = [np.array([k]) for k in range(30)]
    assert programs.submissions(groups).tolist() == [*range(10)]


def test_the_mean_is_not_the_sum():
    chances = np.log([[0.5, 0.5, 0.5], [0.2, 1, 1]])
    written = np.array([[True] * 3, [True, False, False]])
    assert programs.best_by_probability(chances, written) == 0  # the sum would take 1
    both = np.log([[0.5, 0.5], [0.75, 0.2]])
    assert programs.best_by_probability(both, np.ones((2, 2), bool)) == 0


def test_what_is_not_written_does_not_count():
    chances = np.array([[-1.0, -9.0], [-2.0, np.nan]])
    assert (
        programs.best_by_probability(chances, np.array([[True, True], [True, False]]))
        == 1
    )


@pytest.mark.parametrize(
    "call, named",
    [
        (lambda: programs.passes([[1, 2]], [1]), r"outputs must have shape \(any, 1\)"),
        (lambda: programs.clusters([[1.0], [np.nan]]), "outputs"),
        (lambda: programs.clusters(np.empty((2, 0))), "number of inputs"),
        (lambda: programs.submissions([[1], []]), r"groups\[1\]"),
        (lambda: programs.submissions([[1.5]]), r"groups\[0\]"),
        (lambda: programs.submissions([[1]], most=0), "most"),
        (lambda: programs.best_by_probability([[0.5]], [[True]]), "log_chances"),
        (lambda: programs.best_by_probability([[-1.0]], [[False]]), "own"),
    ],
)
def test_what_is_refused(call, named):
    with pytest.raises(ValueError, match=named):
        call()


def test_large_whole_numbers_are_told_apart():
    one, other = 2**53, 2**53 + 1  # the same as floats
    assert programs.passes([[one], [other]], [other]).tolist() == [False, True]
    assert [g.tolist() for g in programs.clusters([[one], [other], [one]])] == [
        [0, 2],
        [1],
    ]
    small = np.array([[5], [250]], np.uint8)
    assert programs.passes(small, np.array([5.0])).tolist() == [True, False]
