"""GPT-NeoX and BLOOM as whole decoders: transformers' modules, tiny."""

from functools import partial

import numpy as np
import weights
from harness import agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention, rotary, slopes
from fieldguide.mechanisms.networks import placed, transformer

# --- how the vectors are made ---------------------------------------------------------


def _run(model, state_of, rng, vocab_size):
    import torch

    state = weights.random_weights(state_of, rng)
    weights.with_weights(state_of, state)
    ids = rng.integers(vocab_size, size=(2, 7))
    with torch.no_grad():
        logits = model.double().eval()(torch.from_numpy(ids)).logits
    return {"ids": ids, "state": state}, {"logits": logits}


@producer
def transformers_gpt_neox():
    """GPTNeoXForCausalLM on two sentences; half of each head of 8 is turned: two pairs, so that
    the layout shows."""
    from transformers import GPTNeoXConfig, GPTNeoXForCausalLM

    seed = 20220209
    config = GPTNeoXConfig(
        vocab_size=9,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=10,
        hidden_act="gelu_new",
        rotary_pct=0.5,
        max_position_embeddings=16,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
    model = GPTNeoXForCausalLM(config)
    given, out = _run(model, model, np.random.default_rng(seed), 9)
    return record(
        "transformers",
        "GPTNeoXForCausalLM(GPTNeoXConfig(...)).double().eval()(ids)",
        seed,
        given | {"heads": 2},
        out,
    )


@producer
def transformers_bloom():
    """BloomForCausalLM on two sentences; three heads, which is no power of 2."""
    from transformers import BloomConfig, BloomForCausalLM

    seed = 20220712
    config = BloomConfig(
        vocab_size=9,
        hidden_size=12,
        n_layer=2,
        n_head=3,
        bos_token_id=None,
        eos_token_id=None,
        attn_implementation="eager",
    )
    model = BloomForCausalLM(config)
    given, out = _run(model, model.transformer, np.random.default_rng(seed), 9)
    return record(
        "transformers",
        "BloomForCausalLM(BloomConfig(...)).double().eval()(ids)",
        seed,
        given | {"heads": 3},
        out,
    )


# --- how ours is compared -------------------------------------------------------------


def _block(state, at, heads, inside):
    """A layer of either model, whose queries, keys and values are fused."""
    fused = weights.linear(state, f"{at}{inside}.query_key_value")
    return {
        "attention": placed.split_fused(fused, heads)
        | {"output": weights.linear(state, f"{at}{inside}.dense")},
        "attention_norm": weights.norm(state, f"{at}input_layernorm"),
        "feed_forward": {
            "up": weights.linear(state, f"{at}mlp.dense_h_to_4h"),
            "down": weights.linear(state, f"{at}mlp.dense_4h_to_h"),
        },
        "feed_forward_norm": weights.norm(state, f"{at}post_attention_layernorm"),
    }


def _neox(state, heads):
    state = weights.as_arrays(state)
    return {
        "token_table": state["gpt_neox.embed_in.weight"],
        "blocks": [
            _block(state, f"gpt_neox.layers.{k}.", heads, "attention") for k in (0, 1)
        ],
        "norm": weights.norm(state, "gpt_neox.final_layer_norm"),
        "output_table": next(
            state[name]
            for name in ("embed_out.weight", "lm_head.weight")
            if name in state
        ),
    }


def _bloom(state, heads):
    state = weights.as_arrays(state)
    return {
        "token_table": state["word_embeddings.weight"],
        "token_norm": weights.norm(state, "word_embeddings_layernorm"),
        "blocks": [_block(state, f"h.{k}.", heads, "self_attention") for k in (0, 1)],
        "norm": weights.norm(state, "ln_f"),
    }


SINGLE = 1e-6  # angles and slopes are made in single precision there


@agrees("transformers_gpt_neox")
def gpt_neox_agrees(vector):
    given, heads = vector["inputs"], vector["inputs"]["heads"]
    ours = placed.gpt_neox(
        given["ids"], _neox(given["state"], heads), heads=heads, rotary=0.5
    )
    same_numbers(ours, vector["outputs"]["logits"], SINGLE)


@agrees("transformers_bloom")
def bloom_agrees(vector):
    given, heads = vector["inputs"], vector["inputs"]["heads"]
    ours = placed.bloom(given["ids"], _bloom(given["state"], heads), heads=heads)
    same_numbers(ours, vector["outputs"]["logits"], SINGLE)


# --- what must be noticed -------------------------------------------------------------

SPLIT, PARALLEL, ATTENTION = (
    placed.split_fused,
    placed.parallel_block,
    placed.placed_attention,
)


def _three_blocks(p, heads):
    """All queries, all keys, all values: GPT-2's order."""
    parts = [np.split(p[name], 3, axis=-1) for name in ("weight", "bias")]
    return {
        name: {"weight": parts[0][k], "bias": parts[1][k]}
        for k, name in enumerate(("query", "key", "value"))
    }


def _serial(x, p, **options):
    return placed.placed_block(x, p, **options)


def _one_norm(x, p, **options):
    """GPT-J's, and the authors' plan."""
    return PARALLEL(x, p | {"feed_forward_norm": p["attention_norm"]}, **options)


def _values_too(x, p, *, heads, turn=None, bias=None, mask=None):
    """Values are turned as well."""
    q, k, v = (
        turn(attention.split_heads(attention.linear(x, p[name]), heads))
        for name in ("query", "key", "value")
    )
    mask = attention.for_all_heads(mask)
    mixed, shares = attention.attention(q, k, v, mask=mask)
    return attention.linear(attention.merge_heads(mixed), p["output"]), shares


def _neighbors(x, place, *, turned=None, base=10_000):
    return rotary.rotate(x, place, turned=turned, base=base)


def _all_turned(ids, p, *, rotary, **options):
    return NEOX(ids, p, rotary=1.0, **options)


def _no_bias(values, *, n):
    return np.zeros((len(values), n, n))


def _literal(heads):
    return slopes._series(heads)


def _without_token_norm(ids, p, **options):
    """What the norm after the table has learned is left out."""
    even = {"gain": 1.0, "bias": 0.0}
    return BLOOM(ids, p | {"token_norm": even}, **options)


NEOX, BLOOM = placed.gpt_neox, placed.bloom
HERE = "networks.placed."
plant("transformers_gpt_neox", HERE + "split_fused", _three_blocks)
plant("transformers_bloom", HERE + "split_fused", _three_blocks)
plant("transformers_gpt_neox", HERE + "parallel_block", _serial, _one_norm)
plant("transformers_gpt_neox", HERE + "placed_attention", _values_too)
plant("transformers_gpt_neox", HERE + "rotate_halves", _neighbors)
plant(
    "transformers_gpt_neox",
    HERE + "gpt_neox",
    _all_turned,
    partial(placed.gpt_neox, activation=transformer.gelu),
)
plant("transformers_bloom", HERE + "alibi_bias", _no_bias)
plant("transformers_bloom", HERE + "alibi_slopes", _literal)
plant("transformers_bloom", HERE + "bloom", _without_token_norm)
