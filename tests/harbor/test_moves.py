"""Four jobs on a board: moves, ways around the rocks, experts, and a judge."""

import numpy as np
import pytest

from fieldguide.harbor import moves

NORTH, SOUTH, EAST, WEST, STAY = range(5)


def test_moves_by_hand():
    boats = [(0, 0), (0, 0), (1, 2), (5, 5), (4, 1)]
    found = moves.sail(boats, [EAST, SOUTH, EAST, NORTH, STAY])
    assert found.tolist() == [[1, 0], [0, 0], [1, 2], [5, 5], [4, 1]]  # edges and rocks


def test_ways_lead_around_the_rocks():
    away = moves.away(moves.QUAY)
    assert away[5, 0] == 0 and away[5, 3] == 3 and away[0, 5] == 10
    assert {*map(tuple, np.argwhere(away < 0).tolist())} == {*moves.ROCKS}
    straight = np.abs(np.argwhere(away >= 0) - moves.QUAY).sum(1)
    assert (away[away >= 0] >= straight).all()


def test_a_good_move_is_one_less():
    good = moves.good_moves(moves.QUAY)
    assert np.flatnonzero(good[moves.QUAY]).tolist() == [STAY]
    assert np.flatnonzero(good[0, 0]).tolist() == [EAST]
    assert np.flatnonzero(good[4, 4]).tolist() == [SOUTH, EAST]
    assert np.flatnonzero(good[1, 2]).tolist() == [SOUTH]  # rocks to the east
    free = moves.away(moves.QUAY) >= 0
    assert (good.any(2) == free).all()


@pytest.mark.parametrize("job", ["quay", "buoy"])
def test_the_expert_comes_in_from_anywhere(job, rng):
    seen, done = moves.play(job, 200, rng)
    assert seen.shape == (200, moves.MOMENTS + 1, 2) and done.shape == (200, 12)
    assert moves.score(job, seen).all()
    at = np.array(getattr(moves, job.upper()))
    assert (done[(seen[:, :-1] == at).all(2)] == STAY).all()


def test_the_lamp_follows_and_cannot_always_be_there(rng):
    seen, done = moves.play("lamp", 400, rng)
    lamp, ship = seen[:, :-1, 0], seen[:, :-1, 1]
    assert (done[lamp < ship] == EAST).all() and (done[lamp > ship] == WEST).all()
    assert 0.6 < moves.score("lamp", seen).mean() < 0.95
    steps = np.diff(seen[..., 1], axis=1)
    assert {*steps.ravel()} == {-1, 0, 1}


def test_chance_does_badly(rng):
    for job, most in (("quay", 0.1), ("buoy", 0.1), ("lamp", 0.3)):
        seen, _ = moves.play(job, 500, rng, choose=moves.by_chance(rng))
        assert moves.score(job, seen).mean() < most


def test_who_chooses_sees_what_was_and_what_was_done(rng):
    told = []

    def choose(seen, done):
        told.append((seen.shape, done.shape))
        return np.full(len(seen), EAST)

    begin = np.array([(0, 0), (3, 1)])
    seen, _ = moves.play("quay", 2, rng, choose=choose, begin=begin, moments=3)
    assert told == [((2, t + 1, 2), (2, t)) for t in range(3)]
    assert seen[:, -1].tolist() == [[3, 0], [5, 1]]


def test_what_is_no_job_is_refused(rng):
    with pytest.raises(
        ValueError, match="job must be one of quay, buoy, lamp, got 'fish'"
    ):
        moves.play("fish", 2, rng)


def test_the_lookout_by_hand():
    said = [
        " ".join(moves.WORDS[k] for k in row) for row in moves.tell([(5, 1), (0, 5)])
    ]
    assert said == ["the boat is near south east .", "the boat is far north west ."]


@pytest.mark.parametrize("move", [[9, 9], [-1, 0], [1.0, 1.0], [4]])
@pytest.mark.parametrize("job", ["quay", "lamp"])
def test_a_move_that_is_none_is_refused_in_every_job(job, move, rng):
    with pytest.raises(ValueError, match="moves that choose gives must"):
        moves.play(job, 2, rng, choose=lambda seen, made: move)


def test_a_job_that_nobody_has_is_not_scored():
    with pytest.raises(ValueError, match="job must be one of quay, .* got 'dig'"):
        moves.score("dig", [[[0, 0]]])
