"""Encoder and decoder together: tiny models of transformers' T5, MT5 and Bart.

transformers computes the mean squares of T5's norms in single precision whatever the
weights are, so what passes through one agrees to seven digits and not to fifteen.
"""

import numpy as np
import weights
from harness import SINGLE, agrees, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import attention, positions
from fieldguide.mechanisms.networks import encoder_decoder, norm, transformer

BART_LAYER = (
    "self_attn.q_proj",
    "self_attn.k_proj",
    "self_attn.v_proj",
    "self_attn.out_proj",
    "self_attn_layer_norm",
    "fc1",
    "fc2",
    "final_layer_norm",
)
T5_SIZES = {
    "vocab_size": 11,
    "d_model": 6,
    "d_kv": 4,
    "num_heads": 2,
    "d_ff": 10,
    "num_layers": 2,
    "num_decoder_layers": 2,
    "relative_attention_num_buckets": 8,
    "relative_attention_max_distance": 12,
    "decoder_start_token_id": 0,
    "attn_implementation": "eager",
}
SOURCE = np.array([[5, 6, 7, 8, 9, 3, 4, 2, 1], [8, 3, 10, 1, 0, 0, 0, 0, 0]])
TARGET = np.array([[0, 10, 7, 4, 9], [0, 9, 5, 1, 2]])

# --- how the vectors are made ---------------------------------------------------------


@producer
def transformers_bart():
    """BartForConditionalGeneration on two damaged texts, one of them padded."""
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    seed = 20191031
    rng = np.random.default_rng(seed)
    config = BartConfig(
        vocab_size=11,
        d_model=6,
        encoder_layers=1,
        decoder_layers=2,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=10,
        decoder_ffn_dim=6,
        max_position_embeddings=9,
        pad_token_id=0,
        attn_implementation="eager",
    )
    model = BartForConditionalGeneration(config)
    state = weights.random_weights(model, rng)
    tied = "lm_head", "model.encoder.embed_tokens", "model.decoder.embed_tokens"
    copies = {f"{name}.weight": state["model.shared.weight"] for name in tied}
    state["final_logits_bias"] = 0 * state["final_logits_bias"]
    model = weights.with_weights(model, state | copies)
    state = {key: values for key, values in state.items() if key not in copies}
    source, target = torch.from_numpy(SOURCE), torch.from_numpy(TARGET)
    with torch.no_grad():
        out = model(
            source,
            attention_mask=source != 0,
            decoder_input_ids=target,
            output_hidden_states=True,
            output_attentions=True,
        )
    return record(
        "transformers",
        "BartForConditionalGeneration(BartConfig(...)).double().eval()(source, "
        "attention_mask=source != 0, decoder_input_ids=target, ...)",
        seed,
        {"source": source, "target": target, "heads": 2, "state": state},
        {
            "memory": out.encoder_last_hidden_state,
            "states": out.decoder_hidden_states,
            "shares": out.cross_attentions,
            "logits": out.logits,
        },
    )


@producer
def transformers_t5():
    """T5ForConditionalGeneration: no biases, no scaling, tied tables."""
    from transformers import T5Config, T5ForConditionalGeneration

    return _t5(T5ForConditionalGeneration, T5Config(**T5_SIZES), 20191024)


@producer
def transformers_mt5():
    """MT5ForConditionalGeneration with gates and a second table.

    transformers 5 ties the tables of MT5 whatever the configuration says, which the
    published model does not; so the last states are multiplied by a table of our own.
    """
    from transformers import MT5Config, MT5ForConditionalGeneration

    config = MT5Config(**T5_SIZES, feed_forward_proj="gated-gelu")
    return _t5(MT5ForConditionalGeneration, config, 20201022, untied=True)


def _t5(kind, config, seed, untied=False):
    import torch

    rng = np.random.default_rng(seed)
    model = kind(config)
    state = weights.random_weights(model, rng)
    for tied in ("encoder.embed_tokens", "decoder.embed_tokens", "lm_head"):
        state[f"{tied}.weight"] = state["shared.weight"]
    model = weights.with_weights(model, state)
    source, target = torch.from_numpy(SOURCE), torch.from_numpy(TARGET)
    with torch.no_grad():
        out = model(
            source,
            attention_mask=source != 0,
            decoder_input_ids=target,
            output_hidden_states=True,
        )
    logits, last = out.logits, out.decoder_hidden_states[-1]
    if untied:
        state["lm_head.weight"] = rng.normal(0, 0.4, (11, 6)).round(2)
        logits = last @ torch.from_numpy(state["lm_head.weight"]).T
    return record(
        "transformers",
        f"{kind.__name__}({type(config).__name__}(...)).double().eval()(source, "
        "attention_mask=source != 0, decoder_input_ids=target, ...)"
        + (", last states @ table.T" if untied else ""),
        seed,
        {"source": source, "target": target, "heads": 2,
         "furthest": T5_SIZES["relative_attention_max_distance"], "state": state},
        {"memory": out.encoder_last_hidden_state, "last": last, "logits": logits},
    )  # fmt: skip


@producer
def transformers_t5_parts():
    """T5's norm and self-attention alone, and the gated layer of T5 1.1."""
    import torch
    from transformers import T5Config
    from transformers.models.t5.modeling_t5 import (
        T5Attention,
        T5DenseActDense,
        T5DenseGatedActDense,
        T5LayerNorm,
    )

    seed = 20191025
    rng = np.random.default_rng(seed)
    config = T5Config(**T5_SIZES)
    gated = T5Config(**T5_SIZES, feed_forward_proj="gated-gelu")
    modules = {
        "norm": T5LayerNorm(6, eps=1e-6),
        "attention": T5Attention(
            config, has_relative_attention_bias=False, layer_idx=0
        ),
        "relu": T5DenseActDense(config),
        "gated": T5DenseGatedActDense(gated),
    }
    x = rng.normal(size=(2, 5, 6)).round(3)
    bias = rng.normal(size=(1, 2, 5, 5)).round(3)
    states, outputs = {}, {}
    for name, module in modules.items():
        state = weights.random_weights(module, rng)
        module = weights.with_weights(module, state)
        more = {"position_bias": torch.from_numpy(bias)} if name == "attention" else {}
        with torch.no_grad():
            out = module(torch.from_numpy(x), **more)
        outputs[name] = out[0] if isinstance(out, tuple) else out
        states |= {f"{name}.{key}": values for key, values in state.items()}
    return record(
        "transformers",
        "T5LayerNorm, T5Attention(x, position_bias=bias), T5DenseActDense and "
        "T5DenseGatedActDense of T5Config(...) in double precision",
        seed,
        {"x": x, "bias": bias[0], "heads": 2, "state": states},
        outputs,
    )


@producer
def torch_rms_norm():
    """torch.nn.functional.rms_norm in double precision, with a gain and two sizes of eps."""
    import torch

    seed = 20191007
    rng = np.random.default_rng(seed)
    x, gain = rng.normal(size=(3, 4, 5)).round(3), rng.normal(1, 0.5, 5).round(3)
    x[0, 0] = 0
    given = torch.from_numpy(x)
    return record(
        "torch",
        "torch.nn.functional.rms_norm(x, (5,), gain, eps)",
        seed,
        {"x": x, "gain": gain, "eps": [1e-6, 0.1]},
        {
            "normed": [
                torch.nn.functional.rms_norm(given, (5,), torch.from_numpy(gain), eps)
                for eps in (1e-6, 0.1)
            ]
        },
    )


# --- how ours are compared ------------------------------------------------------------


@agrees("transformers_bart")
def bart_agrees(vector):
    given, made = vector["inputs"], vector["outputs"]
    source, target = np.array(given["source"]), np.array(given["target"])
    p, mask = _bart(given["state"]), attention.padding_mask(source)
    ours = encoder_decoder.bart(source, target, p, heads=given["heads"], mask=mask)
    same_numbers(ours, made["logits"])


@agrees("transformers_bart")
def each_cross_block_agrees(vector):
    given, made = vector["inputs"], vector["outputs"]
    states, memory = np.array(made["states"]), np.array(made["memory"])
    blocks = _bart(given["state"])["decoder"]["blocks"]
    mask = attention.causal_mask(states.shape[-2])
    seen = attention.padding_mask(np.array(given["source"]))
    for before, block, after, shares in zip(
        states[:-1], blocks, states[1:], made["shares"], strict=True
    ):
        ours, ours_shares = encoder_decoder.cross_block(
            before, memory, block, heads=given["heads"], mask=mask, memory_mask=seen
        )
        same_numbers(ours, after)
        same_numbers(ours_shares, shares)


@agrees("transformers_t5", "transformers_mt5")
def t5_agrees(vector):
    given, made = vector["inputs"], vector["outputs"]
    source, target = np.array(given["source"]), np.array(given["target"])
    p = _t5_parameters(given["state"])
    model = encoder_decoder.mt5 if "MT5" in vector["call"] else encoder_decoder.t5
    rule = {"heads": given["heads"], "furthest": given["furthest"]}
    mask = attention.padding_mask(source)
    same_numbers(model(source, target, p, mask=mask, **rule), made["logits"], SINGLE)


@agrees("transformers_t5", "transformers_mt5")
def t5s_encoder_agrees(vector):
    given, made = vector["inputs"], vector["outputs"]
    source, p = np.array(given["source"]), _t5_parameters(given["state"])
    gated = "gate" in p["encoder"]["blocks"][0]["feed_forward"]
    layer = encoder_decoder.geglu_layer if gated else encoder_decoder.relu_layer
    memory = encoder_decoder.t5_stack(
        source, p["token_table"], p["encoder"], heads=given["heads"], layer=layer,
        mask=attention.padding_mask(source), furthest=given["furthest"],
    )  # fmt: skip
    same_numbers(memory, made["memory"], SINGLE)


@agrees("transformers_t5_parts")
def t5s_parts_agree(vector):
    given, made = vector["inputs"], vector["outputs"]
    x, state = np.array(given["x"]), weights.as_arrays(given["state"])
    gain = {"gain": state["norm.weight"]}
    same_numbers(norm.rms_norm(x, gain), made["norm"], SINGLE)
    ours, _ = encoder_decoder.biased_attention(
        x, x, _looks(state, "attention."), heads=given["heads"], bias=given["bias"]
    )
    same_numbers(ours, made["attention"])
    ours = encoder_decoder.relu_layer(x, _inner(state, "relu."))
    same_numbers(ours, made["relu"])
    gated = _inner(state, "gated.")
    same_numbers(encoder_decoder.geglu_layer(x, gated), made["gated"])
    ours = transformer.gated_feed_forward(x, gated, activation=transformer.gelu_tanh)
    same_numbers(ours, made["gated"])


@agrees("torch_rms_norm")
def rms_norm_agrees(vector):
    given = vector["inputs"]
    for eps, theirs in zip(given["eps"], vector["outputs"]["normed"], strict=True):
        same_numbers(
            norm.rms_norm(given["x"], {"gain": given["gain"]}, eps=eps), theirs
        )


@agrees("transformers_t5")
def biases_by_bucket_agree(vector):
    """The encoder's first scores, from the table as transformers keeps it."""
    given = vector["inputs"]
    table = _t5_parameters(given["state"])["encoder"]["bias_table"]
    n = len(given["source"][0])
    offset = np.arange(n) - np.arange(n)[:, None]
    buckets = positions.relative_position_bucket(
        offset, buckets=len(table), furthest=given["furthest"]
    )
    bias = positions.bucket_bias(table, buckets)
    assert bias.shape == (given["heads"], n, n)
    assert bias[1, 2, 5] == table[buckets[2, 5], 1]


def _bart(state):
    """transformers' names to ours; the first two places are never used."""
    state = weights.as_arrays(state)
    p = {"token_table": state["model.shared.weight"]}
    for name in ("encoder", "decoder"):
        at = f"model.{name}."
        layers = sum(key.startswith(at) and key.endswith("fc1.weight") for key in state)
        blocks = []
        for k in range(layers):
            block = weights.block(state, f"{at}layers.{k}.", BART_LAYER)
            if name == "decoder":
                block["cross_attention_norm"] = weights.norm(
                    state, f"{at}layers.{k}.encoder_attn_layer_norm"
                )
                block["cross_attention"] = {
                    ours: weights.linear(state, f"{at}layers.{k}.encoder_attn.{theirs}")
                    for ours, theirs in (
                        ("query", "q_proj"), ("key", "k_proj"), ("value", "v_proj"),
                        ("output", "out_proj"),
                    )
                }  # fmt: skip
            blocks.append(block)
        p[name] = {
            "position_table": state[f"{at}embed_positions.weight"][2:],
            "norm": weights.norm(state, f"{at}layernorm_embedding"),
            "blocks": blocks,
        }
    return p


def _t5_parameters(state):
    """transformers' names to ours."""
    state = weights.as_arrays(state)
    p = {"token_table": state["shared.weight"], "output_table": state["lm_head.weight"]}
    for name in ("encoder", "decoder"):
        layers = sum(
            key.startswith(name) and key.endswith("wo.weight") for key in state
        )
        table = f"{name}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"
        p[name] = {
            "bias_table": state[table],
            "norm": {"gain": state[f"{name}.final_layer_norm.weight"]},
            "blocks": [_t5_block(state, f"{name}.block.{k}.layer.", name == "decoder")
                       for k in range(layers)],
        }  # fmt: skip
    return p


def _t5_block(state, at, decodes):
    last = 1 + decodes
    parts = [(0, "attention", "SelfAttention")]
    parts += [(1, "cross_attention", "EncDecAttention")] * decodes
    block = {name: _looks(state, f"{at}{k}.{theirs}.") for k, name, theirs in parts}
    block |= {
        f"{name}_norm": {"gain": state[f"{at}{k}.layer_norm.weight"]}
        for k, name, _ in [*parts, (last, "feed_forward", "")]
    }
    return block | {"feed_forward": _inner(state, f"{at}{last}.DenseReluDense.")}


def _looks(state, at):
    names = zip(("query", "key", "value", "output"), "qkvo", strict=True)
    return {ours: state[f"{at}{theirs}.weight"].T for ours, theirs in names}


def _inner(state, at):
    names = {"up": "wi", "down": "wo"}
    if f"{at}wi_0.weight" in state:
        names = {"gate": "wi_0", "up": "wi_1", "down": "wo"}
    return {ours: state[f"{at}{theirs}.weight"].T for ours, theirs in names.items()}


# --- what must be noticed -------------------------------------------------------------

CROSS = encoder_decoder.cross_block
BIASED = encoder_decoder.biased_attention
RMS = norm.rms_norm


def _norms_before(x, memory, p, **rule):
    y = norm.layer_norm(x, p["attention_norm"])
    out, shares = CROSS(y, memory, p, **rule)
    return out + x, shares


def _looks_at_padding(x, memory, p, *, memory_mask=None, **rule):
    return CROSS(x, memory, p, **rule)


def _sees_what_comes(x, memory, p, *, mask=None, **rule):
    return CROSS(x, memory, p, **rule)


def _with_tanh(x, memory, p, *, activation=None, **rule):
    return CROSS(x, memory, p, activation=transformer.gelu_tanh, **rule)


def _scaled(x, context, p, **rule):
    root = np.sqrt(p["query"].shape[1] / rule["heads"])
    return BIASED(x, context, p | {"query": p["query"] / root}, **rule)


def _bias_forgotten(x, context, p, *, bias=None, **rule):
    return BIASED(x, context, p, **rule)


def _bias_in_cross(x, context, p, *, bias=None, **rule):
    shape = len(np.shape(x)) * (1,)
    return BIASED(x, context + np.ones(shape) * (bias is None), p, bias=bias, **rule)


def _mean_taken_off(x, p, eps=1e-6):
    x = np.asarray(x)
    return RMS(x - x.mean(-1, keepdims=True), p, eps=eps)


def _eps_outside(x, p, eps=1e-6):
    x = np.asarray(x)
    return x / (np.sqrt((x**2).mean(-1, keepdims=True)) + eps) * p["gain"]


def _gate_and_up_swapped(x, p, *, activation):
    return (activation(x @ p["up"]) * (x @ p["gate"])) @ p["down"]


def _causal_for_both(offset, buckets=32, furthest=128):
    return positions.causal_position_bucket(offset, buckets=buckets, furthest=furthest)


HERE = "networks.encoder_decoder."
plant(
    "transformers_bart",
    HERE + "cross_block",
    _norms_before,
    _looks_at_padding,
    _sees_what_comes,
    _with_tanh,
)
for _name in ("transformers_t5", "transformers_mt5"):
    plant(_name, HERE + "biased_attention", _scaled, _bias_forgotten, _bias_in_cross)
    plant(_name, HERE + "relative_position_bucket", _causal_for_both)
    plant(_name, HERE + "rms_norm", _mean_taken_off)
plant("transformers_t5_parts", HERE + "gated_feed_forward", _gate_and_up_swapped)
plant("transformers_t5_parts", HERE + "gelu_tanh", transformer.gelu)
plant("torch_rms_norm", "networks.norm.rms_norm", _mean_taken_off, _eps_outside)
