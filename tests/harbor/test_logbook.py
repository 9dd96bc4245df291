"""The keeper's log: what it can say, and how often."""

import itertools
import math

import numpy as np
import pytest

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


def test_the_entropy_is_that_of_the_grammar_added_up_anew():
    """Without the table of lines: who, what and where by the shares of the four days."""
    parts = [[kind.split(sep) for kind, sep in zip(work, (None, ", ", ", "), strict=True)]
             for work in logbook.WORK.values()]  # fmt: skip
    total, known = (
        0.0,
        [sorted({o for work in parts for o in work[j]}) for j in range(3)],
    )
    for line in itertools.product(*known):
        share = 0
        for day in range(4):
            p = 1
            for j, word in enumerate(line):
                own = [work[j].count(word) / len(work[j]) for work in parts]
                p *= 0.9 * own[day] + 0.1 * sum(own) / 4
            share += p / 4
        total -= share * math.log(share)
    total += math.log(3)  # dawn, noon or dusk: whatever else
    assert logbook.entropy(CHANCES) == pytest.approx(total / 10, rel=1e-12)
    assert logbook.entropy(CHANCES) == pytest.approx(0.7254, abs=5e-5)


def test_who_knows_the_work_knows_more_but_at_most_the_four_kinds():
    """The difference is what the line tells of the day's work, less than ln 4 nats."""
    given = logbook.chances_of_work()
    np.testing.assert_allclose(given.sum(1), 1)
    np.testing.assert_allclose(given.mean(0), CHANCES)
    told = 10 * (logbook.entropy(CHANCES) - np.mean([*map(logbook.entropy, given)]))
    posterior = given / given.sum(0)
    unsure = -(CHANCES * (posterior * np.log(posterior)).sum(0)).sum()
    assert told == pytest.approx(math.log(4) - unsure)
    assert 0 < told < math.log(4)


def test_running_text_has_an_end_between_the_days(rng):
    lines, _ = logbook.write(6, rng)
    rows = logbook.running_text(lines, 3)
    assert rows.shape == (2, 34) and (rows[:, ::11] == harbor.SEP).all()
    np.testing.assert_array_equal(rows[1, 1:11], lines[3, 1:11])


def test_a_line_that_the_grammar_cannot_draw_is_noticed(rng):
    lines, _ = logbook.write(5, rng)
    words = lines[:, 1:-1]
    assert logbook.are_possible(words).all()
    turned = words[:, ::-1]
    assert not logbook.are_possible(turned).any()
