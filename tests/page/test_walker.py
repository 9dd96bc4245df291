"""A walk as a strip: two legs that differ by more than color, and marks where a rule is broken."""

import matplotlib.pyplot as plt
import numpy as np

from fieldguide.harbor import walks
from fieldguide.page import walker


def marks(walk):
    ax = walker.strip(walk[:, walks.HIP], *walks.feet(walk))
    found = {line.get_marker(): len(line.get_xdata()) for line in ax.lines}
    legs = {
        line.get_linestyle()
        for line in ax.lines
        if line.get_marker() == "None" or not line.get_marker()
    }
    plt.close(ax.figure)
    return found, legs


def test_a_true_walk_has_two_legs_and_no_marks():
    walk = walks.walk("strolls", np.random.default_rng(0))
    found, legs = marks(walk)
    assert not {"v", "^"} & {*found} and {"-", "--"} <= legs


def test_each_fault_has_its_mark():
    walk = walks.walk("hurries", np.random.default_rng(0))
    walk[4, walks.LEFT_HEIGHT] = -0.05
    walk[9:11, walks.HEIGHTS] = 0.2
    found, _ = marks(walk)
    assert found["v"] == 1 and found["^"] == 2
