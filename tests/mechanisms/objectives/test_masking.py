"""Masked language modeling: the numbers that the pages state, by hand and by counting."""

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.mechanisms.objectives import masking

V = 1000


def four_sigma(p, n):
    """How far the share of n draws may lie from its probability p; 1 in 16,000 lies further."""
    return 4 * np.sqrt(p * (1 - p) / n)


@pytest.fixture
def text():
    """200,000 ordinary tokens and 2,000 special ones."""
    ids = np.tile(np.r_[2, np.arange(100, 200), 3], 1000)[None]
    return ids, (ids == 2) | (ids == 3)


@pytest.mark.parametrize(
    "constant, key",
    [
        (masking.MASK_RATE, "bert.mask_rate"),
        (masking.RANDOM, "bert.mask_random"),
        (1 - masking.MASKED - masking.RANDOM, "bert.mask_keep"),
        (masking.MAX_PREDICTIONS, "bert.max_predictions"),
        (masking.COPIES, "roberta.static_mask_copies"),
        (40 / masking.COPIES, "roberta.static_mask_repeats"),
    ],
)
def test_constants_are_those_of_the_dataset(constant, key):
    assert constant == pytest.approx(data.fact(key).number)


def test_the_harbor_sentence_by_hand():
    ids, special = harbor.read("the cat wakes at dusk")
    assert harbor.decode(ids) == ["[CLS]", "the", "cat", "wakes", "at", "dusk", "[SEP]"]
    chosen = np.array([0, 0, 1, 0, 0, 1, 0], bool)
    everything_masked = masking.corrupt(
        ids,
        chosen,
        np.random.default_rng(0),
        vocab_size=81,
        mask_id=harbor.MASK,
        masked=1,
        random=0,
    )
    assert (
        " ".join(harbor.decode(everything_masked))
        == "[CLS] the [MASK] wakes at [MASK] [SEP]"
    )
    kept = masking.corrupt(
        ids,
        chosen,
        np.random.default_rng(0),
        vocab_size=81,
        mask_id=harbor.MASK,
        masked=0,
        random=0,
    )
    assert np.array_equal(kept, ids)


def test_fifteen_percent_then_eighty_ten_ten(text, rng):
    ids, special = text
    inputs, labels = masking.mask_tokens(ids, ~special, rng, vocab_size=V, mask_id=4)
    chosen = labels != masking.IGNORE
    n, m = np.sum(~special), np.sum(chosen)
    assert abs(m / n - 0.15) < four_sigma(0.15, n)
    random_hits = 0.1 / V  # a random token is now and then [MASK] or the original
    masked, kept = np.mean(inputs[chosen] == 4), np.mean(inputs[chosen] == ids[chosen])
    assert abs(masked - 0.8 - random_hits) < four_sigma(0.8, m)
    assert abs(kept - 0.1 - random_hits) < four_sigma(0.1, m)


def test_only_chosen_tokens_change_and_labels_hold_the_originals(text, rng):
    ids, special = text
    before = ids.copy()
    inputs, labels = masking.mask_tokens(ids, ~special, rng, vocab_size=V, mask_id=4)
    chosen = labels != masking.IGNORE
    assert np.array_equal(ids, before)
    assert np.array_equal(inputs[~chosen], ids[~chosen])
    assert np.array_equal(labels[chosen], ids[chosen])
    assert not (chosen & special).any()


@pytest.mark.parametrize("rate, share", [(0.0, 0.0), (1.0, 1.0)])
def test_rate_zero_and_one(text, rng, rate, share):
    ids, special = text
    labels = masking.mask_tokens(
        ids, ~special, rng, vocab_size=V, mask_id=4, rate=rate
    )[1]
    assert np.mean(labels[~special] != masking.IGNORE) == share


@pytest.mark.parametrize("n, number", [(20, 3), (3, 1), (128, 19), (512, 20)])
def test_released_code_chooses_a_fixed_number(n, number, rng):
    candidates = np.ones(n, bool)
    candidates[[0, -1]] = False
    for _ in range(20):
        chosen = masking.choose_exactly(candidates, rng)
        assert chosen.sum() == min(number, n - 2) and not (chosen & ~candidates).any()


def test_a_third_of_short_sentences_teach_nothing(rng):
    ids, special = harbor.read("the keeper lights the lamp at dusk")
    empty = [not masking.choose_each(~special, rng).any() for _ in range(10_000)]
    assert abs(np.mean(empty) - 0.85**7) < four_sigma(0.85**7, 10_000)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"rate": 1.5}, r"rate must lie in \[0, 1\], got 1.5"),
        ({"rate": -0.1}, "got -0.1"),
        ({"rate": float("nan")}, "got nan"),
        (
            {"masked": 0.9, "random": 0.2},
            "masked \\+ random must be at most 1, got 0.9 \\+ 0.2",
        ),
        ({"ids": [[2, 7.5, 3]]}, "ids must be whole numbers, got float64"),
        ({"ids": [[2, V, 3]]}, "ids must lie in 0 ... 999, got 1000"),
        ({"ids": [[2, -1, 3]]}, "got -1"),
        ({"mask_id": V}, "mask_id must be a whole number in 0 ... 999, got 1000"),
        ({"candidates": [[0, 1, 0]]}, "candidates must be boolean.*got int64"),
        (
            {"candidates": [[True, False]]},
            r"candidates must have shape \(1, 3\), got \(1, 2\)",
        ),
        ({"candidates": [[False] * 3]}, r"nothing to hide, got none in row \[0\]"),
    ],
)
def test_bad_input_names_the_value(change, message, rng):
    good = {
        "ids": [[2, 7, 3]], "candidates": [[False, True, False]],
        "vocab_size": V, "mask_id": 4, "rng": rng,
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        masking.mask_tokens(**(good | change))


def test_a_single_sentence_of_special_tokens_is_refused(rng):
    with pytest.raises(ValueError, match="nothing to hide, got none$"):
        masking.mask_tokens(
            [2, 3], ~np.array([True, True]), rng, vocab_size=V, mask_id=4
        )


def test_belief_by_hand():
    # Two words, equally likely; "1" stands there. Kept with 0.1, random 0.1 / 2 each.
    belief = masking.believe([0, 0.5, 0.5], shown=1, mask_id=0)
    kept, random = 0.1, 0.1 / 3
    assert belief[1] == pytest.approx((kept + random) / (kept + 2 * random))


def test_belief_agrees_with_counting(rng):
    prior = np.array([0.0, 0.6, 0.3, 0.1])
    original = rng.choice(4, size=400_000, p=prior)
    shown = masking.corrupt(
        original, np.ones(original.shape, bool), rng, vocab_size=4, mask_id=0
    )
    for seen in range(4):
        told = original[shown == seen]
        counted = np.bincount(told, minlength=4) / len(told)
        belief = masking.believe(prior, seen, mask_id=0)
        assert np.all(np.abs(counted - belief) < four_sigma(0.5, len(told)))


def test_the_four_characters_of_the_notebook():
    prior = np.array([0, 0.7, 0.3])
    assert np.isnan(
        masking.believe(prior, 1, mask_id=0, masked=1, random=0)
    ).all()  # only [MASK]: no belief
    assert masking.believe(prior, 2, mask_id=0, masked=0.8, random=0).tolist() == [
        0,
        0,
        1,
    ]  # never random: certain
    assert masking.believe(
        prior, 2, mask_id=0, masked=0.8, random=0.2
    ) == pytest.approx(prior)  # never kept: ignored
    assert 0.3 < masking.believe(prior, 2, mask_id=0)[2] < 1  # BERT's: weighed
    for masked, random in [(1, 0), (0.8, 0), (0.8, 0.2), (0.8, 0.1)]:
        belief = masking.believe(prior, 0, mask_id=0, masked=masked, random=random)
        assert belief == pytest.approx(prior)  # [MASK] tells nothing, under any


def test_belief_refuses_what_is_no_probability():
    with pytest.raises(
        ValueError, match="prior must be probabilities that add up to 1"
    ):
        masking.believe([0.5, 0.2], 0, mask_id=1)


def test_ten_copies_come_round_four_times_in_forty_epochs(rng):
    masks = masking.static_masks(np.ones(50, bool), rng, epochs=40)
    assert masks.shape == (40, 50)
    for k in range(10):
        assert all(np.array_equal(masks[k], masks[k + 10 * j]) for j in range(4))


def test_fresh_masks_differ(rng):
    masks = masking.dynamic_masks(np.ones(200, bool), rng, epochs=40)
    assert len({m.tobytes() for m in masks}) == 40


def test_one_seed_for_all_epochs_is_one_static_mask():
    free = np.ones(200, bool)
    masks = [
        masking.dynamic_masks(free, np.random.default_rng(5), epochs=1)[0]
        for _ in range(3)
    ]
    assert np.array_equal(masks[0], masks[1]) and np.array_equal(masks[1], masks[2])


def test_coverage_by_hand_and_by_counting(rng):
    assert masking.coverage(1) == pytest.approx(0.15)
    assert masking.coverage(2) == pytest.approx(0.2775)
    assert 1 - masking.coverage(10) == pytest.approx(0.85**10)
    free = np.ones(100_000, bool)
    for epochs, different in [(3, 3), (40, 10)]:
        seen = masking.static_masks(free, rng, epochs=epochs).any(0).mean()
        share = masking.coverage(different)
        assert abs(seen - share) < four_sigma(share, 100_000)


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda rng: masking.dynamic_masks(np.ones(3, bool), rng, epochs=0), "epochs must .* got 0"),
        (lambda rng: masking.static_masks(np.ones(3, bool), rng, epochs=0), "epochs must be .* got 0"),
        (lambda rng: masking.static_masks(np.ones(3, bool), rng, epochs=1, copies=0), "copies must .* got 0"),
        (lambda rng: masking.coverage(-1), "masks must be 0 or more, got -1"),
        (lambda rng: masking.coverage(2, rate=1.5), "rate must lie in"),
        (lambda rng: masking.choose_each([1, 0], rng), "candidates must be boolean"),
        (lambda rng: masking.choose_exactly(np.zeros((2, 2), bool), rng), "nothing to hide.*row .0"),
        (lambda rng: masking.choose_exactly(np.ones(2, bool), rng, most=0), "most must be .* got 0"),
    ],
)  # fmt: skip
def test_other_bad_input(call, message, rng):
    with pytest.raises(ValueError, match=message):
        call(rng)


# --- a fixed number, and whole words --------------------------------------------------


@pytest.mark.parametrize("choose", [masking.choose_exactly, masking.choose_ngrams])
def test_without_candidates_there_is_nothing_to_hide(choose, rng):
    with pytest.raises(ValueError, match="candidates: nothing to hide"):
        choose(np.zeros(5, bool), rng)


def test_a_batch_has_the_exact_number_in_each_sentence(rng):
    """Of 20 tokens 3, of 10 real ones 2: padding is not counted."""
    counted = np.ones((2, 20), bool)
    counted[1, 10:] = False
    candidates = counted.copy()
    candidates[:, 0] = False
    for _ in range(20):
        chosen = masking.choose_exactly(candidates, rng, counted=counted)
        assert chosen.sum(-1).tolist() == [3, 2]
        assert not (chosen & ~candidates).any()


def test_mask_tokens_with_the_number_of_google(rng):
    ids, candidates = np.full((50, 20), 9), np.ones((50, 20), bool)
    candidates[:, [0, -1]] = False
    sizes = {"vocab_size": 30, "mask_id": 4}
    _, labels = masking.mask_tokens(
        ids, candidates, rng, **sizes, choose=masking.choose_exactly
    )
    assert ((labels != masking.IGNORE).sum(-1) == 3).all()


def test_words_are_hidden_whole(rng):
    """the un ##aff ##able harbor, with 3 to choose: the middle, or the two others."""
    candidates = np.array([False, *[True] * 5, False])
    continues = np.array([False, False, False, True, True, False, False])
    seen = set()
    for _ in range(100):
        chosen = masking.choose_whole_words(candidates, continues, rng, rate=3 / 7)
        seen.add("".join("x" if c else "." for c in chosen))
    assert seen == {"..xxx..", ".x...x."}


def test_a_piece_after_a_mark_begins_a_word(rng):
    """##b after [SEP] does not belong to a."""
    candidates = np.array([True, False, True])
    continues = np.array([False, False, True])
    for _ in range(10):
        chosen = masking.choose_whole_words(candidates, continues, rng, rate=0.1)
        assert chosen.sum() == 1
