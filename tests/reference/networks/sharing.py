"""ALBERT: one block used again and again, and narrow embeddings made wide.

A tiny AlbertModel of transformers with random weights; ours must agree after each layer.
"""

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention
from fieldguide.mechanisms.networks import sharing, transformer

# --- how the vector is made -----------------------------------------------------------


@producer
def transformers_albert():
    """AlbertModel: two sentences, the second one padded, after each of three layers."""
    import torch
    from transformers import AlbertConfig, AlbertModel

    seed, n = 20190926, 6
    rng = np.random.default_rng(seed)
    sizes = {
        "vocab_size": 15,
        "embedding_size": 4,
        "hidden_size": 8,
        "num_hidden_layers": 3,
        "num_attention_heads": 2,
        "intermediate_size": 12,
        "max_position_embeddings": 10,
    }
    config = AlbertConfig(**sizes, attn_implementation="eager")
    model = AlbertModel(config, add_pooling_layer=False)
    state = weights.random_weights(model, rng, minus_zero=True)
    ids = rng.integers(2, 15, size=(2, n))
    ids[1, 4:] = 0
    segments = np.array([[0] * 4 + [1] * 2, [0] * 2 + [1] * 4])
    with torch.no_grad():
        out = weights.with_weights(model, state)(
            torch.from_numpy(ids),
            attention_mask=torch.from_numpy((ids != 0).astype(int)),
            token_type_ids=torch.from_numpy(segments),
            output_hidden_states=True,
        )
    return record(
        "transformers",
        "AlbertModel(AlbertConfig(...), add_pooling_layer=False).double().eval()"
        "(ids, attention_mask=ids != 0, token_type_ids=segments)",
        seed,
        {
            "config": sizes,
            **state,
            "ids": ids,
            "segments": segments,
        },
        {"hidden_states": [h.numpy().round(13) for h in out.hidden_states]},
    )


# --- how ours is compared -------------------------------------------------------------


ALBERT_LAYER = (
    "attention.query",
    "attention.key",
    "attention.value",
    "attention.dense",
    "attention.LayerNorm",
    "ffn",
    "ffn_output",
    "full_layer_layer_norm",
)


@agrees("transformers_albert")
def albert_agrees_after_each_layer(vector):
    """With padding that nobody looks at; rows of padding themselves count as well."""
    given = vector["inputs"]
    state = weights.as_arrays(given)
    p = {
        "token_table": state["embeddings.word_embeddings.weight"],
        "position_table": state["embeddings.position_embeddings.weight"],
        "segment_table": state["embeddings.token_type_embeddings.weight"],
        "norm": weights.norm(state, "embeddings.LayerNorm"),
        "widen": weights.linear(state, "encoder.embedding_hidden_mapping_in"),
        "block": weights.block(
            state, "encoder.albert_layer_groups.0.albert_layers.0.", ALBERT_LAYER
        ),
    }
    heads = given["config"]["num_attention_heads"]
    theirs = np.array(vector["outputs"]["hidden_states"])  # (layers + 1, 2, n, d)
    assert len(theirs) == given["config"]["num_hidden_layers"] + 1
    for row, (ids, segments) in enumerate(
        zip(given["ids"], given["segments"], strict=True)
    ):
        mask = attention.padding_mask(ids)
        for layers, one in enumerate(theirs[:, row]):
            ours = sharing.albert(
                ids, segments, p, layers=layers, heads=heads, mask=mask
            )
            same_numbers(ours, one)


# --- what must be noticed -------------------------------------------------------------

REPEAT = sharing.repeat_block


def _without_bias(x, p):
    return x @ p["weight"]


def _one_layer_more(x, block, *, layers, **more):
    return REPEAT(x, block, layers=layers + 1, **more)


def _exact_gelu(x, block, *, layers, heads, mask=None):
    return REPEAT(
        x, block, layers=layers, heads=heads, mask=mask, activation=transformer.gelu
    )


def _deaf_to_the_mask(x, block, *, layers, heads, mask=None):
    return REPEAT(x, block, layers=layers, heads=heads)


plant("transformers_albert", "networks.sharing.linear", _without_bias)
plant(
    "transformers_albert",
    "networks.sharing.repeat_block",
    _one_layer_more,
    _exact_gelu,
    _deaf_to_the_mask,
)
