"""The machine of *Search*: AlphaTensor makes a move."""

import numpy as np

from ...mechanisms.attention.attention import linear, new_linear, softmax
from ...mechanisms.search import algorithms, game, tree
from .drawing import Machine

SPREAD = 0.2  # of random weights


def alphatensor_run(made=2, k=4, d=6, simulations=30, seed=1):
    """Strassen's game after some moves: a network proposes, a search tries, a move is made.

    The network has random weights, so of its k proposals one is replaced by Strassen's own
    move; the search has to find it.
    """
    rng = np.random.default_rng(seed)
    residual = algorithms.matmul_tensor(n=2, m=2, p=2)
    moves = [np.array(move) for move in zip(*algorithms.strassen(), strict=True)]
    for move in moves[:made]:
        residual = game.play(residual, *move)
    read, say, judge = (
        new_linear(rng, d=a, e=b, spread=SPREAD) for a, b in ((64, d), (d, k), (d, 1))
    )

    def network(state):
        seen = np.tanh(linear(state.ravel(), read))  # (d,)
        proposed = [rng.integers(-1, 2, size=(3, 4)) for _ in range(k - 1)]
        proposed.append(moves[min(made + depth(state), len(moves) - 1)])
        value = game.STEP_REWARD * game.rank_bound(state) + linear(seen, judge)[0]
        return proposed, softmax(linear(seen, say)), float(value), seen

    def depth(state):
        """How many of Strassen's moves lie between here and a state; 0 off his way."""
        here = residual
        for n, move in enumerate(moves[made:]):
            if np.array_equal(here, state):
                return n
            here = game.play(here, *move)
        return 0

    proposed, prior, value, seen = network(residual)
    _, visits = tree.tree_search(
        residual,
        lambda s: (
            (proposed, prior, value) if np.array_equal(s, residual) else network(s)[:3]
        ),
        lambda s, move: game.play(s, *move),
        simulations=simulations,
        limit=8,
    )
    chosen = proposed[int(visits.argmax())]
    return {
        "left": residual, "seen": seen, "prior": prior, "value": value, "visits": visits,
        "moves": np.reshape(proposed, (k, 12)), "move": chosen,
        "after": game.play(residual, *chosen), "made": made,
    }  # fmt: skip


def alphatensor(**sizes):
    """Draw a move of TensorGame: what is left, a network, a search, and one product less."""
    r = alphatensor_run(**sizes)
    m = Machine("AlphaTensor: a move of TensorGame", 520)
    m.box(
        "state", 96, 22, "data", text=f"what is left after\n{r['made']} moves", tall=34
    )
    m.box("network", 96, 128, wide=90)
    m.wire("state", "network", "left", r["left"], at=(96, 96))
    m.cells(96, 66, r["left"].reshape(4, 16), size=6)
    m.box("search", 96, 238, "fixed", text="play on in the mind", wide=132)
    m.wire("network", "search", "moves", r["moves"], cells={"size": 6}, at=(96, 192))
    m.box("value", 222, 128, "data", text=f"value −{-r['value']:.1f}")
    m.sideways("network", "value")
    m.box("loss", 222, 300, "loss", text="as the\nsearch did?", wide=78)
    m.wire("search", "loss", "visits", r["visits"], cells={}, out=50, bend=258, at=(200, 262),
           side="below")  # fmt: skip
    m.box("subtract", 96, 404, "fixed", text="− u × v × w", wide=100)
    m.wire("search", "subtract", "move", r["move"], cells={}, at=(96, 330), side="left")
    m.box("after", 96, 486, "data", text="what is left then")
    m.wire("subtract", "after", "after", r["after"], at=(96, 430))
    m.cells(96, 456, r["after"].reshape(4, 16), size=6)
    return m.picture(
        "Each row of cells is an entry of A, each block of four columns one of B, and "
        f"the reward of a move is −{-game.STEP_REWARD}."
    )
