"""A small player of TensorGame, modulo 2, which has learned from made-up games only.

It sees a tensor of 4 x 4 x 4 zeros and ones and says how probable each next move is, u first,
then v, then w, and how many moves are left. It has been shown sums of one to five products
that were drawn, each with one of the products as the move to make.

A network cannot easily tell even from odd, and modulo 2 nothing else matters. So it is shown the
tensor from 45 sides: along each axis, every sum of some of its slices, modulo 2.

    python -m fieldguide.experiments.tensor_game

trains it, in two minutes, and writes its weights beside the notebook. AlphaTensor goes on from
there and learns from its own games, with a much larger network; this one does not.
"""

import numpy as np

from ..mechanisms.attention.attention import new_linear, softmax
from ..mechanisms.search import algorithms, game, tree
from ..mechanisms.search.demonstrations import draw_factors
from ..mechanisms.search.flips import unpack
from ..training import descent, primitives
from . import weights

FILE = "01-search.weights.npy"
VECTORS = unpack(np.arange(1, 16), width=4)  # all that u, v and w can be: (15, 4)
MOST = 5  # products of a made-up game
SIDES = 3 * 15 * 16
WIDTH, SPREAD = 96, 0.1
STEPS, BATCH, STEP_SIZE, SEED = 2500, 128, 0.002, 1
GUESSES = 24  # moves that are drawn in a state
SIMULATIONS, LIMIT = 400, 9


def new(rng):
    """Parameters that have learned nothing."""
    sizes = {
        "read": (SIDES, WIDTH), "think": (WIDTH, WIDTH), "u": (WIDTH, 15), "v": (WIDTH, 15),
        "w": (WIDTH, 15), "left": (WIDTH, MOST),
    }  # fmt: skip
    p = {n: new_linear(rng, d=d, e=e, spread=d**-0.5) for n, (d, e) in sizes.items()}
    return p | {f"after_{n}": rng.normal(0, SPREAD, (15, WIDTH)) for n in "uv"}


def _affine(x, p):
    return primitives.affine(x, p["weight"], p["bias"])


def sides(states):
    """All sums of slices of states, modulo 2: (m, 4, 4, 4) to (m, 720)."""
    seen = [
        np.tensordot(states, VECTORS, axes=(axis, 1)) % 2 for axis in (1, 2, 3)
    ]  # (m, 4, 4, 15) each
    return np.concatenate([x.reshape(len(states), -1) for x in seen], axis=1)


def _seen(p, seen):
    """What the player makes of sides, (m, 720) zeros and ones: (m, width)."""
    x = primitives.gelu_tanh(_affine(2.0 * seen - 1, p["read"]))
    return primitives.gelu_tanh(_affine(x, p["think"]))


def loss(p, seen, moves, left):
    """Mean surprise at u, v and w, and at how many moves are left, in nats."""
    x = _seen(p, seen)
    surprise = primitives.cross_entropy(_affine(x, p["left"]), left)
    for k, name in enumerate("uvw"):
        surprise = surprise + primitives.cross_entropy(_affine(x, p[name]), moves[:, k])
        if name != "w":  # the next vector knows the one before
            chosen = primitives.take(p[f"after_{name}"], moves[:, k])
            x = primitives.gelu_tanh(x + chosen)
    return surprise


def batches(rng, *, steps):
    """Made-up games, as `loss` wants them."""
    for _ in range(steps):
        states, moves, left = made_up(rng, BATCH)
        yield sides(states), moves, left


def made_up(rng, m):
    """Games whose end is known.

    Returns
    -------
    states : int array, shape (m, 4, 4, 4)
    moves : int array, shape (m, 3)
        Which vectors the first move has: of all products of the game, the one whose vectors come
        first, so that there is one answer.
    left : int array, shape (m,)
        Moves that are left after this one.
    """
    factors = draw_factors(rng, rank=m * MOST, a=4, b=4, c=4, entries=(0, 1))
    left = rng.integers(MOST, size=m)
    there = np.arange(MOST) <= left[:, None]  # (m, 5)
    u, v, w = (x.reshape(m, MOST, 4) for x in factors)
    states = np.einsum("mr,mra,mrb,mrc->mabc", there, u, v, w) % 2
    names = np.stack([(x << np.arange(4)).sum(-1) - 1 for x in (u, v, w)], axis=-1)
    order = np.where(there, names @ [225, 15, 1], 15**3)  # (m, 5)
    moves = names[np.arange(m), order.argmin(1)]
    return states, moves, left


def train(*, seed=SEED, steps=STEPS):
    """Parameters after training, and the losses of the steps."""
    rng = np.random.default_rng(seed)
    p, losses, _ = descent.train(
        loss, new(rng), batches(rng, steps=steps), step_size=STEP_SIZE
    )
    return p, losses


def stored():
    """The parameters that the script has written."""
    return weights.read(FILE, new(np.random.default_rng(0)))


def chances(p, state):
    """How probable each of the 15 x 15 x 15 moves is: an array of that shape."""
    x = _seen(p, sides(np.asarray(state)[None]))
    u = softmax(_affine(x, p["u"]))[0]  # (15,)
    x = primitives.gelu_tanh(x + p["after_u"])  # (15, width), one for each u
    v = softmax(_affine(x, p["v"]))  # (15, 15)
    x = primitives.gelu_tanh(x[:, None] + p["after_v"])  # (15, 15, width)
    return u[:, None, None] * v[:, :, None] * softmax(_affine(x, p["w"]))


def returns(p, state):
    """What the player expects: a return for each of as many quantiles as it can foretell."""
    shares = softmax(_affine(_seen(p, sides(np.asarray(state)[None])), p["left"]))[0]
    worst_first = np.cumsum(shares[::-1])
    middles = (np.arange(MOST) + 0.5) / MOST
    return np.searchsorted(worst_first, middles * worst_first[-1]) - MOST


def play(state, move):
    """A move, modulo 2: `move` names three of the vectors."""
    return game.play(state, *VECTORS[np.array(move)]) % 2


def learned(p, rng, *, guesses=GUESSES):
    """A function that proposes moves as the player would, for `tree.tree_search`."""

    def propose(state):
        p_move = chances(p, state).ravel()
        drawn = rng.choice(p_move.size, size=guesses, p=p_move / p_move.sum())
        return *_counted(drawn), float(tree.risk_seeking(returns(p, state)))

    return propose


def unlearned(rng, *, guesses=GUESSES):
    """The same for somebody who knows nothing: any move, and a bound for what is left."""

    def propose(state):
        drawn = rng.integers(15**3, size=guesses)
        return *_counted(drawn), float(game.STEP_REWARD * game.rank_bound(state))

    return propose


def _counted(drawn):
    """Moves that were drawn, each once, and the shares in which they came."""
    moves, often = np.unique(drawn, return_counts=True)
    named = np.stack(np.unravel_index(moves, (15, 15, 15)), axis=1)
    return named.tolist(), often / often.sum()


def solve(propose, state, *, simulations=SIMULATIONS, limit=LIMIT):
    """The shortest game that a search has found, as a list of moves; None if there is none."""
    best, _ = tree.tree_search(
        np.asarray(state), propose, play, simulations=simulations, limit=limit
    )
    return best


def share_won(propose, rng, *, terms, games=25, simulations=30):
    """The share of made-up games that are solved in as many moves as they were made of."""
    solved = 0
    for _ in range(games):
        factors = draw_factors(rng, rank=terms, a=4, b=4, c=4, entries=(0, 1))
        state = algorithms.computed_tensor(*factors) % 2
        best = solve(propose, state, simulations=simulations, limit=terms)
        solved += best is not None
    return solved / games


def factors_of(moves):
    """The three arrays of an algorithm, from the moves of a game."""
    return tuple(VECTORS[column] for column in np.array(moves, int).reshape(-1, 3).T)


def main():
    """Train, and write the weights beside the notebook."""
    weights.write("other", {FILE: train})


if __name__ == "__main__":
    main()
