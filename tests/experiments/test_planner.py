"""A planner that knows the tower fails on the quay, until spoiled lines have taught it."""

import pytest

from fieldguide.experiments import planner


@pytest.fixture(scope="module")
def compared():
    return planner.compare(1)


def test_spoiled_lines_teach_what_no_history_told(compared):
    alone, both = compared.values()
    assert alone["tower"] > 0.9 and both["tower"] > 0.9
    assert both["quay"] > 0.9 > alone["quay"] + 0.05


def test_pairs_are_spoiled_lines_and_as_many_whole_ones(rng):
    lines = planner.good_lines(100, planner.QUAY, rng)
    texts, plans = planner.pairs(lines, rng)
    assert len(lines) == 100 and len(texts) == len(plans)
    for text, plan in zip(texts, plans, strict=True):
        gap = planner.MISSING[plan]
        assert len(text.split()) == 10 - (gap.stop - gap.start)
    assert 15 <= plans.count("leave it") <= 35
