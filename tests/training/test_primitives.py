"""The primitives: their values are their twins', their ways back those of small differences."""

import numpy as np
import pytest
from autograd import grad, value_and_grad
from autograd.test_util import check_grads

from fieldguide.mechanisms.attention import attention as twin
from fieldguide.mechanisms.networks import transformer
from fieldguide.mechanisms.networks.norm import layer_norm
from fieldguide.mechanisms.objectives.chats import answer_loss
from fieldguide.training import losses, parameters, primitives
from fieldguide.training.next_word import next_word_loss

SIZES = {"vocab_size": 11, "positions": 7, "d": 8}
NOWHERE = np.array([[True, False, True], [False] * 3])  # one token may look nowhere


def draw(rng, *shapes, kind=float):
    return [rng.normal(size=shape).astype(kind) for shape in shapes]


def _layer_norm(x, gain, bias, eps=1e-5):
    return layer_norm(x, {"gain": gain, "bias": bias}, eps=eps)


def _side_by_side(x, stride):
    """Rows are moved by matrices of ones, and then put into a third of the columns."""
    third = np.eye(15).reshape(3, 5, 15)
    moved = sum(np.eye(3, k=k - 1) @ x @ third[k] for k in range(3))
    return moved[:, ::stride]


def cases(rng, kind=float):
    """Each primitive on small arrays: name, function of what learns, arrays, twin."""
    ids, targets = np.array([[0, 2, 2], [4, 0, 2]]), np.array([3, 0, 3])
    q, k, v = draw(rng, (2, 2, 5), (2, 3, 5), (2, 3, 4), kind=kind)
    x, w, b, gain, bias = draw(rng, (2, 3, 5), (5, 4), (4,), (5,), (5,), kind=kind)
    table, logits = draw(rng, (6, 3), (3, 4), kind=kind)
    yield (
        "affine", primitives.affine, (x, w, b),
        lambda x, w, b: twin.linear(x, {"weight": w, "bias": b}),
    )  # fmt: skip
    yield (
        "take", lambda table: primitives.take(table, ids), (table,),
        lambda table: table[ids],
    )  # fmt: skip
    yield "softmax", primitives.softmax, (x,), twin.softmax
    yield "gelu_tanh", primitives.gelu_tanh, (2 * x,), transformer.gelu_tanh
    yield "norm", primitives.norm, (x, gain, bias), _layer_norm
    yield (
        "norm, eps", lambda *a: primitives.norm(*a, 0.3), (x, gain, bias),
        lambda *a: _layer_norm(*a, 0.3),
    )  # fmt: skip
    for stride in (1, 2):
        yield (
            f"neighbors, {stride}", lambda x, s=stride: primitives.neighbors(x, 3, s), (x,),
            lambda x, s=stride: _side_by_side(x, s),
        )  # fmt: skip
    for said, mask in (("all", None), ("masked", NOWHERE)):
        yield (
            f"attention, {said}", lambda *a, m=mask: primitives.attention(*a, m),
            (q, k, v), lambda *a, m=mask: twin.attention(*a, mask=m)[0],
        )  # fmt: skip
    yield (
        "cross_entropy", lambda z: primitives.cross_entropy(z, targets), (logits,),
        lambda z: losses.cross_entropy(z, targets),
    )  # fmt: skip


NAMES = [case[0] for case in cases(np.random.default_rng(0))]


@pytest.fixture(params=range(len(NAMES)), ids=NAMES)
def case(request, rng):
    return list(cases(rng))[request.param][1:]


def test_a_primitive_gives_what_its_twin_gives(case):
    ours, arrays, other = case
    np.testing.assert_allclose(ours(*arrays), other(*arrays), rtol=1e-12, atol=1e-15)


def test_a_way_back_is_that_of_small_differences(case):
    ours, arrays, _ = case
    check_grads(ours, modes=["rev"], order=1)(*arrays)


def test_a_way_back_is_that_of_autograd_through_the_twin(case, rng):
    """By all arguments at once, and by each alone."""
    ours, arrays, other = case
    pull = rng.normal(size=np.shape(other(*arrays)))
    every = [*range(len(arrays))]
    for places in (every, *([k] for k in every)):
        found, wanted = (
            value_and_grad(lambda *a, f=f: (f(*a) * pull).sum(), argnum=places)(
                *arrays
            )[1]
            for f in (ours, other)
        )
        for one, two in zip(found, wanted, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("which", range(len(NAMES)), ids=NAMES)
def test_single_precision_stays_single_both_ways(which, rng):
    ours, arrays, _ = list(cases(rng, np.float32))[which][1:]
    assert ours(*arrays).dtype == np.float32
    places = [*range(len(arrays))]
    back = value_and_grad(lambda *a: (ours(*a) * np.float32(2)).sum(), argnum=places)
    assert [g.dtype for g in back(*arrays)[1]] == [np.float32] * len(arrays)


def test_arguments_are_left_alone(case):
    ours, arrays, _ = case
    before = [a.copy() for a in arrays]
    check_grads(ours, modes=["rev"], order=1)(*arrays)
    for a, b in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_examples_of_the_docstrings():
    x, w, b = np.array([[1.0, 2]]), np.array([[1.0, 0], [0, 10]]), np.full(2, 5.0)
    np.testing.assert_array_equal(primitives.affine(x, w, b), [[6, 25]])
    np.testing.assert_allclose(primitives.softmax(np.log([1.0, 3])), [1 / 4, 3 / 4])
    row = primitives.norm(np.array([1.0, 3]), np.ones(2), np.zeros(2), 0.0)
    np.testing.assert_array_equal(row, [-1, 1])
    rows = primitives.neighbors(np.array([[1.0], [2], [3]]))
    np.testing.assert_array_equal(rows, [[0, 1, 2], [1, 2, 3], [2, 3, 0]])
    rows = primitives.neighbors(np.arange(1.0, 5)[:, None], 3, 2)
    np.testing.assert_array_equal(rows, [[0, 1, 2], [2, 3, 4]])
    with pytest.raises(ValueError, match="width must be odd, to have a middle, got 2"):
        primitives.neighbors(rows, 2)


def test_a_row_that_is_taken_twice_collects_both_gradients():
    pull = np.array([[1.0], [10], [100]])
    back = value_and_grad(lambda t: (primitives.take(t, [1, 0, 1]) * pull).sum())
    np.testing.assert_array_equal(back(np.zeros((3, 1)))[1], [[10], [101], [0]])


def test_rows_of_a_long_table_collect_like_those_of_a_short_one(rng):
    """Beyond `LONG` rows only those are multiplied that were taken."""
    ids, pull = rng.integers(6, size=(4, 5)), rng.normal(size=(4, 5, 3))
    short, long = rng.normal(size=(6, 3)), rng.normal(size=(primitives.LONG + 1, 3))
    back = grad(lambda table: (primitives.take(table, ids) * pull).sum())
    np.testing.assert_allclose(back(long)[:6], back(short), rtol=1e-12)
    assert not back(long)[6:].any() and back(short).any()


def test_softmax_survives_large_scores():
    np.testing.assert_array_equal(primitives.softmax(np.array([1e4, 0])), [1, 0])


@pytest.mark.parametrize("size", [1, 30, 1000])
@pytest.mark.parametrize("mask", [None, NOWHERE], ids=["all", "masked"])
def test_attention_agrees_with_its_twin_whatever_the_size_of_the_scores(
    rng, size, mask
):
    """What is hidden does not matter, not even to the shift."""
    q, k, v = draw(rng, (2, 2, 5), (2, 3, 5), (2, 3, 4))
    wanted, _ = twin.attention(size * q, k, v, mask=mask)
    np.testing.assert_allclose(
        primitives.attention(size * q, k, v, mask), wanted, rtol=1e-11, atol=1e-15
    )
    if mask is not None:
        k[:, 1] = np.nan  # hidden from both
        found = primitives.attention(size * q, k, v, mask)
        np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-15)


def test_nan_in_what_is_seen_shows():
    assert np.isnan(primitives.softmax(np.array([np.nan, 0]))).all()
    assert np.isnan(primitives.attention(*np.full((3, 2, 2), np.nan))).all()


def test_a_way_back_is_that_of_its_own_call(rng):
    """The same function twice, the way back of the first after the second was called."""
    x, y = draw(rng, (2, 5), (2, 5))

    def both(x, y):
        one, two = primitives.gelu_tanh(x), primitives.gelu_tanh(y)
        primitives.gelu_tanh(np.full((2, 5), 9.0))  # nobody learns from it
        return (one * two).sum()

    check_grads(both, modes=["rev"], order=1)(x, y)


def test_a_gradient_of_a_gradient_is_refused():
    slope = grad(lambda x: primitives.gelu_tanh(x).sum())
    with pytest.raises(ValueError, match="gelu_tanh has no gradient of its gradient"):
        grad(lambda x: slope(x).sum())(np.ones(3))


def test_a_single_number_passes_gelu_both_ways():
    value, slope = value_and_grad(primitives.gelu_tanh)(np.array(1.0))
    np.testing.assert_allclose(value, transformer.gelu_tanh(np.array(1.0)))
    np.testing.assert_allclose(slope, grad(transformer.gelu_tanh)(1.0))


@pytest.mark.parametrize(
    "call, said",
    [
        (lambda: primitives.affine(np.ones((2, 3)), np.ones((4, 5)), np.ones(5)), "x must"),
        (lambda: primitives.affine(np.ones((2, 3)), np.ones((3, 5)), np.ones(4)), "b must"),
        (lambda: primitives.take(np.ones((3, 2)), [3]), "ids must lie in 0 ... 2, got 3"),
        (lambda: primitives.softmax(1.0), "x must have shape"),
        (lambda: primitives.norm(np.ones(3), np.ones(2), np.ones(3)), "gain must"),
        (lambda: primitives.norm(np.ones(3), np.ones(3), np.ones(3), -1), "eps must"),
        (
            lambda: primitives.attention(*np.ones((3, 2, 4)), np.ones((2, 2))),
            "mask must be boolean",
        ),
        (
            lambda: primitives.attention(np.ones((2, 4)), np.ones((3, 4)), np.ones((2, 4))),
            "v must have shape",
        ),
        (lambda: primitives.gelu_tanh("x"), "x must be numbers"),
        (lambda: primitives.cross_entropy(np.ones((2, 3)), [0]), "targets must"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(call, said):
    with pytest.raises(ValueError, match=said):
        call()


# --- a step made of them --------------------------------------------------------------


def slow_loss(p, ids):
    scores = transformer.decoder(ids[:, :-1], p, heads=2)
    return losses.cross_entropy(
        scores.reshape((-1, scores.shape[-1])), ids[:, 1:].ravel()
    )


def test_the_step_is_the_decoders(rng):
    """Loss and gradient are those of the book's own functions, two blocks deep."""
    p = transformer.new_model(rng, **SIZES, layers=2, spread=0.5)
    ids = rng.integers(0, 11, (3, 6))
    flat, spread = parameters.join(p)
    (slow, wanted), (fast, found) = (
        value_and_grad(loss)(flat)
        for loss in (
            lambda flat: slow_loss(spread(flat), ids),
            lambda flat: next_word_loss(
                spread(flat), ids, heads=2, activation=primitives.gelu_tanh
            ),
        )
    )
    np.testing.assert_allclose(fast, slow, rtol=1e-12)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-13)
    assert np.abs(wanted).max() > 0.1


def test_only_the_words_that_are_asked_for_count(rng):
    """The loss of an answer alone is `answer_loss` of the decoder's logits."""
    p = transformer.new_model(rng, **SIZES, layers=1, spread=0.5)
    ids, asked = rng.integers(0, 11, (3, 6)), rng.random((3, 6)) < 0.4
    asked[:, 0], asked[0, 2] = False, True
    how = {"heads": 2, "activation": primitives.gelu_tanh}
    logits = transformer.decoder(ids, p, **how)
    found = next_word_loss(p, ids, asked, **how)
    np.testing.assert_allclose(found, answer_loss(logits, ids, asked), rtol=1e-12)
    every = np.ones((3, 6), bool)
    every[:, 0] = False
    np.testing.assert_allclose(
        next_word_loss(p, ids, every, **how), next_word_loss(p, ids, **how)
    )


def test_a_step_in_single_precision_stays_so(rng):
    p = transformer.new_model(rng, **SIZES, layers=1)
    flat, spread = parameters.join(p)
    ids = rng.integers(0, 11, (3, 6))
    loss, gradient = value_and_grad(
        lambda flat: next_word_loss(
            spread(flat), ids, heads=2, activation=primitives.gelu_tanh
        )
    )(flat.astype(np.float32))
    assert loss.dtype == gradient.dtype == np.float32


def test_one_word_has_no_next_word(rng):
    p = transformer.new_model(rng, **SIZES, layers=1)
    with pytest.raises(ValueError, match="2 words or more, to have a next one, got 1"):
        next_word_loss(p, np.array([[3]]), heads=2, activation=transformer.relu)
