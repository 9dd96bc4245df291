"""One berth and two vessels: the keeper's rule, and how it is put into words."""

import pytest

from fieldguide.harbor import berths, views

SHIP_QUAY, BOAT_SEA, SHIP_SEA, BOAT_ROCKS = (
    [1, vessel, place, 0, 0] for vessel, place in ((1, 2), (0, 1), (1, 1), (0, 0))
)


@pytest.mark.parametrize(
    ("first", "second", "depth", "who"),
    [
        (SHIP_QUAY, BOAT_SEA, 4.0, "first"),  # nearer
        (SHIP_QUAY, BOAT_SEA, 2.0, "second"),  # nearer, but it draws too much
        (BOAT_ROCKS, SHIP_SEA, 2.0, "first"),
        (SHIP_SEA, SHIP_SEA, 3.5, "first"),  # equally near
        (SHIP_QUAY, SHIP_SEA, 2.0, "nobody"),
        (SHIP_SEA, SHIP_QUAY, 3.0, "second"),  # three meters are enough
    ],
)
def test_who_is_called(first, second, depth, who):
    (found,) = berths.called([first], [second], [depth])
    assert berths.WHO[found] == who


def test_a_question_and_its_answer_in_words():
    told = berths.told(SHIP_QUAY, BOAT_SEA, 2.0)
    assert " ".join(told) == "first ship quay second boat sea water low [EOS]"
    assert " ".join(berths.answer(1)) == "call the second [EOS]"
    assert " ".join(berths.answer(2)) == "call nobody [EOS]"
    assert len(berths.ids(told)) == 9


def test_captions_keep_their_numbers():
    """What has learned the captions' vocabulary can read these, too."""
    assert berths.VOCABULARY[: len(views.VOCABULARY)] == views.VOCABULARY


def test_draws(rng):
    pictures, scenes, depth = berths.sample(200, rng)
    assert pictures.shape == (200, 2, 16, 16, 3)
    assert scenes.shape == (200, 2, 5)
    assert (
        berths.LEAST <= depth.min() < berths.DRAFT["ship"] < depth.max() <= berths.MOST
    )
    who = berths.called(*scenes.swapaxes(0, 1), depth)
    assert {*who} == {0, 1, 2}
