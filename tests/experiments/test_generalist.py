"""Rows of four jobs, a decoder that begins to learn them, and how it is asked."""

import numpy as np
import pytest

from fieldguide.experiments import generalist
from fieldguide.harbor import moves
from fieldguide.mechanisms.objectives import episodes


def said(row):
    return " ".join(generalist.TOKENS[k] for k in row)


def test_rows_are_those_of_the_mechanism(rng):
    """The same as laying out moment by moment, which is slower."""
    seen, done = moves.play("lamp", 3, rng, moments=4)
    rows = generalist.written(seen[:, :-1], done)
    for k, row in enumerate(rows):
        ids, asked = episodes.lay_out_episode(
            [{"seen": pair} for pair in seen[k, :-1]],
            [[generalist.MOVE + move] for move in done[k]],
            separator=generalist.BAR,
        )
        assert row.tolist() == ids.tolist()
        assert ((row >= generalist.MOVE) == asked).all()


def test_a_prompt_from_the_end_shows_the_goal(rng):
    rows = generalist.shown("quay", 5, rng, from_end=1.0)
    assert {said(row) for row in rows} == {"5 0 | stay 5 0 | stay"}
    lamp = generalist.shown("lamp", 50, rng, from_end=0.0)
    assert lamp.shape == (50, 8) and len({said(row) for row in lamp}) > 20


def test_a_telling(rng):
    (row,) = generalist.tellings(1, rng)
    x, y = row[:2]
    assert said(row) == f"{x} {y} | " + " ".join(
        moves.WORDS[k] for k in moves.tell([(x, y)])[0]
    )


def test_a_batch_has_all_jobs_and_asks_for_what_is_chosen(rng):
    ids, asked = generalist.batch(96, rng)
    assert ids.shape == (96, generalist.LENGTH)
    assert (asked == (ids > generalist.BAR)).all()
    assert (asked[:72].sum(1) == 5).all() and (asked[72:].sum(1) == 14).all()


def test_a_share_of_the_rows_is_prompted(rng):
    """A row that goes on with the same episode has squares that hang together."""

    def hang_together(row):
        places = row.reshape(-1, 4)[:, :2]
        return np.abs(np.diff(places, axis=0)).sum(1).max() <= 1

    whole = [hang_together(r) for r in generalist.rows_of("buoy", 60, rng, share=0.0)]
    cut = [hang_together(r) for r in generalist.rows_of("buoy", 60, rng, share=1.0)]
    assert all(whole) and np.mean(cut) < 0.5


@pytest.fixture(scope="module")
def learned():
    return generalist.learn(steps=25, size=32)


def test_it_learns(learned):
    _, losses = learned
    assert losses[-5:].mean() < losses[:3].mean() - 0.8


def test_scores_are_shares(learned):
    p, _ = learned
    for job in generalist.JOBS:
        assert 0 <= generalist.score(p, job, n=10) <= 1
    assert 0 <= generalist.score(p, "quay", n=10, prompt="") <= 1


def test_the_prompt_stays_and_the_oldest_moments_go(learned, rng):
    """What is read is what fits: with a prompt three moments, without one five."""
    p, _ = learned
    prompt = generalist.shown("quay", 4, rng)
    seen, done = moves.play("quay", 4, rng)
    for front, past in ((prompt, 2), (None, 4)):
        choose = generalist.policy(p, front)
        whole = choose(seen[:, :9], done[:, :8])
        late = choose(seen[:, 8 - past : 9], done[:, 8 - past : 8])
        assert (whole == late).all()
        assert ((whole >= 0) & (whole < 5)).all()


def test_it_may_go_on_from_what_was_learned(learned):
    p, _ = learned
    rows = generalist.rows_of("buoy", 30, np.random.default_rng(1))
    more, losses = generalist.learn(("buoy",), steps=2, p=p, rows=rows, size=8)
    assert len(losses) == 2
    assert not np.allclose(more["token_table"], p["token_table"])
