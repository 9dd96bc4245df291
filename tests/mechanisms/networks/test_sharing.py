"""ALBERT: a narrow table, one block for all layers, pairs in two orders, runs of words."""

from itertools import pairwise

import numpy as np
import pytest

from fieldguide import harbor
from fieldguide.mechanisms.measures import counting
from fieldguide.mechanisms.networks import embeddings, sharing
from fieldguide.mechanisms.networks.transformer import gelu_tanh, post_norm_block, size
from fieldguide.mechanisms.objectives import masking
from fieldguide.mechanisms.tokens import sentences

STORIES = harbor.stories()
IDS, SEGMENTS = np.array([2, 7, 9, 3, 8, 3]), np.array([0, 0, 0, 0, 1, 1])


@pytest.fixture
def small(rng):
    """12 tokens, 10 places, tables of 4, stream of 8, inner layer of 16."""
    return sharing.new_albert(
        rng, vocab_size=12, positions=10, e=4, d=8, inner=16, spread=0.5
    )


# --- factorized embeddings --------------------------------------------------------------


def test_factorized_embeddings_by_hand():
    """Tables of 2 that add up to (0, 2): normalized (-1, 1), widened to (-1, 1, 0) + 5."""
    p = {
        "token_table": np.array([[0.0, 1.0]]),
        "position_table": np.array([[0.0, 1.0]]),
        "segment_table": np.zeros((2, 2)),
        "norm": {"gain": np.ones(2), "bias": np.zeros(2)},
        "widen": {"weight": np.array([[1.0, 0, 1], [0, 1, 1]]), "bias": np.full(3, 5)},
    }
    x = sharing.factorized_embeddings(np.array([0]), np.array([0]), p)
    assert x == pytest.approx(np.array([[4, 6, 5]]))


def test_all_tokens_lie_in_a_space_as_narrow_as_the_table(small):
    """However wide the stream, the rows of the widened table span only e features."""
    p = {**small, "widen": {**small["widen"], "bias": np.zeros(8)}}
    ids = np.arange(10)
    x = sharing.factorized_embeddings(ids, np.zeros(10, int), p)
    assert x.shape == (10, 8) and np.linalg.matrix_rank(x) <= 4


def test_a_table_of_full_width_and_a_neutral_matrix_is_bert(rng):
    p = sharing.new_albert(rng, vocab_size=12, positions=10, e=8, d=8, spread=0.5)
    p["widen"] = {"weight": np.eye(8), "bias": np.zeros(8)}
    bert = embeddings.bert_embeddings(IDS, SEGMENTS, p)
    assert np.array_equal(sharing.factorized_embeddings(IDS, SEGMENTS, p), bert)


def test_embeddings_refuse_what_bert_refuses(small):
    ids = np.zeros(11, int)
    with pytest.raises(ValueError, match="at most 10 tokens have a position vector"):
        sharing.factorized_embeddings(ids, ids, small)
    with pytest.raises(ValueError, match="segments must have shape"):
        sharing.factorized_embeddings(ids[:3], ids[:2], small)


# --- one block for all layers -----------------------------------------------------------


def test_repeating_is_applying_again(small, rng):
    x = rng.normal(size=(3, 8))
    once = post_norm_block(x, small["block"], heads=2, activation=gelu_tanh)
    twice = post_norm_block(once, small["block"], heads=2, activation=gelu_tanh)
    assert np.array_equal(
        sharing.repeat_block(x, small["block"], layers=2, heads=2), twice
    )
    assert np.array_equal(sharing.repeat_block(x, small["block"], layers=0, heads=2), x)


def test_a_mask_holds_in_every_layer(small):
    """What no token may look at cannot matter, however many layers."""
    seen = IDS != 8
    out = sharing.albert(IDS, SEGMENTS, small, layers=5, heads=2, mask=seen[None])
    other = np.where(seen, IDS, 11)
    again = sharing.albert(other, SEGMENTS, small, layers=5, heads=2, mask=seen[None])
    assert np.array_equal(out[seen], again[seen])
    assert not np.allclose(out[~seen], again[~seen])


def test_negative_layers_are_refused(small):
    with pytest.raises(
        ValueError, match="layers must be a whole number of 0 or more, got -1"
    ):
        sharing.repeat_block(np.zeros((2, 8)), small["block"], layers=-1, heads=2)


@pytest.mark.parametrize(("v", "m", "e", "d"), [(12, 10, 4, 8), (30, 5, 2, 12)])
def test_the_size_is_what_the_formula_counts(v, m, e, d, rng):
    p = sharing.new_albert(rng, vocab_size=v, positions=m, e=e, d=d)
    assert size(p) == counting.albert_parameters(
        width=d, vocab_size=v, positions=m, segments=2, embedding=e
    )


def test_break_even_by_hand():
    assert sharing.break_even(vocab_size=6, width=3) == 2
    assert 6 * 2 + 2 * 3 == 6 * 3
    # The larger the vocabulary, the closer to the full width: it always pays below d.
    assert sharing.break_even(vocab_size=10**9, width=768) == pytest.approx(
        768, abs=1e-3
    )
    with pytest.raises(
        ValueError, match="vocab_size must be a whole number of 1 or more, got 0"
    ):
        sharing.break_even(vocab_size=0, width=3)


# --- which of the two comes first? ------------------------------------------------------


def test_order_pairs_are_neighbors_half_of_them_swapped(rng):
    after = [(a, b) for s in STORIES for a, b in pairwise(s)]
    pairs = [
        p for _ in range(100) for p in sentences.sentence_order_pairs(STORIES, rng)
    ]
    assert len(pairs) == 100 * len(after)
    for k, (first, second, is_next) in enumerate(pairs):
        right = after[k % len(after)]
        assert (first, second) == (right if is_next else right[::-1])
    share = np.mean([p.is_next for p in pairs])
    assert abs(share - 0.5) < 4 * np.sqrt(0.25 / len(pairs))


def test_order_needs_one_document_only(rng):
    assert len(sentences.sentence_order_pairs(STORIES[:1], rng)) == len(STORIES[0]) - 1
    assert sentences.sentence_order_pairs([[["the", "cat"]]], rng) == []
    with pytest.raises(ValueError, match="1 documents or more, got 0"):
        sentences.sentence_order_pairs([], rng)
    with pytest.raises(ValueError, match="documents.1. needs a sentence"):
        sentences.sentence_order_pairs([STORIES[0], []], rng)


# --- runs of words ----------------------------------------------------------------------


def test_long_runs_are_let_go_more_often():
    """39, 33 and 29% of the hidden words of a text of 128, where the rule asks for thirds."""
    rng, free, hidden = np.random.default_rng(0), np.ones(128, bool), np.zeros(3)
    for _ in range(2000):
        for _, n in masking.ngram_spans(free, rng):
            hidden[n - 1] += n
    # About 38,000 words: the standard error of a share is a quarter of a percent.
    assert np.abs(hidden / hidden.sum() - [0.387, 0.327, 0.286]).max() < 0.01


def test_ngram_probabilities_by_hand():
    p = masking.ngram_probabilities()
    assert p == pytest.approx([6 / 11, 3 / 11, 2 / 11])
    # "single words, pairs and triples each hide a third of what is hidden"
    hidden = p * [1, 2, 3]
    assert hidden / hidden.sum() == pytest.approx([1 / 3] * 3)
    assert hidden.sum() == pytest.approx(18 / 11)  # words in a run, on average
    assert masking.ngram_probabilities(1).tolist() == [1]
    with pytest.raises(
        ValueError, match="longest must be a whole number of 1 or more, got 0"
    ):
        masking.ngram_probabilities(0)


def test_runs_choose_as_many_as_single_words_do(rng):
    free = np.ones(40, bool)
    free[[0, 20, 39]] = False
    for _ in range(200):
        spans = masking.ngram_spans(free, rng)
        places = [k for start, n in spans for k in range(start, start + n)]
        assert len(places) == len(set(places)) == 6  # 15% of 40, no overlap
        assert free[places].all() and all(1 <= n <= 3 for _, n in spans)
    chosen = masking.choose_ngrams(free, np.random.default_rng(1))
    assert chosen.sum() == 6 and not chosen[~free].any()


def test_lengths_that_are_drawn_first_follow_the_rule(rng):
    free, draws = np.ones(60, bool), 4000
    first = [masking.ngram_spans(free, rng)[0][1] for _ in range(draws)]
    share = np.bincount(first, minlength=4)[1:] / draws
    p = masking.ngram_probabilities()
    assert np.all(np.abs(share - p) < 4 * np.sqrt(p * (1 - p) / draws))


def test_runs_of_one_word_are_single_words(rng):
    spans = masking.ngram_spans(np.ones(20, bool), rng, longest=1)
    assert [n for _, n in spans] == [1, 1, 1]


def test_runs_never_cross_what_may_not_be_chosen(rng):
    free = np.array([False, True, True, False, True, False])
    for _ in range(100):
        for start, n in masking.ngram_spans(free, rng, rate=0.5):
            assert free[start : start + n].all() and n < 3


def test_runs_refuse_what_exact_choice_refuses(rng):
    with pytest.raises(ValueError, match="candidates must have shape"):
        masking.ngram_spans(np.ones((2, 5), bool), rng)
    with pytest.raises(ValueError, match="must be boolean"):
        masking.choose_ngrams(np.ones(5, int), rng)
    with pytest.raises(
        ValueError, match="longest must be a whole number of 1 or more, got 0"
    ):
        masking.choose_ngrams(np.ones(5, bool), rng, longest=0)


# --- what the notebook says -------------------------------------------------------------


def test_topic_gives_strangers_away_and_not_the_order():
    """ "four of five" at next sentences, exactly half of a pair and its twin."""

    def right(p):
        return bool(set(p.first) & set(p.second) - {"the"}) == p.is_next

    rng = np.random.default_rng(0)
    made = [p for _ in range(200) for p in sentences.next_sentence_pairs(STORIES, rng)]
    assert 0.79 < np.mean([right(p) for p in made]) < 0.85
    neighbors = [(a, b) for s in STORIES for a, b in pairwise(s)]
    both = [sentences.Pair(a, b, True) for a, b in neighbors]
    both += [sentences.Pair(b, a, False) for a, b in neighbors]
    assert np.mean([right(p) for p in both]) == 0.5


def test_single_words_end_up_ahead(rng):
    """By the rule a third each; in a text of 128 words long runs are in the way."""
    counts = np.zeros(4)
    for _ in range(500):
        for _, n in masking.ngram_spans(np.ones(128, bool), rng):
            counts[n] += n
    one, two, three = counts[1:] / counts.sum()
    assert 0.40 > one > 0.36 > two > 0.31 > three > 0.26


def test_a_narrow_table_makes_the_harbor_model_larger():
    v, d, e = len(harbor.vocabulary()), 768, 128
    assert v * e + e * d > v * d  # 81 tokens
    assert (
        sharing.break_even(vocab_size=v, width=d)
        < e
        < sharing.break_even(vocab_size=30_000, width=d)
    )
    assert 100 * e + e * d > 100 * d and e * d == 98_304  # the quiz
