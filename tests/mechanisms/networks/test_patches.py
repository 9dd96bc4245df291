"""Patches: where each pixel goes, and an eye that is a Transformer's encoder over them."""

import numpy as np
import pytest

from fieldguide.mechanisms.networks import patches, transformer
from fieldguide.mechanisms.networks.norm import layer_norm


def test_patches_by_hand():
    picture = np.arange(16).reshape(4, 4, 1)
    cut = patches.cut_patches(picture, side=2)
    assert cut.tolist() == [
        [0, 1, 4, 5],
        [2, 3, 6, 7],
        [8, 9, 12, 13],
        [10, 11, 14, 15],
    ]


def test_joining_undoes_cutting(rng):
    pictures = rng.random((3, 2, 6, 4, 3))
    cut = patches.cut_patches(pictures, side=2)
    assert cut.shape == (3, 2, 6, 12)
    back = patches.join_patches(cut, height=6, width=4, side=2)
    assert (back == pictures).all()
    assert (cut[..., 1, :3] == pictures[..., 0, 2, :]).all()  # right of the first


def test_coca_has_patches_of_18_pixels_and_not_18_patches():
    assert patches.patch_number(height=288, width=288, side=18) == 256
    assert patches.patch_number(height=576, width=576, side=18) == 1024
    with pytest.raises(ValueError, match="side must divide pictures of 288 x 288"):
        patches.patch_number(height=288, width=288, side=20)


def test_what_cannot_be_cut(rng):
    with pytest.raises(ValueError, match="side must divide pictures of 4 x 6 pixels"):
        patches.cut_patches(rng.random((4, 6, 3)), side=4)
    with pytest.raises(ValueError, match="patches must have rows of 2 x 2 pixels"):
        patches.join_patches(rng.random((4, 6)), height=4, width=4, side=2)


def test_the_eye_is_an_encoder_over_patches(rng):
    """With the blocks of `transformer`, and a linear map where words have a table."""
    p = patches.new_eye(rng, d=8, positions=4, r=12, layers=2, spread=0.5)
    cut = rng.normal(size=(3, 4, 12))
    x = cut @ p["patch"]["weight"] + p["patch"]["bias"] + p["position_table"]
    for block in p["blocks"]:
        x = transformer.pre_norm_block(x, block, heads=2, eps=patches.VIT_EPS)
    wanted = layer_norm(x, p["norm"], eps=patches.VIT_EPS)
    assert np.allclose(patches.eye(cut, p, heads=2), wanted, rtol=0, atol=1e-12)


def test_without_places_the_eye_does_not_know_where(rng):
    p = patches.new_eye(rng, d=8, positions=4, r=12, layers=1, spread=0.5)
    cut, order = rng.normal(size=(4, 12)), [2, 0, 3, 1]
    moved = patches.eye(cut[order], p, heads=2)
    assert np.abs(moved - patches.eye(cut, p, heads=2)[order]).max() > 0.1
    p["position_table"] = 0 * p["position_table"]
    moved = patches.eye(cut[order], p, heads=2)
    assert np.allclose(moved, patches.eye(cut, p, heads=2)[order])


def test_an_eye_looks_at_pictures_of_one_size(rng):
    p = patches.new_eye(rng, d=8, positions=4, r=12, layers=1)
    with pytest.raises(ValueError, match=r"patches must have shape \(..., 4, 12\)"):
        patches.eye(rng.normal(size=(5, 12)), p, heads=2)
