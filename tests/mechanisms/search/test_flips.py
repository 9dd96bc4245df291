"""Flips by hand, and a walk to seven."""

import numpy as np
import pytest

from fieldguide.mechanisms.search import algorithms, flips

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


def packed(u, v, w):
    return np.stack([flips.pack(x) for x in (u, v, w)], axis=1)


def factors(terms):
    return [flips.unpack(column, width=4) for column in terms.T]


SCHOOL = packed(*algorithms.schoolbook(n=2, m=2, p=2))


def test_packing_by_hand():
    assert flips.pack([[1, 0, -1], [0, 2, 3]]).tolist() == [5, 4]
    assert flips.unpack([5, 4], width=3).tolist() == [[1, 0, 1], [0, 0, 1]]
    wide = np.eye(62, dtype=int)
    assert np.array_equal(flips.unpack(flips.pack(wide), width=62), wide)


def test_a_flip_by_hand():
    # u x v x w + u x v' x w' with v = 1, v' = 2, w = 1, w' = 2
    rows = [[1, 1, 1], [1, 2, 2]]
    assert flips.flip(rows, i=0, j=1, mode=0).tolist() == [
        [1, 3, 1],
        [1, 2, 3],
    ]
    assert flips.flip(rows, i=1, j=0, mode=0).tolist() == [
        [1, 1, 3],
        [1, 3, 2],
    ]


def test_a_flip_leaves_the_sum_and_the_argument():
    before, flipped = SCHOOL.copy(), 0
    for mode in range(3):
        for i in range(8):
            for j in range(8):
                if i != j and SCHOOL[i, mode] == SCHOOL[j, mode]:
                    found = flips.flip(SCHOOL, i=i, j=j, mode=mode)
                    assert algorithms.is_exact_modulo(*factors(found), TWO)
                    flipped += 1
    assert flipped == 3 * 4 * 2  # each factor stands in two of the eight
    assert np.array_equal(SCHOOL, before)


def test_joining_by_hand():
    assert flips.join([[1, 2, 4], [1, 2, 8]]).tolist() == [[1, 2, 12]]
    assert flips.join([[1, 2, 4], [1, 2, 4]]).tolist() == []
    assert flips.join([[1, 0, 4], [1, 2, 4]]).tolist() == [[1, 2, 4]]
    # one join makes the next possible
    assert flips.join([[1, 2, 4], [1, 2, 8], [1, 3, 12]]).tolist() == [[1, 1, 12]]
    assert np.array_equal(flips.join(SCHOOL), SCHOOL)


def test_as_many_can_be_joined_as_there_are():
    """Each join makes one term less: a thousand take a thousand, one after the other."""
    same = np.tile([1, 2, 4], (3001, 1))
    assert flips.join(same).tolist() == [[1, 2, 4]]  # 1,500 pairs cancel


def test_a_walk_finds_seven():
    terms, taken = flips.flip_walk(
        SCHOOL, np.random.default_rng(0), steps=20_000, goal=7
    )
    assert len(terms) == 7 and 0 < taken < 20_000
    assert algorithms.is_exact_modulo(*factors(terms), TWO)


def test_a_walk_ends_where_no_two_share_a_factor():
    alone = np.array([[1, 1, 1], [2, 2, 2]])
    terms, taken = flips.flip_walk(alone, np.random.default_rng(0), steps=9, goal=1)
    assert taken == 0 and np.array_equal(terms, alone)
    terms, taken = flips.flip_walk(SCHOOL, np.random.default_rng(0), steps=3, goal=1)
    assert taken == 3


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: flips.flip(SCHOOL, i=0, j=0, mode=0), "two rows with one factor"),
        (lambda: flips.flip(SCHOOL, i=0, j=7, mode=1), "factor 1, got 0, 7"),
        (lambda: flips.flip(SCHOOL, i=0, j=8, mode=1), "j must be"),
        (lambda: flips.unpack([8], width=3), "packed must lie in 0 ... 7"),
        (lambda: flips.pack(np.ones((1, 63), int)), "factors must be .* 0 ... 62, got 63"),
        (lambda: flips.join([[1, 2]]), "rows must have shape"),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
