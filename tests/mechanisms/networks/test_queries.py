"""The Q-Former: who may look at whom, what a picture is boiled down to, and its sizes."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import queries, transformer
from fieldguide.training import descent

SIZES = {"queries": 3, "d": 8, "image_width": 6, "layers": 3, "spread": 0.5}
WORDS = {"vocab_size": 7, "positions": 5}
IDS = np.array([1, 4, 2, 6])
MASKS = queries.contrast_mask, queries.generation_mask, queries.matching_mask


@pytest.fixture
def image(rng):
    return rng.normal(size=(2, 9, 6))


@pytest.fixture
def p(rng):
    return queries.new_q_former(rng, **SIZES, **WORDS)


def test_the_masks_of_two_queries_and_three_words():
    rows = {
        queries.contrast_mask: ["11000", "11000", "00111", "00111", "00111"],
        queries.generation_mask: ["11000", "11000", "11100", "11110", "11111"],
        queries.matching_mask: ["11111"] * 5,
    }
    for mask, wanted in rows.items():
        found = mask(k=2, n=3)
        assert ["".join("01"[int(see)] for see in row) for row in found] == wanted, (
            mask.__name__
        )


@pytest.mark.parametrize("mask", MASKS)
def test_without_words_all_three_are_the_same(mask):
    assert mask(k=4, n=0).all()
    assert mask(k=0, n=1).tolist() == [[True]]


def test_as_many_come_out_however_large_the_picture(rng, p, image):
    for picture in (image, image[:, :1], rng.normal(size=(2, 50, 6))):
        assert queries.q_former(picture, p, heads=2).shape == (2, 3, 8)
    assert queries.q_former(image[0], p, heads=2, ids=IDS).shape == (7, 8)


def test_the_order_of_the_patches_is_not_seen(p, image):
    """What tells places apart is in the eye's vectors, or nowhere."""
    np.testing.assert_allclose(
        queries.q_former(image, p, heads=2),
        queries.q_former(image[:, ::-1], p, heads=2),
    )


def test_words_that_queries_may_not_see_change_nothing_for_them(p, image):
    alone = queries.q_former(image[0], p, heads=2)
    for mask in MASKS:
        allowed = mask(k=3, n=4)
        found = queries.q_former(image[0], p, heads=2, ids=IDS, mask=allowed)
        same = np.allclose(found[:3], alone)
        assert same == (mask is not queries.matching_mask), mask.__name__


def test_words_know_the_picture_only_through_the_queries(p, image):
    for mask in MASKS:
        allowed = mask(k=3, n=4)
        one, other = (
            queries.q_former(i, p, heads=2, ids=IDS, mask=allowed)[3:] for i in image
        )
        assert np.allclose(one, other) == (mask is queries.contrast_mask)


def test_in_generation_no_word_knows_what_comes_after_it(p, image):
    allowed = queries.generation_mask(k=3, n=4)
    one, other = (
        queries.q_former(image[0], p, heads=2, ids=ids, mask=allowed)
        for ids in (IDS, np.array([1, 4, 2, 0]))
    )
    np.testing.assert_allclose(one[:6], other[:6])
    assert not np.allclose(one[6], other[6])


def test_every_other_block_looks(rng, p):
    assert ["cross_attention" in block for block in p["blocks"]] == [True, False, True]
    p = queries.new_q_former(rng, **SIZES, every=3)
    assert ["cross_attention" in block for block in p["blocks"]] == [True, False, False]


def test_a_block_without_a_look_is_berts(rng):
    block, x = transformer.new_block(rng, d=8, spread=0.5), rng.normal(size=(2, 3, 8))
    np.testing.assert_allclose(
        queries.query_block(x, np.zeros((2, 1, 6)), block, heads=2, queries=3),
        transformer.post_norm_block(x, block, heads=2),
    )


def test_it_learns(rng, image):
    p = queries.new_q_former(rng, **SIZES)
    wanted = rng.normal(size=(2, 3, 8))

    def loss(p, image):
        return ((queries.q_former(image, p, heads=2) - wanted) ** 2).mean()

    _, losses, _ = descent.train(loss, p, [(image,)] * 20, step_size=0.02)
    assert losses[-1] < 0.8 * losses[0]


def test_what_does_not_fit_is_named(rng, p, image):
    bare = queries.new_q_former(rng, **SIZES)
    with pytest.raises(ValueError, match="token_table"):
        queries.q_former(image[0], bare, heads=2, ids=IDS)
    with pytest.raises(ValueError, match="text_feed_forward"):
        queries.query_block(
            rng.normal(size=(4, 8)), image[0], bare["blocks"][0], heads=2, queries=3
        )
    with pytest.raises(ValueError, match="queries"):
        queries.query_block(
            rng.normal(size=(2, 8)), image[0], p["blocks"][0], heads=2, queries=3
        )
    with pytest.raises(ValueError, match="both"):
        queries.new_q_former(rng, **SIZES, vocab_size=7)


# --- sizes ----------------------------------------------------------------------------


def counted(image_width, reader_width):
    return counting.q_former_parameters(
        queries=int(data.fact("blip-2.query_tokens").number),
        layers=int(data.fact("blip-2@q-former.layers").number),
        width=int(data.fact("blip-2@q-former.hidden_size").number),
        image_width=image_width,
        reader_width=reader_width,
        every=int(data.fact("blip-2.cross_attention_interval").number),
    )


@pytest.mark.parametrize(
    ("variant", "image_width", "reader_width", "exactly"),
    [
        ("vit-g-opt-2.7b", 1408, 2560, 107_130_880),
        ("vit-g-opt-6.7b", 1408, 4096, 108_312_064),
        ("vit-g-flan-t5-xxl", 1408, 4096, 108_312_064),
        ("vit-g-flan-t5-xl", 1408, 2048, 106_737_152),
        ("vit-l-opt-2.7b", 1024, 2560, 103_591_936),
        ("vit-l-flan-t5-xl", 1024, 2048, 103_198_208),
    ],
)
def test_table_2_of_the_paper(variant, image_width, reader_width, exactly):
    found = counted(image_width, reader_width)
    printed = data.fact(f"blip-2@{variant}.parameters_trainable").number
    assert found == exactly
    assert round(found / 1e6) == printed / 1e6


def test_a_q_former_has_as_many_parameters_as_are_counted(rng):
    p = queries.new_q_former(rng, **SIZES, **WORDS)
    sizes = {"layers": 3, "width": 8}
    bare = counting.q_former_parameters(
        **sizes, queries=3, image_width=6, reader_width=5
    )
    words = counting.q_former_text_parameters(**sizes, **WORDS)
    assert transformer.size(p) == bare + words - 9 * 5  # less the map to the reader


def test_several_texts_are_held_against_one_picture(rng):
    p, image = queries.new_q_former(rng, **SIZES, **WORDS), rng.normal(size=(4, 6))
    texts, how = np.array([IDS, IDS[::-1]]), {"heads": 2}
    how["mask"] = queries.matching_mask(k=3, n=4)
    together = queries.q_former(image, p, ids=texts, **how)
    alone = [queries.q_former(image, p, ids=ids, **how) for ids in texts]
    assert np.allclose(together, alone, atol=1e-12)
    twice = queries.q_former(np.array([image, image]), p, ids=IDS, **how)
    assert np.allclose(twice, alone[0], atol=1e-12)
    with pytest.raises(ValueError, match="of one batch: image .* words"):
        queries.q_former(rng.normal(size=(3, 4, 6)), p, ids=texts, **how)
