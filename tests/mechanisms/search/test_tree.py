"""Looking ahead: the rule by hand, and small games that are played to the end."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.search import tree

STATE = np.array([[[3]]])  # a move subtracts 1, 2 or 3 from the only number


def play(state, move):
    return state - move


def propose(state):
    moves = list(range(1, state.item() + 1))
    return moves, np.full(len(moves), 1 / len(moves)), -float(state.item())


def test_the_rule_by_hand():
    scores = tree.puct([-3.0, -3.0, -2.0], [0.25, 0.25, 0.5], [0, 3, 1], explore=2.0)
    assert scores.tolist() == [-3 + 1.0, -3 + 0.25, -2 + 1.0]
    assert tree.puct([1.0], [1.0], [0]).tolist() == [1.0]


def test_a_value_for_the_best_outcomes():
    assert tree.risk_seeking([-10.0, -9.0, -8.0, -7.0]) == -7
    assert tree.risk_seeking([[-10.0, -9.0, -8.0, -7.0]], above=0.5).tolist() == [-7.5]
    assert tree.risk_seeking([1.0, 4.0], above=0) == 2.5
    assert tree.QUANTILE == data.fact("alphatensor.value_quantile").number


def test_the_shortest_game_is_found():
    best, visits = tree.tree_search(STATE, propose, play, simulations=60, limit=5)
    assert best == [3]
    assert visits.sum() == 59  # the first simulation only asks about the start
    assert visits.argmax() == 2


def test_a_limit_is_charged_and_no_game_is_no_game():
    def slowly(state):
        return [1], [1.0], 0.0

    best, visits = tree.tree_search(STATE, slowly, play, simulations=9, limit=2)
    assert best is None and visits.tolist() == [8]
    best, _ = tree.tree_search(STATE, slowly, play, simulations=9, limit=3)
    assert best == [1, 1, 1]


def test_states_that_are_reached_twice_are_asked_about_once():
    asked = []

    def noted(state):
        asked.append(state.item())
        return propose(state)

    tree.tree_search(STATE, noted, play, simulations=40, limit=5)
    assert sorted(asked) == [1, 2, 3]


def test_a_game_that_is_over():
    best, visits = tree.tree_search(0 * STATE, propose, play, simulations=2, limit=2)
    assert best == [] and visits.size == 0


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: tree.puct([1.0], [0.5], [0]), "prior must be probabilities"),
        (lambda: tree.puct([1.0], [1.0], [-1]), "visits must be 0 or more"),
        (lambda: tree.risk_seeking([1.0, 2.0], above=0.9), "above must leave"),
        (
            lambda: tree.tree_search(STATE, lambda s: ([], [], 0.0), play, simulations=1, limit=1),
            "number of moves that propose gives",
        ),
        (
            lambda: tree.tree_search(STATE, propose, lambda s, m: s[0], simulations=2, limit=1),
            "what play gives must have shape",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_a_play_that_works_in_place_changes_no_state():
    start = np.full((1, 1, 1), 2)
    best, _ = tree.tree_search(
        start,
        lambda state: ([1, 2], [0.5, 0.5], -1.0),
        lambda state, move: np.subtract(state, move, out=state),
        simulations=10,
        limit=3,
    )
    assert best == [2]
    assert start.item() == 2


@pytest.mark.parametrize("given", [None, ([1], [1.0])])
def test_what_is_proposed_without_a_value_is_refused(given):
    with pytest.raises(ValueError, match=r"propose must give \(moves, prior, value\)"):
        tree.tree_search(
            np.ones((1, 1, 1), int),
            lambda state: given,
            lambda state, move: state - move,
            simulations=1,
            limit=1,
        )
