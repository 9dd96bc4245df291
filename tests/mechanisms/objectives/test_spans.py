"""Span corruption: the paper's figure, T5's numbers, the end of short texts, bad input."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from fieldguide import data, harbor
from fieldguide.mechanisms.objectives import spans as s

SMALL = {"first_sentinel": 99, "sentinels": 10}


def corrupted(text, hidden):
    """Words, with those numbered `hidden` cut out; sentinels are X, Y, Z."""
    words = text.split()
    names = [*words, "Z", "Y", "X"]
    chosen = np.isin(np.arange(len(words)), hidden)
    made = s.corrupt_spans(
        np.arange(len(words)), chosen, first_sentinel=len(names) - 1, sentinels=3
    )
    return tuple(" ".join(names[k] for k in part) for part in made)


# --- numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "length, expected", [(100, (15, 5)), (20, (3, 1)), (568, (85, 28)), (2, (1, 1))]
)
def test_noise_numbers_of_the_docstring(length, expected):
    assert s.noise_numbers(length) == expected


def test_constants_are_those_of_the_dataset():
    assert s.DENSITY == data.fact("t5.mask_rate").number
    assert s.MEAN_SPAN == data.fact("t5.mean_span_length").number
    assert s.SENTINELS == data.fact("t5.sentinel_tokens").number
    rows = data.fact("t5.vocabulary").number + s.SENTINELS
    assert s.FIRST_SENTINEL == rows - 1  # the last one that means something


def test_512_to_read_are_568_of_text_and_114_to_write():
    facts = {q: int(data.fact(f"t5.{q}").number) for q in
             ("context_length", "raw_length", "target_length")}  # fmt: skip
    assert s.raw_length(facts["context_length"]) == (
        facts["raw_length"],
        facts["target_length"],
    )
    assert s.corrupted_lengths(568) == (512, 114)
    assert s.corrupted_lengths(569)[0] > 512


def test_halves_go_to_the_even_number():
    assert s.noise_numbers(30)[0] == 4  # 4.5
    assert s.noise_numbers(50)[0] == 8  # 7.5
    assert s.noise_numbers(10)[0] == 2  # 1.5


def test_something_goes_and_something_stays():
    assert s.noise_numbers(3, density=0.01) == (1, 1)
    assert s.noise_numbers(3, density=0.99) == (2, 1)


def test_lengths_are_those_of_a_corrupted_text(rng):
    for n in (2, 30, 31, 100, 568):
        made = s.corrupt_spans(rng.integers(0, 32_000, n), s.choose_spans(n, rng))
        assert tuple(len(part) + 1 for part in made) == s.corrupted_lengths(n)


def test_shorter_spans_cost_more_to_write():
    """The same 85 tokens: a sentinel for each run."""
    written = [s.corrupted_lengths(568, mean_span=m)[1] for m in (1, 2, 3, 5, 10)]
    assert written == [171, 128, 114, 103, 94]


# --- where ----------------------------------------------------------------------------


def test_all_ways_to_cut_are_equally_likely(rng):
    """6 items in 3 pieces: choose 2 of 5 places, 10 ways."""
    n = 20_000
    seen = Counter(tuple(s.random_segmentation(6, 3, rng).tolist()) for _ in range(n))
    ways = {
        tuple(np.diff([0, *cuts, 6]).tolist()) for cuts in combinations(range(1, 6), 2)
    }
    assert set(seen) == ways
    off = [abs(count - n / 10) for count in seen.values()]
    assert max(off) < 4 * np.sqrt(n * 0.1 * 0.9)


def test_pieces_of_one_and_a_single_piece(rng):
    assert s.random_segmentation(4, 4, rng).tolist() == [1, 1, 1, 1]
    assert s.random_segmentation(4, 1, rng).tolist() == [4]
    assert s.random_segmentation(1, 1, rng).tolist() == [1]


@pytest.mark.parametrize("n", [2, 7, 31, 100, 568])
def test_a_mask_has_its_numbers_begins_kept_and_ends_gone(n, rng):
    for _ in range(20):
        chosen = s.choose_spans(n, rng)
        noise, runs = s.noise_numbers(n)
        assert chosen.sum() == noise
        assert (np.diff(chosen.astype(int), prepend=0) == 1).sum() == runs
        assert not chosen[0] and chosen[-1]


def test_up_to_30_tokens_it_is_always_the_end(rng):
    """One run, and it must be last: no chance is left."""
    for n in range(2, 31):
        assert s.noise_numbers(n)[1] == 1
        masks = {tuple(s.choose_spans(n, rng).tolist()) for _ in range(20)}
        assert len(masks) == 1
    assert s.noise_numbers(31)[1] == 2
    assert len({tuple(s.choose_spans(31, rng).tolist()) for _ in range(20)}) > 1


def test_the_shipped_mask_never_needs_a_last_sentinel(rng):
    for n in range(2, 80):
        chosen = s.choose_spans(n, rng)
        inputs, targets = s.corrupt_spans(np.arange(n), chosen)
        sentinels = [k for k in inputs.tolist() if k >= 32_000]
        assert sentinels == [k for k in targets.tolist() if k >= 32_000]
        assert sentinels == list(range(32_099, 32_099 - len(sentinels), -1))


# --- what becomes of the text ---------------------------------------------------------


def test_the_papers_figure_2():
    text = "Thank you for inviting me to your party last week"
    inputs, targets = corrupted(text, [2, 3, 8])
    assert inputs == "Thank you X me to your party Y week"
    assert targets == "X for inviting Y last Z"


def test_a_run_at_either_end():
    assert corrupted("a b c", [2]) == ("a b X", "X c")  # no last sentinel
    assert corrupted("a b c", [0]) == ("X b c", "X a Y")
    assert corrupted("a b c", [0, 2]) == ("X b Y", "X a Y c")
    assert corrupted("a b c", [0, 1, 2]) == ("X", "X a b c")
    assert corrupted("a b c", []) == ("a b c", "X")  # nothing is missing


def test_an_empty_text():
    inputs, targets = s.corrupt_spans(np.array([], int), np.array([], bool))
    assert len(inputs) == len(targets) == 0


def test_sentinels_descend_from_32099():
    inputs, targets = s.corrupt_spans([7, 8, 9, 10], [False, True, False, True])
    assert inputs.tolist() == [7, 32_099, 9, 32_098]
    assert targets.tolist() == [32_099, 8, 32_098, 10]


def test_all_masks_of_a_text_can_be_undone():
    ids = np.array([4, 5, 5, 6, 7, 4])
    for bits in range(2**6):
        chosen = np.array([bits >> k & 1 for k in range(6)], bool)
        made = s.corrupt_spans(ids, chosen, **SMALL)
        assert s.restore_spans(*made, **SMALL).tolist() == ids.tolist()
        kept = [k for k in made[0].tolist() if k < 90]
        assert kept == ids[~chosen].tolist()


def test_arguments_are_not_changed():
    ids, chosen = np.arange(5), np.array([0, 1, 1, 0, 1], bool)
    s.corrupt_spans(ids, chosen)
    assert ids.tolist() == list(range(5)) and chosen.tolist() == [0, 1, 1, 0, 1]


def test_what_a_model_forgets_is_empty_and_what_has_no_place_is_left_out():
    inputs = [1, 99, 2, 98]
    assert s.restore_spans(inputs, [99, 7], **SMALL).tolist() == [1, 7, 2]
    assert s.restore_spans(inputs, [5, 99, 7, 97, 8], **SMALL).tolist() == [1, 7, 2]
    assert s.restore_spans(inputs, [98, 7, 99, 8], **SMALL).tolist() == [1, 8, 2, 7]


def test_a_prefix_and_its_rest(rng):
    ids, cuts = np.arange(4), Counter()
    for _ in range(3000):
        first, rest = s.split_prefix(ids, rng)
        assert [*first, *rest] == [0, 1, 2, 3] and len(rest)
        cuts[len(first)] += 1
    assert set(cuts) == {1, 2, 3}
    assert all(abs(c - 1000) < 4 * np.sqrt(3000 * 2 / 9) for c in cuts.values())


def test_a_sentence_of_the_harbor_loses_its_last_word(rng):
    """What T5's rule makes of any one of them: its end, and nothing else."""
    for sentence in (x for story in harbor.stories() for x in story):
        n = len(sentence)
        chosen = s.choose_spans(n, rng)
        assert np.flatnonzero(chosen).tolist() == list(range(n - chosen.sum(), n))


# --- bad input ------------------------------------------------------------------------


@pytest.mark.parametrize("density", [0, 1, 1.5, -0.1])
def test_a_density_that_leaves_nothing(density):
    with pytest.raises(ValueError, match=f"density must.* got {density}"):
        s.noise_numbers(20, density=density)


def test_more_runs_than_tokens_to_part_them():
    with pytest.raises(ValueError, match="of 10 tokens 2 stay, for 8 runs"):
        s.noise_numbers(10, density=0.8, mean_span=1)


def test_more_runs_than_sentinels():
    ids, chosen = np.arange(210), np.arange(210) % 2 == 1
    with pytest.raises(ValueError, match="chosen needs 105 sentinels, .* got 100"):
        s.corrupt_spans(ids, chosen)
    with pytest.raises(ValueError, match="chosen needs 2 sentinels, .* got 1"):
        s.corrupt_spans([1, 2], [True, False], first_sentinel=9, sentinels=1)


def test_a_text_with_a_sentinel_in_it():
    with pytest.raises(ValueError, match=r"ids must lie in 0 ... 31999, got 32099"):
        s.corrupt_spans([32_099], [False])
    with pytest.raises(ValueError, match="first_sentinel"):
        s.corrupt_spans([0], [False], first_sentinel=98, sentinels=100)


def test_a_text_of_one_token(rng):
    with pytest.raises(ValueError, match="length must be .* 2 or more, got 1"):
        s.choose_spans(1, rng)
    with pytest.raises(ValueError, match="length of ids must be .* 2 or more, got 1"):
        s.split_prefix([3], rng)


def test_nothing_fits():
    with pytest.raises(ValueError, match="inputs_length must be .* 3 or more, got 2"):
        s.raw_length(2)
