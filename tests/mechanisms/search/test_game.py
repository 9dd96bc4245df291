"""TensorGame: moves by hand, what a game is worth, one spelling of a move."""

import itertools

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.search import algorithms, game

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


def test_a_move_by_hand():
    state = np.zeros((2, 2, 2), int)
    state[0, 1, 1] = 1
    assert not game.play(state, [1, 0], [0, 1], [0, 1]).any()
    left = game.play(state, [1, 1], [0, 1], [0, -1])
    assert left[0, 1].tolist() == [0, 2] and left[1, 1].tolist() == [0, 1]


def test_seven_moves_end_the_game_and_eight_do_at_school():
    for moves, n in (
        (algorithms.strassen(), 7),
        (algorithms.schoolbook(n=2, m=2, p=2), 8),
    ):
        state = TWO
        for move in zip(*moves, strict=True):
            assert state.any()
            state = game.play(state, *move)
        assert not state.any()
        assert game.game_return(TWO, *moves) == -n


def test_the_constants_are_the_paper_s():
    assert len(game.ENTRIES) == data.fact("alphatensor.factor_entries").number
    assert game.STEP_REWARD == data.fact("alphatensor.step_reward").number


def test_the_bound_by_hand():
    assert game.rank_bound(TWO) == 8
    assert game.rank_bound(np.zeros((2, 3, 4), int)) == 0
    assert game.rank_bound(np.ones((2, 3, 4), int)) == 2  # as two slices of rank 1
    # 2 x 3 by 3 x 4: each of 8 entries of C is a slice with three ones
    assert game.rank_bound(algorithms.matmul_tensor(n=2, m=3, p=4)) == 24


def test_to_give_up_never_pays():
    for kept in range(8):
        six = [x[:kept] for x in algorithms.strassen()]
        assert game.game_return(TWO, *six) <= -7


def test_four_spellings_are_one():
    u, v, w = [0, 2, -1], [-1, 0], [0, 1]
    told = set()
    for signs in itertools.product([1, -1], repeat=3):
        if np.prod(signs) == 1:
            move = [s * np.array(x) for s, x in zip(signs, (u, v, w), strict=True)]
            told.add(str([x.tolist() for x in game.canonical_move(*move)]))
    assert told == {"[[0, 2, -1], [1, 0], [0, -1]]"}


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: game.play(TWO, [1], [1] * 4, [1] * 4), "u must have shape"),
        (lambda: game.play(TWO[0], [1] * 4, [1] * 4, [1] * 4), "residual must have"),
        (lambda: game.game_return(TWO[:3], *algorithms.strassen()), "tensor must have"),
        (lambda: game.rank_bound([[1]]), "residual must have shape"),
        (lambda: game.canonical_move([0, 0], [1], [1]), "u must have an entry"),
        (lambda: game.canonical_move([1], [0], [1]), "v must have an entry"),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
