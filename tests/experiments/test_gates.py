"""With a gate and without: as large, the same tasks, and what the page says of the outcome."""

import numpy as np
import pytest

from fieldguide.experiments import gates
from fieldguide.mechanisms.networks import transformer


@pytest.mark.parametrize("size", gates.WIDTHS)
def test_both_are_as_large_and_the_gated_one_is_two_thirds_as_wide(size):
    plain, gated = gates.WIDTHS[size]
    assert 3 * gated == 2 * plain
    for kind in gates.LAYERS:
        p = gates.new(kind, np.random.default_rng(0), size=size)
        assert transformer.size(p) == size


@pytest.mark.parametrize(
    "task, answer", [("multiply the two", -0.5), ("take the larger one", 1)]
)
def test_rows_hold_the_numbers_and_the_answer(rng, task, answer):
    assert gates.TASKS[task](np.float64(1), np.float64(-0.5)) == answer
    x, y = gates.draw(task, rng, n=50)
    assert x.shape == y.shape == (50, gates.FEATURES) and np.abs(x).max() <= 1
    assert (x[:, 2] == 1).all() and not y[:, 1:].any()
    np.testing.assert_array_equal(y[:, 0], gates.TASKS[task](x[:, 0], x[:, 1]))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_page_says(seed):
    """The gate multiplies better, the plain one takes the larger; both add up."""
    size = {"size": max(gates.WIDTHS), "seed": seed}
    wrong = {
        task: {kind: gates.error(task, kind, **size) for kind in gates.LAYERS}
        for task in gates.TASKS
    }
    product, larger, total = wrong.values()
    assert 5 * product["gated"] < product["plain"]
    assert 3 * larger["plain"] < larger["gated"]
    assert max(total.values()) < 0.03
