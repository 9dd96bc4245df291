"""Films that are longer than the window: how long, from what, and what is left alone."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks import tubes
from fieldguide.mechanisms.sampling import unrolling


def count_on(prompt, known):
    """A film of numbers, 5 frames: each one more than the one before."""
    begin = np.zeros((2, 1)) if known is None else known
    while begin.shape[1] < 5:
        begin = np.append(begin, begin[:, -1:] + len(prompt), axis=1)
    return begin


def test_two_prompts_by_hand():
    film = unrolling.unroll(["a", "bb"], count_on, overlap=2)
    assert film.tolist() == [[0, 1, 2, 3, 4, 6, 8, 10]] * 2
    assert film.shape[1] == unrolling.unrolled_length(2, window=5, overlap=2)


def test_the_maker_gets_a_copy_of_the_last_frames():
    seen = []

    def spoil(prompt, known):
        clip = count_on(prompt, known)
        if known is not None:
            seen.append(known.copy())
            known += 100
        return clip

    film = unrolling.unroll(["a"] * 3, spoil, overlap=3)
    assert film[0].tolist() == [*range(9)]
    assert [k[0].tolist() for k in seen] == [[2, 3, 4], [4, 5, 6]]


def test_the_paper_s_clips():
    assert unrolling.WINDOW == data.fact("phenaki.clip_frames").number
    assert unrolling.OVERLAP == data.fact("phenaki.context_frames").number
    assert (
        tubes.moment_number(unrolling.OVERLAP) == 3
    )  # so what is kept can be cut by itself
    lengths = [unrolling.unrolled_length(k) for k in (1, 2, 3)]
    assert lengths == [11, 17, 23]


def test_what_is_no_clip():
    with pytest.raises(
        ValueError, match="overlap must be less than the frames of a clip"
    ):
        unrolling.unroll(["a"], count_on, overlap=5)
    with pytest.raises(ValueError, match="number of prompts"):
        unrolling.unroll([], count_on)
    with pytest.raises(ValueError, match="clips that make gives"):
        unrolling.unroll(
            ["a", "b"],
            lambda p, k: count_on(p, k)[:, : 5 if k is None else 4],
            overlap=2,
        )
    with pytest.raises(ValueError, match="overlap must be a whole number in 1 ... 10"):
        unrolling.unrolled_length(2, overlap=11)
