"""The player of TensorGame: its games are what it is told, its weights come out again."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import tensor_game
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.search import algorithms

TWO = algorithms.matmul_tensor(n=2, m=2, p=2)


@pytest.fixture(scope="module")
def p():
    return tensor_game.stored()


def test_the_weights_are_small_and_of_this_player(p):
    path = data.ROOT / "notebooks" / "other" / tensor_game.FILE
    assert path.stat().st_size < 200_000
    assert transformer.size(p) == transformer.size(
        tensor_game.new(np.random.default_rng(0))
    )


FIRST = [10.065, 9.099]


def test_the_first_steps_come_out_again():
    """What the script does first; the losses were printed by it."""
    _, losses = tensor_game.train(steps=10)
    np.testing.assert_allclose(losses[[0, 9]], FIRST, atol=0.01)


def test_a_made_up_game_ends_as_it_says():
    states, moves, left = tensor_game.made_up(np.random.default_rng(1), 200)
    last = np.flatnonzero(left == 0)
    assert len(last) > 10 and left.max() == tensor_game.MOST - 1
    for k in last:
        assert not tensor_game.play(states[k], moves[k]).any()
    some = np.flatnonzero(left == 1)[0]
    assert tensor_game.play(states[some], moves[some]).any()


def test_chances_are_chances_and_returns_lie_in_order(p):
    found = tensor_game.chances(p, TWO)
    assert found.shape == (15, 15, 15) and found.sum() == pytest.approx(1)
    expected = tensor_game.returns(p, TWO)
    assert expected.shape == (tensor_game.MOST,) and (np.diff(expected) >= 0).all()
    assert expected.min() >= -tensor_game.MOST and expected.max() <= -1


def test_what_it_has_learned_shows_in_an_easy_game(p):
    """A single product is seen at once, and a search that knows nothing does not see it."""
    rng = np.random.default_rng(2)
    states, moves, left = tensor_game.made_up(rng, 100)
    easy = np.flatnonzero(left == 0)[:5]
    for k in easy:
        state = states[k]
        found = tensor_game.solve(
            tensor_game.learned(p, rng), state, simulations=3, limit=1
        )
        assert found == [moves[k].tolist()]
        assert not tensor_game.solve(
            tensor_game.unlearned(rng), state, simulations=3, limit=1
        )


def test_moves_become_an_algorithm():
    u, v, w = tensor_game.factors_of([[0, 1, 2], [14, 0, 0]])
    assert u.tolist() == [[1, 0, 0, 0], [1, 1, 1, 1]]
    assert (v[0].tolist(), w[0].tolist()) == ([0, 1, 0, 0], [1, 1, 0, 0])


def test_games_of_one_move_are_won_by_whoever_tries_all(rng):
    def every(state):  # the move that was made lies in the state itself
        moves = [
            (a, b, c) for a in range(15) for b in range(15) for c in range(15)
            if not tensor_game.play(state, (a, b, c)).any()
        ]  # fmt: skip
        moves = moves or [(0, 0, 0)]
        return moves, np.full(len(moves), 1 / len(moves)), -1.0

    assert tensor_game.share_won(every, rng, terms=1, games=3) == 1
