"""BART's noises: each by hand on one story, Poisson lengths, overlaps, bad input."""

import math
from collections import Counter

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.mechanisms.objectives import noises as b

LAMP = "the keeper lights the lamp".split()
M = 5


def say(ids):
    return " ".join([*LAMP, "[MASK]"][k] for k in ids)


IDS = np.arange(5)


def test_constants_are_those_of_the_dataset():
    assert b.MASKED == data.fact("bart.mask_rate").number
    assert b.MEAN_SPAN == data.fact("bart.span_poisson_lambda").number


# --- five noises by hand --------------------------------------------------------------


def test_masking_and_deletion():
    chosen = np.array([0, 1, 0, 0, 1], bool)
    masked = b.mask_places(IDS, chosen, mask_id=M)
    assert say(masked) == "the [MASK] lights the [MASK]"
    assert say(b.delete_tokens(IDS, chosen)) == "the lights the"


def test_infilling_hides_how_long_a_span_is():
    """One mask for one word, one for three, and one for none."""
    assert say(b.infill(IDS, [1], [1], mask_id=M)) == "the [MASK] lights the lamp"
    assert say(b.infill(IDS, [1], [3], mask_id=M)) == "the [MASK] lamp"
    assert say(b.insert_masks(IDS, [1], mask_id=M)) == (
        "the [MASK] keeper lights the lamp"
    )


@pytest.mark.parametrize(
    "starts, lengths, expected",
    [
        ([0, 3], [2, 1], "[MASK] lights [MASK] lamp"),
        ([1, 2], [1, 2], "the [MASK] [MASK] lamp"),  # they touch
        ([1, 2], [3, 1], "the [MASK] lamp"),  # one in the other
        ([1, 2], [2, 3], "the [MASK]"),  # they overlap
        ([4], [9], "the keeper lights the [MASK]"),  # beyond the end
        ([0], [5], "[MASK]"),
        ([], [], "the keeper lights the lamp"),
    ],
)
def test_spans_that_touch_and_overlap(starts, lengths, expected):
    starts, lengths = np.array(starts, int), np.array(lengths, int)
    assert say(b.infill(IDS, starts, lengths, mask_id=M)) == expected
    assert say(b.infill(IDS, starts[::-1], lengths[::-1], mask_id=M)) == expected


def test_masks_are_inserted_at_their_places_in_the_result():
    out = b.insert_masks(IDS, [0, 3, 7], mask_id=M)
    assert say(out) == "[MASK] the keeper [MASK] lights the lamp [MASK]"


def test_sentences_move_and_words_do_not():
    story = [np.array([1, 2, 9]), np.array([3, 9]), np.array([4, 5, 6, 9])]
    out = b.permute_sentences(story, [2, 0, 1])
    assert out.tolist() == [4, 5, 6, 9, 1, 2, 9, 3, 9]
    assert b.permute_sentences(story, [0, 1, 2]).tolist() == [
        k for s in story for k in s
    ]


def test_a_document_begins_somewhere_else():
    assert say(b.rotate(IDS, 2)) == "lights the lamp the keeper"
    assert say(b.rotate(IDS, 0)) == say(IDS)
    for k in range(5):
        assert b.rotate(b.rotate(IDS, k), (5 - k) % 5).tolist() == IDS.tolist()


# --- lengths --------------------------------------------------------------------------


def test_lengths_hold_the_budget_exactly(rng):
    for budget in (1, 2, 3, 10, 100):
        for _ in range(20):
            lengths = b.infill_lengths(budget, rng)
            assert lengths.sum() == budget
            assert lengths[-1] > 0  # the one that reaches it


def test_lengths_are_poisson_draws(rng):
    """One mask in twenty stands for nothing: exp(-3)."""
    lengths = b.infill_lengths(200_000, rng)[:-1]
    n, seen = len(lengths), Counter(lengths.tolist())
    for k in range(8):
        p = math.exp(-3) * 3**k / math.factorial(k)
        assert abs(seen[k] / n - p) < 4 * math.sqrt(p * (1 - p) / n)


def test_thirty_percent_at_most_are_hidden(rng):
    ids = np.arange(1000)
    kept = [(b.text_infilling(ids, rng, mask_id=5000) < 5000).sum() for _ in range(20)]
    assert min(kept) >= 700  # the budget is ceil(0.3 n) and spans may overlap
    assert np.mean(kept) < 760


def test_what_is_kept_stays_in_order(rng):
    ids = np.arange(60)
    for _ in range(50):
        out = b.text_infilling(ids, rng, mask_id=99)
        kept = out[out != 99]
        assert (np.diff(kept) > 0).all() and len(kept) < 60


def test_a_single_token_and_no_noise(rng):
    only = b.text_infilling([7], rng, mask_id=9)  # the mask, and masks for nothing
    assert set(only.tolist()) == {9}
    assert b.text_infilling([7, 8], rng, mask_id=9, rate=0).tolist() == [7, 8]


def test_arguments_are_not_changed(rng):
    ids = harbor.encode(LAMP)
    before = ids.copy()
    b.text_infilling(ids, rng, mask_id=harbor.MASK)
    b.mask_places(ids, np.ones(5, bool), mask_id=harbor.MASK)
    b.infill(ids, [0], [2], mask_id=harbor.MASK)
    assert ids.tolist() == before.tolist()


# --- bad input ------------------------------------------------------------------------


def test_a_span_of_length_0_is_an_insertion():
    with pytest.raises(ValueError, match="lengths must be 1 or more, got 0"):
        b.infill(IDS, [1], [0], mask_id=M)


def test_two_spans_from_one_place():
    with pytest.raises(
        ValueError, match=r"starts must be different places, got \[1, 1\]"
    ):
        b.infill(IDS, [1, 1], [1, 2], mask_id=M)
    with pytest.raises(
        ValueError, match=r"slots must be different places, got \[2, 2\]"
    ):
        b.insert_masks(IDS, [2, 2], mask_id=M)


def test_places_outside():
    with pytest.raises(ValueError, match=r"starts must lie in 0 ... 4, got 5"):
        b.infill(IDS, [5], [1], mask_id=M)
    with pytest.raises(ValueError, match=r"slots must lie in 0 ... 5, got 6"):
        b.insert_masks(IDS, [6], mask_id=M)
    with pytest.raises(ValueError, match="k must be a whole number in 0 ... 4, got 5"):
        b.rotate(IDS, 5)


def test_an_order_that_names_a_sentence_twice():
    with pytest.raises(ValueError, match=r"order must name each sentence once, got"):
        b.permute_sentences([[1], [2]], [1, 1])
    with pytest.raises(ValueError, match=r"order must have shape \(2,\), got \(1,\)"):
        b.permute_sentences([[1], [2]], [0])


def test_nothing_to_damage(rng):
    with pytest.raises(ValueError, match="length of ids must be .* 1 or more, got 0"):
        b.text_infilling([], rng, mask_id=M)
    with pytest.raises(ValueError, match="budget must be .* 1 or more, got 0"):
        b.infill_lengths(0, rng)
    with pytest.raises(ValueError, match="rate must lie in"):
        b.text_infilling(IDS, rng, mask_id=M, rate=1.3)


def test_a_span_of_any_length_ends_with_the_text():
    assert b.infill([1, 2, 3], [1], [2**63 - 1], mask_id=9).tolist() == [1, 9]


def test_drawn_lengths_of_any_size_are_cut_to_the_budget(rng):
    assert b.infill_lengths(3, rng, mean_span=9e18).tolist() == [3]


def test_a_mask_is_a_number_that_ids_can_hold():
    for call in (
        lambda k: b.mask_places([1, 2], [True, False], mask_id=k),
        lambda k: b.infill([1, 2], [0], [1], mask_id=k),
        lambda k: b.insert_masks([1, 2], [0], mask_id=k),
    ):
        assert 2**63 - 1 in call(2**63 - 1)
        with pytest.raises(
            ValueError, match="mask_id must be .*, got 9223372036854775808"
        ):
            call(2**63)
