"""What gradients pass by."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.training.held import held, straight_through


def test_a_held_value_is_a_constant():
    assert grad(lambda x: 3 * x * held(x))(2.0) == 6
    assert held(np.array([1.5])).tolist() == [1.5]


def test_the_way_back_leads_past_the_choice():
    x, code = np.array([0.4, 2.2]), np.array([0.0, 2.0])
    np.testing.assert_allclose(straight_through(x, code), code)
    slope = grad(lambda x: (straight_through(x, code) ** 3).sum())(x)
    np.testing.assert_allclose(slope, 3 * code**2)  # as if x were the code
    by_code = grad(lambda e: (straight_through(x, e) ** 3).sum())(code)
    np.testing.assert_allclose(by_code, 0)


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="must have one shape"):
        straight_through(np.zeros(2), np.zeros((1, 2)))
