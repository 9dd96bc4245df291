"""Power laws, their fit, and what three papers make of a budget."""

import numpy as np
import pytest

from fieldguide.mechanisms.measures import scaling

GOPHER = 5.76e23  # Hoffmann et al. 2022, Table 3
# Table A3, approach 3: parameters and operations. At 175 billion the paper prints 1.26e24,
# where 6 N D says 1.26e25.
TABLE_A3 = [
    (4e8, 2.21e19),
    (1e9, 1.62e20),
    (1e10, 2.46e22),
    (6.7e10, 1.71e24),
    (2.8e11, 3.52e25),
    (5.2e11, 1.36e26),
    (1e12, 5.65e26),
]


def test_a_power_law_by_hand():
    found = scaling.power_law([1, 2, 4, 8], scale=8, exponent=1)
    np.testing.assert_allclose(found, [8, 4, 2, 1])
    lifted = scaling.power_law([1, 2, 4, 8], scale=8, exponent=1, floor=3)
    np.testing.assert_allclose(lifted, found + 3)


@pytest.mark.parametrize("x", [0, -1, [1, 0]])
def test_sizes_are_above_zero(x):
    with pytest.raises(ValueError, match="x must be above 0"):
        scaling.power_law(x, scale=1, exponent=1)


def test_a_fit_gives_back_the_law(rng):
    x = np.geomspace(10, 1e6, 7)
    for floor in (0, 1.5):
        y = scaling.power_law(x, scale=3.0, exponent=0.2, floor=floor)
        np.testing.assert_allclose(
            scaling.fit_power_law(x, y, floor=floor), (3, 0.2), rtol=1e-9
        )


def test_a_missed_floor_makes_the_exponent_too_small():
    x = np.geomspace(10, 1e6, 7)
    y = scaling.power_law(x, scale=3.0, exponent=0.2, floor=1.5)
    assert scaling.fit_power_law(x, y)[1] < 0.1


def test_the_floor_is_found():
    x = np.geomspace(10, 1e6, 7)
    y = scaling.power_law(x, scale=3.0, exponent=0.2, floor=1.5)
    scale, exponent, floor = scaling.fit_floor(x, y)
    step = y.min() / 1000
    assert abs(floor - 1.5) <= step
    np.testing.assert_allclose([scale, exponent], [3, 0.2], rtol=0.02)


def test_where_there_is_no_floor_none_is_found():
    x = np.geomspace(10, 1e6, 7)
    y = scaling.power_law(x, scale=3.0, exponent=0.2)
    assert scaling.fit_floor(x, y)[2] == 0


def test_points_that_give_no_line():
    with pytest.raises(ValueError, match="two different"):
        scaling.fit_power_law([2, 2], [1, 1])
    with pytest.raises(ValueError, match="above the floor 1"):
        scaling.fit_power_law([1, 2], [2, 1], floor=1)
    with pytest.raises(ValueError, match="three points"):
        scaling.fit_floor([1, 2], [2, 1])
    with pytest.raises(ValueError, match="y must be above 0"):
        scaling.fit_floor([1, 2, 3], [2, 1, 0])


def test_chinchillas_loss_is_three_parts():
    law = {"E": 1.0, "A": 2.0, "B": 3.0, "alpha": 1.0, "beta": 0.5}
    assert scaling.chinchilla_loss(4, 9, law=law) == 1 + 2 / 4 + 3 / 3
    np.testing.assert_allclose(scaling.chinchilla_loss(1e30, 1e30), 1.69, atol=1e-4)


def test_gopher_would_have_been_better_as_chinchilla():
    gopher = scaling.chinchilla_loss(280e9, 300e9)
    assert scaling.chinchilla_loss(70e9, 1.4e12) < gopher


@pytest.mark.parametrize(
    "law", [scaling.CHINCHILLA, scaling.UNROUNDED, scaling.REFITTED]
)
def test_no_other_size_is_better_for_the_same_budget(law):
    n, d = scaling.chinchilla_optimum(1e21, law=law)
    np.testing.assert_allclose(6 * n * d, 1e21)
    best = scaling.chinchilla_loss(n, d, law=law)
    other = n * np.geomspace(0.2, 5, 41)
    losses = scaling.chinchilla_loss(other, 1e21 / (6 * other), law=law)
    assert losses.min() >= best - 1e-12 and losses.argmin() == 20


def test_the_two_things_that_balance():
    """At the optimum alpha A / N^alpha = beta B / D^beta."""
    law = scaling.CHINCHILLA
    n, d = scaling.chinchilla_optimum(1e22)
    np.testing.assert_allclose(
        law["alpha"] * law["A"] / n ** law["alpha"],
        law["beta"] * law["B"] / d ** law["beta"],
    )


def test_the_unrounded_law_has_the_papers_own_optima():
    """40 billion for Gopher's budget, and Table A3; the printed numbers miss both."""
    assert (
        round(scaling.chinchilla_optimum(GOPHER, law=scaling.UNROUNDED)[0] / 1e9) == 40
    )
    assert round(scaling.chinchilla_optimum(GOPHER)[0] / 1e9) == 32
    for n, budget in TABLE_A3:
        found = scaling.chinchilla_optimum(budget, law=scaling.UNROUNDED)[0]
        np.testing.assert_allclose(found, n, rtol=0.07)
        assert scaling.chinchilla_optimum(budget)[0] < 0.85 * n


def test_exponents_as_the_paper_prints_them():
    """a = 0.46 and b = 0.54, Table 2; Kaplan's are 0.73 and 0.27."""
    for optimum, law, wanted in [
        (scaling.chinchilla_optimum, {"law": scaling.UNROUNDED}, (0.46, 0.54)),
        (scaling.kaplan_optimum, {}, (0.73, 0.27)),
        (scaling.even_optimum, {}, (0.5, 0.5)),
        (scaling.chinchilla_optimum, {"law": scaling.REFITTED}, (0.51, 0.49)),
    ]:
        grown = np.log10(optimum(1e23, **law)) - np.log10(optimum(1e22, **law))
        np.testing.assert_allclose(grown, wanted, atol=0.005)


def test_kaplans_size_at_one_petaflop_day():
    n, d = scaling.kaplan_optimum(scaling.PF_DAY)
    assert n == 1.3e9
    np.testing.assert_allclose(6 * n * d, scaling.PF_DAY)


def test_twenty_tokens_a_parameter_by_hand():
    np.testing.assert_allclose(scaling.even_optimum(12_000), (10, 200))


@pytest.mark.parametrize(
    "n, budget, d",
    [(4e8, 1.92e19, 8.0e9), (1e9, 1.21e20, 20.2e9), (1e10, 1.23e22, 205.1e9)],
)
def test_table_3_of_the_paper_is_about_twenty(n, budget, d):
    np.testing.assert_allclose(scaling.even_optimum(budget), (n, d), rtol=0.03)


def test_tokens_for_a_loss_bring_it():
    d = scaling.tokens_for_loss(7e9, 2.1)
    np.testing.assert_allclose(scaling.chinchilla_loss(7e9, d), 2.1)


def test_a_small_model_cannot_get_anywhere():
    with pytest.raises(ValueError, match="wanted must be above"):
        scaling.tokens_for_loss(1e8, 2.0)


def test_a_life_by_hand():
    assert scaling.lifetime_compute(10, 100, served=0) == 6000
    assert scaling.lifetime_compute(10, 100, served=300) == 12_000


@pytest.mark.parametrize("part", scaling.CHINCHILLA)
def test_a_laws_parts_are_numbers_above_zero(part):
    with pytest.raises(ValueError, match=f"{part} must be"):
        scaling.chinchilla_loss(1e9, 1e9, law=scaling.CHINCHILLA | {part: 0})
