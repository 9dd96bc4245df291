"""The keeper's log: what it can say, and how often."""

import numpy as np

from fieldguide import harbor
from fieldguide.harbor import logbook

LINES, CHANCES = logbook.possible_lines()


def test_the_possible_lines_are_all_different_and_share_out_one():
    assert len(np.unique(LINES, axis=0)) == len(LINES) == 7 * 25 * 12 * 3
    np.testing.assert_allclose(CHANCES.sum(), 1, rtol=1e-12)
    assert (CHANCES > 0).all()


def test_the_chance_of_a_line_by_hand():
    """Only the tower's days say all three parts of themselves; the others slip three times."""
    line = "[CLS] the keeper lights the lamp in the tower at dusk [SEP]"
    place = (LINES == harbor.encode(line)).all(1)
    own = np.array([[3 / 5, 1 / 6, 1 / 3], [0, 0, 0], [0, 0, 0], [0, 0, 0]])
    shares = 0.9 * own + 0.1 * own.mean(0)
    wanted = shares.prod(1).mean() / 3
    np.testing.assert_allclose(CHANCES[place], [wanted], rtol=1e-12)


def test_lines_are_drawn_as_often_as_their_chances_say(rng):
    """Each line is possible, and each part and pair of parts comes within 5 deviations."""
    n = 4000
    drawn, _ = logbook.write(n, rng)
    known = {tuple(line) for line in LINES.tolist()}
    assert known.issuperset(map(tuple, drawn.tolist()))
    for places in ([2], [3, 5], [6, 8], [10], [2, 3, 5], [2, 6, 8], [3, 5, 6, 8]):
        kinds, which = np.unique(LINES[:, places], axis=0, return_inverse=True)
        p = np.bincount(which.ravel(), CHANCES)
        count = (drawn[:, None, places] == kinds).all(-1).sum(0)
        limit = 5 * np.sqrt(n * p * (1 - p)) + 1
        assert (np.abs(count - n * p) <= limit).all(), places


def test_the_mean_surprise_of_drawn_lines_is_the_entropy(rng):
    surprise = -np.log(CHANCES)
    entropy = (CHANCES * surprise).sum()
    spread = np.sqrt((CHANCES * (surprise - entropy) ** 2).sum())
    drawn, _ = logbook.write(2000, rng)
    place = (drawn[:, None] == LINES).all(-1).argmax(1)
    assert abs(surprise[place].mean() - entropy) < 4 * spread / np.sqrt(2000)
