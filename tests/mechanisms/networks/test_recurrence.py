"""Memory between segments: examples worked by hand, reach, invariance, bad input."""

from functools import partial

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import causal_mask, softmax
from fieldguide.mechanisms.networks import recurrence as r


def naive_scores(q, k, u, v, row):
    """Entry by entry, with the vector of each distance looked up; row(distance)."""
    n, m = len(q), len(k)
    out = np.empty((n, m))
    for i in range(n):
        for j in range(m):
            distance = (m - n + i) - j
            out[i, j] = (q[i] + u) @ k[j] + (q[i] + v) @ row(distance)
    return out


# --- distances ------------------------------------------------------------------------


def test_relative_encoding_of_the_docstring():
    np.testing.assert_allclose(r.relative_encoding([3], 2), [[np.sin(3), np.cos(3)]])
    expected = [np.sin(3), np.sin(0.03), np.cos(3), np.cos(0.03)]
    np.testing.assert_allclose(r.relative_encoding([3], 4), [expected])


def test_distance_zero_is_all_sines_zero_and_cosines_one():
    np.testing.assert_array_equal(r.relative_encoding([0], 6)[0], [0, 0, 0, 1, 1, 1])


def test_ahead_and_behind_differ_in_their_sines_only():
    ahead, behind = r.relative_encoding([-5, 5], 8)
    np.testing.assert_allclose(ahead[:4], -behind[:4])
    np.testing.assert_allclose(ahead[4:], behind[4:])


def test_an_odd_width_has_no_encoding():
    with pytest.raises(ValueError, match="d must be even.*got 5"):
        r.relative_encoding([0], 5)


def test_rel_shift_of_the_docstring():
    distances = np.array([[2, 1, 0], [2, 1, 0]])
    np.testing.assert_array_equal(r.rel_shift(distances), [[0, 2], [1, 0]])


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 4), (3, 3), (3, 5), (4, 9)])
def test_rel_shift_sorts_the_distances(n, m):
    """Looking back only the right ones stand below; with m + n columns everywhere."""
    wanted = (m - n + np.arange(n))[:, None] - np.arange(m)
    back = r.rel_shift(np.tile(np.arange(m, -1, -1), (n, 1)))
    both = r.rel_shift(np.tile(np.arange(m, -n, -1), (n, 1)))
    np.testing.assert_array_equal(back[wanted >= 0], wanted[wanted >= 0])
    assert (back[wanted < 0] != wanted[wanted < 0]).all()  # what ran over
    np.testing.assert_array_equal(both[:, :m], wanted)


def test_rel_shift_takes_each_head_by_itself(rng):
    x = rng.normal(size=(2, 5, 3, 8))
    np.testing.assert_array_equal(r.rel_shift(x)[1, 4], r.rel_shift(x[1, 4]))


# --- scores ---------------------------------------------------------------------------


@pytest.mark.parametrize("memory", [0, 3])
@pytest.mark.parametrize("ahead", [False, True])
def test_scores_are_those_of_the_formula(rng, memory, ahead):
    n, e = 4, 6
    m = memory + n
    q, k = rng.normal(size=(n, e)), rng.normal(size=(m, e))
    u, v = rng.normal(size=(2, e))
    distance = np.arange(m, -n if ahead else -1, -1)
    rows = rng.normal(size=(len(distance), e))
    table = dict(zip(distance.tolist(), rows, strict=True))
    ours = r.relative_scores(q, k, rows, u, v)
    theirs = naive_scores(q, k, u, v, lambda t: table.get(t, rows[0] * np.nan))
    known = ~np.isnan(theirs)
    assert known.all() == ahead
    np.testing.assert_allclose(ours[known], theirs[known])


def test_one_score_by_hand():
    """One word that looks at itself: (1 + 10) * 2 + (1 + 100) * 3 = 325."""
    q, k, rows = np.array([[1.0]]), np.array([[2.0]]), np.array([[7.0], [3.0]])
    assert r.relative_scores(q, k, rows, np.array([10]), np.array([100])) == 325


def test_scores_need_fitting_rows(rng):
    q, k, u = rng.normal(size=(2, 4)), rng.normal(size=(5, 4)), np.zeros(4)
    for rows in (5, 8):
        with pytest.raises(ValueError, match=f"r needs 6 to 7 rows, got {rows}"):
            r.relative_scores(q, k, np.zeros((rows, 4)), u, u)
    with pytest.raises(ValueError, match="among k, got 5 of 2 words"):
        r.relative_scores(k, q, np.zeros((3, 4)), u, u)


def test_only_distance_counts(rng):
    """The same words behind a stranger who is hidden: the same result."""
    w = r.new_relative_block(rng, d=8, heads=2)
    x, stranger = rng.normal(size=(4, 8)), rng.normal(size=(3, 8))
    here, _ = r.relative_attention(x, x, w)
    hide = r.beside_memory(np.ones((4, 4), bool), 3) & (np.arange(7) >= 3)
    later, shares = r.relative_attention(x, np.concatenate([stranger, x]), w, mask=hide)
    np.testing.assert_allclose(here, later)
    assert shares.shape == (2, 4, 7) and not shares[..., :3].any()


def test_attention_is_the_formula_head_by_head(rng):
    d, heads, n, memory = 8, 2, 3, 4
    w = r.new_relative_block(rng, d=d, heads=heads)
    x = rng.normal(size=(n, d))
    seen = np.concatenate([rng.normal(size=(memory, d)), x])
    mask = r.beside_memory(causal_mask(n), memory)
    out, shares = r.relative_attention(x, seen, w, mask=mask)
    summed = 0
    for h in range(heads):
        q, k, v = x @ w["W_q"][h], seen @ w["W_k"][h], seen @ w["W_v"][h]
        row = lambda t, h=h: (r.relative_encoding([t], d) @ w["W_R"][h])[0]  # noqa: E731
        scores = naive_scores(q, k, w["u"][h], w["v"][h], row) / np.sqrt(d // heads)
        probabilities = softmax(np.where(mask, scores, -np.inf))
        np.testing.assert_allclose(shares[h], probabilities)
        summed = summed + probabilities @ v @ w["W_o"][h]
    np.testing.assert_allclose(out, summed)


def test_sentences_in_a_batch_do_not_meet(rng):
    w = r.new_relative_block(rng, d=8, heads=2)
    x = rng.normal(size=(3, 5, 8))
    together = r.relative_block(x, x, w, mask=causal_mask(5))
    for k in range(3):
        alone = r.relative_block(x[k], x[k], w, mask=causal_mask(5))
        np.testing.assert_allclose(together[k], alone)


def test_weights_need_heads_that_share_the_width(rng):
    assert r.new_relative_block(rng, d=6, heads=3)["W_q"].shape == (3, 6, 2)
    for heads in (0, 4):
        with pytest.raises(ValueError, match="heads must"):
            r.new_relative_block(rng, d=6, heads=heads)


# --- memory ---------------------------------------------------------------------------


def test_remember_keeps_the_last_rows():
    memory, h = np.array([[1.0], [2.0]]), np.array([[3.0], [4.0], [5.0]])
    kept = {most: r.remember(memory, h, most=most)[:, 0].tolist() for most in range(7)}
    assert kept[0] == [] and kept[2] == [4, 5] and kept[4] == [2, 3, 4, 5]
    assert kept[6] == [1, 2, 3, 4, 5]
    with pytest.raises(ValueError, match="0 or more, got -1"):
        r.remember(memory, h, most=-1)


def test_everybody_sees_the_memory():
    mask = r.beside_memory(causal_mask(2), 3)
    np.testing.assert_array_equal(mask, [[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]])


def stack(rng, layers, d=8):
    weights = [r.new_relative_block(rng, d=d) for _ in range(layers)]
    return [partial(r.relative_block, p=w) for w in weights]


def noticed(rng, layers, segment, memory, total):
    """The furthest token that changes the first of the last segment, by perturbation."""
    layers = stack(rng, layers)
    x = rng.normal(size=(total, segment, 8))
    last = r.read_segments(list(x), layers, most=memory)[-1][-1][0]
    furthest = 0
    for back in range(1, (total - 1) * segment + 1):
        other = x.copy()
        other.reshape(-1, 8)[(total - 1) * segment - back] += 1
        changed = r.read_segments(list(other), layers, most=memory)[-1][-1][0]
        if np.abs(changed - last).max() > 0:
            furthest = back
    return furthest


@pytest.mark.parametrize("memory", [0, 1, 2, 3, 4, 5])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_reach_is_what_a_change_shows(rng, layers, memory):
    """Segments of 3; the text is longer than any reach."""
    reach = r.reach(layers=layers, segment=3, memory=memory)
    assert noticed(rng, layers, 3, memory, total=-(-reach // 3) + 2) == reach


def test_reach_of_the_docstring_and_of_the_pages():
    assert r.reach(layers=3, segment=4, memory=4) == 12
    assert r.reach(layers=3, segment=4, memory=1) == 9
    assert r.reach(layers=3, segment=4, memory=0) == 0
    for variant, wanted in (("wt103-large", 6912), ("wt103-standard", 2400)):
        layers, segment, memory = (
            int(data.fact(f"transformer-xl@{variant}.{quantity}").number)
            for quantity in ("layers", "segment_length", "memory_length")
        )
        reach = r.reach(layers=layers, segment=segment, memory=memory)
        assert reach == layers * segment == wanted


@pytest.mark.parametrize("bad", [{"layers": 0}, {"segment": 0}, {"memory": -1}])
def test_reach_needs_something_to_count(bad):
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be a whole number"):
        r.reach(**{"layers": 1, "segment": 4, "memory": 4} | bad)


def test_one_layer_with_memory_reads_as_if_there_were_no_cut(rng):
    """Of two halves the second reads as in one piece: the words are the states below."""
    (layer,) = stack(rng, 1)
    x = rng.normal(size=(8, 8))
    whole = r.read_segments([x], [layer], most=0)[0][1]
    halves = r.read_segments([x[:4], x[4:]], [layer], most=4)
    np.testing.assert_allclose(whole, np.concatenate([h[1] for h in halves]))
    cut = r.read_segments([x[:4], x[4:]], [layer], most=0)
    assert not np.allclose(whole[4:], cut[1][1])


def test_nothing_changes_what_was_given(rng):
    layers = stack(rng, 2)
    segments = list(rng.normal(size=(3, 4, 8)))
    copies = [s.copy() for s in segments]
    out = r.read_segments(segments, layers, most=4)
    np.testing.assert_array_equal(segments, copies)
    assert len(out) == 3 and [s.shape for s in out[2]] == [(4, 8)] * 3
