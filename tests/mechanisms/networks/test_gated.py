"""Gates that choose, gates that begin shut, and which picture a word may see."""

import numpy as np
import pytest

from fieldguide import data
from fieldguide.mechanisms.attention.attention import multi_head_attention, new_linear
from fieldguide.mechanisms.networks import gated, transformer
from fieldguide.mechanisms.networks.norm import layer_norm, new_norm

SIZES = {"vocab_size": 7, "positions": 9, "d": 8, "layers": 2, "spread": 0.5}


@pytest.fixture
def reader(rng):
    return transformer.new_model(rng, **SIZES)


@pytest.fixture
def looks(rng):
    return [gated.new_gated_look(rng, d=8, c=6, spread=0.5) for _ in range(2)]


def opened(look, seen=0.5, thought=0.5):
    gates = {"attention_gate": seen, "feed_forward_gate": thought}
    return look | {name: np.array([gate]) for name, gate in gates.items()}


# --- VisualGPT ------------------------------------------------------------------------


def test_gates_by_hand():
    """At ln 9 the gates are 0.9 and 0.1, of which the second is shut by 0.2, not by 0.05."""
    scores = [0, np.log(9), -np.log(9), np.log(3)]
    seen, said = gated.resurrecting_gates(scores)
    np.testing.assert_allclose(seen, [0.5, 0.9, 0, 0.75])
    np.testing.assert_allclose(said, [0.5, 0, 0.9, 0.25])
    np.testing.assert_allclose(
        gated.resurrecting_gates(scores, threshold=0.05)[1], [0.5, 0.1, 0.9, 0.25]
    )
    assert gated.THRESHOLD == data.fact("visualgpt.gate_threshold").number


def test_gates_add_up_to_one_only_where_both_are_open(rng):
    seen, said = gated.resurrecting_gates(rng.normal(0, 3, 1000))
    both = (seen > 0) & (said > 0)
    np.testing.assert_allclose((seen + said)[both], 1)
    assert 0 < both.mean() < 1 and ((seen + said)[~both] < 1).all()


def test_a_gate_is_never_shut_without_the_other_being_open(rng):
    """So there is always one through which the loss can move the score."""
    for threshold in (0, 0.2, 0.49):
        scores = np.array([*rng.normal(0, 5, 1000), 0, 1000, -1000])
        seen, said = gated.resurrecting_gates(scores, threshold=threshold)
        assert (np.maximum(seen, said) > 0).all()
        assert np.isfinite(seen).all() and np.isfinite(said).all()


@pytest.mark.parametrize("threshold", [0.5, 0.9])
def test_a_threshold_at_which_both_could_be_shut_is_refused(threshold):
    with pytest.raises(ValueError, match=r"threshold must lie in \[0, 0.5\)"):
        gated.resurrecting_gates([0.0], threshold=threshold)


def balanced(rng, levels=1, bias=0.0):
    gates = [new_linear(rng, d=16, e=8, spread=0.5) for _ in range(levels)]
    return {
        "norm": new_norm(8),
        "attention": transformer.new_block(rng, d=8, spread=0.5)["attention"],
        "gates": [gate | {"bias": np.full(8, bias)} for gate in gates],
    }


def test_far_scores_leave_only_what_is_seen_or_only_what_was_said(rng):
    x, level = rng.normal(size=(2, 3, 8)), rng.normal(size=(2, 4, 8))
    p = balanced(rng, bias=1000.0)
    y, given = (layer_norm(a, p["norm"]) for a in (x, level))
    found, _ = multi_head_attention(y, given, p["attention"], heads=2)
    out, seen = gated.balanced_look(x, [level], p, heads=2)
    np.testing.assert_allclose(out, found)
    np.testing.assert_array_equal(seen, 1)
    out, seen = gated.balanced_look(x, [level], balanced(rng, bias=-1000.0), heads=2)
    np.testing.assert_allclose(out, x)
    np.testing.assert_array_equal(seen, 0)


def test_three_levels_are_added_and_divided_by_the_root_of_three(rng):
    x, level = rng.normal(size=(2, 3, 8)), rng.normal(size=(2, 4, 8))
    p = balanced(rng)
    three = p | {"gates": 3 * p["gates"]}
    out, _ = gated.balanced_look(x, 3 * [level], three, heads=2)
    one, _ = gated.balanced_look(x, [level], p, heads=2)
    np.testing.assert_allclose(out, np.sqrt(3) * one)
    scale = data.fact("visualgpt.combination_scale").number
    np.testing.assert_allclose(out * scale, one, rtol=1e-8)
    with pytest.raises(ValueError, match="levels 2, gates 3"):
        gated.balanced_look(x, 2 * [level], three, heads=2)


# --- Flamingo: which picture ----------------------------------------------------------


def test_which_picture_a_word_sees_by_hand():
    starts = np.array([False, True, False, True, False])
    np.testing.assert_array_equal(gated.latest_picture(starts), [0, 1, 1, 2, 2])
    mask = gated.picture_mask(starts, images=2, each=2)
    wanted = ["0000", "1100", "1100", "0011", "0011"]
    np.testing.assert_array_equal(mask, [[c == "1" for c in row] for row in wanted])


def test_words_of_a_picture_that_is_not_there_see_nothing():
    mask = gated.picture_mask(np.array([True, True, True]), images=2, each=1)
    np.testing.assert_array_equal(mask, [[1, 0], [0, 1], [0, 0]])


def test_a_word_before_the_first_picture_is_given_nothing(rng, reader, looks):
    """Not the mean of all pictures, which a softmax of equal scores would give, nor a bias."""
    look = opened(looks[0], thought=0.0)
    look["attention"]["output"]["bias"] = np.ones(8)
    x, memory = rng.normal(size=(2, 3, 8)), rng.normal(size=(2, 4, 6))
    mask = gated.picture_mask(
        np.array([False, True, False]), images=2, each=2
    )  # the second picture never comes
    out, shares = gated.gated_look(x, memory, look, heads=2, mask=mask)
    np.testing.assert_array_equal(out[:, 0], x[:, 0])
    assert (out[:, 1:] != x[:, 1:]).all()
    np.testing.assert_array_equal(shares[..., 0, :], 0)
    other = memory.copy()
    other[:, 2:] += 1
    np.testing.assert_array_equal(
        out, gated.gated_look(x, other, look, heads=2, mask=mask)[0]
    )


# --- Flamingo: gates that begin shut --------------------------------------------------


def test_a_new_look_changes_nothing_to_the_last_digit(rng, reader, looks):
    ids, memory = rng.integers(7, size=(3, 5)), rng.normal(size=(3, 4, 6))
    how = {"heads": 2, "every": 1}
    alone = transformer.decoder(ids, reader, heads=2)
    seen = gated.seeing_decoder(ids, memory, reader, looks, **how)
    np.testing.assert_array_equal(seen, alone)
    open_ = [opened(look) for look in looks]
    assert (gated.seeing_decoder(ids, memory, reader, open_, **how) != alone).any()


def test_a_gate_by_hand(rng, looks):
    """An attention that gives 1 whatever it sees, and a gate whose tanh is 0.6."""
    look = opened(looks[0], np.arctanh(0.6), 0.0)
    output = {"weight": np.zeros((8, 8)), "bias": np.ones(8)}
    look["attention"] = look["attention"] | {"output": output}
    x = rng.normal(size=(3, 8))
    out, _ = gated.gated_look(x, rng.normal(size=(4, 6)), look, heads=2)
    np.testing.assert_allclose(out, x + 0.6)
    look = opened(looks[0], 0.0, np.arctanh(0.6))
    look["feed_forward"] = {
        "up": {"weight": np.zeros((8, 1)), "bias": np.array([3.0])},
        "down": {"weight": np.ones((1, 8)), "bias": np.zeros(8)},
    }
    out, _ = gated.gated_look(x, rng.normal(size=(4, 6)), look, heads=2)
    np.testing.assert_allclose(out, x + 0.6 * 9)  # squared ReLU of 3


def test_squared_relu():
    np.testing.assert_array_equal(gated.squared_relu([-2, 0, 3]), [0, 0, 9])


def test_the_paper_has_as_many_looks_as_it_says():
    for size in ("3b", "9b", "80b"):
        layers, every, wanted = (
            int(data.fact(f"flamingo@{size}.{quantity}").number)
            for quantity in (
                "layers",
                "cross_attention_interval",
                "gated_attention_layers",
            )
        )
        assert len(gated.looks_before(layers, every=every)) == wanted
    np.testing.assert_array_equal(gated.looks_before(8), [0, 4])
    gates = gated.new_gated_look(np.random.default_rng(0), d=4, c=3)
    assert gates["attention_gate"] == data.fact("flamingo.gate_start").number


def test_the_wrong_number_of_looks_is_refused(rng, reader, looks):
    ids, memory = rng.integers(7, size=(3, 5)), rng.normal(size=(3, 4, 6))
    with pytest.raises(ValueError, match="looks must be 1, before every 4 of 2 blocks"):
        gated.seeing_decoder(ids, memory, reader, looks, heads=2)


def test_a_picture_changes_only_what_comes_at_it_and_after_it(rng, reader, looks):
    """Through its words, the language model's own attention hands it on to later ones."""
    ids = rng.integers(7, size=(1, 6))
    memory = rng.normal(size=(1, 2, 6))  # two pictures of one token each
    mask = gated.picture_mask(np.array([0, 1, 0, 0, 1, 0], bool), images=2, each=1)
    open_ = [opened(look) for look in looks]
    how = {"heads": 2, "every": 1, "mask": mask}
    before = gated.seeing_decoder(ids, memory, reader, open_, **how)
    for number, first in ((0, 1), (1, 4)):
        other = memory.copy()
        other[:, number] += 1
        after = gated.seeing_decoder(ids, other, reader, open_, **how)
        changed = (after != before).any(-1)[0]
        np.testing.assert_array_equal(changed, np.arange(6) >= first)
