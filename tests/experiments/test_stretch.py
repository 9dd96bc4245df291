"""Train short, read long: the rows, six schemes, and what the page says of the outcome."""

import csv

import numpy as np
import pytest
from taken_up import taken_up

from fieldguide import data, harbor
from fieldguide.experiments import stretch
from fieldguide.mechanisms.attention.attention import causal_mask
from fieldguide.mechanisms.networks import placed, transformer

RUNS = data.ROOT / "notebooks" / "decoders" / "03-positions.runs.csv"
PLACES = "to 24", "to 48", "to 72", "to 96"


PAGE = "notebooks/decoders/03-positions"  # trains these networks


@pytest.fixture(scope="module")
def runs():
    with RUNS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {(r["scheme"], int(r["seed"])): [float(r[k]) for k in PLACES] for r in rows}


def test_windows_are_cuts_of_the_running_log(rng):
    rows = stretch.windows(rng, n=30, size=50)
    assert rows.shape == (50, 30)
    assert {int((row == harbor.SEP).argmax()) for row in rows} == set(range(11))
    for row in rows:  # a [SEP] after each ten words
        ends = np.flatnonzero(row == harbor.SEP)
        assert (np.diff(ends) == 11).all()


def test_an_untrained_network_is_as_surprised_as_one_that_guesses(rng):
    ids = stretch.windows(rng, n=40, size=20)
    for scheme in stretch.SCHEMES:
        p = stretch.new(scheme, np.random.default_rng(1))
        found = stretch.surprise(p, ids, scheme=scheme)
        assert found.shape == (39,)
        assert abs(found.mean() - np.log(len(harbor.vocabulary()))) < 1


@pytest.mark.parametrize("scheme", stretch.SCHEMES)
def test_the_block_is_that_of_the_mechanisms(scheme, rng, monkeypatch):
    """What learns is made of the primitives; the numbers are the book's own function's."""
    ids, p = stretch.windows(rng, n=20, size=3), stretch.new(scheme, rng)
    found = stretch.logits(p, ids, scheme=scheme)

    def of_the_mechanisms(x, p, **how):
        mask = causal_mask(x.shape[1])
        return placed.placed_block(x, p, heads=stretch.HEADS, mask=mask, **how)

    monkeypatch.setattr(stretch, "_block", of_the_mechanisms)
    wanted = stretch.logits(p, ids, scheme=scheme)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def test_schemes_differ_in_what_they_learn_only_by_their_tables():
    sizes = {
        s: transformer.size(stretch.new(s, np.random.default_rng(1)))
        for s in stretch.SCHEMES
    }
    plain = sizes["none"]
    assert sizes["rotary"] == sizes["slopes"] == sizes["sines"] == plain
    assert sizes["learned"] - plain == stretch.LONG * stretch.WIDTH
    assert sizes["buckets"] - plain == 32 * stretch.HEADS


def test_training_lowers_the_loss_and_touches_no_row_beyond():
    before = stretch.new("learned", np.random.default_rng(4))
    p, losses = stretch.train("learned", seed=4, steps=12)
    assert losses[-1] < losses[0]
    table, old = p["position_table"], before["position_table"]
    np.testing.assert_array_equal(table[stretch.SHORT :], old[stretch.SHORT :])
    assert (table[: stretch.SHORT] != old[: stretch.SHORT]).all()


def test_there_are_three_seeds_of_each(runs):
    assert set(runs) == {(s, k) for s in stretch.SCHEMES for k in (1, 2, 3)}


@pytest.mark.parametrize("scheme", ["slopes", "learned"])
def test_a_stored_run_comes_out_again(runs, scheme):
    p, _ = taken_up(PAGE, stretch.train, scheme, seed=1)
    found = stretch.quarters(p, scheme=scheme)
    np.testing.assert_allclose(found[0], runs[scheme, 1][0], atol=0.03)
    if scheme == "slopes":
        np.testing.assert_allclose(found, runs[scheme, 1], atol=0.03)
    else:
        assert found[1:].min() > 2


def test_what_the_page_says_of_the_runs(runs):
    """Slopes hold; tables and sines break at once; rotary and buckets drift."""
    for seed in (1, 2, 3):
        first = {s: runs[s, seed][0] for s in stretch.SCHEMES}
        assert max(first[s] for s in first if s != "none") < 0.95
        assert max(runs["slopes", seed]) - min(runs["slopes", seed]) < 0.1
        assert min(runs["slopes", seed]) > stretch.floor()
        for broken in ("learned", "sines"):
            assert min(runs[broken, seed][1:]) > 2
        for drifts in ("rotary", "buckets"):
            quarters = runs[drifts, seed]
            assert quarters[1] < 0.9 < 1 < quarters[3] < 2
            assert quarters[1] < quarters[2] < quarters[3]
        assert runs["none", seed][3] > 1.1
