"""DeBERTa: rows of distances, three terms in two readings, and late absolute places."""

from functools import partial

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import attention, softmax
from fieldguide.mechanisms.networks import disentangled as da
from fieldguide.mechanisms.networks import transformer

BOTH = [da.position_to_content, da.position_to_content_released]


def drawn(*shapes, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape) for shape in shapes]


# --- delta ----------------------------------------------------------------------------


def test_delta_by_hand():
    place = np.arange(5)
    assert da.delta(place[:, None], place, k=2).tolist() == [
        [2, 1, 0, 0, 0],
        [3, 2, 1, 0, 0],
        [3, 3, 2, 1, 0],
        [3, 3, 3, 2, 1],
        [3, 3, 3, 3, 2],
    ]


def test_the_ends_of_the_table_are_not_alike():
    """k and more ahead share row 0; k - 1 and more behind share row 2k - 1."""
    assert [int(da.delta(0, j, k=3)) for j in (1, 2, 3, 9)] == [2, 1, 0, 0]
    assert [int(da.delta(i, 0, k=3)) for i in (1, 2, 3, 9)] == [4, 5, 5, 5]


def test_the_docstring_of_delta():
    assert [int(da.delta(5, j, k=3)) for j in (5, 4, 6, 8, 3)] == [3, 4, 2, 0, 5]


def test_near_places_mirror():
    """delta(j, i) = 2k - delta(i, j) nearer than k, which the docstring states."""
    i, j = np.indices((9, 9))
    near = np.abs(i - j) < 4
    assert (da.delta(j, i, k=4) == 8 - da.delta(i, j, k=4))[near].all()
    assert not (da.delta(j, i, k=4) == 8 - da.delta(i, j, k=4))[~near].any()


def test_in_pretraining_nothing_is_clipped_and_row_0_is_never_read():
    n = int(data.fact("deberta.context_length").number)
    k = int(data.fact("deberta.max_relative_distance").number)
    assert (n, k) == (512, da.FURTHEST)
    place = np.arange(n)
    rows = da.delta(place[:, None], place)
    assert np.array_equal(rows, place[:, None] - place + k)
    assert np.array_equal(np.unique(rows), np.arange(1, 2 * k))


@pytest.mark.parametrize(("i", "k"), [(0.5, 3), (1.0, 3), (1, 0)])
def test_delta_refuses(i, k):
    with pytest.raises(ValueError, match=r"whole number"):
        da.delta(i, 0, k=k)


# --- terms ----------------------------------------------------------------------------


def test_terms_by_hand():
    """Two words, k = 1: ahead is row 0, here and behind are row 1."""
    q, k = np.array([[1.0], [2.0]]), np.array([[3.0], [5.0]])
    table = np.array([[10.0], [100.0]])
    assert da.content_to_content(q, k).tolist() == [[3, 5], [6, 10]]
    assert da.content_to_position(q, table).tolist() == [[100, 10], [200, 200]]
    released = da.position_to_content_released(k, table)
    assert released.tolist() == [[300, 50], [300, 500]]
    assert da.position_to_content(k, table).tolist() == [[300, 500], [30, 500]]


def test_terms_as_loops():
    """Equation 4, entry by entry, with two heads."""
    q, k, k_r, q_r = drawn((2, 7, 4), (2, 7, 4), (2, 6, 4), (2, 6, 4))
    c2p, paper, code = (np.zeros((2, 7, 7)) for _ in range(3))
    for h in range(2):
        for i in range(7):
            for j in range(7):
                c2p[h, i, j] = q[h, i] @ k_r[h, da.delta(i, j, k=3)]
                paper[h, i, j] = k[h, j] @ q_r[h, da.delta(j, i, k=3)]
                code[h, i, j] = k[h, j] @ q_r[h, da.delta(i, j, k=3)]
    assert np.allclose(da.content_to_position(q, k_r), c2p, atol=1e-12)
    assert np.allclose(da.position_to_content(k, q_r), paper, atol=1e-12)
    assert np.allclose(da.position_to_content_released(k, q_r), code, atol=1e-12)


def test_the_two_readings_agree_on_the_diagonal_only():
    k, q_r = drawn((6, 4), (8, 4))
    same = np.isclose(*(term(k, q_r) for term in BOTH))
    assert np.array_equal(same, np.eye(6, dtype=bool))


def test_a_mirrored_table_turns_one_reading_into_the_other():
    """Within reach, that is; row 0 has no mirror."""
    k, q_r = drawn((5, 4), (12, 4))
    mirrored = np.concatenate([q_r[:1], q_r[:0:-1]])
    assert np.allclose(
        da.position_to_content(k, mirrored), da.position_to_content_released(k, q_r)
    )


@pytest.mark.parametrize("p2c", BOTH)
def test_moving_a_sentence_changes_nothing(p2c):
    """Relative places only: a window of a longer text scores like the text."""
    q, k, k_r, q_r = drawn((9, 4), (9, 4), (6, 4), (6, 4))
    whole = da.disentangled_scores(q, k, k_r, q_r, p2c=p2c)
    part = da.disentangled_scores(q[3:8], k[3:8], k_r, q_r, p2c=p2c)
    assert np.allclose(whole[3:8, 3:8], part)


@pytest.mark.parametrize("p2c", BOTH)
def test_without_positions_it_is_attention_at_a_lower_temperature(p2c):
    q, k, v = drawn((5, 4), (5, 4), (5, 3))
    none = np.zeros((6, 4))
    mixed, shares = da.disentangled_attention(q, k, v, none, none, p2c=p2c)
    assert np.allclose(shares, softmax(q @ k.T / np.sqrt(3 * 4)))
    assert np.allclose(mixed, attention(q / np.sqrt(3), k, v)[0])


def test_mask_hides():
    q, k, v, k_r, q_r = drawn((4, 2), (4, 2), (4, 2), (4, 2), (4, 2))
    mask = np.eye(4, dtype=bool)
    mixed, shares = da.disentangled_attention(q, k, v, k_r, q_r, p2c=BOTH[0], mask=mask)
    assert np.allclose(mixed, v)
    assert np.array_equal(shares, np.eye(4))


def test_scale():
    assert da.add_terms([np.full((1, 1), 6.0)] * 3, 12)[0, 0] == 18 / 6
    assert np.isclose(
        1 / np.sqrt(3 * 64), data.fact("deberta@head-64.attention_scale").number, atol=5e-5
    )  # fmt: skip
    with pytest.raises(ValueError, match="terms must hold an array, got none"):
        da.add_terms([], 4)


def test_spread_of_three_terms():
    """Three independent terms have three times the variance: the scale brings it to 1."""
    d, n = 64, 60
    q, k, k_r, q_r = drawn((n, d), (n, d), (2 * n, d), (2 * n, d))
    scores = da.disentangled_scores(q, k, k_r, q_r, p2c=BOTH[1])
    assert 0.9 < scores.std() < 1.1


def test_widths_and_rows_must_fit():
    q, k, k_r, q_r = drawn((4, 2), (4, 2), (4, 2), (4, 2))
    with pytest.raises(ValueError, match=r"q_r must have shape .*got \(4, 2\)"):
        da.disentangled_scores(q, k, k_r[:, :1], q_r, p2c=BOTH[0])
    with pytest.raises(ValueError, match=r"q_r must have shape .*got \(2, 2\)"):
        da.disentangled_scores(q, k, k_r, q_r[:2], p2c=BOTH[0])
    with pytest.raises(ValueError, match="2k rows, got 3"):
        da.disentangled_scores(q, k, k_r[:3], q_r[:3], p2c=BOTH[0])


# --- the sum --------------------------------------------------------------------------


def test_four_terms_make_the_sum():
    c, p, w_q, w_k = drawn((5, 6), (5, 6), (6, 4), (6, 4))
    terms = da.summed_terms(c, p, w_q, w_k)
    assert len(terms) == 4
    assert np.allclose(sum(terms), (c + p) @ w_q @ ((c + p) @ w_k).T)


def test_position_to_position_does_not_read_the_sentence():
    c, other, p, w_q, w_k = drawn((5, 6), (5, 6), (5, 6), (6, 4), (6, 4))
    one, two = (da.summed_terms(x, p, w_q, w_k) for x in (c, other))
    assert np.array_equal(one[3], two[3])
    assert not any(np.allclose(one[k], two[k]) for k in range(3))


def test_order_of_the_terms():
    """Without content the last is left, without positions the first."""
    c, w_q, w_k = drawn((5, 6), (6, 4), (6, 4))
    none = np.zeros_like(c)
    sizes = [[np.abs(t).max() > 0 for t in da.summed_terms(a, b, w_q, w_k)]
             for a, b in ((c, none), (none, c))]  # fmt: skip
    assert sizes == [[True, False, False, False], [False, False, False, True]]


# --- block and decoder ----------------------------------------------------------------


def block(d=8, k=4, seed=0):
    rng = np.random.default_rng(seed)
    p = transformer.new_block(rng, d=d, spread=0.5)
    for name in ("position_key", "position_query"):
        p["attention"][name] = {"weight": rng.normal(0, 0.5, (d, d)), "bias": 0}
    return p, rng.normal(size=(2 * k, d))


def refrain(radius, d=8):
    """the old _ and the old _ and the old cat: equal words have equal vectors."""
    words = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 4]
    x = np.random.default_rng(1).normal(size=(5, d))[words]
    i, j = np.indices((11, 11))
    return x, np.abs(i - j) <= radius


@pytest.mark.parametrize("p2c", BOTH)
def test_two_places_with_like_neighbors_are_one(p2c):
    """To a block that knows relative places only and sees two words on either side."""
    p, table = block()
    x, near = refrain(2)
    out = da.disentangled_block(x, x, table, p, heads=2, p2c=p2c, mask=near)
    assert np.allclose(out[2], out[6], atol=1e-12)
    x, near = refrain(4)
    out = da.disentangled_block(x, x, table, p, heads=2, p2c=p2c, mask=near)
    assert np.abs(out[2] - out[6]).max() > 0.01  # now one of them sees the cat


def test_the_decoder_tells_them_apart():
    p, table = block()
    x, near = refrain(2)

    def layer(query, hidden):
        return da.disentangled_block(
            query, hidden, table, p, heads=2, p2c=BOTH[1], mask=near
        )

    places = np.random.default_rng(2).normal(size=x.shape)
    out = da.enhanced_mask_decoder(x, places, layer)
    assert np.abs(out[2] - out[6]).max() > 0.01
    nowhere = da.enhanced_mask_decoder(x, 0 * places, layer)
    assert np.allclose(nowhere[2], nowhere[6], atol=1e-12)


def test_the_decoder_by_hand():
    """A layer that adds: query 1 + 10 = 11, then 11 + 1 = 12, then 12 + 1 = 13."""
    hidden, places = np.ones((2, 1)), np.full((2, 1), 10.0)
    out = da.enhanced_mask_decoder(hidden, places, lambda q, h: q + h)
    assert out.tolist() == [[13], [13]]
    assert da.DECODER_LAYERS == data.fact("deberta.decoder_layers").number
    once = da.enhanced_mask_decoder(hidden, places, lambda q, h: q + h, layers=1)
    assert once.tolist() == [[12], [12]]


def test_the_decoder_leaves_its_arguments():
    hidden, places = np.ones((2, 1)), np.ones((2, 1))
    da.enhanced_mask_decoder(hidden, places, lambda q, h: q + h)
    assert (hidden == 1).all()


def test_the_decoder_refuses():
    hidden = np.ones((3, 2))
    with pytest.raises(ValueError, match=r"shape \(3, 2\), got \(2, 2\)"):
        da.enhanced_mask_decoder(hidden, np.ones((2, 2)), lambda q, h: q)
    with pytest.raises(ValueError, match="layers must be .* 1 or more, got 0"):
        da.enhanced_mask_decoder(hidden, hidden, lambda q, h: q, layers=0)


def test_shapes_with_a_batch():
    p, table = block()
    x = np.random.default_rng(3).normal(size=(2, 5, 8))
    out = da.disentangled_block(x, x, table, p, heads=2, p2c=BOTH[1])
    assert out.shape == x.shape
    alone = da.disentangled_block(x[1], x[1], table, p, heads=2, p2c=BOTH[1])
    assert np.allclose(out[1], alone)


# --- numbers in the prose -------------------------------------------------------------


def test_the_hand_made_head_of_the_notebook():
    """lamp -> lights: 0.88 as released, 0.09 with equation 4 as printed."""
    article, noun, verb, preposition = range(4)
    content = np.eye(4)[[article, noun, verb, article, noun, preposition, noun]]
    wants, k_r, q_r = np.zeros((4, 4)), np.zeros((8, 4)), np.zeros((8, 4))
    wants[article, noun], wants[noun, verb] = 4, 3
    k_r[da.delta(0, 1, k=4), noun] = 2
    q_r[da.delta(1, 0, k=4), preposition] = q_r[da.delta(2, 0, k=4), verb] = 10
    paper, released = (
        da.disentangled_attention(content @ wants, content, content, k_r, q_r, p2c=p2c)[
            1
        ]
        for p2c in BOTH
    )
    assert round(released[4, 2], 2) == 0.88
    assert round(paper[4, 2], 2) == 0.09
    assert np.abs(paper - released).max() == released[4, 2] - paper[4, 2]
    assert released.argmax(1)[[4, 6]].tolist() == [2, 5]
    assert paper.argmax(1)[4] == 5


@pytest.mark.parametrize("batch", [2, 3])
def test_a_mask_for_each_sentence_is_not_laid_on_heads(rng, batch):
    """With as many sentences as heads it was, and wrong by up to 0.56."""
    block = transformer.new_block(rng, d=4, spread=0.5)
    more = {f"position_{name}": block["attention"][name] for name in ("key", "query")}
    block["attention"] = block["attention"] | more
    x, table = rng.normal(size=(batch, 5, 4)), rng.normal(size=(6, 4))
    masks = rng.random((batch, 5, 5)) < 0.5
    run = partial(da.disentangled_block, heads=2, p2c=da.position_to_content)
    together = run(x, x, table, block, mask=masks)
    for k in range(batch):
        alone = run(x[k], x[k], table, block, mask=masks[k])
        np.testing.assert_allclose(together[k], alone)
