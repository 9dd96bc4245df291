"""Reading in any order: masks by hand, all orders, who sees whom, bad input."""

from itertools import permutations
from math import comb, factorial

import numpy as np
import pytest

from fieldguide.mechanisms.networks.recurrence import new_relative_block, relative_block
from fieldguide.mechanisms.objectives import permutation as p


def test_masks_of_the_docstring():
    content, query = p.factorization_masks([2, 0, 1])
    np.testing.assert_array_equal(content, [[1, 0, 1], [1, 1, 1], [0, 0, 1]])
    np.testing.assert_array_equal(query, [[0, 0, 1], [1, 0, 1], [0, 0, 0]])


def test_the_papers_example():
    """Figure 4: order 3, 2, 4, 1 (from 1). Word 1 sees all; word 3 sees itself only."""
    content, query = p.factorization_masks(np.array([3, 2, 4, 1]) - 1)
    seen = {i + 1: {int(j) + 1 for j in np.flatnonzero(content[i])} for i in range(4)}
    assert seen == {1: {1, 2, 3, 4}, 2: {2, 3}, 3: {3}, 4: {2, 3, 4}}
    np.testing.assert_array_equal(query, content & ~np.eye(4, dtype=bool))


def test_reading_from_left_to_right_is_an_order_too():
    content, query = p.factorization_masks(range(5))
    np.testing.assert_array_equal(content, np.tri(5))
    np.testing.assert_array_equal(query, np.tri(5, k=-1))


@pytest.mark.parametrize("n", [1, 2, 4, 5])
def test_over_all_orders_every_subset_is_a_context(n):
    """A set of s of the others: s! (n - 1 - s)! of the n! orders, as for Shapley."""
    counts = {}
    for order in permutations(range(n)):
        _, query = p.factorization_masks(order)
        context = tuple(np.flatnonzero(query[0]).tolist())
        counts[context] = counts.get(context, 0) + 1
    assert len(counts) == 2 ** (n - 1)
    for context, count in counts.items():
        s = len(context)
        assert count == factorial(s) * factorial(n - 1 - s)
        assert count / factorial(n) == pytest.approx(1 / (n * comb(n - 1, s)))


def test_no_word_finds_its_way_back_to_itself(rng):
    """However many layers: what reaches a query was known before it."""
    content, query = p.factorization_masks(rng.permutation(7))
    paths = query.astype(int)
    for _ in range(7):
        assert not paths.diagonal().any()
        paths = paths @ content


def test_everyone_but_me_is_no_secret():
    """With the diagonal hidden, the second layer brings my own word back to me."""
    others = ~np.eye(4, dtype=bool)
    assert (
        not others.diagonal().any() and (others.astype(int) @ others).diagonal().all()
    )


@pytest.mark.parametrize("bad", [[0, 2], [0, 0], [1, 2], [[0, 1]], [-1, 0]])
def test_an_order_names_each_place_once(bad):
    with pytest.raises(ValueError, match="order must (name each|have shape|be whole)"):
        p.factorization_masks(bad)


def test_predicted_places():
    asked = p.predicted_places(np.arange(512)[::-1])
    assert asked.sum() == 85 and asked[:85].all()  # README of zihangdai/xlnet: 85
    assert p.predicted_places([2, 0, 1], k=3).tolist() == [False, True, False]
    assert p.predicted_places([2, 0, 1], k=1).all()
    with pytest.raises(
        ValueError, match="k must be a finite number of 1 or more, got 0.5"
    ):
        p.predicted_places([0, 1], k=0.5)


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_asking_late_gives_more_to_go_by(k, rng):
    """With n/k asked, each has at least n - n/k words of context."""
    order = rng.permutation(12)
    context = p.factorization_masks(order)[1].sum(1)[p.predicted_places(order, k=k)]
    assert sorted(context) == list(range(12 - 12 // k, 12))


def test_released_masks_by_hand():
    """Words 0 and 2 are context: they see each other; 3 is asked before 1."""
    asked = np.array([False, True, False, True])
    content, query = p.released_masks([0, 3, 2, 1], asked)
    np.testing.assert_array_equal(query[1], [1, 0, 1, 1])
    np.testing.assert_array_equal(query[3], [1, 0, 1, 0])
    np.testing.assert_array_equal(content[0], [1, 0, 1, 0])
    np.testing.assert_array_equal(content[2], [1, 0, 1, 0])
    np.testing.assert_array_equal(content[1], [1, 1, 1, 1])
    with pytest.raises(ValueError, match=r"asked must have shape \(4,\), got \(3,\)"):
        p.released_masks([0, 3, 2, 1], asked[:3])


def test_paper_and_code_agree_on_what_is_asked_and_differ_on_the_rest(rng):
    order = rng.permutation(12)
    asked = p.predicted_places(order, k=3)
    paper, code = p.factorization_masks(order), p.released_masks(order, asked)
    for ours, theirs in zip(paper, code, strict=True):
        np.testing.assert_array_equal(ours[asked], theirs[asked])
    assert (paper[0] <= code[0]).all() and (paper[0] != code[0]).sum() == comb(8, 2)


# --- streams --------------------------------------------------------------------------


@pytest.fixture
def world(rng):
    order = np.array([2, 0, 3, 1])
    weights = [new_relative_block(rng, d=8, heads=2) for _ in range(3)]
    h, g = rng.normal(size=(4, 8)), np.tile(rng.normal(size=8), (4, 1))
    masks = p.factorization_masks(order)

    def run(h, g, memory=None):
        for w in weights:
            h, g = p.two_stream(h, g, *masks, w, memory=memory)
        return h, g

    return order, h, g, run


def changed(before, after):
    return set(np.flatnonzero(np.abs(before - after).max(1) > 1e-12).tolist())


def test_a_word_is_seen_by_those_who_come_later_and_by_itself_in_h_only(world):
    order, h, g, run = world
    for t, place in enumerate(order):
        other = h.copy()
        other[place] *= -1
        (h0, g0), (h1, g1) = run(h, g), run(other, g)
        assert changed(h0, h1) == set(order[t:].tolist())
        assert changed(g0, g1) == set(order[t + 1 :].tolist())


def test_nobody_reads_the_query_stream(world):
    order, h, g, run = world
    other = g.copy()
    other[order[0]] *= -1
    (h0, g0), (h1, g1) = run(h, g), run(h, other)
    assert changed(h0, h1) == set() and changed(g0, g1) == {order[0]}


def test_memory_is_seen_by_both_streams_at_every_place(world, rng):
    _, h, g, run = world
    memory = rng.normal(size=(3, 8))
    (h0, g0), (h1, g1) = run(h, g, memory), run(h, g, memory + 1)
    assert changed(h0, h1) == changed(g0, g1) == {0, 1, 2, 3}


def test_places_are_told_apart_although_all_queries_start_alike(world):
    """Words 0 and 1, say, with the same context: g differs by distance alone."""
    _, h, g, _ = world
    w = new_relative_block(np.random.default_rng(0), d=8)
    sees_two = np.zeros((4, 4), bool)
    sees_two[:, 2:] = True
    _, out = p.two_stream(h, g, np.eye(4, dtype=bool), sees_two, w)
    assert np.abs(out[0] - out[1]).max() > 1e-3


def test_without_distances_an_order_is_a_shuffled_sentence(rng):
    """With them it is not: the notebook's reason why the input stays as it is."""
    z, x = rng.permutation(5), rng.normal(size=(5, 8))
    w = new_relative_block(rng, d=8, heads=2)
    content, _ = p.factorization_masks(z)
    blind = w | {"W_R": 0 * w["W_R"], "v": 0 * w["v"]}
    for weights, same in ((blind, True), (w, False)):
        in_order = relative_block(x, x, weights, mask=content)[z]
        shuffled = relative_block(x[z], x[z], weights, mask=np.tri(5, dtype=bool))
        assert np.allclose(in_order, shuffled) == same


def test_who_guesses_from_the_content_can_copy(world):
    """However the others are, the own word is in the sum: h grows with it, g does not."""
    order, h, g, run = world
    content, query = p.factorization_masks(order)
    w = new_relative_block(np.random.default_rng(0), d=8)
    w["W_o"] = np.zeros((1, 8, 8))
    h1, g1 = p.two_stream(h, g, content, query, w)
    nearest = (h1 @ (h / np.linalg.norm(h, axis=1)[:, None]).T).argmax(1)
    assert nearest.tolist() == [0, 1, 2, 3]
    assert np.ptp(g1, axis=0).max() == 0


def test_streams_have_one_shape(world):
    _, h, g, _ = world
    with pytest.raises(ValueError, match=r"g must have shape \(4, 8\), got \(3, 8\)"):
        w = new_relative_block(np.random.default_rng(0), d=8)
        p.two_stream(h, g[:3], *[np.eye(4, dtype=bool)] * 2, w)


@pytest.mark.parametrize("batch", [2, 3])
def test_a_mask_for_each_sentence_is_not_laid_on_heads(rng, batch):
    """With as many sentences as heads it was, and wrong by up to 1.8."""
    w = new_relative_block(rng, d=8, heads=2)
    h, g = rng.normal(size=(2, batch, 5, 8))
    masks = [p.factorization_masks(rng.permutation(5)) for _ in range(batch)]
    content, query = (np.array(m) for m in zip(*masks, strict=True))
    together = p.two_stream(h, g, content, query, w)
    for k in range(batch):
        alone = p.two_stream(h[k], g[k], *masks[k], w)
        for ours, theirs in zip(together, alone, strict=True):
            np.testing.assert_allclose(ours[k], theirs)


# --- blocks, and marks between texts --------------------------------------------------


def test_blocks_have_one_shuffle_each_after_the_other(rng):
    order = p.order_in_blocks(rng, n=12, block_size=4)
    assert sorted(order) == list(range(12))
    first = order[:4]
    assert sorted(first) == [0, 1, 2, 3]
    assert order.tolist() == [*first, *(first + 4), *(first + 8)]
    with pytest.raises(ValueError, match="multiple of block_size, 5, got 12"):
        p.order_in_blocks(rng, n=12, block_size=5)


def test_marks_by_hand():
    """a b <sep>, known as b, <sep>, a; a is asked for, b is context."""
    asked, marks = [True, False, False], [False, False, True]
    content, query = p.released_masks([1, 2, 0], asked, marks=marks)
    assert query.tolist() == [
        [False, True, True],  # a: all that became known before
        [False, True, False],  # b, context, sees context only
        [False, True, True],  # <sep>: b, and itself
    ]
    assert (content == query | np.eye(3, dtype=bool)).all()
    with pytest.raises(ValueError, match="both"):
        p.released_masks([1, 2, 0], asked, marks=asked)
