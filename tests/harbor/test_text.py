"""What stands where in the stories."""

from fieldguide import harbor


def test_neighbors_on_both_sides_leave_fewer_words():
    """Counted in the stories by hand."""
    assert harbor.between("lights the") == {"lamp": 1, "oven": 1}
    assert harbor.between("", "at dusk") == {
        "tower": 2, "lamp": 1, "quay": 1, "rocks": 1, "wakes": 1,
    }  # fmt: skip
    assert harbor.between("lights the", "at dusk") == {"lamp": 1}


def test_the_frequent_ones_come_first_and_what_never_stood_there_is_missing():
    assert next(iter(harbor.between("captain", "the").items())) == ("sees", 3)
    assert harbor.between("fish the") == {}


def test_without_neighbors_all_words_are_counted():
    words = [w for story in harbor.stories() for s in story for w in s]
    assert sum(harbor.between("").values()) == len(words)
