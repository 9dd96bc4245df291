"""The nearest code by hand, who moves in the loss, codes that follow their vectors and revive."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.mechanisms.codes.nearest import (
    COMMITMENT,
    DECAY,
    codes_of,
    move_codes,
    nearest_code,
    new_codes,
    perplexity,
    restarted_codes,
    revive_codes,
    vq_loss,
)

CODES = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]])


def test_the_nearest_by_hand():
    assert nearest_code([[3, 1], [1, 1], [4, 3], [9, 9]], CODES).tolist() == [
        1,
        0,
        2,
        2,
    ]
    assert nearest_code([2.0, 0.0], CODES) == 0  # of equally near ones the first


def test_the_nearest_is_that_of_all_distances(rng):
    x, codes = rng.normal(size=(2, 30, 5)), rng.normal(size=(7, 5))
    away = ((x[..., None, :] - codes) ** 2).sum(-1)
    np.testing.assert_array_equal(nearest_code(x, codes), away.argmin(-1))


def test_codes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"x must have shape \(..., 2\), got \(1, 3\)"):
        nearest_code(np.zeros((1, 3)), CODES)
    with pytest.raises(ValueError, match="codes of codebook .* got 0"):
        nearest_code(np.zeros((1, 3)), np.zeros((0, 3)))


def test_the_loss_by_hand_and_who_moves():
    x, e = np.array([[3.0, 1.0]]), CODES[[1]]
    assert vq_loss(x, e) == (1 + COMMITMENT) * 1.0  # both are one away: the mean is 1
    by_x, by_code = grad(vq_loss, 0)(x, e), grad(vq_loss, 1)(x, e)
    np.testing.assert_allclose(by_code, [[1, -1]])  # 2 (e - x) / 2 numbers, weight 1
    np.testing.assert_allclose(by_x, -COMMITMENT * by_code)
    np.testing.assert_allclose(grad(vq_loss)(x, e, commitment=0.0), 0)
    assert COMMITMENT == 0.25


def test_codes_move_to_the_mean_of_their_vectors():
    p = {"count": np.ones(3), "total": CODES.copy()}
    x, ids = np.array([[2.0, 0.0], [4.0, 2.0], [9.0, 9.0]]), [1, 1, 2]
    moved = move_codes(x, ids, p, decay=0.0)  # a step of k-means
    np.testing.assert_allclose(codes_of(moved, small=0)[1:], [[3, 1], [9, 9]])
    slowly = move_codes(x, ids, p)
    np.testing.assert_allclose(
        slowly["count"], DECAY + (1 - DECAY) * np.array([0, 2, 1])
    )
    np.testing.assert_allclose(
        codes_of(slowly, small=0)[0], CODES[0]
    )  # nobody chose it
    between = codes_of(slowly, small=0)[1]
    np.testing.assert_allclose(
        between, (DECAY * CODES[1] + 0.01 * x[:2].sum(0)) / (DECAY + 0.02)
    )
    assert p["count"].tolist() == [1, 1, 1] and (p["total"] == CODES).all()


def test_a_small_number_keeps_a_code_that_nobody_chose_finite():
    p = {"count": np.array([0.0, 2.0]), "total": np.array([[0.0], [6.0]])}
    np.testing.assert_allclose(codes_of(p), [[0], [3]], atol=1e-4)
    with pytest.raises(ValueError, match="sum of count must be .* above 0, got 0.0"):
        codes_of({"count": np.zeros(2), "total": np.zeros((2, 1))})


def test_k_means_comes_to_rest_on_three_heaps(rng):
    middles = 10 * CODES
    x = np.repeat(middles, 50, axis=0) + rng.normal(size=(150, 2))
    p = {"count": np.ones(3), "total": middles + 3.0}
    for _ in range(3):
        p = move_codes(x, nearest_code(x, codes_of(p)), p, decay=0.0)
    heaps = x.reshape(3, 50, 2).mean(1)
    np.testing.assert_allclose(codes_of(p, small=0), heaps)


def test_dead_codes_are_put_where_vectors_are(rng):
    p = {"count": np.array([5.0, 0.2, 1.0]), "total": np.array([[5.0], [80.0], [2.0]])}
    alive = revive_codes(p, np.array([[7.0]]), rng)
    np.testing.assert_allclose(codes_of(alive, small=0), [[1], [7], [2]])
    assert alive["count"].tolist() == [5, 1, 1] and p["count"][1] == 0.2
    with pytest.raises(ValueError, match="dead codes must be .* 0 ... 0, got 1"):
        revive_codes(p, np.zeros((0, 1)), rng)


def test_jukebox_throws_a_dead_code_anew_in_each_batch():
    p = {"count": np.array([5.0, 0.2, 1.0]), "total": np.array([[5.0], [80.0], [2.0]])}
    x = np.arange(100.0, 130.0)[:, None]
    thrown = [restarted_codes(p, x, np.random.default_rng(k))[:, 0] for k in range(9)]
    assert all(codes[0] == 1 and codes[2] == 2 for codes in thrown)
    assert len({codes[1] for codes in thrown}) > 3
    assert all(codes[1] in x for codes in thrown)
    assert p["count"].tolist() == [5, 0.2, 1]
    # chosen often enough, it goes where those that chose it are, and not where it stood
    moved = move_codes(x[:9], np.ones(9, int), p, decay=0.9)
    codes = restarted_codes(moved, x, np.random.default_rng(0), least=0.5)
    np.testing.assert_allclose(codes[1], (72 + 0.1 * x[:9].sum()) / (0.18 + 0.9))
    with pytest.raises(ValueError, match="number of codes must be .* 1 ... 2, got 3"):
        restarted_codes(p, x[:2], np.random.default_rng(0))


def test_new_codes_are_vectors_of_the_data(rng):
    x = np.arange(10.0)[:, None]
    p = new_codes(x, rng, k=10)
    assert sorted(codes_of(p, small=0)[:, 0]) == sorted(x[:, 0])
    with pytest.raises(ValueError, match="k must be .* 1 ... 10, got 11"):
        new_codes(x, rng, k=11)


def test_perplexity_by_hand():
    assert perplexity([0, 0, 3, 3], k=4) == pytest.approx(2)
    assert perplexity([2, 2], k=4) == pytest.approx(1)
    assert perplexity(np.arange(8).reshape(2, 4), k=8) == pytest.approx(8)
    with pytest.raises(ValueError, match="number of ids .* got 0"):
        perplexity(np.zeros(0, int), k=4)


@pytest.mark.parametrize("far", [1e3, 1e5])
def test_it_is_the_nearest_far_from_0_as_well_and_in_short_numbers(rng, far):
    x, codes = ((rng.normal(size=(n, 3)) + far).astype(np.float32) for n in (200, 50))
    away = ((x[:, None].astype(float) - codes) ** 2).sum(-1)
    assert nearest_code(x, codes).tolist() == away.argmin(1).tolist()
