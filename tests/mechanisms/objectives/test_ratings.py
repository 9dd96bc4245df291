"""From votes to labels to text: LaMDA's examples, word for word."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.experiments import judge
from fieldguide.mechanisms.objectives import ratings


def test_three_of_five_and_two_of_three():
    votes = np.array([[1, 1, 0, 1, 0], [1, 0, 0, 1, 0]], bool)
    assert ratings.majority(votes, needed=3).tolist() == [True, False]
    assert ratings.majority(votes[:, :3], needed=2).tolist() == [True, False]
    raters = data.fact("lamda@quality.raters_per_response").number
    watchers = data.fact("lamda@safety.raters_per_response").number
    assert (judge.RATERS, judge.WATCHERS) == (raters, watchers)


def test_what_makes_no_sense_is_nothing_else_either():
    every = np.array(np.meshgrid(*[[False, True]] * 3)).reshape(3, -1)
    sensible, specific, interesting = ratings.nest(*every)
    assert (sensible == every[0]).all()
    assert not (specific & ~sensible).any() and not (interesting & ~specific).any()
    assert ratings.nest(True, True, True)[2]
    assert not ratings.nest(False, True, True)[1]


def test_the_papers_examples():
    words, learned = ratings.reply_example("What's up?", "not much.")
    assert " ".join(words) == "What's up? RESPONSE not much."
    assert learned.tolist() == [False] * 3 + [True] * 2
    for attribute, rating in (("SENSIBLE", 1), ("INTERESTING", 0), ("UNSAFE", 0)):
        words, learned = ratings.rating_example(
            "What's up?", "not much.", attribute, rating
        )
        assert " ".join(words) == f"What's up? RESPONSE not much. {attribute} {rating}"
        assert learned.tolist() == [False] * 6 + [True]


def test_chances():
    np.testing.assert_allclose(
        ratings.yes_chance([0, np.log(3), -np.log(3), 1e4, -1e4]),
        [0.5, 0.75, 0.25, 1, 0],
    )


def test_a_bag_by_hand():
    bag = ratings.bag_of_words(["the tide"], ["the tide at seven"], ["tide", "seven"])
    assert bag.tolist() == [[1, 1, 1, 0]]
    assert ratings.bag_of_words([], [], ["tide"]).shape == (0, 2)


def test_a_bag_does_not_know_order_or_number():
    one = ratings.bag_of_words(["a"], ["the cat sees the gull"], ["cat", "gull", "the"])
    two = ratings.bag_of_words(
        ["a"], ["the gull sees the cat the"], ["cat", "gull", "the"]
    )
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize(
    "attribute, rating", [("VERY SAFE", 1), ("", 1), ("SAFE", 2), ("SAFE", True)]
)
def test_bad_ratings(attribute, rating):
    with pytest.raises(ValueError, match="attribute|rating"):
        ratings.rating_example("a", "b", attribute, rating)


def test_a_reply_has_words():
    with pytest.raises(ValueError, match="reply"):
        ratings.reply_example("a", " ")


def test_more_votes_than_people():
    with pytest.raises(ValueError, match="needed"):
        ratings.majority([[True, False]], needed=3)


def test_a_yes_that_is_hardly_possible_has_its_own_chance():
    np.testing.assert_allclose(
        ratings.yes_chance([-40.0, -700.0]), np.exp([-40.0, -700.0])
    )
    assert ratings.yes_chance([-np.inf, -1e308, 1e308, np.inf]).tolist() == [0, 0, 1, 1]
