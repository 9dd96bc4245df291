"""The judge learns what people said, well enough for what the lab says of it."""

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide.experiments import judge
from fieldguide.harbor import talk
from fieldguide.mechanisms.objectives import ratings
from fieldguide.mechanisms.sampling import candidates

SEED = 1


@pytest.fixture(scope="module")
def trained():
    return taken_up("notebooks/assistants/04-evidence", judge.train, SEED)


def test_the_loss_falls_and_begins_undecided(trained):
    _, losses = trained
    assert losses[0] == pytest.approx(np.log(2)) and losses[-1] < 0.6 * losses[0]


def test_most_new_replies_are_judged_rightly(trained):
    drawn = talk.draw(500, np.random.default_rng(99))
    chances = judge.judge(trained[0], drawn.questions, drawn.replies)
    truth = dict(zip(talk.QUALITIES, drawn.quality.T, strict=True)) | {
        "safe": drawn.safe
    }
    for name, right in truth.items():
        assert ((chances[name] > 0.5) == right).mean() > 0.85, name


def test_a_majority_is_right_more_often_than_a_person(rng):
    drawn = talk.draw(1000, rng)
    said = ratings.majority(talk.vote(drawn.safe, rng, people=3), needed=2)
    assert (said == drawn.safe).mean() > talk.SEES


def test_the_same_seed_gives_the_same_judge(trained):
    again, _ = judge.train(SEED)
    # The page's process may round the last digits otherwise.
    np.testing.assert_allclose(again["weight"], trained[0]["weight"], rtol=0, atol=1e-9)


def test_more_replies_are_better_and_without_a_filter_break_more_rules(trained):
    """What the lab asks for as a prediction."""
    few, many = (judge.best_of(trained[0], n, threshold=0.0) for n in (2, 16))
    assert many[0] > few[0] + 0.05 and many[1] > few[1]
    filtered = judge.best_of(trained[0], 16, threshold=0.8)
    assert filtered[0] < 0.1 and filtered[1] > few[1]


def test_no_liking_keeps_four_draws_out_of_trouble_and_the_filter_does(trained):
    """What the lab says of its explorable."""
    said = {}
    for seed in (0, 2, 10, 13):
        drawn = talk.draw(16, np.random.default_rng(seed), "tell me about the lamp")
        seen = judge.judge(trained[0], drawn.questions, drawn.replies)
        parts = [seen[name] for name in talk.QUALITIES]
        for likes in ((3, 1, 1), (1, 0, 0), (0, 0, 1)):
            scores = candidates.quality(*parts, importance=likes)
            for threshold in (0.0, 0.5):
                best = candidates.filter_then_rank(
                    seen["safe"], scores, threshold=threshold
                )[0]
                said[seed, likes, threshold] = drawn.replies[best], drawn.safe[best]
    assert said[0, (1, 0, 0), 0.5][0] == "who can say"
    assert not said[0, (3, 1, 1), 0.0][1]
    for (_, likes, threshold), (_, safe) in said.items():
        assert safe or threshold == 0.0
        assert not all(said[seed, likes, 0.0][1] for seed in (0, 2, 10, 13))
