"""ALiBi: slopes and biases by hand, and BLOOM's 112 heads."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.slopes import alibi_bias, alibi_slopes


def test_slopes_by_hand():
    assert alibi_slopes(8).tolist() == [2.0**-k for k in range(1, 9)]
    assert alibi_slopes(1).tolist() == [2**-8]
    assert alibi_slopes(3).tolist() == [2**-4, 2**-8, 2**-2]


def test_twelve_heads_are_eight_and_every_second_of_sixteen():
    slopes = alibi_slopes(12)
    np.testing.assert_array_equal(slopes[:8], alibi_slopes(8))
    np.testing.assert_allclose(slopes[8:], alibi_slopes(16)[0:8:2])


def test_blooms_heads():
    slopes = alibi_slopes(112)
    np.testing.assert_allclose(
        slopes[0], data.fact("bloom@176b.alibi_first_slope").number, atol=5e-7
    )
    more = int(data.fact("bloom@176b.alibi_extra_heads").number)
    np.testing.assert_allclose(slopes[-more:], alibi_slopes(128)[: 2 * more : 2])
    assert len(set(slopes)) == 112


@pytest.mark.parametrize("heads", [1, 2, 5, 12, 16, 112])
def test_slopes_lie_between_one_and_the_gentlest(heads):
    slopes = alibi_slopes(heads)
    assert slopes.shape == (heads,) and slopes.min() == 2**-8 and slopes.max() < 1


def test_bias_by_hand():
    want = [[[0, 0, 0], [-0.5, 0, 0], [-1, -0.5, 0]]]
    np.testing.assert_array_equal(alibi_bias([0.5], n=3), want)
    assert alibi_bias([0.5, 0.25], n=0).shape == (2, 0, 0)


def test_a_bias_depends_on_the_distance_only():
    bias = alibi_bias(alibi_slopes(4), n=7)
    for k in range(7):
        np.testing.assert_allclose(np.diagonal(bias, -k, 1, 2).std(-1), 0)
    np.testing.assert_array_equal(bias[:, :5, :5], alibi_bias(alibi_slopes(4), n=5))


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: alibi_slopes(0), "heads must be.*got 0"),
        (lambda: alibi_slopes(2.5), "heads must be a whole number.*2.5"),
        (lambda: alibi_bias([0.5, -0.25], n=2), "slopes must be 0 or more, got -0.25"),
        (lambda: alibi_bias([[0.5]], n=2), "slopes must have shape"),
        (lambda: alibi_bias([0.5], n=-1), "n must be.*got -1"),
    ],
)
def test_bad_input_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
