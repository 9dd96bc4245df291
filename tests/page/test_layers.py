"""A tensor layer by layer: each number in its square, and signs that differ by more than color."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from fieldguide.page.layers import layers


def test_each_number_stands_in_its_layer_row_and_column():
    tensor = np.zeros((4, 4, 4), int)
    tensor[1, 2, 0], tensor[3, 0, 3] = 1, -2
    fig = layers(tensor)
    found = [
        [(*text.get_position(), text.get_text()) for text in ax.texts]
        for ax in fig.axes
    ]
    hatches = [patch.get_hatch() for ax in fig.axes for patch in ax.patches]
    plt.close(fig)
    assert found == [[(2, 1, "1")], [], [], [(0, 3, "−2")]]  # c11, c12, c21, c22
    assert hatches == [None, "///"]


def test_a_tensor_of_another_size_is_refused():
    with pytest.raises(ValueError, match="tensor"):
        layers(np.zeros((2, 2, 2), int))
