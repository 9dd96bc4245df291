"""GPT-2's first weights, as paper and code have them."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.networks import beginnings
from fieldguide.mechanisms.networks import transformer as tf

SIZES = {"vocab_size": 60, "positions": 50, "d": 48, "layers": 6}


def spreads(p):
    return {
        "tokens": p["token_table"].std(),
        "places": p["position_table"].std(),
        **{
            f"{room} {name}": np.std([b[room][name]["weight"] for b in p["blocks"]])
            for room, names in (
                ("attention", ("query", "key", "value", "output")),
                ("feed_forward", ("up", "down")),
            )
            for name in names
        },
    }


def test_the_scale_by_hand_and_of_the_largest_gpt_2():
    assert beginnings.residual_scale(2) == 0.5
    fact = data.fact("gpt-2@xl.residual_init_scale").number
    assert beginnings.residual_scale(48) == pytest.approx(fact, abs=5e-5)
    with pytest.raises(ValueError, match="layers must be a whole number of 1 or more"):
        beginnings.residual_scale(0)


@pytest.mark.parametrize(
    "new", [beginnings.new_decoder, beginnings.new_decoder_released]
)
def test_the_spread_of_every_kind_of_weight(new, rng):
    """A standard deviation of n draws is known to 1 / sqrt(2 n) of itself; 5 of these."""
    found = spreads(new(rng, **SIZES))
    scale = beginnings.residual_scale(6) if new is beginnings.new_decoder else 1
    small = ("attention output", "feed_forward down")
    for name, spread in found.items():
        wanted = {"places": 0.01}.get(name, 0.02 * (scale if name in small else 1))
        n = 60 * 48 if name in ("tokens", "places") else 6 * 48 * 48
        assert abs(spread / wanted - 1) < 5 / np.sqrt(2 * n), name


def test_constants_are_those_of_the_dataset():
    assert tf.SPREAD == data.fact("gpt-2.init_std").number
    assert beginnings.POSITION_SPREAD == data.fact("gpt-2@positions.init_std").number


def growth(new, layers):
    """The stream's spread after all blocks over that before: 8 texts of 9 tokens."""
    rng, sizes = np.random.default_rng(0), {"vocab_size": 40, "positions": 9, "d": 64}
    p = new(rng, **sizes, layers=layers)
    spreads = beginnings.stream_spreads(rng.integers(40, size=(8, 9)), p, heads=4)
    assert len(spreads) == layers + 1 and spreads[0] == 1
    return spreads[-1]


def test_a_block_that_adds_nothing_spreads_nothing(rng):
    p = beginnings.new_decoder(rng, **SIZES)
    for block in p["blocks"]:
        for room, name in beginnings.RESIDUAL:
            block[room][name] = {k: 0 * a for k, a in block[room][name].items()}
    spreads = beginnings.stream_spreads([1, 2, 3], p, heads=4)
    np.testing.assert_array_equal(spreads, np.ones(7))


def test_without_the_scale_the_stream_grows_with_depth():
    """With it a deep stack adds about as much as a shallow one."""
    paper = [growth(beginnings.new_decoder, layers) for layers in (2, 32)]
    code = [growth(beginnings.new_decoder_released, layers) for layers in (2, 32)]
    assert code[1] > 1.5 * code[0] and abs(paper[1] / paper[0] - 1) < 0.2


def test_it_needs_a_block():
    with pytest.raises(ValueError, match="layers must be a whole number of 1 or more"):
        beginnings.new_decoder_released(
            np.random.default_rng(0), **SIZES | {"layers": 0}
        )
