"""Our mechanisms agree with the stored vectors; no reference package is needed."""

import agreement
import numpy as np
import producers
import pytest

STORED = sorted(path.stem for path in producers.FOLDER.glob("*.json"))


@pytest.mark.parametrize(
    ("name", "check"),
    [(name, check) for name, checks in agreement.CHECKS.items() for check in checks],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_agrees(name, check):
    check(producers.load(name))


def test_every_vector_has_a_producer_and_a_check():
    assert STORED == sorted(producers.PRODUCERS) == sorted(agreement.CHECKS)


@pytest.mark.parametrize("name", STORED)
def test_vector_says_where_it_comes_from(name):
    agreement.check_provenance(producers.load(name))


@pytest.mark.parametrize("key", [*agreement.PROVENANCE, "inputs", "outputs"])
def test_vector_that_lacks_something_is_refused(key):
    vector = producers.load("torch_layer_norm")
    del vector[key]
    with pytest.raises(AssertionError, match=key):
        agreement.check_provenance(vector)


@pytest.mark.parametrize("name", STORED)
def test_vector_is_small(name):
    assert (producers.FOLDER / f"{name}.json").stat().st_size < 30_000


# --- the checks notice what is wrong --------------------------------------------------


def test_a_share_may_stray_four_standard_deviations():
    # 400 draws of probability 0.2 have standard deviation sqrt(0.2 * 0.8 / 400) = 0.02
    agreement.near(0.27 * 400, 400, 0.2)
    with pytest.raises(AssertionError):
        agreement.near(0.29 * 400, 400, 0.2)


def test_two_shares_may_differ_by_four_standard_deviations():
    # twice 800 draws, half of them hits: sqrt(0.25 * 2 / 800) = 0.025
    agreement.same_share(435, 800, 365, 800)  # 0.0875 apart
    with pytest.raises(AssertionError):
        agreement.same_share(445, 800, 355, 800)  # 0.1125 apart


def test_two_means_may_differ_by_four_standard_deviations():
    # variances 9 and 16: the difference has standard deviation 5
    agreement.same_mean(0, 9, 19, 16)
    with pytest.raises(AssertionError):
        agreement.same_mean(0, 9, 21, 16)


def _other_rule(mask, random):
    def corrupt(ids, chosen, vocab_size, mask_id, rng, *_):
        return CORRUPT(ids, chosen, vocab_size, mask_id, rng, mask, random)

    return corrupt


def _no_specials(ids, chosen, vocab_size, mask_id, rng, *_):
    """Random tokens without the five special ones."""
    fate = rng.random(ids.shape)
    other = np.where(fate < 0.9, rng.integers(5, vocab_size, ids.shape), ids)
    return np.where(chosen, np.where(fate < 0.8, mask_id, other), ids)


def _rounded_down(candidates, rng, rate=0.15, most=20):
    number = min(most, max(1, int(rate * len(candidates))))
    chosen = np.zeros(len(candidates), bool)
    chosen[rng.permutation(np.flatnonzero(candidates))[:number]] = True
    return chosen


def _one_token_more(documents, max_tokens, rng):
    """Forgets one of [CLS], [SEP], [SEP]."""
    return PACKED_PAIRS(documents, max_tokens + 1, rng)


def _sample_variance(x, gain, bias, eps=1e-5):
    scale = np.sqrt(x.var(-1, ddof=1, keepdims=True) + eps)
    return (x - x.mean(-1, keepdims=True)) / scale * gain + bias


def _large_eps(x, gain, bias, eps=1e-5):
    return LAYER_NORM(x, gain, bias, 1e-5)


def _count_padding(ids, padding_id=1):
    return np.broadcast_to(np.arange(np.shape(ids)[-1]) + padding_id + 1, np.shape(ids))


CORRUPT = agreement.masking.corrupt
PACKED_PAIRS = agreement.sentences.packed_pairs
LAYER_NORM = agreement.norm.layer_norm
WRONG = [
    ("transformers_masked_tokens", "masking.corrupt", _other_rule(0.81, 0.1)),
    ("transformers_masked_tokens", "masking.corrupt", _other_rule(0.8, 0.11)),
    ("transformers_masked_tokens", "masking.corrupt", _no_specials),
    ("google_masked_tokens", "masking.corrupt", _no_specials),
    ("google_prediction_numbers", "masking.choose_exactly", _rounded_down),
    ("google_masked_tokens", "masking.corrupt", _other_rule(0.81, 0.1)),
    ("google_pairs_told", "sentences.packed_pairs", _one_token_more),
    ("google_pairs_harbor", "sentences.packed_pairs", _one_token_more),
    ("google_pairs_told", "sentences._another", lambda d, n, rng: d),
    ("torch_layer_norm", "norm.layer_norm", _sample_variance),
    ("torch_layer_norm", "norm.layer_norm", _large_eps),
    ("transformers_bert_embeddings", "embeddings.layer_norm", _large_eps),
    ("transformers_roberta_positions", "embeddings.roberta_positions", _count_padding),
]


@pytest.mark.parametrize(("name", "function", "wrong"), WRONG)
def test_a_wrong_mechanism_is_noticed(name, function, wrong, monkeypatch):
    module, attribute = function.split(".")
    monkeypatch.setattr(getattr(agreement, module), attribute, wrong)
    assert agreement.caught(producers.load(name), name)
