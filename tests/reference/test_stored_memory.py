"""The checks of memory and order notice what is wrong; see test_stored.py."""

import agreement
import numpy as np
import producers
import pytest

from fieldguide.mechanisms.networks import recurrence
from fieldguide.mechanisms.objectives import permutation

ENCODING = recurrence.relative_encoding
SCORES = recurrence.relative_scores
SHIFT = recurrence.rel_shift
BLOCK = recurrence.relative_block
REMEMBER = recurrence.remember
MASKS = permutation.factorization_masks
RELEASED = permutation.released_masks


def _interleaved(distance, d):
    """Sine, cosine, sine, cosine, as in Vaswani et al. 2017."""
    r = ENCODING(distance, d)
    return np.stack([r[:, : d // 2], r[:, d // 2 :]], -1).reshape(len(r), d)


def _one_off(distance, d):
    return ENCODING(np.asarray(distance) - 1, d)


def _forgets_the_memory(distance, d):
    """Distances as if the words of the memory were not there: counted from the end."""
    return ENCODING(np.sort(np.abs(distance)), d)


def _no_shift(x):
    return x[..., 1:]


def _one_bias(q, k, r, u, v):
    return SCORES(q, k, r, u, u)


def _no_bias(q, k, r, u, v):
    return SCORES(q, k, r, 0 * u, 0 * v)


def _keeps_the_oldest(memory, h, most):
    return np.concatenate([memory, h])[:most]


def _forgets_the_old(memory, h, most):
    """Keeps of the new segment only, though the memory is longer than it."""
    return h[max(0, len(h) - most) :]


def _causal_only(n):
    return np.ones((n, n), bool)


def _query_keys(h, g, w, content, query, memory=None, eps=1e-12):
    """Keys and values of the query stream from the query stream."""
    h2, _ = TWO_STREAM(h, g, w, content, query, memory, eps)
    _, g2 = TWO_STREAM(g, g, w, content, query, memory, eps)
    return h2, g2


def _query_sees_itself(order):
    content, _ = MASKS(order)
    return content, content


def _rank_for_order(order):
    """Takes the order for the times; the two are each other's inverse."""
    return MASKS(np.argsort(order))


def _upside_down(order):
    return tuple(~mask for mask in MASKS(order))


def _strict_context(order, asked):
    """The paper's masks in place of the code's."""
    return MASKS(order)


def _times_swapped(order, asked):
    time = np.argsort(order)
    return RELEASED(time, asked)


TWO_STREAM = permutation.two_stream
SEGMENTS, STREAMS = "transformers_xlnet_segments", "transformers_xlnet_two_streams"
FOUR, ORDERS = "restated_transformer_xl_attention", "restated_xlnet_orders"
WRONG = [
    ("transformers_xlnet_rel_shift", recurrence, "rel_shift", _no_shift),
    (SEGMENTS, recurrence, "relative_encoding", _interleaved),
    (SEGMENTS, recurrence, "relative_encoding", _one_off),
    (SEGMENTS, recurrence, "relative_encoding", _forgets_the_memory),
    (SEGMENTS, recurrence, "rel_shift", _no_shift),
    (SEGMENTS, recurrence, "relative_scores", _one_bias),
    (SEGMENTS, recurrence, "remember", _keeps_the_oldest),
    (SEGMENTS, recurrence, "remember", _forgets_the_old),
    (SEGMENTS, recurrence, "causal_mask", _causal_only),
    (STREAMS, recurrence, "relative_encoding", _interleaved),
    (STREAMS, recurrence, "relative_scores", _one_bias),
    (STREAMS, permutation, "two_stream", _query_keys),
    (STREAMS, permutation, "factorization_masks", _query_sees_itself),
    (STREAMS, permutation, "factorization_masks", _rank_for_order),
    (STREAMS, permutation, "factorization_masks", _upside_down),
    (FOUR, recurrence, "relative_encoding", _interleaved),
    (FOUR, recurrence, "relative_encoding", _one_off),
    (FOUR, recurrence, "relative_scores", _no_bias),
    (FOUR, recurrence, "rel_shift", _no_shift),
    (ORDERS, permutation, "released_masks", _strict_context),
    (ORDERS, permutation, "released_masks", _times_swapped),
    (ORDERS, permutation, "factorization_masks", _rank_for_order),
]


@pytest.mark.parametrize(
    ("name", "module", "attribute", "wrong"),
    WRONG,
    ids=[f"{name}-{wrong.__name__}" for name, _, _, wrong in WRONG],
)
def test_a_wrong_memory_is_noticed(name, module, attribute, wrong, monkeypatch):
    monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)
