"""A straight scaling law: its world, its floor, and what the lab says of its networks."""

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide.experiments import ships
from fieldguide.mechanisms.measures import scaling


@pytest.fixture(scope="module")
def runs():
    return taken_up("notebooks/decoders/05-prompts", ships.all_runs)


@pytest.fixture(scope="module")
def ended(runs):
    """Sizes, and their losses after as many ships."""
    met = ships.BATCH * ships.STEPS
    return np.array(list(runs)), np.array([ships.after(c, met) for c in runs.values()])


def test_the_world():
    often, ports = ships.world()
    assert often.sum() == pytest.approx(1) and (np.diff(often) < 0).all()
    assert often[0] / often[1] == pytest.approx(2**ships.RARITY)
    assert set(ports) == set(range(ships.PORTS))
    own, other = ships.chances()
    assert own + (ships.PORTS - 1) * other == pytest.approx(1)


def test_as_many_ships_are_on_loan(rng):
    _, ports = ships.world()
    ((met, from_),) = ships.arrivals(rng, 1)
    away = (from_ != ports[met]).mean()
    p = ships.LENT * (1 - 1 / ships.PORTS)
    assert abs(away - p) < 4 * np.sqrt(p * (1 - p) / ships.BATCH)


def test_who_knows_every_ship_has_the_floor_and_a_blind_guess_the_logarithm():
    p = ships.new(1, np.random.default_rng(0))
    p["out"] = {"weight": 0 * p["out"]["weight"], "bias": np.zeros(ships.PORTS)}
    assert ships.true_loss(p) == pytest.approx(np.log(ships.PORTS))
    assert 0 < ships.floor() < 0.5


def test_a_table_for_each_ship_reaches_the_floor(monkeypatch):
    own, other = ships.chances()
    _, ports = ships.world()
    scores = np.where(np.arange(ships.PORTS) == ports[:, None], np.log(own / other), 0)
    monkeypatch.setattr(ships, "logits", lambda p, met: scores[met])
    assert ships.true_loss(None) == pytest.approx(ships.floor())


def test_the_line_without_a_floor_promises_too_much(ended):
    n, losses = ended
    plain = scaling.fit_power_law(n[:-1], losses[:-1])
    said = scaling.power_law(n[-1], scale=plain[0], exponent=plain[1])
    scale, exponent, floor = scaling.fit_floor(n[:-1], losses[:-1])
    better = scaling.power_law(n[-1], scale=scale, exponent=exponent, floor=floor)
    miss = losses[-1] - said
    assert miss > 0.07 and miss / (losses[-1] - better) == pytest.approx(5, abs=1)
    assert abs(floor - ships.floor()) < 0.05 and exponent == pytest.approx(
        1.1, abs=0.05
    )


def test_each_budget_has_a_valley_and_its_bottom_moves_slowly(runs):
    bottoms = []
    for operations in (3e9, 6e9, 1.2e10, 1.6e10):
        found = {n: ships.after(c, operations / 6 / n) for n, c in runs.items()}
        assert all(operations / 6 / n <= c[-1, 0] for n, c in runs.items())
        bottoms.append(min(found, key=found.get))
        assert min(runs) < bottoms[-1] < max(runs)
    assert bottoms == sorted(bottoms) and bottoms[0] < bottoms[-1]
    assert max(runs) / bottoms[2] == pytest.approx(2, abs=0.05)
