"""Look ahead before a move: a tree of games that were tried in the mind.

A network proposes some moves in each state and guesses how the game will end. The search
plays on from there many times, and goes more often where it went well, where the network
expects much, or where it has hardly been.
"""

import numpy as np

from ... import checks
from .game import STEP_REWARD, rank_bound

EXPLORE = 1.25  # c; ours, the paper does not print its factor
QUANTILE = 0.75  # Fawzi et al. 2022, Methods, "Value head"


def puct(values, prior, visits, *, explore=EXPLORE):
    """How much a move is worth another try: what it has brought, and what is still open.

    Q + c p sqrt(sum of N) / (1 + N). Of two moves with one value and one prior, the one that
    was tried less often is next.

    Parameters
    ----------
    values : array, shape (moves,)
        Mean return of the games that went there.
    prior : array, shape (moves,)
        Shares that the network gives.
    visits : int array, shape (moves,)
    explore : float
        c, 0 or more.

    Returns
    -------
    array, shape (moves,)

    Raises
    ------
    ValueError
        If the shapes do not fit, or a number does not.

    References
    ----------
    Fawzi et al. 2022, doi:10.1038/s41586-022-05172-4, Methods, "Sample-based MCTS search", after
    Silver et al. 2017, arXiv:1712.01815.
    """
    values = checks.finite("values", values, (None,))
    prior = checks.probabilities("prior", prior, values.shape)
    visits = checks.ids("visits", visits, shape=values.shape)
    explore = checks.number("explore", explore, 0)
    return values + explore * prior * np.sqrt(visits.sum()) / (1 + visits)


def risk_seeking(quantiles, *, above=QUANTILE):
    """A value for somebody who wants one good game: the mean of the best outcomes foretold.

    Of -10, -9, -8 and -7, foretold as equally likely, only the last lies above 75%: -7.

    Parameters
    ----------
    quantiles : array, shape (..., q)
        Returns at the middles of q equal parts: 1/2q, 3/2q, ...
    above : float
        In [0, 1).

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If no quantile lies above.

    References
    ----------
    Fawzi et al. 2022, Methods, "Value head": a move's outcome is certain, so that a mean over
    bad luck says nothing.
    """
    quantiles = checks.numbers("quantiles", quantiles, (..., None))
    q = checks.count("number of quantiles", quantiles.shape[-1])
    kept = (np.arange(q) + 0.5) / q > checks.rate("above", above)
    if not kept.any():
        raise ValueError(f"above must leave one of {q} quantiles, got {above}")
    return quantiles[..., kept].mean(-1)


def tree_search(residual, propose, play, *, simulations, limit, explore=EXPLORE):
    """Play games in the mind, and return the shortest one that came to its end.

    Parameters
    ----------
    residual : int array, shape (a, b, c)
        The state from which to look ahead: what is left of a tensor.
    propose : function
        From a state to (moves, prior, value): a list of moves, shares that add up to 1, and the
        return that is expected from there on. It is asked once about each state.
    play : function
        From (state, move) to the next state.
    simulations : int
        Games, each of which goes one state further than known.
    limit : int
        Moves at most; a game that is not over then is charged `rank_bound` of what is left.
    explore : float
        As in `puct`.

    Returns
    -------
    best : list or None
        The moves of the shortest game that was finished.
    visits : int array, shape (moves,)
        How often each of the moves that were proposed at the start was tried.

    Raises
    ------
    ValueError
        If something is not what it should be.

    References
    ----------
    Fawzi et al. 2022, Methods, "Sample-based MCTS search". States that are reached in two ways
    are one, as there. A move that was never tried begins with the value of its state, and the
    search ends with the best game instead of a distribution over moves: ours.
    """
    propose, play = checks.function("propose", propose), checks.function("play", play)
    simulations, limit = checks.counts(simulations=simulations, limit=limit)
    explore = checks.number("explore", explore, 0)
    residual, known = checks.integers("residual", residual, (None, None, None)), {}
    best = None
    for _ in range(simulations):
        state, moves, path = residual, [], []
        while state.any() and len(moves) < limit and state.tobytes() in known:
            node = known[state.tobytes()]
            k = node.choose(explore)
            path.append((node, k))
            moves.append(node.moves[k])
            state = play(state.copy(), moves[-1])  # which may work in place
            state = checks.integers("what play gives", state, residual.shape)
        if state.any() and len(moves) < limit:
            known[state.tobytes()] = leaf = _Node(propose(state))
            value = leaf.value
        else:
            value = STEP_REWARD * rank_bound(state)
            if not state.any() and (best is None or len(moves) < len(best)):
                best = moves
        for node, k in reversed(path):
            value += STEP_REWARD
            node.visits[k] += 1
            node.values[k] += (value - node.values[k]) / node.visits[
                k
            ]  # a running mean
    root = known.get(residual.tobytes())
    return best, np.zeros(0, int) if root is None else root.visits


class _Node:
    """A state: the moves that are proposed there, and what has become of them."""

    def __init__(self, proposed):
        if not isinstance(proposed, tuple | list) or len(proposed) != 3:
            raise ValueError(
                f"propose must give (moves, prior, value), got {proposed!r:.60}"
            )
        moves, prior, value = proposed
        self.moves = [*checks.iterable("moves that propose gives", moves)]
        n = checks.count("number of moves that propose gives", len(self.moves))
        self.prior = checks.probabilities("prior that propose gives", prior, (n,))
        self.value = checks.number("value that propose gives", value)
        self.values, self.visits = np.full(n, self.value), np.zeros(n, int)

    def choose(self, explore):
        return int(puct(self.values, self.prior, self.visits, explore=explore).argmax())
