"""An encoder hears and a decoder writes: shapes, what depends on what, and where it looks."""

import numpy as np
import pytest
from autograd import grad

from fieldguide.mechanisms.attention.positions import timing_signal
from fieldguide.mechanisms.networks import listener
from fieldguide.training import parameters, primitives

BANDS, D, V = 3, 8, 11
HOW = {"heads": 2}


@pytest.fixture
def p(rng):
    return listener.new_listener(
        rng, bands=BANDS, vocab_size=V, positions=6, d=D, layers=2, spread=0.5
    )


@pytest.fixture
def mel(rng):
    return rng.normal(size=(2, 9, BANDS))


def test_every_second_frame_becomes_a_place(p, mel):
    assert listener.listen(mel, p, **HOW).shape == (2, 5, D)
    assert listener.listen(mel[0, :8], p, **HOW).shape == (4, D)


def test_one_place_sees_five_frames_before_it_sees_all(p, mel):
    """Without blocks: place i is made of frames 2 i - 2 to 2 i + 2."""
    p["encoder"]["blocks"] = []
    before = listener.listen(mel, p, **HOW)
    mel[:, 4] += 1
    changed = (listener.listen(mel, p, **HOW) != before).any((0, 2))
    assert changed.tolist() == [False, True, True, True, False]


def test_a_convolution_by_hand(p):
    """One band that is 1 in one frame only, and a second convolution that keeps what is there."""
    sound = np.zeros((5, BANDS))
    sound[2, 0] = 1
    p["second"]["weight"][:] = 0
    p["second"]["weight"][D : 2 * D] = np.eye(D)  # the row in the middle, as it is
    kernel = p["first"]["weight"].reshape(3, BANDS, D)[:, 0]
    found = listener.stem(sound, p, activation=abs) - timing_signal(n=3, d=D)
    np.testing.assert_allclose(
        found, [np.zeros(D), abs(kernel[1]), np.zeros(D)], atol=1e-15
    )
    sound = np.roll(sound, 1, axis=0)  # in frame 3: seen from frame 4 as the one before
    found = listener.stem(sound, p, activation=abs) - timing_signal(n=3, d=D)
    np.testing.assert_allclose(found[2], abs(kernel[0]), atol=1e-15)
    np.testing.assert_allclose(found[1], abs(kernel[2]), atol=1e-15)


def test_a_token_sees_what_is_written_before_it_and_all_that_is_heard(p, mel, rng):
    memory = listener.listen(mel, p, **HOW)
    ids = rng.integers(V, size=(2, 5))
    scores = listener.write_down(ids, memory, p["decoder"], **HOW)
    assert scores.shape == (2, 5, V)
    other = ids.copy()
    other[:, 3] = (ids[:, 3] + 1) % V
    again = listener.write_down(other, memory, p["decoder"], **HOW)
    np.testing.assert_array_equal(again[:, :3], scores[:, :3])
    assert not np.allclose(again[:, 3:], scores[:, 3:])
    memory[:, -1] += 1
    assert not np.allclose(
        listener.write_down(ids, memory, p["decoder"], **HOW)[:, 0], scores[:, 0]
    )


def test_shares_of_the_sound_add_up_for_each_token(p, mel):
    memory = listener.listen(mel, p, **HOW)
    ids = np.array([[1, 2, 3], [4, 5, 6]])
    shares = listener.where_it_listens(ids, memory, p["decoder"], **HOW)
    assert shares.shape == (2, 2, 3, 5)
    np.testing.assert_allclose(shares.sum(-1), 1)


def test_what_no_token_looks_at_changes_no_score(p, mel, rng):
    """Looks so sharp that each head takes one place: the other places do not matter."""
    memory, decoder = listener.listen(mel[0], p, **HOW), p["decoder"]
    decoder["blocks"] = decoder["blocks"][:1]
    decoder["blocks"][0]["cross_attention"]["query"]["weight"] *= 1e4
    ids = np.array([1, 2, 3])
    shares = listener.where_it_listens(ids, memory, decoder, **HOW)  # (2, 3, t)
    np.testing.assert_allclose(shares.max(-1), 1)
    seen = {*shares[:, 0].argmax(-1)}  # by the first token
    scores = listener.write_down(ids, memory, decoder, **HOW)
    for place in range(len(memory)):
        changed = memory.copy()
        changed[place] *= 0.9
        again = listener.write_down(ids, changed, decoder, **HOW)
        assert np.allclose(again[0], scores[0]) == (place not in seen)


def test_it_can_learn(p, mel):
    """Gradients come through both halves, with the primitives and with plain functions alike."""
    ids, targets = np.array([[1, 2], [3, 4]]), np.array([2, 5, 4, 6])
    flat, spread = parameters.join(p)

    def loss(flat, activation):
        p = spread(flat)
        how = HOW | {"activation": activation}
        memory = listener.listen(mel, p, **how)
        scores = listener.write_down(ids, memory, p["decoder"], **how)
        return primitives.cross_entropy(scores.reshape((-1, V)), targets)

    slope = grad(loss)(flat, primitives.gelu_tanh)
    assert np.isfinite(slope).all() and (slope != 0).mean() > 0.9
    step = 1e-5 * slope / np.linalg.norm(slope)
    gained = loss(flat, primitives.gelu_tanh) - loss(flat - step, primitives.gelu_tanh)
    assert gained == pytest.approx(1e-5 * np.linalg.norm(slope), rel=1e-3)


def test_errors_name_what_is_wrong(p, mel):
    memory = listener.listen(mel, p, **HOW)
    with pytest.raises(ValueError, match=r"mel must have shape \(\.\.\., any, 3\)"):
        listener.listen(mel[..., :2], p, **HOW)
    with pytest.raises(
        ValueError, match="at most 6 tokens have a position vector, got 7"
    ):
        listener.write_down(np.zeros(7, int), memory[0], p["decoder"], **HOW)
    with pytest.raises(ValueError, match="must have a block or more, got none"):
        listener.where_it_listens([1], memory[0], p["decoder"] | {"blocks": []}, **HOW)
