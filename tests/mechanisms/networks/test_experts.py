"""Experts: routes, seats and the balancing loss by hand, and a decoder that has them."""

import numpy as np
import pytest
from autograd import grad

from fieldguide import data
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import experts as ex
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.networks.encoder_decoder import relu_layer

SIZES = {"vocab_size": 7, "d": 8, "heads": 2, "layers": 2, "experts": 4, "spread": 0.5}


@pytest.fixture
def layer(rng):
    return ex.new_mixture(rng, d=6, inner=5, experts=4, spread=1.0)


def test_a_route_by_hand():
    # shares 1/2, 1/3, 1/6, then 1/6, 1/2, 1/3
    router = np.log([[3, 2, 1], [1, 3, 2]])
    experts, weights, shares = ex.route(np.eye(2), router)
    assert experts.tolist() == [[0, 1], [1, 2]]
    np.testing.assert_allclose(shares, [[1 / 2, 1 / 3, 1 / 6], [1 / 6, 1 / 2, 1 / 3]])
    np.testing.assert_allclose(weights, [[0.6, 0.4], [0.6, 0.4]])


def test_with_one_choice_its_weight_is_one_and_with_all_they_are_the_shares(rng):
    x, router = rng.normal(size=(5, 3)), rng.normal(size=(3, 4))
    np.testing.assert_allclose(ex.route(x, router, top=1)[1], 1)
    experts, weights, shares = ex.route(x, router, top=4)
    np.testing.assert_allclose(weights, np.take_along_axis(shares, experts, 1))
    assert (np.diff(weights) <= 0).all()


def test_of_equals_the_first_is_taken():
    assert ex.route(np.ones((1, 2)), np.zeros((2, 5)))[0].tolist() == [[0, 1]]


def test_seats_by_hand():
    # expert 0 is the first choice of all three and has two seats
    kept = ex.take_seats([[0, 1], [0, 1], [0, 2]], experts=3, capacity=2)
    assert kept.tolist() == [[True, True], [True, True], [False, True]]


def test_first_choices_sit_down_before_any_second_one():
    # token 0 has expert 1 as its second choice and comes after token 1, whose first it is
    kept = ex.take_seats([[0, 1], [1, 0]], experts=2, capacity=1)
    assert kept.tolist() == [[True, False], [True, False]]


@pytest.mark.parametrize("capacity", [1, 2, 3, 9])
def test_no_expert_serves_more_than_it_has_seats(rng, capacity):
    experts = np.argsort(rng.random((20, 5)), 1)[:, :2]
    kept = ex.take_seats(experts, experts=5, capacity=capacity)
    served = np.bincount(experts[kept], minlength=5)
    asked = np.bincount(experts.ravel(), minlength=5)
    np.testing.assert_array_equal(served, np.minimum(asked, capacity))


def test_capacity_by_hand():
    assert ex.expert_capacity(16, experts=8, factor=1) == 4
    assert ex.expert_capacity(16, experts=8, factor=1.25) == 5
    assert ex.expert_capacity(3, experts=64, factor=1) == 1
    assert ex.expert_capacity(16, experts=8, factor=1, top=1) == 2


def test_a_layer_adds_up_the_answers_of_those_chosen(rng, layer):
    x = rng.normal(size=(5, 6))
    out, routed = ex.mixture(x, layer)
    for row, got in enumerate(out):
        want = sum(
            w * relu_layer(x[row], layer["experts"][e])
            for e, w in zip(routed["choices"][row], routed["weights"][row], strict=True)
        )
        np.testing.assert_allclose(got, want)
    assert routed["kept"].all()


def test_a_refused_choice_is_missing_and_the_other_counts_as_before(rng, layer):
    x = rng.normal(size=(6, 6))
    out, routed = ex.mixture(x, layer, capacity=1)
    kept = routed["kept"]
    assert not kept.all()
    for row, got in enumerate(out):
        want = sum(
            w * relu_layer(x[row], layer["experts"][e])
            for e, w, k in zip(
                *(routed[n][row] for n in ("choices", "weights", "kept")), strict=True
            )
            if k
        )
        np.testing.assert_allclose(got, want + np.zeros(6))


def test_whom_no_expert_serves_goes_through_the_block_as_it_came(rng):
    p = ex.new_glam(rng, **SIZES)["blocks"][1]
    p["attention"]["output"]["weight"] = np.zeros((8, 8))  # attention says nothing
    x = np.tile(
        rng.normal(size=8), (4, 1)
    )  # four equal tokens want the same two experts
    out, routed = ex.expert_block(x, p, heads=2, capacity=1)
    served = routed["kept"].any(1)
    assert served.tolist() == [True, False, False, False]
    np.testing.assert_array_equal(out[1:], x[1:])
    assert np.abs(out[0] - x[0]).max() > 0.01


def test_sentences_of_a_batch_share_the_seats(rng, layer):
    x = rng.normal(size=(3, 4, 6))
    out, routed = ex.mixture(x, layer, capacity=2)
    flat, _ = ex.mixture(x.reshape(12, 6), layer, capacity=2)
    np.testing.assert_array_equal(out, flat.reshape(3, 4, 6))
    assert routed["choices"].shape == (12, 2)


def test_balancing_loss_by_hand():
    even = np.full((4, 4), 0.25)
    assert ex.balancing_loss(even, [[0], [1], [2], [3]]) == 1  # Switch's
    assert ex.balancing_loss(even, [[0, 1], [1, 2], [2, 3], [3, 0]]) == 2  # Mixtral's
    sure = np.eye(4)[[0, 0, 0, 0]]
    assert ex.balancing_loss(sure, [[0]] * 4) == 4


def test_balance_is_best_where_all_are_asked_alike(rng):
    """If who is asked follows the shares, the loss is e times the sum of squares: least at 1."""
    for _ in range(20):
        share = rng.dirichlet(np.ones(4))
        n = 10_000
        counts = np.round(share * n).astype(int)
        experts = np.repeat(np.arange(4), counts)[:, None]
        shares = np.tile(share, (len(experts), 1))
        loss = ex.balancing_loss(shares, experts)
        np.testing.assert_allclose(loss, 4 * (share**2).sum(), atol=1e-3)
        assert loss > 1 - 1e-3


@pytest.mark.parametrize("capacity", [None, 3])
def test_a_decoder_sees_nothing_ahead_while_there_are_seats(rng, capacity):
    p = ex.new_glam(rng, **SIZES)
    ids = rng.integers(7, size=9)
    logits, routed = ex.glam(ids, p, heads=2, capacity=capacity)
    assert logits.shape == (9, 7) and len(routed) == 1
    first, _ = ex.glam(ids[:5], p, heads=2, capacity=capacity)
    if capacity is None:
        np.testing.assert_allclose(first, logits[:5])
    else:  # a later token's first choice takes the seat of an earlier one's second
        assert np.abs(first - logits[:5]).max() > 1e-3


def test_every_second_block_has_experts(rng):
    p = ex.new_glam(rng, **SIZES | {"layers": 5})
    assert ["router" in b["feed_forward"] for b in p["blocks"]] == [0, 1, 0, 1, 0]


def test_matrices_are_as_many_as_the_closed_form_says(rng):
    p = ex.new_glam(rng, **SIZES)
    small = 2 * 4 * 8 + 2 * 4 * 8 + 2 * 8  # biases of attention, norms of blocks, last
    small += 8 * 4 + 2 * 32 * 2  # router, buckets
    want = counting.mixture_parameters(
        layers=2, width=8, inner=8, ffn=32, vocab_size=7, experts=4
    )
    assert transformer.size(p) - small == want


def test_constants_are_the_papers():
    assert data.fact("glam.experts_per_token").number == ex.TOP
    assert data.fact("glam.experts").number == ex.EXPERTS
    assert data.fact("glam.auxiliary_loss_weight").number == ex.BALANCE
    assert data.fact("glam.moe_layer_share").number == 1 / ex.EVERY


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda x, p: ex.mixture(x, p, capacity=0), "capacity must be.*of 1 or more, got 0"),
        (lambda x, p: ex.mixture(x, p, top=5), r"top must be.*in 1 ... 4, got 5"),
        (lambda x, p: ex.route(x, p["router"], top=0), r"top must be.*in 1 ... 4, got 0"),
        (lambda x, p: ex.expert_capacity(8, experts=4, factor=0), "factor must be.*above 0, got 0"),
        (lambda x, p: ex.expert_capacity(8, experts=1, factor=1), "top must be.*in 1 ... 1, got 2"),
        (lambda x, p: ex.take_seats([[4]], experts=4, capacity=1), r"choices must lie in 0 ... 3, got 4"),
        (lambda x, p: ex.mixture(x[:, :5], p), r"x must have shape \(\.\.\., 6\), got \(3, 5\)"),
        (
            lambda x, p: ex.mixture(x, p | {"experts": p["experts"][:3]}),
            r"router.* must have shape \(any, 3\), got \(6, 4\)",
        ),
        (
            lambda x, p: ex.balancing_loss(np.ones((0, 4)), np.ones((0, 1), int)),
            "number of shares must be.*got 0",
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(rng, layer, call, said):
    with pytest.raises(ValueError, match=said):
        call(rng.normal(size=(3, 6)), layer)


@pytest.mark.parametrize(
    ("tokens", "factor", "seats"), [(50, 1.1, 55), (25, 2.2, 55), (51, 1.1, 57)]
)
def test_a_product_that_is_a_little_too_large_costs_no_seat(tokens, factor, seats):
    assert ex.expert_capacity(tokens, experts=1, factor=factor, top=1) == seats
    assert ex.expert_capacity(1, experts=64, factor=1e-300) == 1
    with pytest.raises(ValueError, match="seats must be a finite number, got inf"):
        ex.expert_capacity(10, experts=1, factor=1e308, top=1)


def test_the_second_best_is_found_where_all_shares_but_one_are_0():
    choices, weights, _ = ex.route([[1.0]], [[0.0, -1000.0, -900.0]])
    assert choices.tolist() == [[0, 2]] and weights.tolist() == [[1, 0]]


def test_single_precision_stays_single(layer, rng):
    x = rng.normal(size=(5, len(layer["router"]))).astype(np.float32)
    small = {
        "router": layer["router"].astype(np.float32),
        "experts": [
            {name: part.astype(np.float32) for name, part in each.items()}
            for each in layer["experts"]
        ],
    }
    out, _ = ex.mixture(x, small)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, ex.mixture(x.astype(float), layer)[0], atol=1e-5)


def test_a_mixture_can_learn(rng):
    """autograd follows it: the slope of a number in the router is that of two near ones."""
    x, p = rng.normal(size=(5, 4)), ex.new_mixture(rng, d=4, inner=3, experts=3)

    def loss(router):
        return (ex.mixture(x, p | {"router": router})[0] ** 2).sum()

    found = grad(loss)(p["router"])
    step = np.zeros_like(p["router"])
    step[1, 2] = 1e-6
    wanted = (loss(p["router"] + step) - loss(p["router"] - step)) / 2e-6
    assert found[1, 2] == pytest.approx(wanted, rel=1e-4) and wanted != 0
