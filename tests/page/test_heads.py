"""Sensors on a head: as large as their numbers, and above and below zero by more than color."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from fieldguide.page import figures, heads

PLACES = np.array([[0.2, 0.5], [0.8, 0.5], [0.5, 0.5]])


def test_dots_and_squares():
    _, ax = plt.subplots()
    heads.head(ax, np.array([2.0, -1.0, 0.0]), PLACES, crosses=PLACES[:1])
    above, below = ax.collections
    assert above.get_offsets().tolist() == [[0.2, 0.5]]
    assert above.get_sizes().tolist() == [heads.DOT]
    assert below.get_sizes().tolist() == [heads.DOT / 2, 0]
    assert len(above.get_facecolor()) == 1 and len(below.get_facecolor()) == 0  # hollow
    assert "<svg" in figures.picture(ax, "A head.").svg


def test_errors():
    with pytest.raises(ValueError, match=r"places must have shape \(2, 2\)"):
        heads.head(None, np.ones(2), PLACES)
