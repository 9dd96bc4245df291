"""Who takes what: lines, groups, what they tell, and what the page says of the outcome."""

import csv

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide import data, harbor
from fieldguide.experiments import specialize
from fieldguide.harbor import logbook
from fieldguide.mechanisms.networks import experts

RUNS = data.ROOT / "notebooks" / "decoders" / "04-bigger.runs.csv"


PAGE = "notebooks/decoders/04-bigger"  # trains these networks


@pytest.fixture(scope="module")
def runs():
    with RUNS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    numbers = ("nats", "idlest", "busiest", "role", "work")
    return {
        (float(r["balance"]), int(r["seed"])): {k: float(r[k]) for k in numbers}
        for r in rows
    }


def test_each_place_of_a_line_has_one_role():
    places = [k for found in specialize.ROLES.values() for k in found]
    assert sorted(places) == list(range(logbook.WORDS + 1))
    line = "[CLS] the keeper lights the lamp in the tower at dusk [SEP]".split()
    groups = specialize.by_role(np.array([harbor.encode(line)]))[0]
    names = [*specialize.ROLES]
    said = {names[g]: w for w, g in zip(line[:-1], groups, strict=True)}
    assert said["who"] == "keeper" and said["what"] == "lamp"
    assert said["where"] == "tower" and said["when"] == "dusk"


def test_all_lines_have_their_words_where_the_roles_say():
    words = np.array(harbor.vocabulary())[logbook.possible_lines()[0]]
    for role, often in (
        ("the", {"the"}),
        ("at", {"at"}),
        ("in, on, by", {"in", "on", "by"}),
    ):
        assert set(words[:, specialize.ROLES[role]].ravel()) == often
    assert set(words[:, 10]) == set(logbook.TIMES)


def test_visits_and_what_a_group_tells_by_hand():
    went = np.array([[[0, 1], [0, 1]], [[2, 3], [2, 3]]])
    work = specialize.by_work(np.zeros((2, 3), int), [0, 1])
    shares = specialize.visits(went, work)
    np.testing.assert_array_equal(shares[:, :4], [[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    np.testing.assert_allclose(specialize.told(went, work), 0.5)  # one bit of two
    alike = np.array([[0, 1], [0, 1]])
    assert specialize.told(went, alike) == 0
    assert specialize.loads(went)[:4].tolist() == [0.25] * 4


def test_two_experts_for_each_group_are_the_most_that_it_can_tell():
    pairs = np.arange(specialize.EXPERTS).reshape(-1, experts.TOP)
    most = specialize.told(pairs[None], np.arange(len(pairs))[None])
    np.testing.assert_allclose(most, 2 / 3)  # ln 2 of ln 8 is left: the page says so


def test_the_loss_is_the_surprise_and_the_price():
    p = specialize.new(np.random.default_rng(3))
    lines, _ = specialize.new_lines(20)
    said = specialize.loss(p, lines, balance=0)
    assert abs(said - np.log(len(harbor.vocabulary()))) < 0.5
    _, (routed,) = experts.glam(lines[:, :-1], p, heads=specialize.HEADS)
    uneven = experts.balancing_loss(routed["shares"], routed["choices"])
    np.testing.assert_allclose(specialize.loss(p, lines, balance=2) - said, 2 * uneven)


def test_training_lowers_the_loss():
    _, losses = specialize.train(seed=4, steps=12)
    assert losses[-1] < losses[0] - 1


def test_there_are_three_seeds_of_each_weight(runs):
    assert set(runs) == {(w, k) for w in specialize.WEIGHTS for k in (1, 2, 3)}


@pytest.mark.parametrize("balance", [0.0, experts.BALANCE])
def test_a_stored_run_comes_out_again(runs, balance):
    p, _ = taken_up(PAGE, specialize.train, seed=1, balance=balance)
    found = specialize.outcome(p)
    for name, near in (("nats", 0.03), ("role", 0.1), ("work", 0.03)):
        assert abs(found[name] - runs[balance, 1][name]) < near, name
    assert (found["idlest"] < 0.05) == (balance == 0)


def test_what_the_page_says_of_the_runs(runs):
    """They go by roles and not by work; without the price an expert idles; nobody is worse."""
    for (balance, _), found in runs.items():
        assert found["role"] > 0.3 > 0.05 > found["work"]
        assert specialize.floor() < found["nats"] < specialize.floor() + 0.1
        if balance:
            assert found["idlest"] > 0.05 and found["busiest"] < 0.2
        else:
            assert found["idlest"] < 0.05 and found["busiest"] > 0.2
