"""The Transformer's encoder, norms after each sum: a tiny BertModel, with padding."""

from functools import partial

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import transformer

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_bert_encoder():
    """BertModel with one kind of segment, all zero, on two sentences, one of them padded."""
    import torch
    from transformers import BertConfig, BertModel

    seed = 20181012
    rng = np.random.default_rng(seed)
    config = BertConfig(
        vocab_size=9,
        hidden_size=6,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=10,
        max_position_embeddings=7,
        type_vocab_size=1,
        attn_implementation="eager",
    )
    model = BertModel(config, add_pooling_layer=False)
    state = weights.random_weights(model, rng)
    state["embeddings.token_type_embeddings.weight"][:] = 0
    model = weights.with_weights(model, state)
    ids = np.array([[2, 5, 6, 7, 3], [2, 8, 3, 0, 0]])
    given = torch.from_numpy(ids)
    with torch.no_grad():
        out = model(given, attention_mask=given != 0, output_hidden_states=True)
    return record(
        "transformers",
        "BertModel(BertConfig(...), add_pooling_layer=False).double().eval()"
        "(ids, attention_mask=ids != 0, output_hidden_states=True)",
        seed,
        {"ids": ids, "heads": 2, "state": state},
        {"hidden_states": out.hidden_states},
    )


# --- how ours is compared -------------------------------------------------------------


@agrees("transformers_bert_encoder")
def the_encoder_agrees(vector):
    """At padding too: it looks at the same tokens as the others, though nobody at it."""
    ids, heads = np.array(vector["inputs"]["ids"]), vector["inputs"]["heads"]
    p = _parameters(vector["inputs"]["state"])
    mask = attention.padding_mask(ids)
    states = vector["outputs"]["hidden_states"]
    same_numbers(transformer.encoder(ids, p, heads=heads, mask=mask), states[-1])


@agrees("transformers_bert_encoder")
def each_post_norm_block_agrees(vector):
    heads = vector["inputs"]["heads"]
    mask = attention.padding_mask(np.array(vector["inputs"]["ids"]))
    blocks = _parameters(vector["inputs"]["state"])["blocks"]
    states = np.array(vector["outputs"]["hidden_states"])
    for before, block, after in zip(states[:-1], blocks, states[1:], strict=True):
        same_numbers(
            transformer.post_norm_block(before, block, heads=heads, mask=mask), after
        )


def _parameters(state):
    """transformers' names to ours; the segments, all zero, are dropped."""
    state = weights.as_arrays(state)
    assert not np.any(state["embeddings.token_type_embeddings.weight"])
    layers = sum(name.endswith("intermediate.dense.weight") for name in state)
    return {
        "token_table": state["embeddings.word_embeddings.weight"],
        "position_table": state["embeddings.position_embeddings.weight"],
        "norm": weights.norm(state, "embeddings.LayerNorm"),
        "blocks": [weights.block(state, f"encoder.layer.{k}.") for k in range(layers)],
    }


# --- what must be noticed -------------------------------------------------------------

POST = transformer.post_norm_block


def _padding_only(ids, padding_id=0):
    return np.equal(ids, padding_id)[..., None, :]


def _pre(x, p, heads, mask=None, activation=transformer.gelu, eps=1e-12):
    return transformer.pre_norm_block(
        x, p, heads=heads, mask=mask, activation=activation, eps=eps
    )


def _other(x, p, *, heads, mask=None, bend, tiny, **_):
    return POST(x, p, heads=heads, mask=mask, activation=bend, eps=tiny)


plant("transformers_bert_encoder", "attention.attention.padding_mask", _padding_only)
plant(
    "transformers_bert_encoder",
    "networks.transformer.post_norm_block",
    _pre,
    partial(_other, bend=transformer.gelu_tanh, tiny=1e-12),
    partial(_other, bend=transformer.gelu, tiny=1e-5),
)
