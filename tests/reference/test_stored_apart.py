"""The checks of positions apart, and of entities, notice what is wrong; see test_stored.py."""

import agreement
import numpy as np
import producers
import pytest

from fieldguide.mechanisms.networks import disentangled, transformer
from fieldguide.mechanisms.objectives import knowledge


def _turned(i, j, k=disentangled.FURTHEST):
    return DELTA(j, i, k)


def _one_row_more(i, j, k=disentangled.FURTHEST):
    """Clips to 2k, as if distances were symmetric."""
    return np.clip(np.asarray(i) - j + k, 0, 2 * k - 1 - (k == 3))


def _root_d(terms, d):
    """Forgets that there are three terms."""
    return ADD_TERMS(terms, d / len(terms))


def _without_c2p(q, k_r):
    return 0 * CONTENT_TO_POSITION(q, k_r)


def _p2p_too(terms, d):
    return ADD_TERMS([*terms, terms[0]], d)


def _places_each_turn(hidden, places, layer, layers=2):
    query = hidden + places
    for _ in range(layers):
        query = layer(query + places, hidden)
    return query


def _hidden_moves(hidden, places, layer, layers=2):
    """Keys and values from the layer before, as in an ordinary encoder."""
    query = hidden + places
    for _ in range(layers):
        query = hidden = layer(query, hidden)
    return query


def _all_tokens(tokens, entities, aligned, p, *args):
    return FUSE(tokens, entities, np.ones_like(aligned), p, *args)


def _all_tokens_released(tokens, entities, aligned, p, *args):
    return FUSE_RELEASED(tokens, entities, np.ones_like(aligned), p, *args)


def _not_bent_again(tokens, entities, aligned, p, *args):
    """Only the inner layer has an activation."""
    once = iter([transformer.gelu, lambda x: x, lambda x: x])
    return FUSE(tokens, entities, aligned, p, lambda x: next(once)(x))


def _bent_twice(tokens, entities, aligned, p, *args):
    """The paper's fusion where the code's is wanted."""
    return FUSE(tokens, entities, aligned, p)


def _swapped_rates(aligned, entities, rng, wrong=0.15, unaligned=0.05):
    return CORRUPT(aligned, entities, rng, wrong, unaligned)


def _two_draws(aligned, entities, rng, wrong=0.05, unaligned=0.15):
    """15% of what the first draw left."""
    return CORRUPT(
        CORRUPT(aligned, entities, rng, wrong, 0), entities, rng, 0, unaligned
    )


def _trusting(prior, linked, pool, wrong=0, unaligned=0.15):
    return BELIEVE(prior, linked, pool, 0, unaligned)


def _first_only(entities):
    """What the comment in the code promises."""
    entities = np.array(entities)
    again = np.r_[False, entities[1:] == entities[:-1]]
    return np.where(again, -1, entities)


def _unscaled(tokens, candidates, p):
    return SHARES(tokens / np.sqrt(candidates.shape[1]), candidates, p)


DELTA, ADD_TERMS = disentangled.delta, disentangled.add_terms
CONTENT_TO_POSITION = disentangled.content_to_position
FUSE, FUSE_RELEASED = knowledge.fuse, knowledge.fuse_released
CORRUPT, BELIEVE = knowledge.corrupt_alignments, knowledge.believe_link
SHARES = knowledge.entity_shares
LAYERS = ["transformers_deberta_layer", "transformers_deberta_v2_attention"]
WRONG = [
    *[(name, disentangled, "position_to_content_released",
       disentangled.position_to_content) for name in LAYERS],
    *[(name, disentangled, "delta", _turned) for name in LAYERS],
    *[(name, disentangled, "add_terms", _root_d) for name in LAYERS],
    *[(name, disentangled, "content_to_position", _without_c2p) for name in LAYERS],
    (LAYERS[0], disentangled, "delta", _one_row_more),
    (LAYERS[1], disentangled, "add_terms", _p2p_too),
    (LAYERS[0], disentangled, "gelu", np.tanh),
    ("restated_deberta_equation_4", disentangled, "position_to_content",
     disentangled.position_to_content_released),
    ("restated_deberta_equation_4", disentangled, "delta", _turned),
    ("restated_deberta_equation_4", disentangled, "add_terms", _root_d),
    ("restated_deberta_mask_decoder", disentangled, "enhanced_mask_decoder",
     _places_each_turn),
    ("restated_deberta_mask_decoder", disentangled, "enhanced_mask_decoder",
     _hidden_moves),
    ("restated_ernie_fusion", knowledge, "fuse", _all_tokens),
    ("restated_ernie_fusion", knowledge, "fuse", _not_bent_again),
    ("restated_ernie_layer", knowledge, "fuse_released", _all_tokens_released),
    ("restated_ernie_layer", knowledge, "fuse_released", _bent_twice),
    ("restated_ernie_layer", knowledge, "BERT_EPS", 1e-2),
    ("restated_ernie_entity_shares", knowledge, "entity_shares", _unscaled),
    ("restated_ernie_alignments", knowledge, "corrupt_alignments", _swapped_rates),
    ("restated_ernie_alignments", knowledge, "corrupt_alignments", _two_draws),
    ("restated_ernie_alignments", knowledge, "believe_link", _trusting),
    ("restated_ernie_mentions", knowledge, "align_released", _first_only),
    ("restated_translations", knowledge, "_shorten", lambda x: x),
    ("restated_translations", knowledge, "_shorten",
     lambda x: x / np.sqrt((x**2).sum(-1, keepdims=True))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "module", "attribute", "wrong"), WRONG)
def test_a_wrong_mechanism_is_noticed(name, module, attribute, wrong, monkeypatch):
    if attribute == "gelu":  # a default, bound when the function was defined
        monkeypatch.setitem(disentangled.feed_forward.__globals__, "gelu", wrong)
        defaults = disentangled.disentangled_block.__defaults__
        monkeypatch.setattr(
            disentangled.disentangled_block, "__defaults__",
            tuple(wrong if d is disentangled.gelu else d for d in defaults),
        )  # fmt: skip
    else:
        monkeypatch.setattr(module, attribute, wrong)
    assert agreement.caught(producers.load(name), name)
