"""The talk on the quay: what is true of each reply, and people who mostly see it."""

import numpy as np

from fieldguide.harbor import talk


def test_words_lack_punctuation_and_are_known(rng):
    known = {*talk.vocabulary()}
    drawn = talk.draw(200, rng)
    words = {w for reply in drawn.replies for w in reply.split()}
    assert words <= known and all(w == w.lower() and w.isalnum() for w in known)


def test_labels_nest_and_rules_are_broken_one_at_a_time(rng):
    drawn = talk.draw(400, rng)
    sensible, specific, interesting = drawn.quality.T
    assert not (specific & ~sensible).any() and not (interesting & ~specific).any()
    assert drawn.broken.sum(1).max() == 1
    np.testing.assert_array_equal(drawn.safe, ~drawn.broken.any(1))
    share = drawn.broken.any(1).mean()
    assert abs(share - talk.BREAKS) < 4 * np.sqrt(0.24 / 400)


def test_broken_replies_are_the_more_interesting_ones(rng):
    """What the lab warns of."""
    drawn = talk.draw(2000, rng)
    interesting = drawn.quality[:, 2]
    assert interesting[~drawn.safe].mean() > interesting[drawn.safe].mean()


def test_all_replies_to_one_question(rng):
    drawn = talk.draw(16, rng, "when is the tide high")
    assert {*drawn.questions} == {"when is the tide high"}
    assert all(
        "tide" in r for r, q in zip(drawn.replies, drawn.quality, strict=True) if q[1]
    )


def test_each_person_is_right_as_often_as_said(rng):
    truth = rng.random(500) < 0.5
    votes = talk.vote(truth, rng, people=5)
    right = (votes == truth[:, None]).mean()
    assert votes.shape == (500, 5) and abs(right - talk.SEES) < 4 * np.sqrt(0.16 / 2500)
