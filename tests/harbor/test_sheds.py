"""The harbor master's list: how it is drawn, and how well its end can be guessed."""

import itertools

import numpy as np
import pytest

from fieldguide.harbor import sheds


def test_words_and_ids():
    assert len(set(sheds.VOCABULARY)) == len(sheds.VOCABULARY) == 35
    assert sheds.decode(sheds.encode("lamp red net blue")) == "lamp red net blue"
    kinds = [
        list(sheds.KINDS)[k] for k in sheds.KIND[sheds.encode("lamp bread net sail")]
    ]
    assert kinds == ["land", "land", "water", "water"]


def test_rules_are_shared_out_between_training_and_what_is_held():
    held, trained = (
        {tuple(r) for r in sheds.rules(held=which).tolist()} for which in (True, False)
    )
    assert not held & trained
    assert held | trained == set(itertools.permutations(range(10), 2))
    assert len(held) == 10


@pytest.mark.parametrize("held", [True, False])
def test_things_of_a_kind_have_one_flag_and_kinds_have_different_ones(rng, held):
    rows = sheds.lists(300, rng, held=held)
    assert rows.shape == (300, 18)
    known = {tuple(r) for r in sheds.rules(held=held).tolist()}
    for row in rows:
        things, flags = row[::2], row[1::2] - sheds.FIRST_FLAG
        assert things.max() < len(sheds.THINGS) and flags.min() >= 0
        said = dict(zip(sheds.KIND[things].tolist(), flags.tolist(), strict=True))
        assert len(set(said.values())) == len(said)
        assert (flags == [said[k] for k in sheds.KIND[things]]).all()
        assert any(all(rule[k] == f for k, f in said.items()) for rule in known)


def test_no_shots_is_a_thing_and_its_flag(rng):
    assert sheds.lists(5, rng, shots=0).shape == (5, 2)


def test_something_stands_on_no_list(rng):
    assert sheds.lists(500, rng).max() < sheds.VOCABULARY.index(sheds.SOMETHING)


def test_no_flag_is_rarer_in_training(rng):
    for which in (True, False):
        rules = sheds.rules(held=which)
        for column in rules.T:
            assert len(set(np.bincount(column, minlength=10))) == 1


def test_an_inventory_names_one_shed_and_no_flag(rng):
    rows = sheds.inventories(200, rng)
    assert rows.shape == (200, 18) and rows.max() < len(sheds.THINGS)
    kinds = sheds.KIND[rows]
    assert (kinds == kinds[:, :1]).all() and set(kinds[:, 0]) == {0, 1}


def test_the_best_guess_by_hand():
    assert sheds.best_guess(0) == pytest.approx(1 / 10)
    # the one kind that was seen, or one of nine flags
    one = 1 / 2 + 1 / 2 / 9
    assert sheds.best_guess(1) == pytest.approx(one)
    # both kinds with probability 1/2
    assert sheds.best_guess(2) == pytest.approx(one / 2 + 1 / 2)
    assert sheds.best_guess(60) == pytest.approx(1)


@pytest.mark.parametrize("shots", [0, 1, 3, 8])
def test_a_guesser_who_knows_the_game_is_right_as_often(rng, shots):
    n = 4000
    rows = sheds.lists(n, rng, shots=shots)
    right = 0
    for *shown, thing, flag in rows.tolist():
        seen = {
            int(sheds.KIND[t]): f for t, f in zip(shown[::2], shown[1::2], strict=True)
        }
        free = sorted({*range(24, 34)} - {*seen.values()})
        right += seen.get(int(sheds.KIND[thing]), free[0]) == flag
    p = sheds.best_guess(shots)
    assert abs(right / n - p) < 4 * np.sqrt(p * (1 - p) / n)
