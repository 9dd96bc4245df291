"""LLaMA and PaLM as whole decoders: transformers' LLaMA, and its Cohere, whose block is PaLM's.

Cohere's decoder attends and thinks at once behind one norm without bias, has a gate with SiLU,
no biases, neighbors that are turned together, and a scale before the softmax. With one key for
all heads and 1 / sqrt(d) for the scale it is PaLM, of which no code was published.
"""

import math
from functools import partial

import numpy as np
import weights
from harness import agrees, draw, plant, producer, record, same_numbers

from fieldguide.mechanisms.attention import rotary
from fieldguide.mechanisms.attention.attention import causal_mask
from fieldguide.mechanisms.networks import lean, norm, transformer

V, D, INNER, LAYERS = 7, 8, 5, 2
SINGLE = 5e-6  # norms, angles and shares are made in single precision there

# --- how the vectors are made ---------------------------------------------------------


def _decoder(name, seed, **given):
    """A tiny decoder of transformers with random weights, run on two sentences."""
    import torch
    import transformers

    config = getattr(transformers, f"{name}Config")(
        vocab_size=V,
        hidden_size=D,
        intermediate_size=INNER,
        num_hidden_layers=LAYERS,
        max_position_embeddings=16,
        bos_token_id=None,
        eos_token_id=None,
        pad_token_id=None,
        attn_implementation="eager",
        **given,
    )
    model = getattr(transformers, f"{name}ForCausalLM")(config)
    rng = np.random.default_rng(seed)
    state = weights.random_weights(model, rng)
    if config.tie_word_embeddings:
        state["lm_head.weight"] = state["model.embed_tokens.weight"]
    weights.with_weights(model, state)
    ids = rng.integers(V, size=(2, 6))
    with torch.no_grad():
        logits = model(torch.from_numpy(ids)).logits
    return record(
        "transformers",
        f"{name}ForCausalLM({name}Config(...)).double().eval()(ids)",
        seed,
        {"ids": ids, "state": state},
        {"logits": logits},
    )


@producer
def transformers_llama():
    """LlamaForCausalLM on two sentences, two heads."""
    return _decoder("Llama", 20230224, num_attention_heads=2)


@producer
def transformers_cohere():
    """CohereForCausalLM on two sentences, with one key for two heads and PaLM's scale."""
    return _decoder(
        "Cohere",
        20220405,
        num_attention_heads=2,
        num_key_value_heads=1,
        logit_scale=1 / math.sqrt(D),
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
    )


@producer
def transformers_grouped_attention():
    """LlamaAttention with four heads, and one, two and four that have keys and values."""
    import torch
    from transformers import LlamaConfig
    from transformers.models.llama import modeling_llama

    seed, n = 20230522, 5
    rng = np.random.default_rng(seed)
    x = draw(rng, 2, x=(1, n, D))["x"]
    states, out = {}, {}
    for groups in (1, 2, 4):
        config = LlamaConfig(
            hidden_size=D,
            num_attention_heads=4,
            num_key_value_heads=groups,
            attn_implementation="eager",
        )
        layer = modeling_llama.LlamaAttention(config, 0)
        states[str(groups)] = weights.random_weights(layer, rng)
        weights.with_weights(layer, states[str(groups)])
        still = torch.ones(1, n, 2), torch.zeros(1, n, 2)  # nobody is turned
        ahead = torch.full((n, n), -math.inf).triu(1)[None, None]
        with torch.no_grad():
            found, _ = layer(torch.from_numpy(x), still, ahead)
        out[str(groups)] = found
    return record(
        "transformers",
        "modeling_llama.LlamaAttention(LlamaConfig(..., num_key_value_heads=g), 0)"
        "(x, (1, 0), causal)",
        seed,
        {"x": x, "states": states},
        out,
    )


# --- how ours is compared -------------------------------------------------------------


def _attention(state, at, heads=None):
    """Our names; with `heads`, columns that halves are made of become neighbors."""
    p = {
        name: state[f"{at}{short}_proj.weight"].T
        for name, short in zip(("query", "key", "value", "output"), "qkvo", strict=True)
    }
    if heads:
        back = np.argsort(rotary.halves_order(D // heads))
        columns = (np.arange(heads)[:, None] * (D // heads) + back).ravel()
        p |= {name: p[name][:, columns] for name in ("query", "key")}
    return p


def _feed_forward(state, at):
    names = "gate", "up", "down"
    return {name: state[f"{at}mlp.{name}_proj.weight"].T for name in names}


def _gain(state, name):
    return {"gain": state[f"{name}.weight"]}


def _llama(state):
    state = weights.as_arrays(state)
    blocks = []
    for at in (f"model.layers.{k}." for k in range(LAYERS)):
        blocks.append(
            {
                "attention": _attention(state, f"{at}self_attn.", heads=2),
                "attention_norm": _gain(state, f"{at}input_layernorm"),
                "feed_forward": _feed_forward(state, at),
                "feed_forward_norm": _gain(state, f"{at}post_attention_layernorm"),
            }
        )
    return {
        "token_table": state["model.embed_tokens.weight"],
        "blocks": blocks,
        "norm": _gain(state, "model.norm"),
        "output_table": state["lm_head.weight"],
    }


def _palm(state):
    state = weights.as_arrays(state)
    blocks = []
    for at in (f"model.layers.{k}." for k in range(LAYERS)):
        blocks.append(
            {
                "norm": _gain(state, f"{at}input_layernorm"),
                "attention": _attention(state, f"{at}self_attn."),
                "feed_forward": _feed_forward(state, at),
            }
        )
    return {
        "token_table": state["model.embed_tokens.weight"],
        "blocks": blocks,
        "norm": _gain(state, "model.norm"),
    }


@agrees("transformers_llama")
def llama_agrees(vector):
    given = vector["inputs"]
    ours = lean.llama(given["ids"], _llama(given["state"]), heads=2)
    same_numbers(ours, vector["outputs"]["logits"], SINGLE)


@agrees("transformers_cohere")
def palm_agrees(vector):
    given = vector["inputs"]
    ours = lean.palm(given["ids"], _palm(given["state"]), heads=2)
    same_numbers(ours, vector["outputs"]["logits"], SINGLE)


@agrees("transformers_grouped_attention")
def shared_keys_agree(vector):
    x = np.array(vector["inputs"]["x"])
    for groups, state in vector["inputs"]["states"].items():
        p = _attention(weights.as_arrays(state), "")
        how = {"heads": 4, "groups": int(groups), "mask": causal_mask(x.shape[1])}
        ours, _ = lean.grouped_attention(x, p, **how)
        same_numbers(ours, vector["outputs"][groups], SINGLE)


# --- what must be noticed -------------------------------------------------------------

GROUPED, PALM, SWIGLU = (
    lean.grouped_attention,
    lean.palm,
    lean.swiglu_layer,
)


def _serial(x, p, *, heads, turn=None, mask=None, eps=1e-5):
    """The network works on the sum."""
    how = {"heads": heads, "turn": turn, "mask": mask}
    x = x + GROUPED(lean._plain_norm(x, p["norm"], eps), p["attention"], **how)[0]
    return x + SWIGLU(lean._plain_norm(x, p["norm"], eps), p["feed_forward"])


def _no_mean(x, p, *, eps=1e-5):
    """An RMS norm where a layer norm belongs."""
    return norm.rms_norm(x, p, eps=eps)


def _a_mean(x, p, *, eps=1e-6):
    """A layer norm where an RMS norm belongs."""
    return norm.layer_norm(x, p | {"bias": 0}, eps=eps)


def _in_turn(x, p, *, heads, groups=1, turn=None, mask=None):
    """The first head takes the first key, the second head the second, and so on again."""
    e = p["query"].shape[1] // heads
    order = np.arange(heads).reshape(groups, -1).T.ravel()
    columns = (order[:, None] * e + np.arange(e)).ravel()
    back = p | {"query": p["query"][:, columns], "output": p["output"][columns]}
    return GROUPED(x, back, heads=heads, groups=groups, turn=turn, mask=mask)


def _first_key_only(x, p, *, heads, groups=1, turn=None, mask=None):
    e = p["query"].shape[1] // heads
    one = p | {name: p[name][:, :e] for name in ("key", "value")}
    return GROUPED(x, one, heads=heads, groups=1, turn=turn, mask=mask)


def _gate_and_up_exchanged(x, p):
    return SWIGLU(x, p | {"gate": p["up"], "up": p["gate"]})


def _no_scale(ids, p, **options):
    return PALM(ids, p, **options) * math.sqrt(D)


HERE = "networks.lean."
plant("transformers_cohere", HERE + "palm_block", _serial)
plant("transformers_cohere", HERE + "palm", _no_scale)
plant("transformers_cohere", HERE + "layer_norm", _no_mean)
plant("transformers_cohere", HERE + "rotate", rotary.rotate_halves)
plant("transformers_cohere", HERE + "swiglu_layer", _gate_and_up_exchanged)
plant("transformers_cohere", HERE + "silu", transformer.gelu)
plant("transformers_llama", HERE + "rms_norm", _a_mean)
plant("transformers_llama", HERE + "rotate", rotary.rotate_halves)
plant("transformers_llama", HERE + "swiglu_layer", _gate_and_up_exchanged)
plant("transformers_llama", HERE + "silu", transformer.gelu)
plant("transformers_llama", HERE + "llama", partial(lean.llama, base=100))
plant("transformers_llama", HERE + "grouped_attention", _first_key_only)
plant(
    "transformers_grouped_attention",
    HERE + "grouped_attention",
    _in_turn,
    _first_key_only,
)
