"""Films as tokens: what is cut how, who may look at whom, and that nobody looks ahead."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import causal_mask
from fieldguide.mechanisms.networks import patches, transformer, tubes
from fieldguide.mechanisms.networks.norm import layer_norm
from fieldguide.training import descent

SIZES = {"d": 8, "m": 4, "t": 3, "r": 12, "s": 24, "e": 5}


@pytest.fixture
def film(rng):
    return rng.normal(size=(2, 5, 4, 4, 3))


@pytest.fixture
def p(rng):
    return tubes.new_tube_encoder(rng, **SIZES, depth=2, spread=0.5)


def cut(film):
    return tubes.cut_tubes(film, side=2, span=2)


def encode(film, p, **more):
    return tubes.encode_tubes(*cut(film), p, heads=2, **more)


def test_a_film_of_three_frames_by_hand():
    film = np.arange(12).reshape(3, 2, 2, 1)
    first, rest = tubes.cut_tubes(film, side=1, span=2)
    assert first.tolist() == [[0], [1], [2], [3]]
    assert rest.tolist() == [[[4, 8], [5, 9], [6, 10], [7, 11]]]
    first, rest = tubes.cut_tubes(film, side=2, span=1)
    assert rest.tolist() == [[[4, 5, 6, 7]], [[8, 9, 10, 11]]]


def test_joining_undoes_cutting_and_a_still_is_a_film(film):
    for some in (film, film[0], film[:, :1]):
        first, rest = cut(some)
        assert rest.shape[-3] == (some.shape[-4] - 1) // 2
        back = tubes.join_tubes(first, rest, height=4, width=4, side=2, span=2)
        assert (back == some).all()
    still = patches.cut_patches(film[:, 0], side=2)
    assert (cut(film)[0] == still).all()


def test_the_paper_s_clips():
    clip = {"height": 128, "width": 128}
    frames = int(data.fact("phenaki.clip_frames").number)
    tokens = tubes.tube_number(length=frames, **clip)
    assert tokens == data.fact("phenaki.context_length").number == 6 * 16 * 16
    ten = 10 * tubes.tube_number(length=1, **clip)
    assert ten == data.fact("phenaki.baseline_tokens").number
    assert 1 - tokens / ten == pytest.approx(data.fact("phenaki.token_saving").number)
    assert tubes.SIDE == data.fact("phenaki.patch_size").number
    assert tubes.SPAN == data.fact("phenaki.temporal_patch").number
    assert tubes.LAYERS == data.fact("phenaki@c-vivit.spatial_layers").number


def test_frames_that_are_left_over():
    with pytest.raises(
        ValueError, match="length must be one frame and then a multiple of 2"
    ):
        tubes.moment_number(10)
    with pytest.raises(
        ValueError, match="films must be one frame and then a multiple of 2, got 4"
    ):
        tubes.cut_tubes(np.zeros((4, 4, 4, 3)), side=2, span=2)


def test_a_moment_exists_if_one_of_its_frames_does():
    exists = np.array([[1, 0, 0, 0, 0], [1, 1, 1, 1, 0], [1, 1, 1, 1, 1]], bool)
    found = tubes.existing_moments(exists, span=2)
    assert found.astype(int).tolist() == [[1, 0, 0], [1, 1, 1], [1, 1, 1]]


def test_the_masks_of_two_moments_and_two_places():
    rows = {
        tubes.space_mask: ["1100", "1100", "0011", "0011"],
        tubes.time_mask: ["1000", "0100", "1010", "0101"],
    }
    for mask, wanted in rows.items():
        found = mask(t=2, m=2)
        assert ["".join("01"[int(s)] for s in row) for row in found] == wanted


def test_the_encoder_is_attention_under_both_masks(p, film):
    """The same network with all tokens in one row, under masks of who may look at whom."""
    first, rest = cut(film)
    x = np.concatenate(
        [
            first[:, None] @ p["square"]["weight"] + p["square"]["bias"],
            rest @ p["tube"]["weight"] + p["tube"]["bias"],
        ],
        1,
    )
    x = x + p["place_table"] + p["time_table"][:, None]
    x = x.reshape(2, 12, 8)
    for name, mask in (("space", tubes.space_mask), ("time", tubes.time_mask)):
        for block in p[name]:
            x = transformer.pre_norm_block(
                x, block, heads=2, mask=mask(t=3, m=4), eps=tubes.GPT2_EPS
            )
    x = layer_norm(x, p["norm"], eps=tubes.GPT2_EPS)
    wanted = (x @ p["code"]["weight"] + p["code"]["bias"]).reshape(2, 3, 4, 5)
    np.testing.assert_allclose(encode(film, p), wanted, atol=1e-10)


def test_the_first_frame_is_the_same_in_a_still_and_in_a_film(rng, p, film):
    still, whole = encode(film[:, :1], p), encode(film, p)
    np.testing.assert_allclose(whole[:, :1], still, atol=1e-12)
    other = film.copy()
    other[:, 3:] = rng.normal(size=other[:, 3:].shape)
    changed = abs(encode(other, p) - whole).max((0, 2, 3))
    assert (changed[:2] < 1e-12).all() and changed[2] > 0.1


def test_not_if_time_looks_both_ways(p, film):
    whole = encode(film, p, mask=np.ones((3, 3), bool))
    still = encode(film[:, :1], p, mask=np.ones((1, 1), bool))
    assert abs(whole[:, :1] - still).max() > 0.1
    np.testing.assert_array_equal(encode(film, p, mask=causal_mask(3)), encode(film, p))


def test_the_first_frame_is_known_later(p, film):
    other = film.copy()
    other[:, 0, :2, :2] += 1  # one square
    changed = abs(encode(other, p) - encode(film, p)).max((0, 3))
    assert (changed[1:] > 1e-3).all()  # through space, then through time


def test_the_decoder_looks_back_too(rng):
    p = tubes.new_tube_decoder(rng, **SIZES, depth=1, spread=0.5)
    z = rng.normal(size=(3, 4, 5))
    first, rest = tubes.decode_tubes(z, p, heads=2)
    assert first.shape == (4, 12) and rest.shape == (2, 4, 24)
    still, none = tubes.decode_tubes(z[:1], p, heads=2)
    np.testing.assert_allclose(still, first, atol=1e-12)
    assert none.shape == (0, 4, 24)


def test_no_film_is_longer_than_its_table(p, film):
    with pytest.raises(ValueError, match="moments: at most 3 tokens"):
        encode(np.concatenate([film, film[:, 1:]], 1), p)


def test_it_learns(rng, film):
    p = {
        "encoder": tubes.new_tube_encoder(rng, **SIZES, depth=1),
        "decoder": tubes.new_tube_decoder(rng, **SIZES, depth=1),
    }
    first, rest = cut(film)

    def loss(p, first, rest):
        z = tubes.encode_tubes(first, rest, p["encoder"], heads=2)
        a, b = tubes.decode_tubes(z, p["decoder"], heads=2)
        return ((a - first) ** 2).mean() + ((b - rest) ** 2).mean()

    _, losses, _ = descent.train(loss, p, [(first, rest)] * 30, step_size=0.02)
    assert losses[-1] < 0.8 * losses[0]
