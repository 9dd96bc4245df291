"""The harbor as a board of six by six squares, on which there are four jobs.

    quay    a boat is brought in to the quay, around the rocks
    buoy    a boat is brought to the buoy, around the rocks
    lamp    the lamp is turned after a ship that sails to and fro
    tell    the lookout says where a boat is

All look alike from outside: two numbers from 0 to 5 are seen, and one of five moves is made, or a
sentence is said. With a boat the numbers say how far east and how far north it is; with the lamp
they are where it points to and where the ship is. Nothing that is seen says which job it is.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from .. import checks

SIDE = 6  # squares
ROCKS = (2, 2), (2, 3), (3, 2)  # squares east, squares north
QUAY, BUOY = (5, 0), (0, 5)
MOVES = "north", "south", "east", "west", "stay"
STEPS = np.array([[0, 1], [0, -1], [1, 0], [-1, 0], [0, 0]])
STAY = MOVES.index("stay")
WORDS = "the", "boat", "is", "near", "far", "north", "south", "east", "west", "."
NEAR = 4  # squares from the quay, if there were no rocks
MOMENTS = 12  # of an episode: enough from anywhere, around the rocks
LAST = 6  # moments of an episode in which the lamp's keeper is judged
SAILS = 0.25  # probability that the lamp's ship moves, east or west by lot


def sail(boats, moves):
    """Where boats are after a move each: where they were, if rocks or the edge are in the way.

    Parameters
    ----------
    boats : int array, shape (n, 2)
        Squares east and north.
    moves : int array, shape (n,)
        Numbers of `MOVES`.

    Returns
    -------
    int array, shape (n, 2)
    """
    boats = checks.ids("boats", boats, SIDE, (None, 2))
    there = boats + STEPS[checks.ids("moves", moves, len(MOVES), (len(boats),))]
    free = ((there >= 0) & (there < SIDE)).all(1)
    free &= ~(there[:, None] == np.array(ROCKS)).all(2).any(1)
    return np.where(free[:, None], there, boats)


@lru_cache
def away(goal):
    """How many moves each square is away from a goal, around the rocks: int array, (6, 6).

    Rocks are -1. The first axis is east.
    """
    moves = np.full((SIDE, SIDE), -1)
    moves[goal], todo = 0, [goal]
    for square in todo:
        around = sail(np.tile(square, (len(MOVES), 1)), np.arange(len(MOVES)))
        for near in map(tuple, around.tolist()):
            if moves[near] < 0:
                moves[near] = moves[square] + 1
                todo.append(near)
    return moves


@lru_cache
def good_moves(goal):
    """Which moves bring a boat nearer to a goal: bool array, (6, 6, 5); at the goal, to stay."""
    left = away(goal)
    good = np.zeros((SIDE, SIDE, len(MOVES)), bool)
    for square in np.argwhere(left > 0):
        there = sail(np.tile(square, (len(MOVES), 1)), np.arange(len(MOVES)))
        good[tuple(square)] = left[tuple(there.T)] < left[tuple(square)]
    good[goal][STAY] = True
    return good


class Job(NamedTuple):
    """What one needs for a job; `seen` has two numbers a row, shape (n, 2)."""

    begin: object  # begin(n, rng) -> seen
    expert: object  # expert(seen, rng) -> moves: what one does who knows the job
    after: object  # after(seen, moves, rng) -> seen
    well: object  # well(seen) -> bool, shape (n,): is all as it should be now?


def _boat(goal):
    free = np.argwhere(away(goal) >= 0)

    def expert(seen, rng):
        good = good_moves(goal)[tuple(seen.T)]
        return (good + rng.random(good.shape)).argmax(1)  # of two good ones by lot

    return Job(
        lambda n, rng: free[rng.integers(len(free), size=n)],
        expert,
        lambda seen, moves, rng: sail(seen, moves),
        lambda seen: (seen == goal).all(-1),
    )


def _follow(seen, rng):
    lamp, ship = seen.T
    east, west = MOVES.index("east"), MOVES.index("west")
    return np.where(ship > lamp, east, np.where(ship < lamp, west, STAY))


def _drift(seen, moves, rng):
    course = rng.choice([-1, 1], len(seen)) * (rng.random(len(seen)) < SAILS)
    turn = STEPS[moves][:, 0]
    return np.clip(seen + np.stack([turn, course], axis=1), 0, SIDE - 1)


JOBS = {
    "quay": _boat(QUAY),
    "buoy": _boat(BUOY),
    "lamp": Job(
        lambda n, rng: rng.integers(SIDE, size=(n, 2)),
        _follow,
        _drift,
        lambda seen: seen[..., 0] == seen[..., 1],
    ),
}


def play(job, n, rng, *, choose=None, begin=None, moments=MOMENTS):
    """Episodes of a job, side by side.

    Parameters
    ----------
    job : str
        quay, buoy or lamp.
    n : int
        Episodes.
    rng : numpy.random.Generator
    choose : function, optional
        `choose(seen, moves)` gives the next moves, (n,), from all that has been seen, (n, t +
        1, 2), and done, (n, t). Without it the expert plays.
    begin : array, shape (n, 2), optional
        What is seen first; by lot without it.
    moments : int

    Returns
    -------
    seen : int array, shape (n, moments + 1, 2)
        The last is what the last move has led to.
    moves : int array, shape (n, moments)
    """
    if job not in JOBS:
        raise ValueError(f"job must be one of {', '.join(JOBS)}, got {job!r}")
    n, moments = checks.counts(n=n, moments=moments)
    job, rng = JOBS[job], checks.rng(rng)
    if choose is not None:
        checks.function("choose", choose)
    first = job.begin(n, rng) if begin is None else begin
    seen = [checks.ids("begin", first, SIDE, (n, 2))]
    moves = np.empty((n, 0), int)
    for _ in range(moments):
        if choose is None:
            move = job.expert(seen[-1], rng)
        else:
            move = choose(np.stack(seen, axis=1), moves)
            move = checks.ids("moves that choose gives", move, len(MOVES), (n,))
        seen.append(job.after(seen[-1], move, rng))
        moves = np.column_stack([moves, move])
    return np.stack(seen, axis=1), moves


def by_chance(rng):
    """A `choose` for `play` that knows nothing: all moves by lot."""
    return lambda seen, moves: rng.integers(len(MOVES), size=len(seen))


def score(job, seen):
    """How well each episode went, 0 to 1: array, shape (n,).

    With a boat, whether it has arrived in the end; with the lamp, the share of the last six
    moments in which it was on the ship.
    """
    if job not in JOBS:
        raise ValueError(f"job must be one of {', '.join(JOBS)}, got {job!r}")
    well = JOBS[job].well(checks.integers("seen", seen, (None, None, 2)))
    return well[:, -LAST:].mean(1) if job == "lamp" else well[:, -1].astype(float)


def tell(boats):
    """What the lookout says of boats: rows of seven words, numbers of `WORDS`, shape (n, 7).

    A boat at (5, 1): the boat is near south east.
    """
    boats = checks.ids("boats", boats, SIDE, (None, 2))
    far = np.abs(boats - QUAY).sum(1) > NEAR
    north, east = (boats[:, 1] > 2), (boats[:, 0] > 2)

    def word(name):
        return np.full(len(boats), WORDS.index(name))

    return np.stack(
        [
            *map(word, ("the", "boat", "is")),
            np.where(far, word("far"), word("near")),
            np.where(north, word("north"), word("south")),
            np.where(east, word("east"), word("west")),
            word("."),
        ],
        axis=1,
    )
